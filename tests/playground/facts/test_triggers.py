"""trigger_ids. That each works for three seconds and once is in ../whole/test_views.py."""

import re

import pytest

from tests.playground.whole.conftest import actions, modal, refused


async def test_a_trigger_id_is_two_numbers_and_a_hexadecimal_word(slack, app):
    await slack.command("/lead", "42")

    assert re.fullmatch(r"\d+\.\d+\.[0-9a-f]+", app.last["trigger_id"])


async def test_every_act_has_a_trigger_id_of_its_own(slack, app):
    for _ in range(3):
        await slack.command("/lead", "42")
        await slack.shortcut("lead.new")

    assert len({one["trigger_id"] for one in app.heard}) == 6


@pytest.mark.parametrize(("worked_for", "error"), [(2.9, None), (3.1, "expired_trigger_id")])
async def test_the_three_seconds_run_while_the_app_works(slack, app, client, worked_for, error):
    seen = []

    async def work_then_open(payload):
        slack.clock.advance(worked_for)
        opening = client.views_open(trigger_id=payload["trigger_id"], view=modal())
        seen.append(await refused(opening) if error else (await opening)["ok"])

    app.answers["command"] = work_then_open
    await slack.command("/lead", "42", user="UANA")

    assert seen == [error or True]
    assert (slack.view("UANA") is None) is bool(error)


async def test_a_view_that_was_opened_in_time_is_updated_long_after(slack, app, client):
    outcome = await slack.command("/lead", "42", user="UANA")
    loading = await client.views_open(trigger_id=outcome.payload["trigger_id"], view=modal(callback_id="loading"))
    slack.clock.advance(600)

    await client.views_update(view_id=loading["view"]["id"], view=modal(callback_id="loaded"))

    assert slack.view("UANA").callback_id == "loaded"


async def test_a_trigger_id_is_used_up_by_push_as_by_open(slack, app, client, opened):
    outcome = await slack.click(await opened(actions()), action_id="go")
    trigger_id = outcome.payload["trigger_id"]

    await client.views_push(trigger_id=trigger_id, view=modal())

    assert await refused(client.views_open(trigger_id=trigger_id, view=modal())) == "exchanged_trigger_id"


@pytest.mark.parametrize("wrong", ["123.456.abcdef", "nonsense"])
async def test_a_trigger_id_that_slack_did_not_give_out_is_invalid(client, wrong):
    assert await refused(client.views_open(trigger_id=wrong, view=modal())) == "invalid_trigger_id"


@pytest.mark.parametrize(("as_arguments", "error"), [(False, "expired_trigger_id"), (True, "invalid_arguments")])
async def test_whether_an_expired_trigger_id_is_an_invalid_argument_is_a_flag(slack, client, as_arguments, error):
    slack.strictness.trigger_errors_as_arguments = as_arguments
    late = slack.ground.triggers.issue("UANA")
    slack.clock.advance(3.1)

    assert await refused(client.views_open(trigger_id=late, view=modal())) == error
