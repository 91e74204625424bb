"""Status, tags and owner of a lead: by a line, in a form, from the card; who may; Undo."""

from datetime import UTC, datetime, timedelta

import pytest

from playground.validator import validate_message

CLAIM, UNDO = "lead.claim", "lead.undo"


@pytest.fixture
def stored(rows):
    async def fetch():
        [row] = await rows("select l.status::text, l.tags, u.first_name as owner from leads l left join users u on u.id = l.assigned_to_id")
        return row

    return fetch


LINES = {
    "status {id} qualified": ("is now Qualified.", {"status": "qualified"}),
    "status acme corp qualified": ("is now Qualified.", {"status": "qualified"}),
    "tag {id} vip, emea": ("Tags of Ana Ruiz · Acme Corp", {"tags": ["old", "vip", "emea"]}),
    "tag {id} vip, -OLD": ("Tags of Ana Ruiz · Acme Corp", {"tags": ["vip"]}),
    "claim {id}": ("is now yours.", {"owner": "Ana"}),
}


@pytest.mark.parametrize("line", LINES)
async def test_a_clear_line_is_done_at_once_and_undone_by_a_click(slack, bot, a_lead, stored, line):
    lead = await a_lead(tags=["old"])
    before = await stored()
    said, after = LINES[line]

    outcome = await slack.command("/lead", line.format(id=lead.id))
    assert said in outcome.text
    assert validate_message({"blocks": outcome.message.blocks}) == []
    assert await stored() == before | after

    undone = await (await slack.click(outcome.message, action_id=UNDO)).later()
    assert "Put back on Ana Ruiz · Acme Corp." in undone.text
    assert await stored() == before


async def test_the_changes_name_who_made_them(slack, bot, lead, rows, acme):
    await slack.command("/lead", f"status {lead.id} qualified")

    [change] = await rows("select field, before, after, actor_id from slack.changes where table_name = 'leads'")
    assert change == {"field": "status", "before": "new", "after": "qualified", "actor_id": acme.people["UANA"].id}


async def test_closing_asks_for_a_reason_which_is_kept(slack, bot, lead, stored, rows):
    outcome = await slack.command("/lead", f"status {lead.id} won")
    await bot.dispatcher.drain(5)
    assert (await stored())["status"] == "new"

    refused = await slack.submit(outcome.view)
    assert refused.errors == {"reason": "Say why, in a few words."}
    await slack.submit(outcome.view, {"reason": "best price"})
    await bot.dispatcher.drain(5)

    assert (await stored())["status"] == "closed_won"
    assert await rows("select activity_type, content from activities") == [{"activity_type": "status_changed", "content": "best price"}]
    assert "No activity yet." in (await slack.command("/lead", f"#{lead.id}")).text  # the platform's own kinds are no contact


async def test_assigning_tells_the_colleague_and_not_who_assigns(slack, bot, lead, stored, delivered):
    outcome = await slack.command("/lead", f"assign {lead.id} @ben", user="UCARA")

    assert "is now Ben Tanaka's." in outcome.text
    assert (await stored())["owner"] == "Ben"
    [message] = await delivered("UBEN")
    assert "Cara Okafor assigned Ana Ruiz · Acme Corp to you." in message.text
    assert slack.messages(slack.dm("UCARA")) == []


