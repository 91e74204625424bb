"""Events that the workspace sends by itself, mentions that notify, and links that unfurl."""

import asyncio

import pytest
from aiohttp import web

from playground.acts import READ_ONLY
from tests.playground.conftest import a_playground

from .conftest import actions, home, refused

LINK = "https://leads.acme.example/leads/42"


async def settled(slack):
    """What goes on in the background has been told."""
    while slack.ground.tasks:
        await asyncio.wait(set(slack.ground.tasks), timeout=5)


async def test_opening_home_tells_app_home_opened_with_the_view_that_is_there(slack, app, client):
    assert await slack.open_home("UBEN") is None
    assert app.events("app_home_opened")[0] | {"event_ts": ""} == {
        "type": "app_home_opened",
        "user": "UBEN",
        "channel": slack.dm("UBEN"),
        "tab": "home",
        "event_ts": "",
    }
    await client.views_publish(user_id="UBEN", view=home(actions()))

    await slack.open_home("UBEN")
    await slack.open_home("UBEN", tab="messages")

    assert app.events("app_home_opened")[1]["view"]["type"] == "home"
    assert app.events("app_home_opened")[2]["tab"] == "messages"


async def test_a_message_in_the_dm_is_message_im(slack, app):
    await slack.say("hello", user="UANA", channel="DM")

    event = app.events("message")[0]
    assert (event["channel_type"], event["channel"], event["user"], event["text"]) == ("im", slack.dm("UANA"), "UANA", "hello")
    assert event["blocks"][0]["type"] == "rich_text"


async def test_the_apps_own_messages_come_back_as_events_of_its_bot(slack, app, client):
    await client.chat_postMessage(channel="UANA", text="hello")
    await settled(slack)

    assert app.events("message")[0]["bot_id"] == "B0LEADBOT"


async def test_a_read_only_messages_tab_has_no_composer():
    async with a_playground() as slack:
        with pytest.raises(ValueError, match=READ_ONLY):
            await slack.say("hello", channel="DM")


async def test_a_mention_of_the_app_is_app_mention(slack, app):
    await slack.say("@leadbot who is 42?", user="UANA")

    assert app.events("app_mention")[0]["text"] == "<@ULEADBOT> who is 42?"


async def test_nothing_of_channels_without_the_bot_is_told(slack, app):
    await slack.say("secret", user="UBEN", channel="GDEALS")
    await slack.say("hello", user="UBEN", channel="CGENERAL")

    assert app.heard == []


async def test_an_event_needs_its_scope(slack, app):
    slack.installation.scopes -= {"reactions:read"}
    message = await slack.say("hello", user="UANA")

    await slack.react(message, "eyes", user="UBEN")

    assert app.events("reaction_added") == []


async def test_an_event_needs_its_subscription():
    async with a_playground() as slack:
        await slack.join("CSALES", user="UDAN", inviter="UANA")
        assert slack.ground.events == []


async def test_a_reaction_tells_reaction_added(slack, app):
    message = await slack.say("hello", user="UANA")

    await slack.react(message, "eyes", user="UBEN")
    await slack.react(message, "eyes", user="UBEN", remove=True)

    event = app.events("reaction_added")[0]
    assert (event["user"], event["reaction"], event["item_user"]) == ("UBEN", "eyes", "UANA")
    assert event["item"] == {"type": "message", "channel": "CSALES", "ts": message.ts}
    assert len(app.events("reaction_removed")) == 1


async def test_inviting_the_bot_tells_member_joined_channel(slack, app, client):
    await slack.join("GDEALS", user="ULEADBOT", inviter="UBEN")

    event = app.events("member_joined_channel")[0]
    assert (event["user"], event["channel"], event["channel_type"], event["inviter"]) == ("ULEADBOT", "GDEALS", "G", "UBEN")
    await client.chat_postMessage(channel="GDEALS", text="here I am")
    await slack.leave("GDEALS", user="ULEADBOT")
    assert await refused(client.chat_postMessage(channel="GDEALS", text="gone")) == "channel_not_found"


