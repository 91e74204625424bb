"""What is to be changed in a lead, as a line or a form says it, and what is said when it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.leads import CLOSED, CUSTOM, Changed
from crm.people import Actor, Ways
from crm.undo import Undone
from handlers import blocks, forms, lines, remainders
from handlers.answers import Block, Reply, View
from handlers.blocks import text
from handlers.forms import FieldsWrong
from handlers.grammar import Line, Verb
from handlers.leads.fields import COLUMNS, custom_fields
from handlers.leads.marking import Marked
from handlers.leads.picking import LEAD, lead_field
from handlers.leads.views import OPEN, STATUSES, lead_name, whose
from handlers.mrkdwn import one_line, plain
from handlers.words import joined
from store.leads import LeadLine, Owner
from store.people import Colleague

SAVE = "lead.change"
UNDO = "lead.undo"
STATUS, REASON, TAGS, OWNER = "status", "reason", "tags", "owner"
ON_CARD = "card"
NAME = 60
MOST_LISTED = 12
TITLES = {Verb.STATUS: "Status", Verb.TAG: "Tags", Verb.CLAIM: "Claim", Verb.ASSIGN: "Assign"}
BUTTONS = {Verb.STATUS: "Save", Verb.TAG: "Save", Verb.CLAIM: "Claim", Verb.ASSIGN: "Assign"}
FIELDS = {
    **{field.name: field.label.lower() for field in COLUMNS},
    "email": "e-mail",
    "linkedin_url": "LinkedIn",
    "notes": "About",
    "assigned_to_id": "owner",
    "custom_fields": "own fields",
}
"""Columns as they stand in a sentence."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change. people: Slack users named as the owner; colleague: who that is."""

    verb: Verb
    status: str | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    reason: str | None = None
    colleague: Colleague | None = None


def wanted(line: Line, rest: str) -> Wanted:
    """What follows the lead in a line."""
    if line.verb is Verb.STATUS:
        found = remainders.status(rest)
        begun = remainders.status_first(rest)
        reason = begun.text if begun.status and not begun.text.strip("#").isdecimal() else None  # `status won 42` names the lead
        return Wanted(line.verb, status=found.status or begun.status, reason=None if found.status else reason)
    if line.verb is Verb.TAG:
        several = lines.number_list(lines.head(line.typed)[1])  # of leads, which are no tags
        tags = remainders.tags(several[1] if several else rest)
        return Wanted(line.verb, add=tags.add, remove=tags.remove)
    return Wanted(line.verb, people=remainders.assignment(rest).people[:1] if line.verb is Verb.ASSIGN else ())


def unread(verb: Verb, about: Marked, change: Wanted) -> str:
    """What of a line about one lead was not understood: a sentence, else empty."""
    if not (about.only and about.text):
        return ""
    if verb is Verb.STATUS and not change.status:
        return f'"{plain(about.text, 60)}" is no status. Pick one.'
    return _unassigned(about.text) if verb is Verb.ASSIGN else ""


def _unassigned(rest: str) -> str:
    left = remainders.assignment(rest)
    if len(left.people) > 1:
        return "A lead has one owner. Pick one; several leads can be shared out: 42,57,60 @ben @cara."
    if left.text[:1].isdecimal():
        return "Several leads stand with commas between: 42,57,60. Pick the owner here."
    return f'"{plain(left.text, 60)}" is no owner: mention a colleague with @, or pick one here.' if left.text else ""


def form(
    verb: Verb,
    change: Wanted,
    lead: dict[str, Any] | None,
    metadata: str,
    *,
    owner: Owner | None = None,
    typed: str = "",
    trouble: str = "",
    more: Sequence[Block] = (),
) -> View:
    """A lead, and the one thing that is changed. owner: whose it is, where that is known."""
    fields = [
        *forms.told(typed, trouble),
        *more,
        lead_field(lead),
        *_of_verb(verb, change, owner),
    ]
    return forms.modal(TITLES[verb], SAVE, BUTTONS[verb], fields, metadata)


def _of_verb(verb: Verb, change: Wanted, owner: Owner | None) -> list[Block]:
    if verb is Verb.STATUS:
        options = [forms.option(label, value) for value, label in STATUSES.items()]
        initial = [option for option in options if option["value"] == change.status]
        choice = {"type": "static_select", "options": options, **({"initial_option": initial[0]} if initial else {})}
        reason = change.reason or ""
        why: dict[str, Any] = {"type": "plain_text_input", "max_length": forms.LONGEST, "placeholder": text("Why, in a few words")}
        why |= {"initial_value": reason[: forms.LONGEST]} if reason else {}
        asked = forms.field("Reason", REASON, why, optional=True, hint="Needed for Won and Lost.")
        return [forms.field("Status", STATUS, choice), asked, *forms.beyond(reason)]
    if verb is Verb.TAG:
        tags = ", ".join([*change.add, *(f"-{one}" for one in change.remove)])
        given = {"type": "plain_text_input", "max_length": forms.LONGEST, **({"initial_value": tags[: forms.LONGEST]} if tags else {})}
        return [forms.field("Tags", TAGS, given, hint="With commas between. A minus in front takes one away."), *forms.beyond(tags)]
    if verb is Verb.ASSIGN:
        preset = [*change.people, *([owner.slack_user_id] if owner and owner.slack_user_id else [])]
        to = {"type": "users_select", **({"initial_user": preset[0]} if preset else {})}
        hint = f"Now {plain(owner.name, NAME)}. Empty: nobody." if owner else "Empty: nobody."
        return [forms.field("Owner", OWNER, to, optional=True, hint=hint)]
    return []


