"""Who is who: how Slack's users become the organization's people, and what everybody else sees."""

import asyncio
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy import text

from bot import operator
from handlers.answers import Reply
from handlers.dispatch import Routes
from store.models import User
from store.urls import normalise_url
from tests.bot.programs import run, settings, started
from tests.leadbot import add, an_organization, leadbot

CONNECT = "Connect to Acme"
LINKS = "from slack.identities i join users u on u.id = i.user_id"


@pytest.fixture
def execute(owner):
    """A statement as the owner; gives its rows, if it has any."""

    async def run_it(statement, **values):
        async with owner.begin() as connection:
            result = await connection.execute(text(statement), values)
            return result.all() if result.returns_rows else []

    return run_it


@pytest.fixture
def unlinked(execute):
    async def unlink(*slack_user_ids):
        for slack_user_id in slack_user_ids:
            await execute("delete from slack.identities where slack_user_id = :id", id=slack_user_id)

    return unlink


async def said(outcome) -> str:
    """What the person is told, at once or later."""
    return outcome.text or (await outcome.later()).text


async def test_a_confirmed_email_links_a_rep_at_the_first_command(slack, bot, a_lead, unlinked, execute):
    lead = await a_lead()
    await unlinked("UBEN")

    outcome = await slack.command("/lead", str(lead.id), user="UBEN")

    assert "Ana Ruiz" in await said(outcome)
    [link] = await execute(
        "select u.email, i.linked_by, i.timezone, i.team_id from slack.identities i join users u on u.id = i.user_id where slack_user_id = 'UBEN'"
    )
    assert tuple(link) == ("ben@acme.example", "email", "Asia/Tokyo", "T0ACME")


async def test_a_viewer_is_linked_as_well_and_the_case_of_an_email_does_not_matter(slack, bot, a_lead, unlinked):
    lead = await a_lead()
    await unlinked("UVERA")
    slack.people["UVERA"].email = "Vera@ACME.example"

    assert "Ana Ruiz" in await said(await slack.command("/lead", str(lead.id), user="UVERA"))


async def test_whoever_is_linked_is_not_asked_for_again(slack, bot, a_lead, unlinked):
    await unlinked("UBEN")
    for _ in range(3):
        await said(await slack.command("/lead", "1", user="UBEN"))

    assert len(slack.calls_of("users.info")) == 1


async def test_slack_is_asked_who_somebody_is_only_when_the_ack_has_gone_out(slack, bot, unlinked):
    await unlinked("UBEN")
    hook, acked = slack.ground.hooks.issue("UBEN", "CSALES"), asyncio.Event()
    body = {"command": "/lead", "text": "1", "user_id": "UBEN", "team_id": "T0ACME", "response_url": slack.ground.hooks.url(hook)}

    answer = await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body, context={"acked": acked}))
    await asyncio.sleep(0.3)  # the ack waits to be written
    asked_before = list(slack.calls)
    acked.set()
    await bot.dispatcher.drain(5)

    assert (answer.status, answer.body) == (200, "")
    assert asked_before == []
    assert [call.method for call in slack.calls] == ["users.info"]
    assert "There is no lead 1." in hook.posted[0].text


NO_MEMBERS: dict[str, dict[str, object]] = {
    "whose e-mail is not confirmed": {"is_email_confirmed": False},
    "who is a guest": {"is_restricted": True},
    "who is a guest of one channel": {"is_restricted": True, "is_ultra_restricted": True},
    "who is a stranger": {"is_stranger": True},
    "who is a bot": {"is_bot": True},
    "of another workspace": {"team_id": "T0OTHER"},
    "who was removed from Slack": {"deleted": True},
    "whose e-mail nobody has": {"email": "nobody@acme.example"},
    "without an e-mail": {"email": ""},
}


async def test_whoever_is_no_full_member_with_a_confirmed_email_sees_the_connect_card(slack, bot, a_lead, unlinked, execute):
    await a_lead()
    await unlinked("UBEN")
    seen = {}
    for who, change in NO_MEMBERS.items():
        ben = slack.people["UBEN"]
        before = {name: getattr(ben, name) for name in change}
        vars(ben).update(change)
        bot.people.forget()
        seen[who] = await said(await slack.command("/lead", "1", user="UBEN"))
        vars(ben).update(before)

    assert {who: what for who, what in seen.items() if CONNECT not in what} == {}
    assert await execute("select 1 from slack.identities where slack_user_id = 'UBEN'") == []


