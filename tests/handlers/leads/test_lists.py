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
    return [int(one["value"].split()[0]) for one in accessories if one["action_id"] == OPEN]


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
    assert (await slack.command("/lead", "mine")).text == "You own no open leads.\n[New lead]"
    lead = await a_lead(assigned_to_id=acme.people["UANA"].id)

    outcome = await slack.command("/lead", "mine")

    assert outcome.text.split("\n")[0] == "You have 1 open lead."
    assert listed(outcome.message) == [lead.id]


async def test_a_colleague_without_open_leads_is_named(slack, acme, a_lead):
    await a_lead(assigned_to_id=acme.people["UBEN"].id, status="closed_won")

    assert (await slack.command("/lead", "@ben")).text == "Ben Tanaka owns no open leads."


async def test_somebody_who_is_not_linked_has_no_known_leads(slack, acme):
    outcome = await slack.command("/lead", "@dan")

    assert (await outcome.later()).text == "@Dan Price is not linked to Leadbot, so no lead is known to be theirs."


async def test_a_colleague_who_never_spoke_to_leadbot_is_known_by_the_confirmed_email(slack, acme, a_lead, owner):
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)
    async with owner.begin() as connection:
        await connection.execute(delete(SlackIdentity).where(SlackIdentity.slack_user_id == "UBEN"))

    outcome = await slack.command("/lead", "@ben")

    assert listed(await outcome.later()) == [lead.id]


async def test_a_pasted_address_and_a_mention_among_words_are_searched_as_meant(slack, a_lead):
    lead = await a_lead(company="Quilmere Systems", email="ana@quilmeresystems.example")
    await a_lead(first_name="Zoe")

    for typed in ("https://www.quilmeresystems.example/about", "@ben quilmere"):
        assert f"#{lead.id}" in (await slack.command("/lead", typed)).text, typed


async def test_a_verb_that_nothing_follows_is_not_suggested_for_a_line_with_more(slack, a_lead):
    await a_lead(first_name="Mira", last_name="Nasser")

    assert "Did you mean" not in (await slack.command("/lead", "mina nasser")).text


async def test_a_mention_is_read_with_its_name_too(slack, acme, a_lead):
    slack.strictness.mentions_with_names = True
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)

    assert listed((await slack.command("/lead", "@ben")).message) == [lead.id]


async def test_a_colleague_of_another_organization_is_nobody_here(slack, acme, owner):
    other = await an_organization(owner, "borealis")
    olga = await add(owner, User(email="olga@other.example", first_name="Olga", role="sales_rep", organization_id=other.id))
    await add(owner, SlackIdentity(organization_id=other.id, user_id=olga.id, slack_user_id="UOLGA", linked_by="operator"))
    await add(owner, Lead(first_name="Secret", organization_id=other.id, assigned_to_id=olga.id))

    outcome = await slack.command("/lead", "@olga")

    assert (await outcome.later()).text == "@Olga Brandt is not linked to Leadbot, so no lead is known to be theirs."


async def test_seven_digits_that_are_an_id_and_a_phone_are_both(slack, a_lead):
    by_id = await a_lead(id=1234567, first_name="Ida")
    by_phone = await a_lead(first_name="Phil", phone="+49 30 123 45 67")

    outcome = await slack.command("/lead", "1234567")

    assert outcome.text.split("\n")[0] == '2 leads match "1234567".'
    assert listed(outcome.message) == [by_id.id, by_phone.id]


@pytest.mark.parametrize("more_of", [8, 9, 10, 15])
async def test_an_id_and_many_phones_are_paged_without_a_gap(slack, leads_of, a_lead, more_of):
    by_id = await a_lead(id=1234567)
    ids = [by_id.id, *await leads_of(more_of, phone="+49 30 1234567")]
    first = (await slack.command("/lead", "1234567")).message
    assert f'{len(ids)} leads match "1234567".' in first.text

    seen = listed(first)
    if has_more(first):
        second = await more(slack, first)
        assert not has_more(second)
        seen += listed(second)

    assert seen == ids


