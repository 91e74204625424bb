"""The screens of docs/screens.md: who looks, and what they do until it is there. Those after it find what it left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.pictures import Hand

ANA, BEN, CARA, VERA = "UANA", "UBEN", "UCARA", "UVERA"
SIGNED = (
    "Could you send us an offer for 40 seats? "
    "Mira Solberg, Head of Operations, Tidewell GmbH, mira.solberg@tidewell.example, +49 30 23125 014, www.tidewell.example"
)
PASSED, TO_COME = ("2024-05-06", "09:00"), ("2036-05-06", "09:00")


@dataclass(frozen=True, slots=True)
class Screen:
    """part: the heading it stands under. name: the picture's. steps: each the name of what a Hand does, and with what."""

    part: str
    name: str
    caption: str
    who: str
    steps: tuple[tuple[str, ...], ...]

    def show(self, hand: "Hand") -> None:
        """Do it."""
        for what, *given in self.steps:
            act: Callable[..., None] = getattr(hand, what)
            act(*given)


def screens(part: str, *each: tuple[str, str, str, *tuple[tuple[str, ...], ...]]) -> tuple[Screen, ...]:
    """name, caption, who, and the steps of each."""
    return tuple(Screen(part, name, caption, who, steps) for name, caption, who, *steps in each)  # type: ignore[arg-type]  # a list of steps


def typed(line: str) -> tuple[str, str]:
    return ("type", line)


def put(label: str, words: str) -> tuple[str, str, str]:
    return ("write", label, words)