async def test_an_admin_or_a_manager_is_never_linked_by_email_alone(slack, bot, a_lead, unlinked):
    await a_lead()
    await unlinked("UDORA", "UCARA")

    assert CONNECT in await said(await slack.command("/lead", "1", user="UDORA"))
    assert CONNECT in await said(await slack.command("/lead", "1", user="UCARA"))


async def test_the_admin_whom_init_names_is_linked_by_email(slack, bot, unlinked, database_url, execute):
    await unlinked("UDORA")
    await operator.begin(normalise_url(database_url), slug="acme", name="Acme", admin_email="dora@acme.example")

    assert "There is no lead 42." in await said(await slack.command("/lead", "42", user="UDORA"))
    assert [tuple(row) for row in await execute("select slack_user_id, linked_by from slack.identities where linked_by = 'init'")] == [("UDORA", "init")]


async def test_a_user_whom_somebody_else_in_slack_is_already_is_not_given_away(slack, bot, a_lead, execute):
    await a_lead()
    slack.people["UDAN"].email = "ben@acme.example"

    assert CONNECT in await said(await slack.command("/lead", "1", user="UDAN"))
    assert len(await execute(f"select 1 {LINKS} where u.email = 'ben@acme.example'")) == 1


async def test_an_email_that_two_users_have_in_other_cases_links_nobody(slack, bot, a_lead, owner, acme):
    await a_lead()
    for email in ("dan@acme.example", "Dan@Acme.example"):
        await add(owner, User(email=email, role="sales_rep", organization_id=acme.id))
    slack.people["UDAN"].email = "DAN@acme.example"

    assert CONNECT in await said(await slack.command("/lead", "1", user="UDAN"))


async def test_a_deactivated_user_is_not_linked(slack, bot, a_lead, owner, acme):
    await a_lead()
    await add(owner, User(email="dan@acme.example", role="sales_rep", organization_id=acme.id, is_active=False))

    assert CONNECT in await said(await slack.command("/lead", "1", user="UDAN"))


async def test_a_user_of_another_organization_is_never_linked(slack, bot, a_lead, owner, execute):
    lead = await a_lead()
    borealis = await an_organization(owner, slug="borealis")
    await add(owner, User(email="dan@acme.example", role="sales_rep", organization_id=borealis.id))

    assert CONNECT in await said(await slack.command("/lead", str(lead.id), user="UDAN"))
    assert await execute("select 1 from slack.identities where slack_user_id = 'UDAN'") == []


async def test_two_first_commands_at_once_link_once_and_are_both_answered(slack, bot, a_lead, unlinked, execute):
    lead = await a_lead()
    await unlinked("UBEN")
    slack.faults.add("users.info", kind="slow", seconds=0.3, times=2)

    outcomes = await asyncio.gather(*(slack.command("/lead", str(lead.id), user="UBEN") for _ in range(2)))

    assert ["Ana Ruiz" in await said(outcome) for outcome in outcomes] == [True, True]
    assert len(await execute("select 1 from slack.identities where slack_user_id = 'UBEN'")) == 1


async def test_the_connect_card_names_the_admins_and_draws_no_button(slack, bot, a_lead, owner, acme):
    await a_lead()
    await add(owner, User(email="emil@acme.example", first_name="Emil", role="admin", organization_id=acme.id))
    await add(owner, User(email="former@acme.example", first_name="Former", role="admin", organization_id=acme.id, is_active=False))

    card = await (await slack.command("/lead", "1", user="UDAN")).later()

    assert "Ask Dora or Emil to link your Slack account." in card.text
    assert "Former" not in card.text
    assert [block["type"] for block in card.blocks] == ["section", "context", "rich_text"]
    assert "action_id" not in json.dumps(card.blocks)
    assert card.is_ephemeral


def interactive(slack, **payload):
    body = urlencode({"payload": json.dumps({"team": {"id": "T0ACME"}, "user": {"id": "UDAN"}, "trigger_id": "1.2.a", **payload})})
    return slack.post(body, {"Content-Type": "application/x-www-form-urlencoded", **slack.sign(body)})


