"""Slash commands: what is sent and what the person sees of the answer. More is in ../test_commands.py."""

import copy

import pytest
import yaml
from aiohttp import web

from playground.server import Playground
from tests.playground.conftest import APP, BOT, SECRET
from tests.playground.whole.conftest import MANIFEST

FIELDS = {
    *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text"),
    *("response_url", "trigger_id", "api_app_id", "is_enterprise_install"),
}


async def page_command(slack, browser, line: str) -> None:
    async with browser.post(f"{slack.url}/page/command", json={"user": "UANA", "channel": "CSALES", "line": line}) as response:
        assert response.status == 200


async def test_a_command_has_these_fields_and_no_enterprise_outside_of_one(slack, app):
    await slack.command("/lead", "42", user="UANA")

    assert set(app.last) == FIELDS
    assert (app.last["user_name"], app.last["team_domain"], app.last["api_app_id"]) == ("ana", "acme", "A0LEADBOT")


@pytest.mark.parametrize(
    ("line", "text"), [("/lead", ""), ("/lead ", ""), ("/lead ana  acme", "ana  acme"), ("/lead  ana ", " ana "), ("/lead two\nlines", "two\nlines")]
)
async def test_the_text_is_everything_after_the_first_space(slack, app, browser, line, text):
    await page_command(slack, browser, line)

    assert (app.last["command"], app.last["text"]) == ("/lead", text)


@pytest.mark.parametrize("typed", ["assign 42 @ben", "alerts #sales", "see https://acme.example", "AT&T <x>"])
async def test_without_should_escape_the_text_is_literal(tmp_path, typed):
    plain = copy.deepcopy(MANIFEST)
    plain["features"]["slash_commands"][0]["should_escape"] = False
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(plain))

    async with Playground(path, signing_secret=SECRET, bot_token=BOT, app_token=APP) as slack:
        assert (await slack.command("/lead", typed)).payload["text"] == typed


async def test_an_empty_200_is_silent(slack, app):
    outcome = await slack.command("/lead", "42")

    assert (outcome.status, slack.messages()) == (200, [])


@pytest.mark.parametrize("status", [201, 202, 204])
async def test_any_2xx_is_taken(slack, app, status):
    app.answers["command"] = web.Response(status=status)

    assert (await slack.command("/lead")).messages == []


@pytest.mark.parametrize("answer", [{"text": "Ana"}, {"text": "Ana", "response_type": "ephemeral"}, "Ana"], ids=["JSON", "said so", "text"])
async def test_an_immediate_answer_is_ephemeral_unless_it_says_in_channel(slack, app, answer):
    app.answers["command"] = answer

    await slack.command("/lead", "42", user="UANA")

    assert [one.text for one in slack.messages(user="UANA")] == ["Ana"]
    assert slack.messages(user="UBEN") == []


async def test_an_ephemeral_answer_does_not_show_the_typed_command_to_others(slack, app):
    app.answers["command"] = {"text": "Ana"}

    await slack.command("/lead", "a secret", user="UANA")

    assert not any("secret" in one.text for one in slack.messages())


async def test_an_answer_with_500_is_never_shown(slack, app):
    app.answers["command"] = answering_with(web.Response(status=500, text='{"text": "There is no lead 42."}', content_type="application/json"))

    assert "There is no lead" not in (await slack.command("/lead", "42")).text


def answering_with(response: web.Response):
    async def answer(_payload):
        return response

    return answer


async def test_slackbots_word_of_a_failure_is_seen_by_the_person_alone(slack, app):
    app.answers["command"] = web.Response(status=500)

    outcome = await slack.command("/lead", "42", user="UANA")

    assert (outcome.message.author, outcome.message.only_for) == ("USLACKBOT", "UANA")


@pytest.mark.parametrize("change", [{"replace_original": True, "text": "gone"}, {"delete_original": True, "text": "gone"}])
async def test_the_persons_own_command_message_cannot_be_replaced_or_deleted(slack, app, browser, change):
    app.answers["command"] = {"text": "Here", "response_type": "in_channel"}
    outcome = await slack.command("/lead", "42", user="UANA")

    async with browser.post(outcome.payload["response_url"], json=change) as response:
        assert response.status == 200

    assert [one.text for one in slack.messages(user="UBEN")] == ["/lead 42", "Here"]
    assert [one.text for one in slack.messages(user="UANA")] == ["/lead 42", "Here", "gone"]


async def test_a_command_that_failed_can_be_sent_once_more_and_is_another_request(slack, app):
    app.answers["command"] = web.Response(status=500)
    first = await slack.command("/lead", "42")
    app.answers.clear()
    second = await slack.command("/lead", "42")

    assert second.messages == []
    assert first.payload["trigger_id"] != second.payload["trigger_id"]
    assert first.payload["response_url"] != second.payload["response_url"]
