"""Files of notes: what is kept of them, and how a reader gets them."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from crm.notes import NoteGone
from crm.people import Actor
from handlers import blocks
from handlers.answers import Reply
from handlers.dispatch import Routes
from handlers.mrkdwn import one_line
from store import jobs, notes
from store.database import Sessions, driver_of
from store.jobs import Order

Trouble = Literal["too large", "slow", "refused"]

GET = "note.files"
READ, WRITE = "files:read", "files:write"
"""Scopes: of the field in forms; of sending files on."""
MOST = 5
LARGEST = 50 * 2**20
"""Bytes of one file that is sent on."""
NAME = 60


def register(routes: Routes) -> None:
    """Get files, on a note."""
    routes.action(GET, get_clicked)


def kept(files: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For lead_notes.attachments, of files as Slack gives them: name, mimetype, size in bytes and where it lives."""
    return [
        {
            "name": _name(file)[:255].replace("\0", "\ufffd"),
            "mimetype": str(file.get("mimetype") or ""),
            "size": int(file.get("size") or 0),
            "url": str(file.get("permalink") or ""),
            "slack_file_id": str(file.get("id") or ""),
        }
        for file in files[:MOST]
    ]


def told(attachments: Sequence[Mapping[str, Any]]) -> str:
    """`Files: plan.pdf (1.2 MB), notes.txt (4 kB)`, escaped."""
    more = f" and {len(attachments) - MOST} more" if len(attachments) > MOST else ""
    return "Files: " + ", ".join(f"{one_line(_name(one), NAME)} ({_size(one.get('size'))})" for one in attachments[:MOST]) + more


async def get_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions, scopes: frozenset[str]) -> Reply:
    """Get files: the worker sends them to the reader's direct messages; of those that cannot be sent it is said who can open them."""
    note_id = int(action["value"])
    async with sessions.begin(actor) as session:
        note = await notes.find_attached(await driver_of(session), note_id, organization_id=actor.organization_id, user_id=actor.user_id)
        if note is None:
            raise NoteGone
        troubles = {place: trouble for place, file in enumerate(note.files) if (trouble := _trouble(file, scopes))}
        wanted = [place for place in range(len(note.files)) if place not in troubles]
        await jobs.enqueue_all(session, [_order(note_id, place, actor) for place in wanted])
    told = [f"{len(wanted)} {'file is' if len(wanted) == 1 else 'files are'} on the way to our direct messages."] if wanted else []
    told += [not_sent(note.files[place], note.author, trouble) for place, trouble in troubles.items()]
    said = " ".join(told) or "This note has no files."
    return Reply(said, [blocks.section(said)])


def not_sent(file: Mapping[str, Any], author: str, trouble: Trouble) -> str:
    """Why a file of a note is not sent on, and what can be done."""
    name, author = _linked(file), one_line(author, NAME)
    match trouble:
        case "too large":
            return f"{name} is larger than {LARGEST // 2**20} MB, so I cannot send it. Only {author} and whom they share it with can open that."
        case "slow":
            return f"Slack did not let {name} through in time. Press Get files again in a while."
        case _:
            return f"I cannot send {name}: only {author} and whom they share it with can open that."


def _trouble(file: Mapping[str, Any], scopes: frozenset[str]) -> Trouble | None:
    """What is known before Slack is asked."""
    if not {READ, WRITE} <= scopes:
        return "refused"
    size = file.get("size")
    return "too large" if isinstance(size, int) and size > LARGEST else None


def _order(note_id: int, place: int, actor: Actor) -> Order:
    payload = {"note_id": note_id, "file": place, "user_id": actor.user_id, "organization_id": actor.organization_id}
    return Order(notes.CARRY, payload, key=f"{notes.CARRY}:{note_id}:{place}:{actor.user_id}")


def _linked(file: Mapping[str, Any]) -> str:
    name, url = one_line(_name(file), NAME), str(file.get("url") or "")
    return f"<{url}|{name}>" if url.startswith("https://") and not any(sign in url for sign in "<>| ") else name


def _name(file: Mapping[str, Any]) -> str:
    return str(file.get("name") or "file")


def _size(size: Any) -> str:
    number = size if isinstance(size, int) else 0
    return f"{number / 2**20:.1f} MB" if number >= 2**20 else f"{max(1, round(number / 1024))} kB"
