"""kill -9 of a worker in the middle of 200 deliveries over 20 channels."""

from collections import Counter
from collections.abc import Sequence

import asyncpg
import pytest

from playground.server import Playground
from tests.deliveries.conftest import HISTORY, many_channels, worker_process

CHANNELS, EACH = 20, 10


@pytest.fixture
async def ended(slack, ledger, database_url, request) -> list[asyncpg.Record]:
    """The ledger's rows after one worker was killed while it was sending, and another did the rest."""
    if request.param == "history may not be read":
        slack.installation.scopes -= HISTORY
    slack.faults.add("chat.postMessage", kind="slow", seconds=0.3, times=CHANNELS * EACH)  # time enough to be killed in
    channels = many_channels(slack, CHANNELS)
    for number in range(CHANNELS * EACH):
        await ledger.add(channels[number % CHANNELS], f"message {number}")
    with worker_process(database_url, slack.api_url) as first:
        await ledger.until(lambda states: states.count("sent") >= 50 and states.count("sending") >= 5)
        first.kill()
    with worker_process(database_url, slack.api_url):
        await ledger.until_over(seconds=60)
    return await ledger.owner.fetch("""
        select d.id, d.key::text, d.state, d.reason, d.message_ts, d.message ->> 'text' as text, c.destination
        from slack.deliveries d join slack.channels c on c.id = d.channel_id order by d.id
    """)


@pytest.mark.parametrize("ended", ["history may be read"], indirect=True)
async def test_where_history_may_be_read_each_is_sent_once_and_in_order(slack, ended):
    assert Counter(row["state"] for row in ended) == {"sent": CHANNELS * EACH}
    assert sorted(keys_in(slack, slack.channels)) == sorted(row["key"] for row in ended)
    assert_in_order(slack, ended)


@pytest.mark.parametrize("ended", ["history may not be read"], indirect=True)
async def test_where_it_may_not_each_is_sent_once_or_uncertain_with_its_reason(slack, ended):
    uncertain = [row for row in ended if row["state"] == "uncertain"]
    assert uncertain
    assert all(row["reason"].startswith("Slack's answer was lost, so it may have arrived or not") for row in uncertain)

    sent = Counter(keys_in(slack, slack.channels))
    assert max(sent.values()) == 1
    assert {row["key"] for row in ended if row["state"] == "sent"} <= set(sent)
    assert len(uncertain) + sum(row["state"] == "sent" for row in ended) == CHANNELS * EACH
    assert_in_order(slack, ended)


def keys_in(slack: Playground, channels: Sequence[str]) -> list[str]:
    """The keys of the messages that Slack has, channel by channel, in order."""
    return [message.metadata["event_payload"]["key"] for channel in channels for message in slack.messages(channel) if message.metadata]


def assert_in_order(slack: Playground, ended: list[asyncpg.Record]) -> None:
    place = {row["key"]: row["id"] for row in ended}
    for channel in slack.channels:
        arrived = [place[key] for key in keys_in(slack, [channel])]
        assert arrived == sorted(arrived)
    assert not slack.too_fast
