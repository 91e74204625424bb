"""A campaign's way: starting, pausing, completing and cancelling it."""

from datetime import datetime
from typing import Any

from crm import campaigns as rules
from crm.campaigns import FROM, Moved, OthersPending, Step
from crm.people import Actor
from handlers import blocks, forms
from handlers.answers import Answer, Block, Opened, Reply, Updated, View
from handlers.campaigns import finding, form, showing, views
from handlers.campaigns.sentences import STEPPED
from handlers.campaigns.views import STEP, STEPS
from handlers.dispatch import Routes
from handlers.grammar import CampaignLine, CampaignVerb
from handlers.leads.ending import ended
from handlers.leads.views import is_shareable
from handlers.mrkdwn import one_line
from handlers.rights import may
from handlers.site import Site
from store.campaigns import CampaignCard
from store.database import Sessions, driver_of

CONFIRM = "campaign.confirm"
END = "campaign.end"
UNDO = "campaign.step_undo"
ENDING = frozenset({"complete", "cancel"})
"""Steps that nothing leads back from: they are asked about."""
VERBS: dict[CampaignVerb, Step] = {
    CampaignVerb.START: "start",
    CampaignVerb.PAUSE: "pause",
    CampaignVerb.COMPLETE: "complete",
    CampaignVerb.CANCEL: "cancel",
}
NAME = 60


def register(routes: Routes) -> None:
    """The verbs start, pause, complete and cancel, the entries of the card's menu, and what asks before the end."""
    for verb in VERBS:
        routes.command(verb, step_typed)
    routes.action(f"{views.MENU} start", step_picked)
    routes.action(f"{views.MENU} pause", step_picked)
    for ending in (f"{views.MENU} complete", f"{views.MENU} cancel", END):
        routes.action(ending, ending_clicked, opens=True, looks=True)
    routes.action(views.ASK, ask_clicked, reads=True)
    routes.action(STEP, step_clicked)
    routes.action(UNDO, undo_clicked)
    routes.view(CONFIRM, step_confirmed)


