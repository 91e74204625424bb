"""Messages: sizes, what excludes what, ephemeral and scheduled ones."""

import aiohttp
import pytest

from playground.refusals import message_refusal
from playground.rules import Flags
from tests.playground.test_validator import DIVIDER, RAW, mrkdwn, section

from .web import SECTION, call, workspace  # noqa: F401 - fixtures

META = {"event_type": "delivery", "event_payload": {"id": 7}}
LONG = [section(text=mrkdwn("x" * 2640))]


def code(flags=None, *, update=False, **arguments):
    refusal = message_refusal(arguments, flags, update=update)
    return refusal.error if refusal else None


async def test_a_text_of_40000_characters_is_whole_and_one_more_is_cut_with_a_warning(slack, client):
    whole = await call(client, "chat.postMessage", channel="CSALES", text="x" * 40_000)
    cut = await call(client, "chat.postMessage", channel="CSALES", text="x" * 40_001)

    assert (len(whole["message"]["text"]), "warning" in whole) == (40_000, False)
    assert (len(cut["message"]["text"]), cut["warning"]) == (40_000, "message_truncated")
    assert cut["response_metadata"]["warnings"] == ["message_truncated"]


async def test_only_update_refuses_a_text_past_4000_characters(slack, client):
    ts = (await call(client, "chat.postMessage", channel="CSALES", text="x" * 4001))["ts"]
    soon = int(slack.clock.now()) + 60

    assert (await call(client, "chat.update", channel="CSALES", ts=ts, text="x" * 4001))["error"] == "msg_too_long"
    assert (await call(client, "chat.update", channel="CSALES", ts=ts, text="x" * 4000))["ok"]
    assert (await call(client, "chat.postEphemeral", channel="CSALES", user="UANA", text="x" * 4001))["ok"]
    assert (await call(client, "chat.scheduleMessage", channel="CSALES", post_at=str(soon), text="x" * 4001))["ok"]


def test_how_many_characters_all_blocks_have_is_a_flag():
    assert code(text="x", blocks=LONG * 5) is None
    assert code(text="x", blocks=[*LONG * 5, section(text=mrkdwn("x"))]) == "msg_blocks_too_long"
    assert code(Flags(blocks_characters=20_000), text="x", blocks=[*LONG * 5, section(text=mrkdwn("x"))]) is None
    assert code(Flags(blocks_characters=12_000), text="x", blocks=LONG * 5) == "msg_blocks_too_long"


def test_what_stands_in_a_container_counts_once_and_tables_have_limits_of_their_own():
    box = {"type": "container", "title": {"type": "plain_text", "text": "x"}, "child_blocks": LONG * 5}
    table = {"type": "data_table", "caption": "c", "rows": [[RAW], [{"type": "raw_text", "text": "x" * 19_000}]]}

    assert code(text="x", blocks=[box]) is None
    assert code(text="x", blocks=[box, section(text=mrkdwn("x"))]) == "msg_blocks_too_long"
    assert code(text="x", blocks=[table, *LONG * 5]) is None


def test_markdown_text_has_12000_characters_and_stands_alone():
    assert code(markdown_text="x" * 12_000) is None
    assert code(markdown_text="x" * 12_001) == "msg_blocks_too_long"
    assert code(markdown_text="x" * 12_001, update=True) == "msg_too_long"
    assert code(markdown_text="x", text="x") == "markdown_text_conflict"
    assert code(markdown_text="x", blocks=[DIVIDER]) == "markdown_text_conflict"


def test_the_size_of_metadata_is_a_flag():
    large = META | {"event_payload": {"words": "x" * 9000}}

    assert code(text="x", metadata=large) == "metadata_too_large"
    assert code(Flags(metadata_bytes=16_000), text="x", metadata=large) is None


def test_a_hundred_attachments_are_the_most():
    assert code(text="x", attachments=[{"text": "x"}] * 100) is None
    assert code(text="x", attachments=[{"text": "x"}] * 101) == "too_many_attachments"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral", "chat.scheduleMessage", "chat.update"])
async def test_wrong_attachments_are_invalid_attachments_of_each_method(slack, client, method):
    ts = (await call(client, "chat.postMessage", channel="CSALES", text="x"))["ts"]
    whereto = {"channel": "CSALES", "user": "UANA", "ts": ts, "post_at": str(int(slack.clock.now()) + 60), "text": "x"}

    nonsense = await call(client, method, **whereto, attachments=[{"blocks": [{"type": "nonsense"}]}])
    no_list = await call(client, method, **whereto, attachments="{")

    assert (nonsense["error"], nonsense["errors"]) == ("invalid_attachments", ["unsupported type: nonsense [json-pointer:/attachments/0/blocks/0/type]"])
    assert no_list["error"] == "invalid_attachments"


