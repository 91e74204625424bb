"""What can be typed, as far as somebody listens and the person may. A verb that comes adds its lines to HELP."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.people import Actor, Role
from handlers import blocks
from handlers.answers import Block, Reply
from handlers.grammar import CampaignVerb, SomeVerb, Verb, key
from handlers.mrkdwn import one_line
from handlers.site import Site


@dataclass(frozen=True, slots=True)
class Topic:
    """A verb's help: the group it stands in, its purpose in one line, examples, who may use it."""

    group: str
    purpose: str
    examples: tuple[str, ...]
    role: Role = "viewer"


HELP = {
    Verb.FIND: Topic(
        "Find",
        "Finds leads by what you remember: a number, an e-mail, a phone number or its last digits, a name, a company, any beginning of them, "
        "several words in any order, misspelt too. @ a colleague shows their open leads. Quotes keep a name from being read as a verb. It changes nothing.",
        ("ana acme", "42", "ana@acme.com", "@ben", '"Note Ltd"'),
    ),
    Verb.MINE: Topic("Find", "Shows your open leads, hottest first.", ("mine",)),
    Verb.NOTE: Topic(
        "Write",
        'Writes a note on a lead. It saves at once after a number, an e-mail, a phone, a link, a "quoted name" or a colon; otherwise a form opens, filled in. '
        "People you mention with @ get it as a direct message. What only you are to see, and reminders, are written in the form. Undo for five minutes.",
        ("note 42 talked to @ben", "note acme corp: called", "note"),
        role="sales_rep",
    ),
    Verb.LOG: Topic(
        "Write",
        "Logs a call, email, meeting, linkedin, sms or task on a lead. A time stands at the end of the line or after `due`; a task or a time to come is "
        "planned, anything else is done now. It saves at once where the lead is marked, as with notes; a task that names a colleague asks whether "
        "it is theirs. Undo for five minutes.",
        ("log 42 call left a voicemail", "log 42 task send offer tomorrow 10:00"),
        role="sales_rep",
    ),
    Verb.NEW: Topic(
        "Write",
        "Opens the form for a new lead, filled in: name, company, and an e-mail, phone or address anywhere, with commas between. "
        "A lead that is there already is shown first. Undo for five minutes.",
        ("new Ana Ruiz, Acme Corp, ana@acme.com", "new"),
        role="sales_rep",
    ),
    Verb.EDIT: Topic(
        "Write",
        "Opens the form with all that is known of a lead. What others change meanwhile is shown before anything is overwritten. Undo for five minutes.",
        ("edit 42",),
        role="sales_rep",
    ),
    Verb.STATUS: Topic(
        "Write",
        "Moves a lead to another status. Won and lost ask why, in a form. Undo for five minutes.",
        ("status 42 qualified", "status 42 won"),
        role="sales_rep",
    ),
    Verb.TAG: Topic("Write", "Adds tags; a minus in front takes one away. Undo for five minutes.", ("tag 42 vip, -old",), role="sales_rep"),
    Verb.CLAIM: Topic("Write", "Makes a lead yours that nobody owns. Undo for five minutes.", ("claim 42",), role="sales_rep"),
    Verb.ASSIGN: Topic(
        "Write",
        "Gives a lead to a colleague, who is told. Several leads are shared out evenly among several people, after a question with the count. "
        "Undo for five minutes, of several leads for a day.",
        ("assign 42 @ben", "assign 42,57,60 @ben @cara"),
        role="manager",
    ),
    Verb.TODAY: Topic(
        "Work",
        "Shows what is overdue, due today and this week, each with Done, another time and Cancel. Any other time: Open, History, Edit.",
        ("today",),
    ),
    Verb.HISTORY: Topic(
        "Work",
        "Shows what happened with a lead, newest first: notes, activities, changes, score, campaigns and workflows, all together or one kind alone. "
        "It finds the lead as a search does and changes nothing.",
        ("history 42", "history acme corp"),
    ),
    Verb.ENROLL: Topic(
        "Work",
        "Puts a lead into a campaign, at once after a number, e-mail, phone, link, quoted name or name with a colon, where the campaign is named exactly "
        "or by the only beginning among those that run. Another campaign that runs for the lead is told first. Managers can name "
        "several leads, as in 42,57,60. Undo for five minutes, of several leads for a day. Later a lead is taken out in the campaign's list of members.",
        ("enroll 42 Spring webinar", "enroll acme corp: Spring webinar", "enroll 42"),
        role="sales_rep",
    ),
    Verb.CAMPAIGN: Topic(
        "Work",
        "Finds campaigns, as the campaign command does: alone it lists those that run; with a name or #number it shows one. It changes nothing.",
        ("campaign", "campaign spring webinar", "campaign help"),
    ),
    Verb.HELP: Topic("Help", "Shows what can be typed, or more about one word.", ("help", "help find")),
}

