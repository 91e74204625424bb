"""POST /api/<method>: faults, token, rate, scopes, the method, and the log of it."""

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from playground.faults import Fault
from playground.ground import Ground
from playground.state import Call
from playground.webapi.arguments import charset_warnings, read_arguments
from playground.webapi.call import Method, Refused, Request
from playground.webapi.methods import METHODS

REMEMBERED = 50_000  # calls
TOO_MANY = {"chat.postMessage": "rate_limited"}  # the workspace's own cap; a channel's pace says ratelimited as all else


class Endpoint:
    """The Web API."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.state = ground, ground.state

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        method, started = request.match_info["method"], time.perf_counter()
        at = self.state.clock.now()
        fault = self.ground.faults.take(method)
        arguments: dict[str, Any] = {}
        answer, status, headers = None, 0, {}
        try:
            arguments = await read_arguments(request)
            await _trouble_before(fault)
            if fault is None or fault.kind != "reset":
                answer, status = await self._run(request, method, arguments), 200
        except Refused as error:
            answer, status, headers = {"ok": False, "error": error.code, **error.more}, error.status, error.headers
        if fault is not None and fault.kind in ("lost", "reset"):
            answer, status = None, 0
        self._note(Call(method, arguments, answer, status, at), started, fault)
        if answer is None:
            return _break_off(request)
        if fault is not None and fault.kind == "garbled":
            return web.Response(text=json.dumps(answer)[:7], status=status, content_type="application/json")
        return web.json_response(answer, status=status, headers={**self._scope_headers(method), **headers})

    def _scope_headers(self, method: str) -> dict[str, str]:
        accepted = METHODS[method].scopes if method in METHODS else ()
        return {"x-oauth-scopes": ",".join(sorted(self.state.installation.scopes)), "x-accepted-oauth-scopes": ",".join(accepted)}

    def _note(self, call: Call, started: float, fault: Fault | None) -> None:
        if len(self.state.calls) >= REMEMBERED:
            del self.state.calls[: REMEMBERED // 2]
        self.state.calls.append(call)
        shown = {name: value for name, value in call.arguments.items() if name not in ("client_secret", "code")}
        trouble = f"{fault.kind} on demand" if fault else ""
        ms, status = (time.perf_counter() - started) * 1000, call.status or None
        answer = {**call.answer, "access_token": "…"} if call.answer and "access_token" in call.answer else call.answer
        self.ground.log.add("to_slack", call.method, at=call.at, ms=ms, request=shown, answer=answer, status=status, trouble=trouble)

    async def _run(self, http: web.Request, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        known = METHODS.get(method)
        if known is None:
            raise Refused("unknown_method", req_method=method)
        self._check_token(http, arguments, known)
        if wait := self.ground.rates.wait(method, known.tier):
            raise Refused(TOO_MANY.get(method, "ratelimited"), status=429, headers={"Retry-After": str(wait)})
        request = Request(self.ground, f"http://{http.host}", method, arguments)
        if known.scopes:
            request.need_scope(*known.scopes)
        answer = {"ok": True, **await known.run(request)}
        if self.ground.strictness.charset_warnings:
            request.warnings += charset_warnings(http)
        if request.warnings:
            answer["warning"] = ",".join(request.warnings)
            answer.setdefault("response_metadata", {})["warnings"] = request.warnings
        return answer

    def _check_token(self, http: web.Request, arguments: dict[str, Any], method: Method) -> None:
        """Raises Refused: none, unknown, dead, or of the wrong kind."""
        installation = self.state.installation
        given = http.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.get("token", ""))
        arguments.pop("token", None)
        if method.caller == "anyone":
            return
        wanted, other = installation.bot_token, installation.app_token
        if method.caller == "app":
            wanted, other = other, wanted
        if not given:
            raise Refused("not_authed")
        if given == other:
            raise Refused("not_allowed_token_type")
        if given != wanted:
            raise Refused("invalid_auth")
        if installation.error:
            raise Refused(installation.error)


def _break_off(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)  # goes nowhere: the connection is gone


async def _trouble_before(fault: Fault | None) -> None:
    """Faults that wait, or answer instead of the method. Raises Refused."""
    if fault is None:
        return
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "rate_limited":
        raise Refused("ratelimited", status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind == "error":
        raise Refused("service_unavailable" if fault.status == 503 else "internal_error", status=fault.status)
    if fault.kind == "refuse":
        raise Refused(fault.code)