REFUSED = {
    "a rep does not assign": ("UANA", "assign {id} @ana", None, "Assigning is for managers and admins. Ask"),
    "a viewer changes nothing": ("UVERA", "status {id} qualified", None, "Changing leads is for reps, managers and admins. Ask"),
    "a rep does not change another's": ("UANA", "status {id} qualified", "UBEN", "This lead belongs to Ben Tanaka. Reps change their own leads"),
    "what is owned is not claimed": ("UANA", "claim {id}", "UBEN", "This lead belongs to Ben Tanaka already. A manager can assign it to you. Ask"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_who_may_not_is_told_who_may_and_the_line_stays(slack, bot, a_lead, stored, acme, name):  # noqa: PLR0917 - fixtures
    user, line, owner, said = REFUSED[name]
    lead = await a_lead(assigned_to_id=acme.people[owner].id if owner else None)
    before = await stored()

    outcome = await slack.command("/lead", line.format(id=lead.id), user=user)

    assert said in outcome.text
    assert f"/lead {line.partition('@')[0].format(id=lead.id)}" in outcome.text
    assert await stored() == before


async def test_a_manager_changes_anybodys(slack, bot, a_lead, stored, acme):
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)

    await slack.command("/lead", f"status {lead.id} proposal", user="UCARA")

    assert (await stored())["status"] == "proposal"


async def test_what_is_so_already_is_said_and_nothing_is_to_undo(slack, bot, lead):
    await slack.command("/lead", f"claim {lead.id}")

    outcome = await slack.command("/lead", f"claim {lead.id}")

    assert "is yours already." in outcome.text
    assert "[Undo]" not in outcome.text


async def test_undo_leaves_what_was_changed_since(slack, bot, lead, stored, execute):
    outcome = await slack.command("/lead", f"status {lead.id} qualified")
    await execute("update leads set status = 'negotiation'")

    said = await (await slack.click(outcome.message, action_id=UNDO)).later()

    assert "This was changed since, so it was not undone. Edit it instead.\n[Edit]" in said.text
    assert (await stored())["status"] == "negotiation"


async def test_undo_after_five_minutes_says_so(slack, bot, lead, stored):
    outcome = await slack.command("/lead", f"status {lead.id} qualified")
    [button] = [one for block in outcome.message.blocks for one in block.get("elements", []) if one.get("action_id") == UNDO]
    button["value"] = f"{lead.id} {datetime.now(UTC) - timedelta(minutes=6):%Y-%m-%dT%H:%M:%S+00:00}"

    said = await (await slack.click(outcome.message, action_id=UNDO)).later()

    assert "Undo works for five minutes" in said.text
    assert (await stored())["status"] == "qualified"


async def test_claim_on_the_card_draws_it_anew(slack, bot, lead, stored):
    card = await slack.command("/lead", f"#{lead.id}")
    assert "[Claim]" in card.text

    await (await slack.click(card.message, action_id=CLAIM)).later()

    [card] = slack.messages("CSALES", "UANA")
    assert card.text.startswith("This lead is now yours. [Undo]")
    assert "[Claim]" not in card.text
    await (await slack.click(card, action_id=UNDO)).later()
    [card] = slack.messages("CSALES", "UANA")
    assert card.text.startswith("Put back on Ana Ruiz · Acme Corp.")
    assert (await stored())["owner"] is None


async def test_two_who_claim_at_once_are_one_owner(slack, bot, lead, stored):
    cards = {user: await slack.command("/lead", f"#{lead.id}", user=user) for user in ("UANA", "UBEN")}

    for user, card in cards.items():
        await slack.click(card.message, action_id=CLAIM, user=user)
    await bot.dispatcher.drain(5)

    assert (await stored())["owner"] == "Ana"
    assert any("This lead belongs to Ana Moreau already." in message.text for message in slack.messages("CSALES", "UBEN"))


@pytest.mark.parametrize("line", ["status acme", "tag acme corp vip", "claim", "claim ruiz", "tag {id}"])
async def test_what_is_not_clear_opens_the_form(slack, bot, lead, stored, line):
    before = await stored()

    outcome = await slack.command("/lead", line.format(id=lead.id))
    await bot.dispatcher.drain(5)

    assert outcome.view is not None
    assert await stored() == before


async def test_the_form_does_the_same(slack, bot, lead, stored):
    outcome = await slack.command("/lead", "tag acme corp vip")
    await bot.dispatcher.drain(5)

    await slack.submit(slack.state.views.top("UANA"), {"tags": "hot one, -none"})
    await bot.dispatcher.drain(5)

    assert (await stored())["tags"] == ["hot one"]
    assert outcome.hook.refused == []


async def test_tags_have_a_limit(slack, bot, lead, stored):
    outcome = await slack.command("/lead", f"tag {lead.id} {'x' * 61}")

    assert "A tag has at most 60 characters." in outcome.text
    assert "A lead has at most 50 tags." in (await slack.command("/lead", f"tag {lead.id} {', '.join(str(n) for n in range(51))}")).text
    assert (await stored())["tags"] == []


async def test_undo_that_is_pressed_twice_says_so_and_undoes_once(slack, bot, lead, stored):
    outcome = await slack.command("/lead", f"status {lead.id} qualified")
    await slack.click(outcome.message, action_id=UNDO)
    await slack.click(outcome.message, action_id=UNDO)
    await bot.dispatcher.drain(5)

    told = [message.text for message in slack.messages("CSALES", "UANA")]
    assert any("Put back on Ana Ruiz · Acme Corp." in text for text in told)
    assert "This was undone already." in told
    assert (await stored())["status"] == "new"


async def test_a_later_edit_that_ends_at_the_same_value_is_one(slack, bot, lead, stored):
    outcome = await slack.command("/lead", f"status {lead.id} qualified")
    for status in ("proposal", "qualified"):
        await slack.command("/lead", f"status {lead.id} {status}", user="UBEN")
    await bot.dispatcher.drain(5)

    said = await (await slack.click(outcome.message, action_id=UNDO)).later()

    assert "This was changed since, so it was not undone." in said.text
    assert (await stored())["status"] == "qualified"


async def test_ones_own_changes_are_undone_one_after_the_other(slack, bot, a_lead, stored):
    lead = await a_lead(tags=[])
    receipts = [(await slack.command("/lead", f"tag {lead.id} {tag}")).message for tag in ("one", "two")]

    for receipt in reversed(receipts):
        await (await slack.click(receipt, action_id=UNDO)).later()

    assert (await stored())["tags"] == []


async def test_a_manager_who_claims_a_colleagues_lead_is_told_how_to_take_it(slack, bot, a_lead, acme):
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)

    said = (await slack.command("/lead", f"claim {lead.id}", user="UCARA")).text

    assert "This lead belongs to Ben Tanaka already. You may assign it to yourself: Assign is in its card's menu.\n[Open]" in said


