"""[Share here] end to end: who gets to see how much, how it gets there, and what Open then shows to whom."""

import asyncio
import re

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import delete, update

from bot import slack as slack_clients
from handlers import sharing
from handlers.answers import Reply, Shared
from handlers.sharing import Room
from playground.people import BOT_USER_ID, Person
from store.models import Lead, User

SHARE, OPEN = "lead.share", "lead.open"
WHOLE = [
    "Ana Ruiz  #{id}\nVP Sales, Acme Corp",
    "Qualified · 72, hot · owner Ben Tanaka · $12,000",
    "Shared by Ana Moreau, HH:MM UTC. As it was then.",
    "[Open]",
]
LITTLE = ["Ana Ruiz, Acme Corp · owner Ben Tanaka", "Shared by Ana Moreau, HH:MM UTC. As it was then.", "[Open]"]


@pytest.fixture
async def lead(a_lead, acme):
    """A lead of Ben's of which much is known."""
    known = {"job_title": "VP Sales", "email": "ana@acme.example", "phone": "+49 30 1234567", "notes": "Wants a pilot."}
    return await a_lead(**known, status="qualified", score=72, lead_temperature="hot", value=1_200_000, assigned_to_id=acme.people["UBEN"].id)


@pytest.fixture
async def share(slack, bot):
    """Shows a lead's card in a channel and clicks [Share here]; the click, when all is done."""

    async def click(lead, channel="CSALES", user="UANA"):
        card = await slack.command("/lead", f"#{lead.id}", user=user, channel=channel)
        outcome = await slack.click(card.message, action_id=SHARE)
        await bot.dispatcher.drain(10)
        return outcome

    return click


def public(slack, channel):
    """What everyone in the channel sees."""
    return [message for message in slack.messages(channel) if not message.is_ephemeral]


def only(slack, channel):
    [message] = public(slack, channel)
    return message


def ephemeral(slack, channel, user):
    return [message for message in slack.messages(channel, user) if message.is_ephemeral]


def parts(message):
    """What is read of it, the time left out."""
    return re.sub(r"\d\d:\d\d [A-Z]{1,5}", "HH:MM UTC", message.text)


def whole(lead):
    return "\n".join(WHOLE).format(id=lead.id)


def little():
    return "\n".join(LITTLE)


async def test_where_the_bot_is_a_member_it_posts_the_lead_as_it_is_now(slack, share, lead, owner):
    async with owner.begin() as connection:
        await connection.execute(update(Lead).where(Lead.id == lead.id).values(score=80))

    await share(lead)

    assert parts(only(slack, "CSALES")) == whole(lead).replace("72, hot", "80, hot")
    assert only(slack, "CSALES").fallback == "Ana Moreau shared Ana Ruiz · Acme Corp"
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert len(ephemeral(slack, "CSALES", "UANA")) == 1  # the card stays with who asked for it


async def test_where_the_bot_is_no_member_the_clicks_own_address_carries_it(slack, share, lead):
    await share(lead, "CGENERAL")

    assert parts(only(slack, "CGENERAL")) == whole(lead)
    assert slack.calls_of("chat.postMessage") == []


async def test_of_a_private_channel_without_the_bot_nothing_is_known_so_little_is_shown(slack, share, lead):
    await share(lead, "GDEALS", user="UBEN")

    assert parts(only(slack, "GDEALS")) == little().replace("Ana Moreau", "Ben Tanaka")
    assert slack.calls_of("chat.postMessage") == []


async def test_a_private_channel_with_the_bot_is_like_any_other(slack, share, lead):
    slack.channels["GDEALS"].members.add(BOT_USER_ID)

    await share(lead, "GDEALS", user="UBEN")

    assert parts(only(slack, "GDEALS")) == whole(lead).replace("by Ana Moreau", "by Ben Tanaka")
    assert len(slack.calls_of("chat.postMessage")) == 1


@pytest.mark.parametrize("outsider", ["UGUS", "UOLGA"])
async def test_where_a_guest_or_a_stranger_is_little_is_shown(slack, share, lead, outsider):
    slack.channels["CSALES"].members.add(outsider)

    await share(lead)

    assert parts(only(slack, "CSALES")) == little()
    assert only(slack, "CSALES").fallback == "Ana Moreau shared Ana Ruiz, Acme Corp"
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_in_a_channel_with_another_company_little_is_shown_though_none_of_it_is_there_yet(slack, share, lead):
    slack.channels["CSALES"].is_ext_shared = True

    await share(lead)

    assert parts(only(slack, "CSALES")) == little()