async def test_a_changed_profile_tells_user_change(slack, app):
    await slack.change_person("UBEN", zone="America/New_York", deleted=False)

    assert app.events("user_change")[0]["user"]["tz"] == "America/New_York"
    with pytest.raises(ValueError, match="people have no"):
        await slack.change_person("UBEN", shoe_size=42)


async def test_removing_the_app_kills_its_tokens_tells_it_and_takes_its_commands_away(slack, app, client):
    await slack.uninstall()

    assert app.events("tokens_revoked")[0]["tokens"] == {"oauth": [], "bot": ["ULEADBOT"]}
    assert len(app.events("app_uninstalled")) == 1
    assert await refused(client.auth_test()) == "account_inactive"
    assert (await slack.command("/lead")).text.startswith("/lead is not a valid command.")


async def test_a_revoked_token_is_dead_and_the_app_is_told(slack, app, client):
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    await settled(slack)

    assert await refused(client.auth_test()) == "token_revoked"
    assert len(app.events("tokens_revoked")) == 1


async def test_an_app_uninstalls_itself_with_its_secret(slack, app, client):
    credentials = slack.ground.credentials

    assert await refused(client.apps_uninstall(client_id="1.2", client_secret="x")) == "invalid_client_id"
    slack.clock.advance(60)  # once a minute
    assert await refused(client.apps_uninstall(client_id=credentials.client_id, client_secret="x")) == "bad_client_secret"
    slack.clock.advance(60)
    await client.apps_uninstall(client_id=credentials.client_id, client_secret=credentials.client_secret)
    assert await refused(client.auth_test()) == "account_inactive"


async def test_an_event_of_a_shared_channel_says_so(slack, app):
    await slack.say("hello", user="UOLGA", channel="CSHARED")

    assert app.last["is_ext_shared_channel"] is True


async def test_an_event_that_was_not_taken_is_repeated_with_number_and_reason(slack, app):
    answers = [web.Response(status=503), web.Response()]

    async def endpoint(_payload):
        return answers.pop(0)

    app.answers["event_callback"] = endpoint
    await slack.say("hello", user="UANA", channel="DM")
    await slack.ground.events[-1].done()

    assert app.heard[0]["event_id"] == app.heard[1]["event_id"]
    assert (app.headers[1]["X-Slack-Retry-Num"], app.headers[1]["X-Slack-Retry-Reason"]) == ("1", "http_error")


@pytest.mark.parametrize(("redirects", "failure"), [(2, ""), (3, "too_many_redirects")])
async def test_an_event_follows_two_redirects(slack, app_that, redirects, failure):
    async def endpoint(request):
        number = int(request.query.get("n", "0"))
        return web.Response(status=307, headers={"Location": f"?n={number + 1}"}) if number < redirects else web.Response()

    await app_that(endpoint)
    delivery = await slack.event({"type": "app_uninstalled"})

    assert delivery.attempts[0].failure == failure


async def test_a_link_of_the_apps_domain_tells_link_shared(slack, app):
    message = await slack.say(f"see {LINK} and https://elsewhere.example", user="UANA", channel="CGENERAL")

    event = app.events("link_shared")[0]
    assert event["links"] == [{"domain": "leads.acme.example", "url": LINK}]
    assert (event["channel"], event["message_ts"], event["source"], event["is_bot_user_member"]) == ("CGENERAL", message.ts, "conversations_history", False)


async def test_the_apps_own_links_tell_nothing(slack, app, client):
    await client.chat_postMessage(channel="CSALES", text=f"<{LINK}>")
    await settled(slack)

    assert app.events("link_shared") == []


@pytest.mark.parametrize("by", ["message", "unfurl_id"])
async def test_unfurl_shows_a_card_below_the_message(slack, app, client, by):
    message = await slack.say(LINK, user="UANA")
    event = app.events("link_shared")[0]
    where = {"channel": "CSALES", "ts": message.ts} if by == "message" else {"unfurl_id": event["unfurl_id"], "source": event["source"]}

    await client.chat_unfurl(unfurls={LINK: {"blocks": [actions()]}}, **where)
    await slack.click(message, action_id="go", user="UBEN")

    assert message.attachments[0]["from_url"] == LINK
    container = app.last["container"]
    assert (container["type"], container["is_app_unfurl"], container["app_unfurl_url"]) == ("message_attachment", True, LINK)


