"""What is kept for a day: a typed line that is too long for a button, and a form that is asked about before it is saved."""

import json
from collections.abc import Mapping
from typing import Any

from crm.errors import UserError
from crm.people import Actor
from store import drafts
from store.database import Sessions

LONGEST = 1900
"""Characters of a line in a button's value, which holds 2,000."""
PREFIX = "draft:"


class DraftGone(UserError):
    """What was kept of a line or a form is there no more."""


async def keep_form(what: Mapping[str, Any], actor: Actor, sessions: Sessions) -> str:
    """Keep what was put in; the private_metadata of the view that asks about it."""
    async with sessions.begin(actor, once=False) as session:
        draft = await drafts.add(session, json.dumps(what), organization_id=actor.organization_id, user_id=actor.user_id)
    return json.dumps({"draft": draft})


async def kept_form(view: Mapping[str, Any], actor: Actor, sessions: Sessions) -> dict[str, Any]:
    """What keep_form kept. Raises DraftGone."""
    async with sessions.read() as connection:
        kept = await drafts.find(connection, int(json.loads(view["private_metadata"])["draft"]), organization_id=actor.organization_id, user_id=actor.user_id)
    if kept is None:
        raise DraftGone
    form: dict[str, Any] = json.loads(kept)
    return form


def number(typed: str) -> int | None:
    """The draft that a button names; None where it carries the line itself."""
    digits = typed.removeprefix(PREFIX)
    return int(digits) if typed.startswith(PREFIX) and digits.isascii() and digits.isdecimal() else None


def carried(typed: str, draft: int | None) -> str | None:
    """What a button carries of a line; None where it is too long and was not kept."""
    if len(typed) <= LONGEST:
        return typed
    return None if draft is None else f"{PREFIX}{draft}"
