"""Editing a lead: its form, from a line, from the card; and what others changed meanwhile."""

from typing import Any

import asyncpg

from crm import editing as rules
from crm.editing import EditedMeanwhile
from crm.leads import LeadNotFound, require_own
from crm.people import Actor
from crm.phones import spellings
from crm.signatures import region_of
from handlers import conflicts, drafts, forms
from handlers.answers import Answer, Opened, Updated, View
from handlers.arguments import Deciding
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.forms import FieldsWrong
from handlers.grammar import Line, Verb
from handlers.leads import all_fields, changing, edit_form, fields, picking, views
from handlers.leads.edit_form import EditForm
from handlers.leads.ending import ended, on_card
from handlers.leads.marking import marked
from handlers.lines import head
from handlers.mrkdwn import plain
from handlers.rights import may
from handlers.site import Site
from store import lead_fields, leads
from store.database import Sessions
from store.lead_fields import LeadFields
from store.search import Kind, find_each_exact

TELLING: dict[str, Kind] = {"email": "email", "phone": "phone"}
"""Fields by which one lead is told from another."""


def register(routes: Routes) -> None:
    """The verb edit, Edit and the card's menu, the form, and the question what to do about others' changes."""
    routes.command(Verb.EDIT, edit_typed, opens=True)
    routes.action(f"{views.MENU} edit", edit_clicked, opens=True, looks=True)
    routes.action(f"{views.MENU} fields", fields_chosen, opens=True, looks=True)
    routes.action(views.EDIT, edit_clicked, opens=True, looks=True)
    routes.action(all_fields.MORE, more_clicked, opens=True)
    routes.action(all_fields.USE, use_clicked, opens=True)
    routes.view(edit_form.PICKED, lead_picked)
    routes.view(edit_form.SAVE, edit_submitted)
    routes.view(edit_form.DECIDED, conflict_decided)


async def edit_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding) -> Answer:
    """`/lead edit 42`: the form of the one lead that is meant; else which one it is."""
    await may(actor, sessions, "sales_rep", "edit")
    origin = forms.origin(body)
    if not line.rest and not line.mark:
        return Opened(edit_form.pick_form(forms.kept(origin)))
    shown = head(line.typed)[1]
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor)
        more = tuple(looking_for(line.typed)) if about.is_name else ()
        if about.only:
            lead = await _found(connection, about.only.id, actor)
            typed = shown if about.text or not line.mark else ""
            return Opened(edit_form.edit_form(lead, actor, forms.kept(origin, lead=lead.line.id), typed=typed, more=more))
    metadata = forms.kept(origin, **picking.candidates((*about.found, *about.near)))
    return Opened(edit_form.pick_form(metadata, typed=shown, trouble=about.trouble, more=more))


