"""The whole state is read, reset, saved and loaded; that of messages, views and files is in ../whole/test_page_interface.py."""

import pytest

from playground.strictness import Strictness
from tests.playground.whole.conftest import modal, refused

LINK = "https://leads.acme.example/leads/42"


@pytest.fixture
def state(slack, browser):
    """Reads the state, or loads one."""

    async def exchange(given=None, *, status=200):
        async with browser.request("GET" if given is None else "PUT", f"{slack.url}/playground/state", json=given) as response:
            assert response.status == status
            return await response.json()

    return exchange


@pytest.fixture
def reset(slack, browser):
    async def press():
        async with browser.post(f"{slack.url}/playground/reset", json={}) as response:
            assert response.status == 200

    return press


async def test_trigger_ids_go_on_with_the_seconds_they_have_left(slack, state, reset, client):
    fresh, used = slack.ground.triggers.issue("UANA"), slack.ground.triggers.issue("UANA")
    await client.views_open(trigger_id=used, view=modal())
    slack.clock.advance(2.5)
    saved = await state()
    await reset()
    assert await refused(client.views_open(trigger_id=fresh, view=modal())) == "invalid_trigger_id"

    await state(saved)
    assert await refused(client.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    await client.views_open(trigger_id=fresh, view=modal())
    assert slack.view("UANA").callback_id == "note.save"


async def test_a_trigger_id_that_expired_meanwhile_stays_expired(slack, state, reset, client):
    late = slack.ground.triggers.issue("UANA")
    slack.clock.advance(3.1)
    saved = await state()
    await reset()

    await state(saved)

    assert await refused(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_faults_go_on_where_they_were(slack, state, reset):
    slack.faults.add("chat.postMessage", kind="rate_limited", times=2, retry_after=7)
    slack.faults.chance("users.info", seed=3, share=0.5, kinds=["error", "slow"])
    for _ in range(5):
        slack.faults.take("users.info")
    saved = await state()
    expected = [slack.faults.take("users.info") for _ in range(20)]
    await reset()
    assert [slack.faults.take("users.info") for _ in range(20)] == [None] * 20

    await state(saved)

    assert [slack.faults.take("users.info") for _ in range(20)] == expected
    assert [slack.faults.take("chat.postMessage").retry_after for _ in range(2)] == [7, 7]
    assert slack.faults.take("chat.postMessage") is None


async def test_settings_are_loaded_and_a_reset_brings_those_of_the_start(slack, state, reset):
    slack.strictness.distributed, slack.strictness.connections_open_per_minute = True, 1
    saved = await state()
    await reset()
    assert slack.strictness == Strictness()

    await state(saved)

    assert (slack.strictness.distributed, slack.strictness.connections_open_per_minute) == (True, 1)
    assert slack.ground.rates.per_minute("apps.connections.open", 3) == 1  # whoever holds the settings sees the new ones


async def test_a_link_that_was_told_can_be_unfurled_after_loading(slack, app, state, reset, client):
    await slack.say(LINK, user="UANA")
    saved = await state()
    await reset()

    await state(saved)
    event = app.events("link_shared")[0]
    await client.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls={LINK: {"text": "Ana Ruiz"}})

    assert slack.messages("CSALES")[0].attachments[0]["text"] == "Ana Ruiz"


@pytest.mark.parametrize(
    "broken",
    [
        {"trigger_ids": [{"id": "1.2.a"}]},
        {"faults": {"waiting": {"auth.test": [{"kind": "nonsense"}]}, "chances": {}}},
        {"strictness": {"nonsense": True}},
        {"shared_links": [{}]},
        {"messages": [{}]},
        {"version": 1},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_a_state_with_one_broken_part_changes_nothing(slack, state, broken):
    await slack.say("kept", user="UANA")
    before = await state()

    told = await state({**before, **broken}, status=400)

    assert "problem" in told
    assert await state() == before


async def test_a_reset_empties_everything_and_time_does_not_go_back(slack, state, reset, client):
    start = await state()
    await client.chat_postMessage(channel="CSALES", text="hello")
    slack.channels["CSALES"].members.clear()
    slack.people["UANA"].name = "Somebody"
    slack.installation.error, slack.installation.scopes = "token_revoked", set()
    slack.clock.advance(100)
    ahead = slack.clock.ahead

    await reset()

    assert {**await state(), "ahead": 0} == {**start, "ahead": 0}
    assert slack.clock.ahead == ahead