def reason_of(put: Mapping[str, Any]) -> str | None:
    """Why a lead is closed, as a form says it."""
    return str(put.get(REASON) or "").replace("\0", "").strip() or None


def filled(put: Mapping[str, Any], verb: Verb) -> tuple[int, Wanted]:
    """The lead's id and the change. Raises FieldsWrong with a sentence for each field."""
    wrong = {}
    if not put.get(LEAD):
        wrong[LEAD] = "Pick a lead."
    tags = remainders.tags(str(put.get(TAGS) or ""))
    reason = reason_of(put)
    if verb is Verb.STATUS and not put.get(STATUS):
        wrong[STATUS] = "Pick a status."
    if verb is Verb.STATUS and put.get(STATUS) in CLOSED and not reason:
        wrong[REASON] = "Say why, in a few words."
    if verb is Verb.TAG and not tags.add and not tags.remove:
        wrong[TAGS] = "Type at least one tag."
    if wrong:
        raise FieldsWrong(wrong)
    owner = (str(put[OWNER]),) if put.get(OWNER) else ()
    return int(put[LEAD]), Wanted(verb, put.get(STATUS), tags.add, tags.remove, owner, reason)


def receipt(changed: Changed, verb: Verb, viewer: Actor, *, more: Sequence[Block] = ()) -> Reply:
    """What stands where the act began."""
    said = _said(changed, verb, viewer, lead_name(changed.lead) + f" (#{changed.lead.id})")
    return reply(said, changed, more=more)


def result(changed: Changed, verb: Verb, viewer: Actor) -> Block:
    """The first line of the card that is drawn anew."""
    return result_of(_said(changed, verb, viewer), changed)


def reply(said: str, changed: Changed, *, more: Sequence[Block] = ()) -> Reply:
    """A sentence about a change, with Undo and Open."""
    back = [blocks.button("Undo", UNDO, _undo_value(changed))] if changed.at else []
    return Reply(said, [blocks.section(said), blocks.actions(*back, blocks.button("Open", OPEN, str(changed.lead.id))), *more])


def result_of(said: str, changed: Changed) -> Block:
    """The same as the first line of a card."""
    return blocks.section(said, blocks.button("Undo", UNDO, f"{_undo_value(changed)} {ON_CARD}") if changed.at else None)


@dataclass(frozen=True, slots=True)
class ToUndo:
    """What an Undo button is about. on_card: it stands on the lead's card."""

    lead_id: int
    at: datetime
    on_card: bool


def _undo_value(changed: Changed) -> str:
    assert changed.at
    return f"{changed.lead.id} {changed.at.isoformat()}"


def to_undo(value: str) -> ToUndo:
    """Of the button's value."""
    lead_id, at, *more = value.split()
    return ToUndo(int(lead_id), datetime.fromisoformat(at), ON_CARD in more)


def listed(names: Sequence[str], ways: Ways) -> str:
    """`title, value and Seats`: fields in a sentence, the admin's by their labels."""
    labels = {field.name: one_line(field.label, NAME) for field in custom_fields(ways)}
    said = list(dict.fromkeys(FIELDS.get(name) or labels.get(name) or one_line(name.removeprefix(CUSTOM).replace("_", " "), NAME) for name in names))
    said = said[:MOST_LISTED] + [f"{len(said) - MOST_LISTED} more"] * (len(said) > MOST_LISTED)
    return joined(said)


def _said(changed: Changed, verb: Verb, viewer: Actor, lead: str = "") -> str:
    """lead: its name, where that does not stand beside it already."""
    line = changed.lead
    state = STATUSES.get(line.status, one_line(line.status, NAME)) if verb is Verb.STATUS else whose(line, viewer)
    tags = ", ".join(one_line(one, 30) for one in (changed.tags or ())[:MOST_LISTED])
    if changed.at is None:
        return f"Nothing changed. Tags{f' of {lead}' if lead else ''}: {tags or 'none'}." if verb is Verb.TAG else f"{lead or 'This lead'} is {state} already."
    if verb is Verb.TAG:
        return f"Tags{f' of {lead}' if lead else ''}: {tags or 'none any more'}."
    return f"{lead or 'This lead'} is now {state}."


def undone(done: Undone, ways: Ways) -> str:
    """After Undo."""
    left = f" Changed since, so left as it is: {listed(done.left, ways)}." if done.left else ""
    return f"Put back on {lead_name(done.lead)}.{left}"


def assigned(line: LeadLine, by: Actor) -> Reply:
    """The direct message of whose lead it is now."""
    said = f"{one_line(by.name, NAME)} assigned {lead_name(line)} to you."
    return Reply(said, [blocks.section(said), blocks.actions(blocks.button("Open", OPEN, str(line.id)))])


def deleted(line: LeadLine, by: Actor) -> Reply:
    """The direct message of whose lead a new lead was to be, when it is taken back."""
    said = f"{one_line(by.name, NAME)} undid creating {lead_name(line)}, which was yours: it is deleted."
    return Reply(said, [blocks.section(said)])


def taken(line: LeadLine, by: Actor) -> Reply:
    """The direct message of whose lead it was."""
    whose = one_line(line.owner.name, NAME) if line.owner else "nobody"
    said = f"{one_line(by.name, NAME)} reassigned your lead {lead_name(line)} to {whose}."
    return Reply(said, [blocks.section(said), blocks.actions(blocks.button("Open", OPEN, str(line.id)))])
