"""Undo of a lead's changes: only one's own, of that moment, in one's organization, where nothing was changed since; once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from crm import editing, undo
from crm.editing import Edit
from crm.leads import LeadNotFound, NotYours, set_status
from crm.people import Actor, Ways
from crm.undo import EditedSince, TooLateToUndo, UndoneAlready
from store.models import User, now
from tests.leadbot import add, an_organization


@pytest.fixture
def actor(acme):
    def one(user):
        person = acme.people[user]
        return Actor(person.id, acme.id, person.role, person.first_name, user, ZoneInfo("UTC"), Ways("Acme"), 1, None)

    return one


@pytest.fixture
async def edited(database, acme, a_lead, actor):
    """A lead whose title and temperature Cara has just changed, and when."""
    lead = await a_lead(job_title="CFO")
    edits = [Edit("job_title", "CFO", "CEO"), Edit("lead_temperature", "cold", "hot")]
    async with database.sessions(acme.id).begin(actor("UCARA")) as session:
        return await editing.edit(session, actor("UCARA"), lead_id=lead.id, edits=edits)


@pytest.fixture
def take_back(database, acme, actor, edited):
    async def run(user="UCARA", *, organization_id=None, **more):
        asked = {"lead_id": edited.lead.id, "at": edited.at} | more
        async with database.sessions(organization_id or acme.id).begin(actor(user)) as session:
            return await undo.undo_lead(session, actor(user), **asked)

    return run


@pytest.fixture
def stored(owner):
    async def fetch():
        async with owner.connect() as connection:
            row = await connection.execute(text("select job_title, lead_temperature::text, status::text from leads"))
            return tuple(row.one())

    return fetch


async def test_all_of_it_is_put_back_and_marked_as_undone(take_back, stored, owner):
    done = await take_back()

    assert done.left == ()
    assert await stored() == ("CFO", "cold", "new")
    async with owner.connect() as connection:
        marked = await connection.execute(text("select field, undone_at is not null from slack.changes order by id"))
        assert [tuple(row) for row in marked] == [("job_title", True), ("lead_temperature", True), ("job_title", False), ("lead_temperature", False)]


async def test_it_is_undone_once(take_back, stored):
    await take_back()

    with pytest.raises(UndoneAlready):
        await take_back()
    assert await stored() == ("CFO", "cold", "new")


async def test_a_later_change_of_another_field_stays(database, acme, actor, edited, take_back, stored):  # noqa: PLR0917 - fixtures
    async with database.sessions(acme.id).begin(actor("UDORA")) as session:
        await set_status(session, actor("UDORA"), lead_id=edited.lead.id, status="qualified")

    await take_back()

    assert await stored() == ("CFO", "cold", "qualified")


@pytest.mark.parametrize("changed", ["job_title", "lead_temperature"])
async def test_a_field_that_was_changed_since_stays_and_is_named(take_back, stored, owner, changed):
    async with owner.begin() as connection:
        await connection.execute(text(f"update leads set {changed} = 'warm'"))

    done = await take_back()

    assert done.left == (changed,)
    assert await stored() == (("warm", "cold", "new") if changed == "job_title" else ("CFO", "warm", "new"))


async def test_a_colleagues_change_is_not_undone(take_back, stored):
    with pytest.raises(EditedSince):
        await take_back("UDORA")
    assert await stored() == ("CEO", "hot", "new")


async def test_another_moment_is_another_change(take_back, edited, stored):
    with pytest.raises(EditedSince):
        await take_back(at=edited.at - timedelta(seconds=1))
    with pytest.raises(TooLateToUndo):
        await take_back(at=edited.at - timedelta(minutes=6))
    assert await stored() == ("CEO", "hot", "new")


async def test_another_organization_has_no_such_lead(database, edited, owner, stored):
    other = await an_organization(owner, "other")
    eva = await add(owner, User(email="eva@other.example", role="manager", organization_id=other.id))
    stranger = Actor(eva.id, other.id, "manager", "Eva", "UEVA", ZoneInfo("UTC"), Ways("Other"), 1, None)

    with pytest.raises(LeadNotFound):
        async with database.sessions(other.id).begin(stranger) as session:
            await undo.undo_lead(session, stranger, lead_id=edited.lead.id, at=edited.at)
    assert await stored() == ("CEO", "hot", "new")


async def test_a_lead_that_is_a_colleagues_by_now_is_not_undone_by_a_rep(database, acme, a_lead, actor, owner):
    lead = await a_lead()
    async with database.sessions(acme.id).begin(actor("UANA")) as session:
        done = await set_status(session, actor("UANA"), lead_id=lead.id, status="qualified")
    async with owner.begin() as connection:
        await connection.execute(text("update leads set assigned_to_id = :ben"), {"ben": acme.people["UBEN"].id})

    with pytest.raises(NotYours):
        async with database.sessions(acme.id).begin(actor("UANA")) as session:
            await undo.undo_lead(session, actor("UANA"), lead_id=lead.id, at=done.at or now())


async def test_the_reason_goes_with_the_status_and_others_stay(database, acme, actor, edited, owner):
    moments = []
    for status in ("closed_lost", "closed_won"):
        async with database.sessions(acme.id).begin(actor("UDORA")) as session:
            moments.append((await set_status(session, actor("UDORA"), lead_id=edited.lead.id, status=status, reason=f"why {status}")).at)

    async with database.sessions(acme.id).begin(actor("UDORA")) as session:
        await undo.undo_lead(session, actor("UDORA"), lead_id=edited.lead.id, at=moments[-1] or now())

    async with owner.connect() as connection:
        assert list(await connection.scalars(text("select content from activities"))) == ["why closed_lost"]
