"""users.info."""

from playground.webapi.call import Answer, Refused, Request


async def info(request: Request) -> Answer:
    """One person; the e-mail only with its scope."""
    person = request.state.people.get(request.need("user"))
    if person is None:
        raise Refused("user_not_found")
    user = person.as_slack(with_email="users:read.email" in request.state.installation.scopes)
    if request.flag("include_locale"):
        user["locale"] = "en-GB"
    return {"user": user}
