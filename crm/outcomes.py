"""What the words of a call, a meeting or a message that was done say of it: how it went, how long it took, who began it. What is not clear is not read."""

import re
from dataclasses import dataclass
from typing import Literal

_THEM = r"(?:him|her|them|it|me\s+and\s+\w+|mr\.?|ms\.?|mrs\.?|dr\.?)"
_NOT_BEFORE = re.compile(
    r"(?:\b(?:not|never|no|nobody|cannot|could|should|would|will|to|if|once|until|before|when|after|hardly|without|or)|n['\u2019]t)(?:\s+(?:a|an|the|be|been|have|yet))?\s*$",
    re.IGNORECASE,
)
"""Before words for an outcome: they then do not say that it was so."""
_SOMEBODY_ELSE = re.compile(r"\b(?:assistant|secretary|receptionist|reception|front\s+desk|gatekeeper|colleague)\b|\b(?:to|with)\s+<@", re.IGNORECASE)
_NOBODY = r"(?:nobody|no\s+one)"
_NOT = r"(?:did\s+not|didn['\u2019]?t)"
_END = r"(?=\s*(?:$|[.,;:!()\u2013-]|again\b|twice\b|today\b|yet\s*$))"
_OUTCOMES: dict[str, dict[str, re.Pattern[str]]] = {
    kind: {outcome: re.compile(pattern, re.IGNORECASE) for outcome, pattern in patterns.items()}
    for kind, patterns in {
        "call": {
            "voicemail": r"^voice\s?mail\b|(?<!he )(?<!she )(?<!they )\bleft\s+(?!me\b|us\b)(?:\w+\s+){0,2}voice\s?mail\b"
            r"|\b(?:went|straight|goes)\s+(?:straight\s+)?to\s+(?:\w+\s+)?voice\s?mail\b",
            "no_answer": rf"\bno\s+answer{_END}|\b{_NOT}\s+(?:answer|pick\s+up){_END}|\b{_NOBODY}\s+(?:answered|picked\s+up){_END}",
            "wrong_number": rf"\bwrong\s+number{_END}",
            "reached": rf"^reached(?=\s*(?:$|[.,;:!]|{_THEM}\b))|\breached\s+{_THEM}(?!\w)"
            r"|(?:^|\bi\s+|\bwe\s+)(?:spoke|talked)\b|\b(?:spoke|talked)\s+(?:to|with)\b",
        },
        "meeting": {
            "held": r"^held(?!\s+(?:back|up|off|over))\b|\bwas\s+held(?!\s+(?:back|up|off|over))\b|\btook\s+place\b",
            "no_show": rf"\bno[\s-]?show\b|\b(?:{_NOT}|{_NOBODY})\s+show(?:ed)?(?:\s+up)?\b",
        },
    }.items()
}
_MINUTES = re.compile(
    r"(?:^|[,;(!\u2013-]\s*|[.:]\s+|\b(?:spoke|talked|chatted|lasted|took)\s+(?:for\s+|about\s+)?)(?P<minutes>\d{1,3})\s?min(?:ute)?s?\b\.?"
    r"(?=\s*(?:$|[,;:.!)\u2013-]|(?:call|chat|talk|long)\b))",
    re.IGNORECASE,
)
_ANY_MINUTES = re.compile(r"\d\s?min(?:ute)?s?\b", re.IGNORECASE)
_TIMED = frozenset({"call", "meeting"})
_BEGUN_BY_THEM = {"call": "called|rang|phoned", "email": "e?-?mailed|wrote", "sms": "texted|wrote", "linkedin": "messaged|wrote"}
_INBOUND = {
    kind: re.compile(rf"^in\s*:|^(?:inbound|incoming)\b|\b(?:inbound|incoming)\s+(?:call|e?-?mail|message)\b|\b(?:{verbs})\s+(?:me|us)\b", re.IGNORECASE)
    for kind, verbs in _BEGUN_BY_THEM.items()
}
_OUTBOUND = re.compile(r"^out\s*:|^(?:outbound|outgoing)\b|\b(?:outbound|outgoing)\s+(?:call|e?-?mail|message)\b", re.IGNORECASE)
_DOING = (
    "spoke|talked|called|rang|phoned|reached|met|sent|wrote|e?-?mailed|texted|messaged|left|discussed|tried|asked|told|showed|presented|did"
    r"|had(?!\s+to\b)|got(?!\s+(?:moved|cancel|postpon|resched))"
)
_DONE = re.compile(
    rf"^(?:{_DOING})\b|\b(?:i|we|just|already)\s+(?:{_DOING})\b|\b(?:he|she|they)\s+(?:\w+ed|said|told|was|were|had|wants?|likes?)\b.{{0,300}}[,;.]\s",
    re.IGNORECASE,
)
"""I did, or they did something and then comes another sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was clear. outcome: one of the kind's; minutes: of a call or a meeting."""

    outcome: str | None = None
    minutes: int | None = None
    direction: Literal["outbound", "inbound"] | None = None

    def __bool__(self) -> bool:
        """Whether anything was."""
        return bool(self.outcome or self.minutes or self.direction)


def told(kind: str, text: str) -> Told:
    """What the text says of an activity that was done. Nothing where it asks, denies or says two things."""
    if text.rstrip().endswith("?"):
        return Told()
    return Told(_outcome(kind, text), _minutes(kind, text), _direction(kind, text))


def says_done(kind: str, text: str) -> bool:
    """Whether the text says that something was done, whatever follows it."""
    found = told(kind, text)
    return bool(found.outcome or found.minutes or _DONE.search(text))


def _outcome(kind: str, text: str) -> str | None:
    found = [outcome for outcome, pattern in _OUTCOMES.get(kind, {}).items() if _clearly(pattern, text)]
    is_theirs = found == ["reached"] and _SOMEBODY_ELSE.search(text)
    return found[0] if len(found) == 1 and not is_theirs else None


def _minutes(kind: str, text: str) -> int | None:
    found = _MINUTES.search(text) if kind in _TIMED and len(_ANY_MINUTES.findall(text)) == 1 else None
    return int(found["minutes"]) or None if found else None


def _direction(kind: str, text: str) -> Literal["outbound", "inbound"] | None:
    if kind not in _INBOUND:
        return None
    inbound, outbound = _clearly(_INBOUND[kind], text), _clearly(_OUTBOUND, text)
    return None if inbound == outbound else "inbound" if inbound else "outbound"


def _clearly(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it says so, and nowhere denies or wishes it."""
    found = [_NOT_BEFORE.search(text[max(0, one.start() - 30) : one.start()]) is None for one in pattern.finditer(text)]
    return bool(found) and all(found)
