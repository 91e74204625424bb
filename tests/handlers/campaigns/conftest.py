"""Campaigns and their members, and forms as a person fills them in."""

import pytest


@pytest.fixture
def stored(rows):
    """Who is where, and how far."""

    async def fetch():
        return await rows(
            "select c.name, m.lead_id, m.status, m.last_contact_at is not null as contacted, m.response_at is not null as responded, "
            "m.conversion_at is not null as converted from campaign_leads m join campaigns c on c.id = m.campaign_id order by m.id"
        )

    return fetch


@pytest.fixture
def opened(slack, bot):
    """The form that a line opens."""

    async def run(line, user="UANA", command="/lead"):
        await slack.command(command, line, user=user)
        await bot.dispatcher.drain(5)
        return slack.state.views.top(user)

    return run


@pytest.fixture
def submit(slack, bot):
    async def run(view, filled=None):
        outcome = await slack.submit(view, filled)
        await bot.dispatcher.drain(5)
        return outcome

    return run
