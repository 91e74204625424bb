"""The dispatcher over the wire: listeners of the test's own, real signatures, real deadlines."""

import asyncio
import json
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from crm.errors import UserError
from handlers.answers import Choices, Closed, Origin, Pushed, Receipt, Refused, Reply, Updated
from handlers.dispatch import Routes
from store.database import connect
from store.models import Lead
from store.urls import normalise_url
from tests.leadbot import leadbot

NOWHERE = normalise_url("postgresql://nobody@127.0.0.1:1/nothing")


@pytest.fixture
async def served(slack):
    """Serve some routes without a database."""
    database = connect(NOWHERE)
    stack = []

    async def serve(routes: Routes):
        running = leadbot(slack, database, 1, routes=routes)
        stack.append(running)
        return await running.__aenter__()

    yield serve
    for running in stack:
        await running.__aexit__(None, None, None)
    await database.close()


def interactive(slack, **payload):
    """A signed interactive request as Slack sends it."""
    body = urlencode({"payload": json.dumps({"team": {"id": "T0ACME"}, "user": {"id": "UANA"}, "trigger_id": "1.2.a", **payload})})
    return slack.post(body, {"Content-Type": "application/x-www-form-urlencoded", **slack.sign(body)})


def a_view(**more):
    field = {"type": "input", "block_id": "name", "label": {"type": "plain_text", "text": "Name"}, "element": {"type": "plain_text_input", "action_id": "name"}}
    title = {"type": "plain_text", "text": "A form"}
    return {
        "id": "V1",
        "hash": "h1",
        "type": "modal",
        "callback_id": "form.save",
        "title": title,
        "submit": title,
        "blocks": [field],
        "state": {"values": {}},
        **more,
    }


def submission(slack, **more):
    return interactive(slack, type="view_submission", view=a_view(**more))


async def test_an_answer_in_time_is_the_ack(slack, served):
    async def listener(line):
        return Reply(f"read {line.rest}")

    routes = Routes()
    routes.command("find", listener)
    await served(routes)

    outcome = await slack.command("/lead", "ana")

    assert outcome.status == 200
    assert outcome.text == "read ana"
    assert slack.calls == []


async def test_an_answer_that_is_late_comes_as_a_new_message(slack, served):
    async def listener():
        await asyncio.sleep(1)
        return Reply("at last")

    routes = Routes()
    routes.command("find", listener)
    await served(routes)

    outcome = await slack.command("/lead", "ana")

    assert (outcome.status, outcome.text) == (200, "")
    assert outcome.ack_ms < 2000
    assert (await outcome.later()).text == "at last"


async def test_a_verb_that_nobody_listens_to_gives_the_typed_line_back(slack, database, acme):
    async with leadbot(slack, database, acme.id, routes=Routes()):
        outcome = await slack.command("/lead", "note 42 talked to Ana <b>")

    assert "/lead note doesn't exist yet, so nothing was saved" in outcome.text.replace("`", "")
    assert "note 42 talked to Ana" in outcome.text


async def test_a_verb_that_only_reads_says_nothing_of_saving(slack, database, acme):
    async with leadbot(slack, database, acme.id, routes=Routes()):
        said = (await slack.command("/lead", "today")).text

    assert "doesn't exist yet." in said.replace("`", "")
    assert "saved" not in said


@pytest.mark.parametrize("typed", ["note 42 called", "today", "zzz"])
async def test_who_is_not_linked_is_told_so_whatever_they_type(slack, database, acme, typed):
    async with leadbot(slack, database, acme.id, routes=Routes()):
        outcome = await slack.command("/lead", typed, user="UDAN")
        said = outcome.text + (await outcome.later()).text if not outcome.text else outcome.text

    assert "Connect to Acme" in said


async def test_a_fault_of_ours_is_a_code_that_the_log_has(slack, served, capfd):
    async def listener():
        raise ZeroDivisionError("secret@acme.example")

    routes = Routes()
    routes.command("find", listener)
    await served(routes)

    outcome = await slack.command("/lead", "ana")

    code = outcome.text.split("code: ")[1][:8]
    assert "Something broke on our side" in outcome.text
    assert "secret@acme.example" not in outcome.text
    assert code in "".join(capfd.readouterr())


async def test_a_refusal_whose_sentence_fails_is_a_code_too(slack, served, capfd):
    class Unworded(UserError):
        pass

    async def listener():
        raise Unworded

    routes = Routes()
    routes.command("find", listener)
    await served(routes)

    code = (await slack.command("/lead", "ana")).text.split("code: ")[1][:8]

    assert code in "".join(capfd.readouterr())


async def test_a_form_closes_with_the_ack(slack, served):
    async def listener(view):
        assert view["callback_id"] == "form.save"
        return Closed()

    routes = Routes()
    routes.view("form.save", listener)
    await served(routes)

    answer = await submission(slack)

    assert (answer.status, answer.body) == (200, "")


async def test_a_refusal_lands_at_its_field(slack, served):
    async def listener():
        return Refused({"name": "Give a name."})

    routes = Routes()
    routes.view("form.save", listener)
    await served(routes)

    answer = await submission(slack)

    assert answer.json == {"response_action": "errors", "errors": {"name": "Give a name."}}


async def test_a_broken_submission_keeps_the_form_open(slack, served):
    async def listener():
        raise ZeroDivisionError

    routes = Routes()
    routes.view("form.save", listener)
    await served(routes)

    answer = await submission(slack)

    assert answer.json["response_action"] == "errors"
    assert "Something broke on our side" in answer.json["errors"]["name"]


