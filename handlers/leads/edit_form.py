"""The form that edits a lead. Frozen values in, blocks out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.editing import Edit
from crm.leads import CLOSED, Changed
from crm.people import Actor, Ways
from handlers import blocks, forms
from handlers.answers import Block, View
from handlers.forms import FieldsWrong
from handlers.leads import fields
from handlers.leads.all_fields import USE, beside, value_of
from handlers.leads.changing import REASON, listed, reason_of
from handlers.leads.fields import STATUS, Put, Unreadable
from handlers.leads.picking import lead_field
from handlers.leads.views import lead_name
from handlers.mrkdwn import one_line
from handlers.words import money
from store.lead_fields import LeadFields

SAVE, PICKED, DECIDED = "lead.edit_save", "lead.edit_pick", "lead.edit_decide"
NAME = 60


@dataclass(frozen=True, slots=True)
class EditForm:
    """A filled form: what was changed in it. reason: why the lead is closed."""

    edits: tuple[Edit, ...]
    reason: str | None


def pick_form(metadata: str, *, typed: str = "", trouble: str = "", more: Sequence[Block] = ()) -> View:
    """Which lead is to be edited."""
    told = [
        *forms.told(typed, trouble),
        *more,
        lead_field(),
    ]
    return forms.modal("Edit lead", PICKED, "Go on", told, metadata)


def edit_form(lead: LeadFields, viewer: Actor, metadata: str, *, typed: str = "", more: Sequence[Block] = ()) -> View:
    """All that a person can know of a lead; below, what is known beside it."""
    told = [
        blocks.section(f"*{lead_name(lead.line)}*  #{lead.line.id}"),
        *forms.told(typed),
        *more,
        *_inputs(lead, viewer.ways),
        *beside(lead, viewer),
    ]
    return forms.modal("Edit lead", SAVE, "Save", told, metadata)


def _inputs(lead: LeadFields, ways: Ways) -> Iterator[Block]:
    """What an input cannot hold is left out, so that saving does not change it."""
    for field in fields.fields_of(ways).values():
        filled = fields.shown(field, value_of(lead, field.name))
        if filled is None:
            yield blocks.context(f"{one_line(field.label, NAME)} holds something that this form cannot show. It stays as it is.")
        else:
            yield fields.box(field, ways, filled)
        if field is STATUS:
            why = {"type": "plain_text_input", "max_length": forms.LONGEST}
            yield forms.field("Reason", REASON, why, optional=True, hint="Needed for Won and Lost.")
    if left := len(fields.declared(ways)) - len(fields.custom_fields(ways)):
        yield blocks.context(f"{left} more of your own fields have no room here. All fields in the card's menu shows them.")


def with_used(view: View, value: str, ways: Ways) -> View:
    """The open form with a field filled; one that a person filled meanwhile stays. A new block_id, for Slack keeps what stands in a known one."""
    name, _, words = value.partition("\n")
    field = fields.fields_of(ways).get(name)
    put = next((one for one in fields.put_in(view, ways) if one.field.name == name), None)
    told = [block for block in view["blocks"] if block["type"] != "alert"]
    if field and put and put.now.strip():
        told = [blocks.alert(f"{field.label} holds something already. Empty it first."), *told]
    elif field and put:
        box = fields.box(field, ways, fields.shown(field, fields.read(field, words, ways)) or "", is_used=True)
        told = [box if block.get("block_id") == put.block_id else block for block in told]
        told = [_without_button(block) if str(block.get("block_id")).startswith(f"{USE}.{name}.") else block for block in told]
    return forms.modal("Edit lead", SAVE, "Save", told, view["private_metadata"])


def _without_button(block: Block) -> Block:
    return {key: value for key, value in block.items() if key != "accessory"}


def filled(view: Mapping[str, Any], ways: Ways) -> EditForm:
    """What was changed, nothing else: what a field held already is never looked at again. Raises FieldsWrong with a sentence for each field."""
    wrong, edits = dict.fromkeys(fields.put_in_vain(view, ways), "An admin took this field away meanwhile. Put back what was here, then save."), []
    for put in fields.put_in(view, ways):
        if not put.is_touched:
            continue
        try:
            edits.append(Edit(put.field.name, _before(put, ways), fields.read(put.field, put.now, ways)))
        except Unreadable as error:
            wrong[put.block_id] = str(error)
    reason = reason_of(forms.values(view))
    if any(one.name == STATUS.name and one.after in CLOSED for one in edits) and not reason:
        wrong[REASON] = "Say why, in a few words."
    if reason and not any(one.name == STATUS.name for one in edits):
        wrong[REASON] = "A reason goes with another status. Pick that, or empty this."
    if wrong:
        raise FieldsWrong(wrong)
    return EditForm(tuple(edits), reason)


def _before(put: Put, ways: Ways) -> Any:
    """What the form showed: of a text the text. What the platform holds may be nothing that a form would take, or would be written otherwise."""
    try:
        return fields.read(put.field, put.shown, ways) if put.field.kind in fields.SHOWN else put.shown or None
    except Unreadable:
        return put.shown


def said(changed: Changed, lead: str, ways: Ways, edits: Sequence[Edit]) -> str:
    """What is said after Save: `Ana Ruiz · Acme Corp (#42): title and value changed. Value: $1,500.`, for an amount can be read otherwise than it was meant."""
    if changed.at is None:
        return f"Nothing changed: {lead} was already like that."
    amounts = [money(edit.after, ways.currency) for edit in edits if edit.name == "value" and edit.name in changed.fields and edit.after is not None]
    return " ".join([f"{lead}: {listed(changed.fields, ways)} changed.", *(f"Value: {amount}." for amount in amounts)])
