"""blocks.validate: Slack's public validator, which needs no token."""

import json
from typing import Any

from playground.refusals import view_refusal
from playground.rules import Problem
from playground.validator import validate_blocks, validate_message
from playground.webapi.call import Answer, Refused, Request, bad_argument

LONGEST = 100_000  # characters


async def validate(request: Request) -> Answer:
    """Exactly one of blocks, view, message ({blocks, attachments}, no text)."""
    given = [name for name in ("blocks", "view", "message") if request.arguments.get(name) not in (None, "")]
    if len(given) != 1:
        raise bad_argument("blocks", "must provide exactly one of blocks, view, message")
    kind, value = given[0], request.parsed(given[0], f"invalid_{given[0]}")
    sent = request.arguments[kind]
    if len(sent if isinstance(sent, str) else json.dumps(sent, ensure_ascii=False, separators=(",", ":"))) > LONGEST:
        raise bad_argument(kind, f"must be less than {LONGEST + 1} characters")
    problems = _problems(request, kind, value)
    if problems:
        raise Refused(f"invalid_{kind}", errors=[_told(one) for one in problems])
    return {}


def _told(problem: Problem) -> dict[str, Any]:
    """One of the answer's errors: {pointer, code, message}, and {type, expected, got} where a number or a choice was missed."""
    told = {"pointer": problem.pointer, "code": "failed_constraint", "message": problem.message}
    return told | ({"constraint": dict(problem.constraint)} if problem.constraint else {})


def _problems(request: Request, kind: str, value: Any) -> list[Problem]:
    flags = request.ground.flags
    if kind == "blocks":
        return validate_blocks(value, flags)
    if kind == "view":
        refusal = view_refusal(value, flags)
        return list(refusal.problems or (Problem("/view", refusal.error),)) if refusal else []
    if not isinstance(value, dict):
        return [Problem("", "must provide an object")]
    unknown = [Problem("", f"invalid additional property: {name}") for name in value if name not in ("blocks", "attachments")]
    return unknown or validate_message(value, flags)