async def fields_chosen(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """All fields in the card's menu: all that is known, for whoever may see the lead."""
    return Opened(await _all_fields(views.lead_id_of(action), actor, sessions))


async def more_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Another page of All fields."""
    lead_id, page = (int(part) for part in str(action["value"]).split())
    return Opened(await _all_fields(lead_id, actor, sessions, page=page))


async def _all_fields(lead_id: int, actor: Actor, sessions: Sessions, *, page: int = 0) -> View:
    async with sessions.read() as connection:
        lead = await lead_fields.find(connection, lead_id, organization_id=actor.organization_id, viewer=actor)
    if lead is None:
        raise LeadNotFound(lead_id)
    return all_fields.all_fields(lead, actor, page=page)


async def edit_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Edit in the card's menu, and where something was not undone."""
    lead_id = views.lead_id_of(action)
    async with sessions.read() as connection:
        lead = await _found(connection, lead_id, actor)
    return Opened(edit_form.edit_form(lead, actor, forms.kept(forms.origin(body), lead=lead_id, card=views.is_shareable(body))))


async def lead_picked(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Go on: the form of the lead that is picked."""
    picked = forms.values(view).get(picking.LEAD)
    if not picked:
        raise FieldsWrong({picking.LEAD: "Pick a lead."})
    origin, _ = forms.remembered(view.get("private_metadata"))
    async with sessions.read() as connection:
        lead = await _found(connection, int(picked), actor)
    return Updated(edit_form.edit_form(lead, actor, forms.kept(origin, lead=lead.line.id)))


async def use_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor) -> Answer:
    """Use for …: what was found stands in the form, to be saved with it."""
    return Opened(edit_form.with_used(body["view"], str(action["value"]), actor.ways))


async def edit_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save."""
    form, metadata = edit_form.filled(view, actor.ways), str(view.get("private_metadata") or "")
    if told := await _shared(form, metadata, actor, sessions):
        origin, about = forms.remembered(metadata)
        return Updated(forms.again(view, forms.kept(origin, **{**about, "shared": [*about.get("shared", []), *told]}), *told.values()))
    return await _save(form, metadata, actor, sessions, site)


async def conflict_decided(view: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save, with what was decided about the fields that others changed."""
    kept = await drafts.kept_form(view, actor, sessions)
    return await _save(EditForm(conflicts.decided(kept, view), kept["reason"]), kept["metadata"], actor, sessions, site)


async def _found(connection: asyncpg.Connection, lead_id: int, actor: Actor) -> LeadFields:
    """The lead, if it is there and the actor may change it."""
    lead = await lead_fields.find(connection, lead_id, organization_id=actor.organization_id, viewer=actor)
    if lead is None:
        raise LeadNotFound(lead_id)
    await require_own(connection, actor, lead.line, "edit")
    return lead


async def _shared(form: EditForm, metadata: str, actor: Actor, sessions: Sessions) -> dict[str, str]:
    """An e-mail or a phone that is to be this lead's and is another's too: a sentence for each, by the value; none for what was told already."""
    about = forms.remembered(metadata)[1]
    put = [(kind, str(one.after)) for one in form.edits if (kind := TELLING.get(one.name)) and one.after and str(one.after) not in about.get("shared", [])]
    asked = [(value, kind, one) for kind, value in put for one in (spellings(value, region_of(str(actor.zone))) if kind == "phone" else (value,))]
    if not asked:
        return {}
    others: dict[str, list[int]] = {}
    async with sessions.read() as connection:
        hits = await find_each_exact(connection, [(kind, one) for _, kind, one in asked])
        for (value, _, _), found in zip(asked, hits, strict=True):
            others.setdefault(value, []).extend(number for number in found if number != int(about["lead"]))
        ids = [number for numbers in others.values() for number in numbers[:1]]
        lines = {line.id: line for line in await leads.list_lines(connection, ids, organization_id=actor.organization_id, viewer=actor)}
    called = {value: lines[numbers[0]] for value, numbers in others.items() if numbers and numbers[0] in lines}
    return {value: f"{plain(value, 80)} is {views.lead_label(line)} too. Save again to keep it for both." for value, line in called.items()}


async def _save(form: EditForm, metadata: str, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Change what is to be changed; where others changed the same meanwhile, nothing, and that is asked."""
    origin, about = forms.remembered(metadata)
    lead_id = int(about["lead"])
    try:
        async with sessions.begin(actor) as session:
            changed = await rules.edit(session, actor, lead_id=lead_id, edits=form.edits, reason=form.reason)
            name = f"{views.lead_name(changed.lead)} (#{lead_id})"
            told = changing.reply(edit_form.said(changed, name, actor.ways, form.edits), changed)
            result = changing.result_of(edit_form.said(changed, "This lead", actor.ways, form.edits), changed)
            reply = await on_card(session, lead_id, actor, site, about=about, origin=origin, result=result) or told
    except EditedMeanwhile as meanwhile:
        return await _ask(meanwhile, form, metadata, actor=actor, sessions=sessions)
    return ended(origin, reply)


async def _ask(meanwhile: EditedMeanwhile, form: EditForm, metadata: str, *, actor: Actor, sessions: Sessions) -> Answer:
    lead_id = int(forms.remembered(metadata)[1]["lead"])
    async with sessions.read() as connection:
        lead = await _found(connection, lead_id, actor)
    kept = {**conflicts.to_keep(form.edits, meanwhile.conflicts, metadata), "reason": form.reason}
    return Updated(
        conflicts.conflict_form(
            edit_form.DECIDED,
            f"*{views.lead_name(lead.line)}*",
            meanwhile.conflicts,
            known=fields.fields_of(actor.ways),
            ways=actor.ways,
            now=lead.line.seen_at,
            metadata=await drafts.keep_form(kept, actor, sessions),
        )
    )
