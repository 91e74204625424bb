"""The form for a new lead, what it asks when the lead seems to be there already, and its receipts. Frozen values in, blocks out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.creating import Alike, Filled, Twin, Twins
from crm.people import Actor, Ways
from handlers import blocks, forms
from handlers.answers import Block, Reply, View
from handlers.forms import FieldsWrong
from handlers.leads import changing, fields
from handlers.leads.fields import COLUMN_LENGTH, Field, Unreadable
from handlers.leads.views import ENROLL, OPEN, lead_label, lead_name, list_line, named, whose
from handlers.mrkdwn import plain
from handlers.remainders import NewLead
from handlers.words import joined
from store.leads import LeadLine

SAVE, SAVE_TWIN = "lead.create", "lead.create_anyway"
MORE, UNDO, UNDO_USED = "lead.create_more", "lead.create_undo", "lead.use_undo"
NOTHING = "nothing"
"""In the value of UNDO_USED: nothing was filled in."""
OWNER, CHOICE, ANOTHER, NOBODY = "owner", "choice", "another", "nobody"
NAME = Field("name", "Name")
FIRST = (fields.COMPANY, fields.EMAIL, fields.PHONE, fields.TITLE, fields.SOURCE)
REST = (fields.VALUE, fields.CLOSE, fields.WEBSITE, fields.LINKEDIN, fields.TAGS)
SAME: dict[Alike, str] = {"email": "e-mail", "phone": "phone number", "name": "name and company", "company": "company and no name"}
"""What a lead has in common with the new one."""


@dataclass(frozen=True, slots=True)
class NewForm:
    """A filled form. values: by column and custom field. owner: a Slack user id."""

    values: Mapping[str, Any]
    owner: str | None


def new_form(viewer: Actor, metadata: str, *, typed: NewLead | None = None, line: str = "", more: Sequence[Block] = (), hint: str = "") -> View:
    """The form. typed: what a line says; what of it fits no field stands in About. line: as it was typed. more: what else it may have meant.

    hint: beside what is filled in, where it was not typed.
    """
    said = typed or NewLead()
    given = {"name": said.name, "company": said.company, "email": said.email, "phone": said.phone, "job_title": said.title}
    given |= {"website": said.website, "linkedin_url": said.linkedin}
    filled = {name: words for name, words in given.items() if len(words) <= COLUMN_LENGTH} | {"source": "other"}
    rest = {name: filled.get(name, "") for name in ("website", "linkedin_url")}
    rest["notes"] = "\n".join([*(words for words in given.values() if len(words) > COLUMN_LENGTH), *said.more])
    inputs: list[Block] = [
        *forms.told(line),
        *more,
        *(
            fields.box(field, viewer.ways, filled.get(field.name, ""), hint=hint if filled.get(field.name) and field.name != "source" else "")
            for field in (NAME, *FIRST)
        ),
        _owner(viewer),
        *(_rest(viewer.ways, rest, hint) if any(rest.values()) else [{**blocks.actions(blocks.button("More fields", MORE, "more")), "block_id": MORE}]),
    ]
    return forms.modal("New lead", SAVE, "Create", inputs, metadata)


def with_more(view: View, viewer: Actor) -> View:
    """The open form with all fields: what was typed stays."""
    kept = [block for block in view["blocks"] if block.get("block_id") != MORE]
    return forms.modal("New lead", SAVE, "Create", [*kept, *_rest(viewer.ways, {})], view["private_metadata"])


def _rest(ways: Ways, filled: Mapping[str, str], hint: str = "") -> list[Block]:
    return [
        fields.box(field, ways, filled.get(field.name, "")[: fields.TEXT_LENGTH], hint=hint if filled.get(field.name) else "")
        for field in (*REST, *fields.custom_fields(ways), fields.ABOUT)
    ] + forms.beyond(filled.get(fields.ABOUT.name, ""))


def _owner(viewer: Actor) -> Block:
    """A manager creates for anybody, a rep for themselves or for nobody."""
    if viewer.is_at_least("manager"):
        return forms.field("Owner", OWNER, {"type": "users_select", "initial_user": viewer.slack_user_id}, optional=True, hint="Empty: nobody.")
    options = [forms.option("Me", viewer.slack_user_id), forms.option("Nobody", NOBODY)]
    return forms.field("Owner", OWNER, {"type": "static_select", "options": options, "initial_option": options[0]})


def filled(view: Mapping[str, Any], ways: Ways) -> NewForm:
    """Raises FieldsWrong with a sentence for each field."""
    state = forms.values(view)
    values: dict[str, Any] = {}
    wrong = {}
    try:
        first, _, last = (fields.read(NAME, str(state.get(NAME.name) or ""), ways) or "").partition(" ")
        values = {"first_name": first or None, "last_name": last or None}
    except Unreadable as error:
        wrong[NAME.name] = str(error)
    for put in fields.put_in(view, ways):
        try:
            values[put.field.name] = fields.read(put.field, put.now, ways)
        except Unreadable as error:
            wrong[put.block_id] = str(error)
    if not wrong and not any(values.get(name) for name in ("first_name", "company", "email")):
        wrong[NAME.name] = "Give a name, a company or an e-mail."
    if wrong:
        raise FieldsWrong(wrong)
    owner = state.get(OWNER)
    return NewForm(values, str(owner) if owner and owner != NOBODY else None)


def twins_form(twins: Twins, viewer: Actor, metadata: str) -> View:
    """The question whether it is one of these."""
    shown, many = len(twins.each), len(twins.each) > 1
    total = f"{twins.total}" if twins.is_counted else f"more than {twins.total - 1}"
    heading = (
        f"These leads may be the same{f' ({shown} of {total})' if twins.total > shown else ''}." if many else f"A lead with {_alike(twins.each[0])} exists."
    )
    options = [_use(one.line) for one in twins.each] + [forms.option("Create another", ANOTHER)]
    hint = "What you typed fills that lead's empty fields; the rest stays as it is."
    choice = {"type": "radio_buttons", "options": options, "initial_option": options[0]}
    may = viewer.is_at_least("manager") or all(whose(one.line, viewer) in {"yours", "nobody's"} for one in twins.each)
    hint += "" if may else " Where it is a colleague's, that is for them or a manager."
    told = [blocks.section(f"*{heading}*")]
    for one in twins.each:
        told += [list_line(one.line, viewer, twin=many), *([blocks.context(f"With {_alike(one)}.")] if many else [])]
    told.append(forms.field("What now?", CHOICE, choice, hint=hint))
    return forms.modal("Already there?", SAVE_TWIN, "Go on", told, metadata)


def _alike(twin: Twin) -> str:
    return joined([f"the same {SAME[one]}" for one in twin.alike])


def _use(line: LeadLine) -> dict[str, Any]:
    number = f" · #{line.id}"
    return forms.option(plain(f"Use {lead_label(line).removesuffix(number)}", 75, keep=number), str(line.id))


def created(line: LeadLine, viewer: Actor, *, source: str = "") -> Reply:
    """The receipt, such as `Created: Ana Ruiz · Acme Corp (#2041), yours.` with Undo. source: what Undo takes away beside: the first note."""
    said = f"Created: {lead_name(line)} (#{line.id}), {whose(line, viewer)}."
    undo, opens = blocks.button("Undo", UNDO, f"{line.id} {source}".strip()), blocks.button("Open", OPEN, str(line.id))
    return Reply(said, [blocks.section(said), blocks.actions(undo, opens, blocks.button("Enroll", ENROLL, named(line)))])


def used(done: Filled, viewer: Actor, *, source: str = "") -> Reply:
    """What became of a lead that was there already. source: as in `created`."""
    lead = f"{lead_name(done.changed.lead)} (#{done.changed.lead.id})"
    said = [f"{lead} was there already."]
    said.append(
        f"Filled in: {changing.listed(done.changed.fields, viewer.ways)}."
        if done.changed.at
        else "What you typed fits none of its empty fields, so nothing changed."
    )
    if done.left:
        said.append(f"It has something else in {changing.listed(done.left, viewer.ways)}, which stays.")
    if not source:
        return changing.reply(" ".join(said), done.changed)
    said.append("Where it came from is kept as a note.")
    at = done.changed.at.isoformat() if done.changed.at else NOTHING
    undo = blocks.button("Undo", UNDO_USED, f"{done.changed.lead.id} {at} {source}")
    return Reply(" ".join(said), [blocks.section(" ".join(said)), blocks.actions(undo, blocks.button("Open", OPEN, str(done.changed.lead.id)))])


def taken_back(line: LeadLine) -> Reply:
    """After Undo."""
    said = f"Taken back: {lead_name(line)} (#{line.id}) is deleted."
    return Reply(said, [blocks.section(said)])


def may_be_a_name(typed: str) -> bool:
    """`/lead new relic` may mean the company New Relic: one more word, which is no number, and no comma."""
    return len(typed.split()) == 2 and "," not in typed and "@" not in typed and any(letter.isalpha() for letter in typed.split()[1])