@pytest.fixture
async def stranger_proof(slack, database, acme):
    """A bot that listens to one of each kind of request; none of its listeners may be reached by Dan."""
    reached = []

    async def listener(actor):
        reached.append(actor)

    routes = Routes()
    routes.command("find", listener)
    routes.action("lead.open", listener, reads=True)
    routes.action("lead.claim", listener)
    routes.view("form.save", listener)
    routes.view_closed("form.save", listener)
    routes.shortcut("save.note", listener, verb="note")
    routes.shortcut("find.lead", listener, verb="")
    routes.options("lead", listener)
    routes.event("app_home_opened", listener)
    async with leadbot(slack, database, acme.id, routes=routes) as bot:
        yield bot
        await bot.dispatcher.drain(5)
        assert reached == []


async def test_every_click_of_an_unlinked_person_gets_the_connect_card_for_them_alone(slack, stranger_proof):
    elements = [{"type": "button", "action_id": name, "value": "1", "text": {"type": "plain_text", "text": "Go"}} for name in ("lead.open", "lead.claim")]
    message = await slack.state.post("CSALES", "ULEADBOT", "A lead", blocks=[{"type": "actions", "block_id": "b", "elements": elements}])

    for name in ("lead.open", "lead.claim"):
        clicked = await slack.click(message, action_id=name, user="UDAN")
        card = await clicked.later()
        assert CONNECT in card.text
        assert card.only_for == "UDAN"
    assert message.text.startswith("A lead") or "Go" in message.text


async def test_every_other_request_of_an_unlinked_person_tells_them_too(slack, stranger_proof):
    hook = slack.ground.hooks.issue("UDAN", "CSALES")
    title = {"type": "plain_text", "text": "A form"}
    field = {"type": "input", "block_id": "name", "label": title, "element": {"type": "plain_text_input", "action_id": "name"}}
    view = {"id": "V1", "hash": "h", "type": "modal", "callback_id": "form.save", "title": title, "submit": title, "blocks": [field], "state": {"values": {}}}

    shortcut = await interactive(slack, type="message_action", callback_id="save.note", response_url=slack.ground.hooks.url(hook), message={"text": "hello"})
    await stranger_proof.dispatcher.drain(5)
    everywhere = await interactive(slack, type="shortcut", callback_id="find.lead")
    submitted = await interactive(slack, type="view_submission", view=view)
    without_fields = await interactive(slack, type="view_submission", view={**view, "id": "V2", "blocks": []})
    closed = await interactive(slack, type="view_closed", view=view)
    options = await interactive(slack, type="block_suggestion", action_id="lead", block_id="lead", value="a")
    opened = await slack.event({"type": "app_home_opened", "user": "UDAN", "channel": "DDAN", "tab": "home"})
    await stranger_proof.dispatcher.drain(5)

    assert {answer.status for answer in (shortcut, everywhere, submitted, without_fields, closed, options)} == {200}
    assert CONNECT in hook.posted[0].text
    assert [CONNECT in message.text for message in slack.messages(slack.dm("UDAN"))] == [True]
    assert CONNECT in submitted.json["errors"]["name"]
    assert without_fields.json["response_action"] == "update"
    assert CONNECT in json.dumps(without_fields.json)
    assert options.json == {"options": []}
    assert opened.delivered


async def test_a_person_who_was_deactivated_is_told_so(slack, bot, a_lead, execute):
    await a_lead()
    await execute("update users set is_active = false where email = 'ben@acme.example'")

    outcome = await slack.command("/lead", "1", user="UBEN")

    assert "Your access to Acme has ended. Ask Dora." in outcome.text
    assert "Ana Ruiz" not in outcome.text


async def test_an_organization_that_is_switched_off_says_so_to_everybody(slack, bot, a_lead, execute):
    await a_lead()
    await execute("update organizations set is_active = false")

    for user in ("UBEN", "UDORA", "UDAN"):
        assert "Acme is switched off. Ask Dora." in await said(await slack.command("/lead", "1", user=user))


ZONES = {
    "the person's own": ("Europe/Paris", "Asia/Tokyo", "America/New_York", "Europe/Paris"),
    "Slack's": (None, "Asia/Tokyo", "America/New_York", "Asia/Tokyo"),
    "the organization's": (None, None, "America/New_York", "America/New_York"),
    "UTC": (None, None, None, "UTC"),
    "the next that is one": ("Mars/Olympus", "../etc/passwd", "America/New_York", "America/New_York"),
}


