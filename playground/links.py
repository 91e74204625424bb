"""Links of the app's domains: what link_shared told, and what chat.unfurl may answer to."""

import html
import re
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
Source = Literal["conversations_history", "composer"]


@dataclass
class SharedLinks:
    """Links that one message, or one composer, shows. `acked` when the app has taken link_shared; before that nothing may be unfurled."""

    unfurl_id: str
    source: Source
    user: str
    channel: str
    ts: str
    urls: list[str]
    acked: bool = False
    previews: dict[str, dict[str, Any]] = field(default_factory=dict)  # of a composer


def links_of(escaped: str, domains: tuple[str, ...]) -> list[dict[str, str]]:
    """The links of these domains, or of hosts below them: [{domain, url}]."""
    found = []
    for url in dict.fromkeys(LINK.findall(escaped)):
        host = urlsplit(html.unescape(url)).hostname or ""
        domain = next((one for one in domains if host == one or host.endswith(f".{one}")), None)
        if domain is not None:
            found.append({"domain": domain, "url": html.unescape(url)})
    return found
