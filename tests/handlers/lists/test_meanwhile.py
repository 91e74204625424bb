"""What others change while the question about many leads stands: nobody loses a lead, and nobody gets one who cannot have it."""

import pytest

from store.models import Lead
from tests.handlers.lists.conftest import ASSIGN, ENROLL, UNDO, words
from tests.leadbot import add, an_organization


@pytest.fixture
def bens(slack, bot, acme, some_leads, submit):
    """Cara is asked about all of Ben's three open leads; gives the leads and the question."""

    async def run(action_id, filled):
        leads = await some_leads(3, assigned_to_id=acme.people["UBEN"].id)
        listed = (await slack.command("/lead", "@ben", user="UCARA")).message
        await slack.click(listed, action_id=action_id)
        await bot.dispatcher.drain(5)
        await submit(slack.state.views.top("UCARA"), filled)
        return leads, slack.state.views.top("UCARA")

    return run


@pytest.fixture
def two_change(execute, acme):
    """One is given to Ana, one is won."""

    async def run(leads):
        await execute("update leads set assigned_to_id = :ana where id = :id", ana=acme.people["UANA"].id, id=leads[0].id)
        await execute("update leads set status = 'closed_won' where id = :id", id=leads[1].id)

    return run


async def test_leads_that_are_not_theirs_or_not_open_any_more_are_not_assigned(bens, two_change, submit, owners, last):
    leads, question = await bens(ASSIGN, {"to": ["UCARA"]})
    await two_change(leads)

    await submit(question)

    assert await owners() == ["Ana", "Ben", "Cara"]
    assert "Assigned 1 lead to Cara Okafor (1). 2 were theirs already or were changed since." in last().text


async def test_nor_are_they_enrolled(bens, two_change, submit, a_campaign, members, last, slack):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    option = {"text": {"type": "plain_text", "text": campaign.name}, "value": str(campaign.id)}
    leads, question = await bens(ENROLL, {"campaign": option})
    await two_change(leads)

    await submit(question)

    assert await members() == [leads[2].id]
    assert "Enrolled 1 lead in Spring webinar. 2 were there already or were changed since." in last().text


async def test_the_question_counts_the_leads_that_are_theirs_when_it_is_asked(slack, bot, acme, some_leads, two_change, submit):  # noqa: PLR0917 - fixtures
    leads = await some_leads(3, assigned_to_id=acme.people["UBEN"].id)
    await slack.click((await slack.command("/lead", "@ben", user="UCARA")).message, action_id=ASSIGN)
    await bot.dispatcher.drain(5)
    await two_change(leads)

    await submit(slack.state.views.top("UCARA"), {"to": ["UCARA"]})

    assert "*Assign 1 lead to Cara Okafor?*" in words(slack.state.views.top("UCARA"))


IDLE = {
    "is_active = false": "Ben Tanaka has no access any more. Pick somebody else.",
    "role = 'viewer'": "Ben Tanaka is a viewer and only looks at leads. Pick somebody else.",
}


@pytest.mark.parametrize("became", IDLE)
async def test_who_cannot_have_leads_any_more_gets_none_and_others_are_picked(slack, some_leads, opened, submit, execute, acme, owners, became):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    question = await opened(f"assign {leads[0].id},{leads[1].id} @ben @ana")
    await execute(f"update users set {became} where id = :id", id=acme.people["UBEN"].id)

    await submit(question)

    assert await owners() == [None, None]
    form = slack.state.views.top("UCARA")
    assert [block["text"]["text"] for block in form.blocks if block["type"] == "alert"] == [IDLE[became]]
    assert (await submit(form)).errors == {"to": IDLE[became]}
    await submit(form, {"to": ["UANA"]})
    await submit(slack.state.views.top("UCARA"))
    assert await owners() == ["Ana", "Ana"]


