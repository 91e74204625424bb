"""The words of an activity that the field Details does not hold: they are kept while the form is open, and stored behind what it holds."""

from collections.abc import Mapping
from typing import Any

from crm.people import Actor
from handlers import drafts
from handlers.activities.views import LONGEST_DETAILS
from store.database import Sessions

REST = "rest"
"""In a form's private_metadata: the draft that has them, and how many they are."""


def head(content: str | None) -> str:
    """What the field holds."""
    content = content or ""
    return content if len(content) <= LONGEST_DETAILS else content[:LONGEST_DETAILS].rstrip()


async def keep_rest(content: str | None, actor: Actor, sessions: Sessions) -> dict[str, Any]:
    """For a form's private_metadata."""
    rest = (content or "")[len(head(content)) :]
    return {REST: [await drafts.keep(rest, actor, sessions), len(rest)]} if rest else {}


def length_of_rest(about: Mapping[str, Any]) -> int:
    """How many characters stand behind the field. about: the form's private_metadata."""
    return int(about[REST][1]) if REST in about else 0


async def whole(details: str | None, about: Mapping[str, Any], actor: Actor, sessions: Sessions) -> str | None:
    """What was put into the field, and what stands behind it. Raises DraftGone."""
    if REST not in about:
        return details
    return ((details or "") + str(await drafts.kept(int(about[REST][0]), actor, sessions))).strip()
