"""The words of an activity that the field Details does not hold, stored behind what it holds: kept while the form is open, or shown at its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.people import Actor
from handlers import drafts, rich
from handlers.activities.views import LONGEST_DETAILS
from handlers.answers import Block
from store.database import Sessions

REST = "rest"
"""In a form's private_metadata: the draft that has them, and how many they are."""
SHOWN = "rest:"
"""How the block_id of a block begins that has some of them: of what was said in private nothing is stored before it is saved."""


def head(content: str | None) -> str:
    """What the field holds."""
    content = content or ""
    return content if len(content) <= LONGEST_DETAILS else content[:LONGEST_DETAILS].rstrip()


async def keep_rest(content: str | None, actor: Actor, sessions: Sessions) -> dict[str, Any]:
    """For a form's private_metadata."""
    rest = _rest(content)
    return {REST: [await drafts.keep(rest, actor, sessions), len(rest)]} if rest else {}


def show_rest(content: str | None) -> tuple[Block, ...]:
    """For the form's end."""
    rest = _rest(content)
    parts = [rest[start : start + rich.LONGEST] for start in range(0, len(rest), rich.LONGEST)]
    return tuple(rich.from_text(part) | {"block_id": f"{SHOWN}{number}"} for number, part in enumerate(parts))


def is_shown(block: Mapping[str, Any]) -> bool:
    """Whether it is one of show_rest."""
    return str(block.get("block_id")).startswith(SHOWN)


def length_of_rest(about: Mapping[str, Any], shown: Sequence[Block] = ()) -> int:
    """How many characters stand behind the field. about: the form's private_metadata. shown: the form's blocks."""
    return int(about[REST][1]) if REST in about else len(_shown(shown))


async def whole(details: str | None, about: Mapping[str, Any], actor: Actor, sessions: Sessions, shown: Sequence[Block] = ()) -> str | None:
    """What was put into the field, and what stands behind it. Raises DraftGone."""
    rest = str(await drafts.kept(int(about[REST][0]), actor, sessions)) if REST in about else _shown(shown)
    return ((details or "") + rest).strip() if rest else details


def _rest(content: str | None) -> str:
    return (content or "")[len(head(content)) :]


def _shown(blocks: Sequence[Block]) -> str:
    return "".join(rich.words(block) for block in blocks if is_shown(block))
