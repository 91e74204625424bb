"""Blocks as plain text: what a person reads, without the looks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Names = Callable[[str], str]  # a user's or channel's id -> how it is shown

TOKEN = re.compile(r"<([^<>\n]+)>")
CODE = re.compile(r"(?<!\w)`([^`\n]+)`(?!\w)")
FORMAT = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~])")


def message_text(text: str, blocks: list[dict[str, Any]] | None, names: Names) -> str:
    """What is seen of a message: its blocks if it has any, else its text."""
    if blocks:
        return "\n".join(filter(None, (block_text(block, names) for block in blocks)))
    return mrkdwn(text, names)


def mrkdwn(text: str, names: Names) -> str:
    """Mentions, links and dates as they are shown, entities decoded, the signs of bold, italic, struck and code gone."""
    shown = TOKEN.sub(lambda found: _token(found[1], names), text)
    pieces = CODE.split(shown)  # every second piece is code, in which nothing else formats
    pieces[::2] = [FORMAT.sub(r"\2", piece) for piece in pieces[::2]]
    return "".join(pieces).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token(inside: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"<{inside}>" if label else f"@{names(target[1:])}"  # with a label it is obsolete, and shown as it stands
    if target.startswith("#"):
        return f"#{names(target[1:])}"
    if target.startswith("!date^"):
        return label or target
    if target.startswith("!subteam^"):
        return label or f"@{target[9:]}"
    if target.startswith("!"):
        return f"@{target[1:]}"
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def block_text(block: dict[str, Any], names: Names) -> str:
    """One block; fields and elements on lines of their own, buttons in [brackets]."""
    reader = BLOCKS.get(block.get("type", ""))
    return reader(block, names) if reader else _any(block, names)


def text_object(value: dict[str, Any], names: Names) -> str:
    """plain_text literally, mrkdwn as shown."""
    return str(value["text"]) if value.get("type") == "plain_text" else mrkdwn(str(value["text"]), names)


def _section(block: dict[str, Any], names: Names) -> str:
    lines = [text_object(block["text"], names)] if "text" in block else []
    lines += [text_object(field, names) for field in block.get("fields", [])]
    accessory = element_text(block["accessory"], names) if "accessory" in block else ""
    return "\n".join(lines) + (f" {accessory}" if accessory else "")


def _actions(block: dict[str, Any], names: Names) -> str:
    return " ".join(element_text(element, names) for element in block["elements"])


def element_text(element: dict[str, Any], names: Names) -> str:
    """One element: [Button], ‹select›, (overflow | entries), ☑ choices."""
    reader = ELEMENTS.get(element["type"])
    if reader:
        return reader(element, names)
    shown = element.get("initial_option", {}).get("text") or element.get("placeholder") or {"text": ""}
    return f"‹{shown['text']}›"


def _button(element: dict[str, Any], _names: Names) -> str:
    return f"[{element['text']['text']}]"


def _overflow(element: dict[str, Any], _names: Names) -> str:
    return "(⋯ " + " | ".join(option["text"]["text"] for option in element["options"]) + ")"


def _choices(element: dict[str, Any], names: Names) -> str:
    chosen = [*element.get("initial_options", []), element.get("initial_option")]
    return " ".join(("☑ " if option in chosen else "☐ ") + text_object(option["text"], names) for option in element["options"])


def _feedback(element: dict[str, Any], names: Names) -> str:
    return " ".join(_button(element[name], names) for name in ("positive_button", "negative_button"))


ELEMENTS: dict[str, Callable[[dict[str, Any], Names], str]] = {
    "button": _button,
    "workflow_button": _button,
    "icon_button": _button,
    "overflow": _overflow,
    "checkboxes": _choices,
    "radio_buttons": _choices,
    "feedback_buttons": _feedback,
    "image": lambda element, _names: str(element["alt_text"]),
    "plain_text": text_object,
    "mrkdwn": text_object,
}


def _rich_text(block: dict[str, Any], names: Names) -> str:
    return "\n".join(_rich_part(part, names) for part in block["elements"])


def _rich_part(part: dict[str, Any], names: Names) -> str:
    if part["type"] == "rich_text_list":
        ordered = part["style"] == "ordered"
        return "\n".join(f"{number}. " * ordered + "• " * (not ordered) + _rich_part(item, names) for number, item in enumerate(part["elements"], 1))
    text = "".join(_inline(element, names) for element in part["elements"])
    return f"> {text}" if part["type"] == "rich_text_quote" else text


def _inline(element: dict[str, Any], names: Names) -> str:
    kind = element["type"]
    if kind == "user":
        return f"@{names(element['user_id'])}"
    if kind == "channel":
        return f"#{names(element['channel_id'])}"
    if kind == "broadcast":
        return f"@{element['range']}"
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return str(element.get("fallback") or datetime.fromtimestamp(element["timestamp"], UTC).strftime("%Y-%m-%d %H:%M UTC"))
    return str(element.get("text") or element.get("url") or element.get("value") or element.get("usergroup_id") or element.get("team_id") or "")


def _rows(block: dict[str, Any], names: Names) -> str:
    lines = [" | ".join(_cell(cell, names) for cell in row) for row in block["rows"]]
    return "\n".join([block["caption"], *lines] if "caption" in block else lines)


def _cell(cell: dict[str, Any], names: Names) -> str:
    return _rich_text(cell, names) if cell["type"] == "rich_text" else str(cell.get("text", cell.get("value", "")))


def _chart(block: dict[str, Any], _names: Names) -> str:
    chart = block["chart"]
    points = chart.get("segments") or [
        {"label": f"{row['name']} {point['label']}", "value": point["value"]} for row in chart["series"] for point in row["data"]
    ]
    return "\n".join([block["title"], *(f"{point['label']}: {point['value']}" for point in points)])


def _image(block: dict[str, Any], _names: Names) -> str:
    return " ".join(filter(None, [block.get("title", {}).get("text"), f"({block['alt_text']})"]))


def _input(block: dict[str, Any], names: Names) -> str:
    return f"{block['label']['text']} {element_text(block['element'], names)}"


def _any(block: dict[str, Any], names: Names) -> str:
    """Cards, containers, plans: their texts, then what they hold."""
    lines = []
    for name in ("title", "rich_text_title", "subtitle", "body", "subtext", "details", "output"):
        value = block.get(name)
        if isinstance(value, dict):
            lines.append(_rich_text(value, names) if value["type"] == "rich_text" else text_object(value, names))
        elif isinstance(value, str):
            lines.append(value)
    lines += [block_text(child, names) for name in ("child_blocks", "tasks") for child in block.get(name, [])]
    if block.get("type") == "carousel":
        lines += [block_text(card, names) for card in block["elements"]]
    if block.get("actions"):
        lines.append(_actions({"elements": block["actions"]}, names))
    return "\n".join(lines)


BLOCKS: dict[str, Callable[[dict[str, Any], Names], str]] = {
    "section": _section,
    "actions": _actions,
    "context": _actions,
    "context_actions": _actions,
    "divider": lambda _block, _names: "---",
    "header": lambda block, _names: str(block["text"]["text"]),
    "image": _image,
    "video": _image,
    "input": _input,
    "rich_text": _rich_text,
    "markdown": lambda block, _names: str(block["text"]),
    "table": _rows,
    "data_table": _rows,
    "data_visualization": _chart,
}
