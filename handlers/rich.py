"""Rich text: what a person wrote in a form, as text for the tables, and text again as rich text for a message."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers import blocks
from handlers.answers import Block

LONGEST = 3000
"""Characters of a text that is shown in a message."""

MARKS = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))
LIST = "rich_text_list"
CONTAINERS = frozenset({"rich_text_section", LIST, "rich_text_preformatted", "rich_text_quote"})
GROUPS = frozenset({"usergroup", "broadcast"})


def people(rich: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Slack user ids of the people mentioned, in order, each once."""
    return tuple(dict.fromkeys(str(element["user_id"]) for element in _inline(rich) if element.get("type") == "user" and element.get("user_id")))


def places(rich: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Ids of the channels and groups mentioned, in order, each once."""
    fields = ((element, PLACES[element["type"]][1]) for element in _inline(rich) if str(element.get("type")) in PLACES)
    return tuple(dict.fromkeys(str(element[field]) for element, field in fields if element.get(field)))


def names_groups(rich: Mapping[str, Any] | None) -> bool:
    """Whether a group, or everybody in a channel, is mentioned."""
    return any(element.get("type") in GROUPS for element in _inline(rich))


def as_text(rich: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    """Readable text, its formatting kept as marks: *bold*, _italic_, ~struck~, `code`, lists, > quotes, ``` blocks. names: by Slack's ids."""
    parts = [_container(part, names) for part in (rich or {}).get("elements", []) if isinstance(part, dict)]
    return "\n".join(part.rstrip("\n") for part in parts).replace("\0", "\ufffd").strip()


def from_text(text: str) -> Block:
    """A text exactly as it stands, as a block: never parsed, so it mentions and links nothing. Cut with "…"."""
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": shown}]}]}


def words(block: Block) -> str:
    """What from_text was given, also where Slack made elements of a part: an emoji, a link."""
    return "".join(_element(element, {}) for element in _inline(block))


def pages(text: str, room: int) -> tuple[list[Block], str]:
    """A text exactly as it stands, in blocks that end where a word does, as long as they take no more bytes than there is room for; and what is left."""
    parts: list[Block] = []
    while text:
        window = text[: LONGEST + 1]
        end = len(text) if len(text) <= LONGEST else max(window.rfind(" "), window.rfind("\n"), 0) or LONGEST
        part = from_text(text[:end])
        room -= blocks.size(part)
        if room < 0:
            break
        parts.append(part)
        text = text[end + 1 :] if text[end : end + 1].isspace() else text[end:]
    return parts, text


def shown(rich: Mapping[str, Any], names: Mapping[str, str]) -> Block:
    """What a person wrote as a block for others: its formatting kept, mentions and links as words, so that it pings nobody. Cut with "…"."""
    room = LONGEST
    parts = []
    for part in rich.get("elements", []):
        if room > 0 and isinstance(part, Mapping):
            copied, room = _copied(part, names, room)
            parts.append(copied)
    return {"type": "rich_text", "elements": parts}


def _copied(part: Mapping[str, Any], names: Mapping[str, str], room: int) -> tuple[dict[str, Any], int]:
    """A container, as far as there is room, and the room that is left. One that Slack knows and we do not, or not there, is a section of words."""
    kind = part["type"] if part.get("type") in CONTAINERS else "rich_text_section"
    copied: dict[str, Any] = {"type": kind, **({name: part[name] for name in ("style", "indent", "offset") if name in part} if kind == LIST else {})}
    inner: list[dict[str, Any]] = []
    for element in part.get("elements", []):
        if room <= 0:
            break
        if not isinstance(element, Mapping):
            continue
        if kind == LIST:
            child, room = _copied({**element, "type": "rich_text_section"}, names, room)
        else:
            words = (
                str(element.get("text", ""))
                if element.get("type") == "text"
                else _container(element, names)
                if "elements" in element
                else _element(element, names)
            )
            child = {"type": "text", "text": words if len(words) <= room else f"{words[: max(room - 1, 0)]}…"}
            if element.get("type") == "text" and element.get("style"):
                child["style"] = {name: True for name in ("bold", "italic", "strike", "code") if element["style"].get(name)}
            room -= len(words)
        if child.get("text") != "":
            inner.append(child)
    return copied | {"elements": inner}, room


def _inline(part: Any) -> Iterator[dict[str, Any]]:
    """Every element that holds no others, in order."""
    if not isinstance(part, Mapping):
        return
    elements = part.get("elements")
    if isinstance(elements, list):
        for element in elements:
            yield from _inline(element)
    else:
        yield dict(part)


def _container(part: Mapping[str, Any], names: Mapping[str, str]) -> str:
    elements = [element for element in part.get("elements", []) if isinstance(element, dict)]
    match part.get("type"):
        case "rich_text_list":
            return _list(part, elements, names)
        case "rich_text_quote":
            return "\n".join(f"> {line}" for line in _line(elements, names).split("\n"))
        case "rich_text_preformatted":
            return f"```\n{_line(elements, names)}\n```"
        case _:
            return _line(elements, names)


def _list(part: Mapping[str, Any], items: list[dict[str, Any]], names: Mapping[str, str]) -> str:
    indent = "  " * int(part.get("indent") or 0)
    first = int(part.get("offset") or 0) + 1
    signs = [f"{number}." if part.get("style") == "ordered" else "•" for number in range(first, first + len(items))]
    return "\n".join(f"{indent}{sign} {_line(item.get('elements', []), names)}" for sign, item in zip(signs, items, strict=True))


def _line(elements: list[dict[str, Any]], names: Mapping[str, str]) -> str:
    return "".join(_element(element, names) for element in elements)


def _element(element: Mapping[str, Any], names: Mapping[str, str]) -> str:
    kind = str(element.get("type"))
    if kind == "text":
        return _marked(str(element.get("text", "")), element.get("style") or {})
    if kind == "link":
        url, label = str(element.get("url", "")), str(element.get("text") or "")
        shown = url.removeprefix("mailto:").removeprefix("tel:")
        return f"{label} ({shown})" if label and label not in {url, shown} else shown
    if kind == "user":
        return f"@{names.get(str(element.get('user_id'))) or element.get('user_id')}"
    if kind == "emoji":
        return _emoji(element)
    if kind in PLACES:
        sign, field = PLACES[kind]
        return f"{sign}{names.get(str(element.get(field))) or element.get(field) or ''}"
    sign, *fields = NAMED.get(kind, ("", "text"))
    return sign + str(next((element[name] for name in fields if element.get(name)), ""))


PLACES = {"channel": ("#", "channel_id"), "usergroup": ("@", "usergroup_id")}
"""A sign, and the id that it is named by."""
NAMED = {
    "broadcast": ("@", "range"),
    "date": ("", "fallback", "timestamp"),
    "color": ("", "value"),
}
"""The other elements: a sign, and the fields of which the first that is there says it. What Slack adds one day is its text, where it has one."""


def _emoji(element: Mapping[str, Any]) -> str:
    """The character where Slack says which, else its name."""
    try:
        return "".join(chr(int(code, 16)) for code in str(element["unicode"]).split("-"))
    except (KeyError, ValueError, OverflowError):
        return f":{element.get('name', '')}:"


def _marked(text: str, style: Mapping[str, Any]) -> str:
    """Marks around the words, not around the blanks at their ends."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
    for name, mark in MARKS:
        if style.get(name):
            inner = f"{mark}{inner}{mark}"
    return f"{before}{inner}{after}"
