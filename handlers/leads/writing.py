"""Changing a lead: its status, tags and owner, by a line, in a small form or from the card; and taking that back."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import leads as rules
from crm import undo
from crm.leads import Changed
from crm.people import Actor
from handlers import blocks, colleagues, forms, grammar, lines
from handlers.answers import Answer, Block, Closed, Opened, Redraw, Reply, Updated
from handlers.colleagues import Introduce
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.forms import FieldsWrong, Origin
from handlers.grammar import Line, Verb
from handlers.leads import changing, picking, views
from handlers.leads.changing import Wanted
from handlers.leads.marking import Marked, marked
from handlers.rights import may
from handlers.sending import said
from handlers.site import Site
from store import deliveries, people
from store.batches import list_names
from store.database import Sessions, driver_of
from store.leads import LeadLine
from store.leads import card as read_card

Deciding = Callable[[], AbstractAsyncContextManager[None]]


def register(routes: Routes) -> None:
    """The verbs status, tag, claim and assign, their form, Claim on the card, and Undo of each."""
    for verb in (Verb.STATUS, Verb.TAG, Verb.CLAIM, Verb.ASSIGN):
        routes.command(verb, change_typed, opens=True)
    routes.action(views.CLAIM, claim_clicked)
    routes.action(changing.UNDO, undo_clicked)
    routes.view(changing.SAVE, change_submitted)


async def change_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding, introduce: Introduce) -> Answer:
    """`/lead status 42 qualified`, `/lead tag 42 vip, -old`, `/lead claim 42`, `/lead assign 42 @ben`: done at once where lead and end are clear."""
    await may(actor, sessions, "manager" if line.verb is Verb.ASSIGN else "sales_rep", str(line.verb))
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor) if line.rest or line.mark else Marked((), "")
        wanted = changing.wanted(line, about.text)
        if about.only and line.verb in {Verb.STATUS, Verb.TAG}:
            await rules.require_own(connection, actor, about.only, str(line.verb))
    named = await colleagues.named(lines.people(line.typed), actor, sessions, introduce)
    known = [one for one in named.known if one.slack_user_id in wanted.people]
    to = known[0] if known and known[0].works else None
    if grammar.saves(line) and about.only and (line.verb is not Verb.ASSIGN or to):
        async with sessions.begin(actor) as session:
            changed = await _change(session, actor, about.only.id, Wanted(line.verb, wanted.status, wanted.add, wanted.remove, colleague=to))
        return changing.receipt(changed, line.verb, actor, more=looking_for(line.typed) if about.is_name else ())
    trouble = about.trouble
    if wanted.people and not to:
        trouble = trouble or colleagues.not_working(known, otherwise="Who is named is not linked to Leadbot, so the lead cannot be theirs. Pick somebody else.")
    trouble = trouble or changing.unread(line.verb, about, wanted)
    lead = picking.lead_option(about.only) if about.only else None
    metadata = forms.kept(forms.origin(body), verb=str(line.verb), **picking.candidates(() if about.only else (*about.found, *about.near)))
    more = tuple(looking_for(line.typed)) if about.is_name else ()
    typed = lines.named(lines.head(line.typed)[1], named.names)
    return Opened(changing.form(line.verb, wanted, lead, metadata, typed=typed, trouble=trouble, more=more))


async def change_submitted(view: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save."""
    origin, about = forms.remembered(view.get("private_metadata"))
    verb = Verb(about["verb"])
    put = forms.values(view)
    lead_id, wanted = changing.filled(put, verb)
    if wanted.people:
        async with sessions.read() as connection:
            known = await people.list_colleagues(connection, wanted.people, organization_id=actor.organization_id)
        if not known or not known[0].works:
            raise FieldsWrong({changing.OWNER: colleagues.not_working(known, otherwise="Who is picked as owner is not linked to Leadbot. Pick somebody else.")})
        wanted = wanted.of(known[0])
    async with sessions.begin(actor) as session:
        changed = await _change(session, actor, lead_id, wanted)
        told = changing.receipt(changed, verb, actor)
        reply = await on_card(session, lead_id, actor, site, about=about, origin=origin, result=changing.result(changed, verb, actor)) or told
    return ended(origin, reply)