async def test_a_form_becomes_another_view(slack, served):
    async def listener(view):
        return Updated({"type": "modal", "title": view["title"], "blocks": []})

    routes = Routes()
    routes.view("form.save", listener)
    await served(routes)

    answer = await submission(slack)

    assert answer.json["response_action"] == "update"


async def test_a_slow_submission_says_saving_keeps_its_fields_and_is_saved_once(slack, database, acme, owner):
    async def listener(sessions):
        async with sessions.begin(None) as session:
            session.add(Lead(first_name="Once", organization_id=acme.id))
            await session.flush()
            await asyncio.sleep(3)
        return Closed("All saved.")

    routes = Routes()
    routes.view("form.save", listener)
    async with leadbot(slack, database, acme.id, routes=routes) as one:
        first = slack.events_url
        async with leadbot(slack, database, acme.id, routes=routes) as other:
            second, slack.events_url = slack.events_url, first
            answer = await submission(slack)
            slack.events_url = second  # pressed again, it reaches another process
            shown = {**a_view(), "blocks": answer.json["view"]["blocks"], "hash": "h2"}
            again = await interactive(slack, type="view_submission", view=shown)
            await asyncio.gather(one.dispatcher.drain(9), other.dispatcher.drain(9))

    assert answer.json["response_action"] == "update"
    assert [block["block_id"] for block in shown["blocks"]] == ["saving:h1", "name"]
    assert shown["blocks"][0]["text"]["text"] == "Saving…"
    assert again.ok
    async with owner.connect() as connection:
        assert list((await connection.execute(select(Lead.first_name))).scalars()) == ["Once"]
    assert "All saved." in json.dumps(slack.calls_of("views.update")[0].arguments)


async def test_a_question_that_comes_too_late_does_not_take_the_place_of_what_was_typed(slack, served):
    async def listener(view):
        await asyncio.sleep(3)
        return Pushed({"type": "modal", "title": view["title"], "blocks": []})

    routes = Routes()
    routes.view("form.save", listener)
    bot = await served(routes)

    answer = await submission(slack)
    await bot.dispatcher.drain(5)

    assert answer.json["response_action"] == "update"
    [shown] = [call.arguments["view"] for call in slack.calls_of("views.update")]
    assert shown["blocks"][0]["text"]["text"] == "This took too long. Press A form again."
    assert [block["block_id"] for block in shown["blocks"]] == ["notice", "name"]


async def test_what_follows_an_answer_is_done_whatever_becomes_of_the_rest(slack, served):
    done = []

    async def listener(afterwards):
        async def breaks():
            raise ZeroDivisionError

        async def works():
            done.append("worked")

        afterwards(breaks)
        afterwards(works)
        return Closed(receipt=Receipt(Reply("Saved."), Origin(channel_id="CGENERAL")))

    routes = Routes()
    routes.view("form.save", listener)
    bot = await served(routes)
    slack.faults.add("*", kind="garbled", times=10)

    await submission(slack)
    await bot.dispatcher.drain(5)

    assert done == ["worked"]
    assert slack.calls_of("chat.postEphemeral")


async def test_options_that_are_late_are_empty(slack, served):
    async def listener():
        await asyncio.sleep(3)
        return Choices([{"text": {"type": "plain_text", "text": "Ana"}, "value": "1"}])

    routes = Routes()
    routes.options("lead", listener)
    await served(routes)

    answer = await interactive(slack, type="block_suggestion", action_id="lead", value="a", block_id="lead")

    assert answer.json == {"options": []}


async def test_an_event_that_fails_is_sent_again(slack, served):
    tries = []

    async def listener(event):
        tries.append(event["type"])
        if len(tries) == 1:
            raise ZeroDivisionError

    routes = Routes()
    routes.event("app_home_opened", listener)
    await served(routes)

    delivery = await slack.event({"type": "app_home_opened", "user": "UANA", "channel": "D1", "tab": "home"})

    await delivery.done()
    assert tries == ["app_home_opened", "app_home_opened"]
    assert [attempt.status for attempt in delivery.attempts] == [503, 200]


async def test_a_button_of_an_older_version_says_so(slack, bot):
    outcome = await slack.command("/lead", "help")
    slack.state.messages[-1].blocks = [
        {
            "type": "actions",
            "block_id": "b",
            "elements": [{"type": "button", "action_id": "gone.away", "value": "1", "text": {"type": "plain_text", "text": "Go"}}],
        }
    ]

    clicked = await slack.click(outcome.message, action_id="gone.away")

    assert clicked.status == 200
    assert "older version" in (await clicked.later()).text


async def test_what_is_running_is_finished_before_the_end(slack, served):
    finished = asyncio.Event()

    async def listener():
        await asyncio.sleep(1.2)
        finished.set()

    routes = Routes()
    routes.command("find", listener)
    bot = await served(routes)

    await slack.command("/lead", "ana")
    await bot.dispatcher.drain(5)

    assert finished.is_set()


def test_a_doubled_id_is_an_error_at_start():
    async def listener():
        return None

    routes = Routes()
    routes.action("lead.open", listener)

    with pytest.raises(ValueError, match=r"lead\.open"):
        routes.action("lead.open", listener)


def test_an_unknown_parameter_is_an_error_at_start():
    async def listener(lead):
        return lead

    with pytest.raises(TypeError, match="lead"):
        Routes().command("find", listener)
