"""The arguments of a call: query, form or JSON, and what Slack warns of in their type."""

import json
from typing import Any

from aiohttp import web

from playground.webapi.call import Refused


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """From the query, a form, or JSON. Raises Refused."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise Refused("invalid_json") from error
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return arguments | body
    return arguments | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def charset_warnings(request: web.Request) -> list[str]:
    """A form needs no charset, JSON does."""
    given = "charset" in request.headers.get("Content-Type", "")
    if request.content_type == "application/json":
        return [] if given else ["missing_charset"]
    return ["superfluous_charset"] if given and request.content_type == "application/x-www-form-urlencoded" else []
