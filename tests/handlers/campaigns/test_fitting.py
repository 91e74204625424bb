"""Who fits a campaign: on its card, counted, chosen one by one, enrolled all at once; and on a lead's card."""

import json

import pytest
from sqlalchemy import text

from playground.validator import validate_message
from store import fits
from tests.leadbot import an_organization

FITS, CHOOSE, ENROLL_ALL, MORE = "campaign.fits", "campaign.choose", "campaign.enroll_all", "campaign.fits"
AIM = {"industry": "Technology", "score_min": 20}


@pytest.fixture
def a_fitting(a_lead):
    async def make(count=1, *, score=50, **more):
        return [await a_lead(last_name=f"Fit {n}", company="", score=score + n, enrichment_data={"industry": "Technology"}, **more) for n in range(count)]

    return make


def buttons(message):
    return [element["text"]["text"] for block in message.blocks if block["type"] == "actions" for element in block["elements"] if element["type"] == "button"]


async def test_the_card_says_how_many_fit_and_the_button_shows_them_hottest_first(slack, bot, a_campaign, a_member, a_fitting, a_lead):  # noqa: PLR0917 - fixtures
    spring = await a_campaign(target_criteria=AIM)
    fitting = await a_fitting(4)
    await a_lead(last_name="Cold", score=10, enrichment_data={"industry": "Technology"})
    await a_lead(last_name="Other", score=90, enrichment_data={"industry": "Finance"})
    autumn = await a_campaign("Autumn push")
    await a_member(spring, fitting[0])
    await a_member(autumn, fitting[1])

    card = (await slack.command("/campaign", "spring webinar", user="UCARA")).message
    assert "Who fits (4)" in buttons(card)
    shown = await (await slack.click(card, action_id=FITS)).later()

    assert validate_message({"text": shown.text, "blocks": shown.blocks}) == []
    first = shown.blocks[0]["text"]["text"]
    assert first == "*4 leads fit Spring webinar.* 1 is in already and 1 is in Autumn push."
    named = [block["text"]["text"].split("*")[1] for block in shown.blocks[1:] if block["type"] == "section"]
    assert named == ["Ana Fit 3", "Ana Fit 2"]
    assert buttons(shown) == ["Enroll 2", "Choose", "Back to campaign"]


async def test_who_is_in_several_other_campaigns_counts_once(slack, bot, a_campaign, a_member, a_fitting):
    await a_campaign(target_criteria=AIM)
    autumn, winter = await a_campaign("Autumn push"), await a_campaign("Winter push")
    fitting = await a_fitting(4)
    await a_member(autumn, fitting[0]), await a_member(autumn, fitting[1]), await a_member(winter, fitting[1])

    page = (await slack.command("/campaign", "enroll spring webinar", user="UCARA")).message

    assert page.blocks[0]["text"]["text"] == "*4 leads fit Spring webinar.* 2 are in other campaigns (2 in Autumn push and 1 in Winter push)."


async def test_a_campaign_without_a_name_is_called_by_its_number_where_it_keeps_leads(slack, bot, a_campaign, a_member, a_fitting):
    await a_campaign(target_criteria=AIM)
    nameless = await a_campaign("")
    fitting = await a_fitting(2)
    await a_member(nameless, fitting[0])

    page = (await slack.command("/campaign", "enroll spring webinar", user="UCARA")).message

    assert page.blocks[0]["text"]["text"].startswith(f"*2 leads fit Spring webinar.* 1 is in Campaign #{nameless.id}.")


async def test_whether_a_name_is_known_is_asked_only_so_long(database, owner, acme, a_fitting):
    await a_fitting()
    async with database.sessions(acme.id).read() as connection:
        async with owner.begin() as holding:
            await holding.execute(text("lock table leads in access exclusive mode"))
            assert await fits.list_known(connection, ["industry"], organization_id=acme.id, seconds=0.1) is None

        assert await fits.list_known(connection, ["industry", "industri"], organization_id=acme.id, seconds=5) == ["industry"]


async def test_campaign_enroll_counts_first_and_enrolls_them_all_after_a_question(slack, bot, a_campaign, a_fitting, stored):
    await a_campaign(target_criteria=AIM)
    await a_fitting(12)

    page = (await slack.command("/campaign", "enroll spring webinar", user="UCARA")).message
    assert page.blocks[0]["text"]["text"].startswith("*12 leads fit Spring webinar.*\n1 to 10 of 12 who can be enrolled")
    assert buttons(page) == ["Enroll 12", "Choose", "Show 10 more", "Back to campaign"]
    await slack.click(page, action_id=ENROLL_ALL)
    await bot.dispatcher.drain(5)
    question = slack.state.views.top("UCARA")
    assert "Enroll 12 leads in Spring webinar?" in str(question.blocks)
    assert await stored() == []

    await slack.submit(question, {})
    await bot.dispatcher.drain(5)

    assert len(await stored()) == 12


async def test_choose_opens_the_form_with_those_who_were_shown(slack, bot, a_campaign, a_fitting, stored):
    await a_campaign(target_criteria=AIM)
    fitting = await a_fitting(2)

    page = (await slack.command("/campaign", "enroll spring webinar", user="UANA")).message
    assert buttons(page) == ["Choose", "Back to campaign"]  # a rep enrolls one by one
    await slack.click(page, action_id=CHOOSE)
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    offered = (await slack.suggest(form, "lead.pick", "")).options
    assert [option["value"] for option in offered] == [str(lead.id) for lead in reversed(fitting)]

    await slack.submit(form, {"lead": offered[0]})
    await bot.dispatcher.drain(5)

    assert [(row["name"], row["lead_id"]) for row in await stored()] == [("Spring webinar", fitting[1].id)]