async def test_an_id_whose_own_phone_ends_so_is_one_lead(slack, a_lead):
    await a_lead(id=1234567, phone="+49 30 1234567")

    assert "Ana Ruiz  #1234567" in (await slack.command("/lead", "1234567")).text


async def test_a_number_after_a_hash_is_only_ever_the_id(slack, a_lead):
    await a_lead(first_name="Phil", phone="+49 30 1234567")

    assert (await slack.command("/lead", "#1234567")).text.startswith("There is no lead 1234567.")
    await a_lead(id=1234567, first_name="Ida")
    assert "Ida Ruiz  #1234567" in (await slack.command("/lead", "#1234567")).text


@pytest.mark.parametrize("typed", ["301234567", "+49 (0)30 / 123-4567", "004930 1234567", "<tel:+49301234567|+49 30 1234567>"])
async def test_a_phone_that_one_lead_has_is_its_card(slack, a_lead, typed):
    lead = await a_lead(phone="+49 30 1234567")

    outcome = await slack.command("/lead", typed, raw=True)

    assert f"Ana Ruiz  #{lead.id}" in outcome.text
    assert listed(outcome.message) == []


async def test_the_end_of_a_phone_is_offered_where_the_number_is_no_lead(slack, a_lead):
    lead = await a_lead(phone="+49 30 1234567")

    outcome = await slack.command("/lead", "4567")

    assert outcome.text.split("\n")[:2] == ["There is no lead 4567. But:", '1 lead matches "4567".']
    assert listed(outcome.message) == [lead.id]


async def test_digits_are_never_taken_for_misspelt_ones(slack, a_lead):
    await a_lead(first_name="4711", phone="+49 30 1234567")

    for typed in ("4712", "1234568", "+49 30 1234568"):
        assert listed((await slack.command("/lead", typed)).message) == []


async def test_a_misspelt_name_is_a_list_even_of_one_and_says_so_in_small_print(slack, a_lead):
    lead = await a_lead()

    outcome = await slack.command("/lead", "Ana Riuz")

    assert outcome.text.split("\n")[0] == 'No exact match for "Ana Riuz".'
    assert listed(outcome.message) == [lead.id]
    small = outcome.message.blocks[-1]
    assert small["type"] == "context"
    assert small["elements"][0]["text"] == "Misspelt? These are the nearest, none matches exactly."


async def test_a_short_list_is_followed_by_what_the_word_may_be_a_misspelling_of(slack, a_lead):
    typed = [(await a_lead(last_name="Rost")).id for _ in range(2)]
    near = await a_lead(last_name="Frost")

    outcome = await slack.command("/lead", "rost")

    assert outcome.text.split("\n")[0] == '2 leads match "rost".'
    assert listed(outcome.message) == [*typed, near.id]
    assert [block["elements"][0]["text"] for block in outcome.message.blocks if block["type"] == "context"] == ["Misspelt? These are near it."]
    assert not has_more(outcome.message)


async def test_the_card_of_a_lead_whose_name_only_begins_so_tells_what_else_may_be_meant(slack, a_lead):
    await a_lead(first_name="Uma", last_name="Rostova")
    near = await a_lead(first_name="Lea", last_name="Frost", company="Quill <!channel>")

    assert f'Misspelt? Near "rost": Lea Frost · Quill &lt;!channel&gt; (#{near.id}).' in [
        block["text"]["text"] for block in (await slack.command("/lead", "rost")).message.blocks if block["type"] == "section" and "text" in block
    ]
    assert "Misspelt?" not in (await slack.command("/lead", "frost")).text  # somebody's whole name is not taken for another


async def test_misspelt_pages_go_on_as_they_began(slack, leads_of):
    ids = await leads_of(12)
    first = (await slack.command("/lead", "ana riuz")).message
    assert listed(first) == ids[:10]

    second = await more(slack, first)

    assert listed(second) == ids[10:]
    assert "No exact match" in second.text
    assert "Misspelt?" in second.text
    assert not has_more(second)


