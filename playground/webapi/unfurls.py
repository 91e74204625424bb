"""chat.unfurl: what a link of the app's domains shows, in a message or in a composer."""

import copy
from typing import Any

from playground.allowed import unentitled
from playground.links import SharedLinks
from playground.message import Message
from playground.people import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from playground.validator import validate_message
from playground.webapi.call import Answer, Refused, Request
from playground.webapi.content import shown_blocks

SOURCES = ("composer", "conversations_history")
PROMPTS = ("user_auth_required", "user_auth_url", "user_auth_message", "user_auth_blocks")


async def unfurl(request: Request) -> Answer:
    """(channel + ts) or (unfurl_id + source), with unfurls by URL, Work Objects, or a word to the person that they must connect first."""
    shared = _shared(request)
    if any(request.arguments.get(name) for name in PROMPTS):
        return await _prompt(request, shared)
    unfurls = request.parsed("unfurls", "invalid_unfurls_format") or {}
    entities = _entities(request)
    if not isinstance(unfurls, dict):
        raise Refused("invalid_unfurls_format")
    if not unfurls and not entities:
        raise Refused("missing_unfurls")
    for url in [*unfurls, *(one["app_unfurl_url"] for one in entities)]:
        if url not in shared.urls or not shared.acked:
            raise Refused("cannot_unfurl_url")
    made = [_attachment(request, url, content) for url, content in unfurls.items()]
    if shared.source == "composer":
        shared.previews |= {one["from_url"]: one for one in made}
        await request.state.tell("preview", user=shared.user, unfurl_id=shared.unfurl_id)
        return {}
    await _show(request, shared, made, entities)
    return {}


def _shared(request: Request) -> SharedLinks:
    """Which links are meant. Raises Refused."""
    if request.text("unfurl_id") or request.text("source"):
        if request.text("source") not in SOURCES:
            raise Refused("invalid_source" if request.text("source") else "missing_source")
        shared = request.ground.shared_links.get(request.text("unfurl_id"))
        if shared is None or shared.source != request.text("source"):
            raise Refused("invalid_unfurl_id" if request.text("unfurl_id") else "missing_unfurl_id")
        return shared
    for name, code in (("channel", "missing_channel"), ("ts", "missing_ts")):
        if not request.text(name):
            raise Refused(code)
    if request.text("channel") not in request.state.channels:
        raise Refused("cannot_find_channel")
    if request.state.find(request.text("channel"), request.text("ts")) is None:
        raise Refused("cannot_find_message")
    wanted = (request.text("channel"), request.text("ts"))
    found = next((one for one in request.ground.shared_links.values() if (one.channel, one.ts) == wanted), None)
    if found is None:
        raise Refused("cannot_unfurl_message")
    return found


def _entities(request: Request) -> list[dict[str, Any]]:
    """Work Objects; without the manifest's toggle Slack ignores them silently. Raises Refused."""
    metadata = request.parsed("metadata", "invalid_metadata_format")
    if metadata is None or not request.ground.manifest.has_rich_previews:
        return []
    entities = metadata.get("entities") if isinstance(metadata, dict) else None
    needed = {"app_unfurl_url", "entity_type", "entity_payload", "external_ref"}
    if not isinstance(entities, list) or not all(isinstance(one, dict) and needed <= set(one) for one in entities):
        raise Refused("invalid_metadata_format")
    return copy.deepcopy(entities)


def _attachment(request: Request, url: str, content: Any) -> dict[str, Any]:
    """An unfurl as the message will have it. Raises Refused."""
    if not isinstance(content, dict):
        raise Refused("cannot_parse_attachment")
    problems = validate_message({"attachments": [content]}, request.ground.flags) or unentitled(
        request.ground, content.get("blocks", []), "/attachments/0/blocks"
    )
    if problems:
        lines = [str(problem) for problem in problems]
        raise Refused("cannot_parse_attachment", errors=lines, response_metadata={"messages": [f"[ERROR] {line}" for line in lines]})
    made = copy.deepcopy(content)
    request.state.name_blocks(made.get("blocks", []))
    return made | {"is_app_unfurl": True, "app_unfurl_url": url, "from_url": url, "app_id": APP_ID, "bot_id": BOT_ID, "bot_team_id": TEAM_ID}


async def _show(request: Request, shared: SharedLinks, made: list[dict[str, Any]], entities: list[dict[str, Any]]) -> None:
    """In the message, instead of what the same links showed before."""
    message: Message | None = request.state.find(shared.channel, shared.ts)
    if message is None:
        raise Refused("cannot_find_message")
    urls = {one["from_url"] for one in made}
    kept = [one for one in message.attachments or [] if one.get("from_url") not in urls]
    message.attachments = [{**one, "id": number} for number, one in enumerate([*kept, *made], 1)] or None
    urls = {one["app_unfurl_url"] for one in entities}
    message.entities = [*(one for one in message.entities if one["app_unfurl_url"] not in urls), *entities]
    await request.state.tell("message_changed", channel=message.channel, ts=message.ts, only_for=None)


async def _prompt(request: Request, shared: SharedLinks) -> Answer:
    """Whoever shared the link is asked, alone, to connect first. Raises Refused."""
    if shared.source == "composer":
        raise Refused("cannot_prompt")
    words = request.text("user_auth_message") or "Connect your account to see a preview of this link."
    if address := request.text("user_auth_url"):
        words += f" <{address}>"
    blocks = shown_blocks(request, "user_auth_blocks")
    await request.state.post(shared.channel, BOT_USER_ID, words, blocks=blocks, only_for=shared.user)
    return {}
