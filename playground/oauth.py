"""The consent page: who installs the app, which optional scopes they decline, and the way back to the app with a code."""

import html
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from playground.ground import Ground

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Install Leadbot</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }} label {{ display: block }}</style>
<h1>Leadbot asks for access to Acme</h1>
<form method="post" action="/oauth/v2/authorize"><h2>What it will be able to do</h2><ul>{needed}</ul>{optional}
<label>You are <select name="user">{people}</select></label>{hidden}
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button></p></form></html>"""

BOX = """<label><input type="checkbox" name="optional" value="{scope}" checked> {scope} (optional)</label>
<input type="hidden" name="optional_asked" value="{scope}">"""


class NoConsent(Exception):
    """What Slack writes on the page instead of asking."""


def routes(ground: Ground) -> list[web.RouteDef]:
    """The page, and its form's target."""

    async def ask(request: web.Request) -> web.Response:
        return _answered(lambda: _page(ground, _wanted(ground, dict(request.query))))

    async def decide(request: web.Request) -> web.Response:
        posted = await request.post()
        form: dict[str, Any] = dict(posted)
        declined = set(map(str, posted.getall("optional_asked", []))) - set(map(str, posted.getall("optional", [])))
        return _answered(lambda: _decided(ground, _wanted(ground, form), form, declined))

    return [web.get("/oauth/v2/authorize", ask), web.post("/oauth/v2/authorize", decide)]


def _answered(make: Any) -> web.Response:
    try:
        made: web.Response = make()
    except NoConsent as error:
        return web.Response(status=400, text=str(error))
    return made


def _wanted(ground: Ground, given: dict[str, Any]) -> dict[str, str]:
    """The request's parameters, if the app may ask so. Raises NoConsent in Slack's words."""
    names = ("client_id", "scope", "state", "redirect_uri", "code_challenge", "code_challenge_method", "optional_scope")
    wanted = {name: str(given.get(name, "")) for name in names}
    if wanted["client_id"] != ground.credentials.client_id:
        raise NoConsent("Invalid client_id parameter")
    urls = ground.manifest.redirect_urls
    if wanted["redirect_uri"] and urls and not any(wanted["redirect_uri"].startswith(one) for one in urls):
        raise NoConsent("redirect_uri did not match any configured URIs")
    if not wanted["redirect_uri"] and not urls:
        raise NoConsent("redirect_uri is missing, and the app has none configured")
    known = ground.manifest.bot_scopes | ground.manifest.bot_optional_scopes
    unknown = {one for one in wanted["scope"].split(",") if one} - known
    if unknown or not wanted["scope"]:
        raise NoConsent(f"invalid_scope: {', '.join(sorted(unknown)) or 'nothing was requested'}")
    return wanted


def _page(ground: Ground, wanted: dict[str, str]) -> web.Response:
    scopes = wanted["scope"].split(",")
    optional = [one for one in scopes if one in ground.manifest.bot_optional_scopes]
    boxes = "".join(BOX.format(scope=one) for one in optional)
    text = PAGE.format(
        needed="".join(f"<li>{html.escape(one)}</li>" for one in scopes if one not in optional),
        optional=boxes,
        people="".join(f'<option value="{one.id}">{html.escape(one.name)}</option>' for one in ground.state.people.values() if not one.is_bot),
        hidden="".join(f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in wanted.items()),
    )
    return web.Response(text=text, content_type="text/html")


def _decided(ground: Ground, wanted: dict[str, str], form: dict[str, Any], declined: set[str]) -> web.Response:
    """Back to the app: with a code, or with access_denied."""
    redirect_uri = wanted["redirect_uri"] or ground.manifest.redirect_urls[0]
    user = str(form.get("user", ""))
    if form.get("decision") != "allow":
        return _back(redirect_uri, {"error": "access_denied", "state": wanted["state"]})
    person = ground.state.people.get(user)
    if person is None or person.is_restricted or person.is_stranger or person.is_bot:
        raise NoConsent("Guests and people of other companies cannot install apps here.")
    code = secrets.token_urlsafe(24)
    ground.credentials.codes[code] = {
        "user": user,
        "scopes": [one for one in wanted["scope"].split(",") if one not in declined],
        "redirect_uri": wanted["redirect_uri"],
        "code_challenge": wanted["code_challenge"],
        "at": ground.state.clock.now(),
    }
    return _back(redirect_uri, {"code": code, "state": wanted["state"]})


def _back(redirect_uri: str, query: dict[str, str]) -> web.Response:
    parts = urlsplit(redirect_uri)
    target = urlunsplit(parts._replace(query="&".join(part for part in (parts.query, urlencode(query)) if part)))
    return web.Response(status=302, headers={"Location": target})
