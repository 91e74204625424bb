"""POST /api/<method>: token, faults, scopes, the method, and the log of it."""

import asyncio
import json
from typing import Any

from aiohttp import web

from playground.faults import Fault, Faults
from playground.sockets import Sockets
from playground.state import Call, State
from playground.validator import Flags
from playground.webapi import auth, chat, conversations, users
from playground.webapi.call import Method, Refused, Request

METHODS = {
    "auth.test": Method(auth.test),
    "apps.connections.open": Method(auth.connections_open, app_level=True),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "conversations.open": Method(conversations.open_dm, ("im:write", "mpim:write")),
    "conversations.info": Method(conversations.info, ("channels:read", "groups:read", "im:read", "mpim:read")),
    "conversations.history": Method(conversations.history, ("channels:history", "groups:history", "im:history", "mpim:history")),
    "users.info": Method(users.info, ("users:read",)),
}


class Endpoint:
    """The Web API."""

    def __init__(self, state: State, sockets: Sockets, faults: Faults, flags: Flags) -> None:
        self.state, self.sockets, self.faults, self.flags = state, sockets, faults, flags

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        method = request.match_info["method"]
        at = self.state.clock.now()
        fault = self.faults.take(method)
        arguments: dict[str, Any] = {}
        try:
            arguments = await read_arguments(request)
            _trouble_before(fault)
            if fault is not None and fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            if fault is not None and fault.kind == "reset":
                return self._break_off(request, Call(method, arguments, None, 0, at))
            answer, status, headers = await self._run(request, method, arguments), 200, {}
        except Refused as error:
            answer, status, headers = {"ok": False, "error": error.code, **error.more}, error.status, error.headers
        call = Call(method, arguments, answer, status, at)
        if fault is not None and fault.kind == "lost":
            return self._break_off(request, call)
        self.state.calls.append(call)
        scopes = ",".join(sorted(self.state.installation.scopes))
        accepted = ",".join(METHODS[method].scopes) if method in METHODS else ""
        return web.json_response(answer, status=status, headers={"x-oauth-scopes": scopes, "x-accepted-oauth-scopes": accepted, **headers})

    async def _run(self, http: web.Request, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        known = METHODS.get(method)
        if known is None:
            raise Refused("unknown_method", req_method=method)
        self._check_token(http, arguments, known)
        request = Request(self.state, self.sockets, self.flags, f"http://{http.host}", method, arguments)
        if known.scopes:
            request.need_scope(*known.scopes)
        answer = {"ok": True, **await known.run(request)}
        if request.warnings:
            answer["warning"] = ",".join(request.warnings)
            answer.setdefault("response_metadata", {})["warnings"] = request.warnings
        return answer

    def _check_token(self, http: web.Request, arguments: dict[str, Any], method: Method) -> None:
        """Raises Refused: none, unknown, dead, or of the wrong kind."""
        installation = self.state.installation
        given = http.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        wanted, other = installation.bot_token, installation.app_token
        if method.app_level:
            wanted, other = other, wanted
        if not given:
            raise Refused("not_authed")
        if given == other:
            raise Refused("not_allowed_token_type")
        if given != wanted:
            raise Refused("invalid_auth")
        if installation.error:
            raise Refused(installation.error)

    def _break_off(self, request: web.Request, call: Call) -> web.StreamResponse:
        """Close the connection without an answer."""
        self.state.calls.append(Call(call.method, call.arguments, None, 0, call.at))
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)  # goes nowhere: the connection is gone


def _trouble_before(fault: Fault | None) -> None:
    """Faults that answer instead of the method. Raises Refused."""
    if fault is None:
        return
    if fault.kind == "rate_limited":
        raise Refused("ratelimited", status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind == "error":
        raise Refused("service_unavailable" if fault.status == 503 else "internal_error", status=fault.status)
    if fault.kind == "refuse":
        raise Refused(fault.code)


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
