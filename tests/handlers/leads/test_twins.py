"""A lead that seems to be there already: found however its phone is written, all kinds at once, counted, and also where two create it at the same moment."""

import asyncio

import pytest

from playground.validator import validate_view
from tests.leadbot import leadbot
from tests.leadbot import opened as engines
from tests.roundtrips import counting


@pytest.fixture
def asked(slack, bot):
    """Submits the form of a line; gives the question, None where there is none."""

    async def run(line, filled=None, user="UANA"):
        await slack.command("/lead", line, user=user)
        await bot.dispatcher.drain(5)
        await slack.submit(slack.state.views.top(user), filled)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top(user)
        assert view is None or validate_view(view.payload) == []
        return view

    return run


@pytest.fixture
async def berlin(execute, acme):
    """Where national numbers are Germany's."""
    await execute("update users set timezone_preference = 'Europe/Berlin'")


def said(view):
    return [block["text"]["text"] if block["type"] == "section" else block["elements"][0]["text"] for block in view.blocks if block["type"] != "input"]


async def test_the_second_of_two_who_create_the_same_at_once_is_asked(slack, bot, acme, rows):
    views = []
    for user in ("UANA", "UBEN"):
        await slack.command("/lead", "new Zed, Zoo, zed@acme.example", user=user)
        await bot.dispatcher.drain(5)
        views.append(slack.state.views.top(user))

    await asyncio.gather(*map(slack.submit, views))
    await bot.dispatcher.drain(5)

    assert len(await rows("select id from leads")) == 1
    [question] = [view for user in ("UANA", "UBEN") if (view := slack.state.views.top(user))]
    assert said(question)[0] == "*A lead with the same e-mail and the same name and company exists.*"
    await slack.submit(question, {"choice": "another"})
    await bot.dispatcher.drain(5)
    assert len(await rows("select id from leads")) == 2


async def test_leads_of_the_same_email_and_of_the_same_phone_are_both_shown(a_lead, asked):
    mail, phone = await a_lead(first_name="Mail", email="ana@acme.com"), await a_lead(first_name="Phone", phone="+49 30 1234567")

    told = said(await asked("new Zed, X, ana@acme.com, +49 30 1234567"))

    assert told[0] == "*These leads may be the same.*"
    assert (f"#{mail.id}" in told[1], told[2]) == (True, "With the same e-mail.")
    assert (f"#{phone.id}" in told[3], told[4]) == (True, "With the same phone number.")


@pytest.mark.parametrize(("count", "said_so"), [(3, "*These leads may be the same.*"), (5, "(3 of 5)"), (12, "(3 of more than 10)")])
async def test_more_than_are_shown_are_counted(a_lead, asked, count, said_so):
    for number in range(count):
        await a_lead(first_name=f"Lead {number}", email="ana@acme.com")

    told = said(await asked("new Zed, X, ana@acme.com"))

    assert said_so in told[0]
    assert told.count("With the same e-mail.") == 3


PHONES = ["+49 (30) 123-4567", "0049 30 1234567", "030 1234567", "+49 (0)30 1234567", "+49 30 1234567 ext. 5", "030/1234567 x12"]


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("there", ["+49 30 1234567", "030 1234567"])
async def test_a_phone_is_the_same_however_it_is_written(berlin, a_lead, asked, there, phone):
    await a_lead(phone=there)

    assert "A lead with the same phone number exists." in said(await asked("new Zed", {"phone": phone}))[0]


async def test_a_national_number_of_elsewhere_is_another_one(berlin, a_lead, asked):
    await a_lead(phone="+44 30 1234567")

    assert await asked("new Zed", {"phone": "030 1234567"}) is None


async def test_a_phone_of_another_lead_that_is_written_otherwise_is_told_before_it_is_saved(slack, bot, berlin, a_lead, asked):
    other, lead = await a_lead(phone="+49 30 1234567"), await a_lead(first_name="Bea")

    view = await asked(f"edit {lead.id}", {"phone": "030 1234567"})

    assert f"030 1234567 is Ana Ruiz · Acme Corp · #{other.id} too." in str(view.payload)


async def test_a_lead_that_is_gone_when_it_is_used_is_said_to_be_and_another_is_created(slack, bot, a_lead, asked, execute, rows):  # noqa: PLR0917 - fixtures
    await a_lead(email="ana@acme.com")
    question = await asked("new Zed, X, ana@acme.com")
    await execute("delete from leads")

    assert "There is no lead" in str((await slack.submit(question)).errors)
    await slack.submit(question, {"choice": "another"})
    await bot.dispatcher.drain(5)

    assert [row["first_name"] for row in await rows("select first_name from leads")] == ["Zed"]


async def test_a_new_lead_takes_no_more_round_trips_than_a_write_may(slack, acme, database_url):
    async with counting(database_url) as counted, engines(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        for turn in range(3):  # the first ones find out who Ana is, and prepare the statements
            await slack.command("/lead", f"new Zed {turn}, Zoo {turn}, zed{turn}@acme.example")
            await bot.dispatcher.drain(5)
            before = counted.trips
            await slack.submit(slack.state.views.top("UANA"), {"phone": f"+49 30 123456{turn}"})
            await bot.dispatcher.drain(5)
            took = counted.trips - before
        assert took <= 8, took
