"""What is counted, not timed: round trips to the database, calls of Slack's Web API."""

from collections.abc import Sequence

from bench import load, slack
from bench.answers import acks, cards
from bench.figures import Figure
from bench.stage import Stage
from tests.roundtrips import counting

REQUESTS = 200


async def measure(stage: Stage) -> list[Figure]:
    """Once every connection of the pool serves the organization and knows its statements."""
    section = f"counted over {REQUESTS} requests"
    async with counting(stage.url) as database, stage.leadbot(url=database.url, worker=False) as child:
        await load.each(child.port, [slack.command("42")] * 100)

        async def count(requests: Sequence[bytes]) -> tuple[float, float]:
            trips, calls = database.trips, stage.api.calls.total()
            await load.each(child.port, (requests[number % len(requests)] for number in range(REQUESTS)))
            return (database.trips - trips) / REQUESTS, (stage.api.calls.total() - calls) / REQUESTS

        ack_trips, ack_calls = await count(acks())
        card_trips, card_calls = await count(cards())
    return [
        Figure(section, "an ack (authorize): SQL", "round trips", ack_trips, at_most=0),
        Figure(section, "an ack (authorize): Web API", "calls", ack_calls, at_most=0),
        Figure(section, "a card: SQL", "round trips", card_trips, at_most=3),
        Figure(section, "a card: Web API", "calls", card_calls, at_most=0),
    ]
