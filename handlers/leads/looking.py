"""Find a lead, from anywhere: a field that looks up as one types, and the card in its view."""

from typing import Any

from crm.people import Actor
from handlers import blocks
from handlers.answers import Answer, Opened, Reply, View
from handlers.dispatch import Routes
from handlers.leads import finding, views
from handlers.leads.picking import lead_field, lead_options
from handlers.site import Site
from store.database import Sessions

FIND = "lead.find"
LOOK = "lead.look"


def register(routes: Routes) -> None:
    """The global shortcut, and the button of App Home. What is picked arrives as the field's own action."""
    routes.shortcut(FIND, find_wanted, verb="")
    routes.action(FIND, find_wanted, opens=True)
    routes.action(LOOK, lead_picked, reads=True)
    routes.options(LOOK, lead_options)


async def find_wanted(actor: Actor) -> Answer:  # noqa: ARG001 - whoever is not linked gets the Connect card
    """A field, and nothing else yet."""
    return Opened(_view([]))


async def lead_picked(action: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """The card, below the field."""
    lead_id = int(action["selected_option"]["value"])
    async with sessions.read() as connection:
        card = await finding.card_of(connection, lead_id, actor)
    shown: Reply = views.lead_card(card, actor, site) if card else views.gone(lead_id)
    return Opened(_view([{"type": "divider"}, *shown.blocks]))


def _view(below: list[dict[str, Any]]) -> View:
    element = {**lead_field()["element"], "action_id": LOOK}  # no input of a form: what is picked is told at once
    return blocks.view("Find a lead", [blocks.actions(element), *below])
