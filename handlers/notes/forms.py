"""What the note form was filled with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from crm.notes import NoteType
from handlers import forms, rich
from handlers.forms import FieldsWrong
from handlers.leads.picking import LEAD
from handlers.mrkdwn import one_line

NOTE, TYPE, TELL, PRIVATE, FILES, REMIND = "note", "type", "tell", "private", "files", "remind_at"
"""The fields' block_ids."""
SAID = "said"
"""In a form's private_metadata, and in a kept form: what Slack said, by Slack user id. Not there while it was not asked."""


@dataclass(frozen=True, slots=True)
class NoteForm:
    """A filled form. people: Slack user ids, of the text and of Tell, each once. files: as Slack gives them. metadata: the form's own."""

    lead_id: int
    note: Mapping[str, Any]
    note_type: NoteType
    people: tuple[str, ...]
    is_private: bool
    files: tuple[Mapping[str, Any], ...] = ()
    remind_at: datetime | None = None
    metadata: str = ""

    @property
    def said(self) -> Mapping[str, Any]:
        """What Slack said of those who are named in the line that opened the form, as notes/audience.py keeps it."""
        said: Mapping[str, Any] = forms.remembered(self.metadata)[1].get(SAID, {})
        return said

    @classmethod
    def from_view(cls, view: Mapping[str, Any], *, now: datetime, lead_id: int | None = None, reminded_at: int | None = None) -> "NoteForm":
        """lead_id: of a note that is edited. reminded_at: when it reminds (epoch), which may stay, even overdue.

        Raises FieldsWrong with a sentence for each field.
        """
        put = forms.values(view)
        note: Mapping[str, Any] = put.get(NOTE) or {}
        note_type: NoteType = put[TYPE] if put.get(TYPE) in get_args(NoteType) else "general"
        at = put.get(REMIND) if note_type == "reminder" and put.get(REMIND) != reminded_at else None
        remind_at = datetime.fromtimestamp(at, UTC) if at else None
        lead = lead_id or int(put.get(LEAD) or 0)
        wrong = {}
        if not lead:
            wrong[LEAD] = "Pick a lead."
        if not one_line(rich.as_text(note, {}), 10):  # blanks and what nobody sees are nothing
            wrong[NOTE] = "Write something first."
        elif rich.names_groups(note):
            wrong[NOTE] = "Groups are not told. Name people."
        if remind_at and remind_at <= now:
            wrong[REMIND] = "This time has passed. Pick a later one."
        if wrong:
            raise FieldsWrong(wrong)
        people = tuple(dict.fromkeys((*rich.people(note), *(put.get(TELL) or []))))
        metadata = str(view.get("private_metadata") or "")
        return cls(lead, note, note_type, people, bool(put.get(PRIVATE)), tuple(put.get(FILES) or ()), remind_at, metadata)
