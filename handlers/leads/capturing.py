"""Create lead from message: who a message is from or about, as the form for a new lead; and where it came from, as the lead's first note."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from crm import notes, signatures
from crm.notes import NewNote
from crm.people import Actor
from handlers import blocks, forms, messages
from handlers.answers import Answer, Opened
from handlers.arguments import Introduce
from handlers.dispatch import Routes
from handlers.grammar import Verb
from handlers.leads import new_form
from handlers.leads.views import lead_name
from handlers.mrkdwn import bounded
from handlers.remainders import NewLead
from handlers.rights import may
from handlers.site import Site
from store.database import Sessions

CAPTURE = "lead.capture"
SHOWN = 1000
"""Characters of a message in which nobody is found, above the empty form."""


def register(routes: Routes) -> None:
    """Create lead from message, in a message's menu."""
    routes.shortcut(CAPTURE, message_taken, verb=Verb.NEW, looks=True)


async def message_taken(body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Answer:
    """The form, filled in with what stands in the message, else below the message; nothing else of a private one is kept but its address."""
    await may(actor, sessions, "sales_rep", "new")
    captured = await messages.read(body, client, actor=actor, sessions=sessions, site=site, introduce=introduce, keeps_text=True)
    private = (
        f"This message is from a private conversation. The lead is shown to everyone at {actor.ways.name}; of the message only its address is kept, for you."
    )
    there = [blocks.context(f"A lead already: {lead_name(line)} (#{line.id})") for line in captured.proposed[:3]]
    typed = _read(captured.text, actor)
    said = bounded(captured.text, SHOWN) if typed == NewLead() else ""
    more = (*messages.about(captured, actor, private=private, proposes=False), *([blocks.context(said)] if said else []), *there)
    return Opened(new_form.new_form(actor, forms.kept(forms.origin(body), source=captured.source), typed=typed, more=more, hint="from the message"))


async def keep_source(session: AsyncSession, actor: Actor, lead_id: int, source: Mapping[str, Any], kept: Mapping[str, Any]) -> int:
    """Where a lead came from, as a note: a public message with its author, time, address and files; of a private one the address, for the actor alone.

    kept: see messages.kept_of. Gives the note's id.
    """
    is_public = bool(source.get("from"))
    content = messages.stored(kept.get("text", ""), source).strip() if is_public else str(source["permalink"])
    return (await notes.add(session, actor, NewNote(lead_id, content, is_private=not is_public, attachments=tuple(kept.get("files", ()))))).note_id


def _read(text: str, actor: Actor) -> NewLead:
    """What a signature or a sentence says, for the form's fields."""
    found = signatures.read_person(text, region=signatures.region_of(str(actor.zone)))
    person = found.person
    return NewLead(
        name=person.name if person else "",
        company=(person.company or "") if person else "",
        email=found.email or "",
        phone=next(iter(found.phones), ""),
        website=next(iter(found.websites), ""),
        linkedin=next(iter(found.linkedin), ""),
        title=(person.job_title or "") if person else "",
    )
