"""What the log form was filled with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from crm.activities import CLOCKS_DIFFER, Kind, NewActivity
from crm.people import Actor
from handlers import forms
from handlers.forms import FieldsWrong
from handlers.leads.picking import LEAD
from handlers.words import echo, opening
from store.models import now

WHAT, SUBJECT, WHEN, AT, DIRECTION, OUTCOME, MINUTES, FOR, DETAILS, CAMPAIGN, ONLY_ME = (
    "what", "subject", "when", "at", "direction", "outcome", "minutes", "for", "details", "campaign", "only_me",
)  # fmt: skip
"""The fields' block_ids. At's ends in a number, which changes with its preset."""
EDITS, DONE = "edits", "done"
"""In a form's private_metadata: the activity that it edits; whether what it asks for is done."""

OUTCOMES: dict[str, dict[str, str]] = {
    "call": {"reached": "Reached", "voicemail": "Voicemail", "no_answer": "No answer", "wrong_number": "Wrong number"},
    "meeting": {"held": "Held", "no_show": "No-show"},
}
MOST_MINUTES = 24 * 60
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class LogForm:
    """A filled form. at: aware; at_field: the block_id of its field; is_moved: it is not what the form was opened with.

    colleague: a Slack user id. only_me: the words are the author's alone. asked: the fields that the form had, Direction where it was chosen.
    """

    lead_id: int
    kind: Kind
    is_done: bool
    at: datetime
    at_field: str
    is_moved: bool
    subject: str | None
    details: str | None
    direction: str | None
    outcome: str | None
    minutes: int | None
    colleague: str | None
    campaign_id: int | None
    only_me: bool
    metadata: str
    asked: frozenset[str]

    @classmethod
    def from_view(cls, view: Mapping[str, Any]) -> "LogForm":
        """Raises FieldsWrong with a sentence for each field. A form that edits an activity does not ask for its lead, nor whether a task is done."""
        put = forms.values(view)
        metadata = str(view.get("private_metadata") or "")
        _, about = forms.remembered(metadata)
        wrong = {}
        if not put.setdefault(LEAD, about.get(LEAD)):
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
        is_done = says_done(put, about)
        return cls(
            lead_id=int(put[LEAD]),
            kind=kind,
            is_done=is_done,
            at=datetime.fromtimestamp(at or 0, UTC),
            at_field=at_field,
            is_moved=EDITS not in about or at != about[AT],
            subject=_text(put.get(SUBJECT)),
            details=_text(put.get(DETAILS)),
            direction=(put.get(DIRECTION) or None) if is_done else None,
            outcome=(put.get(OUTCOME) or None) if is_done else None,
            minutes=minutes if is_done else None,
            colleague=put.get(FOR) if not is_done else None,
            campaign_id=int(put[CAMPAIGN]) if put.get(CAMPAIGN) else None,
            only_me=bool(put.get(ONLY_ME)),
            metadata=metadata,
            asked=frozenset(name for name in put if name != DIRECTION or put[name]),
        )

    def activity(self, actor: Actor) -> NewActivity:
        """What is to be stored; whose task it is is not known yet. Raises FieldsWrong where what is planned has passed, or what is done is to come."""
        here = actor.local(now())
        at = opening(echo(actor.local(self.at), here))
        if not self.is_done and self.is_moved and self.at <= here:
            raise FieldsWrong({self.at_field: f"{at} has passed. Pick a later time{'' if self.kind == 'task' else ', or choose Done'}."})
        if self.is_done and self.at > here + CLOCKS_DIFFER:
            raise FieldsWrong({self.at_field: f"{at} is still to come. Pick a time that has passed{'' if self.kind == 'task' else ', or choose Planned'}."})
        return NewActivity(
            self.lead_id,
            self.kind,
            self.at,
            is_done=self.is_done,
            subject=self.subject,
            content=self.details,
            direction=self.direction if self.direction in {"outbound", "inbound"} else None,  # type: ignore[arg-type]  # one of the two
            outcome=self.outcome,
            minutes=self.minutes,
            campaign_id=self.campaign_id,
            only_me=self.only_me,
        )


def says_done(put: Mapping[str, Any], about: Mapping[str, Any]) -> bool:
    """Whether a form as it is filled asks for what is done. A task is planned, unless one that is done is edited. about: its private_metadata."""
    if put.get(WHAT) == "task":
        return EDITS in about and bool(about[DONE])
    return put.get(WHEN) != "planned"


def at_field(view: Mapping[str, Any]) -> str:
    """The block_id of At as it is now."""
    return next((str(block["block_id"]) for block in view["blocks"] if str(block.get("block_id")).startswith(AT)), AT)


def _text(value: str | None) -> str | None:
    text = (value or "").replace("\0", "\ufffd").strip()
    return text or None


def _minutes(value: str | None) -> int | None:
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) <= MOST_MINUTES else None