async def test_in_a_group_dm_little_is_shown(slack, share, lead):
    room = slack.ground.state.group_dm(["UANA", "UBEN"])

    await share(lead, room.id)

    assert parts(only(slack, room.id)) == little()


@pytest.mark.parametrize("count", [21, 250])
async def test_of_too_many_unknown_members_anyone_may_be_a_guest(slack, share, lead, count):
    for number in range(count):
        slack.people[f"U{number}X"] = Person(f"U{number}X", f"Member {number}", "")
        slack.channels["CSALES"].members.add(f"U{number}X")

    await share(lead)

    assert parts(only(slack, "CSALES")) == little()
    assert {call.arguments["user"] for call in slack.calls_of("users.info")} <= {"UANA"}  # for her time zone


async def test_who_is_linked_is_not_asked_about(slack, share, lead):
    slack.channels["CSALES"].members -= {"UDAN"}

    await share(lead)

    assert {call.arguments["user"] for call in slack.calls_of("users.info")} <= {BOT_USER_ID, "UANA"}  # Ana for her time zone


async def test_a_link_that_has_ended_vouches_for_nobody(slack, share, lead, acme, owner):
    async with owner.begin() as connection:
        await connection.execute(update(User).where(User.id == acme.people["UVERA"].id).values(is_active=False))
    slack.people["UVERA"].is_restricted = True

    await share(lead)

    assert parts(only(slack, "CSALES")) == little()


TROUBLE = [{"kind": "refuse", "code": "missing_scope"}, {"kind": "error"}, {"kind": "rate_limited"}, {"kind": "reset"}, {"kind": "lost"}]


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda trouble: trouble["kind"])
@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
async def test_where_slack_does_not_say_who_is_there_little_is_shown(slack, share, lead, method, trouble):
    await slack.command("/lead", "help")  # Ana's time zone is asked for now
    slack.faults.add(method, times=20, **trouble)

    await share(lead)

    assert parts(only(slack, "CSALES")) == little()
    assert len(slack.calls_of("chat.postMessage")) == (method != "conversations.info")


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_where_slack_is_slow_to_say_who_is_there_little_is_shown(slack, share, lead, method):
    slack.faults.add(method, kind="slow", seconds=7)

    await share(lead)

    assert parts(only(slack, "CSALES")) == little()
    assert len(ephemeral(slack, "CSALES", "UANA")) == 1


@pytest.mark.parametrize("trouble", [{"kind": "refuse", "code": "restricted_action"}, {"kind": "rate_limited"}], ids=lambda trouble: trouble["kind"])
async def test_what_the_bot_may_not_post_comes_by_the_clicks_own_address(slack, share, lead, trouble):
    slack.faults.add("chat.postMessage", **trouble)

    await share(lead)

    assert parts(only(slack, "CSALES")) == whole(lead)


NOT_SAID = "Slack did not say whether the lead was shared. Look at the channel before you share it again."


@pytest.mark.parametrize(("kind", "posted"), [("lost", 1), ("reset", 0), ("error", 0)])
async def test_what_may_have_been_posted_is_not_posted_again(slack, share, lead, kind, posted):
    slack.faults.add("chat.postMessage", kind=kind)

    outcome = await share(lead)

    assert (await outcome.later()).text == NOT_SAID
    assert len(public(slack, "CSALES")) == posted


async def test_what_slack_posts_late_is_posted_once(slack, share, lead):
    slack.faults.add("chat.postMessage", kind="slow", seconds=4)

    outcome = await share(lead)

    assert (await outcome.later()).text == NOT_SAID
    changed = slack.ground.state.changed
    async with asyncio.timeout(5), changed:
        await changed.wait_for(lambda: public(slack, "CSALES"))
    assert parts(only(slack, "CSALES")) == whole(lead)


@pytest.mark.parametrize(
    ("content_type", "body"), [("text/html", "<html>"), ("text/plain", "bad gateway"), ("application/json", '{"ok": tr'), ("application/json", "{}")]
)
async def test_answers_that_slack_did_not_write_say_nothing_about_a_channel_or_a_post(content_type, body):
    async def gateway(_request):
        return web.Response(status=502, text=body, content_type=content_type)

    application = web.Application()
    application.router.add_post("/api/{method}", gateway)
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        client = slack_clients.client(session, api_url=str(server.make_url("/api/")), token="xoxb-tests")

        room = await sharing.look_at(client, "CSALES", ())
        answer = await sharing.share(client, Room("CSALES", is_member=True), Shared("Ana Ruiz"))

    assert room == Room("CSALES")
    assert isinstance(answer, Reply)
    assert answer.text == NOT_SAID


