"""Campaigns and their members."""

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
