"""The ways that an answer leads to: back to the list, to the form that was meant, to my day; and what of a line is not looked at is said."""

import pytest

from store.models import Activity, now
from tests.leadbot import add

OPEN, BACK, MORE, LESS = "lead.open", "lead.back", "lead.more", "lead.less"


@pytest.fixture
def shown(slack):
    async def click(message, **which):
        return await (await slack.click(message, **which)).later()

    return click


def first_open(message):
    return next(block["accessory"]["value"] for block in message.blocks if block.get("accessory", {}).get("action_id") == OPEN)


async def test_a_card_that_was_opened_from_a_list_leads_back_to_its_page(slack, bot, a_lead, shown):
    for n in range(12):
        await a_lead(company=f"Firm {n}", score=n)
    listed = (await slack.command("/lead", "ana ruiz")).message
    second = await shown(listed, action_id=MORE)
    page = second.text
    assert "[Previous 10]" in page

    card = await shown(second, action_id=OPEN, value=first_open(second))
    assert "[Back to list]" in card.text
    back = await shown(card, action_id=BACK)
    assert back.text == page
    assert (await shown(back, action_id=LESS)).text.startswith("10 of 12 leads match")


async def test_a_card_that_was_typed_leads_back_nowhere(slack, bot, a_lead):
    lead = await a_lead()

    assert "Back to list" not in (await slack.command("/lead", str(lead.id))).text


async def test_words_beside_a_colleague_find_everybodys_and_say_so(slack, bot, a_lead):
    await a_lead(last_name="Nair", company="One")
    await a_lead(last_name="Nair", company="Two")

    said = (await slack.command("/lead", "<@UBEN> nair")).text

    assert said.startswith('2 leads match "nair".')
    assert "@Ben Tanaka was not looked at, only the other words." in said
    assert (await slack.command("/lead", "<@UBEN> <@UCARA>")).text.startswith("Name one colleague:")


@pytest.mark.parametrize("line", ["note {0}, {1} hello", "tag {0},{1} vip", "status {0},{1} won", "edit {0},{1}", "claim {0},{1}"])
async def test_several_numbers_where_one_lead_is_meant_are_told_and_offered(slack, bot, a_lead, line, rows):
    one, other = await a_lead(), await a_lead()

    await slack.command("/lead", line.format(one.id, other.id))
    await bot.dispatcher.drain(5)

    form = slack.state.views.top("UANA")
    assert "This takes one lead at a time. Pick it here." in str(form.blocks)
    assert {option["value"] for option in (await slack.suggest(form, "lead.pick", "")).options} == {str(one.id), str(other.id)}
    assert await rows("select id from slack.changes") == []


async def test_a_nearly_typed_verb_offers_its_form_and_creates_nothing(slack, bot, a_lead):
    lead = await a_lead()

    answer = (await slack.command("/lead", f"noet {lead.id} called")).message
    assert "Create" not in answer.text
    await slack.click(answer, action_id="lead.form")
    await bot.dispatcher.drain(5)

    assert slack.state.views.top("UANA").payload["title"]["text"] == "Note"


async def test_a_number_and_words_that_no_lead_is_called_offer_a_note_with_them(slack, bot, a_lead):
    lead = await a_lead()

    answer = (await slack.command("/lead", f"{lead.id} called, wants offer")).message
    await slack.click(answer, action_id="lead.form")
    await bot.dispatcher.drain(5)

    form = slack.state.views.top("UANA")
    assert form.payload["title"]["text"] == "Note"
    assert "called, wants offer" in str(form.blocks)
    assert f'Create "{lead.id} called' in str(answer.blocks)


async def test_what_is_due_leads_to_my_day(slack, bot, a_lead, owner, acme, shown):  # noqa: PLR0917 - fixtures
    lead = await a_lead(assigned_to_id=acme.people["UANA"].id)
    await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type="call", subject="Pricing", scheduled_at=now()))

    start = (await slack.command("/lead", "")).message
    assert "1 due today." in start.text

    assert "Pricing" in (await shown(start, action_id="due.more", value="0")).text


async def test_what_was_to_be_done_earlier_today_is_due_and_not_next(slack, bot, a_lead, owner, acme):
    lead = await a_lead()
    await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type="call", subject="Pricing", scheduled_at=now()))

    assert 'Due Call "Pricing", today' in (await slack.command("/lead", str(lead.id))).text.replace("*", "")
