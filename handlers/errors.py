"""One sentence for each error: what is the case, then what to do. A fault of ours gets a code, and the log has it."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from crm import activities, campaigns, creating, editing, enrolling, leads, notes, people, undo
from crm.errors import UserError
from crm.organizations import LONGEST, EmailElsewhere, EmailNotPossible, NameNotPossible, SlugNotPossible
from handlers import blocks, colleagues, drafts
from handlers.answers import Answer, Block, Choices, Redraw, Refused, Reply, Updated
from handlers.campaigns import sentences as campaign_sentences
from handlers.campaigns import views as campaign_views
from handlers.drafts import DraftGone, MessageGone
from handlers.forms import FieldsWrong
from handlers.grammar import WRITING
from handlers.leads import views as lead_views
from handlers.mrkdwn import one_line
from handlers.people import SlackSilent
from handlers.requests import Request, Undecided
from handlers.sending import NotOpened
from handlers.site import Site
from handlers.words import joined
from store.database import unreachable

log = structlog.get_logger()

TRY_AGAIN = "lead.again"
OPEN_FORM = "lead.form"
INSTEAD: dict[undo.Kind, tuple[str, Callable[[str], Block]]] = {
    "lead": ("Edit it", lambda lead: blocks.button("Edit", lead_views.EDIT, lead)),
    "note": ("Edit it", lambda note: blocks.button("Edit", lead_views.EDIT_NOTE, note)),
    "activity": ("Edit it", lambda activity: blocks.button("Edit", lead_views.EDIT_ACTIVITY, activity)),
    "cancelled": ("Plan it again", lambda lead: blocks.button("Log", lead_views.LOG, lead)),
    "campaign": ("Edit it", lambda campaign: blocks.button("Edit", campaign_views.EDIT, campaign)),
    "running": ("Leads were enrolled meanwhile: pause it", lambda campaign: blocks.button("Open", campaign_views.OPEN, campaign)),
    "members": ("Change it in the campaign", lambda campaign: blocks.button("Open", campaign_views.OPEN, campaign)),
}
"""What is done where something is not undone."""
LONGEST_NAME = 80
"""A longer line is no name."""


class NotThere(UserError):
    """Nobody listens to this verb, button or form (any more, or yet)."""

    def __init__(self, kind: str, name: str, typed: str = "") -> None:
        self.kind, self.name, self.typed = kind, name, typed


Said = str | list[Block]


def _not_there(error: NotThere, site: Site) -> Said:
    if error.kind == "command":
        saved = ", so nothing was saved" if error.name in WRITING else ""
        sentence = f"`{site.command} {one_line(error.name, 40)}` doesn't exist yet{saved}. `{site.command} help` shows what does."
        return [blocks.section(sentence), *looking_for(error.typed)]
    if error.kind == "slash_command":
        return f"{one_line(error.name, 40)} is not a command of Leadbot's here. Type `{site.command}` instead; `{site.command} help` shows what there is."
    what = {"view": "form", "view_closed": "form", "shortcut": "shortcut"}.get(error.kind, "button")
    return f"This {what} is from an older version. Type `{site.command}` to start anew."


def looking_for(typed: str) -> list[Block]:
    """For a line that begins with a verb and is, as a whole, the name of a lead or a company: New Relic."""
    if len(typed.split()) < 2 or len(typed) > LONGEST_NAME or '"' in typed:
        return []
    return [
        blocks.section(f'Looking for a lead or a company called "{one_line(typed, LONGEST_NAME)}"?', blocks.button("Find it", TRY_AGAIN, f'find "{typed}"'))
    ]


def _not_linked(error: people.NotLinked, _site: Site) -> Said:
    name = one_line(error.organization, 60)
    return [
        blocks.section(f"*Connect to {name}*\nLinked, you can look up leads, write notes and get what concerns you."),
        blocks.context(f"{_ask(error.admins)} to link your Slack account."),
    ]


def _access_ended(error: people.AccessEnded, _site: Site) -> Said:
    return f"Your access to {one_line(error.organization, 60)} has ended. {_ask(error.admins)}."


def _switched_off(error: people.OrganizationSwitchedOff, _site: Site) -> Said:
    return f"{one_line(error.organization, 60)} is switched off. {_ask(error.admins)}."


def _user_unknown(error: people.UserUnknown, _site: Site) -> Said:
    name, email = one_line(error.organization, 60), one_line(error.email, 120)
    return f"{name} has no user {email}. Look at the spelling, or add the person in the platform first."


DOING = {
    "note": "Writing notes",
    "log": "Logging activities",
    "status": "Changing leads",
    "tag": "Changing leads",
    "claim": "Claiming leads",
    "assign": "Assigning",
    "edit": "Changing leads",
    "new": "Creating leads",
    "enroll": "Enrolling leads",
    "enroll_list": "Enrolling many leads at once",
    "assign_list": "Assigning many leads at once",
    "campaign": "Managing campaigns",
}
"""What NotAllowed refuses, in words."""
ROLES = {"sales_rep": "reps, managers and admins", "manager": "managers and admins", "admin": "admins"}


def _not_allowed(error: people.NotAllowed, _site: Site) -> Said:
    instead = ", or claim it yourself where nobody owns it" if error.doing == "assign" and error.is_rep else ""
    return f"{DOING.get(error.doing, 'This')} is for {ROLES.get(error.role, 'others')}. {_ask(error.who)}{instead}."


def _not_working(error: people.NotWorking, _site: Site) -> Said:
    return one_line(colleagues.idle(error.name, error.is_active), 200)


def _lead_not_found(error: leads.LeadNotFound, _site: Site) -> Said:
    return f"There is no lead {one_line(str(error.lead_id), 30)}."


def _not_yours(error: leads.NotYours, _site: Site) -> Said:
    rights = "Reps change their own leads and leads without an owner; managers any."
    return f"This lead belongs to {one_line(error.owner, 60)}. {rights} {_ask(error.who)}."


def _already_owned(error: leads.AlreadyOwned, _site: Site) -> Said:
    whose = f"This lead belongs to {one_line(error.owner, 60)} already."
    if error.who:
        return f"{whose} A manager can assign it to you. {_ask(error.who)}."
    said = blocks.section(f"{whose} You may assign it to yourself: Assign is in its card's menu.")
    return [said, blocks.actions(blocks.button("Open", lead_views.OPEN, str(error.lead_id)))]


def _nothing_to_reason(error: leads.NothingToReason, _site: Site) -> Said:
    return (
        f"The lead is {lead_views.STATUSES.get(error.status, one_line(error.status, 60))} already, so there is nothing to give a reason for. A note can say it."
    )


def _kept_otherwise(error: leads.KeptOtherwise, _site: Site) -> Said:
    return f"The platform keeps this lead's {one_line(error.what, 60)} in a shape that Leadbot does not know, so they stay as they are."


def _private_tells(error: notes.PrivateTells, _site: Site) -> Said:
    if error.told_before:
        return "Others already know this note, so it cannot become private."
    return f"A note only you can see cannot tell {_listed(error.names, 'and') if error.names else 'others'}. Untick this, or take out the names."


def _too_late_to_undo(error: undo.TooLateToUndo, _site: Site) -> Said:
    return _instead("Undo works for five minutes, and they are over.", error)


def _edited_since(error: undo.EditedSince, _site: Site) -> Said:
    return _instead("This was changed since, so it was not undone.", error)


def _instead(told: str, error: undo.NotUndone) -> Said:
    what, offered = INSTEAD[error.kind]
    return [blocks.section(f"{told} {what} instead."), blocks.actions(offered(one_line(str(error.id), 30)))]


def _unknown_activity(error: activities.UnknownActivity, _site: Site) -> Said:
    return f'*Not saved yet: I don\'t know the activity "{one_line(error.word, 60)}".* Use call, email, meeting, linkedin, sms or task.'


def _email_elsewhere(error: EmailElsewhere, _site: Site) -> Said:
    return f"{one_line(error.email, 120)} belongs to another organization. Name another e-mail."


def _email_not_possible(error: EmailNotPossible, _site: Site) -> Said:
    return f"{one_line(error.email, 120)} is no e-mail address. One looks like dora@acme.example and has at most {LONGEST} characters."


def _slug_not_possible(error: SlugNotPossible, _site: Site) -> Said:
    return (
        f"{one_line(error.slug, 120)} cannot be an organization's slug. "
        f"It has lower-case letters, digits and hyphens between them, such as acme or acme-2, and at most {LONGEST} characters."
    )


def _ask(admins: tuple[str, ...]) -> str:
    """Whom to ask, by first name."""
    return f"Ask {_listed(admins, 'or')}" if admins else "Ask an admin"


def _listed(names: Sequence[str], last: str) -> str:
    return joined([one_line(name, 60) for name in names], last)


def _not_opened(error: NotOpened, site: Site) -> Said:
    again = "Press the button again." if error.verb is None else f"Choose the shortcut again, or type `{f'{site.command} {one_line(error.verb, 20)}'.strip()}`."
    if error.is_open:
        unsaved = "" if error.verb == "" else "*Nothing is saved.* "
        again = "Close this and try again; if" if error.verb is None else f"Close this. {again} If"
        return f"{unsaved}Slack did not take the form that belongs here. {again} it stays so, tell an admin."
    return "*Not saved yet.* Slack did not open the form in time." if error.is_typed else f"Slack did not open the form in time. {again}"


def _fields_wrong(error: FieldsWrong, _site: Site) -> Said:
    return " ".join(one_line(sentence, 200) for sentence in error.errors.values())


SENTENCES: Mapping[type[UserError], Said | Callable[[Any, Site], Said]] = {
    NotThere: _not_there,
    people.NotLinked: _not_linked,
    people.AccessEnded: _access_ended,
    people.OrganizationSwitchedOff: _switched_off,
    people.UserUnknown: _user_unknown,
    people.NotAllowed: _not_allowed,
    people.NotWorking: _not_working,
    leads.LeadNotFound: _lead_not_found,
    leads.NotYours: _not_yours,
    leads.AlreadyOwned: _already_owned,
    leads.ReasonMissing: "Closing a lead needs a reason. Say why, in a few words.",
    leads.TagTooLong: f"A tag has at most {leads.LONGEST_TAG} characters. Tags stand with commas between.",
    undo.UndoneAlready: "This was undone already.",
    leads.KeptOtherwise: _kept_otherwise,
    leads.NothingToReason: _nothing_to_reason,
    leads.TooManyTags: f"A lead has at most {leads.MOST_TAGS} tags. Take some out.",
    leads.Nameless: "Give a name, a company or an e-mail.",
    creating.TwinsThere: "Such a lead is there already. Use that one, or create another.",
    editing.EditedMeanwhile: "Someone changed this while you were editing. Open it again to see what it is now.",
    undo.TooLateToUndo: _too_late_to_undo,
    undo.EditedSince: _edited_since,
    notes.PrivateTells: _private_tells,
    notes.NoteGone: "This note no longer exists.",
    notes.NoteChanged: "You changed this note elsewhere meanwhile. Open it again to see what it is now.",
    activities.UnknownActivity: _unknown_activity,
    activities.TimeHasPassed: "This time has passed. Pick a later one, or choose Done.",
    activities.TimeToCome: "This time is still to come. Pick one that has passed, or choose Planned.",
    activities.ActivityGone: "This activity was already done, cancelled or deleted.",
    **campaign_sentences.SENTENCES,
    EmailElsewhere: _email_elsewhere,
    EmailNotPossible: _email_not_possible,
    SlugNotPossible: _slug_not_possible,
    NameNotPossible: f"An organization's name has 1 to {LONGEST} characters. Name it as people read it.",
    SlackSilent: "Slack does not say who you are right now. Nothing is lost; try again in a minute.",
    NotOpened: _not_opened,
    Undecided: "*Not saved yet.* It took too long to look it up.",
    DraftGone: "What you typed was kept for a day, and that day is over. Please type it again.",
    MessageGone: "What is kept of the message was kept for a day, and that day is over. Copy what you typed, and take the message from its menu again.",
    FieldsWrong: _fields_wrong,
}

FIELDS: dict[type[UserError], str] = {
    notes.PrivateTells: "private",
    people.NotWorking: "owner",
    leads.LeadNotFound: "lead",
    leads.ReasonMissing: "reason",
    leads.NothingToReason: "reason",
    leads.TagTooLong: "tags",
    leads.TooManyTags: "tags",
    leads.Nameless: "name",
    campaigns.EndsBeforeItStarts: "end_date",
    enrolling.NotEnrolling: "campaign",
    campaigns.CampaignNotFound: "campaign",
}
"""Where in a form a refusal is said, by block_id; any other one at its first field."""

OUTSIDE = frozenset({people.NotLinked, people.AccessEnded, people.OrganizationSwitchedOff})
"""Who is refused everything."""

FINAL = OUTSIDE | {leads.NotYours, leads.AlreadyOwned, leads.KeptOtherwise, people.NotAllowed}
"""Refusals that no other try and no form changes."""

UNREACHABLE = "I can't reach the leads right now. Nothing is lost; try again in a minute."


def answer(error: Exception, request: Request, site: Site) -> Answer:
    """What a person is told when a listener did not get to its end."""
    if isinstance(error, FieldsWrong):
        return Refused(error.errors)
    told = explained(error, request, site)
    if not request.opens and (unreachable(error) or isinstance(error, SlackSilent)) and (again := _again(request)):
        told[0]["accessory"] = again
    return _in_its_place(request, told, type(error))


def explained(error: Exception, request: Request, site: Site) -> list[Block]:
    """What was wrong, in a sentence or two; of what is no refusal the log has more."""
    if isinstance(error, UserError):
        said = said_of(error, site)
    elif unreachable(error):
        log.warning("database out of reach", error=type(error).__name__)
        said = UNREACHABLE
    else:
        log.error("bug", exc_info=error)
        said = f"Something broke on our side. Give an admin this code: {request.id}."
    return [blocks.section(said)] if isinstance(said, str) else said


def said_of(error: UserError, site: Site) -> Said:
    """What a refusal says: the same each time, or with what the error holds."""
    said = SENTENCES[type(error)]
    return said(error, site) if callable(said) else said


def sentence(error: UserError, site: Site) -> str:
    """The error's sentence in plain text, for a terminal."""
    said = said_of(error, site)
    return _unmarked([blocks.section(said)] if isinstance(said, str) else said)


