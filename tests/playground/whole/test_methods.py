"""The rest of the Web API, through slack_sdk's AsyncWebClient, unchanged."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from .conftest import actions, refused

DAY = 24 * 3600


async def test_a_message_of_the_bot_can_be_deleted_and_no_other(slack, client):
    ts = (await client.chat_postMessage(channel="CSALES", text="x"))["ts"]
    theirs = await slack.say("mine", user="UANA")

    await client.chat_delete(channel="CSALES", ts=ts)

    assert [one.text for one in slack.messages("CSALES")] == ["mine"]
    assert await refused(client.chat_delete(channel="CSALES", ts=ts)) == "message_not_found"
    assert await refused(client.chat_delete(channel="CSALES", ts=theirs.ts)) == "cant_delete_message"


async def test_a_permalink_names_channel_and_message(client):
    ts = (await client.chat_postMessage(channel="CSALES", text="x"))["ts"]

    answer = await client.chat_getPermalink(channel="CSALES", message_ts=ts)

    assert answer["permalink"] == f"https://acme.slack.com/archives/CSALES/p{ts.replace('.', '')}"
    assert await refused(client.chat_getPermalink(channel="CSALES", message_ts="1.000001")) == "message_not_found"
    assert await refused(client.chat_getPermalink(channel="GDEALS", message_ts=ts)) == "channel_not_found"


async def test_a_scheduled_message_comes_at_its_time(slack, client):
    now = int(slack.clock.now())
    first = await client.chat_scheduleMessage(channel="CSALES", text="later", post_at=now + 3600)
    second = await client.chat_scheduleMessage(channel="CSALES", text="never", post_at=now + 7200)
    waiting = (await client.chat_scheduledMessages_list())["scheduled_messages"]
    await client.chat_deleteScheduledMessage(channel="CSALES", scheduled_message_id=second["scheduled_message_id"])

    slack.clock.advance(2 * DAY)
    async with asyncio.timeout(5), slack.state.changed:
        await slack.state.changed.wait_for(lambda: slack.state.messages)

    assert [one["id"] for one in waiting] == [first["scheduled_message_id"], second["scheduled_message_id"]]
    assert [one.text for one in slack.messages("CSALES")] == ["later"]


async def test_a_schedule_has_its_bounds(slack, client):
    now = int(slack.clock.now())

    assert await refused(client.chat_scheduleMessage(channel="CSALES", text="x", post_at=now - 1)) == "time_in_past"
    assert await refused(client.chat_scheduleMessage(channel="CSALES", text="x", post_at=now + 121 * DAY)) == "time_too_far"
    at = (now // 300 + 2) * 300
    for number in range(30):
        await client.chat_scheduleMessage(channel="CSALES", text=str(number), post_at=at)
    assert await refused(client.chat_scheduleMessage(channel="CSALES", text="x", post_at=at)) == "restricted_too_many"
    metadata = {"event_type": "x", "event_payload": {}}
    assert await refused(client.chat_scheduleMessage(channel="CGENERAL", text="x", post_at=at)) == "not_in_channel"
    assert await refused(client.chat_scheduleMessage(channel="CSALES", text="x", post_at=at, metadata=metadata)) == "invalid_arguments"


async def test_rich_text_cannot_be_updated_into_something_else(client):
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
    ts = (await client.chat_postMessage(channel="CSALES", text="x", blocks=[rich]))["ts"]

    assert await refused(client.chat_update(channel="CSALES", ts=ts, text="x", blocks=[actions()])) == "block_mismatch"


async def test_a_messages_tab_that_is_off_takes_no_messages(slack, client):
    slack.ground.manifest = type(slack.ground.manifest)({}, frozenset(), frozenset(), has_messages=False)

    assert await refused(client.chat_postMessage(channel="UANA", text="x")) == "messages_tab_disabled"


async def test_conversations_list_has_kinds_cursors_and_archived_ones(slack, client):
    names = lambda answer: [one["name"] for one in answer["channels"]]  # noqa: E731 - short beside its uses

    first = await client.conversations_list(limit=2)
    rest = await client.conversations_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert names(first) + names(rest) == ["general", "sales", "acme-partners", "old-stuff"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert "old-stuff" not in names(await client.conversations_list(exclude_archived=True))
    assert names(await client.conversations_list(types="private_channel")) == []
    slack.channels["GDEALS"].members.add("ULEADBOT")
    assert names(await client.conversations_list(types="private_channel")) == ["deals"]
    assert names(await client.users_conversations(exclude_archived=True)) == ["sales", "acme-partners"]
    assert await refused(client.conversations_list(types="mpim")) == "missing_scope"
    assert await refused(client.conversations_list(cursor="nonsense")) == "invalid_cursor"
    assert await refused(client.conversations_list(types="nonsense")) == "invalid_types"


async def test_several_people_and_the_bot_have_one_group_dm(slack, client):
    assert await refused(client.conversations_open(users="UANA,UBEN")) == "missing_scope"
    slack.installation.scopes |= {"mpim:write", "mpim:read", "mpim:history"}

    first = (await client.conversations_open(users="UANA,UBEN"))["channel"]["id"]
    again = await client.conversations_open(users=["UBEN", "UANA"])
    await client.chat_postMessage(channel=first, text="hello both")

    assert (again["channel"]["id"], again["already_open"]) == (first, True)
    assert [one.text for one in slack.messages(first, "UBEN")] == ["hello both"]
    assert slack.messages(first, "UCARA") == []
    assert (await client.conversations_info(channel=first))["channel"]["is_mpim"] is True
    assert await refused(client.conversations_open(users="UANA,UNOBODY")) == "user_not_found"


async def test_members_have_cursors(client):
    first = await client.conversations_members(channel="CSALES", limit=4)
    rest = await client.conversations_members(channel="CSALES", limit=4, cursor=first["response_metadata"]["next_cursor"])

    assert first["members"] + rest["members"] == sorted(["UDORA", "UCARA", "UANA", "UBEN", "UVERA", "UDAN", "ULEADBOT"])
    assert await refused(client.conversations_members(channel="GDEALS")) == "channel_not_found"


async def test_the_bot_joins_public_channels_only(slack, client):
    await client.conversations_join(channel="CGENERAL")
    again = await client.conversations_join(channel="CGENERAL")

    assert "ULEADBOT" in slack.channels["CGENERAL"].members
    assert again["warning"] == "already_in_channel"
    assert await refused(client.conversations_join(channel="COLD")) == "is_archived"
    assert await refused(client.conversations_join(channel=slack.dm("UANA"))) == "method_not_supported_for_channel_type"


async def test_replies_are_a_thread_with_its_root_first(slack, client):
    root = (await client.chat_postMessage(channel="CSALES", text="root"))["ts"]
    for text in ("one", "two"):
        await client.chat_postMessage(channel="CSALES", text=text, thread_ts=root)

    thread = (await client.conversations_replies(channel="CSALES", ts=root))["messages"]

    assert [one["text"] for one in thread] == ["root", "one", "two"]
    assert (thread[0]["reply_count"], thread[0]["thread_ts"]) == (2, root)
    assert await refused(client.conversations_replies(channel="CSALES", ts="1.000001")) == "thread_not_found"


async def test_users_list_has_cursors_and_leaves_other_companies_out(slack, client):
    first = await client.users_list(limit=5)
    rest = await client.users_list(limit=5, cursor=first["response_metadata"]["next_cursor"])

    assert {one["id"] for one in first["members"] + rest["members"]} == set(slack.people) - {"UOLGA"}
    slack.strictness.large_team = True
    assert await refused(client.users_list()) == "limit_required"


async def test_a_person_is_found_by_email_while_they_are_active(slack, client):
    assert (await client.users_lookupByEmail(email="Ben@acme.example"))["user"]["id"] == "UBEN"
    slack.people["UBEN"].deleted = True
    assert await refused(client.users_lookupByEmail(email="ben@acme.example")) == "users_not_found"
    assert await refused(client.users_lookupByEmail(email="olga@other.example")) == "users_not_found"


async def test_a_stranger_without_a_shared_channel_is_not_visible(slack, client):
    slack.channels["CSHARED"].members.discard("UOLGA")

    assert await refused(client.users_info(user="UOLGA")) == "user_not_visible"


async def test_the_bot_reacts_once_and_takes_it_back(slack, client):
    message = await slack.say("hello", user="UANA")
    where = {"channel": "CSALES", "timestamp": message.ts}

    await client.reactions_add(name="eyes", **where)
    assert message.reactions == {"eyes": ["ULEADBOT"]}
    assert (await client.reactions_get(**where))["message"]["reactions"][0]["count"] == 1
    assert await refused(client.reactions_add(name="eyes", **where)) == "already_reacted"
    assert await refused(client.reactions_add(name="Not an emoji", **where)) == "invalid_name"
    assert await refused(client.api_call("reactions.add", json={"name": "eyes"})) == "no_item_specified"
    await client.reactions_remove(name="eyes", **where)
    assert await refused(client.reactions_remove(name="eyes", **where)) == "no_reaction"


async def test_files_upload_v2_shares_a_file(slack, client):
    answer = await client.files_upload_v2(channel="CSALES", filename="leads.csv", content="a,b", initial_comment="All leads")

    assert slack.messages("CSALES")[0].text == "All leads"
    assert slack.messages("CSALES")[0].as_slack()["files"][0]["id"] == answer["files"][0]["id"]
    assert (await client.files_info(file=answer["files"][0]["id"]))["file"]["size"] == 3


async def test_a_file_is_whole_only_when_its_bytes_came_and_it_was_completed(slack, client, browser):
    given = await client.files_getUploadURLExternal(filename="chart.png", length=4, alt_txt="A chart")
    image = {"type": "image", "slack_file": {"id": given["file_id"]}, "alt_text": "A chart"}

    async with browser.post(given["upload_url"], data=b"12345") as response:
        assert response.status == 400
    async with browser.post(given["upload_url"], data=b"1234") as response:
        assert await response.text() == "OK - 4"
    assert await refused(client.chat_postMessage(channel="CSALES", text="x", blocks=[image])) == "invalid_blocks"
    await client.files_completeUploadExternal(files=[{"id": given["file_id"], "title": "Chart"}])

    await client.chat_postMessage(channel="CSALES", text="x", blocks=[image])
    assert slack.state.files[given["file_id"]].channels == []


async def test_a_file_can_be_named_in_a_block_only_when_slack_has_worked_on_it(slack, client):
    slack.strictness.file_processing_seconds = 10
    file = (await client.files_upload_v2(filename="chart.png", content=b"1234"))["files"][0]["id"]
    image = {"type": "image", "slack_file": {"id": file}, "alt_text": "A chart"}

    assert (await client.files_info(file=file))["file"]["mimetype"] == ""
    assert await refused(client.chat_postMessage(channel="CSALES", text="x", blocks=[image])) == "invalid_blocks"
    slack.clock.advance(10)

    await client.chat_postMessage(channel="CSALES", text="x", blocks=[image])


async def test_files_need_a_scope_that_can_be_declined_and_a_workspace_that_allows_them(slack, client):
    slack.strictness.file_uploads = False
    assert await refused(client.files_getUploadURLExternal(filename="x", length=1)) == "file_uploads_disabled"
    slack.installation.scopes -= slack.ground.manifest.bot_optional_scopes
    assert await refused(client.files_getUploadURLExternal(filename="x", length=1)) == "missing_scope"
    assert await refused(client.usergroups_list()) == "missing_scope"


async def test_user_groups_need_a_paid_plan(slack, client):
    groups = (await client.usergroups_list(include_users=True))["usergroups"]

    assert [(one["id"], one["handle"], one["users"]) for one in groups] == [("SREPS", "sales-team", ["UANA", "UBEN"])]
    assert (await client.usergroups_users_list(usergroup="SREPS"))["users"] == ["UANA", "UBEN"]
    slack.strictness.groups_need_a_plan = True
    assert await refused(client.usergroups_list()) == "plan_upgrade_required"


async def test_team_and_bot_are_known(client):
    assert (await client.team_info())["team"]["domain"] == "acme"
    assert (await client.bots_info(bot="B0LEADBOT"))["bot"]["user_id"] == "ULEADBOT"
    assert await refused(client.bots_info(bot="B0OTHER")) == "bot_not_found"


async def test_blocks_validate_needs_no_token(slack):
    nobody = AsyncWebClient(base_url=slack.api_url)

    await nobody.api_call("blocks.validate", json={"blocks": [actions()]})
    assert await refused(nobody.api_call("blocks.validate", json={"blocks": [{"type": "nonsense"}]})) == "invalid_blocks"
    assert slack.calls[-1].answer["errors"][0]["pointer"] == "/blocks/0/type"
    assert await refused(nobody.api_call("blocks.validate", json={})) == "invalid_arguments"


async def consent(slack, browser, **decision) -> str:
    """Install the app at its page; gives the address that the browser is sent back to."""
    scopes = ",".join(sorted(slack.ground.manifest.bot_scopes | slack.ground.manifest.bot_optional_scopes))
    wanted = {"client_id": slack.ground.credentials.client_id, "scope": scopes, "state": "s1", "redirect_uri": "https://bot.acme.example/oauth"}
    async with browser.get(f"{slack.url}/oauth/v2/authorize", params=wanted) as response:
        assert "Leadbot asks for access to Acme" in await response.text()
    form = [*wanted.items(), ("optional_asked", "files:write"), ("optional_asked", "usergroups:read"), *decision.items()]
    async with browser.post(f"{slack.url}/oauth/v2/authorize", data=form, allow_redirects=False) as response:
        return response.headers.get("Location") or await response.text()


async def access(slack, code, **more):
    credentials = slack.ground.credentials
    wanted = {"client_id": credentials.client_id, "client_secret": credentials.client_secret, "redirect_uri": "https://bot.acme.example/oauth", **more}
    return await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(code=code, **wanted)


by_name_and_secret = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's own use of aiohttp


@by_name_and_secret
async def test_an_install_gives_a_token_once_and_without_the_scopes_that_were_declined(slack, browser, client):
    await slack.uninstall()
    back = await consent(slack, browser, decision="allow", user="UDORA", optional="files:write")
    code = back.partition("code=")[2].partition("&")[0]

    answer = await access(slack, code)

    assert back.endswith("&state=s1")
    assert "files:write" in answer["scope"]
    assert "usergroups:read" not in answer["scope"]
    assert answer["authed_user"] == {"id": "UDORA"}
    assert await refused(client.auth_test()) == "invalid_auth"  # the old token
    assert (await AsyncWebClient(token=answer["access_token"], base_url=slack.api_url).auth_test())["ok"]
    assert await refused(access(slack, code)) == "invalid_code"


@by_name_and_secret
async def test_a_second_install_keeps_the_token(slack, browser):
    back = await consent(slack, browser, decision="allow", user="UDORA")

    assert (await access(slack, back.partition("code=")[2].partition("&")[0]))["access_token"] == "xoxb-tests"


@by_name_and_secret
async def test_an_install_is_refused_in_slacks_words(slack, browser):
    back = await consent(slack, browser, decision="allow", user="UDORA")
    code = back.partition("code=")[2].partition("&")[0]

    assert await refused(access(slack, code, client_secret="x")) == "bad_client_secret"
    assert await refused(access(slack, code, redirect_uri="https://bot.acme.example/oauth/x")) == "bad_redirect_uri"
    assert (await consent(slack, browser, decision="cancel", user="UDORA")).endswith("?error=access_denied&state=s1")
    assert "cannot install" in await consent(slack, browser, decision="allow", user="UGUS")
    async with browser.get(f"{slack.url}/oauth/v2/authorize", params={"client_id": "1.2"}) as response:
        assert (response.status, await response.text()) == (400, "Invalid client_id parameter")
