"""New campaigns and edited ones: the form, what is said at which field, others' changes meanwhile, Undo."""

from datetime import date

import pytest

from playground.validator import validate_message, validate_view

MENU, EDIT, NEW, UNDO, STEP = "campaign.menu", "campaign.edit", "campaign.new", "campaign.step_undo", "campaign.step"
FILLED = {
    "name": "Spring webinar",
    "campaign_type": "email",
    "description": "For <partners>\n& friends",
    "start_date": "2027-03-01",
    "end_date": "2027-04-15",
    "budget_allocated": "10k",
    "budget_spent": "4,000",
    "goals.target_leads": "200",
    "goals.conversion_rate": "10",
    "goals.roi_target": "300",
}


@pytest.fixture
def campaigns(rows):
    async def fetch():
        return await rows("select c.*, c.status::text as status from campaigns c order by id")

    return fetch


def sections(view):
    return [block["text"]["text"] for block in view.blocks if block["type"] == "section"]


async def test_a_new_campaign_is_made_in_a_form_and_is_a_draft(slack, bot, acme, opened, submit, campaigns):  # noqa: PLR0917 - fixtures
    view = await opened("new Spring webinar", "UCARA", "/campaign")
    assert validate_view(view.payload) == []

    await submit(view, FILLED)

    [row] = await campaigns()
    assert (row["name"], row["status"], row["campaign_type"], row["created_by"]) == ("Spring webinar", "draft", "email", acme.people["UCARA"].id)
    assert (row["budget_allocated"], row["budget_spent"]) == (1_000_000, 400_000)
    assert row["goals"] == {"target_leads": 200, "conversion_rate": 10, "roi_target": 300}
    assert (row["start_date"], row["end_date"]) == (date(2027, 3, 1), date(2027, 4, 15))
    receipt = slack.messages("CSALES", "UCARA")[-1]
    assert f"Created: Spring webinar (#{row['id']}), a draft, budget $10,000, spent $4,000." in receipt.text
    assert validate_message({"blocks": receipt.blocks}) == []
    await slack.click(receipt, action_id=STEP)
    await bot.dispatcher.drain(5)
    assert [row["status"] for row in await campaigns()] == ["active"]


@pytest.mark.parametrize(
    ("put", "errors"),
    [
        ({"budget_allocated": "many"}, {"budget_allocated": "Type an amount in USD, such as 12,000 or 12k."}),
        ({"goals.conversion_rate": "120"}, {"goals.conversion_rate": "Type a number above 0, at most 100."}),
        ({"goals.target_leads": "-3"}, {"goals.target_leads": "Type a number above 0, at most 1,000,000,000."}),
        ({"start_date": "2027-03-02", "end_date": "2027-03-01"}, {"end_date": "The end is before the start. Pick a later one."}),
        ({"name": "  "}, {"name": "Give it a name."}),
    ],
)
async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(opened, submit, campaigns, put, errors):
    view = await opened("new Spring webinar", "UCARA", "/campaign")

    assert (await submit(view, put)).errors == errors
    assert await campaigns() == []


async def test_the_list_offers_a_manager_a_new_one_and_a_rep_none(slack, bot, acme):
    answer = (await slack.command("/campaign", "", user="UCARA")).message
    await slack.click(answer, action_id=NEW)
    await bot.dispatcher.drain(5)

    assert slack.state.views.top("UCARA").payload["title"]["text"] == "New campaign"
    assert NEW not in str((await slack.command("/campaign", "", user="UANA")).message.blocks)


async def test_editing_changes_what_was_changed_and_is_undone_by_a_click(slack, bot, a_campaign, campaigns, submit):
    await a_campaign(budget_allocated=500_000, goals={"target_leads": 5, "their_own": "x"}, campaign_type="radio")
    before = await campaigns()
    card = (await slack.command("/campaign", "spring", user="UCARA")).message
    await slack.click(card, action_id=MENU, value=f"edit {before[0]['id']}")
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UCARA")
    assert validate_view(view.payload) == []

    await submit(view, {"budget_allocated": "6,000.50", "goals.target_leads": "", "goals.roi_target": "150"})

    [row] = await campaigns()
    assert (row["budget_allocated"], row["goals"], row["campaign_type"]) == (600_050, {"their_own": "x", "roi_target": 150}, "radio")
    drawn = slack.messages("CSALES", "UCARA")[-1]
    assert drawn.ts == card.ts
    assert drawn.text.startswith("Saved.")
    await slack.click(drawn, action_id=UNDO)
    await bot.dispatcher.drain(5)
    kept = ("name", "budget_allocated", "goals", "campaign_type")
    assert [[row[name] for name in kept] for row in await campaigns()] == [[row[name] for name in kept] for row in before]


async def test_a_field_that_others_changed_meanwhile_is_shown_before_it_is_saved(opened, submit, slack, a_campaign, campaigns, bot):  # noqa: PLR0917 - fixtures
    await a_campaign(budget_allocated=500_000, description="old")
    mine = await opened("edit Spring webinar", "UCARA", "/campaign")
    theirs = await opened("edit Spring webinar", "UDORA", "/campaign")
    await submit(theirs, {"budget_allocated": "7,000", "description": "theirs"})

    await submit(mine, {"budget_allocated": "8,000"})

    asked = slack.state.views.top("UCARA")
    assert validate_view(asked.payload) == []
    assert asked.payload["title"]["text"] == "Changed meanwhile"
    assert "*Budget*\nDora Lindqvist, just now: $5,000 → $7,000\nYou: $8,000" in sections(asked)
    assert [row["budget_allocated"] for row in await campaigns()] == [700_000]
    await submit(asked, {"budget_allocated": "mine"})
    [row] = await campaigns()
    assert (row["budget_allocated"], row["description"]) == (800_000, "theirs")


