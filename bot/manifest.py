"""`leadbot manifest`: the Slack app's manifest for this installation."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

TEMPLATE = Path(__file__).resolve().parent.parent / "manifest.yml"
PLACEHOLDER = "https://leadbot.example.com"
LINKS = "links:"
"""How the scopes begin that only links to leads need."""
LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
ROOT = re.compile(rf"https://{LABEL}(\.{LABEL})+(:\d{{1,5}})?", re.IGNORECASE)
"""Slack wants a name with a dot in it, and TLS."""


class AddressNotPossible(ValueError):
    """Slack cannot reach Leadbot under what was given. Says why."""


def manifest(*, socket: bool, url: str | None, command: str, campaign_command: str = "/campaign", lead_url: str | None = None) -> str:
    """YAML to paste into Slack: with addresses under url (None: under PLACEHOLDER), or without any, for Socket Mode. lead_url: whose links show leads too.

    Raises AddressNotPossible.
    """
    if socket and url is not None:
        raise AddressNotPossible("--socket needs no address: give either --socket or --url.")
    root = None if url is None else _root(url)
    app: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
    names = {"/lead": command, "/campaign": campaign_command}
    for slash_command in app["features"]["slash_commands"]:
        slash_command["command"] = names[slash_command["command"]]
    if socket:
        app["settings"]["socket_mode_enabled"] = True
        app = _without_addresses(app)
    elif root is not None:
        app = _moved(app, root)
    domains = [urlsplit(address).hostname for address in (lead_url, None if socket else root or PLACEHOLDER) if address]
    app["features"]["unfurl_domains"] = list(dict.fromkeys(domain for domain in domains if domain and "." in domain))
    if not app["features"]["unfurl_domains"]:  # Slack wants one at least
        app = _without_links(app)
    return yaml.safe_dump(app, sort_keys=False, allow_unicode=True, width=120)


def _without_links(app: dict[str, Any]) -> dict[str, Any]:
    """Where no link can be a lead's, none is told of."""
    del app["features"]["unfurl_domains"], app["settings"]["event_subscriptions"]
    scopes = app["oauth_config"]["scopes"]
    scopes["bot"] = [scope for scope in scopes["bot"] if not scope.startswith(LINKS)]
    return app


def _root(url: str) -> str:
    """https://host or https://host:port, as it was typed."""
    root = url.removesuffix("/")
    if not ROOT.fullmatch(root) or not _has_possible_port(root):
        raise AddressNotPossible(f"--url must be https:// and a host, without a path, such as {PLACEHOLDER}: Leadbot answers at /slack/events there.")
    return root


def _has_possible_port(root: str) -> bool:
    try:
        return urlsplit(root).port != 0
    except ValueError:
        return False


def _without_addresses(part: Any) -> Any:
    """Everything but the entries that hold an address of ours."""
    if isinstance(part, dict):
        return {key: _without_addresses(value) for key, value in part.items() if not (isinstance(value, str) and value.startswith(PLACEHOLDER))}
    return [_without_addresses(one) for one in part] if isinstance(part, list) else part


def _moved(part: Any, url: str) -> Any:
    """The same with another host in its addresses."""
    if isinstance(part, dict):
        return {key: _moved(value, url) for key, value in part.items()}
    if isinstance(part, list):
        return [_moved(one, url) for one in part]
    return part.replace(PLACEHOLDER, url) if isinstance(part, str) else part
