"""Deliveries, as Slack sees them."""

from itertools import pairwise

import pytest

from playground.people import BOT_USER_ID
from tests.deliveries.conftest import ACME, HISTORY, a_worker, texts


async def test_what_is_added_is_posted(slack, ledger, working):
    delivery_id = await ledger.add("CSALES", "a lead was assigned")

    assert await ledger.until_over() == ["sent"]

    (message,) = slack.messages("CSALES")
    assert message.text == "a lead was assigned"
    assert (await ledger.of(delivery_id)).message_ts == message.ts


async def test_each_post_carries_its_key(slack, ledger, working):
    delivery_id = await ledger.add("CSALES")
    await ledger.until_over()

    key = str((await ledger.of(delivery_id)).key)
    assert slack.messages("CSALES")[0].metadata == {"event_type": "leadbot_delivery", "event_payload": {"key": key}}


async def test_a_channel_gets_its_messages_in_order_and_at_most_one_a_second(slack, ledger, working):
    for number in range(4):
        await ledger.add("CSALES", f"message {number}")
    await ledger.until_over()

    assert texts(slack.messages("CSALES")) == [f"message {number}" for number in range(4)]
    times = [call.at for call in slack.calls_of("chat.postMessage")]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))
    assert not slack.too_fast


async def test_a_person_is_written_to_in_a_dm_that_is_opened_once(slack, ledger, working):
    await ledger.add("UANA", "first")
    await ledger.add("UANA", "second")
    await ledger.until_over()

    assert texts(slack.messages(slack.dm("UANA"))) == ["first", "second"]
    assert len(slack.calls_of("conversations.open")) == 1
    assert (await ledger.channel("UANA"))["dm_id"] == slack.dm("UANA")


async def test_an_edit_changes_the_message(slack, ledger, working):
    delivery_id = await ledger.add("CSALES", "before")
    await ledger.until_over()
    message_ts = (await ledger.of(delivery_id)).message_ts

    await ledger.add("CSALES", message={"ts": message_ts, "text": "after"}, action="update")
    await ledger.until_over()

    assert texts(slack.messages("CSALES")) == ["after"]


async def test_a_held_delivery_blocks_nobody_and_a_released_one_goes_out(slack, ledger, owner, database, clients):
    held = await ledger.add("CSALES", "held")
    await ledger.add("CSALES", "free")
    await owner.execute("update slack.deliveries set state = 'held' where id = $1", held)
    async with a_worker(database, clients):
        assert await ledger.until_over() == ["held", "sent"]
        await owner.execute("update slack.deliveries set state = 'queued' where id = $1", held)
        assert await ledger.until_over() == ["sent", "sent"]

    assert texts(slack.messages("CSALES")) == ["free", "held"]


async def test_what_is_due_later_waits_and_lets_others_pass(slack, ledger, owner, working):
    in_two_seconds = await owner.fetchval("select now() + interval '2 seconds'")
    await ledger.add("CSALES", "later", due_at=in_two_seconds)
    await ledger.add("CSALES", "now")
    await ledger.until_over()

    assert texts(slack.messages("CSALES")) == ["now", "later"]
    assert slack.calls_of("chat.postMessage")[1].at >= in_two_seconds.timestamp()


async def test_retry_after_is_obeyed_in_its_channel_alone(slack, ledger, working):
    slack.faults.add("chat.postMessage", kind="rate_limited", retry_after=3)
    limited = await ledger.add("CSALES", "limited")
    await ledger.until(lambda _: bool(slack.calls_of("chat.postMessage")))
    await ledger.add("CSALES", "behind it")
    await ledger.add("CSHARED", "elsewhere")
    await ledger.until_over()

    refused, elsewhere, limited_call, behind = slack.calls_of("chat.postMessage")
    assert refused.status == 429
    assert elsewhere.arguments["channel"] == "CSHARED"
    assert elsewhere.at - refused.at < 2
    assert limited_call.at - refused.at >= 3
    assert behind.arguments["text"] == "behind it"
    assert (await ledger.of(limited)).attempts == 1


