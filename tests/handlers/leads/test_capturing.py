"""Create lead from message: what is read from it, what is kept of it, what is there already, Undo."""

import pytest

from playground.validator import validate_view

CAPTURE, UNDO, UNDO_USED = "lead.capture", "lead.create_undo", "lead.use_undo"
SIGNED = """Hello, could you send us an offer for 40 seats?

Best regards
Eva Stone
Head of Purchasing
Borealis GmbH
+49 30 1234567
eva.stone@borealis.example
www.borealis.example"""


@pytest.fixture
def taken(slack, bot):
    """Says something, takes Create lead from message from its menu, gives message and form."""

    async def run(text=SIGNED, *, channel="CSALES", by="UBEN", user="UANA"):
        message = await slack.say(text, user=by, channel=channel)
        await slack.message_shortcut(message, CAPTURE, user=user)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top(user)
        assert validate_view(view.payload) == []
        return message, view

    return run


@pytest.fixture
def leads(rows):
    async def fetch():
        return await rows("select * from leads order by id")

    return fetch


def presets(view):
    return {block["block_id"]: block["element"].get("initial_value", "") for block in view.blocks if block["type"] == "input"}


async def test_a_signature_fills_the_form_and_says_where_it_is_from(taken):
    _, view = await taken()

    filled = presets(view)
    assert (filled["name"], filled["company"], filled["email"]) == ("Eva Stone", "Borealis GmbH", "eva.stone@borealis.example")
    assert (filled["phone"], filled["job_title"]) == ("+49 30 1234567", "Head of Purchasing")
    assert "borealis.example" in filled["website"]
    hints = {block["block_id"]: block["hint"]["text"] for block in view.blocks if block.get("hint")}
    assert {name for name, hint in hints.items() if hint == "from the message"} == {"name", "company", "email", "phone", "job_title", "website"}
    assert "From #sales, Ben Tanaka, " in str(view.blocks)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Please cc accounts@acme.com\n\nBest\nAna Ruiz\nVP Sales, Acme Corp\nana.ruiz@acme.com", ("Ana Ruiz", "ana.ruiz@acme.com")),
        ("From: noreply@typeform.com\nName: Eva Stone\nEmail: eva@borealis.example", ("Eva Stone", "eva@borealis.example")),
        ("Please cc accounts@acme.com\n\nBest\nAna Ruiz\nVP Sales, Acme Corp", ("Ana Ruiz", "")),
    ],
)
async def test_the_e_mail_is_the_named_persons_or_empty(taken, text, filled):
    _, view = await taken(text)

    assert (presets(view)["name"], presets(view)["email"]) == filled


async def test_the_lead_is_created_as_corrected_and_the_message_is_its_first_note(slack, taken, submit, leads, notes):
    message, view = await taken()

    await submit(view, {"name": "Eva Steiner"})

    [lead] = await leads()
    assert (lead["first_name"], lead["last_name"], lead["company"], lead["email"]) == ("Eva", "Steiner", "Borealis GmbH", "eva.stone@borealis.example")
    [note] = await notes()
    assert (note["lead_id"], note["is_private"]) == (lead["id"], False)
    assert note["content"].startswith(message.fallback[:20])
    assert "\n\nFrom #sales, Ben Tanaka, " in note["content"]
    assert note["content"].endswith(f"/archives/CSALES/p{message.ts.replace('.', '')}")
    assert "Created: Eva Steiner · Borealis GmbH" in slack.messages("CSALES", "UANA")[-1].text


async def test_a_long_message_and_its_files_are_the_first_note_whole(slack, bot, submit, notes, a_file):
    text = "Eva Stone, Borealis GmbH, eva.stone@borealis.example\n" + "long " * 1000
    message = await slack.state.post("CSALES", "UBEN", text, files=[a_file("plan.pdf")])
    await slack.message_shortcut(message, CAPTURE, user="UANA")
    await bot.dispatcher.drain(5)

    await submit(slack.state.views.top("UANA"))

    [note] = await notes()
    assert note["content"].startswith(text.strip())
    assert [one["name"] for one in note["attachments"]] == ["plan.pdf"]


@pytest.mark.parametrize("channel", ["CSALES", "GDEALS"])
async def test_where_the_request_does_not_name_the_workspace_the_message_is_found_all_the_same(slack, taken, submit, notes, monkeypatch, channel):  # noqa: PLR0917 - fixtures
    monkeypatch.setattr("playground.ground.TEAM_DOMAIN", None)
    message, view = await taken(channel=channel, user="UCARA")
    await submit(view)

    [note] = await notes()
    assert note["content"].endswith(f"slack.com/archives/{channel}/p{message.ts.replace('.', '')}")


async def test_undo_takes_the_lead_its_note_and_the_mark_away(slack, bot, taken, submit, leads, notes, worked):  # noqa: PLR0917 - fixtures
    slack.installation.scopes |= {"reactions:write"}
    message, view = await taken()
    await submit(view)
    await worked()
    marked = dict(message.reactions)

    await slack.click(slack.messages("CSALES", "UANA")[-1], action_id=UNDO)
    await bot.dispatcher.drain(5)
    await worked()

    assert marked
    assert (await leads(), await notes(), {name for name, users in message.reactions.items() if users}) == ([], [], set())


