"""Two who edit the same lead: of every kind of field the second is told who made it what it is, and decides; what nobody decided stays."""

import asyncio

import asyncpg
import pytest

from tests.handlers.leads.test_edit import full, said_in, stored

__all__ = ["full", "stored"]


@pytest.fixture
def clash(slack, full, opened, submit):
    """Ana has the form open, Cara saves hers, then Ana hers; gives the question that Ana is asked."""

    async def run(theirs, mine):
        view = await opened(f"edit {full.id}")
        await submit(await opened(f"edit {full.id}", "UCARA"), theirs)
        await submit(view, mine)
        question = slack.state.views.top("UANA")
        assert question.payload["title"]["text"] == "Changed meanwhile"
        return question

    return run


CLASHES = {
    "tags": ({"tags": "vip, emea"}, {"tags": "vip, apac"}, 'vip, a, b → vip, emea\\nYou: vip, apac"', ["vip", "apac"]),
    "lead_temperature": ({"lead_temperature": "warm"}, {"lead_temperature": "hot"}, 'Cold → Warm\\nYou: Hot"', "hot"),
    "custom_fields.industry": ({"custom_fields.industry": "Glass"}, {"custom_fields.industry": "Coal"}, 'Steel → Glass\\nYou: Coal"', "Coal"),
    "custom_fields.seats": ({"custom_fields.seats": "20"}, {"custom_fields.seats": "30"}, '12 → 20\\nYou: 30"', 30),
}


@pytest.mark.parametrize("field", CLASHES)
async def test_the_second_is_told_who_changed_it_to_what_and_may_still_have_theirs(clash, submit, stored, field):
    theirs, mine, told, mined = CLASHES[field]

    question = await clash(theirs, {**mine, "first_name": "Anna"})

    assert f"Cara Okafor, just now: {told}" in said_in(question)
    await submit(question, {field: "mine"})
    row = await stored()
    assert (row["first_name"], value(row, field)) == ("Anna", mined)


@pytest.fixture
def at_once(slack, bot, full, opened, rows, database_url):  # noqa: PLR0917 - fixtures
    """Each has the form open and saves: all wait for the lead, which another transaction holds, until it is let go. Gives the forms that are left."""

    async def run(**filled):
        forms = {user: await opened(f"edit {full.id}", user) for user in filled}
        direct = await asyncpg.connect(database_url)
        async with direct.transaction():
            await direct.execute("select from leads where id = $1 for update", full.id)
            saving = asyncio.gather(*(slack.submit(forms[user], put) for user, put in filled.items()))
            async with asyncio.timeout(5):
                while len(await rows("select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")) < len(filled):
                    await asyncio.sleep(0.02)
        await saving
        await bot.dispatcher.drain(5)
        await direct.close()
        left = {user: slack.state.views.top(user) for user in filled}
        return {user: view for user, view in left.items() if view}

    return run


NAMES = {"UANA": "Ana Moreau", "UCARA": "Cara Okafor"}


@pytest.mark.parametrize("field", CLASHES)
async def test_of_two_who_save_at_the_same_moment_one_has_saved_and_the_other_is_asked(at_once, submit, stored, rows, field):
    theirs, mine, _, _ = CLASHES[field]
    puts = {"UCARA": theirs, "UANA": mine}

    [(asked, question)] = (await at_once(**puts)).items()

    [saved] = puts.keys() - {asked}
    assert question.payload["title"]["text"] == "Changed meanwhile"
    assert f"{NAMES[saved]}, just now: " in said_in(question)
    assert len(await rows("select id from slack.changes where undone_at is null")) == 1
    assert value(await stored(), field) == as_stored(puts[saved][field])
    await submit(question, {field: "mine"})
    assert value(await stored(), field) == as_stored(puts[asked][field])


async def test_two_who_save_different_fields_at_the_same_moment_both_have_saved(at_once, stored):
    left = await at_once(UCARA={"custom_fields.industry": "Glass", "job_title": "CFO"}, UANA={"custom_fields.seats": "30", "first_name": "Anna"})

    assert left == {}
    row = await stored()
    assert (row["job_title"], row["first_name"]) == ("CFO", "Anna")
    assert (row["custom_fields"]["industry"], row["custom_fields"]["seats"], row["custom_fields"]["shoe"]) == ("Glass", 30, "43")


def value(row, field):
    return row["custom_fields"][field.partition(".")[2]] if "." in field else row[field]


def as_stored(put):
    return int(put) if put.isdecimal() else put.split(", ") if ", " in put else put


async def test_an_own_field_names_who_changed_that_one_and_not_who_changed_another(slack, full, opened, submit):
    mine = await opened(f"edit {full.id}")
    await submit(await opened(f"edit {full.id}", "UCARA"), {"custom_fields.industry": "Glass"})
    await submit(await opened(f"edit {full.id}", "UDORA"), {"custom_fields.seats": "99"})

    await submit(mine, {"custom_fields.industry": "Coal"})

    assert "Cara Okafor, just now: Steel → Glass" in said_in(slack.state.views.top("UANA"))


async def test_a_status_that_others_changed_is_left_with_its_reason_or_taken_with_mine(clash, submit, stored, rows):
    question = await clash({"status": "qualified"}, {"status": "closed_lost", "reason": "too dear", "job_title": "CFO"})

    assert "Cara Okafor, just now: New → Qualified\\nYou: Lost" in said_in(question)
    await submit(question, {"status": "theirs"})

    assert ((await stored())["status"], (await stored())["job_title"]) == ("qualified", "CFO")
    assert await rows("select content from activities") == []


async def test_mine_closes_it_with_the_reason(clash, submit, stored, rows):
    await submit(await clash({"status": "qualified"}, {"status": "closed_lost", "reason": "too dear"}), {"status": "mine"})

    assert (await stored())["status"] == "closed_lost"
    assert await rows("select content from activities") == [{"content": "too dear"}]


async def test_a_temperature_stands_in_the_history_with_who_set_it(slack, full, opened, submit, rows, acme):  # noqa: PLR0917 - fixtures
    await submit(await opened(f"edit {full.id}"), {"lead_temperature": "hot"})

    assert await rows("select field, before, after, actor_id from slack.changes") == [
        {"field": "lead_temperature", "before": "cold", "after": "hot", "actor_id": acme.people["UANA"].id}
    ]
    assert "Temperature Cold → Hot · Ana Moreau" in (await slack.command("/lead", f"history {full.id}")).text


async def test_an_undo_of_a_close_takes_its_reason_along(slack, bot, full, stored, rows):
    outcome = await slack.command("/lead", f"status {full.id} won")
    await bot.dispatcher.drain(5)
    await slack.submit(outcome.view, {"reason": "best price"})
    await bot.dispatcher.drain(5)

    await (await slack.click(slack.messages("CSALES", "UANA")[-1], action_id="lead.undo")).later()

    assert (await stored())["status"] == "new"
    assert await rows("select id from activities") == []
