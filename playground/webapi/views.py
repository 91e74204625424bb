"""views.open, views.push, views.update, views.publish."""

import json
from typing import Any

from playground.allowed import unentitled
from playground.refusals import Refusal, view_refusal
from playground.views import View
from playground.webapi.call import Answer, Refused, Request, bad_argument, refuse_if


async def open_view(request: Request) -> Answer:
    """A modal, as the first of its stack, for whoever did what the trigger_id was issued for."""
    view = _view(request, "modal")
    user = _trigger(request)
    return _shown(await request.state.views.open(user, view))


async def push(request: Request) -> Answer:
    """One more modal on the stack of three at most."""
    view = _view(request, "modal")
    if request.state.views.is_full(request.ground.triggers.user(_trigger_id(request))):
        raise Refused("push_limit_reached")
    user = _trigger(request)
    if request.state.views.top(user) is None:
        raise Refused("invalid_trigger_id")
    return _shown(await request.state.views.push(user, view))


async def update(request: Request) -> Answer:
    """Replace what a view shows, by view_id or external_id; with a hash only if nobody was quicker."""
    content = _view(request, None, updating=True)
    if not request.text("view_id") and not request.text("external_id"):
        raise bad_argument("view_id", "missing required field: view_id or external_id")
    view = request.state.views.find(view_id=request.text("view_id") or None, external_id=request.text("external_id") or None)
    if view is None:
        raise Refused("not_found")
    if content["type"] != view.payload["type"]:
        raise bad_argument("view/type", f"must be {view.payload['type']}")
    _check_hash(request, view)
    return _shown(await request.state.views.update(view, content))


async def publish(request: Request) -> Answer:
    """A person's Home."""
    if not request.ground.manifest.has_home:
        raise Refused("not_enabled")
    view = _view(request, "home", updating=True)
    user = request.state.people.get(request.need("user_id"))
    if user is None or user.is_bot:
        raise bad_argument("user_id", "invalid `user_id`")
    before = request.state.views.homes.get(user.id)
    if before is not None:
        _check_hash(request, before)
    return _shown(await request.state.views.publish(user.id, view))


def _shown(view: View) -> Answer:
    return {"view": view.as_slack(with_values=False)}


def _check_hash(request: Request, view: View) -> None:
    if request.text("hash") and request.text("hash") != view.hash:
        raise Refused("hash_conflict")


def _trigger_id(request: Request) -> str:
    return request.text("trigger_id") or request.text("interactivity_pointer")


def _trigger(request: Request) -> str:
    """Use the trigger_id up; gives whose it is. Raises Refused."""
    trigger_id = _trigger_id(request) or request.need("trigger_id")
    error = request.ground.triggers.use(trigger_id)
    if error and request.ground.strictness.trigger_errors_as_arguments:
        words = {"expired_trigger_id": '"trigger_id" expired', "exchanged_trigger_id": '"trigger_id" already exchanged'}
        raise bad_argument("trigger_id", words.get(error, 'invalid "trigger_id"'))
    if error:
        raise Refused(error)
    user = request.ground.triggers.user(trigger_id)
    if not user:
        raise Refused("invalid_trigger_id")
    return user


def _view(request: Request, surface: str | None, *, updating: bool = False) -> dict[str, Any]:
    """The view, judged, and no external_id twice. Raises Refused."""
    if request.arguments.get("view") in (None, ""):
        request.need("view")
    refuse_if(view_refusal(request.arguments["view"], request.ground.flags, surface))
    given: Any = request.arguments["view"]
    view: dict[str, Any] = json.loads(given) if isinstance(given, str) else given
    problems = unentitled(request.ground, view["blocks"], "/view/blocks")
    refuse_if(Refusal("invalid_arguments", tuple(problems)) if problems else None)
    taken = request.state.views.find(external_id=view.get("external_id"))
    if taken is not None and not (updating and _is_meant(request, taken)):
        raise Refused("duplicate_external_id")
    return view


def _is_meant(request: Request, view: View) -> bool:
    """Whether the update is of just this view, which may keep its own external_id."""
    by_id = view.id == request.text("view_id") or (view.is_home and view.person == request.text("user_id"))
    return by_id or (bool(request.text("external_id")) and view.payload.get("external_id") == request.text("external_id"))
