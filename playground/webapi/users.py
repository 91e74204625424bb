"""users.info, users.list, users.lookupByEmail."""

from typing import Any

from playground.people import OTHER_TEAM_ID, Person
from playground.webapi.call import Answer, Refused, Request
from playground.webapi.paging import page


def shown(request: Request, person: Person) -> dict[str, Any]:
    """A user object; the e-mail only with its scope."""
    user = person.as_slack(with_email=request.has_scope("users:read.email"))
    if request.flag("include_locale"):
        user["locale"] = "en-GB"
    return user


async def info(request: Request) -> Answer:
    """One person. A stranger whom no channel shares with us is not visible."""
    person = request.state.people.get(request.need("user"))
    if person is None:
        raise Refused("user_not_found")
    if person.is_stranger and not any(person.id in channel.members for channel in request.state.channels.values()):
        raise Refused("user_not_visible")
    return {"user": shown(request, person)}


async def listed(request: Request) -> Answer:
    """Everybody of the workspace, the deactivated and the bots too."""
    if request.ground.strictness.large_team and not request.text("limit"):
        raise Refused("limit_required")
    people = [one for one in request.state.people.values() if one.team_id != OTHER_TEAM_ID]
    part, metadata = page(request, people, default=1000)
    return {"members": [shown(request, one) for one in part], "cache_ts": int(request.state.clock.now()), **metadata}


async def lookup_by_email(request: Request) -> Answer:
    """The active member with this address."""
    email = request.need("email").lower()
    for person in request.state.people.values():
        if person.email.lower() == email and not (person.deleted or person.is_bot or person.is_stranger):
            return {"user": shown(request, person)}
    raise Refused("users_not_found")
