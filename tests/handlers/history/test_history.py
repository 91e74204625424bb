"""`/lead history`: one timeline of what happened with a lead, from every table, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.history.views import Asked, asked_for
from playground.validator import validate_message, validate_view
from store.history import KINDS, Place
from store.models import (
    Activity,
    Campaign,
    CampaignLead,
    Lead,
    LeadNote,
    LeadScoreHistory,
    LeadScoringRule,
    User,
    Workflow,
    WorkflowExecution,
)
from store.slack_models import Change, Run
from tests.leadbot import Acme, add, an_organization, leadbot, opened
from tests.roundtrips import counting

NOW = datetime.now(UTC).replace(microsecond=0)
SHOW, OLDER, NEWEST, PICKED, MORE, OPEN = "history.show", "history.older", "history.newest", "history.kind", "history.more", "lead.open"


def ago(**span):
    return NOW - timedelta(**span)


def plain(outcome):
    return outcome.text.replace("*", "")


def entries(message):
    """What stands between the heading and the buttons."""
    return [block["text"]["text"].replace("*", "") for block in message.blocks[1:] if block["type"] == "section"]


@dataclass
class Past:
    """What happened with the lead."""

    owner: AsyncEngine
    acme: Acme
    lead: Lead

    async def add(self, row):
        return await add(self.owner, row)

    async def note(self, content, *, by="UBEN", at=None, **more):
        at = at or ago(hours=1)
        return await self.add(LeadNote(lead_id=self.lead.id, user_id=self.acme.people[by].id, content=content, created_at=at, updated_at=at, **more))

    async def activity(self, kind, *, by="UBEN", **more):
        return await self.add(Activity(lead_id=self.lead.id, user_id=self.acme.people[by].id, activity_type=kind, **more))

    async def change(self, field, before, after, *, by="UCARA", at=None, **more):
        actor_id = self.acme.people[by].id if by else None
        of = {"organization_id": self.acme.id, "table_name": "leads", "row_id": self.lead.id}
        return await self.add(Change(**of, actor_id=actor_id, field=field, before=before, after=after, at=at or ago(hours=1), **more))

    async def score(self, before, after, **more):
        return await self.add(LeadScoreHistory(lead_id=self.lead.id, previous_score=before, new_score=after, score_change=after - before, **more))

    async def run(self, status, **more):
        """Of the workflow Company lookup."""
        workflow = await self.add(Workflow(organization_id=self.acme.id, name="Company lookup", category="enrichment", n8n_workflow_id=uuid4().hex))
        run = await self.add(WorkflowExecution(lead_id=self.lead.id, workflow_type="enrichment", status=status, **more))
        await self.add(Run(execution_id=run.id, organization_id=self.acme.id, workflow_id=workflow.id))
        return run

    async def set(self, statement):
        async with self.owner.begin() as connection:
            await connection.execute(statement)


@pytest.fixture
def past(owner, acme, lead):
    return Past(owner, acme, lead)


@pytest.fixture
async def lead(a_lead):
    return await a_lead(created_at=ago(days=400), source="website")


@pytest.fixture
def history(slack, lead):
    async def ask(rest=None, **more):
        outcome = await slack.command("/lead", f"history {lead.id if rest is None else rest}", **more)
        assert validate_message({"blocks": outcome.message.blocks}) == []
        return outcome

    return ask


async def turned(slack, message, **click):
    """The message after a click on one of its buttons, or a pick."""
    shown = await (await slack.click(message, **click)).later()
    assert validate_message({"blocks": shown.blocks}) == []
    return shown


async def picked(slack, message, kind):
    option = next(option for option in message.blocks[0]["accessory"]["options"] if option["text"]["text"] == kind)
    return await turned(slack, message, action_id=PICKED, value=option["value"])


async def test_everything_that_happened_is_one_timeline_newest_first(bot, history, past):
    rule = await past.add(LeadScoringRule(organization_id=past.acme.id, name="Director or above", score_points=25))
    campaign = await past.add(Campaign(organization_id=past.acme.id, name="Spring webinar", status="active"))
    await past.note("Wants a pilot.", at=ago(minutes=1), note_type="meeting")
    details = {"outcome": "reached", "direction": "outbound", "duration_minutes": 20}
    await past.activity("call", subject="pricing", completed_at=ago(minutes=2), details=details)
    await past.change("status", "qualified", "proposal", at=ago(minutes=3))
    await past.score(58, 72, rule_id=rule.id, created_at=ago(minutes=4))
    await past.add(CampaignLead(campaign_id=campaign.id, lead_id=past.lead.id, status="converted", added_at=ago(minutes=9), conversion_at=ago(minutes=5)))
    begun = ago(minutes=6)
    await past.run("completed", confidence_score=0.92, created_at=begun, started_at=begun, completed_at=begun + timedelta(seconds=40))

    outcome = await history()

    told = entries(outcome.message)
    assert [text.split(" · ")[0] for text in told] == [
        "Note meeting",
        'Call "pricing", outbound, reached, 20 minutes',
        "Status Qualified → Proposal",
        "Score 58 → 72, up 14: Director or above",
        "Campaign Converted in Spring webinar",
        "Workflow Company lookup: done in 40 s, 92 % sure",
        "Campaign Added to Spring webinar (now converted)",
        "Created source Website",
    ]
    assert "Ben Tanaka, " in told[0]
    assert told[0].endswith("\nWants a pilot.")
    assert "Cara Okafor, " in told[2]
    assert outcome.message.fallback.startswith(f"History of Ana Ruiz · Acme Corp (#{past.lead.id}): Note meeting · Ben Tanaka")
    assert outcome.message.is_ephemeral


async def test_a_private_note_is_seen_by_its_author_alone(slack, bot, history, past):
    await past.note("knows the CFO", by="UANA", is_private=True)

    mine = plain(await history(user="UANA"))
    theirs = [plain(await history(user=user)) for user in ("UBEN", "UCARA", "UDORA", "UVERA")]

    assert "knows the CFO" in mine
    assert "only you see it" in mine
    assert not any("CFO" in said or "Note" in said.split("Created")[0].replace("Notes", "") for said in theirs)


async def test_ten_stand_on_a_page_and_older_ones_follow_each_once(slack, bot, history, past):
    for n in range(25):
        await past.note(f"note {n:02}", at=ago(hours=n // 3))  # three of each moment

    shown, seen = (await history()).message, []
    for _ in range(3):
        seen += [text.split("\n")[1] if "\n" in text else text.split(" · ")[0] for text in entries(shown)]
        if "[Older]" in shown.text:
            shown = await turned(slack, shown, action_id=OLDER)

    assert len(seen) == 26
    assert sorted(seen[:-1]) == [f"note {n:02}" for n in range(25)]
    assert [int(text[5:]) // 3 for text in seen[:-1]] == sorted(n // 3 for n in range(25))
    assert "[Older]" not in shown.text
    newest = await turned(slack, shown, action_id=NEWEST)
    assert entries(newest)[0].endswith(("note 00", "note 01", "note 02"))
    assert "[Newest]" not in newest.text


async def test_activities_stand_by_when_they_were_done_whenever_they_were_written_down(slack, bot, history, past):
    random = Random(7)
    done = {}
    for n in range(45):  # written at once, long after they were done, or long before
        written = ago(hours=random.randrange(1, 400))
        done[f"s{n:02}"] = random.choice([None, written, ago(hours=random.randrange(1, 400)), ago(hours=200)])
        await past.activity("call", subject=f"s{n:02}", created_at=written, completed_at=done[f"s{n:02}"])
        done[f"s{n:02}"] = done[f"s{n:02}"] or written

    shown, seen = await picked(slack, (await history()).message, "Activities"), []
    for _ in range(5):
        seen += [text.split('"')[1] for text in entries(shown)]
        shown = await turned(slack, shown, action_id=OLDER) if "[Older]" in shown.text else shown

    assert sorted(seen) == sorted(done)
    assert [done[subject] for subject in seen] == sorted(done.values(), reverse=True)


async def test_what_comes_meanwhile_doubles_nothing_on_the_older_page(slack, bot, history, past):
    for n in range(12):
        await past.note(f"note {n:02}", at=ago(hours=n + 1))
    first = (await history()).message
    await past.note("just now", at=ago(minutes=1))

    older = await turned(slack, first, action_id=OLDER)

    assert [text.split("\n")[-1] for text in entries(older)][:2] == ["note 10", "note 11"]


async def test_one_kind_can_be_picked_and_all_of_them_again(slack, bot, history, past):
    await past.note("Wants a pilot.")
    await past.change("phone", None, "+49 30 1")
    message = (await history()).message

    changes = await picked(slack, message, "Changes")
    assert [text.split(" · ")[0] for text in entries(changes)] == ["Phone set to +49 30 1", "Created source Website"]
    assert changes.blocks[0]["accessory"]["initial_option"]["text"]["text"] == "Changes"

    none = await picked(slack, changes, "Campaigns")
    assert entries(none) == ["In no campaign yet."]

    everything = await picked(slack, none, "Everything")
    assert "Wants a pilot." in everything.text


async def test_in_a_view_the_pages_turn_in_place_upon_the_card(slack, bot, lead, past):
    for n in range(35):
        await past.note(f"note {n:02}", at=ago(hours=n + 1))
    await slack.shortcut("lead.find")
    await bot.dispatcher.drain(5)
    card = slack.state.views.top("UANA")
    history_button = {"type": "button", "text": {"type": "plain_text", "text": "History"}, "action_id": SHOW, "value": str(lead.id)}
    card.payload["blocks"].append({"type": "actions", "block_id": "more", "elements": [history_button]})

    await slack.click(card, action_id=SHOW)
    for page in range(4):
        await bot.dispatcher.drain(5)
        shown = slack.state.views.top("UANA")
        assert validate_view(shown.payload) == []
        assert f"note {page}0" in str(shown.payload["blocks"])
        assert "Back to lead" not in str(shown.payload["blocks"])
        if page < 3:
            await slack.click(shown, action_id=OLDER)

    assert shown.id != card.id


async def test_back_to_lead_shows_the_card(slack, bot, history, lead):
    message = (await history()).message

    card = await turned(slack, message, action_id=OPEN)

    assert f"Ana Ruiz  #{lead.id}" in card.text.replace("*", "")


async def test_a_change_says_what_it_was_in_words(bot, history, past):
    ben = past.acme.people["UBEN"].id
    for n, (field, before, after) in enumerate(
        [
            ("assigned_to_id", None, ben),
            ("assigned_to_id", ben, None),
            ("value", 1_200_000, 1_250_050),
            ("phone", "+49 30 1", None),
            ("tags", ["vip"], ["vip", "emea"]),
            ("custom_fields", {"budget": 1, "kept": 2}, {"budget": 3, "kept": 2, "region": "north"}),
            ("expected_close_date", None, f"{NOW.year + 1}-12-15"),
            ("source", "website", "referral"),
            ("notes", "Wants a pilot.", "Signed."),
        ]
    ):
        await past.change(field, before, after, at=ago(minutes=n + 1))
    await past.change("last_engagement_date", None, "2026-01-01T00:00:00+00:00")

    told = [text.split(" · ")[0] for text in entries((await history()).message)]

    assert told == [
        "Owner Nobody → Ben Tanaka",
        "Owner Ben Tanaka → Nobody",
        "Value $12,000 → $12,500.50",
        "Phone emptied, was +49 30 1",
        "Tags vip → vip, emea",
        "Fields budget, region",
        f"Close set to 15 Dec {NOW.year + 1}",
        "Source Website → Referral",
        "About Wants a pilot. → Signed.",
        "Created source Website",
    ]


async def test_fields_changed_in_one_go_stand_together(bot, history, past):
    await past.change("status", "new", "contacted", at=ago(hours=1))
    await past.change("phone", None, "+49 30 1", at=ago(hours=1))
    await past.change("phone", "+49 30 1", "+49 30 2", at=ago(hours=2), by=None)

    told = entries((await history()).message)

    assert told[0].splitlines()[:2] == ["Phone set to +49 30 1", "Status New → Contacted"]
    assert "Cara Okafor, " in told[0]
    assert "the platform, " in told[1]


async def test_a_change_taken_back_says_so_and_a_workflows_names_it(bot, history, past):
    run = await past.run("failed", error_message="n8n answered 500", created_at=ago(days=1))
    await past.change("company", "Acme", "Acme Corp", by=None, execution_id=run.id, undone_at=NOW)

    told = entries((await history()).message)

    assert told[0].startswith("Company Acme → Acme Corp, taken back later · Company lookup, ")
    assert told[1].startswith('Workflow Company lookup: failed, "n8n answered 500" · ')


async def test_a_real_edit_stands_in_the_history(bot, history, past):
    await past.set(update(Lead).where(Lead.id == past.lead.id).values(status="qualified"))

    assert entries((await history()).message)[0].startswith("Status New → Qualified · the platform, today ")


async def test_a_status_change_that_is_recorded_is_not_told_again_by_the_platforms_activity(bot, history, past):
    await past.activity("status_changed", subject="New → Contacted", created_at=ago(days=30), completed_at=ago(days=30))  # before anything was recorded
    await past.change("status", "contacted", "qualified", at=ago(days=2))
    await past.activity("status_changed", subject="Contacted → Qualified", created_at=ago(days=2), completed_at=ago(days=2))
    await past.activity("score_updated", subject="58 → 72", created_at=ago(days=1))
    await past.score(58, 72, reason="answered an e-mail", created_at=ago(days=1))

    told = [text.split(" · ")[0] for text in entries((await history()).message)]

    assert told == ["Score 58 → 72, up 14: answered an e-mail", "Status Contacted → Qualified", 'Status changed "New → Contacted"', "Created source Website"]


async def test_a_task_stands_where_it_was_planned_and_when_it_is_done_there(bot, history, past):
    task = await past.activity("task", subject="send offer", created_at=ago(days=9), scheduled_at=NOW + timedelta(days=30))
    await past.note("between", at=ago(days=5))
    planned = [text.split(" · ")[0] for text in entries((await history()).message)]

    await past.set(update(Activity).where(Activity.id == task.id).values(completed_at=ago(minutes=1)))
    done = [text.split(" · ")[0] for text in entries((await history()).message)]

    assert planned[0] == "Note"
    assert planned[1].startswith('Task "send offer", planned for ')
    assert done[:2] == ['Task "send offer"', "Note"]


async def test_long_and_hostile_text_is_bounded_and_pings_nobody(bot, history, past):
    hostile = "<!channel> <https://evil.example|click> *b* `c` & \u202e" + "x" * 3000
    await past.note(hostile, note_type=hostile[:200])
    await past.activity("call", subject=hostile[:200], content=hostile, completed_at=NOW, details={"outcome": hostile})
    await past.change("company", hostile, hostile + "!")
    await past.change("custom_fields", {}, {hostile: 1})

    blocks = (await history()).message.blocks

    assert "<!channel>" not in str(blocks)
    assert "<https" not in str(blocks)
    [written] = [block["text"]["text"] for block in blocks if block["type"] == "section" and "Note" in block["text"]["text"]]
    assert len(written.split("\n")[1]) <= 200


async def test_times_are_in_the_persons_own_zone(bot, history, past):
    noon = ago(days=20).replace(hour=12, minute=0)
    await past.note("at noon", at=noon)
    await past.set(update(User).where(User.id == past.acme.people["UANA"].id).values(timezone_preference="Asia/Tokyo"))

    assert f"{noon.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" in plain(await history(user="UANA"))


async def test_several_leads_are_a_list_with_history_and_the_pick_shows_it(slack, bot, lead, a_lead, past):
    await past.note("Wants a pilot.")
    await a_lead(first_name="Ben")

    listed = await slack.command("/lead", "history acme corp")
    assert validate_message({"blocks": listed.message.blocks}) == []
    assert "[History]" in listed.text
    assert "[Open]" not in listed.text
    shown = await turned(slack, listed.message, action_id=SHOW, value=str(lead.id))

    assert "Wants a pilot." in shown.text
    assert len(slack.messages("CSALES", "UANA")) == 1


async def test_more_than_ten_leads_come_in_pages_of_the_same_errand(slack, bot, a_lead):
    for _ in range(13):
        await a_lead()

    listed = await slack.command("/lead", "history ana ruiz")
    more = await turned(slack, listed.message, action_id=MORE)

    assert more.text.count("[History]") == 3
    assert "[Open]" not in more.text


@pytest.mark.parametrize("typed", ["ANA@Acme.com", '"ana ruiz"', "ana ruiz", "+49 30 1234567", "49301234567", "#{id}"])
async def test_one_lead_is_found_as_a_search_finds_it(slack, bot, a_lead, typed):
    lead = await a_lead(email="ana@acme.com", phone="+49 30 1234567")

    outcome = await slack.command("/lead", f"history {typed.format(id=lead.id)}")

    assert f"History of Ana Ruiz · Acme Corp  #{lead.id}" in plain(outcome)


async def test_a_misspelt_name_is_a_list_even_of_one(slack, bot, a_lead):
    await a_lead(last_name="Montgomery")

    outcome = await slack.command("/lead", "history montgomrey")

    assert "[History]" in outcome.text
    assert "History of" not in outcome.text


@pytest.mark.parametrize(("typed", "said"), [("999999", "There is no lead 999999."), ("nobody at all", 'No lead matches "nobody at all".')])
async def test_a_lead_that_is_not_there_says_so(slack, bot, acme, typed, said):
    assert said in plain(await slack.command("/lead", f"history {typed}"))


async def test_a_colleagues_leads_are_listed_with_their_history(slack, bot, acme, a_lead):
    await a_lead(assigned_to_id=acme.people["UBEN"].id)

    outcome = await slack.command("/lead", "history <@UBEN>", raw=True)

    assert "Ben Tanaka has 1 open lead." in plain(outcome)
    assert "[History]" in outcome.text


async def test_the_verb_alone_offers_recent_leads(slack, bot, acme, a_lead):
    assert "Whose history? Type a number" in plain(await slack.command("/lead", "history"))
    await a_lead(assigned_to_id=acme.people["UANA"].id)

    outcome = await slack.command("/lead", "history")

    assert "Whose history? Your recent leads:" in plain(outcome)
    assert "[History]" in outcome.text


async def test_a_company_called_history_is_offered_too(slack, bot, a_lead, lead):
    await a_lead(company="History Channel")

    outcome = await slack.command("/lead", "history channel")

    assert "History Channel" in outcome.text
    assert "[Find it]" in outcome.text


async def test_another_organizations_lead_has_no_history_here(slack, bot, acme, owner):
    other = await an_organization(owner, "borealis")
    theirs = await add(owner, Lead(first_name="Ana", organization_id=other.id))

    assert (await slack.command("/lead", f"history {theirs.id}")).text.startswith(f"There is no lead {theirs.id}. Type a name")


async def test_a_lead_deleted_meanwhile_says_so(slack, bot, history, owner, lead):
    message = (await history()).message
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id == lead.id))

    assert (await picked(slack, message, "Notes")).text == f"Lead {lead.id} no longer exists."


async def test_an_unlinked_person_is_told_to_connect_and_nothing_else(slack, bot, lead):
    outcome = await slack.command("/lead", f"history {lead.id}", user="UDAN")
    said = outcome.text or (await outcome.later()).text

    assert "Connect to Acme" in said
    assert "Ana Ruiz" not in said


async def test_it_takes_two_round_trips_and_no_call_of_slack(slack, acme, lead, database_url):
    async with counting(database_url) as counted, opened(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        for _ in range(3):
            await slack.command("/lead", f"history {lead.id}")
            await bot.dispatcher.drain(5)
        trips, calls = counted.trips, len(slack.calls)

        await slack.command("/lead", f"history {lead.id}")

        assert counted.trips - trips == 2  # the page, and whether a company is called "history 42"
        assert len(slack.calls) == calls


MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
PLACES = st.builds(Place, MOMENTS, st.integers(0, 6), st.integers(0, 2**63 - 1))


@given(st.builds(Asked, st.integers(1, 2**31 - 1), st.none() | st.sampled_from(KINDS), st.none() | PLACES))
def test_a_buttons_value_says_again_what_was_asked_for(asked):
    assert asked_for(asked.written()) == asked
    assert len(asked.written()) <= 150
