"""Links to leads in messages: shown as sharing would, to those who are in the channel, seldom; and everything that is not shown."""

import asyncio

import pytest
from structlog.testing import capture_logs

from store.models import Lead
from tests.leadbot import add, an_organization, leadbot

OURS = "https://leadbot.example.com"


@pytest.fixture
async def bot(slack, database, acme):
    async with leadbot(slack, database, acme.id, public_url=OURS, lead_url=f"{OURS}/crm/{{id}}?tab=all") as bot:
        yield bot


@pytest.fixture
def posted(slack, bot):
    """Says something; gives what was shown for its links, by address."""

    async def run(text, *, user="UANA", channel="CSALES"):
        message = await slack.say(text, user=user, channel=channel)
        await asyncio.sleep(0.1)
        await bot.dispatcher.drain(5)
        return {one["from_url"]: one["blocks"] for one in message.attachments or []}

    return run


@pytest.fixture
async def lead(a_lead, acme):
    return await a_lead(job_title="VP Sales", score=72, lead_temperature="hot", value=1_200_000, assigned_to_id=acme.people["UBEN"].id)


@pytest.mark.parametrize("address", ["/leads/{id}", "/crm/{id}?tab=all"])
async def test_a_link_shows_the_lead_in_a_channel_of_the_companys_own_people(posted, lead, address):
    url = OURS + address.format(id=lead.id)

    shown = str((await posted(f"look: <{url}>"))[url])

    for part in ("Ana Ruiz", "VP Sales", "New · 72, hot", "$12,000", "Shared by Ana Moreau", "lead.open"):
        assert part in shown


async def test_where_guests_are_it_shows_little(posted, lead):
    url = f"{OURS}/leads/{lead.id}"

    shown = str((await posted(f"<{url}>", channel="CSHARED"))[url])

    assert "Ana Ruiz" in shown
    for part in ("72, hot", "Score", "$12,000"):
        assert part not in shown


async def test_a_click_on_open_shows_the_card_to_the_one_who_clicks(slack, bot, posted, lead):
    await posted(f"<{OURS}/leads/{lead.id}>")
    [message] = [one for one in slack.messages("CSALES", "UBEN") if one.attachments]

    await slack.click(message, action_id="lead.open", user="UBEN")
    await bot.dispatcher.drain(5)

    card = slack.messages("CSALES", "UBEN")[-1]
    assert card.is_ephemeral
    assert "VP Sales, Acme Corp" in card.text


async def test_three_links_show_nothing(posted, a_lead):
    leads = [await a_lead() for _ in range(3)]

    assert await posted(" ".join(f"<{OURS}/leads/{lead.id}>" for lead in leads)) == {}


async def test_two_links_show_both(posted, a_lead):
    leads = [await a_lead() for _ in range(2)]

    assert len(await posted(" ".join(f"<{OURS}/leads/{lead.id}>" for lead in leads))) == 2


async def test_one_lead_at_two_of_our_addresses_is_shown_once(posted, lead):
    assert list(await posted(f"<{OURS}/leads/{lead.id}> <{OURS}/crm/{lead.id}?tab=all>")) == [f"{OURS}/leads/{lead.id}"]


async def test_a_link_without_tls_shows_the_lead_too(posted, lead):
    assert await posted(f"<http://leadbot.example.com/leads/{lead.id}>") != {}


async def test_the_same_lead_is_shown_once_in_half_an_hour_and_channel(posted, lead, execute):
    link = f"<{OURS}/leads/{lead.id}>"

    assert await posted(link) != {}
    assert await posted(link, user="UBEN") == {}
    assert await posted(link, channel="CSHARED") != {}
    await execute("update slack.unfurled set at = now() - interval '31 minutes'")
    assert await posted(link) != {}


@pytest.mark.parametrize("user", ["UDAN", "UGUS"])
async def test_whoever_is_not_linked_shows_nothing(posted, lead, user):
    assert await posted(f"<{OURS}/leads/{lead.id}>", user=user, channel="CSHARED" if user == "UGUS" else "CSALES") == {}


@pytest.mark.parametrize("path", ["/leads/999999", "/leads/abc", "/docs/42", "/leads/99999999999999999999"])
async def test_what_is_no_lead_shows_nothing(posted, lead, rows, path):
    assert await posted(f"<{OURS}{path}>") == {}
    assert await rows("select * from slack.unfurled") == []


async def test_another_organizations_lead_shows_nothing(posted, owner):
    other = await an_organization(owner, "borealis")
    theirs = await add(owner, Lead(organization_id=other.id, first_name="Eva"))

    assert await posted(f"<{OURS}/leads/{theirs.id}>") == {}


async def test_what_stands_in_a_composer_is_not_shown(slack, bot, lead):
    shared = await slack.compose(f"<{OURS}/leads/{lead.id}>")
    await bot.dispatcher.drain(5)

    assert shared.previews == {}


async def test_an_unfurl_that_came_too_early_is_tried_again(slack, bot, posted, lead):
    slack.faults.add("chat.unfurl", kind="refuse", code="cannot_unfurl_url", times=1)

    assert await posted(f"<{OURS}/leads/{lead.id}>") != {}  # not noted as taken yet: tried once more


async def test_a_refusal_is_left_at_that(posted, slack, lead):
    slack.faults.add("chat.unfurl", kind="refuse", code="cannot_unfurl_message", times=5)

    assert await posted(f"<{OURS}/leads/{lead.id}>") == {}


@pytest.mark.parametrize("kind", ["error", "rate_limited", "reset"])
async def test_where_slack_is_in_trouble_a_link_stays_a_link(posted, slack, lead, kind):
    slack.faults.add("chat.unfurl", kind=kind, times=5)

    with capture_logs() as logged:
        assert await posted(f"<{OURS}/leads/{lead.id}>") == {}

    assert [(one["event"], one["log_level"]) for one in logged if one["log_level"] != "debug"] == [("a link is not shown", "info")]
    assert "Ana Ruiz" not in str(logged)


@pytest.mark.parametrize(("kind", "code"), [("refuse", "cannot_unfurl_message"), ("rate_limited", "")])
async def test_a_link_that_slack_refused_to_show_is_shown_the_next_time(posted, slack, lead, kind, code):
    slack.faults.add("chat.unfurl", kind=kind, code=code, times=1)

    assert await posted(f"<{OURS}/leads/{lead.id}>") == {}
    assert await posted(f"<{OURS}/leads/{lead.id}>") != {}


async def test_a_link_that_slack_may_have_shown_is_not_shown_again(posted, slack, lead):
    slack.faults.add("chat.unfurl", kind="lost", times=1)

    assert await posted(f"<{OURS}/leads/{lead.id}>") != {}
    assert await posted(f"<{OURS}/leads/{lead.id}>") == {}


@pytest.mark.parametrize("has_bot", [True, False])
async def test_in_a_private_conversation_of_which_slack_tells_nothing_it_shows_little(posted, slack, lead, has_bot):
    room = slack.ground.state.group_dm(["UANA", "UBEN"])
    if not has_bot:
        room.members.discard("ULEADBOT")

    shown = str((await posted(f"<{OURS}/leads/{lead.id}>", channel=room.id))[f"{OURS}/leads/{lead.id}"])

    assert "Ana Ruiz" in shown
    for part in ("72, hot", "Score", "$12,000"):
        assert part not in shown
