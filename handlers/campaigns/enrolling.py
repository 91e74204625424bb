"""Enrolling leads: by a line, in a form, from a lead's and a campaign's card; how far members are, and taking them out."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from crm import campaign_names
from crm import enrolling as rules
from crm.campaign_names import TAKING, Meant
from crm.people import Actor
from handlers import blocks, forms, grammar, lines
from handlers.answers import Answer, Block, Choices, Opened, Redraw, Reply, Updated
from handlers.arguments import Deciding
from handlers.campaigns import enroll_form, showing, views
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.forms import FieldsWrong
from handlers.grammar import Line, Verb
from handlers.leads import picking
from handlers.leads import views as lead_views
from handlers.leads.ending import ended
from handlers.leads.finding import card_of
from handlers.leads.marking import Marked, marked
from handlers.rights import may
from handlers.site import Site
from store import leads, memberships
from store.database import Sessions, driver_of
from store.memberships import Membership
from store.models import now

MOST_TOLD, MOST_NEAR = 5, 10
LEAD, CAMPAIGN, MEMBERS = "lead", "campaign", "members"
"""Whose card, or list, a form or a button stands on."""


def register(routes: Routes) -> None:
    """The verb enroll, Enroll on cards, its form, and what can be done with members."""
    routes.command(Verb.ENROLL, enroll_typed, opens=True)
    routes.action(views.ENROLL, campaign_clicked, opens=True)
    routes.action(f"{lead_views.MENU} enroll", lead_picked, opens=True)
    routes.action(lead_views.ENROLL, lead_clicked, opens=True)
    routes.options(enroll_form.PICK, campaign_options)
    routes.view(enroll_form.SAVE, enroll_submitted)
    routes.action(f"{views.MEMBER} status", status_clicked, opens=True, looks=True)
    routes.action(enroll_form.CHANGE, status_clicked, opens=True, looks=True)
    routes.view(enroll_form.STATUS_SAVE, status_submitted)
    routes.action(f"{views.MEMBER} remove", remove_clicked)
    routes.action(enroll_form.REMOVE, remove_clicked)
    routes.action(enroll_form.UNDO, undo_clicked)


async def enroll_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding) -> Answer:
    """`/lead enroll 42 Spring webinar`: done at once where lead and campaign are clear and no other campaign runs for the lead; else the form."""
    await may(actor, sessions, "sales_rep", "enroll")
    if not line.rest and not line.mark:
        return Opened(enroll_form.form(forms.kept(forms.origin(body))))
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor)
        found = await campaign_names.meant(connection, about.text, organization_id=actor.organization_id) if about.text else Meant()
        others = await _others(connection, about.only.id, found.only.id if found.only else None, actor) if about.only else ()
    if grammar.saves(line) and about.only and found.only and not others:
        async with sessions.begin(actor) as session:
            done = await rules.enroll(session, actor, lead_id=about.only.id, campaign_id=found.only.id)
        return enroll_form.receipt(done, more=looking_for(line.typed) if about.is_name else ())
    return Opened(_form_of(line, body, about, found, actor, others=others))


def _form_of(line: Line, body: dict[str, Any], about: Marked, found: Meant, actor: Actor, *, others: Sequence[Membership]) -> dict[str, Any]:
    """The form of a line that is not done at once: what was understood of it, and what is to be known before. others: campaigns that the lead is in."""
    candidates = picking.candidates(() if about.only else (*about.found, *about.near))
    near = [name.id for name in found.near[:MOST_NEAR]]
    closed = found.only if found.only and found.only.status not in TAKING else None
    likely = found.near[0] if len(found.near) == 1 else found.only
    trouble = [about.trouble] if about.trouble else []
    trouble += [enroll_form.unclear(about.text, likely)] if about.text and not found.only else []
    trouble += [enroll_form.not_taking(closed.name, closed.status)] if closed else []
    trouble += [enroll_form.overlap(other, actor.local(now())) for other in others]
    return enroll_form.form(
        forms.kept(forms.origin(body), told=_told(others), near=near, **candidates),
        lead=picking.lead_option(about.only) if about.only else None,
        campaign=enroll_form.campaign_option(likely.id, likely.name) if likely and not closed else None,
        typed=lines.head(line.typed)[1],
        trouble=trouble,
        more=looking_for(line.typed) if about.is_name else (),
    )


async def campaign_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Enroll a lead, on a campaign's card."""
    await may(actor, sessions, "sales_rep", "enroll")
    campaign_id, _, name = str(action["value"]).partition(" ")
    metadata = forms.kept(forms.origin(body), on=CAMPAIGN, card=lead_views.is_shareable(body))
    return Opened(enroll_form.form(metadata, campaign=enroll_form.campaign_option(int(campaign_id), name)))