async def test_show_10_more_turns_the_page_and_a_viewer_only_looks(slack, bot, a_campaign, a_fitting, owner, acme):  # noqa: PLR0917 - fixtures
    await a_campaign(target_criteria=AIM)
    await a_fitting(13)

    card = (await slack.command("/campaign", "spring webinar", user="UVERA")).message
    page = await (await slack.click(card, action_id=FITS)).later()
    assert buttons(page) == ["Show 10 more", "Back to campaign"]
    second = await (await slack.click(page, action_id=MORE)).later()

    assert "11 to 13 of 13" in second.blocks[0]["text"]["text"]
    assert buttons(second) == ["Back to campaign"]


async def test_a_campaign_that_is_aimed_at_nobody_has_no_button_and_enroll_opens_the_form(slack, bot, a_campaign, opened):
    await a_campaign(target_criteria={})

    card = (await slack.command("/campaign", "spring webinar", user="UCARA")).message

    assert not [one for one in buttons(card) if one.startswith("Who fits")]
    assert (await opened("enroll spring webinar", user="UCARA", command="/campaign")).payload["title"]["text"] == "Enroll"


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ({"industri": "Technology"}, 'no lead has a field "industri". Did you mean "industry"?'),
        ({"lead_status": "qualifid"}, 'status cannot be "qualifid". Did you mean "qualified"?'),
        ({"field": "score", "operator": "contains", "value": 4}, '"contains" cannot be asked of score.'),
        ({"all": 5}, '"5" is not written as a condition at all.'),
        ({"<!channel>": "*x*"}, 'no lead has a field "&lt;!channel&gt;".'),
    ],
)
async def test_criteria_that_cannot_be_read_are_named_on_the_card_and_in_the_form(slack, bot, a_campaign, a_fitting, opened, criteria, said):  # noqa: PLR0917 - fixtures
    await a_campaign(target_criteria=criteria)
    await a_fitting()

    card = (await slack.command("/campaign", "spring webinar", user="UCARA")).message

    assert validate_message({"text": card.text, "blocks": card.blocks}) == []
    assert f"Whom it is aimed at cannot be told: {said}" in json.dumps(card.blocks, ensure_ascii=False).replace('\\"', '"')
    form = await opened("enroll spring webinar", user="UCARA", command="/campaign")
    assert "cannot be told" in str(form.blocks)


async def test_a_draft_shows_who_fits_and_enrolls_nobody(slack, bot, a_campaign, a_fitting):
    await a_campaign(target_criteria=AIM, status="draft")
    await a_fitting(2)

    card = (await slack.command("/campaign", "spring webinar", user="UCARA")).message
    page = await (await slack.click(card, action_id=FITS)).later()

    assert buttons(page) == ["Back to campaign"]


async def test_a_leads_card_names_active_campaigns_that_it_fits_and_is_not_in(slack, bot, a_campaign, a_member, a_fitting, execute):  # noqa: PLR0917 - fixtures
    [lead] = await a_fitting()
    fits = await a_campaign("Renewal <Q4>", target_criteria=AIM)
    await a_campaign("Finance", target_criteria={"industry": "Finance"})
    await a_campaign("Draft", target_criteria=AIM, status="draft")
    await a_campaign("Broken", target_criteria={"all": 5})
    member = await a_campaign("Spring webinar", target_criteria=AIM)
    await a_member(member, lead)

    card = (await slack.command("/lead", str(lead.id), user="UANA")).message

    told = json.dumps(card.blocks)
    assert "Fits Renewal &lt;Q4&gt;" in told
    assert told.count("Fits ") == 1

    await execute("update campaigns set status = 'paused' where id = :id", id=fits.id)
    bot.dispatcher.people.forget(fits.organization_id)  # what the tables tell a process (test_triggers) makes it do
    card = (await slack.command("/lead", str(lead.id), user="UANA")).message
    assert "Fits" not in json.dumps(card.blocks)


async def test_another_organizations_leads_fit_nothing_here(slack, bot, owner, a_campaign, a_fitting):
    await a_campaign(target_criteria=AIM)
    other = await an_organization(owner, "other")
    await a_fitting(3, organization_id=other.id)
    await a_fitting(1)

    card = (await slack.command("/campaign", "spring webinar", user="UCARA")).message

    assert "Who fits (1)" in buttons(card)


async def test_who_lost_the_right_meanwhile_enrolls_nobody(slack, bot, a_campaign, a_fitting, execute, stored):  # noqa: PLR0917 - fixtures
    await a_campaign(target_criteria=AIM)
    await a_fitting(2)
    page = (await slack.command("/campaign", "enroll spring webinar", user="UCARA")).message
    await slack.click(page, action_id=ENROLL_ALL)
    await bot.dispatcher.drain(5)
    question = slack.state.views.top("UCARA")
    await execute("update users set role = 'sales_rep' where email = 'cara@acme.example'")
    bot.dispatcher.people.forget()

    await slack.submit(question, {})
    await bot.dispatcher.drain(5)

    assert await stored() == []
