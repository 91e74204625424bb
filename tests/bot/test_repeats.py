"""Slack sends a thing again: it happens once."""

import asyncio
import json
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from handlers.answers import Closed, Reply
from handlers.dispatch import Routes
from store.models import Lead
from tests.leadbot import leadbot

EVENT = {"type": "app_home_opened", "user": "UANA", "channel": "DANA", "tab": "home"}
FIELD = {"type": "input", "block_id": "name", "label": {"type": "plain_text", "text": "Name"}, "element": {"type": "plain_text_input", "action_id": "name"}}
TITLE = {"type": "plain_text", "text": "A form"}
VIEW = {"id": "V1", "hash": "h1", "type": "modal", "callback_id": "form.save", "title": TITLE, "submit": TITLE, "blocks": [FIELD], "state": {"values": {}}}


class Crash(Exception):
    """Of the test's own making."""


class Writer:
    """A listener that stores a lead. crashes: where it breaks down, once for each word; pause: seconds within the transaction."""

    def __init__(self, *crashes: str, pause: float = 0.0) -> None:
        self.crashes, self.pause = list(crashes), pause

    async def write(self, actor, sessions):
        crash = self.crashes.pop(0) if self.crashes else ""
        async with sessions.begin(actor) as session:
            session.add(Lead(first_name="Written", last_name="Once", organization_id=actor.organization_id))
            await session.flush()
            await asyncio.sleep(self.pause)
            if crash == "before the commit":
                raise Crash
        if crash == "after the commit":
            raise Crash


def routes_of(writer: Writer) -> Routes:
    async def typed(actor, sessions):
        await writer.write(actor, sessions)
        return Reply("Done.")

    async def submitted(actor, sessions):
        await writer.write(actor, sessions)
        return Closed()

    routes = Routes()
    routes.event("app_home_opened", writer.write)
    routes.command("find", typed)
    routes.view("form.save", submitted)
    routes.action("lead.claim", typed)
    return routes


@pytest.fixture
def bot_that_writes(slack, database, acme):
    return lambda *crashes, pause=0.0: leadbot(slack, database, acme.id, routes=routes_of(Writer(*crashes, pause=pause)))


@pytest.fixture
def written(owner):
    async def count() -> int:
        async with owner.connect() as connection:
            return (await connection.execute(text("select count(*) from leads"))).scalar_one()

    return count


def submit(slack, **more):
    payload = {"type": "view_submission", "team": {"id": "T0ACME"}, "user": {"id": "UANA"}, "trigger_id": "1.2.a", "view": {**VIEW, **more}}
    body = urlencode({"payload": json.dumps(payload)})
    return slack.post(body, {"Content-Type": "application/x-www-form-urlencoded", **slack.sign(body)})


async def test_an_event_that_comes_again_is_taken_and_written_once(slack, bot_that_writes, written):
    async with bot_that_writes():
        first = await slack.event(EVENT, event_id="Ev1")
        second = await slack.event(EVENT, event_id="Ev1")

    assert [first.delivered, second.delivered] == [True, True]
    assert await written() == 1


async def test_an_event_that_comes_twice_at_once_is_written_once(slack, bot_that_writes, written):
    async with bot_that_writes(pause=0.3):
        both = await asyncio.gather(slack.event(EVENT, event_id="Ev1"), slack.event(EVENT, event_id="Ev1"))

    assert [one.delivered for one in both] == [True, True]
    assert await written() == 1


async def test_another_event_of_the_same_kind_is_another_event(slack, bot_that_writes, written):
    async with bot_that_writes():
        await slack.event(EVENT, event_id="Ev1")
        await slack.event(EVENT, event_id="Ev2")

    assert await written() == 2


async def test_an_event_whose_work_broke_down_before_its_commit_is_done_when_it_comes_again(slack, bot_that_writes, written):
    async with bot_that_writes("before the commit"):
        delivery = await slack.event(EVENT, event_id="Ev1")
        await delivery.done()

    assert [attempt.status for attempt in delivery.attempts] == [503, 200]
    assert await written() == 1


async def test_an_event_whose_work_broke_down_after_its_commit_is_not_done_again(slack, bot_that_writes, written):
    async with bot_that_writes("after the commit"):
        delivery = await slack.event(EVENT, event_id="Ev1")
        await delivery.done()

    assert [attempt.status for attempt in delivery.attempts] == [503, 200]
    assert await written() == 1


async def test_an_event_that_was_too_slow_for_slack_is_written_once_when_it_comes_again(slack, bot_that_writes, written):
    async with bot_that_writes(pause=2.7):
        delivery = await slack.event(EVENT, event_id="Ev1")
        await delivery.done()

    assert [attempt.status for attempt in delivery.attempts] == [503, 200]
    assert await written() == 1


async def test_a_form_that_is_submitted_twice_closes_twice_and_is_written_once(slack, bot_that_writes, written):
    async with bot_that_writes(pause=0.3):
        both = await asyncio.gather(submit(slack), submit(slack))
        third = await submit(slack)

    assert [(one.status, one.body) for one in (*both, third)] == [(200, "")] * 3
    assert await written() == 1


async def test_a_form_whose_save_broke_down_is_saved_when_it_is_submitted_again(slack, bot_that_writes, written):
    async with bot_that_writes("before the commit"):
        first, second = await submit(slack), await submit(slack)

    assert "Something broke on our side" in first.json["errors"]["name"]
    assert (second.status, second.body) == (200, "")
    assert await written() == 1


async def test_the_same_form_opened_anew_is_another_form(slack, bot_that_writes, written):
    async with bot_that_writes():
        await submit(slack)
        await submit(slack, id="V2")

    assert await written() == 2


async def test_a_command_that_comes_twice_is_done_and_answered_once(slack, bot_that_writes, written):
    async with bot_that_writes(pause=0.3):
        outcome = await slack.command("/lead", "ana", twice=True)

    assert outcome.repeat is not None
    assert sorted([outcome.text, outcome.repeat.text]) == ["", "Done."]
    assert await written() == 1


async def test_a_click_that_comes_twice_is_done_and_answered_once(slack, bot_that_writes, written):
    button = {"type": "button", "action_id": "lead.claim", "value": "1", "text": {"type": "plain_text", "text": "Claim"}}
    async with bot_that_writes(pause=0.3) as bot:
        message = await slack.state.post("CSALES", "ULEADBOT", "A lead", blocks=[{"type": "actions", "block_id": "b", "elements": [button]}])
        await slack.click(message, action_id="lead.claim", user="UANA", twice=True)
        await bot.dispatcher.drain(5)

    assert [one.text for one in slack.messages("CSALES") if one.is_ephemeral] == ["Done."]
    assert await written() == 1
