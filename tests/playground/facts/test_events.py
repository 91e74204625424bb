"""Events: their envelope, repetitions, scopes and shares. More is in ../whole/test_occasions.py and ../test_responses.py."""

import asyncio
import socket

import pytest
from aiohttp import web

from playground.occasions import SCOPES
from tests.playground.conftest import a_playground

LINK = "https://leads.acme.example/leads/42"
ANY = {"type": "app_uninstalled"}


async def test_the_envelope_has_these_fields(slack, app):
    await slack.say("hello", user="UANA")

    told = app.last
    assert set(told) == {
        *("token", "team_id", "api_app_id", "event", "type", "event_id", "event_time", "event_context", "authorizations"),
        *("is_ext_shared_channel", "context_team_id", "context_enterprise_id"),
    }
    assert told["authorizations"] == [{"enterprise_id": None, "team_id": "T0ACME", "user_id": "ULEADBOT", "is_bot": True, "is_enterprise_install": False}]
    assert (told["team_id"], told["context_team_id"], told["api_app_id"]) == ("T0ACME", "T0ACME", "A0LEADBOT")
    assert told["event_time"] <= slack.clock.now() < told["event_time"] + 5
    assert told["event"]["event_ts"]


@pytest.fixture
def repeated(slack, app):
    """Sends an event that the app answers so, goes through all the time of its repetitions, and gives the retry headers that came."""

    async def run(answer):
        async def give(_payload):
            return answer()

        app.answers["event_callback"] = give
        delivery = await slack.event(ANY)
        while not delivery.finished.is_set():
            slack.clock.advance(400)
            await asyncio.sleep(0.01)
        return delivery, [(one.get("X-Slack-Retry-Num"), one.get("X-Slack-Retry-Reason")) for one in app.headers]

    return run


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_2xx_takes_an_event(repeated, status):
    delivery, headers = await repeated(lambda: web.Response(status=status))

    assert delivery.delivered
    assert headers == [(None, None)]


@pytest.mark.parametrize("status", [301, 400, 404, 500])
async def test_anything_else_is_repeated_three_times_with_its_number_and_http_error(repeated, status):
    delivery, headers = await repeated(lambda: web.Response(status=status))

    assert not delivery.delivered
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_a_third_redirect_is_too_many(repeated, app):
    _, headers = await repeated(lambda: web.Response(status=307, headers={"Location": "/slack/events"}))

    assert headers[3] == ("1", "too_many_redirects")  # the first delivery and two redirects of it came before


async def test_x_slack_no_retry_stops_what_would_be_repeated(repeated):
    _, headers = await repeated(lambda: web.Response(status=500, headers={"x-slack-no-retry": "1"}))

    assert headers == [(None, None)]


