"""Assigning and enrolling many leads: by numbers in a line, or all open leads of a person; confirmed with the count, undone for a day."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from crm import campaign_names
from crm import lists as rules
from crm.campaign_names import TAKING
from crm.lists import Gathered, Kind
from crm.people import Actor, NotWorking
from handlers import colleagues, forms, lines, remainders
from handlers.answers import Answer, Opened, Redraw, Updated
from handlers.arguments import Deciding, Introduce
from handlers.campaigns.enroll_form import not_taking, unclear
from handlers.dispatch import Routes
from handlers.errors import sentence
from handlers.forms import FieldsWrong
from handlers.grammar import Line, Verb
from handlers.leads import finding
from handlers.leads.ending import ended
from handlers.leads.lists import ASSIGN, ENROLL, Page
from handlers.lines import Number, Numbers
from handlers.lists import doing, views
from handlers.rights import may
from handlers.site import Site
from store import batches, people
from store.database import Sessions
from store.people import Colleague


def register(routes: Routes) -> None:
    """The verbs assign and enroll where they name many leads, the buttons under somebody's open leads, their forms, and Undo."""
    routes.command(f"{Verb.ASSIGN} list", assign_typed, opens=True)
    routes.command(f"{Verb.ENROLL} list", enroll_typed, opens=True)
    routes.action(ASSIGN, owned_clicked, opens=True, looks=True)
    routes.action(ENROLL, owned_clicked, opens=True, looks=True)
    routes.view(views.FILLED, form_submitted)
    routes.view(views.CONFIRMED, list_confirmed)
    routes.action(views.UNDO, undo_clicked)
    routes.action(views.MINE, mine_clicked, reads=True)


async def assign_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding, introduce: Introduce) -> Answer:
    """`/lead assign 42,57,60 @ben @cara`: the question with the count, where everybody is known; else the form."""
    await may(actor, sessions, "manager", "assign_list")
    asked = remainders.assignment(line.rest)
    named = await colleagues.named(asked.people, actor, sessions, introduce)
    known = named.known
    async with deciding():
        reached = _in_order([one for one in known if one.works], asked.people)
        is_clear = bool(reached) and len(reached) == len(asked.people) and not asked.text
        async with sessions.begin(actor, once=False) as session:
            found = await rules.gather(session, actor, "assign", ids=_ids(line))
            ids = [one.slack_user_id for one in reached]
            metadata = _kept(body, "assign", found, line, to=ids)
            if is_clear:
                plan = await rules.plan(session, actor, found.number, people=[one.user_id for one in reached])
                return Opened(views.question(plan, [one.name for one in reached], metadata, unknown=_unknown(line, found)))
    unlinked = f"{colleagues.unlinked(asked.people, named)} not linked to Leadbot. Pick who gets the leads."
    trouble = [colleagues.not_working(known, otherwise=unlinked)] if len(reached) < len(asked.people) else []
    typed = lines.named(lines.head(line.typed)[1], named.names)
    return Opened(views.form("assign", found.total, metadata, people=ids, typed=typed, trouble=trouble))


async def enroll_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding) -> Answer:
    """`/lead enroll 42,57,60 Spring webinar`: the question with the count, where the campaign is clear; else the form."""
    await may(actor, sessions, "manager", "enroll_list")
    async with deciding():
        async with sessions.read() as connection:
            meant = await campaign_names.meant(connection, line.rest, organization_id=actor.organization_id) if line.rest else campaign_names.Meant()
        async with sessions.begin(actor, once=False) as session:
            found = await rules.gather(session, actor, "enroll", ids=_ids(line))
            metadata = _kept(body, "enroll", found, line, near=[name.id for name in meant.near][:10])
            if meant.only and meant.only.status in TAKING:
                plan = await rules.plan(session, actor, found.number, campaign_id=meant.only.id)
                return Opened(views.question(plan, (), metadata, unknown=_unknown(line, found)))
    trouble = [not_taking(meant.only.name, meant.only.status)] if meant.only else [unclear(line.rest)] if line.rest else []
    return Opened(views.form("enroll", found.total, metadata, typed=lines.head(line.typed)[1], trouble=trouble))


