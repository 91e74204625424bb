"""Starting, pausing, completing and cancelling campaigns: who may, what asks first, what is refused, Undo."""

import pytest

from playground.validator import validate_message, validate_view

STEP, ASK, MENU, UNDO, END = "campaign.step", "campaign.ask", "campaign.menu", "campaign.step_undo", "campaign.end"


@pytest.fixture
def status(rows):
    async def fetch(campaign):
        [row] = await rows("select status::text from campaigns where id = :id", id=campaign.id)
        return row["status"]

    return fetch


@pytest.fixture
def press(slack, bot):
    async def run(message, **which):
        await slack.click(message, **which)
        await bot.dispatcher.drain(5)
        return slack.messages("CSALES", "UCARA")[-1]

    return run


@pytest.fixture
def typed(slack, bot):
    async def run(line, user="UCARA"):
        await slack.command("/campaign", "help", user=user)  # whom the bot does not know yet gets a view at once, in which the answer stands
        outcome = await slack.command("/campaign", line, user=user)
        await bot.dispatcher.drain(5)
        return outcome.message

    return run


def entry(message, what):
    return next(
        option["value"]
        for block in message.blocks
        for one in block.get("elements", [])
        for option in one.get("options", [])
        if option["value"].split()[0] == what
    )


@pytest.mark.parametrize(("line", "before", "after"), [("start", "draft", "active"), ("start", "paused", "active"), ("pause", "active", "paused")])
@pytest.mark.parametrize("name", ["Spring webinar", "#{id}", "SPRING WEBINAR"])
async def test_named_exactly_it_is_done_at_once_and_undone_by_a_click(typed, press, a_campaign, status, line, before, after, name):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign(status=before)

    card = await typed(f"{line} {name.format(id=campaign.id)}")

    assert f"Spring webinar is {after} now." in card.text
    assert await status(campaign) == after
    assert validate_message({"blocks": card.blocks}) == []
    undone = await press(card, action_id=UNDO)
    assert f"Spring webinar is {'a draft' if before == 'draft' else before} again." in undone.text
    assert await status(campaign) == before


async def test_named_in_part_the_card_has_the_button(typed, press, a_campaign, status):
    campaign = await a_campaign(status="draft")

    card = await typed("start spring")

    assert await status(campaign) == "draft"
    done = await press(card, action_id=STEP)
    assert "Spring webinar is active now." in done.text
    assert await status(campaign) == "active"


@pytest.mark.parametrize(("line", "after"), [("complete", "completed"), ("cancel", "cancelled")])
async def test_an_end_is_asked_about_first_and_says_how_many_are_pending(slack, bot, typed, press, a_campaign, a_member, a_lead, status, line, after):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    for _ in range(2):
        await a_member(campaign, await a_lead())
    await a_member(campaign, await a_lead(), "contacted")

    card = await typed(f"{line} Spring webinar")

    assert "2 members are still pending." in card.text
    await press(card, action_id=END)
    view = slack.state.views.top("UCARA")
    assert "2 members are still pending." in view.blocks[0]["text"]["text"]
    assert await status(campaign) == "active"
    await slack.submit(view)
    await bot.dispatcher.drain(5)
    done = slack.messages("CSALES", "UCARA")[-1]
    assert f"Spring webinar is {after} now." in done.text
    assert await status(campaign) == after
    assert UNDO not in str(done.blocks)


async def test_members_who_came_since_the_card_was_drawn_are_counted_and_asked_about_again(slack, bot, typed, press, a_campaign, a_member, a_lead, status):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    await a_member(campaign, await a_lead())
    card = await typed("spring")
    await a_member(campaign, await a_lead())
    await press(card, action_id=MENU, value=entry(card, "complete"))
    view = slack.state.views.top("UCARA")
    assert "2 members are still pending." in view.blocks[0]["text"]["text"]
    await a_member(campaign, await a_lead())

    await slack.submit(view)
    await bot.dispatcher.drain(5)

    again = slack.state.views.top("UCARA")
    assert "3 members are still pending." in again.blocks[0]["text"]["text"]
    assert await status(campaign) == "active"
    await slack.submit(again)
    await bot.dispatcher.drain(5)
    assert await status(campaign) == "completed"


async def test_in_the_cards_menu_a_small_view_asks(slack, bot, typed, press, a_campaign, a_member, a_lead, status):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign("Spring & <summer>")
    await a_member(campaign, await a_lead())
    card = await typed("spring")

    await press(card, action_id=MENU, value=entry(card, "complete"))
    view = slack.state.views.top("UCARA")
    assert validate_view(view.payload) == []
    assert "1 member is still pending." in view.blocks[0]["text"]["text"]
    assert await status(campaign) == "active"
    await slack.submit(view)
    await bot.dispatcher.drain(5)

    assert await status(campaign) == "completed"
    assert "is completed now." in slack.messages("CSALES", "UCARA")[-1].text


async def test_the_cards_menu_starts_and_pauses(typed, press, a_campaign, status):
    campaign = await a_campaign()
    card = await typed("spring")

    paused = await press(card, action_id=MENU, value=entry(card, "pause"))
    assert await status(campaign) == "paused"
    assert paused.ts == card.ts
    await press(paused, action_id=MENU, value=entry(paused, "start"))
    assert await status(campaign) == "active"


