"""A playground of an app that uses all of Slack, and an app that answers as a test says."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp import web
from slack_sdk.errors import SlackApiError

from playground.server import Playground
from tests.playground.conftest import APP, BOT, SECRET, serving

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Leadbot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [{"command": "/lead", "description": "Find a lead", "usage_hint": "name", "should_escape": True}],
        "shortcuts": [
            {"name": "Add a lead", "type": "global", "callback_id": "lead.new", "description": "Opens the form"},
            {"name": "Save as note", "type": "message", "callback_id": "note.of", "description": "Keeps a message"},
        ],
        "unfurl_domains": ["leads.acme.example"],
        "rich_previews": {"is_active": True, "entity_types": ["slack#/entities/item"]},
    },
    "oauth_config": {
        "redirect_urls": ["https://bot.acme.example/oauth"],
        "scopes": {
            "bot": [
                *("commands", "chat:write", "im:write", "im:read", "im:history", "users:read", "users:read.email", "channels:read", "channels:history"),
                *("groups:read", "groups:history", "channels:join", "reactions:read", "reactions:write", "files:read", "links:read", "links:write"),
                *("team:read", "app_mentions:read"),
            ],
            "bot_optional": ["files:write", "usergroups:read"],
        },
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                *("app_home_opened", "app_uninstalled", "tokens_revoked", "link_shared", "message.im", "message.channels", "app_mention"),
                *("member_joined_channel", "member_left_channel", "reaction_added", "reaction_removed", "user_change"),
            ]
        }
    },
}


class App:
    """Hears everything; `answers` is by type (command, event_callback, block_actions …): JSON, text, a response, or what makes one of these."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: dict[str, Any] = {}

    async def endpoint(self, request: web.Request) -> web.StreamResponse:
        payload = await read(request)
        self.heard.append(payload)
        self.headers.append(dict(request.headers))
        answer = self.answers.get(payload.get("type", "command"))
        if callable(answer):
            answer = await answer(payload)
        if isinstance(answer, web.StreamResponse):
            return answer
        return web.Response(text=answer or "") if answer is None or isinstance(answer, str) else web.json_response(answer)

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [one["event"] for one in self.heard if one.get("type") == "event_callback" and one["event"]["type"] == name]


async def read(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    form: dict[str, Any] = dict(await request.post())
    return json.loads(form["payload"]) if "payload" in form else form


@pytest.fixture
def manifest(tmp_path):
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(MANIFEST))
    return path


@pytest.fixture
async def slack(manifest):
    async with Playground(manifest, signing_secret=SECRET, bot_token=BOT, app_token=APP) as playground:
        yield playground


@pytest.fixture
async def app(slack):
    listening = App()
    async with serving(listening.endpoint) as url:
        slack.events_url = url
        yield listening


@pytest.fixture
def opened(slack, client) -> Callable[..., Awaitable[Any]]:
    """Opens a modal for a person, as the app does; gives the view in front of them."""

    async def open_modal(*blocks: dict[str, Any], user: str = "UANA", **more: Any) -> Any:
        await client.views_open(trigger_id=slack.ground.triggers.issue(user), view=modal(*blocks, **more))
        return slack.view(user)

    return open_modal


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [text_input()]
    return {"type": "modal", "callback_id": "note.save", "title": plain("Note"), "submit": plain("Save"), "blocks": shown, **more}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [{"type": "divider"}], **more}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.capitalize()), "value": value}


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": {"action_id": "it", **element}, **more}


def text_input(block_id: str = "content", action_id: str = "it", **more: Any) -> dict[str, Any]:
    return field(block_id, {"type": "plain_text_input", "action_id": action_id, **more})


def button(action_id: str = "go", value: str = "1") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "value": value, "text": plain("Go")}


def actions(*elements: dict[str, Any], block_id: str = "actions") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements) or [button()]}


async def refused(awaitable: Awaitable[Any]) -> Any:
    with pytest.raises(SlackApiError) as error:
        await awaitable
    return error.value.response.data["error"]


@pytest.fixture
async def browser():
    async with aiohttp.ClientSession() as session:
        yield session