async def test_what_only_notes_say_is_told_so(slack, leads_of):
    ids = await leads_of(12, notes="Wants a pilot.")
    first = (await slack.command("/lead", "pilot")).message
    assert first.text.split("\n")[0] == '10 of 12 leads have "pilot" under About.'

    second = await more(slack, first)

    assert second.text.split("\n")[0] == '11 to 12 of 12 leads have "pilot" under About.'
    assert listed(second) == ids[10:]


async def test_nothing_found_says_what_was_looked_at_and_where_help_is(slack, acme):
    outcome = await slack.command("/lead", "zzyzx")

    looked_at = 'No lead matches "zzyzx". I looked at names, companies, e-mails, phone numbers and what stands under About.'
    assert outcome.text == f'{looked_at}\n[Create "zzyzx"]\n/lead help shows what can be typed.'


@pytest.mark.parametrize("typed", ['"', "()", ".", "...", "find", "find ", "?!", "\u200b", "x" * 3000, "é" * 255, "a & b | !c:*", "%", "_", "\\", "'"])
async def test_whatever_is_typed_is_answered(slack, a_lead, typed):
    await a_lead(first_name="Zoe", last_name="Quist", company="Wym")

    outcome = await slack.command("/lead", typed, raw=True)

    assert outcome.status == 200
    assert outcome.problems == []
    assert any(said in outcome.text for said in ("No lead matches", "Type what you remember"))


async def test_a_first_word_that_nearly_is_a_verb_is_asked_about(slack, acme):
    said = (await slack.command("/lead", "mnie")).text

    assert 'No lead matches "mnie".' in said
    assert "Did you mean /lead mine? [Show it]" in said


@pytest.mark.parametrize("count", [1, 3])
async def test_the_nearly_verb_stands_below_what_was_found(slack, leads_of, count):
    await leads_of(count, first_name="Mniewski")

    said = (await slack.command("/lead", "mnie")).text

    assert "Mniewski Ruiz" in said
    assert said.split("\n")[-1] == "Did you mean /lead mine? [Show it]"


async def test_a_name_that_nearly_is_a_verb_is_only_a_name(slack, a_lead):
    await a_lead(first_name="Mnie", last_name=None)

    said = (await slack.command("/lead", "mnie")).text

    assert "Mnie" in said
    assert "Did you mean" not in said


async def test_find_and_quotes_make_a_search_of_a_verb(slack, a_lead):
    lead = await a_lead(first_name=None, last_name=None, company="Mine Shaft")
    await a_lead()

    for typed in ("find mine shaft", '"Mine Shaft"', "“mine shaft”", "find “Mine Shaft”", "FIND mine"):
        assert f"Mine Shaft  #{lead.id}" in (await slack.command("/lead", typed)).text, typed


@pytest.mark.parametrize(("company", "typed"), [("Mine Shaft", "mine  shaft"), ("Top Find", "Top find")])
async def test_find_it_looks_for_a_company_that_begins_with_a_verb(slack, a_lead, company, typed):
    lead = await a_lead(first_name=None, last_name=None, company=company)
    await a_lead(email="ana@acme.example")

    said = (await slack.command("/lead", typed)).message
    assert f'called "{" ".join(typed.split())}"?' in said.text
    shown = await (await slack.click(said, action_id="lead.again")).later()

    assert f"#{lead.id}" in shown.text
    assert len(slack.messages("CSALES", "UANA")) == 1


async def test_more_words_after_mine_are_no_name_where_nobody_is_called_so(slack, acme):
    said = (await slack.command("/lead", "mine please")).text

    assert said.startswith("You own no open leads.")
    assert '"please" was ignored.' in said
    assert "Find it" not in said


async def test_a_company_that_begins_with_help_is_offered_below_the_help(slack, bot, a_lead):
    lead = await a_lead(company="Help Scout")
    outcome = await slack.command("/lead", "help scout")

    found = await slack.click(outcome.message, action_id="lead.again")

    assert 'Looking for a lead or a company called "help scout"?' in outcome.text
    assert f"#{lead.id}" in (await found.later()).text
    assert "Looking for" not in (await slack.command("/lead", "help find")).text
