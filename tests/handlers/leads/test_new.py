"""New leads: the form, what is typed in it, leads that are there already, Undo."""

import json

import pytest

from playground.validator import validate_message

CREATE, MORE, OPEN, UNDO = "lead.new", "lead.create_more", "lead.open", "lead.create_undo"


@pytest.fixture
def stored(rows):
    async def fetch():
        return await rows(
            "select l.*, l.status::text as status, l.source::text as source, u.first_name as owner from leads l"
            " left join users u on u.id = l.assigned_to_id order by l.id"
        )

    return fetch


def presets(view):
    found = {}
    for block in view.payload["blocks"]:
        element = block.get("element", {})
        option = element.get("initial_option")
        if block["type"] == "input":
            found[block["block_id"]] = option["value"] if option else element.get("initial_value") or element.get("initial_user")
    return {name: value for name, value in found.items() if value}


LINES = {
    "new": {},
    "new Ana Ruiz, Acme Corp, ana@acme.com": {"name": "Ana Ruiz", "company": "Acme Corp", "email": "ana@acme.com"},
    "new Ana Ruiz, +49 30 1234567, Acme Corp, https://acme.com, met at the fair": {
        "name": "Ana Ruiz",
        "company": "Acme Corp",
        "phone": "+49 30 1234567",
        "website": "https://acme.com",
        "notes": "met at the fair",
    },
}


@pytest.mark.parametrize("line", LINES)
async def test_a_line_opens_the_form_filled_in_and_stores_nothing(slack, opened, acme, stored, line):
    await slack.command("/lead", "help")  # who Ana is is known from now on

    view = await opened(line)

    assert presets(view) == {"source": "other", "owner": "UANA", **LINES[line]}
    assert slack.calls_of("views.update") == []
    assert await stored() == []


async def test_a_lead_is_created_and_is_its_creators(slack, opened, submit, stored):
    await submit(await opened("new Ana Ruiz, Acme Corp, ana@acme.com"), {"phone": "+49 30 1234567", "job_title": "VP Sales"})

    [lead] = await stored()
    assert (lead["first_name"], lead["last_name"], lead["company"], lead["email"]) == ("Ana", "Ruiz", "Acme Corp", "ana@acme.com")
    assert (lead["phone"], lead["job_title"], lead["status"], lead["source"], lead["owner"]) == ("+49 30 1234567", "VP Sales", "new", "other", "Ana")
    [receipt] = slack.messages("CSALES", "UANA")
    assert receipt.text.startswith(f"Created: Ana Ruiz · Acme Corp (#{lead['id']}), yours.")
    assert validate_message({"blocks": receipt.blocks}) == []
    assert slack.state.views.top("UANA") is None
    assert "Ana Ruiz" in (await slack.command("/lead", "ana@acme.com")).text


async def test_more_fields_keep_what_was_typed_and_are_stored(slack, bot, opened, submit, stored, execute, acme):  # noqa: PLR0917 - fixtures
    declared = {"custom_fields": [{"key": "seats", "label": "Seats", "kind": "number"}]}
    await execute("update organizations set settings = cast(:settings as json) where id = :id", settings=json.dumps(declared), id=acme.id)
    view = await opened("new Ana Ruiz")
    await slack.fill(view, {"company": "Acme Corp"})
    await slack.click(view, action_id=MORE)
    await bot.dispatcher.drain(5)
    more = {"value": "12.000,50", "expected_close_date": "2027-03-31", "tags": "vip, emea, VIP", "custom_fields.seats": "12", "notes": "two\nlines"}

    await submit(slack.state.views.top("UANA"), {**more, "linkedin_url": "linkedin.com/in/ana"})

    [lead] = await stored()
    assert lead["company"] == "Acme Corp"
    assert (lead["value"], lead["expected_close_date"].isoformat(), lead["tags"]) == (1200050, "2027-03-31", ["vip", "emea"])
    assert (lead["custom_fields"], lead["notes"], lead["linkedin_url"]) == ({"seats": 12}, "two\nlines", "linkedin.com/in/ana")


async def test_what_cannot_be_read_is_said_at_its_field_and_stays(slack, bot, opened, submit, stored):
    view = await opened("new")
    await slack.click(view, action_id=MORE)
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UANA")

    wrong = {"email": "ana at acme", "phone": "call me", "website": "no address", "linkedin_url": "acme.com", "value": "a lot"}
    outcome = await submit(view, {"name": "Ana", **wrong})

    assert set(outcome.errors) == set(wrong)
    assert outcome.errors["value"] == "Type an amount in USD, such as 12,000 or 12k."
    assert slack.state.views.top("UANA") is view
    assert await stored() == []
    assert (await submit(view, {"value": "30m", "email": "", "phone": "", "website": "", "linkedin_url": ""})).errors == {
        "value": "At most $21,474,836.47 can be stored."
    }


