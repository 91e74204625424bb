"""A private note is its author's alone: nobody else meets it, its words or its number, on any surface, whatever their role."""

import asyncio
from zoneinfo import ZoneInfo

import pytest

from crm import notes as rules
from crm.people import Actor, Ways
from store.notes import find_attached
from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import leadbot

SECRET = "zebrafish merger"
OTHERS = ["UBEN", "UCARA", "UDORA", "UVERA"]


@pytest.fixture
async def secret(slack, bot, lead, notes):
    """Ana's private reminder on a lead, through the form."""
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    await slack.click(form, action_id="note.type", value="reminder")
    await bot.dispatcher.drain(5)
    await slack.submit(form, {"note": written(words(SECRET)), "private": ["yes"]})
    await bot.dispatcher.drain(5)
    [note] = await notes()
    assert note["is_private"]
    return note


@pytest.fixture
def seen(slack, bot):
    """All that a person is shown by a line: messages and views."""

    async def run(line, user, command="/lead"):
        before = {(message.channel, message.ts) for channel in slack.channels for message in slack.messages(channel, user)}
        outcome = await slack.command(command, line, user=user)
        await bot.dispatcher.drain(5)
        everything = [message for channel in slack.channels for message in slack.messages(channel, user)]
        shown = [str(message.blocks) + message.fallback for message in everything if (message.channel, message.ts) not in before]
        view = slack.state.views.top(user)
        return "\n".join([*shown, str(outcome.text), str(view.payload if view else "")])

    return run


LINES = ["#{id}", "history {id}", "zebrafish", SECRET, "ana ruiz", "today", "mine", "note {id}", "edit {id}", "log {id} task again"]


@pytest.mark.parametrize("user", OTHERS)
@pytest.mark.parametrize("line", LINES)
async def test_no_line_shows_it_to_others(secret, lead, seen, user, line):
    shown = await seen(line.format(id=lead.id), user)

    if line in {"zebrafish", SECRET}:  # which stands in the answer as it was typed
        assert f"#{lead.id}" not in shown
    else:
        assert "zebra" not in shown.lower()
    assert "only you see" not in shown


async def test_its_author_meets_it(secret, lead, seen, rows):
    assert "1 note only you see" in await seen(f"#{lead.id}", "UANA")
    assert SECRET in await seen(f"history {lead.id}", "UANA")
    assert SECRET.split(maxsplit=1)[0] not in str(await rows("select * from slack.lead_search"))  # it is not in what all search


@pytest.mark.parametrize("user", OTHERS)
async def test_nobody_else_can_take_it_back_or_get_its_files(secret, database, acme, notes, user):
    person = acme.people[user]
    other = Actor(person.id, acme.id, person.role, person.first_name, user, ZoneInfo("UTC"), Ways("Acme"), 1, None)

    with pytest.raises(rules.NoteGone):
        async with database.sessions(acme.id).begin(other) as session:
            await rules.take_back(session, other, secret["id"])
    async with database.sessions(acme.id).read() as connection:
        assert await find_attached(connection, secret["id"], organization_id=acme.id, user_id=person.id) is None
    assert len(await notes()) == 1


async def test_sharing_the_lead_shows_nothing_of_it(slack, bot, secret, lead):
    card = (await slack.command("/lead", f"#{lead.id}")).message
    await slack.click(card, action_id="lead.share")
    await bot.dispatcher.drain(5)

    assert "zebra" not in str([message.blocks for message in slack.messages("CSALES", "UBEN")])


async def test_nothing_is_sent_to_anybody_about_it(secret, delivered, rows):
    assert await rows("select id from slack.deliveries") == []
    assert await rows("select id from slack.events where data::text like '%zebra%'") == []


async def test_deleting_it_leaves_its_words_in_no_history(slack, bot, secret, lead, seen):
    await slack.click(slack.messages("CSALES", "UANA")[-1], action_id="note.undo")
    await bot.dispatcher.drain(5)

    for user in OTHERS:
        assert "zebra" not in await seen(f"history {lead.id}", user)


async def test_what_is_recorded_of_it_has_none_of_its_words(slack, bot, secret, execute, rows):
    await execute("update lead_notes set content = 'zebra crossing', mentioned_users = '[1]'")
    await execute("delete from lead_notes")

    recorded = await rows("select field, before, after from slack.changes where table_name = 'lead_notes' order by id")
    assert {row["field"] for row in recorded} == {"content", "mentioned_users", None}
    assert "zebra" not in str(recorded)


async def test_what_was_recorded_while_everybody_saw_it_loses_its_words(slack, bot, lead, execute, rows):
    await slack.command("/lead", f"note {lead.id} first zebra")
    task = "insert into activities (lead_id, user_id, activity_type, subject, metadata) select lead_id, user_id, 'task', content, '{}' from lead_notes"
    await execute(task)
    await execute("update lead_notes set content = 'second zebra'")
    await execute("update activities set content = 'third zebra'")
    assert "zebra" in str(await rows("select before, after from slack.changes"))

    await execute("update lead_notes set is_private = true")
    await execute("""update activities set subject = 'Private reminder', metadata = '{"is_private": true}'""")
    assert await rows("select table_name from slack.changes where table_name in ('lead_notes', 'activities') and before::text || after::text ~ 'zebra'") == []

    await execute("delete from activities")
    [deleted] = await rows("select before from slack.changes where table_name = 'activities' and field is null")
    assert "zebra" not in str(deleted)


