"""What Slack sends, signed, as bytes on the wire; and a Web API that counts what it is asked."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter, time
from urllib.parse import urlencode

from aiohttp import web

from handlers.leads.views import OPEN
from handlers.notes.views import SAVE

SECRET, BOT_TOKEN = "a secret for measuring", "xoxb-measuring"
TEAM, REP, REP_EMAIL = "T0ACME", "UANA", "ana@acme.example"

HEAD = (
    "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\nAccept-Encoding: gzip,deflate\r\n"
    "Accept: application/json,*/*\r\nX-Slack-Signature: v0={}\r\nX-Slack-Request-Timestamp: {}\r\n"
    "Content-Length: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
)


def command(text: str, *, user_id: str = REP, trigger_id: str | None = None) -> bytes:
    """A typed `/lead`, as one HTTP request. Good for five minutes: it carries the time."""
    return _signed(
        {
            "token": "of-old-times",
            "team_id": TEAM,
            "team_domain": "acme",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": user_id,
            "user_name": user_id.lower(),
            "command": "/lead",
            "text": text,
            "api_app_id": "A0LEADBOT",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.invalid/commands/T0ACME/1/x",
            "trigger_id": trigger_id or f"{time()}.1.measuring",
        }
    )


def note(lead_id: int, text: str, number: int) -> bytes:
    """The note form, submitted; opened from no message, so it becomes its own receipt. number: makes it another form than the others."""
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]}
    values = {
        "lead": {"lead.pick": {"type": "external_select", "selected_option": {"text": {"type": "plain_text", "text": "Lead"}, "value": str(lead_id)}}},
        "note": {"value": {"type": "rich_text_input", "rich_text_value": rich}},
        "type": {"note.type": {"type": "radio_buttons", "selected_option": {"text": {"type": "plain_text", "text": "General"}, "value": "general"}}},
        "tell": {"value": {"type": "multi_users_select", "selected_users": []}},
        "private": {"value": {"type": "checkboxes", "selected_options": []}},
    }
    view = {
        "id": f"V{number:012}",
        "hash": f"{time()}.{number}",
        "type": "modal",
        "callback_id": SAVE,
        "title": {"type": "plain_text", "text": "Note"},
        "private_metadata": "",
        "blocks": [{"type": "input", "block_id": name, "element": {}} for name in values],
        "state": {"values": values},
    }
    body = {
        "type": "view_submission",
        "user": {"id": REP, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "acme"},
        "api_app_id": "A0LEADBOT",
        "trigger_id": f"{time()}.3.measuring",
        "view": view,
    }
    return _signed({"payload": json.dumps(body)})


def click(lead_id: int, *, response_url: str, action_id: str = OPEN, trigger_id: str | None = None) -> bytes:
    """A click on a list's Open, or on another button about a lead, as one HTTP request."""
    body = {
        "type": "block_actions",
        "user": {"id": REP, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "acme"},
        "api_app_id": "A0LEADBOT",
        "container": {"type": "message", "is_ephemeral": True, "channel_id": "C0GENERAL"},
        "trigger_id": trigger_id or f"{time()}.2.measuring",
        "response_url": response_url,
        "actions": [{"type": "button", "action_id": action_id, "value": str(lead_id)}],
    }
    return _signed({"payload": json.dumps(body)})


def _signed(form: dict[str, str]) -> bytes:
    body, now = urlencode(form), int(time())
    signature = hmac.new(SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    return (HEAD.format(signature, now, len(body)) + body).encode()


@dataclass
class WebApi:
    """url: for LEADBOT_SLACK_API_URL. calls: how often each method was asked. opened: when a view was, by its trigger (seconds of perf_counter)."""

    url: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    opened: dict[str, float] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        """Knows the bot and one person."""
        method = request.match_info["method"]
        self.calls[method] += 1
        if method == "views.open":
            asked = await request.json()
            self.opened[asked["trigger_id"]] = perf_counter()
            return web.json_response({"ok": True, "view": {**asked["view"], "id": "V0OPENED"}})
        if method == "users.info" and request.query.get("user") != REP:
            return web.json_response({"ok": False, "error": "user_not_found"})
        user = {"id": REP, "team_id": TEAM, "tz": "Europe/Berlin", "is_email_confirmed": True, "profile": {"email": REP_EMAIL}}
        return web.json_response({"ok": True, "team_id": TEAM, "team": "Acme", "bot_id": "B0", "user_id": "U0", "user": user})


@asynccontextmanager
async def web_api() -> AsyncIterator[WebApi]:
    """Slack's side, on a free port."""
    api, server = WebApi(), web.Application()
    server.router.add_route("*", "/api/{method}", api.answer)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield api
    finally:
        await runner.cleanup()