async def test_one_of_name_company_and_email_is_enough_and_none_is_not(slack, opened, submit, stored):
    view = await opened("new")

    assert (await submit(view, {"phone": "+49 30 1234567", "name": " \u200b "})).errors == {"name": "Give a name, a company or an e-mail."}
    await submit(view, {"company": "Acme"})

    assert [lead["company"] for lead in await stored()] == ["Acme"]


async def test_a_rep_creates_for_nobody_too_and_a_manager_for_a_colleague_who_is_told(slack, opened, submit, stored, delivered):
    await submit(await opened("new Ana Ruiz"), {"owner": "nobody"})
    await submit(await opened("new Zoe Roe", user="UCARA"), {"owner": "UBEN"})
    await submit(await opened("new Max Moe", user="UCARA"), {"owner": ""})

    assert [lead["owner"] for lead in await stored()] == [None, "Ben", None]
    [message] = await delivered("UBEN")
    assert "Cara Okafor assigned Zoe Roe to you." in message.text
    assert "Ben Tanaka's." in slack.messages("CSALES", "UCARA")[0].text


async def test_an_owner_who_is_not_linked_is_refused_at_the_field(slack, opened, submit, stored):
    outcome = await submit(await opened("new Zoe Roe", user="UCARA"), {"owner": "UGUS"})

    assert outcome.errors == {"owner": "Who is picked as owner is not linked to Leadbot. Pick somebody else."}
    assert await stored() == []


async def test_a_viewer_is_told_who_creates(slack, bot, acme):
    nothing = await slack.command("/lead", "nobody at all", user="UVERA")

    outcome = await slack.command("/lead", "new Ana", user="UVERA")

    assert "Creating leads is for reps, managers and admins. Ask" in outcome.text
    assert "Ask a rep to create it." in nothing.text
    assert "[Create" not in nothing.text


TWINS = {
    "the e-mail in another case": ("new Someone Else, ANA@acme.com", "A lead with the same e-mail exists."),
    "the phone, spelt otherwise": ("new Someone Else, +49 (30) 1234567", "A lead with the same phone number exists."),
    "name and company": ("new ana ruíz, ACME corp", "A lead with the same name and company exists."),
}


@pytest.mark.parametrize("name", TWINS)
async def test_a_lead_that_is_there_is_shown_first_and_what_it_lacks_is_filled(slack, opened, submit, a_lead, stored, name):  # noqa: PLR0917 - fixtures
    line, said = TWINS[name]
    await a_lead(email="ana@acme.com", phone="+49 30 1234567", job_title="")

    await submit(await opened(line), {"job_title": "VP Sales"})
    question = slack.state.views.top("UANA")
    assert question.payload["title"]["text"] == "Already there?"
    assert said in str(question.payload["blocks"])
    await submit(question)

    [lead] = await stored()
    assert (lead["first_name"], lead["last_name"], lead["email"], lead["job_title"], lead["owner"]) == ("Ana", "Ruiz", "ana@acme.com", "VP Sales", None)
    assert f"Ana Ruiz · Acme Corp (#{lead['id']}) was there already. Filled in: title." in slack.messages("CSALES", "UANA")[0].text


async def test_what_the_lead_has_otherwise_is_named_and_stays(slack, opened, submit, a_lead, stored):
    await a_lead(email="ana@acme.com", job_title="CFO")

    await submit(await opened("new Ana Ruiz, Acme Corp, ana@acme.com"), {"job_title": "VP Sales"})
    await submit(slack.state.views.top("UANA"))

    assert [lead["job_title"] for lead in await stored()] == ["CFO"]
    [receipt] = slack.messages("CSALES", "UANA")
    assert "What you typed fits none of its empty fields, so nothing changed. It has something else in title, which stays." in receipt.text
    assert "[Undo]" not in receipt.text


async def test_another_one_is_created_where_that_is_wanted(slack, opened, submit, a_lead, stored):
    await a_lead(email="ana@acme.com")

    await submit(await opened("new Bea Ruiz, Acme Corp, ana@acme.com"))
    await submit(slack.state.views.top("UANA"), {"choice": "another"})

    assert [lead["first_name"] for lead in await stored()] == ["Ana", "Bea"]


async def test_open_shows_the_lead_on_top_and_the_question_stays(slack, bot, opened, submit, a_lead):
    await a_lead(email="ana@acme.com")
    await submit(await opened("new Bea, Acme, ana@acme.com"))
    question = slack.state.views.top("UANA")

    await slack.click(question, action_id=OPEN)
    await bot.dispatcher.drain(5)

    top = slack.state.views.top("UANA")
    assert top is not question
    assert "*E-mail* ana@acme.com" in str(top.payload["blocks"])
    await slack.close(top)
    assert slack.state.views.top("UANA") is question