NOTES = screens(
    "Notes",
    ("note", "The form, filled in.", ANA, typed("/lead note 42"), put("Note", "Wants 40 seats, decides in June"), ("choose", "Tell", "Ben", "Ben Tanaka")),
    ("note-empty", "Nothing was written.", ANA, typed("/lead note 42"), ("submit", "Save note")),
    (
        "note-private",
        "What only its author sees would tell somebody.",
        ANA,
        typed("/lead note 42"),
        put("Note", "Not sure about the budget"),
        ("choose", "Tell", "Ben", "Ben Tanaka"),
        ("tick", "Only I can see this note"),
        ("submit", "Save note"),
    ),
    ("note-reminder", "A reminder asks when.", ANA, typed("/lead note 42"), ("tick", "Reminder"), put("Note", "Ask for the decision")),
    (
        "note-reminder-passed",
        "It reminds of nothing that has passed.",
        ANA,
        typed("/lead note 42"),
        ("tick", "Reminder"),
        put("Note", "Ask for the decision"),
        ("at", "Remind me at", *PASSED),
        ("submit", "Save note"),
    ),
    ("note-unmarked", "A line that marks no lead opens the form.", ANA, typed("/lead note Lucia wants an offer")),
    ("note-not-reached", "Somebody who is mentioned cannot be told.", ANA, typed("/lead note 42 talked to @dan"), ("submit", "Save note")),
    ("note-saved", "Saved by a line.", ANA, typed("/lead note 42 knows the CFO, asks for support in Spanish @ben")),
    ("note-told", "What the colleague gets.", BEN, ("go", "Leadbot"), ("tab", "Messages")),
    ("note-reply", "A reply.", BEN, ("go", "Leadbot"), ("tab", "Messages"), ("click", "Reply"), put("Note", "I know her, I will call")),
    (
        "note-reply-private",
        "A reply that only its author sees would tell whom it answers.",
        BEN,
        ("go", "Leadbot"),
        ("tab", "Messages"),
        ("click", "Reply"),
        put("Note", "Not before June, I think"),
        ("tick", "Only I can see this note"),
        ("submit", "Save note"),
    ),
    (
        "note-edit",
        "One's own note is edited in the history.",
        ANA,
        typed("/lead history 42"),
        ("menu", "Edit"),
        put("Note", "Knows the CFO"),
    ),
    (
        "note-edit-private",
        "What others were told does not become private.",
        ANA,
        typed("/lead history 42"),
        ("menu", "Edit"),
        ("tick", "Only I can see this note"),
        ("submit", "Save note"),
    ),
    ("note-delete", "Deleting asks.", ANA, typed("/lead history 42"), ("menu", "Delete")),
    ("note-refused", "A viewer's line is given back.", VERA, typed("/lead note 42 talked to them")),
)
ACTIVITIES = screens(
    "Activities",
    ("log", "What was done.", ANA, typed("/lead log 42"), put("Subject", "Left a voicemail")),
    ("log-task", "What is to be done, from a line without a time.", ANA, typed("/lead log 42 task send offer")),
    ("log-passed", "A time that has passed.", ANA, typed("/lead log 42 task send offer yesterday 10:00")),
    ("log-minutes", "What cannot be read is said at its field.", ANA, typed("/lead log 42"), put("Minutes", "9999"), ("submit", "Save")),
    ("log-for", "A task that names a colleague.", ANA, typed("/lead log 42 task @ben send offer tomorrow 10:00")),
    ("log-saved", "Logged by a line.", ANA, typed("/lead log 42 task send offer tomorrow 10:00")),
    ("log-unread", "Words for a time that are not read.", ANA, typed("/lead log 42 meeting tomorrow 10:00 at their office")),
    ("today", "What is due.", ANA, typed("/lead today")),
    (
        "today-outcome",
        "A call is done; how it went may be left out.",
        ANA,
        typed("/lead today"),
        ("menu_of", "Call", "Done"),
        ("choose", "Outcome", "voice", "Voicemail"),
    ),
    ("cancel", "What was planned is cancelled.", ANA, typed("/lead today"), ("menu_of", "Task", "Cancel task"), put("Why", "They decided already")),
    ("cancel-why", "Without a word why.", ANA, typed("/lead today"), ("menu_of", "Task", "Cancel task"), put("Why", "  "), ("submit", "Cancel it")),
    ("history", "The history of a lead.", ANA, typed("/lead history 42")),
    (
        "log-edit",
        "One's own activity is edited in the history.",
        ANA,
        typed("/lead log 42 call reached, sends the numbers"),
        typed("/lead history 42"),
        ("menu_of", "sends the numbers", "Edit"),
        put("Minutes", "15"),
    ),
    (
        "log-edit-wrong",
        "What is done is not still to come.",
        ANA,
        typed("/lead history 42"),
        ("menu_of", "sends the numbers", "Edit"),
        ("at", "At", *TO_COME),
        ("submit", "Save"),
    ),
    ("log-delete", "Deleting asks.", ANA, typed("/lead history 42"), ("menu_of", "sends the numbers", "Delete")),
    ("home", "App Home of a rep.", ANA, ("go", "Leadbot")),
    ("home-done", "What was done from there.", ANA, ("go", "Leadbot"), ("menu_at_home", "Task", "Tomorrow 09:00")),
    ("home-viewer", "A viewer's.", VERA, ("go", "Leadbot")),
)
LEADS = screens(
    "Leads",
    ("card", "A lead's card.", BEN, typed("/lead 42")),
    ("new", "A new lead, from a line.", ANA, typed("/lead new Eva Stone, Alderpeak, eva@alderpeak.example, +49 30 23125 020")),
    ("new-wrong", "What cannot be read is said at its field.", ANA, typed("/lead new Eva Stone"), put("E-mail", "eva at alderpeak"), ("submit", "Create")),
    (
        "new-twin",
        "Somebody like that is there already.",
        ANA,
        typed("/lead new Lucia Ferrand, Quilmere Systems, lucia.ferrand@quilmeresystems.example"),
        ("submit", "Create"),
    ),
    ("new-saved", "Created.", ANA, typed("/lead new Eva Stone, Alderpeak, eva@alderpeak.example"), ("submit", "Create")),
    ("edit", "Editing.", BEN, typed("/lead edit 42")),
    (
        "edit-wrong",
        "What cannot be read is said at its field.",
        BEN,
        typed("/lead edit 42"),
        put("Value", "a lot"),
        put("E-mail", "lucia at quilmere"),
        ("submit", "Save"),
    ),
    (
        "edit-meanwhile",
        "Somebody changed the same meanwhile.",
        BEN,
        typed("/lead edit 42"),
        ("meanwhile", CARA, "/lead tag 42 expo"),
        put("Tags", "support"),
        ("submit", "Save"),
    ),
    (
        "edit-which",
        "Without a lead: one is picked, and a colleague's is not edited.",
        ANA,
        typed("/lead edit"),
        ("choose", "Lead", "lucia fer", "Ferrand"),
        ("submit", "Go on"),
    ),
    ("status", "Closing, from a line.", BEN, typed("/lead status 42 lost"), put("Reason", "They stay with their spreadsheets")),
    ("status-why", "Closing asks why.", BEN, typed("/lead status 42 lost"), ("submit", "Save")),
    ("status-saved", "One step on.", BEN, typed("/lead status 42 proposal")),
    ("tag", "Tags.", BEN, typed("/lead tag 42 pilot, emea")),
    ("tag-form", "A line without tags asks for them.", BEN, typed("/lead tag 42"), put("Tags", "pilot, -expo")),
    ("tag-empty", "Commas alone are none.", BEN, typed("/lead tag 42"), put("Tags", " , "), ("submit", "Save")),
    ("claim", "Claiming without a lead.", ANA, typed("/lead claim"), ("choose", "Lead", "lucia fer", "Ferrand")),
    ("claim-owned", "It is a colleague's already.", ANA, typed("/lead claim"), ("choose", "Lead", "lucia fer", "Ferrand"), ("submit", "Claim")),
    ("assign", "Assigning, from a line without a person.", CARA, typed("/lead assign 42"), ("choose", "Owner", "Ana", "Ana Moreau")),
    ("assign-viewer", "A viewer cannot have a lead.", CARA, typed("/lead assign 42 @vera")),
    ("fields", "All that is known.", BEN, typed("/lead 42"), ("menu", "All fields")),
    ("refused", "A colleague's lead.", ANA, typed("/lead status 42 won")),
)
MANY = screens(
    "Many leads",
    ("many-owned", "A colleague's open leads.", CARA, typed("/lead @ben")),
    (
        "many-form",
        "Who gets them.",
        CARA,
        typed("/lead @ben"),
        ("click", "Assign all"),
        ("choose", "To", "Ana", "Ana Moreau"),
        ("choose", "To", "Cara", "Cara Okafor"),
    ),
    (
        "many-viewer",
        "A viewer cannot have leads.",
        CARA,
        typed("/lead @ben"),
        ("click", "Assign all"),
        ("choose", "To", "Vera", "Vera Novak"),
        ("submit", "Go on"),
    ),
    ("many-question", "Counted before anything is done.", CARA, typed("/lead assign 57, 60 and 61 @ben @ana")),
    ("many-done", "The summary.", CARA, typed("/lead assign 57, 60 and 61 @ben @ana"), ("submit", "Assign 3")),
    ("many-enroll", "The campaign they go into.", CARA, typed("/lead @ben"), ("click", "Enroll all"), ("choose", "Campaign", "spring", "Spring webinar")),
    ("many-enroll-empty", "None was picked.", CARA, typed("/lead @ben"), ("click", "Enroll all"), ("submit", "Go on")),
    (
        "many-enroll-question",
        "Counted before anything is done, with those who are in already.",
        CARA,
        typed("/lead @ben"),
        ("click", "Enroll all"),
        ("choose", "Campaign", "spring", "Spring webinar"),
        ("submit", "Go on"),
    ),
)
CAMPAIGNS = screens(
    "Campaigns",
    ("campaign", "A campaign's card.", CARA, typed("/campaign spring webinar")),
    ("campaigns", "Those that run.", CARA, typed("/campaign")),
    ("fits", "Who fits it, counted first.", CARA, typed("/campaign enroll spring webinar")),
    ("members", "Its members.", CARA, typed("/campaign members spring webinar")),
    ("member-status", "How far a member is; one is always picked.", CARA, typed("/campaign members spring webinar"), ("menu", "Change status", "1")),
    ("campaign-new", "A new campaign.", CARA, typed("/campaign new Summer fair"), put("Budget", "10,000"), put("Goal: leads", "200")),
    ("campaign-wrong", "What cannot be read is said at its field.", CARA, typed("/campaign new Summer fair"), put("Budget", "a lot"), ("submit", "Create")),
    ("campaign-twin", "The name is there already.", CARA, typed("/campaign new Spring webinar"), ("submit", "Create")),
    ("campaign-edit", "Editing.", CARA, typed("/campaign edit spring webinar")),
    (
        "campaign-edit-wrong",
        "What cannot be read is said at its field, as of a new one.",
        CARA,
        typed("/campaign edit spring webinar"),
        put("Spent", "all of it"),
        put("Goal: conversion", "120"),
        ("submit", "Save"),
    ),
    ("campaign-complete", "Completing tells how many are pending.", CARA, typed("/campaign complete spring webinar")),
    ("enroll", "Putting a lead into one, with what is to be known.", ANA, typed("/lead enroll 42")),
    ("enroll-empty", "Nothing was picked.", ANA, typed("/lead enroll"), ("submit", "Enroll")),
    ("enroll-saved", "Enrolled.", ANA, typed("/lead enroll 57 spring webinar")),
    (
        "enroll-there",
        "From a campaign's card: the lead is in it already.",
        CARA,
        typed("/campaign spring webinar"),
        ("click", "Enroll a lead"),
        ("choose", "Lead", "lucia fer", "Ferrand"),
        ("submit", "Enroll"),
    ),
)
MESSAGES = screens(
    "From messages, and from anywhere",
    ("capture-note", "A message becomes a note.", ANA, typed("Spoke to Lucía Ferrand of Quilmere Systems: she decides in June"), ("shortcut", "Save as note")),
    ("capture-note-empty", "No lead was picked.", ANA, typed("They decide in June"), ("shortcut", "Save as note"), ("submit", "Save note")),
    (
        "capture-private",
        "One from a private conversation.",
        BEN,
        ("go", "deals"),
        typed("Lucía Ferrand: they cut the budget"),
        ("shortcut", "Save as note"),
    ),
    ("capture-log", "A message becomes an activity.", ANA, typed("Had a long call with Lucía Ferrand"), ("shortcut", "Log as activity")),
    (
        "capture-log-wrong",
        "What is done is not still to come.",
        ANA,
        typed("Had a long call with Lucía Ferrand"),
        ("shortcut", "Log as activity"),
        ("at", "At", *TO_COME),
        ("submit", "Save"),
    ),
    ("capture-lead", "A message becomes a lead.", ANA, typed(SIGNED), ("shortcut", "Create lead from message")),
    (
        "capture-lead-wrong",
        "What cannot be read is said at its field.",
        ANA,
        typed(SIGNED),
        ("shortcut", "Create lead from message"),
        put("E-mail", "mira at tidewell"),
        ("submit", "Create"),
    ),
    ("anywhere-find", "Find a lead, from anywhere.", ANA, ("anywhere", "Find a lead")),
    ("anywhere-found", "Its card comes as soon as one is picked.", ANA, ("anywhere", "Find a lead"), ("choose", "Name", "lucia fer", "Ferrand")),
    (
        "anywhere-log",
        "Log an activity, from anywhere.",
        ANA,
        ("anywhere", "Log an activity"),
        ("choose", "Lead", "lucia fer", "Ferrand"),
        put("Subject", "Left a voicemail"),
    ),
    ("anywhere-log-empty", "No lead was picked.", ANA, ("anywhere", "Log an activity"), put("Subject", "Left a voicemail"), ("submit", "Save")),
    ("help", "Help.", ANA, typed("/lead help")),
)
SCREENS = (*NOTES, *ACTIVITIES, *LEADS, *MANY, *CAMPAIGNS, *MESSAGES)