CAMPAIGN_HELP = {
    CampaignVerb.LIST: Topic("Find", "Lists the campaigns that run, then those that are paused or being prepared; a button shows those that are over.", ("",)),
    CampaignVerb.FIND: Topic(
        "Find",
        "Finds campaigns by a number with #, a name, its beginning, or beginnings of its words; misspelt too. One that fits is shown: how far its goals are, "
        "its members by status, what happened this week. Quotes name it exactly. It changes nothing.",
        ("spring webinar", "#7", '"Help wanted"'),
    ),
    CampaignVerb.MEMBERS: Topic("Find", "Lists who is in a campaign, by status, ten at a time; one status alone can be picked.", ("members spring webinar",)),
    CampaignVerb.ENROLL: Topic(
        "Work",
        "Counts who fits the campaign and lists them, hottest first; one is chosen, or all of them are enrolled after a question (managers). "
        "Undo for five minutes, of several leads for a day.",
        ("enroll spring webinar",),
        role="sales_rep",
    ),
    CampaignVerb.NEW: Topic(
        "Manage", "Opens the form for a new campaign: name, type, dates, budget and goals. It begins as a draft.", ("new Spring webinar",), role="manager"
    ),
    CampaignVerb.EDIT: Topic(
        "Manage",
        "Opens the form with all of a campaign. What others change meanwhile is shown before it is saved. Undo for five minutes.",
        ("edit spring webinar",),
        role="manager",
    ),
    CampaignVerb.START: Topic(
        "Manage",
        "Starts a draft, or a campaign that is paused: at once after its whole name or number, else its card has the button. Undo for five minutes.",
        ("start Spring webinar", "start #7"),
        role="manager",
    ),
    CampaignVerb.PAUSE: Topic(
        "Manage",
        "Pauses a campaign that runs: at once after its whole name or number, else its card has the button. Undo for five minutes.",
        ("pause Spring webinar",),
        role="manager",
    ),
    CampaignVerb.COMPLETE: Topic(
        "Manage", "Ends a campaign. It asks first and says how many are still pending; this cannot be undone.", ("complete Spring webinar",), role="manager"
    ),
    CampaignVerb.CANCEL: Topic("Manage", "Calls a campaign off. It asks first; this cannot be undone.", ("cancel Spring webinar",), role="manager"),
    CampaignVerb.HELP: Topic("Help", "Shows what can be typed, or more about one word.", ("help", "help members")),
}
"""Of the campaign command."""


def help_topic(asked: str, viewer: Actor, site: Site) -> Reply:
    """All of it, or one verb's purpose and examples."""
    return _help(HELP, asked, viewer, site, site.command)


def campaign_help(asked: str, viewer: Actor, site: Site) -> Reply:
    """The same of the campaign command."""
    return _help(CAMPAIGN_HELP, asked, viewer, site, site.campaign_command)


def _help(topics: Mapping[SomeVerb, Topic], asked: str, viewer: Actor, site: Site, command: str) -> Reply:
    known = {verb: topic for verb, topic in topics.items() if key(verb) in site.verbs and viewer.is_at_least(topic.role)}
    topic = next((topic for verb, topic in known.items() if verb and verb == asked.lower()), None)
    told: list[Block]
    if topic:
        told = [blocks.section(topic.purpose), blocks.section("\n".join(_example(example, command) for example in topic.examples))]
        return Reply(topic.purpose, told)
    groups: dict[str, list[str]] = {}
    for one in known.values():
        groups.setdefault(one.group, []).extend(_example(example, command) for example in one.examples)
    told = [blocks.section(f"*{group}*  {' · '.join(examples)}") for group, examples in groups.items()]
    if asked:
        told.insert(0, blocks.section(f'There is no help about "{one_line(asked, 60)}". This is what can be typed:'))
    writes = viewer.is_at_least("sales_rep") and topics is HELP
    rule = [f'Saves at once after a number, an e-mail, a phone, a link, a "quoted name" or a colon (`{command} note acme corp: called`).'] * writes
    rule += ["Anything else opens the form, filled in."] * writes
    rule += [f"`{command} help {'note' if writes else 'find'}` says more of one word."]
    threads = "Commands do not work inside threads; type them in a channel or in any direct message."
    return Reply("What can be typed.", [*told, blocks.context(" ".join(rule)), blocks.context(threads)])


def _example(example: str, command: str) -> str:
    return f"`{command} {example}`".replace(" `", "`")