async def test_times_are_in_the_persons_zone_else_slacks_else_the_organizations(slack, database, acme, execute):
    async def zone(actor):
        return Reply(actor.zone.key)

    routes = Routes()
    routes.command("find", zone)
    seen = {}
    async with leadbot(slack, database, acme.id, routes=routes) as bot:
        for whose, (preferred, of_slack, of_organization, _) in ZONES.items():
            await execute("update users set timezone_preference = :zone", zone=preferred)
            await execute("update slack.identities set timezone = :zone, checked_at = now()", zone=of_slack)
            await execute("update organizations set settings = cast(:settings as json)", settings=json.dumps({"timezone": of_organization}))
            bot.people.forget()
            seen[whose] = (await slack.command("/lead", "1", user="UBEN")).text

    assert seen == {whose: wanted for whose, (*_, wanted) in ZONES.items()}


async def test_slacks_zone_is_refreshed_once_a_day_after_the_answer(slack, bot, a_lead, execute):
    lead = await a_lead()
    await execute("update slack.identities set timezone = 'Europe/Paris', checked_at = now() - interval '25 hours'")

    outcome = await slack.command("/lead", str(lead.id), user="UBEN")
    await bot.dispatcher.drain(5)
    await slack.command("/lead", str(lead.id), user="UBEN")
    await bot.dispatcher.drain(5)

    assert "Ana Ruiz" in outcome.text
    assert len(slack.calls_of("users.info")) == 1
    [(zone, checked_at)] = await execute("select timezone, checked_at from slack.identities where slack_user_id = 'UBEN'")
    assert zone == "Asia/Tokyo"
    assert (datetime.now(UTC) - checked_at).total_seconds() < 60


async def test_a_slack_that_does_not_say_leaves_the_zone_as_it_is(slack, bot, a_lead, execute):
    lead = await a_lead()
    await execute("update slack.identities set timezone = 'Europe/Paris', checked_at = now() - interval '25 hours'")
    slack.faults.add("users.info", kind="error", times=5)

    outcome = await slack.command("/lead", str(lead.id), user="UBEN")
    await bot.dispatcher.drain(5)

    assert "Ana Ruiz" in outcome.text
    assert await execute("select timezone from slack.identities where slack_user_id = 'UBEN'") == [("Europe/Paris",)]


async def test_a_running_bot_sees_at_the_next_command_what_operators_and_the_platform_change(slack, a_lead, database_url, execute, tmp_path):
    lead = await a_lead()
    known = settings(database_url, slack)

    async def dan_reads(wanted):
        """Well within the half minute that a person is kept in memory."""
        async with asyncio.timeout(8):
            while wanted not in (told := await said(await slack.command("/lead", str(lead.id), user="UDAN"))):
                await asyncio.sleep(0.1)
        return told

    async with started("serve", settings=known, cwd=tmp_path) as program:
        await program.ready()
        slack.events_url = f"http://127.0.0.1:{program.port}/slack/events"
        await dan_reads(CONNECT)
        assert await run("link", "ben@acme.example", "UDAN", settings=known, cwd=tmp_path) == (0, "UDAN is Ben Tanaka.\n")
        await dan_reads("Ana Ruiz")
        assert await run("link", "ben@acme.example", "UDAN", settings=known, cwd=tmp_path) == (0, "UDAN is Ben Tanaka.\n")
        assert await run("link", "cara@acme.example", "UDAN", settings=known, cwd=tmp_path) == (0, "UDAN is Cara Okafor.\n")
        await dan_reads("Ana Ruiz")
        await execute("update users set is_active = false where email = 'cara@acme.example'")
        await dan_reads("Your access to Acme has ended")
        await execute("update users set is_active = true, role = 'viewer' where email = 'cara@acme.example'")
        await dan_reads("Ana Ruiz")
        await execute("update organizations set is_active = false")
        await dan_reads("Acme is switched off")

    rows = await execute(f"select i.slack_user_id, u.email {LINKS} where u.email in ('ben@acme.example', 'cara@acme.example')")
    assert [tuple(row) for row in rows] == [("UDAN", "cara@acme.example")]