@pytest.mark.parametrize(("destination", "reason"), [("COLD", "is_archived"), ("CGENERAL", "not_in_channel"), ("CNOWHERE", "channel_not_found")])
async def test_a_dead_destination_pauses_only_itself(slack, ledger, working, destination, reason):
    dead = await ledger.add(destination, "to nobody")
    await ledger.add(destination, "behind it")
    await ledger.add("CSALES", "elsewhere")
    await ledger.until(lambda states: states == ["failed", "queued", "sent"])

    assert (await ledger.of(dead)).reason == reason
    assert (await ledger.channel(destination))["paused_because"] == reason
    assert (await ledger.channel("CSALES"))["paused_because"] is None


async def test_a_person_whom_slack_refused_once_gets_the_next_message(slack, ledger, working):
    slack.people["UBEN"].deleted = True
    await ledger.add("UBEN", "lost")
    await ledger.add("UNOBODY", "to nobody")
    assert await ledger.until_over() == ["failed", "failed"]
    slack.people["UBEN"].deleted = False

    await ledger.add("UBEN", "here again")

    assert await ledger.until_over() == ["failed", "failed", "sent"]
    assert (await ledger.channel("UNOBODY"))["paused_because"] is None


async def test_a_resumed_destination_gets_what_waited(slack, ledger, working):
    await ledger.add("CGENERAL", "lost")
    await ledger.until_over()
    await ledger.add("CGENERAL", "kept")
    slack.channels["CGENERAL"].members.add(BOT_USER_ID)

    assert await ledger.resume("not_in_channel") == 1

    assert await ledger.until_over() == ["failed", "sent"]
    assert texts(slack.messages("CGENERAL")) == ["kept"]
    assert not await ledger.resume("not_in_channel")


async def test_a_dead_installation_pauses_and_loses_nothing(slack, ledger, working):
    slack.installation.error = "token_revoked"
    await ledger.add("CSALES", "kept")
    await ledger.until(lambda _: bool(slack.calls_of("chat.postMessage")))
    while (await ledger.channel("CSALES"))["paused_because"] != "token_revoked":
        assert await ledger.states() != ["sent"]
    slack.installation.error = ""

    await ledger.resume("token_revoked")

    assert await ledger.until_over() == ["sent"]


async def test_a_message_that_slack_refuses_fails_alone(slack, ledger, working):
    refused = await ledger.add("CSALES", message={"text": "", "blocks": [{"type": "no such block"}]})
    await ledger.add("CSALES", "fine")

    assert await ledger.until_over() == ["failed", "sent"]
    assert (await ledger.of(refused)).reason == "invalid_blocks"
    assert (await ledger.channel("CSALES"))["paused_because"] is None


async def test_slacks_own_trouble_is_waited_out_in_order(slack, ledger, working):
    slack.faults.add("chat.postMessage", kind="error", status=503, times=2)
    first = await ledger.add("CSALES", "first")
    await ledger.add("CSALES", "second")

    assert await ledger.until_over() == ["sent", "sent"]
    assert texts(slack.messages("CSALES")) == ["first", "second"]
    assert (await ledger.of(first)).attempts == 3


async def test_after_eight_tries_it_is_given_up_and_the_next_one_goes(slack, ledger, owner, database, clients):
    given_up = await ledger.add("CSALES", "given up")
    await ledger.add("CSALES", "next")
    await owner.execute("update slack.deliveries set attempts = 7 where id = $1", given_up)
    slack.faults.add("chat.postMessage", kind="error", status=503)
    async with a_worker(database, clients):
        assert await ledger.until_over() == ["failed", "sent"]

    assert (await ledger.of(given_up)).reason == "service_unavailable"


