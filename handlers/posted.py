"""What a message says, readable: what people write, and what apps post as blocks and attachments."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handlers import lines, rich

Names = Mapping[str, str]
"""Of people, channels and groups, by Slack's ids."""
MOST = 100
"""Blocks, and attachments, that are read."""
LONGEST = 40_000
"""Characters, as Slack's longest text; blocks and attachments together hold more."""
_LABELLED = re.compile(r"(?:\*(?P<bold>[^*\n]{1,60}?)\s*:?\*:?|(?P<label>[^*\n:]{1,60}):)[^\S\n]*\n(?P<value>[^\n]+)")
"""`*E-mail*` above its value, as forms of websites are posted."""

_LINK = re.compile(r"<(https?://[^<>|\s]+)\|([^<>]+)>")


def words(message: Mapping[str, Any], names: Names) -> str:
    """A message's words: its blocks, else its text; then its attachments, but no previews of links."""
    told = list(_of_blocks(message.get("blocks"), names)) or [_text(message, names)]
    said = "\n".join(filter(None, [*told, *(line for one in _attachments(message) for line in _of_attachment(one, names))])).strip()
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def people(message: Mapping[str, Any]) -> Sequence[str]:
    """Slack user ids of who wrote it and of who is mentioned, in order, each once."""
    mentioned = [user for block in _all_blocks(message) for user in rich.people(block)]
    return list(dict.fromkeys([*filter(None, [str(message.get("user") or "")]), *mentioned, *lines.people(_all_text(message))]))


def places(message: Mapping[str, Any]) -> dict[str, str]:
    """Channels and groups that are mentioned, by id: what the message calls them, else nothing."""
    return dict.fromkeys((one for block in _all_blocks(message) for one in rich.places(block)), "") | lines.places(_all_text(message))


def _all_blocks(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [block for part in (message, *_attachments(message)) for block in _each(part.get("blocks"))]


def _all_text(message: Mapping[str, Any]) -> str:
    return json.dumps([message.get("text"), _all_blocks(message), _attachments(message)], ensure_ascii=False)


def app(message: Mapping[str, Any]) -> str:
    """What the app calls itself that posted it; of a person's message empty."""
    return str(message.get("username") or (message.get("bot_profile") or {}).get("name") or "")


def _attachments(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Without the previews of links, which nobody wrote; a message that was shared is no preview."""
    return [one for one in _each(message.get("attachments")) if one.get("is_share") or not (one.get("from_url") or one.get("app_unfurl_url"))]


def _each(parts: Any) -> list[Mapping[str, Any]]:
    return [part for part in _listed(parts) if isinstance(part, Mapping)]


def _listed(parts: Any) -> list[Any]:
    return parts[:MOST] if isinstance(parts, list) else []


def _of_blocks(blocks: Any, names: Names) -> Iterator[str]:
    for block in _each(blocks):
        match block.get("type"):
            case "rich_text":
                said = [rich.as_text(block, names)]
            case "table":
                said = [" | ".join(_cell(cell, names) for cell in _each(row)) for row in _listed(block.get("rows"))]
            case "context":
                said = [" ".join(filter(None, (_text(one, names) for one in _each(block.get("elements")))))]
            case "header" | "section" | "markdown":
                said = [_text(block, names), *(_labelled(_text(field, names)) for field in _each(block.get("fields")))]
            case _:
                said = []  # buttons, pictures and lines say nothing of anybody
        yield from filter(None, said)


def _of_attachment(attachment: Mapping[str, Any], names: Names) -> Iterator[str]:
    told = list(_of_blocks(attachment.get("blocks"), names))
    if not told:
        told = [_clean(attachment.get(name), names) for name in ("pretext", "title", "text")]
        told += [_labelled(f"{_clean(field.get('title'), names)}:\n{_clean(field.get('value'), names)}") for field in _each(attachment.get("fields"))]
    yield from [line for line in told if line] or [_clean(attachment.get("fallback"), names)]


def _cell(cell: Mapping[str, Any], names: Names) -> str:
    return rich.as_text(cell, names) if cell.get("type") == "rich_text" else _text(cell, names)


def _text(part: Mapping[str, Any], names: Names) -> str:
    """Of a text object, of what holds one, or of a message."""
    text = part.get("text")
    return _clean(text.get("text") if isinstance(text, Mapping) else text, names)


def _clean(text: Any, names: Names) -> str:
    return lines.named(lines.clean(_LINK.sub(_with_label, str(text or ""))), names)


def _with_label(found: re.Match[str]) -> str:
    """`label (address)`, as of rich text; an address that is its own label once."""
    address, label = found[1], found[2].strip()
    bare = address.partition("://")[2].rstrip("/").lower()
    return found[0] if label.rstrip("/").lower() in {address.rstrip("/").lower(), bare} or not label else f"{label} (<{address}>)"


def _labelled(text: str) -> str:
    """A label and its value in one line."""
    found = _LABELLED.fullmatch(text)
    return f"{(found['bold'] or found['label']).strip()}: {found['value'].strip()}" if found else text
