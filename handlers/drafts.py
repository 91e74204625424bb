"""What is kept for a day: a typed line that is too long for a button, a form that is asked about before it is saved, and what does not fit a form."""

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


class MessageGone(UserError):
    """What was kept of a message is there no more."""


async def keep(what: Any, actor: Actor, sessions: Sessions) -> int:
    """Keep what JSON can hold; its number."""
    async with sessions.begin(actor, once=False) as session:
        return await drafts.add(session, json.dumps(what), organization_id=actor.organization_id, user_id=actor.user_id)


async def kept(draft: int, actor: Actor, sessions: Sessions) -> Any:
    """What `keep` kept. Raises DraftGone."""
    async with sessions.read() as connection:
        text = await drafts.find(connection, draft, organization_id=actor.organization_id, user_id=actor.user_id)
    if text is None:
        raise DraftGone
    return json.loads(text)


async def keep_form(what: Mapping[str, Any], actor: Actor, sessions: Sessions) -> str:
    """Keep what was put in; the private_metadata of the view that asks about it."""
    return json.dumps({"draft": await keep(what, actor, sessions)})


async def kept_form(view: Mapping[str, Any], actor: Actor, sessions: Sessions) -> dict[str, Any]:
    """What keep_form kept. Raises DraftGone."""
    form: dict[str, Any] = await kept(int(json.loads(view["private_metadata"])["draft"]), actor, sessions)
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