async def lead_picked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Enroll in a lead's menu."""
    await may(actor, sessions, "sales_rep", "enroll")
    metadata = forms.kept(forms.origin(body), on=LEAD, card=lead_views.is_shareable(body))
    return Opened(enroll_form.form(metadata, lead=picking.named_option(blocks.chosen(action))))


async def lead_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Enroll under a receipt."""
    await may(actor, sessions, "sales_rep", "enroll")
    return Opened(enroll_form.form(forms.kept(forms.origin(body)), lead=picking.named_option(str(action["value"]))))


async def campaign_options(options: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Choices:
    """What the field Campaign offers: those that take leads; before anything is typed those first that the line may have meant."""
    typed = lines.clean(str(options.get("value") or ""))
    _, about = forms.remembered((body.get("view") or {}).get("private_metadata"))
    near = [] if typed else about.get("near", [])
    async with sessions.read() as connection:
        offered = await campaign_names.offered(connection, typed, organization_id=actor.organization_id)
    return Choices([enroll_form.campaign_option(name.id, name.name) for name in sorted(offered, key=lambda name: name.id not in near)])


async def enroll_submitted(view: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Enroll. Other campaigns that run for the lead are told first."""
    origin, about = forms.remembered(view.get("private_metadata"))
    lead_id, campaign_id = enroll_form.filled(forms.values(view))
    async with sessions.read() as connection:
        others = await _others(connection, lead_id, campaign_id, actor)
    if any(one not in about.get("told", []) for one in _told(others)):
        metadata = forms.kept(origin, **{**about, "told": _told(others)})
        sentences = [enroll_form.overlap(other, actor.local(now())) for other in others]
        return Updated(forms.again(view, metadata, *sentences, submit="Enroll anyway"))
    async with sessions.begin(actor) as session:
        done = await rules.enroll(session, actor, lead_id=lead_id, campaign_id=campaign_id)
        if not done.is_new:
            raise FieldsWrong({enroll_form.CAMPAIGN: enroll_form.there(done.membership, done.lead.seen_at)})
        place = str(about.get("on", "")) if origin.redraws else ""
        shown = await _drawn(
            await driver_of(session), place, (lead_id, campaign_id), actor, site, shareable=bool(about.get("card")), result=enroll_form.result(done, place)
        )
    return ended(origin, shown or enroll_form.receipt(done))


async def status_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Change status of a member."""
    await may(actor, sessions, "sales_rep", "enroll")
    membership_id, place = _member_of(action)
    async with sessions.read() as connection:
        member = await memberships.find_one(connection, membership_id, organization_id=actor.organization_id, viewer=actor)
        lines_of = await leads.list_lines(connection, [member.lead_id], organization_id=actor.organization_id, viewer=actor) if member else ()
    if member is None or not lines_of:
        raise rules.MembershipGone
    return Opened(enroll_form.status_form(lines_of[0], member, forms.kept(forms.origin(body), member=membership_id, on=place)))


async def status_submitted(view: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save how far a member is."""
    origin, about = forms.remembered(view.get("private_metadata"))
    status = forms.values(view).get(enroll_form.STATUS)
    if not status:
        raise FieldsWrong({enroll_form.STATUS: "Pick a status."})
    async with sessions.begin(actor) as session:
        done = await rules.set_status(session, actor, membership_id=int(about["member"]), status=str(status))
        place = str(about["on"]) if origin.redraws else ""
        said, block = enroll_form.stepped(done, place=place)
        ids = (done.membership.lead_id, done.membership.campaign_id)
        shown = await _drawn(await driver_of(session), place, ids, actor, site, result=block)
    return ended(origin, shown or Reply(said, [block]))


