"""view_submission and view_closed: what a form sends, and each thing that the app may answer."""

from typing import Any

from playground.allowed import unentitled
from playground.deliveries import Answer
from playground.fields import field_errors
from playground.forms import submission_problems, validate_response_action
from playground.ground import Ground
from playground.interactive import opening, unseen
from playground.outcome import Outcome
from playground.values import placed
from playground.views import View

Form = dict[str, Any]  # block_id: a value, or values by action_id
TROUBLE = "We had some trouble connecting. Try again?"
NOT_SENT = Answer(None, "", 0.0, "not_sent")


def fill(view: View, filled: Form) -> None:
    """A person puts things in, and nothing is sent: {block_id: {action_id: value}}, or {block_id: value} of an input block. Raises ValueError."""
    for block_id in filled:
        put: Any = filled[block_id]
        ids = [one.action_id for one in placed(view.blocks) if one.block_id == block_id]
        whole = isinstance(put, dict) and put and set(put) <= set(ids)
        if not whole and len(ids) != 1:
            raise ValueError(f"the view has no one input {block_id!r}; it has {[one.block_id for one in placed(view.blocks)]}")
        for action_id, value in (put if whole else {ids[0]: put}).items():
            view.put(block_id, action_id, value)
        view.errors.pop(block_id, None)


async def submit(ground: Ground, view: View, filled: Form | None = None, *, twice: bool = False) -> Outcome:
    """Press the form's button. What Slack refuses by itself is in `errors` or `trouble` and reaches nobody. Raises ValueError."""
    if ground.state.views.top(view.person) is not view or "submit" not in view.payload:
        raise ValueError("only a form in front of the person, with a button, can be submitted")
    fill(view, filled or {})
    outcome = Outcome(ground.state, unseen(ground, view.person), NOT_SENT, {})
    view.errors = outcome.errors = field_errors(view, ground.state, ground.flags)
    outcome.problems = [] if view.errors else submission_problems(view.as_slack(), view.edited, ground.flags)
    if view.errors or outcome.problems:
        view.trouble = outcome.trouble = TROUBLE if outcome.problems else ""
        await ground.state.tell("view", view=view.id, user=view.person)
        return outcome
    return await _send(ground, view, outcome, twice=twice)


async def _send(ground: Ground, view: View, outcome: Outcome, *, twice: bool) -> Outcome:
    outcome.payload = {
        **opening(ground, "view_submission", view.person),
        "trigger_id": ground.triggers.issue(view.person),
        "view": view.as_slack(),
        "response_urls": _response_urls(ground, view),
    }
    view.saving, view.trouble = True, ""
    await ground.state.tell("view", view=view.id, user=view.person)
    outcome.answer = await ground.wire.deliver("interactive", outcome.payload)
    if twice:
        again = await ground.wire.deliver("interactive", outcome.payload)
        outcome.repeat = Outcome(ground.state, outcome.hook, again, outcome.payload)
    view.saving = False
    await _obey(ground, view, outcome)
    outcome.errors, outcome.trouble = view.errors, view.trouble
    await ground.state.tell("view", view=view.id, user=view.person)
    return outcome


async def _obey(ground: Ground, view: View, outcome: Outcome) -> None:
    """Do what the answer says; where Slack would not, the form stays with a word of trouble."""
    answer, views = outcome.answer, ground.state.views
    said: Any = answer.json if answer.body.strip() else {}
    if answer.ok and said is not None:
        outcome.problems = validate_response_action(said, view.as_slack(), ground.flags)
        if not outcome.problems and isinstance(said, dict) and "view" in said:
            outcome.problems = unentitled(ground, said["view"]["blocks"], "/view/blocks")
        ground.log.judged(answer.entry, outcome.problems)
    if not answer.ok or said is None or outcome.problems:
        view.trouble = TROUBLE
        return
    action = said.get("response_action") if isinstance(said, dict) else None
    if action == "errors":
        view.errors = dict(said["errors"])
    elif action == "clear":
        views.clear(view.person)
    elif action == "update":
        await views.update(view, said["view"])
    elif action == "push" and views.is_full(view.person):
        view.trouble = TROUBLE
    elif action == "push":
        await views.push(view.person, said["view"])
    elif view.is_open:  # the app may have closed it by other means
        await views.close(view)


def _response_urls(ground: Ground, view: View) -> list[dict[str, str]]:
    """One for each channel that was chosen in a select with response_url_enabled."""
    urls = []
    for one in placed(view.blocks):
        entry = view.values.get(one.block_id, {}).get(one.action_id, {})
        channel = entry.get("selected_conversation") or entry.get("selected_channel")
        if one.element.get("response_url_enabled") and channel:
            url = ground.hooks.url(ground.hooks.issue(view.person, channel))
            urls.append({"block_id": one.block_id, "action_id": one.action_id, "channel_id": channel, "response_url": url})
    return urls


async def close(ground: Ground, view: View, *, everything: bool = False) -> Outcome | None:
    """Cancel closes this view, the corner's X (`everything`) the whole stack. Gives what view_closed brought, None where nobody is told."""
    if not view.is_open or view.is_home:
        raise ValueError("only an open modal can be closed")
    cleared = everything or bool(view.payload.get("clear_on_close"))
    told = ground.state.views.stacks[view.person][0] if everything else view
    if cleared:
        ground.state.views.clear(view.person)
        await ground.state.tell("view", view=view.id, user=view.person)
    else:
        await ground.state.views.close(view)
    if not told.payload.get("notify_on_close"):
        return None
    payload = {**opening(ground, "view_closed", view.person), "view": told.as_slack(with_values=False), "is_cleared": cleared}
    answer = await ground.wire.deliver("interactive", payload)
    return Outcome(ground.state, unseen(ground, view.person), answer, payload)