def assign_form(line: LeadLine, body: dict[str, Any]) -> Opened:
    """Assign in a card's menu."""
    metadata = forms.kept(forms.origin(body), verb=str(Verb.ASSIGN), card=views.is_shareable(body))
    return Opened(changing.form(Verb.ASSIGN, Wanted(Verb.ASSIGN), picking.lead_option(line), metadata))


async def on_card(session: AsyncSession, lead_id: int, actor: Actor, site: Site, *, about: Mapping[str, Any], origin: Origin, result: Block) -> Reply | None:
    """The card that a form was opened from, drawn anew with what was done; None where it was opened from elsewhere."""
    if not (origin.redraws and "card" in about):
        return None
    card = await read_card(await driver_of(session), lead_id, organization_id=actor.organization_id, viewer=actor)
    return views.lead_card(card, actor, site, shareable=about["card"], result=result) if card else None


def ended(origin: Origin, reply: Reply) -> Answer:
    """A form is saved: its receipt stands where the act began, in a view where there is no other place."""
    return Closed(receipt=origin.receipt(reply)) if origin.response_url else Updated(said(reply))


async def claim_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Claim on a card: the lead is mine, and the card says so."""
    lead_id = views.lead_id_of(action)
    async with sessions.begin(actor) as session:
        changed = await rules.claim(session, actor, lead_id=lead_id)
        return await _card(session, lead_id, actor, site, body, result=changing.result(changed, Verb.CLAIM, actor))


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Undo: the fields are what they were, but for those that were changed since."""
    asked = changing.to_undo(str(action["value"]))
    async with sessions.begin(actor) as session:
        undone = await undo.undo_lead(session, actor, lead_id=asked.lead_id, at=asked.at, temperature=asked.temperature)
        done = changing.undone(undone, actor.ways)
        if undone.is_moved:
            await _tell_of_owner(session, actor, undone.was_of, undone.lead)
        if asked.on_card:
            return await _card(session, asked.lead_id, actor, site, body, result=blocks.section(done))
    return Redraw(done, [blocks.section(done), views.open_button(undone.lead)])


async def _change(session: AsyncSession, actor: Actor, lead_id: int, wanted: Wanted) -> Changed:
    """Do it; whose lead it becomes is told."""
    if wanted.verb is Verb.STATUS:
        return await rules.set_status(session, actor, lead_id=lead_id, status=wanted.status or "", reason=wanted.reason)
    if wanted.verb is Verb.TAG:
        return await rules.tag(session, actor, lead_id=lead_id, add=wanted.add, remove=wanted.remove)
    if wanted.verb is Verb.CLAIM:
        return await rules.claim(session, actor, lead_id=lead_id)
    changed = await rules.assign(session, actor, lead_id=lead_id, to=wanted.colleague)
    if changed.at:
        await _tell_of_owner(session, actor, changed.was_of, changed.lead)
    return changed


async def tell_owner(session: AsyncSession, actor: Actor, line: LeadLine) -> None:
    """The direct message of whoever a lead was given to."""
    if line.owner:
        await _tell(session, actor, line.owner.user_id, changing.assigned(line, actor))


async def _tell_of_owner(session: AsyncSession, actor: Actor, was_of: int | None, line: LeadLine) -> None:
    """Whose lead it is now, and whose it was (users.id)."""
    await tell_owner(session, actor, line)
    if was_of:
        await _tell(session, actor, was_of, changing.taken(line, actor))


async def _tell(session: AsyncSession, actor: Actor, user_id: int, told: Reply) -> None:
    """Whoever does it themselves knows it."""
    for one in await list_names(await driver_of(session), [user_id] if user_id != actor.user_id else [], organization_id=actor.organization_id):
        if one.slack_user_id:
            message = {"text": told.text, "blocks": told.blocks}
            await deliveries.add(session, organization_id=actor.organization_id, destination=one.slack_user_id, message=message, critical=True)


async def _card(session: AsyncSession, lead_id: int, actor: Actor, site: Site, body: dict[str, Any], *, result: Block) -> Reply:
    """The card in its message's place, with what was done as its first block; where others see the message, to the person alone."""
    card = await read_card(await driver_of(session), lead_id, organization_id=actor.organization_id, viewer=actor)
    if card is None:
        return views.gone(lead_id)
    reply = views.lead_card(card, actor, site, shareable=views.is_shareable(body), result=result)
    return Redraw(reply.text, reply.blocks) if body["container"].get("is_ephemeral") else reply
