"""Mentions, escaping, dates and rich text. How the page draws them is in tests/browser."""

from typing import Any

import pytest

from playground.fields import REQUIRED
from playground.rules import Flags
from playground.submissions import TROUBLE
from playground.validator import validate_blocks
from tests.playground.whole.conftest import actions, field, home, plain

MENTIONS = ["<@UBEN>", "<#CSALES>", "<!channel>", "<!here>", "<!everyone>", "<!subteam^SREPS>", "<!date^1796000000^{date}|then>", "<https://acme.example|here>"]
MENTION = [{"type": "section", "text": {"type": "mrkdwn", "text": "<@UBEN> look"}}]


def rich(*elements):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


async def shown(slack, client, text, **more):
    await client.chat_postMessage(channel="CSALES", text=text, **more)
    return slack.messages("CSALES")[-1].text


@pytest.mark.parametrize("typed", MENTIONS)
async def test_three_entities_alone_take_the_meaning_out_of_a_text(slack, client, typed):
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert await shown(slack, client, escaped) == typed
    assert slack.state.notifications == []


@pytest.mark.parametrize("entity", ["&quot;", "&#39;", "&nbsp;", "&copy;"])
async def test_no_other_entity_is_one(slack, client, entity):
    assert await shown(slack, client, entity) == entity


@pytest.mark.parametrize(("sent", "read"), [("*bold*", "bold"), ("_italic_", "italic"), ("~struck~", "struck"), ("`code`", "code")])
async def test_escaping_does_not_stop_formatting_and_plain_text_does(slack, client, sent, read):
    assert await shown(slack, client, sent) == read
    assert await shown(slack, client, "words", blocks=[{"type": "section", "text": plain(sent)}]) == sent
    assert await shown(slack, client, "words", blocks=[rich({"type": "text", "text": sent})]) == sent


async def test_rich_text_is_never_parsed(slack, client):
    assert await shown(slack, client, "words", blocks=[rich({"type": "text", "text": "<@UBEN> &amp; <!channel>"})]) == "<@UBEN> &amp; <!channel>"
    assert slack.state.notifications == []


async def test_a_mention_of_a_person_is_read_as_their_display_name(slack, client):
    profile = (await client.users_info(user="UBEN"))["user"]["profile"]

    assert await shown(slack, client, "<@UBEN>") == f"@{profile['display_name']}"


async def test_a_mention_with_a_name_is_shown_as_it_stands(slack, client):
    assert await shown(slack, client, "ask <@UBEN|Ben>") == "ask <@UBEN|Ben>"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("<!channel>", {"broadcast"}), ("<!here>", {"broadcast"}), ("<!everyone>", {"broadcast"}), ("<!subteam^SREPS>", {"group"}), ("<@UBEN>", {"mention"})],
)
async def test_broadcasts_and_groups_need_no_scope_beyond_writing(slack, client, text, kinds):
    slack.installation.scopes = {"chat:write"}

    await client.chat_postMessage(channel="CSALES", text=text)

    assert {one.kind for one in slack.state.notifications} == kinds


async def test_mentions_in_modals_and_at_home_notify_nobody(slack, client, opened):
    await opened(*MENTION)
    await client.views_publish(user_id="UBEN", view=home(*MENTION))

    assert slack.state.notifications == []


async def test_a_mention_notifies_only_people_who_can_see_the_channel(slack, client):
    slack.channels["GDEALS"].members |= {"ULEADBOT"}

    await client.chat_postMessage(channel="GDEALS", text="<@UANA> <@UBEN>")

    assert [one.user for one in slack.state.notifications] == ["UBEN"]


@pytest.mark.parametrize(("notify", "told"), [(False, []), (True, ["UBEN"])])
async def test_whether_a_mention_that_an_update_adds_notifies_is_a_flag(slack, client, notify, told):
    slack.strictness.updates_notify = notify
    posted = await client.chat_postMessage(channel="CSALES", text="look")

    await client.chat_update(channel="CSALES", ts=posted["ts"], text="<@UBEN> look")

    assert [one.user for one in slack.state.notifications] == told


async def test_the_fallback_of_a_date_ends_at_the_first_bracket_unless_it_is_escaped(slack, client):
    assert await shown(slack, client, "<!date^1796000000^{nothing}|a &gt; b>") == "a > b"
    assert await shown(slack, client, "<!date^1796000000^{nothing}|a > b>") == "a  b>"


INLINE: list[dict[str, Any]] = [
    {"type": "text", "text": "x", "style": {"bold": True, "italic": True, "strike": True, "code": True, "underline": True}},
    {"type": "text", "text": "x", "style": {"highlight": True}},
    {"type": "link", "url": "https://acme.example", "text": "here"},
    {"type": "emoji", "name": "wave"},
    {"type": "user", "user_id": "UBEN"},
    {"type": "usergroup", "usergroup_id": "SREPS"},
    {"type": "channel", "channel_id": "CSALES"},
    {"type": "broadcast", "range": "here"},
    {"type": "date", "timestamp": 1796000000, "format": "{date_num}", "url": "https://acme.example", "fallback": "then"},
    {"type": "team", "team_id": "T0ACME"},
    {"type": "color", "value": "#1264a3"},
]
TEXT = [{"type": "text", "text": "x"}]
SECTION = {"type": "rich_text_section", "elements": TEXT}
CONTAINERS = [
    SECTION,
    {"type": "rich_text_list", "style": "bullet", "indent": 1, "offset": 2, "elements": [SECTION]},
    {"type": "rich_text_list", "style": "ordered", "elements": [SECTION]},
    {"type": "rich_text_preformatted", "language": "sql", "elements": TEXT},
    {"type": "rich_text_quote", "elements": TEXT},
]