async def test_a_dm_whose_opening_was_lost_is_opened_again(slack, ledger, working):
    slack.faults.add("conversations.open", kind="lost")
    await ledger.add("UANA", "once")

    assert await ledger.until_over() == ["sent"]
    assert texts(slack.messages(slack.dm("UANA"))) == ["once"]


async def test_slack_that_cannot_be_reached_is_tried_again_without_doubt(slack, ledger, clients, working, unused_port):
    slack.installation.scopes -= HISTORY  # a doubt would show as uncertain
    client = await clients(ACME)
    client.base_url = f"http://127.0.0.1:{unused_port}/api/"
    delivery_id = await ledger.add("CSALES", "once")
    while (await ledger.of(delivery_id)).reason is None:
        assert await ledger.states() != ["sent"]
    assert (await ledger.of(delivery_id)).state == "queued"

    client.base_url = slack.api_url

    assert await ledger.until_over() == ["sent"]
    assert texts(slack.messages("CSALES")) == ["once"]


async def test_a_post_whose_answer_was_lost_is_found_and_not_repeated(slack, ledger, working):
    slack.faults.add("chat.postMessage", kind="lost")
    delivery_id = await ledger.add("CSALES", "once")

    assert await ledger.until_over() == ["sent"]
    (message,) = slack.messages("CSALES")
    assert (await ledger.of(delivery_id)).message_ts == message.ts


async def test_a_post_that_surely_did_not_arrive_is_sent_again(slack, ledger, working):
    slack.faults.add("chat.postMessage", kind="reset")
    await ledger.add("CSALES", "once")

    assert await ledger.until_over() == ["sent"]
    assert texts(slack.messages("CSALES")) == ["once"]
    assert len(slack.calls_of("chat.postMessage")) == 2


async def test_a_slow_answer_is_not_taken_for_a_no(slack, ledger, working):
    slack.faults.add("chat.postMessage", kind="slow", seconds=2.2)
    await ledger.add("CSALES", "once")

    assert await ledger.until_over() == ["sent"]
    assert texts(slack.messages("CSALES")) == ["once"]


async def test_without_the_history_scope_a_lost_answer_leaves_it_uncertain(slack, ledger, working):
    slack.installation.scopes -= HISTORY
    slack.faults.add("chat.postMessage", kind="lost")
    delivery_id = await ledger.add("CSALES", "perhaps")
    await ledger.add("CSALES", "behind it")

    assert await ledger.until_over() == ["uncertain", "sent"]
    reason = "Slack's answer was lost, so it may have arrived or not; reading the messages there is not allowed"
    assert (await ledger.of(delivery_id)).reason == reason
    assert texts(slack.messages("CSALES")) == ["perhaps", "behind it"]


async def test_what_is_critical_is_rather_sent_twice_than_not_at_all(slack, ledger, working):
    slack.installation.scopes -= HISTORY
    slack.faults.add("chat.postMessage", kind="reset")
    await ledger.add("CSALES", "approve this?", critical=True)

    assert await ledger.until_over() == ["sent"]
    assert texts(slack.messages("CSALES")) == ["approve this?"]


async def test_an_edit_whose_answer_was_lost_is_simply_repeated(slack, ledger, working):
    delivery_id = await ledger.add("CSALES", "before")
    await ledger.until_over()
    slack.faults.add("chat.update", kind="lost")

    await ledger.add("CSALES", message={"ts": (await ledger.of(delivery_id)).message_ts, "text": "after"}, action="update")

    assert await ledger.until_over() == ["sent", "sent"]
    assert texts(slack.messages("CSALES")) == ["after"]
    assert len(slack.calls_of("chat.update")) == 2
    assert not slack.calls_of("conversations.history")


async def test_two_organizations_have_queues_of_their_own_for_one_channel(slack, ledger, owner, working):
    await ledger.add("CSALES", "ours")
    await ledger.add("CSALES", "theirs", organization_id=2)
    await ledger.until_over()

    assert await owner.fetchval("select count(*) from slack.channels where destination = 'CSALES'") == 2