@pytest.mark.parametrize(
    ("line", "before", "said"),
    [
        ("pause", "draft", "Spring webinar is a draft, so it cannot be paused."),
        ("start", "completed", "Spring webinar is completed, so it cannot be started."),
        ("complete", "draft", "Spring webinar is a draft, so it cannot be completed."),
        ("cancel", "cancelled", "Spring webinar is cancelled already."),
        ("start", "active", "Spring webinar is active already."),
    ],
)
async def test_a_step_that_leads_nowhere_is_refused_with_the_reason(typed, a_campaign, status, line, before, said):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign(status=before)

    assert said in (await typed(f"{line} Spring webinar")).text
    assert await status(campaign) == before


async def test_several_are_a_list_whose_buttons_lead_to_the_card_with_the_step(typed, press, a_campaign, status):
    campaign = await a_campaign("Spring webinar", status="paused")
    await a_campaign("Spring fair", status="paused")

    listed = await typed("start spring")
    card = await press(listed, action_id=ASK, value=f"start {campaign.id}")

    assert "Start Spring webinar?" in card.text
    await press(card, action_id=STEP)
    assert await status(campaign) == "active"


@pytest.mark.parametrize("line", ["start Spring webinar", "pause spring", "complete spring", "cancel spring", "new x", "edit spring"])
async def test_a_rep_is_told_whose_work_this_is(typed, a_campaign, status, line):
    campaign = await a_campaign()

    assert "Managing campaigns is for managers and admins. Ask" in (await typed(line, user="UANA")).text
    assert await status(campaign) == "active"


async def test_a_reps_card_has_no_buttons_for_it(typed, a_campaign):
    await a_campaign()

    card = await typed("spring", user="UANA")

    assert [option["text"]["text"] for option in card.blocks[-1]["elements"][-1]["options"]] == ["Members"]


async def test_what_was_changed_since_is_not_undone(typed, press, a_campaign, status, execute):
    campaign = await a_campaign(status="draft")
    card = await typed("start Spring webinar")
    await execute("update campaigns set status = 'cancelled'")

    assert "This was changed since, so it was not undone." in (await press(card, action_id=UNDO)).text
    assert await status(campaign) == "cancelled"


async def test_a_start_is_not_undone_where_leads_were_added_since(slack, bot, typed, press, lead, a_campaign, status):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign(status="draft")
    card = await typed("start Spring webinar")
    await slack.command("/lead", f"enroll {lead.id} spring", user="UBEN")
    await bot.dispatcher.drain(5)

    assert "This was changed since, so it was not undone. Leads were enrolled meanwhile: pause it instead." in (await press(card, action_id=UNDO)).text
    assert await status(campaign) == "active"


async def test_a_list_offers_a_step_where_it_can_be_taken(typed, a_campaign):
    for name, state in (("Small shops", "paused"), ("Small towns", "draft"), ("Small steps", "active")):
        await a_campaign(name=name, status=state)

    listed = await typed("pause small")

    labels = {block["text"]["text"].split("*")[1]: block["accessory"]["text"]["text"] for block in listed.blocks if "accessory" in block}
    assert labels == {"Small shops": "Open", "Small towns": "Open", "Small steps": "Pause"}


@pytest.mark.parametrize(("word", "verb"), [("resume", "start"), ("stop", "pause"), ("finish", "complete"), ("close", "complete")])
async def test_words_that_people_use_for_a_step_are_asked_about(typed, a_campaign, status, word, verb):
    campaign = await a_campaign(status="paused")

    assert f"Did you mean /campaign {verb} spring webinar?" in (await typed(f"{word} spring webinar")).text
    assert await status(campaign) == "paused"


async def test_a_step_is_proposed_to_who_may_take_it(slack, bot, a_campaign):
    await a_campaign(status="paused")

    assert "Did you mean" not in (await slack.command("/campaign", "resume spring webinar", user="UANA")).message.text
    assert "Did you mean `/campaign find" in str((await slack.command("/campaign", "share spring webinar", user="UANA")).message.blocks)


async def test_a_lead_in_front_of_a_campaign_is_pointed_the_way(typed, a_campaign):
    await a_campaign()

    assert "To put a lead into a campaign, type /lead enroll 42 spring webinar." in (await typed("enroll 42 spring webinar")).text


async def test_a_second_campaign_of_a_name_is_asked_about(slack, bot, typed, a_campaign, rows):
    there = await a_campaign()
    other = await a_campaign("Autumn fair")
    await slack.command("/campaign", "new Spring  WEBINAR", user="UCARA")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UCARA")

    await slack.submit(form)
    await bot.dispatcher.drain(5)
    asked = slack.state.views.top("UCARA")
    [told] = [block["text"]["text"] for block in asked.payload["blocks"] if block["type"] == "alert"]
    assert told == f"There is a campaign of this name already: #{there.id}. Give it another name, or create it all the same."
    assert len(await rows("select id from campaigns")) == 2

    await slack.submit(asked, {"name": "autumn fair"})
    await bot.dispatcher.drain(5)
    asked = slack.state.views.top("UCARA")
    assert f"#{other.id}" in str(asked.blocks)
    assert len(await rows("select id from campaigns")) == 2

    await slack.submit(asked)
    await bot.dispatcher.drain(5)
    assert len(await rows("select id from campaigns")) == 3


async def test_start_that_is_pressed_twice_keeps_its_undo(slack, bot, typed, a_campaign, status):
    campaign = await a_campaign(status="draft")
    card = await typed("spring")
    for _ in range(2):
        await slack.click(card, action_id=MENU, value=entry(card, "start"))
    await bot.dispatcher.drain(5)

    told = [message.text for message in slack.messages("CSALES", "UCARA")]
    assert any(text.startswith("Spring webinar is active now. [Undo]") for text in told)
    assert await status(campaign) == "active"
