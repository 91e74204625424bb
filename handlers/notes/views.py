"""Notes as people see them: the form, its receipt, what a colleague who is told gets. Frozen values in, blocks out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm.notes import NoteType, Written
from crm.people import Actor
from handlers import blocks, forms, marks
from handlers.answers import Block, Reply, View
from handlers.blocks import text
from handlers.leads.picking import lead_field
from handlers.leads.views import OPEN, lead_name, lead_state, named
from handlers.mrkdwn import one_line
from handlers.notes import files
from handlers.notes.forms import FILES, NOTE, PRIVATE, REMIND, TELL, TYPE
from handlers.words import echo, joined
from store.people import Colleague

CAPTURE = "note.capture"
SAVE = "note.save"
SAVE_ANYWAY = "note.save_anyway"
CHANGED = "note.type"
REPLY = "note.reply"
UNDO = "note.undo"
TYPES: dict[NoteType, str] = {"general": "General", "meeting": "Meeting", "call": "Call", "research": "Research", "reminder": "Reminder"}
NAME = 60


HINT = "They get it as a direct message; so does whoever you mention with @ in the note."
HINT_OF_CAPTURED = "They get it as a direct message. Whom the message names is told only if picked here."


def note_form(
    *,
    metadata: str,
    lead: dict[str, Any] | None = None,
    note: str = "",
    tell: Sequence[str] = (),
    typed: str = "",
    trouble: str = "",
    may_attach: bool = False,
    is_private: bool = False,
    more: Sequence[Block] = (),
    is_captured: bool = False,
) -> View:
    """The form.

    lead: an option, where it is clear. typed: the line that opened it; trouble: why that named no lead.
    may_attach: Slack lets us read files. is_private: Only me is ticked. more: what else the line may have meant, or where the text comes from.
    is_captured: the text is a message's, whose mentions are names alone.
    """
    writing: dict[str, Any] = {
        "type": "rich_text_input",
        "focus_on_load": True,
        "placeholder": text("What happened? Use @ to tell a colleague."),
        **({"initial_value": marks.rich_text(note)} if note else {}),
    }
    fields = [
        *forms.told(typed, trouble),
        *more,
        lead_field(lead),
        forms.field("Note", NOTE, writing),
        forms.field("Type", TYPE, {"action_id": CHANGED, **kind(tuple(TYPES), "general")}, listens=True),
        tell_field(tell, HINT_OF_CAPTURED if is_captured else HINT),
        only_me_field(is_private=is_private),
        *([forms.field("Files", FILES, {"type": "file_input", "max_files": files.MOST}, optional=True)] if may_attach else []),
    ]
    return forms.modal("Note", SAVE, "Save note", fields, metadata)


def with_type(view: View, note_type: NoteType, remind_at: datetime) -> View:
    """The open form with the fields that this type has: the same block_ids, so what was typed stays."""
    fields = [block for block in view["blocks"] if block.get("block_id") != REMIND]
    if note_type == "reminder":
        place = next(n for n, block in enumerate(fields) if block.get("block_id") == TYPE) + 1
        fields.insert(place, remind_field(remind_at))
    return forms.modal("Note", SAVE, "Save note", fields, view["private_metadata"])


def kind(types: Sequence[NoteType], chosen: NoteType) -> dict[str, Any]:
    """The choice of these types."""
    options = {value: forms.option(TYPES[value], value) for value in types}
    return {"type": "radio_buttons", "options": list(options.values()), "initial_option": options[chosen]}


def tell_field(told: Sequence[str], hint: str) -> Block:
    """Tell. told: Slack users picked already."""
    people = {"type": "multi_users_select", "placeholder": text("Nobody"), **({"initial_users": list(told)} if told else {})}
    return forms.field("Tell", TELL, people, optional=True, hint=hint)


def only_me_field(*, is_private: bool) -> Block:
    """Only me."""
    options = [forms.option("Only I can see this note", "yes")]
    return forms.field("Only me", PRIVATE, {"type": "checkboxes", "options": options, **({"initial_options": options} if is_private else {})}, optional=True)


def remind_field(at: datetime) -> Block:
    """Remind me at."""
    return forms.field("Remind me at", REMIND, {"type": "datetimepicker", "initial_date_time": int(at.timestamp())}, hint="Makes a task of it, for you.")


def not_reached(
    submit: str,
    metadata: str,
    external_id: str,
    *,
    ended: Sequence[str] = (),
    unlinked: Sequence[str] = (),
    gained: Sequence[Colleague] = (),
    waits: bool = False,
) -> View:
    """Over the form: who will not get the note, by Slack user id. gained: who would not, and will. waits: Slack is still asked about the unlinked."""
    told = [
        _of_people(ended, "has no access to Leadbot any more and will not get this.", "have no access to Leadbot any more and will not get this."),
        _of_people(unlinked, "is not linked to Leadbot and will not get this.", "are not linked to Leadbot and will not get this."),
        _of_people([one.slack_user_id for one in gained if one.is_linked], "is linked now and will get this.", "are linked now and will get this."),
        _of_people([one.slack_user_id for one in gained if not one.is_linked], "will get this by e-mail.", "will get this by e-mail."),
    ]
    shown = [blocks.section(sentence) for sentence in told if sentence]
    shown += [blocks.context("Asking Slack whether they can be reached after all …")] if waits else []
    button = "Save anyway" if ended or unlinked else "Save note"
    return forms.modal("Note", submit, button, shown, metadata, close="Back") | {"external_id": external_id}


def not_saved(asked: View, sentences: Sequence[str]) -> View:
    """In the place of that question: why the form below cannot be saved as it is."""
    told = [blocks.section(f"{' '.join(sentences)} Go back to change it; nothing is saved yet.")]
    return blocks.view(asked["title"]["text"], told, close="Back")


def untold(*, unlinked: Sequence[str] = (), groups: Sequence[str] = (), missed: Sequence[str] = ()) -> list[str]:
    """Whom a note names and does not tell: @names that Slack did not turn into people, groups, and Slack users whom nothing reaches."""
    said = [f"@{one_line(name, NAME)} was not told: pick them from the list as you type." for name in unlinked[:5]]
    if groups:
        named = joined([f"@{one_line(name, NAME)}" for name in groups[:5]])
        said.append(f"{named} {'was' if len(groups) == 1 else 'were'} not told. Groups are not told: name people.")
    return [*said, *filter(None, [_of_people(missed, "was not told.", "were not told.")])]


def _of_people(slack_user_ids: Sequence[str], one: str, several: str) -> str:
    """A sentence about them, as Slack names them; empty of nobody."""
    if not slack_user_ids:
        return ""
    return f"{joined([f'<@{slack_user_id}>' for slack_user_id in slack_user_ids[:10]])} {one if len(slack_user_ids) == 1 else several}"


def receipt(written: Written, viewer: Actor, *, untold: Sequence[str] = (), more: Sequence[Block] = (), mark: str = "") -> Reply:
    """What stands where the act began. untold: sentences. mark: what Undo takes away beside, of reactions.mark."""
    said = " ".join([_saved(written, viewer, lead_name(written.lead) + f" (#{written.lead.id})"), *untold])
    buttons = blocks.actions(blocks.button("Undo", UNDO, f"{written.note_id} {mark}".strip()), blocks.button("Open", OPEN, str(written.lead.id)))
    return Reply(said, [blocks.section(said), buttons, *more])


def result(written: Written, viewer: Actor, untold: Sequence[str]) -> Block:
    """The first line of the card that is drawn anew."""
    return blocks.section(" ".join([_saved(written, viewer, ""), *untold]), blocks.button("Undo", UNDO, f"{written.note_id} card"))


def _saved(written: Written, viewer: Actor, lead: str) -> str:
    on = f" on {lead}" if lead else ""
    said = [f"Saved{on}. Only you can see it." if written.is_private else f"Note saved{on}.", *_told(written)]
    if written.remind_at:
        subject = f'"{one_line(written.reminder, NAME)}", ' if written.reminder else ""
        said.append(f"Task for you: {subject}{echo(viewer.local(written.remind_at), viewer.local(written.lead.seen_at))}.")
    if written.attachments:
        said.append(f"{files.told(written.attachments)}.")
    return " ".join(said)


def _told(written: Written) -> list[str]:
    said = []
    if names := [one_line(one.name, NAME) for one in written.told if one.is_linked]:
        said.append(f"{joined(names)} {'was' if len(names) == 1 else 'were'} told.")
    if names := [one_line(one.name, NAME) for one in written.told if not one.is_linked]:
        said.append(f"{joined(names)} {'gets' if len(names) == 1 else 'get'} it by e-mail.")
    return said


def taken_back(lead: str) -> str:
    """After Undo."""
    return f"Taken back: the note on {lead}."


def mention(written: Written, author: Actor, note: Block, *, edited: bool = False) -> Reply:
    """The direct message of a colleague who is told. Its numbers are in the author's currency and words; the owner is named, not pinged.

    edited: it is as it was edited just now, which it says in the reader's own time.
    """
    moment = written.lead.seen_at
    at = [f"edited <!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} {one_line(str(moment.tzname()), 20)}>"] if edited else []
    heading = f"*{one_line(author.name, NAME)} mentioned you on {lead_name(written.lead)}*"
    answer = f"{written.lead.id} {author.slack_user_id} {named(written.lead).partition(' ')[2]}"
    return Reply(
        f"{one_line(author.name, NAME)} mentioned you on {lead_name(written.lead)}",
        [
            blocks.section(heading),
            note,
            *([blocks.context(files.told(written.attachments))] if written.attachments else []),
            blocks.context(" · ".join([*lead_state(written.lead, author), *at])),
            blocks.actions(blocks.button("Reply", REPLY, answer), blocks.button("Open", OPEN, str(written.lead.id)), *_files(written)),
        ],
    )


def mention_gone(author: Actor, lead: str, how: str) -> Reply:
    """What becomes of that message when the note is gone. how: what its author did with it."""
    said = f"{one_line(author.name, NAME)} {how} a note on {lead}."
    return Reply(said, [blocks.section(said)])


def receipt_of_edit(written: Written, untold: Sequence[str]) -> str:
    """What stands where the act began."""
    return " ".join([f"Note on {lead_name(written.lead)} (#{written.lead.id}) changed.", *_told(written), *untold])


def _files(written: Written) -> list[dict[str, Any]]:
    return [blocks.button("Get files", files.GET, str(written.note_id))] if written.attachments else []