async def test_an_ephemeral_message_is_for_an_active_member_of_the_channel(slack, client):
    to_ben = {"channel": "CSALES", "user": "UBEN", "text": "only you"}

    assert (await call(client, "chat.postEphemeral", **to_ben))["ok"]
    slack.people["UBEN"].deleted = True
    assert (await call(client, "chat.postEphemeral", **to_ben))["error"] == "user_not_in_channel"
    assert (await call(client, "chat.postEphemeral", **to_ben | {"user": "UGUS"}))["error"] == "user_not_in_channel"


async def test_an_ephemeral_message_is_not_kept_has_no_metadata_and_cannot_be_changed(slack, client):
    ts = (await call(client, "chat.postEphemeral", channel="CSALES", user="UANA", text="only you", metadata=META))["message_ts"]

    assert slack.messages(user="UANA")[-1].metadata is None
    assert (await call(client, "conversations.history", channel="CSALES"))["messages"] == []
    for method in ("chat.update", "chat.delete"):
        assert (await call(client, method, channel="CSALES", ts=ts, text="x"))["error"] == "message_not_found"


@pytest.mark.parametrize(("ahead", "error"), [(-1, "time_in_past"), (60, None), (120 * 86_400 - 60, None), (120 * 86_400 + 60, "time_too_far")])
async def test_a_message_is_scheduled_up_to_120_days_ahead(slack, client, ahead, error):
    answer = await call(client, "chat.scheduleMessage", channel="CSALES", text="x", post_at=str(int(slack.clock.now()) + ahead))

    assert answer.get("error") == error


async def test_thirty_messages_wait_for_the_same_five_minutes_of_a_channel(slack, client):
    slack.state.strict_pace = False
    at = (int(slack.clock.now()) // 300 + 2) * 300
    later = {"text": "x", "channel": "CSALES"}
    for _ in range(30):
        assert (await call(client, "chat.scheduleMessage", **later, post_at=str(at)))["ok"]

    assert (await call(client, "chat.scheduleMessage", **later, post_at=str(at + 299)))["error"] == "restricted_too_many"
    assert (await call(client, "chat.scheduleMessage", **later, post_at=str(at + 300)))["ok"]
    assert (await call(client, "chat.scheduleMessage", **later | {"channel": "CSHARED"}, post_at=str(at)))["ok"]


async def test_a_scheduled_message_has_no_metadata(slack, client):
    at = str(int(slack.clock.now()) + 60)

    answer = await call(client, "chat.scheduleMessage", channel="CSALES", text="x", post_at=at, metadata=META)

    assert answer["error"] == "invalid_arguments"


async def test_blocks_without_a_text_are_warned_of_unless_the_flag_is_off(slack, client):
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json; charset=utf-8"}
    answers = []
    for warned in (True, False):
        slack.ground.flags = Flags(missing_text_warning=warned)
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{slack.api_url}chat.postMessage", json={"channel": "CSALES", "blocks": [SECTION]}, headers=headers) as response,
        ):
            answers.append(await response.json())

    assert [one["ok"] for one in answers] == [True, True]
    assert [one.get("warning") for one in answers] == ["missing_text_in_message", None]


async def test_an_update_keeps_attachments_and_metadata_that_are_left_out_and_drops_them_when_empty(slack, client):
    posted = await call(client, "chat.postMessage", channel="CSALES", text="x", attachments=[{"text": "more"}], metadata=META)
    here = {"channel": "CSALES", "ts": posted["ts"]}

    kept = (await call(client, "chat.update", **here, text="y"))["message"]
    dropped = (await call(client, "chat.update", **here, text="z", attachments=[], metadata={}))["message"]

    assert ([one["text"] for one in kept["attachments"]], kept["metadata"]) == (["more"], META)
    assert ("attachments" in dropped, "metadata" in dropped) == (False, False)


async def test_rich_text_stays_rich_text(slack, client):
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
    here = {"channel": "CSALES", "ts": (await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[rich]))["ts"]}

    assert (await call(client, "chat.update", **here, text="x", blocks=[SECTION]))["error"] == "block_mismatch"
    assert (await call(client, "chat.update", **here, text="x", blocks=[rich, SECTION]))["ok"]
