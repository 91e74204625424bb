"""files.getUploadURLExternal, files.completeUploadExternal, files.info, files.delete."""

from typing import Any

from playground.allowed import is_ready
from playground.occasions import message_posted
from playground.people import BOT_USER_ID, Channel
from playground.shared import SharedFile
from playground.webapi.call import Answer, Refused, Request, bad_argument
from playground.webapi.content import check_place_in_thread, shown_blocks
from playground.webapi.places import open_channel

ALT_TEXT = 1000
LARGEST = 1_000_000_000  # bytes


async def get_upload_url(request: Request) -> Answer:
    """Where the bytes go, and the id that the file will have."""
    if not request.ground.strictness.file_uploads:
        raise Refused("file_uploads_disabled")
    name = request.need("filename")
    request.need("length")
    length = request.number("length", 0)
    if length <= 0:
        raise bad_argument("length", "must be greater than 0")
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    if len(request.text("alt_txt")) > ALT_TEXT:
        raise Refused("alt_txt_too_large")
    file = SharedFile(request.state.new_id("F"), name, BOT_USER_ID, length, request.base, int(request.state.clock.now()), alt_txt=request.text("alt_txt"))
    request.state.files[file.id] = file
    return {"upload_url": f"{request.base}/upload/{file.id}", "file_id": file.id}


async def complete_upload(request: Request) -> Answer:
    """Make uploaded files whole: with a channel they are shared there, else only kept."""
    entries = request.parsed("files", "invalid_arguments")
    if not isinstance(entries, list) or not entries or not all(isinstance(one, dict) and one.get("id") for one in entries):
        raise bad_argument("files", "must provide an array of objects with an id")
    files = [_uploaded(request, one) for one in entries]
    channels = [open_channel(request, one) for one in request.listed("channels") or request.listed("channel_id")]
    blocks = shown_blocks(request, "blocks")
    now = int(request.state.clock.now())
    for file, entry in zip(files, entries, strict=True):
        file.title, file.completed, file.created = str(entry.get("title") or file.name), True, now
        file.channels = [channel.id for channel in channels]
    for channel in channels:
        await _share(request, channel, files, blocks)
    await request.state.tell("files", files=[file.id for file in files])
    return {"files": [file.as_slack() for file in files]}


def _uploaded(request: Request, entry: dict[str, Any]) -> SharedFile:
    file = request.state.files.get(str(entry["id"]))
    if file is None or file.owner != BOT_USER_ID or file.completed:
        raise Refused("file_not_found")
    if not file.uploaded:
        raise Refused("internal_error")  # as Slack says when no bytes came
    return file


async def _share(request: Request, channel: Channel, files: list[SharedFile], blocks: list[dict[str, Any]] | None) -> None:
    thread_ts = check_place_in_thread(request, channel.id)
    comment = "" if blocks else request.text("initial_comment")
    message = await request.state.post(channel.id, BOT_USER_ID, comment, blocks=blocks, thread_ts=thread_ts, files=[file.id for file in files])
    request.ground.keep(message_posted(request.ground, message))


async def info(request: Request) -> Answer:
    """A file; before Slack has worked on it nothing may name it in a block."""
    file = request.state.files.get(request.need("file"))
    if file is None or not file.completed:
        raise Refused("file_not_found")
    shown = file.as_slack()
    if not is_ready(request.ground, file.id):
        shown |= {"mimetype": "", "filetype": ""}
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


async def delete(request: Request) -> Answer:
    """Take a file of the bot away."""
    file = request.state.files.get(request.need("file"))
    if file is None:
        raise Refused("file_not_found")
    if file.owner != BOT_USER_ID:
        raise Refused("cant_delete_file")
    del request.state.files[file.id]
    await request.state.tell("files", files=[file.id])
    return {}