async def test_a_colleagues_lead_is_not_filled_by_a_rep_but_another_one_can_be_created(slack, opened, submit, a_lead, stored, acme):  # noqa: PLR0917 - fixtures
    await a_lead(email="ana@acme.com", assigned_to_id=acme.people["UBEN"].id)
    await submit(await opened("new Ana, Acme, ana@acme.com"), {"job_title": "CFO"})
    question = slack.state.views.top("UANA")

    [choice] = [block["element"] for block in question.blocks if block.get("block_id") == "choice"]
    assert choice["initial_option"] == choice["options"][0]
    assert "Where it is a colleague's, that is for them or a manager." in str(question.blocks)
    refused = await submit(question, {"choice": choice["options"][0]["value"]})
    assert refused.errors["choice"].startswith("This lead belongs to Ben Tanaka.")
    await submit(question, {"choice": "another"})

    assert [lead["job_title"] for lead in await stored()] == [None, "CFO"]


async def test_the_same_submission_twice_creates_one_lead(slack, bot, opened, stored):
    await slack.submit(await opened("new Ana Ruiz"), twice=True)
    await bot.dispatcher.drain(5)

    assert len(await stored()) == 1


async def test_undo_deletes_the_lead_again(slack, opened, submit, stored):
    await submit(await opened("new Ana Ruiz"))
    [receipt] = slack.messages("CSALES", "UANA")

    message = await (await slack.click(receipt, action_id=UNDO)).later()

    assert message.text.startswith("Taken back: Ana Ruiz (#")
    assert await stored() == []


async def test_whose_lead_it_was_to_be_is_told_of_undo(slack, bot, opened, submit, stored, delivered):  # noqa: PLR0917 - fixtures
    await submit(await opened("new Ana Ruiz", user="UCARA"), {"owner": "UBEN"})
    await delivered("UBEN")

    await slack.click(slack.messages("CSALES", "UCARA")[-1], action_id=UNDO, user="UCARA")
    await bot.dispatcher.drain(5)

    assert await stored() == []
    assert "Cara Okafor undid creating Ana Ruiz, which was yours" in (await delivered("UBEN", 2))[-1].text


AFTERWARDS = {
    "a note": "insert into lead_notes (lead_id, content) select id, 'x' from leads",
    "an edit": "update leads set company = 'Other'",
    "more than five minutes": "update leads set created_at = now() - interval '6 minutes'",
}


@pytest.mark.parametrize("what", AFTERWARDS)
async def test_undo_after_something_happened_says_so_and_offers_edit(slack, opened, submit, stored, execute, what):  # noqa: PLR0917 - fixtures
    await submit(await opened("new Ana Ruiz"))
    [receipt] = slack.messages("CSALES", "UANA")
    await execute(AFTERWARDS[what])

    message = await (await slack.click(receipt, action_id=UNDO)).later()

    assert "Edit it instead. [Edit]" in message.text.replace("\n", " ")
    assert len(await stored()) == 1


async def test_nobody_undoes_what_a_colleague_created(slack, bot, a_lead, opened, submit, stored, execute):  # noqa: PLR0917 - fixtures
    await submit(await opened("new Ana Ruiz"))
    [receipt] = slack.messages("CSALES", "UANA")
    await execute("update slack.events set actor_id = null")

    assert "it was not undone" in (await (await slack.click(receipt, action_id=UNDO)).later()).text
    assert len(await stored()) == 1


async def test_what_was_looked_for_and_not_found_can_be_created(slack, bot, acme, submit, stored):
    outcome = await slack.command("/lead", "zoe@new.example")
    await slack.click(outcome.message, action_id=CREATE)
    await bot.dispatcher.drain(5)

    await submit(slack.state.views.top("UANA"))

    assert [lead["email"] for lead in await stored()] == ["zoe@new.example"]


async def test_hostile_words_are_stored_as_typed_and_shown_harmless(slack, opened, submit, stored):
    name = "<!channel> & *Sons*"
    view = await opened("new")

    await submit(view, {"company": name, "job_title": "x" * 255})

    assert [lead["company"] for lead in await stored()] == [name]
    [receipt] = slack.messages("CSALES", "UANA")
    assert "<!channel>" not in str([block for block in receipt.blocks if block["type"] == "section"])


async def test_one_word_after_new_may_be_a_company_of_that_name(slack, bot, opened, a_lead):
    lead = await a_lead(company="New Relic")
    view = await opened("new relic")

    await slack.click(view, action_id="lead.again")
    await bot.dispatcher.drain(5)

    assert f"#{lead.id}" in str(slack.state.views.top("UANA").payload["blocks"])
