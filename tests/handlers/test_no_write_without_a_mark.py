"""A line without a mark never writes, whatever it says: it opens a form. The data may turn a save into a form, never a form into a save.

A line is judged as Slack sends it: `assign ana ruiz @ben` ends in a mention there, and so is marked.
"""

import asyncio

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from handlers import grammar
from handlers.grammar import Verb
from playground.typing_escapes import escape_typed

TABLES = ("leads", "lead_notes", "activities", "campaign_leads", "slack.changes", "slack.batches")
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
VERBS = [Verb.NOTE, Verb.LOG, Verb.TAG, Verb.STATUS, Verb.ASSIGN, Verb.CLAIM, Verb.ENROLL, Verb.EDIT]
LINES = st.builds(
    lambda verb, name, rest: f"{verb} {name} {rest}".strip(), st.sampled_from(VERBS), st.sampled_from(NAMES), st.sampled_from(RESTS) | st.text(max_size=30)
)


@pytest.fixture
def counted(rows):
    async def fetch():
        return {table: (await rows(f"select count(*) as n from {table}"))[0]["n"] for table in TABLES}

    return fetch


async def test_no_line_without_a_mark_writes_and_each_opens_a_form(slack, bot, a_lead, a_campaign, counted):
    await a_lead()
    await a_lead(first_name="Ben", company="42 North")
    await a_campaign()
    await slack.command("/lead", "help", user="UCARA")
    loop = asyncio.get_running_loop()

    async def typed(line):
        before = await counted()
        await slack.command("/lead", line, user="UCARA")
        await bot.dispatcher.drain(5)
        assert await counted() == before, line
        assert slack.state.views.top("UCARA"), line
        while view := slack.state.views.top("UCARA"):
            await slack.close(view)
        slack.clock.advance(60)  # so many forms a minute Slack does not open

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(LINES)
    def each(line):
        read = grammar.read(escape_typed(line, slack.state))
        assume(read.mark is None and read.verb in VERBS)
        asyncio.run_coroutine_threadsafe(typed(line), loop).result(30)

    await asyncio.to_thread(each)
