"""usergroups.list, usergroups.users.list, team.info, bots.info."""

from playground.people import APP_ID, BOT_ID, BOT_USER_ID, OTHER_TEAM_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from playground.webapi.call import Answer, Refused, Request


async def usergroups(request: Request) -> Answer:
    """The user groups, with their members if asked for. Only paid plans have any."""
    if request.ground.strictness.groups_need_a_plan:
        raise Refused("plan_upgrade_required")
    with_users, with_count = request.flag("include_users"), request.flag("include_count")
    return {"usergroups": [one.as_slack(with_users=with_users, with_count=with_count) for one in request.state.groups.values()]}


async def usergroup_users(request: Request) -> Answer:
    """Who is in a user group."""
    group = request.state.groups.get(request.need("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


async def team(request: Request) -> Answer:
    """The workspace; of others nothing is told."""
    if request.text("team") not in ("", TEAM_ID):
        raise Refused("team_not_found" if request.text("team") != OTHER_TEAM_ID else "access_denied")
    icon = {"image_default": True, "image_68": f"{request.base}/icon.png"}
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": "acme.example", "icon": icon}}


async def bot(request: Request) -> Answer:
    """The app's bot."""
    if request.text("bot") not in ("", BOT_ID):
        raise Refused("bot_not_found")
    icons = {"image_36": f"{request.base}/icon.png"}
    return {"bot": {"id": BOT_ID, "deleted": False, "name": "Leadbot", "updated": 1767225600, "app_id": APP_ID, "user_id": BOT_USER_ID, "icons": icons}}
