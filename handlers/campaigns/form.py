"""The form for a campaign, new or edited, and what is said when it is saved. Frozen values in, blocks out."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.campaigns import GOAL, Moved
from crm.editing import Edit
from crm.people import Actor, Ways
from handlers import blocks, forms
from handlers.answers import Block, Reply, View
from handlers.campaigns.views import OPEN, STEP
from handlers.forms import FieldsWrong
from handlers.leads import fields
from handlers.leads.fields import Field, Unreadable
from handlers.mrkdwn import one_line, plain
from handlers.words import joined, money

SAVE, CREATE, DECIDED = "campaign.save", "campaign.create", "campaign.decide"
NAME = 60
TYPES = {"email": "E-mail", "cold_outreach": "Cold outreach", "content": "Content", "social": "Social", "event": "Event"}
LARGEST = 10**9
NAMELESS = "Give it a name."
FIELDS = (
    Field("name", "Name", is_optional=False),
    Field("campaign_type", "Type", "choice", TYPES),
    Field("description", "Description", "long"),
    Field("start_date", "Start", "date"),
    Field("end_date", "End", "date"),
    Field("budget_allocated", "Budget", "money"),
    Field("budget_spent", "Spent", "money"),
    Field(f"{GOAL}target_leads", "Goal: leads", "number", hint="How many leads it is to have."),
    Field(f"{GOAL}conversion_rate", "Goal: conversion", "number", hint="In percent of the leads, up to 100."),
    Field(f"{GOAL}roi_target", "Goal: ROI", "number", hint="In percent of what is spent, such as 300."),
)
BY_NAME = {field.name: field for field in FIELDS}


def new_form(viewer: Actor, metadata: str, name: str = "") -> View:
    """An empty one, but for the name; what is too long for one stands in the description."""
    given = {"name" if len(name) <= fields.COLUMN_LENGTH else "description": name}
    told = [fields.box(field, viewer.ways, given.get(field.name, "")[: forms.LONGEST]) for field in FIELDS]
    return forms.modal("New campaign", CREATE, "Create", [*told, *forms.beyond(name)], metadata)


def edit_form(values: Mapping[str, Any], viewer: Actor, metadata: str) -> View:
    """All of a campaign, by the names of its fields. What an input cannot hold is left out, so that saving does not change it."""
    told: list[Block] = []
    for known in FIELDS:
        field = _with(known, values.get(known.name))
        filled = fields.shown(field, values.get(field.name))
        if filled is None:
            told.append(blocks.context(f"{field.label} holds something that this form cannot show. It stays as it is."))
        else:
            told.append(fields.box(field, viewer.ways, filled))
    return forms.modal("Edit campaign", SAVE, "Save", told, metadata)


def _with(field: Field, value: Any) -> Field:
    """The platform may write other types than ours."""
    if field.kind != "choice" or not isinstance(value, str) or value in TYPES or len(value) > 75 or not (label := plain(value, 75)):
        return field
    return Field(field.name, field.label, "choice", {**TYPES, value: label})


def filled_new(view: Mapping[str, Any], ways: Ways) -> dict[str, Any]:
    """What stands in a form, by the names of fields. Raises FieldsWrong, without a name too."""
    values, wrong = {}, {}
    for put in fields.held(view, BY_NAME):
        try:
            values[put.field.name] = _checked(put.field, fields.read(put.field, put.now, ways))
        except Unreadable as error:
            wrong[put.block_id] = str(error)
    if not values.get("name") and "name" not in wrong:
        wrong["name"] = NAMELESS
    if wrong:
        raise FieldsWrong(wrong)
    return {name: value for name, value in values.items() if value is not None}


def filled(view: Mapping[str, Any], ways: Ways) -> list[Edit]:
    """What was changed in a form, by the names of fields. Raises FieldsWrong with a sentence for each that cannot be read."""
    edits, wrong = [], {}
    for put in fields.held(view, BY_NAME):
        if not put.is_touched:
            continue
        try:
            after = _checked(put.field, fields.read(put.field, put.now, ways))
            before = fields.read(put.field, put.shown, ways) if put.shown else None
            edits.append(Edit(put.field.name, before, after))
        except Unreadable as error:
            wrong[put.block_id] = str(error)
    if any(edit.name == "name" and not edit.after for edit in edits):
        wrong["name"] = NAMELESS
    if wrong:
        raise FieldsWrong(wrong)
    return edits


def _checked(field: Field, value: Any) -> Any:
    """A goal is a positive number."""
    if not field.name.startswith(GOAL) or value is None:
        return value
    most = 100 if field.name.endswith("conversion_rate") else LARGEST
    if not 0 < value <= most:
        raise Unreadable(f"Type a number above 0, at most {most:,}.")
    if field.name.endswith("target_leads") and value != int(value):
        raise Unreadable("Type a whole number of leads.")
    return value


def undone(left: Sequence[str]) -> str:
    """After Undo of editing. left: names of fields that were changed since."""
    names = [BY_NAME[name].label.lower() if name in BY_NAME else one_line(name, NAME) for name in left]
    return f"Put back. Changed since, so left as it is: {joined(names)}." if names else "Put back as it was."


def created(campaign: Moved, values: Mapping[str, Any], viewer: Actor) -> Reply:
    """What stands where the act began, with the money as it was understood."""
    amounts = [(label, values[name]) for name, label in (("budget_allocated", "budget"), ("budget_spent", "spent")) if values.get(name)]
    understood = "".join(f", {label} {money(amount, viewer.ways.currency)}" for label, amount in amounts)
    said = f"Created: {one_line(campaign.name, NAME)} (#{campaign.campaign_id}), a draft{understood}."
    start = blocks.button("Start", STEP, f"start {campaign.campaign_id}")
    return Reply(said, [blocks.section(said), blocks.actions(start, blocks.button("Open", OPEN, str(campaign.campaign_id)))])
