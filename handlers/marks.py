"""Readable text as rich text again, for an editor that is filled in: what rich.as_text wrote as marks is formatting, everything else text."""

import re
from typing import Any

from handlers import rich

FENCE = "```"
STYLES = (("*", "bold"), ("_", "italic"), ("~", "strike"), ("`", "code"))
"""From the outermost, as rich.as_text writes them."""
_MARKED = re.compile(r"(?<![^\W_])([*_~`])(?=\S)(?:(?!\n\n).){1,1000}?(?<=\S)\1(?![^\W_])", re.DOTALL)
_ITEM = re.compile(r"((?:  )*)(•|[1-9]\d{0,5}\.) (.*)")

Part = dict[str, Any]


def rich_text(text: str) -> dict[str, Any]:
    """What an input begins with, whole: rich.as_text gives the same text back. Never with a mention: Slack does not submit one that it did not see typed."""
    parts, plain, lines = list[Part](), list[str](), text.split("\n")
    place = 0
    while place < len(lines):
        part, taken = _container(lines, place)
        if part:
            parts += [*_sections(plain, ends=True), part]
            plain = []
        else:
            plain.append(lines[place])
        place += taken
    built = {"type": "rich_text", "elements": [*parts, *_sections(plain, ends=False)]}
    return built if rich.as_text(built, {}) == text.strip() else _unread(text)


def _unread(text: str) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}] if text else []}]}


def _container(lines: list[str], place: int) -> tuple[Part | None, int]:
    """The block, the quote or the list that begins at this line, and how many lines it takes; None where it is a line as others."""
    if lines[place] == FENCE and FENCE in lines[place + 2 :]:
        end = lines.index(FENCE, place + 2)
        return _part("preformatted", [{"type": "text", "text": "\n".join(lines[place + 1 : end])}]), end - place + 1
    if lines[place].startswith("> "):
        end = next((n for n in range(place, len(lines)) if not lines[n].startswith("> ")), len(lines))
        return _part("quote", _inline("\n".join(line[2:] for line in lines[place:end]))), end - place
    if found := _ITEM.fullmatch(lines[place]):
        return _list(found, lines, place)
    return None, 1


def _list(first: re.Match[str], lines: list[str], place: int) -> tuple[Part, int]:
    """Lines of one indent and one kind; numbers that go on."""
    start = 0 if first[2] == "•" else int(first[2][:-1])
    items: list[Part] = []
    while (
        place + len(items) < len(lines)
        and (found := _ITEM.fullmatch(lines[place + len(items)]))
        and found[1] == first[1]
        and found[2] == (f"{start + len(items)}." if start else "•")
    ):
        items.append(_part("section", _inline(found[3])))
    more = {"style": "ordered", "offset": start - 1} if start else {"style": "bullet"}
    return _part("list", items) | more | {"indent": len(first[1]) // 2}, len(items)


def _sections(lines: list[str], *, ends: bool) -> list[Part]:
    """Lines between containers. ends: a container follows, before which blank lines at the end of a section are lost: each is a section of its own."""
    blank = 0
    while ends and blank < len(lines) and not lines[-1 - blank]:
        blank += 1
    text = "\n".join(lines[: len(lines) - blank])
    return ([_part("section", _inline(text))] if len(lines) > blank else []) + [_part("section", [{"type": "text", "text": "\n"}])] * blank


def _inline(text: str) -> list[Part]:
    elements, place = list[Part](), 0
    for found in _MARKED.finditer(text):
        elements += _plain(text[place : found.start()])
        elements.append(_styled(found[0]))
        place = found.end()
    return elements + _plain(text[place:])


def _styled(marked: str) -> Part:
    style: dict[str, bool] = {}
    for mark, name in STYLES:
        inner = marked[1:-1]
        if len(marked) > 2 and marked[0] == marked[-1] == mark and inner == inner.strip():
            style[name], marked = True, inner
    return {"type": "text", "text": marked} | ({"style": style} if style else {})


def _plain(text: str) -> list[Part]:
    return [{"type": "text", "text": text}] if text else []


def _part(kind: str, elements: list[Part]) -> Part:
    return {"type": f"rich_text_{kind}", "elements": elements}
