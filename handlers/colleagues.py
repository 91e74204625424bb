"""Colleagues who are named in a line or picked in a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm.people import Actor
from handlers.arguments import Introduce, Member
from handlers.forms import FieldsWrong
from handlers.mrkdwn import plain
from handlers.words import joined
from store import people
from store.database import Sessions
from store.people import Colleague

UNLINKED = "Who is picked as owner is not linked to Leadbot. Pick somebody else."


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named: those who are known here, in the order asked for; what Slack said of others, and what each is called, by Slack user id."""

    known: Sequence[Colleague] = ()
    said: Mapping[str, Member] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """As far as anybody said it."""
        return {one: member.name for one, member in self.said.items() if member.name} | {one.slack_user_id: one.name for one in self.known}


async def named(slack_user_ids: Sequence[str], actor: Actor, sessions: Sessions, introduce: Introduce) -> Named:
    """The people behind Slack users. Whoever never spoke to Leadbot is linked first, if they can be; who cannot is left out of those known."""
    found = await known(slack_user_ids, actor, sessions)
    if missing := not_among(found, slack_user_ids):
        said = await introduce(missing)
        return Named(await known(slack_user_ids, actor, sessions), said)
    return Named(found)


async def known(slack_user_ids: Sequence[str], actor: Actor, sessions: Sessions) -> Sequence[Colleague]:
    """The people behind Slack users who are linked, active or not, in the order asked for."""
    if not slack_user_ids:
        return ()
    async with sessions.read() as connection:
        return await people.list_colleagues(connection, slack_user_ids, organization_id=actor.organization_id)


async def picked(field_name: str, slack_user_id: str, actor: Actor, sessions: Sessions, *, unlinked: str = UNLINKED) -> Colleague:
    """Who is picked in a form's field to have a lead or a task. unlinked: what is said where nobody is known to be that. Raises FieldsWrong."""
    found = await known([slack_user_id], actor, sessions)
    if not found or not found[0].works:
        raise FieldsWrong({field_name: not_working(found, otherwise=unlinked)})
    return found[0]


def not_among(found: Sequence[Colleague], slack_user_ids: Sequence[str]) -> list[str]:
    """Who of these is not among those found."""
    linked = {colleague.slack_user_id for colleague in found}
    return [one for one in slack_user_ids if one not in linked]


def unlinked(slack_user_ids: Sequence[str], found: Named) -> str:
    """Who of these has no account here, with the verb: `Dan Price is`, `Dan Price and Olga Brandt are`; empty of nobody. Plain."""
    missing = not_among(found.known, slack_user_ids)
    if not missing:
        return ""
    names = [plain(found.names[one], 60) for one in missing if one in found.names]
    others = len(missing) - len(names)
    said = [*names, *([f"{others} of those who are named"] if others > 1 or names else ["Who is named"]) * bool(others)]
    return f"{joined(said)} {'is' if len(missing) == 1 else 'are'}"


def not_working(known: Sequence[Colleague], *, otherwise: str) -> str:
    """Why not all who are named can have leads and tasks, for a form: who of them cannot, else `otherwise`."""
    return next((idle(one.name, one.is_active) for one in known if not one.works), otherwise)


def idle(name: str, is_active: bool) -> str:
    """Why this person cannot have leads and tasks. Plain."""
    return f"{plain(name, 60)} {'is a viewer and only looks at leads' if is_active else 'has no access any more'}. Pick somebody else."