@pytest.mark.parametrize("element", INLINE, ids=[one["type"] for one in INLINE])
def test_rich_text_has_this_inline_element(element):
    assert validate_blocks([rich(element)], Flags(), surface="message") == []


@pytest.mark.parametrize("kind", ["file", "canvas", "workflow_mention", "citation", "nonsense"])
def test_rich_text_that_is_sent_has_no_other_inline_element(kind):
    assert validate_blocks([rich({"type": kind, "id": "F1"})], Flags(), surface="message")


@pytest.mark.parametrize("container", CONTAINERS, ids=["section", "bullets", "numbers", "preformatted", "quote"])
def test_rich_text_has_this_container(container):
    assert validate_blocks([{"type": "rich_text", "elements": [container]}], Flags(), surface="message") == []


async def test_inline_elements_that_are_unknown_can_come_from_slack(slack, app):
    blocks = [rich({"type": "canvas", "file_id": "F1"})]

    await slack.event({"type": "message", "channel": "CSALES", "user": "UANA", "text": "", "ts": "1796000000.000001", "blocks": blocks})

    assert app.last["event"]["blocks"] == blocks


async def test_a_rich_text_input_gives_people_groups_and_channels_by_their_ids(slack, app, opened):
    written = rich({"type": "user", "user_id": "UBEN"}, {"type": "usergroup", "usergroup_id": "SREPS"}, {"type": "channel", "channel_id": "CSALES"})
    view = await opened(field("note", {"type": "rich_text_input"}))

    await slack.submit(view, {"note": written})

    assert app.last["view"]["state"]["values"]["note"]["it"]["rich_text_value"] == written


async def test_what_a_rich_text_input_gave_can_be_shown_in_a_rich_text_block(slack, app, client, opened):
    await slack.submit(await opened(field("note", {"type": "rich_text_input"})), {"note": rich({"type": "text", "text": "call "}, INLINE[4])})
    value = app.last["view"]["state"]["values"]["note"]["it"]["rich_text_value"]

    assert await shown(slack, client, "Note", blocks=[value]) == "call @Ben Tanaka"


async def test_blank_rich_text_is_no_answer(slack, opened):
    view = await opened(field("note", {"type": "rich_text_input"}))

    assert (await slack.submit(view, {"note": rich({"type": "text", "text": " \n"})})).errors == {"note": REQUIRED}


async def test_a_select_of_users_gives_an_id(slack, app, client):
    await client.chat_postMessage(channel="CSALES", text="Who?", blocks=[actions({"type": "users_select", "action_id": "who"})])

    await slack.click(slack.messages("CSALES")[0], action_id="who", value="UBEN", user="UANA")

    assert app.last["actions"][0]["selected_user"] == "UBEN"


@pytest.mark.parametrize("by", ["shortcut", "event"])
async def test_a_message_has_its_mentions_as_tokens_in_the_text_and_as_elements_in_rich_text(slack, app, by):
    message = await slack.say("ask @ben and @sales-team in #sales, @here", user="UANA")
    if by == "shortcut":
        await slack.message_shortcut(message, "note.of", user="UBEN")

    told = app.last["message"] if by == "shortcut" else app.events("message")[0]
    assert told["text"] == "ask <@UBEN> and <!subteam^SREPS|@sales-team> in <#CSALES|sales>, <!here>"
    inside = told["blocks"][0]["elements"][0]["elements"]
    assert [one for one in inside if one["type"] != "text"] == [
        {"type": "user", "user_id": "UBEN"},
        {"type": "usergroup", "usergroup_id": "SREPS"},
        {"type": "channel", "channel_id": "CSALES"},
        {"type": "broadcast", "range": "here"},
    ]


@pytest.mark.parametrize(("sticks", "trouble"), [(True, TROUBLE), (False, "")])
async def test_whether_a_preset_mention_can_be_submitted_unedited_is_a_flag(slack, app, opened, *, sticks, trouble):
    slack.ground.flags = Flags(mentions_stick_in_inputs=sticks)
    preset = {"type": "rich_text_input", "initial_value": rich({"type": "user", "user_id": "UBEN"})}
    view = await opened(field("note", preset))

    assert (await slack.submit(view)).trouble == trouble
    assert (app.heard == []) is sticks


async def test_a_preset_name_as_text_can_be_submitted_unedited(slack, app, opened):
    view = await opened(field("note", {"type": "rich_text_input", "initial_value": rich({"type": "text", "text": "@Ben"})}))

    assert (await slack.submit(view)).trouble == ""


@pytest.mark.parametrize(("with_names", "text"), [(False, "<@UBEN>"), (True, "<@UBEN|ben>")])
async def test_whether_mentions_in_commands_have_a_name_is_a_flag(slack, app, with_names, text):
    slack.strictness.mentions_with_names = with_names

    await slack.command("/lead", "@ben")

    assert app.last["text"] == text
