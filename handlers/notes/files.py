"""Files of notes: what is kept of them, and how a reader gets them."""

from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from crm.notes import NoteGone
from crm.people import Actor
from handlers import blocks, slack_errors
from handlers.answers import Reply
from handlers.dispatch import Routes
from handlers.mrkdwn import one_line
from store import notes
from store.database import Sessions
from store.notes import Attached

log = structlog.get_logger()

GET = "note.files"
READ, WRITE = "files:read", "files:write"
"""Scopes: of the field in forms; of sending files on."""
MOST = 5
LARGEST = 50 * 2**20
"""Bytes of one file that is sent on."""
NAME = 60


def register(routes: Routes) -> None:
    """Get files, on a note."""
    routes.action(GET, get_clicked, reads=True)


def kept(files: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For lead_notes.attachments, of files as Slack gives them: name, type, size in bytes and where it lives."""
    return [
        {
            "name": str(file.get("name") or "file")[:255],
            "type": str(file.get("mimetype") or ""),
            "size": int(file.get("size") or 0),
            "url": str(file.get("permalink") or ""),
            "slack_file_id": str(file.get("id") or ""),
        }
        for file in files[:MOST]
    ]


def told(attachments: Sequence[Mapping[str, Any]]) -> str:
    """`Files: plan.pdf (1.2 MB), notes.txt (4 kB)`, escaped."""
    return "Files: " + ", ".join(f"{one_line(str(one.get('name')), NAME)} ({_size(one.get('size'))})" for one in attachments[:MOST])


async def get_clicked(action: dict[str, Any], client: AsyncWebClient, actor: Actor, sessions: Sessions, scopes: frozenset[str]) -> Reply:
    """Get files: sent to the reader's direct messages; of those that cannot be sent it is said who can open them."""
    async with sessions.read() as connection:
        note = await notes.find_attached(connection, int(action["value"]), organization_id=actor.organization_id, user_id=actor.user_id)
    if note is None:
        raise NoteGone
    may_send = {READ, WRITE} <= scopes
    sent = [one for one in note.files if may_send and await _send(client, one, actor)]
    said = _got(len(sent), [one for one in note.files if one not in sent], note)
    return Reply(said, [blocks.section(said)])


def _got(sent: int, left: Sequence[Mapping[str, Any]], note: Attached) -> str:
    told = [f"{sent} {'file is' if sent == 1 else 'files are'} in our direct messages."] if sent else []
    if left:
        names = ", ".join(_linked(one) for one in left)
        told.append(f"I cannot send {names}: only {one_line(note.author, NAME)} and whom they share {'it' if len(left) == 1 else 'them'} with can open that.")
    return " ".join(told) or "This note has no files."


def _linked(file: Mapping[str, Any]) -> str:
    name, url = one_line(str(file.get("name")), NAME), str(file.get("url") or "")
    return f"<{url}|{name}>" if url.startswith("https://") and not any(sign in url for sign in "<>| ") else name


async def _send(client: AsyncWebClient, file: Mapping[str, Any], actor: Actor) -> bool:
    """Carry one file to the person's direct messages. False where Slack does not let us, or it is too large."""
    if int(file.get("size") or 0) > LARGEST:
        return False
    try:
        found = (await client.files_info(file=str(file["slack_file_id"])))["file"]
        content = await _content(client, str(found["url_private"]))
        channel = (await client.conversations_open(users=actor.slack_user_id))["channel"]["id"]
        await client.files_upload_v2(channel=channel, content=content, filename=str(found["name"]), title=str(found.get("title") or found["name"]))
    except (SlackApiError, aiohttp.ClientError, TimeoutError, KeyError) as error:
        log.info("a file is not sent on", error=slack_errors.reason(error))
        return False
    return True


async def _content(client: AsyncWebClient, address: str) -> bytes:
    assert client.session
    async with client.session.get(address, headers={"Authorization": f"Bearer {client.token}"}, raise_for_status=True) as answer:
        content: bytes = await answer.content.read(LARGEST)
        while len(content) < LARGEST and (more := await answer.content.read(LARGEST - len(content))):
            content += more
    return content


def _size(size: Any) -> str:
    number = size if isinstance(size, int) else 0
    return f"{number / 2**20:.1f} MB" if number >= 2**20 else f"{max(1, round(number / 1024))} kB"