async def test_undo_leaves_everything_once_something_happened_with_the_lead(slack, bot, taken, submit, leads, notes):  # noqa: PLR0917 - fixtures
    _, view = await taken()
    await submit(view)
    receipt = slack.messages("CSALES", "UANA")[-1]
    [lead] = await leads()
    await slack.command("/lead", f"note #{lead['id']}: wants it before Christmas", user="UBEN")
    await bot.dispatcher.drain(5)
    assert len(await notes()) == 2

    await slack.click(receipt, action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert [one["id"] for one in await leads()] == [lead["id"]]
    assert len(await notes()) == 2


@pytest.mark.parametrize(
    ("phone", "said"), [("", "Put back on Eva Stone · Borealis GmbH. Taken back: the note on "), ("+49 30 7654321", "Taken back: the note on ")]
)
async def test_undo_where_the_lead_was_there_takes_the_note_and_the_mark_away(slack, bot, taken, submit, a_lead, leads, notes, worked, phone, said):  # noqa: PLR0917 - fixtures
    slack.installation.scopes |= {"reactions:write"}
    email, about = "eva.stone@borealis.example", {"job_title": "CEO", "website": "borealis.example"}
    there = await a_lead(first_name="Eva", last_name="Stone", company="Borealis GmbH", email=email, phone=phone or None, **about)
    message, view = await taken()
    await submit(view)
    await submit(slack.state.views.top("UANA"))
    receipt = slack.messages("CSALES", "UANA")[-1]
    await worked()
    marked, noted = dict(message.reactions), await notes()
    assert "Where it came from is kept as a note." in receipt.text

    after = await (await slack.click(receipt, action_id=UNDO_USED)).later()
    await bot.dispatcher.drain(5)
    await worked()

    assert after.text.startswith(said)
    assert (bool(marked), len(noted)) == (True, 1)
    [lead] = await leads()
    assert (lead["id"], lead["phone"]) == (there.id, phone or None)
    assert (await notes(), {name for name, users in message.reactions.items() if users}) == ([], set())


async def test_undo_where_what_was_filled_in_was_changed_since_takes_the_note_alone(slack, bot, taken, submit, a_lead, leads, notes, execute):  # noqa: PLR0917 - fixtures
    await a_lead(first_name="Eva", last_name="Stone", company="Borealis GmbH", email="eva.stone@borealis.example", job_title="CEO", website="borealis.example")
    _, view = await taken()
    await submit(view)
    await submit(slack.state.views.top("UANA"))
    await execute("update leads set phone = '+49 30 99'")

    after = await (await slack.click(slack.messages("CSALES", "UANA")[-1], action_id=UNDO_USED)).later()

    assert after.text.startswith("What was filled in was changed since, so it stays. Taken back: the note on Eva Stone")
    assert ([lead["phone"] for lead in await leads()], await notes()) == (["+49 30 99"], [])


async def test_of_a_private_message_only_its_address_is_kept_for_the_one_who_took_it(taken, submit, notes):
    _, view = await taken(channel="GDEALS", user="UCARA")
    assert "of the message only its address is kept, for you." in str(view.blocks)

    await submit(view)

    [note] = await notes()
    assert note["is_private"]
    assert note["content"].startswith("https://")
    assert "offer" not in note["content"]
    assert "Ben" not in note["content"]


async def test_a_lead_that_is_there_already_is_said_and_asked_about(slack, taken, submit, a_lead, leads, notes):  # noqa: PLR0917 - fixtures
    there = await a_lead(first_name="Eva", last_name="Stone", company="Borealis GmbH", email="eva.stone@borealis.example")
    _, view = await taken()
    assert f"A lead already: Eva Stone · Borealis GmbH (#{there.id})" in str(view.blocks)

    await submit(view)
    asked = slack.state.views.top("UANA")
    assert asked.payload["title"]["text"] == "Already there?"
    await submit(asked)

    [lead] = await leads()
    assert lead["phone"] == "+49 30 1234567"
    assert [note["lead_id"] for note in await notes()] == [there.id]


@pytest.mark.parametrize("channel", ["CSALES", "GDEALS"])
async def test_a_message_without_anybody_in_it_stands_above_an_empty_form(taken, channel):
    _, view = await taken("see you tomorrow <!channel> & co", channel=channel, user="UCARA")

    assert not any(presets(view).values())
    shown = [element["text"] for block in view.blocks if block["type"] == "context" for element in block["elements"]]
    [said] = [text for text in shown if "see you tomorrow" in text]
    assert "&amp; co" in said
    assert "<!" not in said
    assert ("see you tomorrow" in view.payload["private_metadata"]) == (channel == "CSALES")  # of a private one nothing is kept


async def test_a_long_message_without_anybody_in_it_is_cut(taken):
    _, view = await taken("see you & them tomorrow " * 400)

    assert not any(presets(view).values())


async def test_a_message_that_fills_the_form_is_not_repeated(taken):
    _, view = await taken()

    assert "an offer for 40 seats" not in str(view.blocks)


async def test_hostile_words_are_harmless(taken, submit, leads, slack):
    _, view = await taken("Regards\n<!channel> & *Sons*\nmail <mailto:a@b.example|a@b.example> \u202eevil")

    await submit(view, {"company": "<!here>"})

    assert "<!here>" not in str([block for block in slack.messages("CSALES", "UANA")[-1].blocks if block["type"] == "section"])


async def test_a_viewer_creates_nobody(slack, bot, taken):
    _, view = await taken(user="UVERA")

    assert "Creating leads is for reps, managers and admins." in str(view.blocks)