def _again(request: Request) -> dict[str, Any] | None:
    """A button that does the same once more: carries the typed line (one that is too long stands below it anyway), or is the one that was clicked."""
    if request.line is not None:
        return blocks.button("Try again", TRY_AGAIN, f"{request.command} {request.line.typed}"[: drafts.LONGEST])
    clicked = request.payload if request.kind == "action" and request.payload.get("type") == "button" else None
    return (
        {"type": "button", "text": blocks.text("Try again"), **{name: clicked[name] for name in ("action_id", "value") if name in clicked}} if clicked else None
    )


def _typed(request: Request, *, may_try: bool) -> list[Block]:
    """The line that was not saved, whole, and what can be done with it. may_try: another try can end otherwise."""
    line = getattr(request.line, "typed", "")
    if not line:
        return []
    carried = drafts.carried(line, request.draft) if request.opens and may_try else None
    value = f"{request.command} {carried}"
    buttons = [blocks.button("Open the form", OPEN_FORM, value), blocks.button("Try again", TRY_AGAIN, value)] if carried else []
    return [blocks.code(f"{request.command} {line}"), *([blocks.actions(*buttons)] if buttons else [])]


def _in_its_place(request: Request, told: list[Block], error: type[Exception]) -> Answer:
    """A message, with the typed line under it; in a form at its field; where only options are asked for, none."""
    sentence = _plain(told)
    if request.kind == "view":
        inputs = [block["block_id"] for block in request.payload["blocks"] if block.get("type") == "input"]
        wanted = FIELDS.get(error) if issubclass(error, UserError) else None
        field = wanted if wanted in inputs else next(iter(inputs), None)
        return Refused({field: _unmarked(told)}) if field else Updated(blocks.view(request.payload["title"]["text"], told))
    if request.kind == "options":
        return Choices()
    told = [*told, *_typed(request, may_try=error not in FINAL)]
    if request.kind == "command" and error not in OUTSIDE and not any("accessory" in block or block["type"] == "actions" for block in told):
        told.append(blocks.context(f"`{request.name} help` shows what you can type."))
    if request.kind in {"command", "action", "shortcut"}:
        return Redraw(sentence, told) if request.name in {TRY_AGAIN, OPEN_FORM} else Reply(sentence, told)
    return None


def _unmarked(told: list[Block]) -> str:
    """The same for where nothing is parsed: a form's field, a terminal."""
    return html.unescape(_plain(told))


def _plain(told: list[Block]) -> str:
    """The first text, without its marks: for notifications and screen readers."""
    return re.sub(r"[*`]", "", str(told[0]["text"]["text"])).replace("\n", ". ", 1)
