"""The arguments of a call: query, form or JSON, and what Slack warns of in their type."""

import base64
import json
from typing import Any

from aiohttp import web

from playground.webapi.call import Refused


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """From the query, a form, or JSON; an app's name and secret also from Basic authorization. Raises Refused."""
    arguments: dict[str, Any] = {**_basic(request), **request.query}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise Refused("invalid_json") from error
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return arguments | body
    return arguments | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _basic(request: web.Request) -> dict[str, str]:
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    if kind != "Basic":
        return {}
    try:
        client_id, _, client_secret = base64.b64decode(word, validate=True).decode().partition(":")
    except ValueError as error:
        raise Refused("invalid_auth") from error
    return {"client_id": client_id, "client_secret": client_secret}


def charset_warnings(request: web.Request) -> list[str]:
    """A form needs no charset, JSON does."""
    given = "charset" in request.headers.get("Content-Type", "")
    if request.content_type == "application/json":
        return [] if given else ["missing_charset"]
    return ["superfluous_charset"] if given and request.content_type == "application/x-www-form-urlencoded" else []