async def step_typed(line: CampaignLine, body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """`/campaign pause spring webinar`: start and pause are done at once where the campaign is named exactly; else the card with the button."""
    await may(actor, sessions, "manager", "campaign")
    step, shareable = VERBS[line.verb], is_shareable(body)
    async with sessions.read() as connection:
        found = await finding.meant(connection, line, actor, site, errand=step)
        if isinstance(found, Reply):
            return found
        if found.is_exact and step not in ENDING:
            campaign_id = found.campaign_id
        else:
            card = await showing.card_of(connection, found.campaign_id, actor)
            return _asked(card, step, actor, shareable=shareable) if card else views.gone(found.campaign_id)
    return (await _step(campaign_id, step, actor, sessions, shareable=shareable))[0]


async def step_picked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Start and Pause in the card's menu."""
    step, campaign_id = str(action["selected_option"]["value"]).split()[:2]
    return _in_place(body, *await _step(int(campaign_id), _known(step), actor, sessions, shareable=is_shareable(body)))


async def ending_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Complete and Cancel, in the card's menu and under a typed line: a small view asks, with how many members are pending now."""
    await may(actor, sessions, "manager", "campaign")
    step, campaign_id = str((action.get("selected_option") or action)["value"]).split()
    async with sessions.read() as connection:
        card = await showing.card_of(connection, int(campaign_id), actor)
    if card is None:
        raise rules.CampaignNotFound(int(campaign_id))
    about = {"campaign": card.line.id, "step": step, "card": is_shareable(body)}
    return Opened(confirm_view(_known(step), card.line.name, views.pending(card), forms.kept(forms.origin(body), **about, pending=views.pending(card))))


async def step_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It is to end; where other members are pending than was said, that is asked again."""
    origin, about = forms.remembered(view.get("private_metadata"))
    step = _known(about["step"])
    try:
        reply, _ = await _step(int(about["campaign"]), step, actor, sessions, shareable=bool(about["card"]), pending=int(about["pending"]))
    except OthersPending as others:
        return Updated(confirm_view(step, others.name, others.pending, forms.kept(origin, **{**about, "pending": others.pending})))
    return ended(origin, reply)


async def ask_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """A campaign picked from the list that a line was answered with: its card, with the step as a button."""
    step, campaign_id = str(action["value"]).split()
    async with sessions.read() as connection:
        card = await showing.card_of(connection, int(campaign_id), actor)
    return forms.in_place(body, _asked(card, _known(step), actor, shareable=is_shareable(body)) if card else views.gone(int(campaign_id)))


async def step_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """The button that a typed line was answered with."""
    step, campaign_id = str(action["value"]).split()
    return _in_place(body, *await _step(int(campaign_id), _known(step), actor, sessions, shareable=is_shareable(body)))


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo of start and pause, and of editing."""
    campaign_id, at, *edited = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        back = await rules.undo(session, actor, campaign_id=int(campaign_id), at=datetime.fromisoformat(at))
        said = form.undone(back.left) if edited else f"{one_line(back.name, NAME)} is {_state(back.status)} again."
        shown = await showing.card(await driver_of(session), back.campaign_id, actor, shareable=is_shareable(body), result=blocks.section(said))
    return forms.in_place(body, shown)


def confirm_view(step: Step, name: str, pending: int, metadata: str) -> View:
    """Whether a campaign is to end. pending: members that nobody has spoken to yet."""
    told = blocks.section(_question(step, one_line(name, NAME), pending))
    return forms.modal(f"{STEPS[step]} campaign", CONFIRM, f"{STEPS[step]} campaign", [told], metadata, close="Leave it")


def _question(step: Step, name: str, pending: int) -> str:
    waiting = f" {pending:,} {'member is' if pending == 1 else 'members are'} still pending." if pending else ""
    after = "It will take no more leads, and this cannot be undone."
    return f"{STEPS[step]} *{name}*?{waiting} {after}"


def _asked(card: CampaignCard, step: Step, actor: Actor, *, shareable: bool) -> Reply:
    """The card with the step as a button; where it cannot go that way, why."""
    line = card.line
    name = views.campaign_name(line)
    before, after = FROM[step]
    if line.status == after or line.status not in before:
        state = f"{name} is {_state(line.status)}" + (" already." if line.status == after else f", so it cannot be {STEPPED[step]}.")
        return views.campaign_card(card, actor, shareable=shareable, result=blocks.section(state))
    label, value, style = STEPS[step], f"{step} {line.id}", {"style": "danger" if step == "cancel" else "primary"}
    if step in ENDING:
        asked = blocks.section(_question(step, name, views.pending(card)), blocks.button(f"{label} campaign", END, value) | style)
    else:
        asked = blocks.section(f"{label} *{name}*?", blocks.button(label, STEP, value) | style)
    return views.campaign_card(card, actor, shareable=shareable, result=asked)


def _in_place(body: dict[str, Any], reply: Reply, moved: Moved) -> Reply:
    """Of a button that is pressed twice the second answer does not take the place of the first, and of its Undo."""
    return forms.in_place(body, reply) if moved.at else reply


async def _step(campaign_id: int, step: Step, actor: Actor, sessions: Sessions, *, shareable: bool, pending: int | None = None) -> tuple[Reply, Moved]:
    """The card with what was done, and what was.

    Raises what crm.campaigns.move raises.
    """
    async with sessions.begin(actor) as session:
        moved = await rules.move(session, actor, campaign_id=campaign_id, step=step, pending=pending)
        return await showing.card(await driver_of(session), campaign_id, actor, shareable=shareable, result=_result(moved, step)), moved


def _result(moved: Moved, step: Step) -> Block:
    name = one_line(moved.name, NAME)
    if moved.at is None:
        return blocks.section(f"{name} is {_state(moved.status)} already.")
    undo = None if step in ENDING else blocks.button("Undo", UNDO, f"{moved.campaign_id} {moved.at.isoformat()}")
    return blocks.section(f"{name} is {_state(moved.status)} now.", undo)


def _state(status: str) -> str:
    return "a draft" if status == "draft" else one_line(status, NAME)


def _known(step: str) -> Step:
    return next(one for one in FROM if one == step)