async def test_the_form_that_assigns_has_the_owner_so_that_nobody_is_lost(slack, opened, submit, a_lead, acme, stored):  # noqa: PLR0917 - fixtures
    lead = await a_lead(assigned_to_id=acme.people["UBEN"].id)
    view = await opened(f"assign {lead.id} me", "UCARA")

    await submit(view)

    assert (await stored())["owner"] == "Ben"


async def test_a_number_behind_the_status_is_no_reason(opened, lead):
    view = await opened(f"status won {lead.id}")

    assert [block["element"].get("initial_value") for block in view.payload["blocks"] if block.get("block_id") == "reason"] == [None]


async def test_numbers_of_leads_are_no_tags(opened, lead):
    view = await opened("tag 14, 18 vip")

    assert [block["element"]["initial_value"] for block in view.payload["blocks"] if block.get("block_id") == "tags"] == ["vip"]


async def test_where_another_lead_is_picked_the_owner_is_asked_about(slack, opened, submit, a_lead, acme, rows):  # noqa: PLR0917 - fixtures
    owned, other = await a_lead(assigned_to_id=acme.people["UBEN"].id), await a_lead(last_name="Stone", company="Borealis")
    view = await opened(f"assign {owned.id}", "UCARA")
    [found] = (await slack.suggest(view, "lead.pick", "stone borealis")).options

    await submit(view, {"lead": found})
    asked = slack.state.views.top("UCARA")

    assert "This is another lead now. Look whether the owner is right." in str(asked.payload["blocks"])
    assert await rows("select assigned_to_id from leads where id = :id", id=other.id) == [{"assigned_to_id": None}]
    await submit(asked)
    assert await rows("select assigned_to_id from leads where id = :id", id=other.id) == [{"assigned_to_id": acme.people["UBEN"].id}]