async def test_a_campaign_that_ended_takes_none(some_leads, opened, submit, a_campaign, execute, members, last):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await a_campaign()
    question = await opened(f"enroll {leads[0].id},{leads[1].id} Spring webinar")
    await execute("update campaigns set status = 'completed'")

    await submit(question)

    assert await members() == []
    assert "It stopped after 0 of 2: the campaign is completed" in last().text


@pytest.mark.parametrize(("status", "said"), [("draft", "is a draft"), ("completed", "is completed"), ("cancelled", "was cancelled")])
async def test_a_campaign_that_takes_no_leads_is_refused_with_the_reason(some_leads, opened, a_campaign, status, said):
    leads = await some_leads(2)
    await a_campaign(status=status)

    form = await opened(f"enroll {leads[0].id},{leads[1].id} Spring webinar")

    assert said in str([block for block in form.blocks if block["type"] == "alert"])


async def test_leads_of_others_are_none_of_ours_and_a_number_counts_once(some_leads, opened, submit, owner, owners, rows):  # noqa: PLR0917 - fixtures
    other = await an_organization(owner, "borealis")
    theirs = await add(owner, Lead(organization_id=other.id, first_name="Eva"))
    [mine] = await some_leads(1)

    question = await opened(f"assign {mine.id},{mine.id},{theirs.id} @ben")

    assert words(question).splitlines() == ["*Assign 1 lead to Ben Tanaka?*", f"No lead has the number {theirs.id}."]
    await submit(question)
    assert [(row["first_name"], row["assigned_to_id"] is None) for row in await rows("select first_name, assigned_to_id from leads order by first_name")] == [
        ("Eva", True),
        ("Lead 0", False),
    ]


async def test_numbers_that_no_lead_can_have_are_said_as_they_were_typed(some_leads, opened):
    [lead] = await some_leads(1)

    question = await opened(f"assign {lead.id},99999999999,0,{'8' * 40} @ben")

    assert f"No lead has the number 99999999999, 0, {'8' * 20}." in words(question)


async def test_more_campaigns_than_are_named_are_counted(some_leads, opened, a_campaign, a_member):
    leads = await some_leads(2)
    await a_campaign()
    for number in range(8):
        await a_member(await a_campaign(f"Autumn {number}"), leads[0])

    question = await opened(f"enroll {leads[0].id},{leads[1].id} Spring webinar")

    assert words(question).count("which runs too.") == 5
    assert "Some are in 3 more campaigns that run too." in words(question)


async def test_the_summary_stays_in_the_direct_messages_with_undo_and_tells_of_it(slack, bot, some_leads, opened, submit, last, delivered, owners):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await submit(await opened(f"assign {leads[0].id},{leads[1].id} @ben"))
    assert last().is_ephemeral

    [kept] = await delivered("UCARA")
    assert kept.text.startswith("Assigned 2 leads to Ben Tanaka (2).")
    await slack.click(kept, action_id=UNDO, user="UCARA")
    await bot.dispatcher.drain(5)

    assert await owners() == [None, None]
    assert [message.text for message in await delivered("UCARA")] == ["Put back: 2 leads."]


async def test_undo_of_the_receipt_is_told_in_the_direct_message_too(slack, bot, some_leads, opened, submit, last, delivered):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await submit(await opened(f"assign {leads[0].id},{leads[1].id} @ben"))
    await delivered("UCARA")

    await slack.click(last(), action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert [message.text for message in await delivered("UCARA")] == ["Put back: 2 leads."]


async def test_undo_of_the_first_of_two_lists_leaves_what_the_second_did(slack, bot, some_leads, opened, submit, owners):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    numbers = f"{leads[0].id},{leads[1].id}"
    for who in ("@ben", "@ana"):
        await submit(await opened(f"assign {numbers} {who}"))

    await slack.click(slack.messages("CSALES", "UCARA")[-2], action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert await owners() == ["Ana", "Ana"]
    assert "Put back: 0 leads. 2 leads were changed since" in slack.messages("CSALES", "UCARA")[-2].text