@pytest.mark.parametrize("channel", ["CSALES", "CGENERAL"])
async def test_a_click_that_is_delivered_twice_shares_once(slack, bot, lead, channel):
    card = await slack.command("/lead", str(lead.id), channel=channel)

    await slack.click(card.message, action_id=SHARE, twice=True)
    await bot.dispatcher.drain(10)

    assert len(public(slack, channel)) == 1


async def test_whoever_clicks_again_shares_again(slack, bot, lead):
    card = await slack.command("/lead", str(lead.id))

    for _ in range(2):
        await slack.click(card.message, action_id=SHARE)
        await bot.dispatcher.drain(10)

    assert len(public(slack, "CSALES")) == 2


async def test_a_lead_that_is_gone_is_not_shared(slack, bot, lead, owner):
    card = await slack.command("/lead", str(lead.id))
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id == lead.id))

    clicked = await slack.click(card.message, action_id=SHARE)

    assert (await clicked.later()).text == f"Lead {lead.id} no longer exists."
    assert public(slack, "CSALES") == []


async def test_in_direct_messages_there_is_nothing_to_share(slack, bot, lead):
    assert "Share here" not in (await slack.command("/lead", str(lead.id), channel="DM")).text


@pytest.mark.parametrize("user", ["UBEN", "UVERA", "UANA"])
async def test_open_shows_each_linked_person_their_own_card(slack, share, lead, user):
    await share(lead)
    before = parts(only(slack, "CSALES"))

    clicked = await slack.click(only(slack, "CSALES"), action_id=OPEN, user=user)
    card = await clicked.later()

    assert card.only_for == user
    assert "E-mail ana@acme.example" in card.text.replace("*", "")
    assert "Wants a pilot." in card.text
    assert parts(only(slack, "CSALES")) == before


@pytest.mark.parametrize(("user", "channel"), [("UDAN", "CSALES"), ("UGUS", "CSHARED"), ("UOLGA", "CSHARED")])
async def test_open_shows_whoever_is_not_linked_how_to_connect_and_no_data(slack, share, lead, user, channel):
    await share(lead, channel)

    clicked = await slack.click(only(slack, channel), action_id=OPEN, user=user)
    shown = await clicked.later()

    assert shown.only_for == user
    assert shown.text.startswith("Connect to Acme")
    assert not any(word in shown.text for word in ("Ruiz", "Corp", str(lead.email)))


async def test_open_of_a_shared_lead_that_is_gone_tells_only_who_clicked(slack, share, lead, owner):
    await share(lead)
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id == lead.id))

    clicked = await slack.click(only(slack, "CSALES"), action_id=OPEN, user="UBEN")
    said = await clicked.later()

    assert said.text == f"Lead {lead.id} no longer exists."
    assert said.only_for == "UBEN"
    assert parts(only(slack, "CSALES")) == whole(lead)


@pytest.mark.parametrize("channel", ["CSALES", "CSHARED"])
@pytest.mark.parametrize(
    "name", ["<!channel> & Sons", "<@UBEN>", "*bold* _it_ `code`", "> quoted", "\u202enoraM", "é" * 255, "<https://files.example|Click>", "a\nb\rc"]
)
async def test_a_hostile_name_neither_mentions_nor_formats(slack, share, a_lead, name, channel):
    lead = await a_lead(first_name=name, last_name=name, company=name, job_title=name)

    await share(lead, channel)

    message = only(slack, channel)
    sent = " ".join([message.fallback, *(block["text"]["text"] for block in message.blocks if block["type"] == "section")])
    assert not re.search(r"<[!@#h]", sent)
    assert not any(slack.notifications(user) for user in slack.people)
    assert "\u202e" not in sent
    assert message.blocks[-1]["elements"][0]["value"] == str(lead.id)


async def test_a_lead_without_a_name_is_called_by_what_it_has(slack, share, a_lead):
    for columns, called in (
        ({"company": None, "email": "x@acme.example"}, "x@acme.example"),
        ({"company": "Quiet Co"}, "Quiet Co"),
        ({"company": None}, "Lead #"),
    ):
        await share(await a_lead(first_name=None, last_name=None, **columns), "CSHARED")

        assert called in public(slack, "CSHARED")[-1].text.split(" · ")[0]