async def owned_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Assign all, Enroll all under somebody's open leads."""
    kind: Kind = "assign" if action["action_id"] == ASSIGN else "enroll"
    async with sessions.begin(actor, once=False) as session:
        found = await rules.gather(session, actor, kind, owner_id=int(action["value"]))
    return Opened(views.form(kind, found.total, _kept(body, kind, found)))


async def form_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Go on: the question with the count."""
    origin, about = forms.remembered(view.get("private_metadata"))
    kind = cast("Kind", about["kind"])
    slack_user_ids, campaign_id = views.filled(kind, view)
    async with sessions.read() as connection:
        known = await people.list_colleagues(connection, slack_user_ids, organization_id=actor.organization_id)
    if len([one for one in known if one.works]) < len(slack_user_ids):
        raise FieldsWrong({views.TO: colleagues.not_working(known, otherwise="Not everybody who is picked is linked to Leadbot. Pick others.")})
    to = _in_order(known, slack_user_ids)
    async with sessions.begin(actor, once=False) as session:
        plan = await rules.plan(session, actor, int(about["batch"]), people=[one.user_id for one in to], campaign_id=campaign_id)
    metadata = forms.kept(origin, **{**about, "to": slack_user_ids})
    return Updated(views.question(plan, [one.name for one in to], metadata, unknown=about.get("unknown", ())))


async def list_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """It is done, or its first slice is; where somebody cannot have leads any more, it is asked who else gets them."""
    origin, about = forms.remembered(view.get("private_metadata"))
    number = int(about["batch"])
    async with sessions.read() as connection:
        batch_id = await batches.find_batch_id(connection, number, organization_id=actor.organization_id)
    try:
        async with sessions.begin(actor, batch_id=batch_id) as session:
            reply = await doing.first(session, await rules.begin(session, actor, number))
    except NotWorking as idle:
        return Updated(views.form("assign", about["total"], str(view["private_metadata"]), people=about["to"], trouble=[sentence(idle, site)]))
    return ended(origin, reply)


async def undo_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo under the summary."""
    batch_id = uuid4()
    async with sessions.begin(actor, batch_id=str(batch_id)) as session:
        reply = await doing.first(session, await rules.take_back(session, actor, int(action["value"]), batch_id=batch_id))
    return Redraw(reply.text, reply.blocks)


async def mine_clicked(actor: Actor, sessions: Sessions) -> Answer:
    """Show mine: my open leads."""
    async with sessions.read() as connection:
        return await finding.owned_answer(connection, actor.user_id, None, Page("mine"), actor)


def _kept(body: dict[str, Any], kind: Kind, found: Gathered, line: Line | None = None, **more: Any) -> str:
    """What its forms are about."""
    return forms.kept(forms.origin(body), batch=found.number, kind=kind, total=found.total, unknown=_unknown(line, found) if line else (), **more)


def _numbers(line: Line) -> Sequence[Number]:
    return line.mark.each if isinstance(line.mark, Numbers) else ()


def _ids(line: Line) -> list[int]:
    """But for numbers that no id can have."""
    return [number.id for number in _numbers(line) if number.id]


def _unknown(line: Line, found: Gathered) -> list[str]:
    """Numbers that are no lead's, as they were typed, and no more of them than are said."""
    missing = [number.digits for number in _numbers(line) if not number.id or number.id in found.unknown]
    return [digits[: views.LONGEST_NUMBER] for digits in dict.fromkeys(missing)][: views.MOST_NAMED + 1]


def _in_order(known: Sequence[Colleague], slack_user_ids: Sequence[str]) -> list[Colleague]:
    """As they were named: the first lead is the first one's."""
    return sorted(known, key=lambda one: list(slack_user_ids).index(one.slack_user_id))