async def test_of_each_field_that_others_changed_theirs_may_be_left(opened, submit, slack, a_campaign, campaigns, bot):  # noqa: PLR0917 - fixtures
    await a_campaign(budget_allocated=500_000, description="old", goals={"target_leads": 100})
    mine = await opened("edit Spring webinar", "UCARA", "/campaign")
    theirs = {"budget_allocated": "7,000", "description": "theirs", "goals.target_leads": "150"}
    await submit(await opened("edit Spring webinar", "UDORA", "/campaign"), theirs)
    await submit(mine, {"budget_allocated": "8,000", "description": "mine", "goals.target_leads": "170", "budget_spent": "10"})

    await submit(slack.state.views.top("UCARA"), {"budget_allocated": "theirs", "description": "mine", "goals.target_leads": "theirs"})

    [row] = await campaigns()
    assert (row["budget_allocated"], row["description"], row["goals"], row["budget_spent"]) == (700_000, "mine", {"target_leads": 150}, 1_000)


async def test_what_others_change_while_that_is_decided_is_asked_once_more(opened, submit, slack, a_campaign, campaigns, execute):  # noqa: PLR0917 - fixtures
    await a_campaign(budget_allocated=500_000)
    mine = await opened("edit Spring webinar", "UCARA", "/campaign")
    await execute("update campaigns set budget_allocated = 700000")
    await submit(mine, {"budget_allocated": "8,000"})
    await execute("update campaigns set budget_allocated = 900000")

    await submit(slack.state.views.top("UCARA"), {"budget_allocated": "mine"})

    asked = slack.state.views.top("UCARA")
    assert "Somebody, just now: $7,000 → $9,000\nYou: $8,000" in sections(asked)[-1]
    await submit(asked, {"budget_allocated": "mine"})
    assert [row["budget_allocated"] for row in await campaigns()] == [800_000]


async def test_a_goal_names_who_changed_that_one(opened, submit, slack, a_campaign, execute):
    campaign = await a_campaign(goals={"target_leads": 100, "roi_target": 200})
    mine = await opened("edit Spring webinar", "UCARA", "/campaign")
    await submit(await opened("edit Spring webinar", "UDORA", "/campaign"), {"goals.target_leads": "150"})
    await execute("update campaigns set goals = goals::jsonb || '{\"roi_target\": 250}' where id = :id", id=campaign.id)

    await submit(mine, {"goals.target_leads": "170"})

    assert "*Goal: leads*\nDora Lindqvist, just now: 100 → 150\nYou: 170" in sections(slack.state.views.top("UCARA"))


async def test_an_edit_of_line_breaks_alone_is_saved(opened, submit, a_campaign, campaigns):
    await a_campaign(description="Line one Line two")

    await submit(await opened("edit Spring webinar", "UCARA", "/campaign"), {"description": "Line one\nLine two"})

    assert [row["description"] for row in await campaigns()] == ["Line one\nLine two"]


async def test_set_goals_stands_on_a_card_without_goals_for_managers(slack, bot, a_campaign):
    await a_campaign()

    card = (await slack.command("/campaign", "spring", user="UCARA")).message
    await slack.click(card, action_id=EDIT)
    await bot.dispatcher.drain(5)

    assert slack.state.views.top("UCARA").payload["title"]["text"] == "Edit campaign"
    assert "Set goals" not in (await slack.command("/campaign", "spring")).text


async def test_several_are_a_list_with_edit(slack, bot, a_campaign):
    await a_campaign("Spring fair")
    campaign = await a_campaign("Spring webinar")
    await slack.command("/campaign", "help", user="UCARA")

    listed = (await slack.command("/campaign", "edit spring", user="UCARA")).message
    await slack.click(listed, action_id=EDIT, value=str(campaign.id))
    await bot.dispatcher.drain(5)

    form = slack.state.views.top("UCARA")
    assert next(block["element"]["initial_value"] for block in form.blocks if block["block_id"] == "name") == "Spring webinar"


async def test_enroll_opens_the_form_with_the_campaign(slack, a_campaign, opened):
    await a_campaign()

    view = await opened("enroll spring", "UANA", "/campaign")

    assert next(block["element"]["initial_option"]["text"]["text"] for block in view.blocks if block["block_id"] == "campaign").startswith("Spring webinar")


async def test_undo_names_what_others_changed_since(opened, submit, slack, bot, a_campaign, campaigns):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign(budget_allocated=500_000)
    await submit(await opened("edit Spring webinar", "UCARA", "/campaign"), {"name": "Spring B", "budget_allocated": "7,000"})
    receipt = slack.messages("CSALES", "UCARA")[-1]
    await submit(await opened(f"edit #{campaign.id}", "UDORA", "/campaign"), {"name": "Spring D"})

    await slack.click(receipt, action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert "Put back. Changed since, so left as it is: name." in "".join(message.text for message in slack.messages("CSALES", "UCARA"))
    [row] = await campaigns()
    assert (row["name"], row["budget_allocated"]) == ("Spring D", 500_000)


async def test_goals_of_another_shape_are_put_back(opened, submit, slack, bot, a_campaign, campaigns):  # noqa: PLR0917 - fixtures
    await a_campaign(goals=["x"])
    await submit(await opened("edit Spring webinar", "UCARA", "/campaign"), {"goals.target_leads": "20"})

    await slack.click(slack.messages("CSALES", "UCARA")[-1], action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert [row["goals"] for row in await campaigns()] == [["x"]]
