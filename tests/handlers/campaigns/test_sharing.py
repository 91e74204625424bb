"""Share on a campaign's card: as the bot where it is a member, else through the click; little where guests are; without a chart that Slack refuses."""

import pytest

from playground.validator import validate_message

SHARE = "campaign.share"


@pytest.fixture
async def card(slack, bot, a_campaign, a_member, a_lead):
    campaign = await a_campaign("Spring & <webinar>", goals={"target_leads": 10})
    for status in ("pending", "contacted", "contacted"):
        await a_member(campaign, await a_lead(), status)

    async def typed(channel="CSALES"):
        return (await slack.command("/campaign", "spring", channel=channel)).message

    return typed


async def shared(slack, bot, message):
    await slack.click(message, action_id=SHARE)
    await bot.dispatcher.drain(5)
    return [one for one in slack.messages(message.channel) if not one.is_ephemeral]


def kinds(message):
    return [block["type"] for block in message.blocks]


async def test_a_shared_campaign_stands_in_the_channel_with_its_chart_and_the_same_in_words(slack, bot, card):
    [posted] = await shared(slack, bot, await card())

    assert validate_message({"text": posted.fallback, "blocks": posted.blocks}) == []
    assert "data_visualization" in kinds(posted)
    words = str([block for block in posted.blocks if block["type"] != "data_visualization"])
    for said in ("Spring &amp; &lt;webinar&gt;", "contacted 2", "pending 1", "3 of 10 leads", "Shared by Ana Moreau"):
        assert said in words
    assert posted.fallback.startswith("Ana Moreau shared Spring")


async def test_of_more_statuses_than_a_chart_holds_the_first_twenty_are_points(slack, bot, a_campaign, a_member, a_lead):
    campaign = await a_campaign()
    statuses = ["pending", "contacted", *(f"stage {n:02}" for n in range(25))]
    for status in statuses:
        await a_member(campaign, await a_lead(), status)

    [posted] = await shared(slack, bot, (await slack.command("/campaign", "spring")).message)

    [chart] = [block["chart"] for block in posted.blocks if block["type"] == "data_visualization"]
    assert validate_message({"text": posted.fallback, "blocks": posted.blocks}) == []
    assert len(chart["series"][0]["data"]) == len(set(chart["axis_config"]["categories"])) == 20
    assert chart["axis_config"]["categories"][:2] == ["pending", "contacted"]
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert "others 7" in str(posted.blocks)


async def test_where_slack_refuses_the_chart_the_words_are_shared(slack, bot, card):
    slack.faults.add("chat.postMessage", kind="refuse", code="invalid_blocks")

    [posted] = await shared(slack, bot, await card())

    assert "data_visualization" not in kinds(posted)
    assert "contacted 2" in str(posted.blocks)


async def test_where_the_bot_is_no_member_the_click_carries_it(slack, bot, card):
    message = await card("CGENERAL")

    [posted] = await shared(slack, bot, message)

    assert slack.calls_of("chat.postMessage") == []
    assert "contacted 2" in str(posted.blocks)


async def test_where_guests_are_only_the_name_is_shared(slack, bot, card):
    slack.channels["CSALES"].members.add("UGUS")

    [posted] = await shared(slack, bot, await card())

    assert "Spring &amp; &lt;webinar&gt;" in str(posted.blocks)
    assert "contacted" not in str(posted.blocks)
    assert "of 10 leads" not in str(posted.blocks)


async def test_the_same_click_delivered_twice_shares_once(slack, bot, card):
    message = await card()
    slack.faults.add("delivery:interactive", kind="doubled")

    assert len(await shared(slack, bot, message)) == 1
