"""What people are told before something is saved, and who else is told after it."""

import json

import pytest

OPEN_FORM, TRY_AGAIN = "lead.form", "lead.again"


@pytest.fixture
def owners(rows):
    async def fetch():
        return [row["owner"] for row in await rows("select u.first_name as owner from leads l left join users u on u.id = l.assigned_to_id order by l.id")]

    return fetch


def element(view, block_id):
    return next(block["element"] for block in view.payload["blocks"] if block.get("block_id") == block_id)


def alerts(view):
    return [block["text"]["text"] for block in view.payload["blocks"] if block["type"] == "alert"]


@pytest.mark.parametrize("typed", ["lost too expensive", "lost: too expensive", "closed lost, too expensive", "LOST too expensive"])
async def test_a_status_and_why_stand_in_the_form_and_in_the_history(slack, bot, lead, opened, submit, rows, typed):  # noqa: PLR0917 - fixtures
    form = await opened(f"status {lead.id} {typed}")

    assert element(form, "status")["initial_option"]["value"] == "closed_lost"
    assert element(form, "reason")["initial_value"] == "too expensive"
    assert await rows("select status::text from leads") == [{"status": "new"}]
    await submit(form)
    assert await rows("select status::text from leads") == [{"status": "closed_lost"}]
    assert "*Status* New → Lost: too expensive" in str((await slack.command("/lead", f"history {lead.id}")).message.blocks)


async def test_what_is_no_status_is_named(lead, opened):
    assert alerts(await opened(f"status {lead.id} qualifed")) == ['"qualifed" is no status. Pick one.']


@pytest.mark.parametrize("line", ["status {id} won", "status {id} qualified", "tag {id} vip", "claim {id}"])
async def test_a_colleagues_lead_is_refused_at_once_and_offers_nothing_that_cannot_help(slack, bot, a_lead, acme, line):
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)

    outcome = await slack.command("/lead", line.format(id=lead.id))
    await bot.dispatcher.drain(5)

    assert "Ben Tanaka" in outcome.text
    assert "Ask Cara" in outcome.text
    assert "[Open the form]" not in outcome.text
    assert "[Try again]" not in outcome.text
    assert slack.state.views.top("UANA") is None


async def test_whose_lead_is_taken_away_is_told(slack, bot, a_lead, acme, delivered):
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)

    await slack.command("/lead", f"assign {lead.id} @ana", user="UCARA")

    assert [one.text for one in await delivered("UBEN")] == ["Cara Okafor reassigned your lead Ana Ruiz · Acme Corp to Ana Moreau.\n[Open]"]
    assert [one.text for one in await delivered("UANA")] == ["Cara Okafor assigned Ana Ruiz · Acme Corp to you.\n[Open]"]


async def test_both_are_told_of_undo(slack, bot, a_lead, acme, owners, delivered):  # noqa: PLR0917 - fixtures
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)
    outcome = await slack.command("/lead", f"assign {lead.id} @ana", user="UCARA")
    await bot.dispatcher.drain(5)
    receipt = outcome.messages[0] if outcome.messages else slack.messages("CSALES", "UCARA")[-1]

    await slack.click(receipt, action_id="lead.undo", user="UCARA")
    await bot.dispatcher.drain(5)

    assert await owners() == ["Ben"]
    assert [one.text for one in await delivered("UANA", 2)][1:] == ["Cara Okafor reassigned your lead Ana Ruiz · Acme Corp to Ben Tanaka.\n[Open]"]
    assert [one.text for one in await delivered("UBEN", 2)][1:] == ["Cara Okafor assigned Ana Ruiz · Acme Corp to you.\n[Open]"]


async def test_a_claim_that_is_undone_tells_nobody(slack, bot, lead, owners, rows):
    outcome = await slack.command("/lead", f"claim {lead.id}")
    await slack.click(outcome.message, action_id="lead.undo")
    await bot.dispatcher.drain(5)

    assert await owners() == [None]
    assert await rows("select id from slack.deliveries") == []


async def test_who_takes_their_own_lead_away_is_not_told(slack, bot, a_lead, acme, delivered):
    lead = await a_lead(assigned_to_id=acme.people["UCARA"].id)

    await slack.command("/lead", f"assign {lead.id} @ana", user="UCARA")

    assert len(await delivered("UANA")) == 1
    assert slack.messages(slack.dm("UCARA")) == []


async def test_a_viewer_gets_no_lead(slack, bot, lead, opened, submit, owners):  # noqa: PLR0917 - fixtures
    sentence = "Vera Novak is a viewer and only looks at leads. Pick somebody else."
    form = await opened(f"assign {lead.id} @vera", user="UCARA")

    assert alerts(form) == [sentence]
    refused = await submit(form, {"owner": "UVERA"})
    assert refused.errors == {"owner": sentence}
    assert await owners() == [None]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("assign {id} 57 60 @ben", "Several leads stand with commas between: 42,57,60. Pick the owner here."),
        ("assign {id} @ben @ana", "A lead has one owner. Pick one; several leads can be shared out: 42,57,60 @ben @cara."),
        ("assign {id} nobody", '"nobody" is no owner: mention a colleague with @, or pick one here.'),
    ],
)
async def test_what_an_assignment_leaves_unread_is_said(slack, bot, lead, opened, owners, line, said):  # noqa: PLR0917 - fixtures
    form = await opened(line.format(id=lead.id), user="UCARA")

    assert alerts(form) == [said]
    assert "<@" not in json.dumps(form.payload["blocks"])
    assert await owners() == [None]