async def test_unfurl_knows_only_links_that_were_told_and_taken(slack, app, client):
    message = await slack.say(LINK, user="UANA")
    where = {"channel": "CSALES", "ts": message.ts}

    assert await refused(client.chat_unfurl(unfurls={f"{LINK}0": {"text": "x"}}, **where)) == "cannot_unfurl_url"
    assert await refused(client.chat_unfurl(channel="CSALES", ts="1.000001", unfurls={LINK: {"text": "x"}})) == "cannot_find_message"
    assert await refused(client.api_call("chat.unfurl", json={"unfurls": {}})) == "missing_channel"
    assert await refused(client.chat_unfurl(unfurls={LINK: {"blocks": [{"type": "nonsense"}]}}, **where)) == "cannot_parse_attachment"

    async def broken(_payload):
        return web.Response(status=500)

    app.answers["event_callback"] = broken
    untaken = await slack.say(LINK, user="UBEN")
    assert await refused(client.chat_unfurl(channel="CSALES", ts=untaken.ts, unfurls={LINK: {"text": "x"}})) == "cannot_unfurl_url"


async def test_links_in_the_composer_are_previewed_before_they_are_sent(slack, app, client):
    shared = await slack.compose(LINK, user="UANA")

    assert (app.last["event"]["source"], app.last["event"]["channel"]) == ("composer", "COMPOSER")
    await client.chat_unfurl(unfurl_id=shared.unfurl_id, source="composer", unfurls={LINK: {"text": "Ana Ruiz"}})
    assert shared.previews[LINK]["text"] == "Ana Ruiz"


async def test_a_work_object_belongs_to_its_link(slack, app, client):
    message = await slack.say(LINK, user="UANA")
    entity = {"app_unfurl_url": LINK, "entity_type": "slack#/entities/item", "external_ref": {"id": "42"}, "entity_payload": {}}

    await client.chat_unfurl(channel="CSALES", ts=message.ts, metadata={"entities": [entity]})

    assert message.entities == [entity]


async def test_an_unfurl_can_ask_the_person_to_connect_first(slack, app, client):
    message = await slack.say(LINK, user="UANA")

    await client.chat_unfurl(channel="CSALES", ts=message.ts, unfurls={}, user_auth_required=True, user_auth_message="Link your account.")

    assert slack.messages("CSALES", "UANA")[-1].text == "Link your account."
    assert len(slack.messages("CSALES", "UBEN")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<@UBEN> look", {"UBEN"}),
        ("<!subteam^SREPS> look", {"UANA", "UBEN"}),
        ("<!channel> look", {"UDORA", "UCARA", "UANA", "UBEN", "UVERA", "UDAN"}),
        ("&lt;@UBEN&gt; look", set()),
        ("<@UGUS> a guest of another channel", set()),
    ],
)
async def test_a_mention_notifies_who_sees_the_channel(slack, client, text, told):
    await client.chat_postMessage(channel="CSALES", text=text)

    assert {one.user for one in slack.state.notifications} == told


async def test_blocks_decide_about_mentions_and_plain_text_never_mentions(slack, client):
    section = {"type": "section", "text": {"type": "plain_text", "text": "<@UBEN>"}}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "UANA"}]}]}

    await client.chat_postMessage(channel="CSALES", text="<@UBEN>", blocks=[section, rich])

    assert [one.user for one in slack.state.notifications] == ["UANA"]


async def test_a_direct_message_notifies_and_ephemeral_or_changed_ones_do_not(slack, client):
    await client.chat_postMessage(channel="UANA", text="hello")
    await client.chat_postEphemeral(channel="CSALES", user="UBEN", text="<@UBEN>")
    ts = (await client.chat_postMessage(channel="CSALES", text="before"))["ts"]
    await client.chat_update(channel="CSALES", ts=ts, text="<@UBEN> after")

    assert [(one.user, one.kind) for one in slack.state.notifications] == [("UANA", "dm")]
    assert slack.notifications("UANA") == ["hello"]
