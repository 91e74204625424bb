"""What an app's scopes and manifest must allow before its blocks pass."""

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from playground.rules import Problem
from playground.walk import blocks_in, elements_in

ADDRESSES = ("auth_url", "disconnect_url")


def validate_for_app(
    blocks: list[dict[str, Any]],
    *,
    scopes: Collection[str],
    unfurl_domains: Collection[str] = (),
    auth_hosts: Collection[str] = (),
    pointer: str = "/blocks",
) -> list[Problem]:
    """Videos need links.embed:write and a host of unfurl_domains, file_input files:read, auth_provider hosts of user_connections.

    The blocks have passed the validator already.
    """
    problems = []
    for place, block in blocks_in(blocks, pointer):
        problems += [Problem(where, f"missing required scope: {scope}") for where, scope in _scopes(place, block) if scope not in scopes]
        if block["type"] == "video" and not _covered(block["video_url"], unfurl_domains):
            problems.append(Problem(f"{place}/video_url", "must be on a domain of the app's unfurl_domains"))
        addresses = ADDRESSES if block["type"] == "auth_provider" else ()
        outside = [name for name in addresses if name in block and not _covered(block[name], auth_hosts)]
        problems += [Problem(f"{place}/{name}", "must be on a host of the app's auth_hosts") for name in outside]
    return problems


def _scopes(place: str, block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if block["type"] == "video":
        yield place, "links.embed:write"
    for pointer, element in elements_in(block, place):
        if element["type"] == "file_input":
            yield pointer, "files:read"


def _covered(url: str, domains: Collection[str]) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
