"""The peer of a saved note: Bolt with one listener each, which runs through asyncpg the statements that Leadbot runs, and answers with a sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from json import dumps, loads
from typing import Any

import asyncpg
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from store.database import APP_ROLE, ON_CONNECT
from store.meanings import ROLE
from store.notes import ADD
from store.search import EACH_LINE

ORGANIZATION, USER, SAVED = 1, 1, "Note saved."
NAMED = f"""
    with first as (insert into slack.received (source, key) select $1::text, $2::text where $2::text is not null on conflict do nothing returning 1)
    select set_config('app.actor_id', $3::text, true), set_config('app.batch_id', $4::text, true), $2::text is null or exists (select from first),
           (select {ROLE} from users u where u.id = nullif($3::text, '')::int and u.is_active)
"""


@asynccontextmanager
async def listening(app: AsyncApp, url: str) -> AsyncIterator[None]:
    """Its listeners, on a pool of connections that are the organization's as Leadbot's are."""

    async def belong(connection: asyncpg.Connection) -> None:
        await connection.execute(ON_CONNECT.format(role=APP_ROLE))
        await connection.execute(f"select set_config('app.organization_id', '{ORGANIZATION}', false)")

    async with asyncpg.create_pool(url, min_size=4, max_size=15, setup=None, init=belong, reset=_keep) as pool:

        @app.command("/lead")
        async def line(ack: AsyncAck, body: dict[str, Any]) -> None:
            _, number, text = str(body["text"]).split(" ", 2)
            words = f"{number} {text}".split()
            names = [" ".join(words[:count]) for count in range(2, min(len(words), 6) + 1)]
            async with pool.acquire() as connection:
                await connection.fetch(EACH_LINE, ["name"] * (len(names) + 1), [*names, body["text"]], 11, int(number), ORGANIZATION)
            await _save(pool, "slack.command", body["trigger_id"], int(number), text)
            await ack(response_type="ephemeral", text=SAVED)

        @app.view("note.save")
        async def form(ack: AsyncAck, view: dict[str, Any]) -> None:
            state = view["state"]["values"]
            text = state["note"]["value"]["rich_text_value"]["elements"][0]["elements"][0]["text"]
            await _save(pool, "slack.view", f"{view['id']}:{view['hash']}", int(state["lead"]["lead.pick"]["selected_option"]["value"]), text)
            await ack({"response_action": "update", "view": _said()})

        yield


async def _keep(_connection: asyncpg.Connection) -> None:
    """The settings of a connection are for as long as it lives, as Leadbot's are."""


async def _save(pool: asyncpg.Pool, source: str, key: str, lead_id: int, text: str) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchrow(NAMED, source, key, str(USER), "")
        await connection.fetchrow(ADD, lead_id, ORGANIZATION, USER, "general", text, False, dumps([]), dumps([]))


def _said() -> dict[str, Any]:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": SAVED}}]
    return {"type": "modal", "title": {"type": "plain_text", "text": "Leadbot"}, "blocks": loads(dumps(blocks))}
