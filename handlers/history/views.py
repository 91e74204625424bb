"""What happened with a lead, as people see it. Frozen values in, blocks out. User text is escaped and bounded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from crm.people import Actor
from handlers import blocks, forms
from handlers.activities.forms import OUTCOMES
from handlers.activities.views import repeats
from handlers.answers import Block, Reply
from handlers.leads import lists
from handlers.leads.fields import TEMPERATURES
from handlers.leads.views import ACTIVITIES, OPEN, SOURCES, STATUSES, lead_name
from handlers.mrkdwn import bounded, one_line
from handlers.notes import files
from handlers.notes.views import TYPES
from handlers.words import day, money, when
from store.history import KINDS, Entry, Kind, Place, Timeline

SHOW = "history.show"
OLDER = "history.older"
NEWEST = "history.newest"
PICKED = "history.kind"
MORE, LESS = "history.more", "history.less"
OWN = "history.own"
READ = "note.read"

NAME = 60
TEXT = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVERYTHING = "everything"
LABELS: dict[Kind, str] = {
    "notes": "Notes",
    "activities": "Activities",
    "changes": "Changes",
    "score": "Score",
    "campaigns": "Campaigns",
    "workflows": "Workflows",
}
NONE: dict[Kind, str] = {
    "notes": "No notes yet.",
    "activities": "No activity yet.",
    "changes": "No changes yet.",
    "score": "The score has not changed yet.",
    "campaigns": "In no campaign yet.",
    "workflows": "No workflow has run yet.",
}
FIELDS = {
    "assigned_to_id": "Owner",
    "notes": "About",
    "email": "E-mail",
    "linkedin_url": "LinkedIn",
    "job_title": "Title",
    "lead_temperature": "Temperature",
    "expected_close_date": "Close",
    "custom_fields": "Fields",
    "enrichment_data": "Enrichment",
}
"""Columns whose name is not their label."""
NOTHING = {"assigned_to_id": "Nobody", "status": STATUSES["new"]}
"""What it means that a column is empty."""
RUNS = {"pending": "waiting to start", "running": "running", "completed": "done", "failed": "failed", "cancelled": "cancelled"}
STEPS = {"added": "Added to", "responded": "Answered in", "converted": "Converted in"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of whose history a button or a pick asks for."""

    lead_id: int
    kind: Kind | None = None
    after: Place | None = None

    def written(self) -> str:
        """As a value."""
        parts: list[object] = [self.lead_id, self.kind or EVERYTHING]
        if self.after:
            parts += [(self.after.at - EPOCH) // timedelta(microseconds=1), self.after.rank, self.after.id]
        return " ".join(map(str, parts))


def asked_for(value: str) -> Asked:
    """What `written` wrote; a lead's number alone is its newest."""
    lead_id, *rest = value.split(" ")
    kind = next((kind for kind in KINDS if rest and rest[0] == kind), None)
    after = Place(EPOCH + timedelta(microseconds=int(rest[1])), int(rest[2]), int(rest[3])) if len(rest) > 3 else None
    return Asked(int(lead_id), kind, after)


def history_page(timeline: Timeline, asked: Asked, viewer: Actor, *, in_view: bool = False, hint: Block | None = None) -> Reply:
    """A page of a lead's history, newest first. in_view: it stands upon the lead's card. hint: what else the line may have meant."""
    called = f"{lead_name(timeline.line)} (#{timeline.line.id})"
    heading = f"*History of {lead_name(timeline.line)}*  #{timeline.line.id}"
    told = _told(timeline, viewer)
    if not told:
        told = [blocks.section("Nothing older." if asked.after else NONE[asked.kind] if asked.kind else "Nothing yet.")]
    turns = []
    if timeline.more:
        turns.append(blocks.button("Older", OLDER, Asked(asked.lead_id, asked.kind, timeline.entries[-1].place).written()))
    if asked.after:
        turns.append(blocks.button("Newest", NEWEST, Asked(asked.lead_id, asked.kind).written()))
    if not in_view:
        turns.append(blocks.button("Back to lead", OPEN, str(asked.lead_id)))
    newest = _one_line(timeline.entries[0], viewer, timeline) if timeline.entries else "nothing yet"
    shown = [blocks.section(heading, _kinds(asked)), *told, *([blocks.actions(*turns)] if turns else []), *([hint] if hint else [])]
    return Reply(f"History of {called}: {newest.replace('*', '')}", shown)


def whose(listed: list[Block]) -> Reply:
    """The verb alone: recent leads to pick from."""
    if not listed:
        said = "Whose history? Type a number, an e-mail or a name after it."
        return Reply(said, [blocks.section(said)])
    return with_history(Reply("Whose history?", [blocks.section("*Whose history?* Your recent leads:"), *listed]))


def with_history(listed: Reply) -> Reply:
    """A list of leads whose buttons lead to their history."""
    return Reply(listed.text, [_swapped(block) for block in listed.blocks])


def _swapped(block: Block) -> Block:
    accessory = block.get("accessory") or {}
    if accessory.get("action_id") == OPEN:
        return block | {"accessory": blocks.button("History", SHOW, accessory["value"].split(" ")[0])}
    return block | {"elements": [_turned(one) for one in block["elements"]]} if block["type"] == "actions" else block


def _turned(button: dict[str, Any]) -> dict[str, Any]:
    """The other pages of the list are of histories too."""
    if button["action_id"] == lists.MORE:
        return button | {"action_id": MORE}
    return button | {"action_id": LESS} if button["action_id"] == lists.LESS else button


def _kinds(asked: Asked) -> dict[str, Any]:
    everything = forms.option("Everything", Asked(asked.lead_id).written())
    options = [everything, *(forms.option(label, Asked(asked.lead_id, kind).written()) for kind, label in LABELS.items())]
    chosen = next(option for option in options if option["value"] == Asked(asked.lead_id, asked.kind).written())
    return {"type": "static_select", "action_id": PICKED, "options": options, "initial_option": chosen}


def _told(timeline: Timeline, viewer: Actor) -> list[Block]:
    """A section an entry; fields that were changed in one go are one."""
    told = []
    for (kind, *_), group in groupby(timeline.entries, key=lambda entry: (entry.kind, entry.at, entry.by, entry.more.get("workflow"))):
        entries = list(group)
        if kind != "changes" or len(entries) == 1:
            told += [blocks.section(_one_line(entry, viewer, timeline) + _below(entry), _accessory(entry, viewer)) for entry in entries]
        else:
            changed = "\n".join(_change(entry, viewer, timeline) for entry in entries)
            told.append(blocks.section(f"{changed}\n{_signed(entries[0], viewer, timeline)}"))
    return told


def _accessory(entry: Entry, viewer: Actor) -> dict[str, Any] | None:
    """What can be done with an entry: one's own notes and activities are edited and deleted; a note that is not shown whole is read."""
    is_note = entry.kind == "notes"
    reads = [("Read", "read_note")] if is_note and entry.more.get("has_more") else []
    is_mine = entry.is_mine or entry.more.get("logged_by") == str(viewer.user_id)
    if not (is_mine and entry.kind in {"notes", "activities"} and viewer.is_at_least("sales_rep")):
        return blocks.button("Read", READ, str(entry.place.id)) if reads else None
    writes = [("Edit", "edit_note"), ("Delete", "delete_note")] if is_note else _of_activity(entry)
    options = [forms.option(label, f"{what} {entry.place.id}{f' {entry.what}' * (what == 'cancel_activity')}") for label, what in [*reads, *writes]]
    return {"type": "overflow", "action_id": OWN, "options": options} if options else None


def _of_activity(entry: Entry) -> list[tuple[str, str]]:
    """What its owner can do with an activity, and who gave it to them while it is open. The platform's own, such as status_changed, stay as they are."""
    if entry.what not in ACTIVITIES:
        return []
    is_cancelled, is_planned = entry.more.get("is_cancelled"), entry.more.get("is_planned")
    edits = [("Edit", "edit_activity")] if not is_cancelled and (entry.is_mine or is_planned) else []
    cancels = [("Cancel task" if entry.what == "task" else "Cancel", "cancel_activity")] if is_planned and not is_cancelled else []
    return [*edits, *cancels, *([("Delete", "delete_activity")] if entry.is_mine else [])]


def _one_line(entry: Entry, viewer: Actor, timeline: Timeline) -> str:
    said = {
        "notes": _note,
        "activities": _activity,
        "changes": _change,
        "score": _score,
        "campaigns": _campaign,
        "workflows": _workflow,
    }[entry.kind](entry, viewer, timeline)
    signed = _signed(entry, viewer, timeline)
    return f"{said} · {signed}" if signed else said


def _signed(entry: Entry, viewer: Actor, timeline: Timeline) -> str:
    """Who, when."""
    by = entry.by or entry.more.get("workflow") or ("the platform" if entry.kind == "changes" and entry.what != "created" else "")
    at = when(entry.at, timeline.line.seen_at, viewer.zone) if entry.at else ""
    return ", ".join(part for part in (one_line(by, NAME), at) if part)


def _below(entry: Entry) -> str:
    """What was written, under its line."""
    text = bounded(entry.text or "", TEXT) if entry.kind in {"notes", "activities"} else ""
    kept = entry.more.get("attachments")
    attached = [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
    return "".join(f"\n{part}" for part in (text, files.told(attached) if attached else "") if part)


def _note(entry: Entry, viewer: Actor, timeline: Timeline) -> str:
    known = {str(value): label.lower() for value, label in TYPES.items() if value != "general"}
    at = viewer.local(EPOCH + timedelta(seconds=entry.more.get("edited", 0)))
    edited = f"edited {when(at, timeline.line.seen_at, viewer.zone)}" if entry.more.get("is_edited") else ""
    marks = [known.get(entry.what, ""), "only you see it" if entry.more["is_private"] else "", edited]
    said = ", ".join(mark for mark in marks if mark)
    return f"*Note* {said}" if said else "*Note*"


def _activity(entry: Entry, viewer: Actor, timeline: Timeline) -> str:
    more = entry.more
    kind = ACTIVITIES.get(entry.what, one_line(entry.what.replace("_", " ").capitalize(), NAME))
    outcome, subject = str(more.get("outcome") or ""), one_line(entry.title or "", NAME)
    went = OUTCOMES.get(entry.what, {}).get(outcome, one_line(outcome.replace("_", " "), NAME)).lower()
    parts = [
        f'"{subject}"' if subject else "",
        {"inbound": "inbound", "outbound": "outbound"}.get(str(more.get("direction")), ""),
        "" if repeats(subject, went) else went,
        f"{minutes} {'minute' if minutes == '1' else 'minutes'}" if (minutes := str(more.get("minutes") or "")).isdecimal() else "",
    ]
    if more.get("is_cancelled"):
        parts.append("cancelled" + (f": {why}" if (why := one_line(str(more.get("reason") or ""), TEXT)) else ""))
    elif more["is_planned"]:
        due = viewer.local(EPOCH + timedelta(seconds=more["due"]))
        given = f" by {one_line(more['given_by'], NAME)}" if more.get("given_by") else ""
        parts.append(f"planned{given} for {when(due, timeline.line.seen_at, viewer.zone)}")
    return " ".join(part for part in (f"*{kind}*", ", ".join(part for part in parts if part)) if part)


def _change(entry: Entry, viewer: Actor, timeline: Timeline) -> str:
    if entry.what == "created":
        source = str(entry.more.get("source") or "")
        return "*Created*" + (f" source {SOURCES.get(source, one_line(source, NAME))}" if source else "")
    label = FIELDS.get(entry.what, one_line(entry.what.replace("_", " ").capitalize(), NAME))
    undone = ", taken back later" if entry.more["is_undone"] else ""
    if "names" in entry.more:
        return f"*{label}* {one_line(', '.join(entry.more['names']), TEXT)}{undone}"
    before, after = (_value(entry.what, entry.more.get(side), viewer, timeline.line.seen_at.date()) for side in ("before", "after"))
    nothing = NOTHING.get(entry.what, "")
    before, after = before or nothing, after or nothing
    said = f"{before} → {after}" if before and after else f"set to {after}" if after else f"emptied, was {before}" if before else "changed"
    why = f": {one_line(entry.text, TEXT)}" if entry.text else ""
    return f"*{label}* {said}{why}{undone}"


def _value(column: str, value: str | None, viewer: Actor, today: date) -> str:
    """A column's value in words; what is none of its kind as it stands."""
    text = value or ""
    try:
        if column == "value" and text:
            return money(int(text), viewer.ways.currency)
        if column == "expected_close_date" and text:
            return day(date.fromisoformat(text), today)
    except ValueError:
        return one_line(text, NAME)
    words = {"status": STATUSES, "source": SOURCES, "lead_temperature": TEMPERATURES}.get(column, {})
    return words.get(text) or one_line(text, NAME)


def _score(entry: Entry, _viewer: Actor, _timeline: Timeline) -> str:
    before, after, change = (entry.more.get(name) for name in ("before", "after", "change"))
    after = "unknown" if after is None else after
    said = f"*Score* {after}" if before is None else f"*Score* {before} → {after}"
    turn = f", {'up' if change > 0 else 'down'} {abs(change)}" if change else ""
    why = one_line(entry.text or entry.title or "", TEXT)
    return f"{said}{turn}" + (f": {why}" if why else "")


def _campaign(entry: Entry, _viewer: Actor, _timeline: Timeline) -> str:
    status = one_line(str(entry.more.get("status") or ""), NAME) if entry.what == "added" else ""
    return f"*Campaign* {STEPS[entry.what]} {one_line(entry.title or '', NAME)}" + (f" (now {status})" if status else "")


def _workflow(entry: Entry, _viewer: Actor, _timeline: Timeline) -> str:
    more = entry.more
    needed = entry.what == "running" and more.get("state") == "needs_approval"
    state = "needs a decision" if needed else RUNS.get(entry.what, one_line(entry.what, NAME))
    seconds, sure = more.get("seconds"), more.get("confidence")
    took = f" in {round(seconds)} s" if entry.what == "completed" and seconds is not None and 0 <= seconds < 3600 else ""
    said = [f"{state}{took}", f"{sure * 100:.0f} % sure" if sure is not None else "", f'"{why}"' if (why := one_line(entry.text or "", TEXT)) else ""]
    return f"*Workflow* {one_line(entry.title or '', NAME)}: {', '.join(part for part in said if part)}"
