"""What others changed while a form was open: field by field, what they made of it and what the person wants. Frozen values in, blocks out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from crm.editing import Conflict, Edit
from crm.people import Ways
from handlers import blocks, forms
from handlers.answers import View
from handlers.leads import fields
from handlers.leads.fields import Field
from handlers.mrkdwn import one_line, plain
from handlers.words import ago

MINE, THEIRS = "mine", "theirs"
NAME, LABEL = 60, 75


def conflict_form(callback_id: str, name: str, conflicts: Sequence[Conflict], *, known: Mapping[str, Field], ways: Ways, now: datetime, metadata: str) -> View:
    """The question. name: of what was changed, in mrkdwn. known: its fields, by name. now: local to the person."""
    told = [blocks.section(f"{name} was changed while you were editing. What else you typed is saved with this.")]
    for one in conflicts:
        field = known.get(one.edit.name) or Field(one.edit.name, "Field")
        was, theirs, mine = (fields.said(field, value, ways, now.date()) for value in (one.edit.before, one.now, one.edit.after))
        who = f"{one_line(one.by, NAME) if one.by else 'Somebody'}{f', {ago(one.at, now)}' if one.at else ''}"
        told.append(blocks.section(f"*{one_line(field.label, NAME)}*\n{who}: {was} → {theirs}\nYou: {mine}"))
        options = [forms.option("Leave it as it is now", THEIRS), forms.option("Change it to mine", MINE)]
        told.append(forms.field(plain(field.label, LABEL), field.name, {"type": "radio_buttons", "options": options}))
    return forms.modal("Changed meanwhile", callback_id, "Save", told, metadata)


def to_keep(edits: Sequence[Edit], conflicts: Sequence[Conflict], metadata: str) -> dict[str, Any]:
    """For a draft: what was typed, what the fields hold that others changed, and the form's private_metadata."""
    return {"edits": [asdict(one) for one in edits], "now": {one.edit.name: one.now for one in conflicts}, "metadata": metadata}


def decided(kept: Mapping[str, Any], view: Mapping[str, Any]) -> tuple[Edit, ...]:
    """What is left to change: of what others changed only what the person wants, who has seen what it is now."""
    state, now = forms.values(view), kept["now"]
    edits = [Edit(**one) for one in kept["edits"]]
    wanted = [one for one in edits if one.name not in now or state.get(one.name) == MINE]
    return tuple(Edit(one.name, now.get(one.name, one.before), one.after) for one in wanted)
