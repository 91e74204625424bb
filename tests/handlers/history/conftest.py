"""A lead's history as a person sees it, and what the menus of its entries open."""

import pytest

from playground.validator import validate_message, validate_view

OWN = "history.own"


@pytest.fixture
def history(slack, bot):
    async def run(lead, user="UANA"):
        await slack.command("/lead", "help", user=user)
        message = (await slack.command("/lead", f"history {lead.id}", user=user)).message
        assert validate_message({"blocks": message.blocks}) == []
        return message

    return run


@pytest.fixture
def chosen(slack, bot, history):
    """The view that an entry of the first line's menu opens."""

    async def run(lead, what, user="UANA"):
        message = await history(lead, user)
        block_id, value = next(
            (block["block_id"], option["value"])
            for block in message.blocks
            for option in block.get("accessory", {}).get("options", [])
            if option["value"].split()[0] == what
        )
        await slack.click(message, action_id=OWN, value=value, block_id=block_id)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top(user)
        assert view is None or validate_view(view.payload) == []
        return view

    return run


@pytest.fixture
def entries():
    def names(message):
        return [
            option["text"]["text"]
            for block in message.blocks
            for option in block.get("accessory", {}).get("options", [])
            if block["accessory"]["action_id"] == OWN
        ]

    return names
