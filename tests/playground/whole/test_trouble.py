"""Rate limits, warnings, and trouble on demand: of methods and of deliveries, by count and by seed."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from playground.faults import Faults
from playground.webapi.methods import METHODS
from tests.playground.conftest import BOT

from .conftest import home, modal


async def until_limited(call, most: int = 400) -> tuple[int, int]:
    """Calls until a 429: how many passed, and its Retry-After."""
    passed = 0

    async def go_on() -> None:
        nonlocal passed
        while passed < most:
            await call()
            passed += 1

    with pytest.raises(SlackApiError) as error:
        await go_on()
    response = error.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return passed, int(response.headers["Retry-After"])


@pytest.mark.parametrize(("method", "most"), [("users.list", 20), ("team.info", 50), ("users.info", 100)])
async def test_a_method_has_the_limit_of_its_tier_and_says_when_to_come_again(slack, method, most):
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=BOT, base_url=slack.api_url, session=session)

        passed, wait = await until_limited(lambda: client.api_call(method, params={"user": "UANA"}))
        slack.clock.advance(wait)

        assert passed == most
        assert (await client.api_call(method, params={"user": "UANA"}))["ok"]
        assert (await client.api_call("bots.info"))["ok"]  # each method has its own


async def test_limits_can_be_switched_off(slack, client):
    slack.strictness.rate_limits = False

    for _ in range(25):
        assert (await client.users_list())["ok"]


async def test_slack_sdks_handler_waits_as_long_as_it_is_told(slack):
    slack.faults.add("auth.test", kind="rate_limited", retry_after=1)
    patient = AsyncWebClient(token=BOT, base_url=slack.api_url, retry_handlers=[AsyncRateLimitErrorRetryHandler()])

    assert (await patient.auth_test())["ok"]
    assert [one.status for one in slack.calls_of("auth.test")] == [429, 200]


async def test_history_of_a_distributed_app_is_fifteen_messages_once_a_minute(slack, client):
    slack.strictness.distributed, slack.state.strict_pace = True, False
    for number in range(16):
        await slack.state.post("CSALES", "UANA", str(number))

    answer = await client.conversations_history(channel="CSALES", limit=100)

    assert (len(answer["messages"]), answer["has_more"]) == (15, True)
    with pytest.raises(SlackApiError):
        await client.conversations_history(channel="CSALES")


def test_every_method_has_a_tier_and_a_scope_that_slack_knows():
    assert {method.tier for method in METHODS.values()} == {0, 1, 2, 3, 4}
    assert METHODS["views.open"].scopes == METHODS["auth.test"].scopes == METHODS["chat.getPermalink"].scopes == ()
    assert METHODS["chat.unfurl"].scopes == ("links:write",)


@pytest.mark.parametrize(
    ("content_type", "body", "warnings"),
    [
        ("application/json", b"{}", ["missing_charset"]),
        ("application/json; charset=utf-8", b"{}", None),
        ("application/x-www-form-urlencoded; charset=utf-8", b"", ["superfluous_charset"]),
        ("application/x-www-form-urlencoded", b"", None),
    ],
)
async def test_slack_warns_of_charsets(slack, browser, content_type, body, warnings):
    headers = {"Authorization": f"Bearer {BOT}", "Content-Type": content_type}
    async with browser.post(f"{slack.api_url}auth.test", data=body, headers=headers) as response:
        answer = await response.json()

    assert answer.get("response_metadata", {}).get("warnings") == warnings


async def test_blocks_without_text_are_warned_of(slack, browser):
    body = {"channel": "CSALES", "blocks": [{"type": "divider"}]}
    headers = {"Authorization": f"Bearer {BOT}", "Content-Type": "application/json; charset=utf-8"}
    async with browser.post(f"{slack.api_url}chat.postMessage", json=body, headers=headers) as response:
        assert (await response.json())["warning"] == "missing_text_in_message"


async def test_a_token_may_stand_in_the_body(slack, browser):
    async with browser.post(f"{slack.api_url}auth.test", data={"token": BOT}) as response:
        assert (await response.json())["ok"] is True
    assert BOT not in str(slack.calls[-1].arguments)


def drawn(seed: int) -> list[str]:
    faults = Faults()
    faults.chance("chat.postMessage", seed=seed, share=0.5, kinds=["slow", "lost"])
    taken = [faults.take("chat.postMessage") for _ in range(30)]
    return [one.kind if one else "" for one in taken]


def test_trouble_by_chance_repeats_with_its_seed():
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert {"", "slow", "lost"} == set(drawn(7))


async def test_a_lost_answer_comes_after_the_view_was_opened(slack):
    slack.faults.add("views.publish", kind="lost")
    impatient = AsyncWebClient(token=BOT, base_url=slack.api_url, retry_handlers=[])

    with pytest.raises(aiohttp.ClientConnectionError):
        await impatient.views_publish(user_id="UANA", view=home())

    assert slack.home("UANA") is not None


async def test_a_doubled_delivery_comes_twice(slack, app):
    slack.faults.add("delivery:interactive", kind="doubled")

    await slack.shortcut("lead.new")

    assert len(app.heard) == 2
    assert app.heard[0] == app.heard[1]


async def test_a_dropped_event_never_comes(slack, app):
    slack.faults.add("delivery:events_api", kind="dropped")

    delivery = await (await slack.event({"type": "app_uninstalled"})).done()

    assert (app.heard, delivery.delivered, len(delivery.attempts)) == ([], False, 1)


async def test_a_dropped_command_is_a_dispatch_failed(slack, app):
    slack.faults.add("delivery:*", kind="dropped")

    assert (await slack.command("/lead")).text == '/lead failed with the error "dispatch_failed"'


async def test_a_reordered_event_comes_after_the_next(slack, app):
    slack.faults.add("delivery:events_api", kind="reordered", seconds=10)
    first = asyncio.create_task(slack.event({"type": "first"}))
    await asyncio.sleep(0.05)

    await slack.event({"type": "second"})
    await first

    assert [one["event"]["type"] for one in app.heard] == ["second", "first"]


async def test_a_slow_delivery_uses_up_the_trigger_ids_seconds(slack, app, client):
    slack.faults.add("delivery:slash_commands", kind="slow", seconds=0.2)

    outcome = await slack.command("/lead")

    assert outcome.status == 200
    slack.clock.advance(3)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=outcome.payload["trigger_id"], view=modal())


@pytest.mark.parametrize(("method", "kind"), [("auth.test", "doubled"), ("delivery:events_api", "lost"), ("auth.test", "sleepy")])
def test_trouble_has_its_kinds(slack, method, kind):
    with pytest.raises(ValueError, match="kind is one of"):
        slack.faults.add(method, kind=kind)
