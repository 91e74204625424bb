"""Messages that people take into the CRM from their menus: what they say, which lead they are about, where they stand."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from crm.people import Actor
from handlers import blocks, colleagues, drafts, places, posted, slack_errors
from handlers.answers import Block
from handlers.arguments import Introduce
from handlers.drafts import DraftGone, MessageGone
from handlers.leads import picking, proposing
from handlers.mrkdwn import one_line
from handlers.notes.files import kept
from handlers.places import SLACK_SECONDS
from handlers.site import Site
from handlers.words import when
from store.database import Sessions
from store.leads import LeadLine
from store.models import now

MOST_KEPT = 1500
"""Characters of a message's files and text in a form's private_metadata, which holds 3,000 in all; more of them are a draft."""
LONGEST_AUTHOR = 100
HIDDEN = frozenset({"directmessage", "privategroup"})


@dataclass(frozen=True, slots=True)
class Captured:
    """A message that becomes a note, an activity or a lead: its words, the leads that they name, and where it stands, as forms keep it.

    files: how many it has, and of these how many are kept with the record.
    """

    text: str
    proposed: Sequence[LeadLine]
    source: dict[str, Any]
    is_public: bool
    files: tuple[int, int] = (0, 0)

    @property
    def only(self) -> LeadLine | None:
        """The one lead, where exactly one is named."""
        return self.proposed[0] if len(self.proposed) == 1 else None

    def kept(self) -> dict[str, Any]:
        """For a form's private_metadata."""
        return {"source": self.source, **picking.candidates(() if self.only else self.proposed)}


async def read(
    body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce, keeps_text: bool = False
) -> Captured:
    """A message whose shortcut was taken. What Slack does not say is public is private, and of that only the address is kept.

    keeps_text: no field of the form holds the text, so it is kept beside the files.
    """
    message, channel = body["message"], body["channel"]
    people = (await colleagues.named(posted.people(message), actor, sessions, introduce)).names
    is_public, permalink, there = await asyncio.gather(_is_public(client, channel), _permalink(body, client), places.named(client, posted.places(message)))
    names = {**there, **people}
    text = posted.words(message, names)
    async with sessions.read() as connection:
        proposed = await proposing.leads_in(connection, text, actor, site)
    source = _source(body, permalink, names, actor, is_public=is_public)
    attached = message.get("files") or []
    files = kept(attached) if is_public else []
    content = ({"files": files} if files else {}) | ({"text": text} if is_public and keeps_text and text else {})
    return Captured(text, proposed, source | await _keep(content, actor, sessions), is_public, (len(attached) if files else 0, len(files)))


async def _keep(content: dict[str, Any], actor: Actor, sessions: Sessions) -> dict[str, Any]:
    """For a form's private_metadata: what is kept of a message, or the number of a draft that holds it."""
    if not content:
        return {}
    return {"kept": content} if len(json.dumps(content, ensure_ascii=False)) <= MOST_KEPT else {"draft": await drafts.keep(content, actor, sessions)}


async def kept_of(source: Mapping[str, Any] | None, actor: Actor, sessions: Sessions) -> dict[str, Any]:
    """What is kept of the message that a form is about: its files, its text where no field holds it. Raises MessageGone."""
    content: dict[str, Any] = (source or {}).get("kept", {})
    if source and "draft" in source:
        try:
            content = await drafts.kept(source["draft"], actor, sessions)
        except DraftGone:
            raise MessageGone from None
    return content


async def files_of(source: Mapping[str, Any] | None, actor: Actor, sessions: Sessions) -> Sequence[dict[str, Any]]:
    """The files of the message that a form is about. Raises MessageGone."""
    files: Sequence[dict[str, Any]] = (await kept_of(source, actor, sessions)).get("files", ())
    return files


def stored(content: str, source: Mapping[str, Any]) -> str:
    """The note's text with where it comes from: of a private conversation the address alone."""
    return f"{content}\n\n{source['from']}: {source['permalink']}" if source.get("from") else f"{content}\n\n{source['permalink']}"


async def _is_public(client: AsyncWebClient, channel: dict[str, Any]) -> bool:
    """Whether everybody in the workspace may read it. What Slack does not say, or not in time, is private."""
    if channel.get("name") in HIDDEN or not str(channel["id"]).startswith("C"):
        return False
    about = await places.channel(client, str(channel["id"]))
    return about is not None and about.get("is_private") is False and bool(about.get("is_channel"))


def _ts(body: dict[str, Any]) -> str:
    return str(body.get("message_ts") or body["message"]["ts"])


async def _permalink(body: dict[str, Any], client: AsyncWebClient) -> str:
    """A message's address. Slack is asked only where the request does not say the workspace's domain, as where the app belongs to a whole enterprise."""
    message, channel_id, ts = body["message"], body["channel"]["id"], _ts(body)
    path, thread = f"slack.com/archives/{channel_id}/p{ts.replace('.', '')}", message.get("thread_ts")
    path += f"?thread_ts={thread}&cid={channel_id}" if thread and thread != ts else ""
    if domain := (body.get("team") or {}).get("domain"):
        return f"https://{domain}.{path}"
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            return str((await client.chat_getPermalink(channel=channel_id, message_ts=ts))["permalink"])
    except slack_errors.ERRORS:
        return f"https://{path}"


def _source(body: dict[str, Any], permalink: str, names: Mapping[str, str], actor: Actor, *, is_public: bool) -> dict[str, Any]:
    message, channel, ts = body["message"], body["channel"], _ts(body)
    source = {"permalink": permalink, "channel": str(channel["id"]), "ts": ts}
    if not is_public:
        return source
    said_at = actor.local(datetime.fromtimestamp(float(ts), UTC))
    author = names.get(str(message.get("user"))) or posted.app(message) or "somebody"
    there = f"#{channel['name']}" if channel.get("name") else "a channel"
    return source | {"from": f"From {there}, {author[:LONGEST_AUTHOR]}, {said_at:%d %b %Y %H:%M %Z}"}


def _with_files(there: int, taken: int) -> str:
    """What is saved of its files beside the text."""
    if not taken:
        return ""
    which = f"the first {taken} of its {there} files" if there > taken else "its file" if there == 1 else f"its {there} files"
    return f" · with {which}"


def about(captured: Captured, actor: Actor, *, private: str, proposes: bool = True) -> tuple[Block, ...]:
    """Where a form's text comes from. private: what is said of a private conversation. proposes: the form is about the lead that was found."""
    source = captured.source
    link = f"<{source['permalink'].replace('&', '&amp;')}|message>"
    found = (blocks.context("The lead is the one that the message seems to be about: look whether it is right."),) if captured.only and proposes else ()
    if captured.is_public:
        return (blocks.context(f"{one_line(source['from'], 150)} · {link}{_with_files(*captured.files)}"), *found)
    at = when(datetime.fromtimestamp(float(source["ts"]), UTC), now(), actor.zone)
    return (blocks.alert(private), blocks.context(f"From a private conversation, {at} · {link}"), *found)
