"""A line without a mark never writes, whatever it says: it opens a form. The data may turn a save into a form, never a form into a save.

A line is judged as Slack sends it: `assign ana ruiz @ben` ends in a mention there, and so is marked.
"""

import asyncio

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from handlers import grammar
from handlers.grammar import CampaignVerb, Verb
from playground.typing_escapes import escape_typed

TABLES = ("leads", "lead_notes", "activities", "campaigns", "campaign_leads", "slack.changes", "slack.batches")
NAMES = ["ana ruiz", "acme corp", "Ana Ruiz Acme Corp", "42 North", "ana", "acme", "nobody here"]
RESTS = [
    "talked to them",
    "call left a voicemail",
    "vip, -old",
    "qualified",
    "@ben",
    "Spring webinar",
    "task send offer tomorrow 10:00",
    "",
    "won",
    "10:00 sharp",
]
VERBS = [Verb.NOTE, Verb.LOG, Verb.TAG, Verb.STATUS, Verb.ASSIGN, Verb.CLAIM, Verb.ENROLL, Verb.EDIT, Verb.NEW]
LINES = st.builds(
    lambda verb, name, rest: f"{verb} {name} {rest}".strip(), st.sampled_from(VERBS), st.sampled_from(NAMES), st.sampled_from(RESTS) | st.text(max_size=30)
)
OF_CAMPAIGNS = st.builds(
    lambda verb, name, rest: f"{verb} {name} {rest}".strip(),
    st.sampled_from(CampaignVerb),
    st.sampled_from(["spring", "Spring web", "webinar spring", "Sprnig webinar", "autumn", "nobody here", ""]),
    st.sampled_from(["", "@ben", "please"]) | st.text(max_size=30),
)
WHOLE = ["spring webinar", "autumn fair"]


@pytest.fixture
def counted(rows):
    async def fetch():
        return {table: (await rows(f"select count(*) as n from {table}"))[0]["n"] for table in TABLES}

    return fetch


@pytest.fixture
async def typed(slack, bot, counted):
    """Types a line that is to change nothing."""
    await slack.command("/lead", "help", user="UCARA")

    async def run(command, line, *, opens=True):
        before = await counted()
        await slack.command(command, line, user="UCARA")
        await bot.dispatcher.drain(5)
        assert await counted() == before, line
        assert slack.state.views.top("UCARA") or not opens, line
        while view := slack.state.views.top("UCARA"):
            await slack.close(view)
        slack.clock.advance(60)  # so many forms a minute Slack does not open

    return run


SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


async def test_no_line_without_a_mark_writes_and_each_opens_a_form(slack, typed, a_lead, a_campaign):
    await a_lead()
    await a_lead(first_name="Ben", company="42 North")
    await a_campaign()
    loop = asyncio.get_running_loop()

    @SLOW
    @given(LINES)
    def each(line):
        read = grammar.read(escape_typed(line, slack.state))
        assume(read.mark is None and read.verb in VERBS)
        asyncio.run_coroutine_threadsafe(typed("/lead", line), loop).result(30)

    await asyncio.to_thread(each)


async def test_no_campaign_line_without_its_whole_name_changes_anything(slack, typed, a_campaign):
    await a_campaign()
    await a_campaign("Autumn fair", status="draft")
    loop = asyncio.get_running_loop()

    @SLOW
    @given(OF_CAMPAIGNS)
    def each(line):
        read = grammar.read_campaign(escape_typed(line, slack.state))
        assume(read.id is None and read.name.lower() not in WHOLE)
        asyncio.run_coroutine_threadsafe(typed("/campaign", line, opens=False), loop).result(30)

    await asyncio.to_thread(each)