async def remove_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Take out: the lead is not in the campaign any more."""
    membership_id, place = _member_of(action)
    async with sessions.begin(actor) as session:
        done = await rules.unenroll(session, actor, membership_id=membership_id)
        said, block = enroll_form.removed(done, place=place)
        ids = (done.membership.lead_id, done.membership.campaign_id)
        shown = await _drawn(await driver_of(session), place, ids, actor, site, result=block) or Reply(said, [block, lead_views.open_button(done.lead)])
    return forms.in_place(body, shown)


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Undo: of enrolling, of a change of status, of taking out."""
    asked = enroll_form.to_undo(str(action["value"]))
    async with sessions.begin(actor) as session:
        if asked.what == "enroll":
            await rules.take_back(session, actor, asked.membership_id)
        elif asked.what == "status":
            await rules.undo_status(session, actor, membership_id=asked.membership_id, at=asked.moment)
        else:
            await rules.undo_unenroll(session, actor, membership_id=asked.membership_id, campaign_id=asked.campaign_id, at=asked.moment)
        done = enroll_form.UNDONE[asked.what]
        ids = (asked.lead_id, asked.campaign_id)
        shown = await _drawn(await driver_of(session), asked.place, ids, actor, site, shareable=lead_views.is_shareable(body), result=blocks.section(done))
    opens = blocks.actions(blocks.button("Open", lead_views.OPEN, str(asked.lead_id)))
    return Redraw(shown.text, shown.blocks) if shown else Redraw(done, [blocks.section(done), opens])


async def _others(connection: asyncpg.Connection, lead_id: int, campaign_id: int | None, actor: Actor) -> Sequence[Membership]:
    """Active campaigns that the lead is in besides this one; none where it is in this one already, which is what there is to tell then."""
    return await memberships.list_elsewhere(connection, lead_id, campaign_id, organization_id=actor.organization_id, viewer=actor, limit=MOST_TOLD)


def _told(others: Sequence[Membership]) -> list[list[int]]:
    """Of which lead which other campaigns were told: another lead's are told anew."""
    return [[other.lead_id, other.campaign_id] for other in others]


async def _drawn(
    connection: asyncpg.Connection, place: str, ids: tuple[int, int], actor: Actor, site: Site, *, result: Block, shareable: bool = False
) -> Reply | None:
    """The card or list that the act began on, drawn anew with what was done. ids: of the lead and the campaign."""
    lead_id, campaign_id = ids
    if place == LEAD:
        card = await card_of(connection, lead_id, actor)
        return lead_views.lead_card(card, actor, site, shareable=shareable, result=result) if card else None
    if place == CAMPAIGN:
        return await showing.card(connection, campaign_id, actor, shareable=shareable, result=result)
    kind, _, page = place.partition(" ")
    skip, _, status = page.partition(" ")
    return await showing.members(connection, campaign_id, actor, status=status or None, skip=int(skip or 0), result=result) if kind == MEMBERS else None


def _member_of(action: dict[str, Any]) -> tuple[int, str]:
    """The membership that a menu in the list of members, or a button under a receipt, is about; and where it stands."""
    if option := action.get("selected_option"):
        _, membership_id, _, *page = str(option["value"]).split(" ", 3)
        return int(membership_id), " ".join([MEMBERS, *page])
    return int(str(action["value"]).split()[0]), ""
