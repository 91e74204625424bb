"""Changing a lead: its status, tags and owner, by a line, in a small form or from the card; and taking that back."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import leads as rules
from crm import undo
from crm.leads import Changed
from crm.people import Actor
from handlers import blocks, colleagues, direct, forms, grammar, lines
from handlers.answers import Answer, Opened, Redraw, Updated
from handlers.arguments import Deciding, Introduce
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.grammar import Line, Verb
from handlers.leads import changing, picking, views
from handlers.leads.changing import Wanted
from handlers.leads.ending import card_anew, ended, on_card
from handlers.leads.marking import Marked, marked
from handlers.rights import may
from handlers.site import Site
from store import leads
from store.database import Sessions
from store.leads import LeadLine


def register(routes: Routes) -> None:
    """The verbs status, tag, claim and assign, their form, Claim on the card and Assign in its menu, and Undo of each."""
    for verb in (Verb.STATUS, Verb.TAG, Verb.CLAIM, Verb.ASSIGN):
        routes.command(verb, change_typed, opens=True)
    routes.action(views.CLAIM, claim_clicked)
    routes.action(f"{views.MENU} assign", assign_clicked, opens=True, looks=True)
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
            changed = await _change(session, actor, about.only.id, replace(wanted, colleague=to))
        return changing.receipt(changed, line.verb, actor, more=looking_for(line.typed) if about.is_name else ())
    trouble = about.trouble
    if wanted.people and not to:
        unlinked = f"{colleagues.unlinked(wanted.people, named)} not linked to Leadbot, so the lead cannot be theirs. Pick somebody else."
        trouble = trouble or colleagues.not_working(known, otherwise=unlinked)
    trouble = trouble or changing.unread(line.verb, about, wanted)
    lead = picking.lead_option(about.only) if about.only else None
    owned = {"owned": about.only.id} if about.only and about.only.owner else {}
    metadata = forms.kept(forms.origin(body), verb=str(line.verb), **owned, **picking.candidates(() if about.only else (*about.found, *about.near)))
    more = tuple(looking_for(line.typed)) if about.is_name else ()
    typed = lines.named(lines.head(line.typed)[1], named.names)
    owner = about.only.owner if about.only and not wanted.people else None
    return Opened(changing.form(line.verb, wanted, lead, metadata, owner=owner, typed=typed, trouble=trouble, more=more))


async def change_submitted(view: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save."""
    origin, about = forms.remembered(view.get("private_metadata"))
    verb = Verb(about["verb"])
    put = forms.values(view)
    lead_id, wanted = changing.filled(put, verb)
    if "owned" in about and about["owned"] != lead_id and verb is Verb.ASSIGN:  # the owner that stands there may be that of another lead
        return Updated(forms.again(view, forms.kept(origin, **{**about, "owned": lead_id}), "This is another lead now. Look whether the owner is right."))
    if wanted.people:
        wanted = replace(wanted, colleague=await colleagues.picked(changing.OWNER, wanted.people[0], actor, sessions))
    async with sessions.begin(actor) as session:
        changed = await _change(session, actor, lead_id, wanted)
        told = changing.receipt(changed, verb, actor)
        reply = await on_card(session, lead_id, actor, site, about=about, origin=origin, result=changing.result(changed, verb, actor)) or told
    return ended(origin, reply)


async def assign_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Assign in a card's menu."""
    await may(actor, sessions, "manager", "assign")
    lead_id = views.lead_id_of(action)
    async with sessions.read() as connection:
        lines = await leads.list_lines(connection, [lead_id], organization_id=actor.organization_id, viewer=actor)
    if not lines:
        raise rules.LeadNotFound(lead_id)
    metadata = forms.kept(forms.origin(body), verb=str(Verb.ASSIGN), card=views.is_shareable(body), owned=lead_id)
    return Opened(changing.form(Verb.ASSIGN, Wanted(Verb.ASSIGN), picking.lead_option(lines[0]), metadata, owner=lines[0].owner))


async def claim_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Claim on a card: the lead is mine, and the card says so."""
    lead_id = views.lead_id_of(action)
    async with sessions.begin(actor) as session:
        changed = await rules.claim(session, actor, lead_id=lead_id)
        return await card_anew(session, lead_id, actor, site, body, result=changing.result(changed, Verb.CLAIM, actor))


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Undo: the fields are what they were, but for those that were changed since."""
    asked = changing.to_undo(str(action["value"]))
    async with sessions.begin(actor) as session:
        undone = await undo.undo_lead(session, actor, lead_id=asked.lead_id, at=asked.at)
        done = changing.undone(undone, actor.ways)
        if undone.is_moved:
            await _tell_of_owner(session, actor, undone.was_of, undone.lead)
        if asked.on_card:
            return await card_anew(session, asked.lead_id, actor, site, body, result=blocks.section(done))
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
        await direct.tell(session, actor, {line.owner.user_id: changing.assigned(line, actor)})


async def _tell_of_owner(session: AsyncSession, actor: Actor, was_of: int | None, line: LeadLine) -> None:
    """Whose lead it is now, and whose it was (users.id)."""
    told = {line.owner.user_id: changing.assigned(line, actor)} if line.owner else {}
    if was_of is not None and was_of not in told:
        told[was_of] = changing.taken(line, actor)
    await direct.tell(session, actor, told)