@pytest.mark.parametrize(("field", "value"), [("email", "BEN@acme.com"), ("phone", "0049 30 7654321")])
async def test_an_address_of_another_lead_is_told_before_it_is_saved(slack, bot, a_lead, lead, opened, submit, rows, field, value):  # noqa: PLR0917 - fixtures
    other = await a_lead(first_name="Ben", last_name="Ode", email="ben@acme.com", phone="+49 30 7654321")
    form = await opened(f"edit {lead.id}")

    await submit(form, {field: value})
    assert await rows(f"select {field} from leads where id = {lead.id}") == [{field: getattr(lead, field)}]
    again = slack.state.views.top("UANA")
    [told] = alerts(again)
    assert f"is Ben Ode · Acme Corp · #{other.id} too. Save again to keep it for both." in told

    await submit(again)
    assert (await rows(f"select {field} is not null as there from leads where id = {lead.id}"))[0]["there"]


async def test_addresses_of_two_leads_are_each_told_once(slack, bot, a_lead, lead, opened, submit, rows):  # noqa: PLR0917 - fixtures
    await a_lead(first_name="Ben", last_name="Ode", email="ben@acme.com")
    await a_lead(first_name="Kim", last_name="Ode", phone="+49 30 7654321")

    await submit(await opened(f"edit {lead.id}"), {"email": "ben@acme.com"})
    await submit(slack.state.views.top("UANA"), {"phone": "+49 30 7654321"})
    again = slack.state.views.top("UANA")
    assert ["Kim Ode" in told for told in alerts(again)] == [True]
    await submit(again)

    assert await rows(f"select email, phone from leads where id = {lead.id}") == [{"email": "ben@acme.com", "phone": "+49 30 7654321"}]


async def test_an_address_that_is_the_leads_own_is_not_told(slack, bot, a_lead, opened, submit, rows):  # noqa: PLR0917 - fixtures
    lead = await a_lead(email="ana@acme.com")

    await submit(await opened(f"edit {lead.id}"), {"email": "ANA@acme.com"})

    assert await rows("select email from leads") == [{"email": "ANA@acme.com"}]


async def test_a_name_with_several_leads_says_so(a_lead, opened):
    for _ in range(3):
        await a_lead(first_name="Katrin", last_name="Sommer")

    assert alerts(await opened("note Katrin Sommer: which one")) == ['"Katrin Sommer" is exactly 3 leads. Pick one.']


async def test_a_twin_that_differs_in_case_and_accents_alone_has_nothing_else(slack, bot, a_lead, opened, submit):
    await a_lead(first_name="Lucía", last_name="Ferrand", company="Quilmere", email="lucia@quilmere.example")
    form = await opened("new Lucia Ferrand, Quilmere, LUCIA@quilmere.example")

    await submit(form)
    await submit(slack.state.views.top("UANA"), {"choice": element(slack.state.views.top("UANA"), "choice")["options"][0]["value"]})

    said = "\n".join(one.text for one in slack.messages("CSALES", "UANA"))
    assert "was there already" in said
    assert "something else" not in said


@pytest.mark.parametrize("line", ["unenroll 42 spring webinar", "unassign 42"])
async def test_the_opposite_of_a_verb_is_not_proposed(slack, bot, line):
    assert "Did you mean" not in (await slack.command("/lead", line)).text


async def test_a_list_may_have_an_and(slack, bot, a_lead, opened, submit, owners):  # noqa: PLR0917 - fixtures
    leads = [await a_lead() for _ in range(4)]
    one, two, three, four = (lead.id for lead in leads)

    form = await opened(f"assign {one}, {two}; {three} and {four} @ben", user="UCARA")
    await submit(form)

    assert await owners() == ["Ben"] * 4


@pytest.mark.parametrize(
    ("line", "meant"),
    [("42 note hello there", "note 42 hello there"), ("note42 hello", "note 42 hello"), ("#42 LOG call", "log #42 call"), ("42 claim", "claim 42")],
)
async def test_a_number_in_front_of_its_verb_is_asked_about(slack, bot, rows, line, meant):
    assert f"Did you mean /lead {meant}?" in (await slack.command("/lead", line)).text
    assert await rows("select id from lead_notes") == []


@pytest.mark.parametrize("line", ["42 run company lookup", "42 notes", "42 north"])
async def test_what_is_no_verb_of_ours_is_not_proposed(slack, bot, line):
    assert "Did you mean" not in (await slack.command("/lead", line)).text
