"""Text from data, made fit to stand in Slack's messages: escaped, bounded, and unable to format, mention or turn round what stands beside it.

What Slack would make of a name, and what is done about it:

- `<@U…>`, `<!channel>`, masked links: escaping `& < >` takes their power.
- Bare addresses and #channels: nothing here, an address must stay true when it is copied. The text object says `verbatim: true`.
- `*bold*`, `_italic_`, `~struck~`, `code`: Slack knows no escape. An invisible character beside them may or may not count as one of the boundaries
  that a client looks for, and the zero-width space certainly does: people insert it to make formatting work. The fallback of a broken `<!date^…>` is
  shown literally, but costs 23 characters each and is itself markup. So a look-alike takes the place of the character, only where it could format:
  a single one between two letters or digits, as in `jane_doe`, Slack leaves alone, and so do we.
- `:tada:`: a word joiner after the first colon. It can be in no emoji's name, `10:30` and `Re: x` stay as they are, and the reader of typed lines drops it.
- `>` in front of a line quotes it, escaped too: a word joiner before it.
- Right-to-left text: overrides and embeddings are dropped, and a line with right-to-left letters stands in an isolate, so that what stands beside it
  keeps its order.
"""

import re
import unicodedata

JOINER = "\u2060"
ISOLATE, POP = "\u2068", "\u2069"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = f"{JOINER}\ufeff{OVERRIDES}"

_LOOK_ALIKES = str.maketrans({"*": "∗", "＊": "﹡", "_": "ˍ", "＿": "ˍ", "~": "∼", "`": "‵", "｀": "‵"})
_CHARACTERS = "*＊_＿~`｀"
_FORMATTING = re.compile(rf"(?P<inside>(?<=[^\W_])[*＊_＿~](?=[^\W_]))|[{_CHARACTERS}]+")
_PLAIN = re.compile(r"[A-Za-z0-9@+/.,'()-]+(?: [A-Za-z0-9@+/.,'()-]+)*+")
"""Most names and values: nothing of all this is in them."""
_EMOJI = re.compile(r":(?=[^\s:]{1,100}:)")
_QUOTE = re.compile(r"^(?=[>＞])", re.MULTILINE)
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")  # the blocks that have such letters
_SPECIAL = re.compile(rf"[{_CHARACTERS}:>＞]")
_TRANSLATE = dict.fromkeys(map(ord, INVISIBLE))
_ZERO_WIDTH_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"


def escape(text: str) -> str:
    """`& < >` as entities, nothing else: all that Slack itself asks for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str, limit: int) -> str:
    """A name or another value within a line of mrkdwn. At most `limit` code points, entities counted as they are sent; cut with "…"."""
    if len(text) <= limit and _PLAIN.fullmatch(text):
        return text
    return escape(_isolated(_harmless(_folded(text)), limit))


def bounded(text: str, limit: int) -> str:
    """As `one_line`, but keeps line breaks: a text that is a block of its own."""
    lines = _LINE_BREAK.sub("\n", text.translate(_TRANSLATE))
    return escape(_isolated(_harmless(_CONTROL.sub(" ", lines).strip()), limit))


def plain(text: str, limit: int, *, keep: str = "") -> str:
    """One line for a plain_text object, which Slack does not parse: not escaped, though counted as if.

    `keep` ends the text whole, whatever is cut before it: `plain("Ana Ruiz · Acme Corp", 75, keep=" · #42")`.
    """
    return _isolated(_folded(text), limit - _width(keep)) + keep


def _folded(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text.translate(_TRANSLATE)).split())


def _harmless(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    text = _FORMATTING.sub(lambda found: found["inside"] or found[0].translate(_LOOK_ALIKES), text)
    return _QUOTE.sub(JOINER, _EMOJI.sub(f":{JOINER}", text))


def _isolated(text: str, limit: int) -> str:
    """Cut, then the first and the last line put in isolates if they need them; the lines between have no neighbours."""
    if not _turns(text):
        return _cut(text, limit)
    lines = _cut(text, limit - 2 * (1 + ("\n" in text))).split("\n")
    for place in {0, len(lines) - 1}:
        if _turns(lines[place]):
            lines[place] = f"{ISOLATE}{lines[place]}{POP}"
    return "\n".join(lines)


def _turns(text: str) -> bool:
    """Whether any letter runs from right to left. Most texts have none of their blocks' characters, which is quickly seen."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None and any(unicodedata.bidirectional(one) in {"R", "AL", "AN"} for one in text)


def _width(text: str) -> int:
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))  # as entities


def _cut(text: str, limit: int) -> str:
    if _width(text) <= limit:
        return text
    room, end = limit - 1, 0
    while (room := room - _width(text[end])) >= 0:
        end += 1
    return _whole(text, end) + "…" * (limit > 0)


def _whole(text: str, end: int) -> str:
    """Everything before `end`, less what belongs to a character that the cut would split, or would format beside the "…"."""
    while end and (unicodedata.combining(text[end]) or text[end] in {_ZERO_WIDTH_JOINER, _EMOJI_STYLE} or text[end - 1] == _ZERO_WIDTH_JOINER):
        end -= 1
    return text[:end].rstrip(f" \n{JOINER}{_CHARACTERS}")
