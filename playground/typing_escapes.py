"""What Slack makes of a line that a person typed after a command with should_escape."""

import re

from playground.state import State

PIECES = re.compile(
    r"(?P<url>https?://[^\s<>]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\w)@(?P<handle>[\w.-]+)"
    r"|(?<!\w)#(?P<channel>[a-z0-9][\w-]*)"
    r"|(?P<special>[&<>])"
)
BROADCASTS = ("here", "channel", "everyone")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape_typed(text: str, state: State, *, with_names: bool = False) -> str:
    """@ben becomes <@UBEN>, #sales <#CSALES|sales>, addresses get brackets, and & < > become entities."""
    return PIECES.sub(lambda found: _piece(found, state, with_names=with_names), text)


def _mention(handle: str, state: State, *, with_names: bool) -> str:
    """A person, a group, everybody; "" where nobody is called so."""
    if handle in BROADCASTS:
        return f"<!{handle}>"
    person = next((one for one in state.people.values() if one.handle == handle), None)
    if person:
        return f"<@{person.id}|{person.handle}>" if with_names else f"<@{person.id}>"
    group = next((one for one in state.groups.values() if one.handle == handle), None)
    return f"<!subteam^{group.id}|@{group.handle}>" if group else ""


def _piece(found: re.Match[str], state: State, *, with_names: bool) -> str:
    if found["url"]:
        return f"<{escape(found['url'])}>"
    if found["mail"]:
        return f"<mailto:{found['mail']}|{found['mail']}>"
    if found["handle"]:
        return _mention(found["handle"].lower(), state, with_names=with_names) or found[0]
    if found["channel"]:
        channel = next((one for one in state.channels.values() if one.name == found["channel"] and not one.is_im), None)
        return f"<#{channel.id}|{'' if channel.is_private else channel.name}>" if channel else found[0]
    return ENTITIES[found[0]]


def escape(text: str) -> str:
    """& < > as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
