"""Lists of leads end to end: headings, pages, what is offered when nothing is exactly so."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Lead, User
from store.slack_models import SlackIdentity
from tests.leadbot import add, an_organization

OPEN, MORE = "lead.open", "lead.more"
OWNED = {"mine": ("UANA", "You have 25 open leads."), "@ben": ("UBEN", "Ben Tanaka has 25 open leads.")}

pytestmark = pytest.mark.usefixtures("bot")


def listed(message) -> list[int]:
    """Ids of the leads that a list offers to open, in order."""
    accessories = [block["accessory"] for block in message.blocks or [] if block.get("accessory")]
    return [int(one["value"]) for one in accessories if one["action_id"] == OPEN]


def has_more(message) -> bool:
    return "[Show 10 more]" in message.text


async def more(slack, message):
    """Click [Show 10 more]; the list as it then is."""
    return await (await slack.click(message, action_id=MORE)).later()


@pytest.fixture
def leads_of(owner, acme):
    """Makes so many leads of one name with falling scores; their ids, best first."""

    async def make(count, **more):
        rows = [
            Lead(**{"first_name": "Ana", "last_name": "Ruiz", "company": f"Firm {n}", "score": 99 - n, "organization_id": acme.id} | more) for n in range(count)
        ]
        async with AsyncSession(owner, expire_on_commit=False) as session, session.begin():
            session.add_all(rows)
        return [row.id for row in rows]

    return make


async def test_show_more_puts_the_next_ten_in_the_place_of_these_until_all_were_shown(slack, leads_of):
    ids = await leads_of(25)
    first = (await slack.command("/lead", "ana ruiz")).message
    said, seen = [first.text.split("\n")[0]], listed(first)

    message = first
    while has_more(message):
        message = await more(slack, message)
        said.append(message.text.split("\n")[0])
        seen += listed(message)

    assert seen == ids
    assert said == [
        '10 of 25 leads match "ana ruiz". Add a last name or a company to narrow it.',
        '11 to 20 of 25 leads match "ana ruiz". Add a last name or a company to narrow it.',
        '21 to 25 of 25 leads match "ana ruiz". Add a last name or a company to narrow it.',
    ]
    assert len(slack.messages("CSALES", "UANA")) == 1


@pytest.mark.parametrize("typed", OWNED)
async def test_a_persons_open_leads_are_paged_hottest_first(slack, acme, leads_of, typed):
    who, heading = OWNED[typed]
    ids = await leads_of(25, assigned_to_id=acme.people[who].id)
    await leads_of(3, assigned_to_id=acme.people[who].id, status="closed_won")
    await leads_of(3, assigned_to_id=acme.people["UCARA"].id)

    first = (await slack.command("/lead", typed, user="UANA")).message
    told, seen = first.text.split("\n")[0], listed(first)
    second = await more(slack, first)
    seen += listed(second)
    second_told = second.text.split("\n")[0]
    third = await more(slack, second)

    assert [*seen, *listed(third)] == ids
    assert told == f"{heading} 1 to 10, hottest first:"
    assert second_told == f"{heading} 11 to 20, hottest first:"
    assert third.text.split("\n")[0] == f"{heading} 21 to 25, hottest first:"
    assert not has_more(third)


@pytest.mark.parametrize("typed", ["mine", "@ana", "ana ruiz"])
async def test_the_next_page_is_of_the_leads_as_they_are_now(slack, acme, owner, leads_of, typed):
    ids = await leads_of(25, assigned_to_id=acme.people["UANA"].id)
    first = (await slack.command("/lead", typed)).message
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id.in_(ids[20:])))
        await connection.execute(update(Lead).where(Lead.id == ids[15]).values(last_name="Ruizova", status="closed_lost"))

    shown = await more(slack, first)

    left = [one for one in ids[10:20] if one != ids[15]]
    assert listed(shown)[:9] == left
    assert ids[15] not in listed(shown) or listed(shown).index(ids[15]) == 9  # a name still begins so; it is closed, so it comes last
    assert not set(listed(shown)) & set(ids[20:])
    assert not has_more(shown)


@pytest.mark.parametrize("typed", ["mine", "@ana"])
async def test_where_the_next_page_is_gone_the_list_begins_anew(slack, acme, owner, leads_of, typed):
    ids = await leads_of(12, assigned_to_id=acme.people["UANA"].id)
    first = (await slack.command("/lead", typed)).message
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id.in_(ids[4:])))

    shown = await more(slack, first)

    assert shown.text.split("\n")[0] == "You have 4 open leads, hottest first."
    assert listed(shown) == ids[:4]


@pytest.mark.parametrize("typed", ["ana ruiz", "ana ruizz", "pilot"])
async def test_where_the_next_page_of_what_was_found_is_gone_the_list_begins_anew(slack, owner, leads_of, typed):
    ids = await leads_of(12, notes="Wants a pilot.")
    first = (await slack.command("/lead", typed)).message
    assert listed(first) == ids[:10]
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id.in_(ids[4:])))

    shown = await more(slack, first)

    assert listed(shown) == ids[:4]


async def test_one_open_lead_is_one_and_none_are_none(slack, acme, a_lead):
    assert (await slack.command("/lead", "mine")).text == "You own no open leads."
    lead = await a_lead(assigned_to_id=acme.people["UANA"].id)

    outcome = await slack.command("/lead", "mine")

    assert outcome.text.split("\n")[0] == "You have 1 open lead."
    assert listed(outcome.message) == [lead.id]


async def test_a_colleague_without_open_leads_is_named(slack, acme, a_lead):
    await a_lead(assigned_to_id=acme.people["UBEN"].id, status="closed_won")

    assert (await slack.command("/lead", "@ben")).text == "Ben Tanaka owns no open leads."


async def test_somebody_who_is_not_linked_has_no_known_leads(slack, acme):
    assert (await slack.command("/lead", "@dan")).text == "@Dan Price is not linked to Leadbot, so no lead is known to be theirs."


async def test_a_mention_is_read_with_its_name_too(slack, acme, a_lead):
    slack.strictness.mentions_with_names = True
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)

    assert listed((await slack.command("/lead", "@ben")).message) == [lead.id]


async def test_a_colleague_of_another_organization_is_nobody_here(slack, acme, owner):
    other = await an_organization(owner, "borealis")
    olga = await add(owner, User(email="olga@other.example", first_name="Olga", role="sales_rep", organization_id=other.id))
    await add(owner, SlackIdentity(organization_id=other.id, user_id=olga.id, slack_user_id="UOLGA", linked_by="operator"))
    await add(owner, Lead(first_name="Secret", organization_id=other.id, assigned_to_id=olga.id))

    assert (await slack.command("/lead", "@olga")).text == "@Olga Brandt is not linked to Leadbot, so no lead is known to be theirs."