@pytest.fixture
async def refusing():
    """An address where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{one.getsockname()[1]}/slack/events"


@pytest.fixture
async def nonsense():
    """An address where somebody speaks no HTTP."""

    async def speak(_reader, writer):
        writer.write(b"220 mail.acme.example ready\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/slack/events"


async def test_nobody_there_is_connection_failed(slack, refusing):
    slack.events_url = refusing

    assert (await slack.event(ANY)).attempts[0].failure == "connection_failed"


async def test_no_certificate_is_an_ssl_error(slack, app):
    slack.events_url = slack.events_url.replace("http://", "https://")

    assert (await slack.event(ANY)).attempts[0].failure == "ssl_error"


async def test_what_is_no_http_is_an_unknown_error(slack, nonsense):
    slack.events_url = nonsense

    assert (await slack.event(ANY)).attempts[0].failure == "unknown_error"


async def test_every_try_has_the_same_event_id_and_the_same_body(slack, repeated, app):
    await repeated(lambda: web.Response(status=500))

    assert len(app.heard) == 4
    assert all(one == app.heard[0] for one in app.heard)


async def test_an_app_that_fails_more_than_95_percent_of_many_events_in_an_hour_gets_none_any_more(slack, app):
    slack.strictness.failing_from_events_an_hour = 40
    await send(slack, app, taken=2, refused=38)
    await send(slack, app, refused=1)
    assert len(app.heard) == 41  # 38 of 40 are 95 percent and not more, so one more came; now it is 39 of 41

    unsent = await slack.event(ANY)
    slack.clock.advance(4000)
    assert (unsent.attempts, len(app.heard)) == ([], 41)

    slack.ground.subscription.enable()
    await send(slack, app, taken=1)
    assert len(app.heard) == 42


async def test_an_app_with_fewer_than_a_thousand_events_an_hour_keeps_its_subscription(slack, app):
    assert slack.strictness.failing_from_events_an_hour == 1000
    await send(slack, app, refused=60)

    assert not slack.ground.subscription.disabled


async def test_failures_of_more_than_an_hour_ago_do_not_count(slack, app):
    slack.strictness.failing_from_events_an_hour = 40
    await send(slack, app, refused=39)
    slack.clock.advance(3600)
    await send(slack, app, refused=39)

    assert not slack.ground.subscription.disabled


async def test_past_30000_deliveries_an_hour_only_app_rate_limited_comes_once_a_minute(slack, app):
    assert slack.strictness.events_an_hour == 30_000
    slack.strictness.events_an_hour = 2
    for _ in range(4):
        await slack.event(ANY)
    slack.clock.advance(60)
    await slack.event(ANY)

    assert [one["type"] for one in app.heard] == ["event_callback", "event_callback", "app_rate_limited", "app_rate_limited"]
    limited, later = app.heard[2:]
    assert set(limited) == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    assert (limited["minute_rate_limited"] % 60, later["minute_rate_limited"] - limited["minute_rate_limited"]) == (0, 60)

    slack.clock.advance(3600)
    await slack.event(ANY)
    assert app.last["type"] == "event_callback"


async def send(slack, app, *, taken: int = 0, refused: int = 0) -> None:
    """Events that the app takes, and events that it refuses for good."""
    for status, count in ((200, taken), (500, refused)):
        app.answers["event_callback"] = answering(status)
        for _ in range(count):
            await slack.event(ANY)


def answering(status: int):
    async def answer(_payload):
        return web.Response(status=status, headers={"x-slack-no-retry": "1"})

    return answer


@pytest.mark.parametrize(
    ("event", "scopes"),
    [
        *(
            (name, ())
            for name in ("app_home_opened", "app_uninstalled", "tokens_revoked", "team_access_revoked", "function_executed", "entity_details_requested")
        ),
        ("link_shared", ("links:read",)),
        ("message.im", ("im:history",)),
        ("app_mention", ("app_mentions:read",)),
        ("member_joined_channel", ("channels:read", "groups:read")),
        *((f"subteam_{name}", ("usergroups:read",)) for name in ("created", "updated", "members_changed", "self_added", "self_removed")),
        ("channel_rename", ("channels:read",)),
        ("user_change", ("users:read",)),
        ("app_context_changed", ("assistant:write",)),
    ],
)
def test_an_event_needs_its_scopes_and_no_other(event, scopes):
    assert SCOPES[event] == scopes


@pytest.mark.parametrize(("channel", "inviter", "scope"), [("CSALES", "UANA", "channels:read"), ("GDEALS", "UBEN", "groups:read")])
async def test_who_joins_a_public_channel_is_told_with_channels_read_a_private_one_with_groups_read(slack, app, channel, inviter, scope):
    slack.channels[channel].members |= {"ULEADBOT"}
    slack.installation.scopes -= {scope}
    await slack.join(channel, user="UGUS", inviter=inviter)
    assert app.heard == []

    slack.installation.scopes |= {scope}
    await slack.leave(channel, user="UGUS")
    await slack.join(channel, user="UGUS", inviter=inviter)
    assert len(app.events("member_joined_channel")) == 1


async def test_home_is_opened_with_no_scope_at_all(slack, app):
    slack.installation.scopes = set()

    await slack.open_home("UANA")

    assert set(app.events("app_home_opened")[0]) == {"type", "event_ts", "user", "channel", "tab"}


async def test_link_shared_in_a_thread_names_the_thread(slack, app):
    root = await slack.say("root", user="UANA")
    await slack.say(LINK, user="UBEN", thread_ts=root.ts)
    await slack.say(LINK, user="UBEN")

    in_thread, outside = app.events("link_shared")
    assert in_thread["thread_ts"] == root.ts
    assert "thread_ts" not in outside
    assert set(outside) == {"type", "event_ts", "user", "channel", "message_ts", "unfurl_id", "source", "links", "is_bot_user_member"}


async def test_link_shared_comes_from_channels_without_the_bot_and_says_so(slack, app):
    await slack.say(LINK, user="UANA", channel="CGENERAL")

    assert app.events("link_shared")[0]["is_bot_user_member"] is False


async def test_links_in_a_composer_are_told_with_that_source(slack, app):
    await slack.compose(LINK, user="UANA")

    assert app.events("link_shared")[0]["source"] == "composer"


async def test_a_link_below_an_unfurl_domain_counts_and_one_that_only_ends_like_it_does_not(slack, app):
    await slack.say("https://eu.leads.acme.example/1 https://otherleads.acme.example/2", user="UANA")

    assert [one["url"] for one in app.events("link_shared")[0]["links"]] == ["https://eu.leads.acme.example/1"]


async def test_an_app_that_subscribes_to_nothing_is_told_nothing():
    async with a_playground() as slack:
        await slack.change_person("UBEN", zone="Asia/Tokyo")
        await slack.uninstall()
        assert slack.ground.events == []
