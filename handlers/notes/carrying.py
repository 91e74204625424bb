"""Files of notes to the direct messages of who asked for them: the worker's job, one for each file."""

import asyncio
from http import HTTPStatus

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import blocks, slack_errors
from handlers.answers import Reply
from handlers.deliveries.jobs import Clients
from handlers.notes import files
from store import deliveries, notes, people
from store.database import Database

log = structlog.get_logger()

SECONDS = 120.0
"""For one file, all in all."""


class TooLarge(Exception):
    """A file is larger than what is carried."""


async def carry(database: Database, clients: Clients, *, note_id: int, file: int, user_id: int, organization_id: int) -> None:
    """Send one file of a note, by its place among them, to somebody who may see it; where that does not succeed they are told why.

    No connection of the database is held while Slack is spoken to. What Slack may have taken is not sent again, but for a worker that is killed right
    after Slack took it: its job is done anew, and the file comes twice, for Slack knows no key by which it could be looked up.
    """
    client, sessions = await clients(organization_id), database.sessions(organization_id)
    async with sessions.read() as connection:
        note = await notes.find_attached(connection, note_id, organization_id=organization_id, user_id=user_id)
        asked = await people.list_names(connection, [user_id], organization_id=organization_id)
    to = asked[0].slack_user_id if asked else None
    if to is None or note is None or file >= len(note.files):
        log.info("a file is not wanted any more", note_id=note_id, organization_id=organization_id)
        return
    if trouble := await _tried(client, str(note.files[file].get("slack_file_id")), to):
        said = files.not_sent(note.files[file], note.author, trouble)
        async with sessions.begin(None) as session:
            message = Reply(said, [blocks.section(said)]).message()
            await deliveries.add(session, organization_id=organization_id, destination=to, message=message, critical=True)


async def _tried(client: AsyncWebClient, slack_file_id: str, to: str) -> files.Trouble | None:
    """What kept the file from being sent."""
    try:
        async with asyncio.timeout(SECONDS):
            await _send(client, slack_file_id, to)
    except TooLarge:
        return "too large"
    except (*slack_errors.ERRORS, KeyError) as error:
        log.info("a file is not sent on", error=slack_errors.reason(error))
        return "refused" if _refuses(error) else "slow"
    return None


def _refuses(error: Exception) -> bool:
    """Whether Slack does not give or take the file, and will not the next time."""
    if isinstance(error, SlackApiError):
        return slack_errors.surely_not_done(error) and slack_errors.status(error) != HTTPStatus.TOO_MANY_REQUESTS
    return isinstance(error, aiohttp.ClientResponseError) and error.status < HTTPStatus.INTERNAL_SERVER_ERROR


async def _send(client: AsyncWebClient, slack_file_id: str, to: str) -> None:
    """From Slack, and to Slack again: bytes go another way than calls do, and take longer."""
    found = (await client.files_info(file=slack_file_id))["file"]
    if int(found.get("size") or 0) > files.LARGEST:
        raise TooLarge
    channel = (await client.conversations_open(users=to))["channel"]["id"]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), raise_for_status=True) as session:
        async with session.get(str(found["url_private"]), headers={"Authorization": f"Bearer {client.token}"}) as answer:
            content = await _content(answer)
        place = await client.files_getUploadURLExternal(filename=str(found["name"]), length=len(content))
        async with session.post(str(place["upload_url"]), data=content):
            pass
    uploaded: list[dict[str, str | None]] = [{"id": str(place["file_id"]), "title": str(found.get("title") or found["name"])}]
    await client.files_completeUploadExternal(files=uploaded, channel_id=channel)


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for part in answer.content.iter_chunked(2**16):
        content += part
        if len(content) > files.LARGEST:
            raise TooLarge
    return bytes(content)
