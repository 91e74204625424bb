"""What tests in other processes and the page's switches need.

GET  /playground/state       the whole state as JSON
PUT  /playground/state       load it
POST /playground/reset       as at the start
GET  /playground/clock       {now, ahead}
POST /playground/clock       {seconds}: move ahead
GET  /playground/faults      {faults}
POST /playground/faults      {method, kind, times?, seconds?, retry_after?, status?, code?} or {method, seed, share, kinds, …}; faults.py has the kinds
DELETE /playground/faults    all off
GET  /playground/strictness  the settings of strictness.py
POST /playground/strictness  {name: value}
POST /playground/scopes      {scopes}: what is granted from now on (optional scopes declined)
POST /playground/sockets     {act}: refresh, warning, link_disabled, silent or close
POST /playground/person      {user, fields}: change a profile; the app gets user_change
POST /playground/event       {event, event_id?}: deliver any event
POST /playground/uninstall   remove the app
GET  /playground/calls       ?method=  Web API calls so far

All POST and PUT want JSON and answer 400 {"problem": sentence} as the page's acts do.
"""

from dataclasses import asdict
from typing import Any

from aiohttp import web

from playground import acts, events, occasions, save
from playground.ground import Ground
from playground.page_acts import Given, answering


def routes(ground: Ground) -> list[web.RouteDef]:
    """The switches."""

    async def read_state(_request: web.Request) -> web.Response:
        return web.json_response(save.dump(ground))

    async def read_clock(_request: web.Request) -> web.Response:
        return web.json_response(_clock(ground))

    async def read_faults(_request: web.Request) -> web.Response:
        return web.json_response({"faults": ground.faults.listed()})

    async def no_faults(_request: web.Request) -> web.Response:
        ground.faults.clear()
        return web.json_response({"faults": []})

    async def read_strictness(_request: web.Request) -> web.Response:
        return web.json_response(asdict(ground.strictness))

    async def calls(request: web.Request) -> web.Response:
        wanted = request.query.get("method")
        return web.json_response({"calls": [asdict(one) for one in ground.state.calls if wanted in (None, one.method)]})

    return [
        web.get("/playground/state", read_state),
        web.put("/playground/state", answering(ground, load)),
        web.get("/playground/clock", read_clock),
        web.get("/playground/faults", read_faults),
        web.delete("/playground/faults", no_faults),
        web.get("/playground/strictness", read_strictness),
        web.get("/playground/calls", calls),
        *(web.post(f"/playground/{name}", answering(ground, act, needs)) for name, (act, needs) in ACTS.items()),
    ]


def _clock(ground: Ground) -> dict[str, Any]:
    return {"now": ground.state.clock.now(), "ahead": ground.state.clock.ahead}


async def load(ground: Ground, given: Given) -> dict[str, Any]:
    """Be what was saved."""
    save.load(ground, given)
    await ground.state.tell("reset")
    return {}


async def reset(ground: Ground, _given: Given) -> dict[str, Any]:
    """As at the start."""
    save.reset(ground)
    await ground.state.tell("reset")
    return {}


async def advance(ground: Ground, given: Given) -> dict[str, Any]:
    """Move the clock ahead."""
    seconds = float(given["seconds"])
    if seconds < 0:
        raise ValueError("Time goes ahead only")
    ground.state.clock.advance(seconds)
    return _clock(ground)


async def trouble(ground: Ground, given: Given) -> dict[str, Any]:
    """Switch a fault on."""
    wanted = dict(given)
    (ground.faults.chance if "seed" in wanted else ground.faults.add)(wanted.pop("method"), **wanted)
    return {"faults": ground.faults.listed()}


async def strictness(ground: Ground, given: Given) -> dict[str, Any]:
    """Change settings, each to a value of its own kind."""
    known = asdict(ground.strictness)
    for name, value in given.items():
        if name not in known or not _same_kind(value, known[name]):
            raise ValueError(f"{name} is no setting of this kind; there are {known}")
    for name, value in given.items():
        setattr(ground.strictness, name, value)
    return asdict(ground.strictness)


def _same_kind(value: Any, before: Any) -> bool:
    if isinstance(value, bool) or isinstance(before, bool):
        return isinstance(value, bool) and isinstance(before, bool)
    return isinstance(value, (int, float) if isinstance(before, float) else type(before))


async def scopes(ground: Ground, given: Given) -> dict[str, Any]:
    """Grant just these."""
    ground.state.installation.scopes = {str(one) for one in given["scopes"]}
    await ground.state.tell("installation")
    return {"scopes": sorted(ground.state.installation.scopes)}


async def sockets(ground: Ground, given: Given) -> dict[str, Any]:
    """Do something to the app's sockets."""
    act = given["act"]
    if act in ("refresh", "warning"):
        await ground.sockets.refresh("warning" if act == "warning" else "refresh_requested")
    elif act == "link_disabled":
        await ground.sockets.disable()
    elif act == "silent":
        ground.sockets.go_silent()
    elif act == "close":
        await ground.sockets.close()
    else:
        raise ValueError("act is refresh, warning, link_disabled, silent or close")
    return {"connections": len(ground.sockets.connections)}


async def person(ground: Ground, given: Given) -> dict[str, Any]:
    """Change a profile."""
    await acts.change_person(ground, given["user"], **given["fields"])
    return {}


async def event(ground: Ground, given: Given) -> dict[str, Any]:
    """Deliver an event."""
    delivery = await events.send_event(ground, given["event"], event_id=given.get("event_id"))
    return {"event_id": delivery.event_id, "delivered": delivery.delivered}


async def uninstall(ground: Ground, _given: Given) -> dict[str, Any]:
    """Remove the app."""
    await occasions.uninstalled(ground)
    return {}


ACTS = {
    "reset": (reset, ()),
    "clock": (advance, ("seconds",)),
    "faults": (trouble, ("method",)),
    "strictness": (strictness, ()),
    "scopes": (scopes, ("scopes",)),
    "sockets": (sockets, ("act",)),
    "person": (person, ("user", "fields")),
    "event": (event, ("event",)),
    "uninstall": (uninstall, ()),
}
