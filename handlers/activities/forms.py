"""What the log form was filled with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from crm.activities import Kind
from handlers import forms
from handlers.forms import FieldsWrong
from handlers.leads.picking import LEAD

WHAT, SUBJECT, WHEN, AT, DIRECTION, OUTCOME, MINUTES, FOR, DETAILS, CAMPAIGN = (
    "what", "subject", "when", "at", "direction", "outcome", "minutes", "for", "details", "campaign",
)  # fmt: skip
"""The fields' block_ids. At's ends in a number, which changes with its preset."""

OUTCOMES: dict[str, dict[str, str]] = {
    "call": {"reached": "Reached", "voicemail": "Voicemail", "no_answer": "No answer", "wrong_number": "Wrong number"},
    "meeting": {"held": "Held", "no_show": "No-show"},
}
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class LogForm:
    """A filled form. at: aware. colleague: a Slack user id."""

    lead_id: int
    kind: Kind
    is_done: bool
    at: datetime
    subject: str | None
    details: str | None
    direction: str | None
    outcome: str | None
    minutes: int | None
    colleague: str | None
    campaign_id: int | None
    metadata: str

    @classmethod
    def from_view(cls, view: Mapping[str, Any], *, lead_id: int | None = None) -> "LogForm":
        """Raises FieldsWrong with a sentence for each field. lead_id: of a form that does not ask for the lead."""
        put = forms.values(view)
        if lead_id is not None:
            put[LEAD] = lead_id
        wrong = {}
        if not put.get(LEAD):
            wrong[LEAD] = "Pick a lead."
        kind: Kind = put[WHAT] if put.get(WHAT) in get_args(Kind) else "call"
        at_field, at = next(((name, value) for name, value in put.items() if name.startswith(AT)), (AT, None))
        if at is None:
            wrong[at_field] = "Pick a time."
        minutes = _minutes(put.get(MINUTES))
        if minutes is None and put.get(MINUTES):
            wrong[MINUTES] = f"Give whole minutes, 1 to {MOST_MINUTES}."
        if wrong:
            raise FieldsWrong(wrong)
        is_done = kind != "task" and put.get(WHEN) != "planned"
        return cls(
            lead_id=int(put[LEAD]),
            kind=kind,
            is_done=is_done,
            at=datetime.fromtimestamp(at or 0, UTC),
            subject=_text(put.get(SUBJECT)),
            details=_text(put.get(DETAILS)),
            direction=(put.get(DIRECTION) or None) if is_done else None,
            outcome=(put.get(OUTCOME) or None) if is_done else None,
            minutes=minutes if is_done else None,
            colleague=put.get(FOR) if not is_done else None,
            campaign_id=int(put[CAMPAIGN]) if put.get(CAMPAIGN) else None,
            metadata=str(view.get("private_metadata") or ""),
        )


def at_field(view: Mapping[str, Any]) -> str:
    """The block_id of At as it is now."""
    return next((str(block["block_id"]) for block in view["blocks"] if str(block.get("block_id")).startswith(AT)), AT)


def _text(value: str | None) -> str | None:
    text = (value or "").replace("\0", "\ufffd").strip()
    return text or None


def _minutes(value: str | None) -> int | None:
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) <= MOST_MINUTES else None
