"""The field Lead of every form: a select whose options are looked up as one types, by the one search."""

from collections.abc import Sequence
from typing import Any

from crm import search
from crm.people import Actor
from handlers import forms, lines
from handlers.answers import Block, Choices
from handlers.blocks import text
from handlers.leads.views import lead_label
from handlers.lines import Number
from store import leads
from store.database import Sessions
from store.leads import LeadLine

PICK = "lead.pick"
LEAD = "lead"
"""The field's block_id."""
MOST = 20


def lead_field(preset: dict[str, Any] | None = None, *, listens: bool = False) -> Block:
    """Which lead. preset: an option, only where it was named exactly."""
    element: dict[str, Any] = {"type": "external_select", "action_id": PICK, "min_query_length": 0, "placeholder": text("Name, e-mail, phone or number")}
    return forms.field("Lead", LEAD, element | ({"initial_option": preset} if preset else {}), listens=listens)


def lead_option(line: LeadLine) -> dict[str, Any]:
    """`Ana Ruiz · Acme Corp · #42`."""
    return forms.option(lead_label(line), str(line.id))


def named_option(named: str) -> dict[str, Any]:
    """The same from a button's value: the id, a blank, the label."""
    lead_id, _, label = named.partition(" ")
    return forms.option(label or f"Lead #{lead_id}", lead_id)


def candidates(found: Sequence[LeadLine]) -> dict[str, Any]:
    """For a form's private_metadata: what the field offers before anything is typed."""
    return {"candidates": [line.id for line in found][:MOST]} if found else {}


async def lead_options(options: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Choices:
    """As one types, the search; before that what the form was opened about, else the recent leads."""
    typed = lines.clean(str(options.get("value") or ""))
    _, about = forms.remembered((body.get("view") or {}).get("private_metadata"))
    async with sessions.read() as connection:
        if typed:
            number = lines.front_mark(typed)
            ids = [number[0].id] if number and isinstance(number[0], Number) and number[0].id else []
            numbered = await leads.list_lines(connection, ids, organization_id=actor.organization_id, viewer=actor)
            found = await search.find(connection, typed, viewer=actor)
            others = (line for line in (*found.lines, *found.near) if line.id not in ids)
            shown: Sequence[LeadLine] = (*numbered, *others)
        elif about.get("candidates"):
            shown = await leads.list_lines(connection, about["candidates"], organization_id=actor.organization_id, viewer=actor)
        else:
            shown = await leads.list_recent(connection, organization_id=actor.organization_id, viewer=actor, limit=MOST)
    return Choices([lead_option(line) for line in shown])
