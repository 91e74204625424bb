"""Leads, whose they are, and the questions that acts on many of them ask."""

import pytest

from playground.validator import validate_message, validate_view

ASSIGN, ENROLL, UNDO, MINE = "list.assign", "list.enroll", "list.undo", "list.mine"


@pytest.fixture
def owners(rows):
    """First names of the owners, lead by lead."""

    async def fetch():
        found = await rows("select l.id, u.first_name as owner from leads l left join users u on u.id = l.assigned_to_id order by l.id")
        return [row["owner"] for row in found]

    return fetch


@pytest.fixture
def members(rows):
    async def fetch():
        return [row["lead_id"] for row in await rows("select lead_id from campaign_leads order by lead_id")]

    return fetch


@pytest.fixture
def some_leads(a_lead):
    async def make(count, **more):
        return [await a_lead(first_name=f"Lead {n}", **more) for n in range(count)]

    return make


@pytest.fixture
def opened(slack, bot):
    async def run(line, user="UCARA"):
        await slack.command("/lead", line, user=user)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top(user)
        assert view is None or validate_view(view.payload) == []
        return view

    return run


@pytest.fixture
def last(slack):
    def find(user="UCARA", channel="CSALES"):
        message = slack.messages(channel, user)[-1]
        assert validate_message({"blocks": message.blocks}) == []
        return message

    return find


def words(view):
    return "\n".join(block["text"]["text"] for block in view.blocks if block["type"] == "section")
