"""How an act on a lead ends: with a receipt, or with the card that it began on, drawn anew."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.people import Actor
from handlers.answers import Answer, Block, Closed, Origin, Receipt, Reply, Updated
from handlers.forms import in_place
from handlers.leads import views
from handlers.leads.finding import card_of
from handlers.sending import said
from handlers.site import Site
from store.database import driver_of


async def on_card(session: AsyncSession, lead_id: int, actor: Actor, site: Site, *, about: Mapping[str, Any], origin: Origin, result: Block) -> Reply | None:
    """The card that a form was opened from, drawn anew with what was done; None where it was opened from elsewhere."""
    if not (origin.redraws and "card" in about):
        return None
    card = await card_of(await driver_of(session), lead_id, actor)
    return views.lead_card(card, actor, site, shareable=about["card"], result=result) if card else None


async def card_anew(session: AsyncSession, lead_id: int, actor: Actor, site: Site, body: dict[str, Any], *, result: Block) -> Reply:
    """The card in the place of the message that was clicked, with what was done as its first block; where others see the message, to the person alone."""
    card = await card_of(await driver_of(session), lead_id, actor)
    if card is None:
        return views.gone(lead_id)
    return in_place(body, views.lead_card(card, actor, site, shareable=views.is_shareable(body), result=result))


def ended(origin: Origin, reply: Reply, *, everything: bool = False) -> Answer:
    """A form is saved: its receipt stands where the act began, in a view where there is no other place. everything: the forms below it close too."""
    has_place = origin.response_url or origin.at_home or everything
    return Closed(receipt=Receipt(reply, origin), everything=everything) if has_place else Updated(said(reply))
