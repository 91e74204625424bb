"""Colleagues who are named in a line or picked in a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm.people import Actor
from handlers.arguments import Introduce
from handlers.forms import FieldsWrong
from handlers.mrkdwn import plain
from store import people
from store.database import Sessions
from store.people import Colleague

UNLINKED = "Who is picked as owner is not linked to Leadbot. Pick somebody else."


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named: those who are known here, in the order asked for, and what each is called, by Slack user id."""

    known: Sequence[Colleague] = ()
    names: Mapping[str, str] = field(default_factory=dict)


async def named(slack_user_ids: Sequence[str], actor: Actor, sessions: Sessions, introduce: Introduce) -> Named:
    """The people behind Slack users. Whoever never spoke to Leadbot is linked first, if they can be; who cannot is left out of those known."""
    if not slack_user_ids:
        return Named()
    names: Mapping[str, str] = {}
    async with sessions.read() as connection:
        known = await people.list_colleagues(connection, slack_user_ids, organization_id=actor.organization_id)
    if missing := not_among(known, slack_user_ids):
        names = await introduce(missing)
        async with sessions.read() as connection:
            known = await people.list_colleagues(connection, slack_user_ids, organization_id=actor.organization_id)
    return Named(known, {**names, **{one.slack_user_id: one.name for one in known}})


async def picked(field_name: str, slack_user_id: str, actor: Actor, sessions: Sessions, *, unlinked: str = UNLINKED) -> Colleague:
    """Who is picked in a form's field to have a lead or a task. unlinked: what is said where nobody is known to be that. Raises FieldsWrong."""
    async with sessions.read() as connection:
        known = await people.list_colleagues(connection, [slack_user_id], organization_id=actor.organization_id)
    if not known or not known[0].works:
        raise FieldsWrong({field_name: not_working(known, otherwise=unlinked)})
    return known[0]


def not_among(known: Sequence[Colleague], slack_user_ids: Sequence[str]) -> list[str]:
    """Who of these is not known."""
    linked = {colleague.slack_user_id for colleague in known}
    return [one for one in slack_user_ids if one not in linked]


def not_working(known: Sequence[Colleague], *, otherwise: str) -> str:
    """Why not all who are named can have leads and tasks, for a form: who only looks at leads, else `otherwise`."""
    viewers = [plain(one.name, 60) for one in known if one.is_active and not one.works]
    return f"{viewers[0]} is a viewer and only looks at leads. Pick somebody else." if viewers else otherwise
