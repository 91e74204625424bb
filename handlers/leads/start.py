"""What `/lead` alone answers."""

from collections.abc import Sequence

from crm.people import Actor
from handlers import blocks
from handlers.answers import Block, Reply
from handlers.leads.lists import lead_lines
from handlers.leads.views import MY_DAY, NEW
from handlers.site import Site
from store.activities import DueCounts
from store.leads import LeadLine


def start(recent: Sequence[LeadLine], due: DueCounts, viewer: Actor, site: Site) -> Reply:
    """What `/lead` alone answers: how to ask, the recent leads, what is due."""
    how = f"*Type what you remember of a lead*: `{site.command} ana acme`, `{site.command} 42`, `{site.command} ana@acme.com`"
    waiting = _waiting(due)
    told = [
        blocks.section(how),
        *_recent(recent, viewer),
        *([blocks.section(waiting, blocks.button("My day", MY_DAY, "0"))] if waiting else []),
        blocks.context(f"More: `{site.command} help`. Commands do not work inside threads; type them in a channel or in any direct message."),
    ]
    return Reply("Type what you remember of a lead.", told)


def _recent(recent: Sequence[LeadLine], viewer: Actor) -> list[Block]:
    if recent:
        return [blocks.section("*Your recent leads*"), *lead_lines(recent, viewer)]
    if not viewer.is_at_least("sales_rep"):
        return []
    return [blocks.section("No leads of yours yet.", blocks.button("New lead", NEW, " "))]


def _waiting(due: DueCounts) -> str:
    parts = [f"{due.today} due today"] * bool(due.today) + [f"{due.overdue} overdue"] * bool(due.overdue)
    return f"*{', '.join(parts)}.*" if parts else ""