async def test_what_it_said_is_not_recorded_when_everybody_may_see_it_and_it_says_something_else(slack, bot, secret, execute, rows):
    await execute("update lead_notes set is_private = false, content = 'harmless', mentioned_users = '[1]'")

    recorded = await rows("select field, before, after from slack.changes where table_name = 'lead_notes' order by id")
    assert {row["field"]: row["after"] for row in recorded} == {"is_private": False, "content": "harmless", "mentioned_users": [1]}
    assert "zebra" not in str(recorded)


async def test_of_a_note_for_everybody_its_words_are_recorded(slack, bot, lead, execute, rows):
    await slack.command("/lead", f"note {lead.id} first words")
    await execute("update lead_notes set content = 'second words'")

    [row] = await rows("select before, after from slack.changes where table_name = 'lead_notes' and field = 'content'")
    assert (row["before"], row["after"]) == ("first words", "second words")


async def test_its_reminder_is_its_authors_alone(slack, bot, secret, lead, seen, execute):  # noqa: PLR0917 - fixtures
    await execute("update activities set scheduled_at = now() + interval '1 hour'")
    for user in OTHERS:
        for line in ("#{id}", "history {id}"):
            assert "reminder" not in (await seen(line.format(id=lead.id), user)).lower()

    assert SECRET in await seen("today", "UANA")
    assert "Private reminder" in await seen(f"#{lead.id}", "UANA")


def hides(shown, user):
    """Whether nothing of it is there: not its words, not its task, not that there is one."""
    told = str(shown).lower()
    assert not [word for word in ("zebra", "private reminder", "only you see", '"note_id"') if word in told], user


@pytest.mark.parametrize("user", OTHERS)
async def test_app_home_shows_nothing_of_it_to_others(slack, bot, secret, execute, acme, user):  # noqa: PLR0917 - fixtures
    await execute("update activities set scheduled_at = now() + interval '1 hour'")
    await execute("update leads set assigned_to_id = :user", user=acme.people[user].id)

    await slack.open_home(user)
    await bot.dispatcher.drain(5)

    hides(slack.home(user).payload, user)


@pytest.mark.parametrize("user", OTHERS[:3])
async def test_no_option_list_finds_a_lead_by_it(slack, bot, secret, lead, user):
    await slack.command("/lead", "note", user=user)
    await bot.dispatcher.drain(5)
    form = slack.state.views.top(user)

    assert (await slack.suggest(form, "lead.pick", "zebrafish")).options == []
    [option] = (await slack.suggest(form, "lead.pick", "ana ruiz")).options
    hides(option, user)


@pytest.mark.parametrize("shortcut", ["lead.find", "activity.new"])
@pytest.mark.parametrize("user", OTHERS)
async def test_a_global_shortcut_shows_nothing_of_it(slack, bot, secret, lead, shortcut, user):  # noqa: PLR0917 - fixtures
    await slack.shortcut(shortcut, user=user)
    await bot.dispatcher.drain(5)
    hides(slack.state.views.top(user).payload, user)
    pick = {"lead.find": "lead.look", "activity.new": "activity.lead"}[shortcut]
    if pick not in str(slack.state.views.top(user).payload):
        return  # a viewer logs nothing

    assert (await slack.suggest(slack.state.views.top(user), pick, "zebrafish")).options == []
    option = (await slack.suggest(slack.state.views.top(user), pick, "ana ruiz")).options[0]
    await slack.click(slack.state.views.top(user), action_id=pick, value=option)
    await bot.dispatcher.drain(5)

    hides(slack.state.views.top(user).payload, user)


@pytest.mark.parametrize("user", OTHERS)
async def test_a_campaign_of_its_lead_shows_nothing_of_it(slack, bot, secret, lead, user, a_campaign, a_member):  # noqa: PLR0917 - fixtures
    await a_member(await a_campaign(), lead)

    for line in ("Spring webinar", "members Spring webinar", "", "zebrafish"):
        outcome = await slack.command("/campaign", line, user=user)
        await bot.dispatcher.drain(5)
        hides(str(outcome.message and outcome.message.blocks).replace("zebrafish", "" if line == "zebrafish" else "zebrafish"), user)


async def test_a_link_to_its_lead_unfurls_without_it(slack, database, acme, secret, lead, execute):  # noqa: PLR0917 - fixtures
    await execute("update activities set scheduled_at = now() + interval '1 hour'")
    async with leadbot(slack, database, acme.id, public_url="https://leadbot.example.com") as bot:
        message = await slack.say(f"<https://leadbot.example.com/leads/{lead.id}>", user="UANA", channel="CSALES")
        await asyncio.sleep(0.2)
        await bot.dispatcher.drain(5)

    assert "Ana Ruiz" in str(message.attachments)
    hides(message.attachments, "everybody")
