"""Save as note in a message's menu: what is proposed, what stays private, what is stored of where it came from, and the mark on the message."""

import pytest

from handlers import lines, rich
from playground.validator import validate_message

PICK, UNDO = "lead.pick", "note.undo"


@pytest.fixture
def save(slack, bot):
    """Says something, takes Save as note from its menu, gives the form."""

    async def run(text, *, channel="CSALES", by="UBEN", user="UANA"):
        message = await slack.say(text, user=by, channel=channel)
        await slack.message_shortcut(message, "note.capture", user=user)
        await bot.dispatcher.drain(5)
        return message, slack.state.views.top(user)

    return run


async def test_a_public_message_becomes_a_note_with_its_author_time_and_address(slack, bot, save, lead, notes, worked):  # noqa: PLR0917 - fixtures
    message, form = await save("Spoke to Ana Ruiz, she wants 40 seats")
    assert form.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)
    assert form.values["private"]["value"]["selected_options"] == []

    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [note] = await notes()
    text, _, source = note["content"].partition("\n\n")
    assert text == "Spoke to Ana Ruiz, she wants 40 seats"
    assert source.startswith("From #sales, Ben Tanaka, ")
    assert source.endswith(f": https://acme.slack.com/archives/CSALES/p{message.ts.replace('.', '')}")
    assert note["by"] == "Ana"
    [receipt] = [one for one in slack.messages("CSALES", "UANA") if one.is_ephemeral]
    assert "Note saved on Ana Ruiz · Acme Corp" in receipt.text
    assert validate_message({"blocks": receipt.blocks}) == []
    await worked()
    assert message.reactions == {"memo": ["ULEADBOT"]}


async def test_undo_takes_the_mark_away_too(slack, bot, save, lead, notes, worked):  # noqa: PLR0917 - fixtures
    message, form = await save("Ana Ruiz called")
    await slack.submit(form)
    await bot.dispatcher.drain(5)
    await worked()
    assert message.reactions["memo"]
    [receipt] = [one for one in slack.messages("CSALES", "UANA") if one.is_ephemeral]

    await slack.click(receipt, action_id=UNDO)
    await bot.dispatcher.drain(5)

    await worked()
    assert await notes() == []
    assert not message.reactions.get("memo")


async def test_undo_of_one_persons_note_leaves_the_mark_while_anothers_stays(slack, bot, save, lead, notes, submit, worked):  # noqa: PLR0917 - fixtures
    message, form = await save("Ana Ruiz called")
    await submit(form)
    for user in ("UCARA", "UANA"):
        await slack.message_shortcut(message, "note.capture" if user == "UCARA" else "activity.capture", user=user)
        await bot.dispatcher.drain(5)
        await submit(slack.state.views.top(user))
    await worked()

    receipts = [[one for one in slack.messages("CSALES", user) if one.is_ephemeral][-1] for user in ("UCARA", "UANA")]
    for receipt, user, action_id in zip(receipts, ("UCARA", "UANA"), (UNDO, "activity.undo"), strict=True):
        await slack.click(receipt, action_id=action_id, user=user)
        await bot.dispatcher.drain(5)
        await worked()
        assert message.reactions == {"memo": ["ULEADBOT"]}

    assert [note["by"] for note in await notes()] == ["Ana"]
    first = next(one for one in slack.messages("CSALES", "UANA") if one.is_ephemeral)
    await slack.click(first, action_id=UNDO, user="UANA")
    await bot.dispatcher.drain(5)
    await worked()
    assert (await notes(), message.reactions.get("memo") or []) == ([], [])


@pytest.mark.parametrize("what", ["delete_note", "edit_note"])
async def test_the_mark_goes_with_a_note_that_is_deleted_or_made_private(slack, save, lead, notes, submit, worked, chosen, what):  # noqa: PLR0917 - fixtures
    message, form = await save("Ana Ruiz called")
    await submit(form)
    await worked()
    assert message.reactions["memo"]

    view = await chosen(lead, what)
    only_me = [block["element"]["options"] for block in view.blocks if block.get("block_id") == "private"]
    await submit(view, {"private": only_me[0]} if only_me else None)
    await worked()

    assert [note["is_private"] for note in await notes()] == [True] * len(only_me)
    assert not message.reactions.get("memo")


async def test_a_message_inside_a_thread_has_its_own_address(slack, bot, lead, notes, submit):
    root = await slack.say("Ana Ruiz?", user="UBEN")
    message = await slack.state.post("CSALES", "UBEN", "Ana Ruiz called", thread_ts=root.ts)
    await slack.message_shortcut(message, "note.capture", user="UANA")
    await bot.dispatcher.drain(5)

    await submit(slack.state.views.top("UANA"))

    path = f"/archives/CSALES/p{message.ts.replace('.', '')}?thread_ts={root.ts}&cid=CSALES"
    assert (await notes())[0]["content"].endswith(path)


@pytest.mark.parametrize("kind", ["rate_limited", "error", "reset"])
async def test_a_mark_that_slack_did_not_take_once_is_tried_again(slack, bot, save, lead, submit, worked, kind):  # noqa: PLR0917 - fixtures
    message, form = await save("Ana Ruiz called")
    slack.faults.add("reactions.add", kind=kind, times=1)

    await submit(form)
    await worked(30)

    assert message.reactions == {"memo": ["ULEADBOT"]}


async def test_a_mark_that_slack_refuses_is_left_at_that(slack, save, lead, submit, worked, rows):  # noqa: PLR0917 - fixtures
    message, form = await save("Ana Ruiz called")
    slack.faults.add("reactions.add", kind="refuse", code="not_in_channel", times=5)

    await submit(form)
    await worked()

    assert (message.reactions, await rows("select id from slack.pgqueuer")) == ({}, [])


async def test_what_was_said_in_private_has_only_me_ticked_and_says_why(slack, bot, save, lead, notes):
    message, form = await save("Ana Ruiz is leaving Acme Corp", channel="GDEALS", by="UBEN", user="UCARA")

    assert "This message is from a private conversation. Untick Only me to show it to everyone at Acme." in str(form.payload["blocks"])
    assert [option["value"] for option in form.values["private"]["value"]["selected_options"]] == ["yes"]
    await slack.submit(form)
    await bot.dispatcher.drain(5)
    [note] = await notes()
    assert note["is_private"]
    assert note["content"].startswith("Ana Ruiz is leaving Acme Corp\n\nhttps://acme.slack.com/archives/")
    assert "From" not in note["content"]
    assert message.reactions == {}


@pytest.mark.parametrize("text", ["write to ANA@acme.example please", "her number is +49 (0)30 1234567", "see Ruiz, ana@acme.example and +49 30 1234567"])
async def test_a_lead_is_proposed_by_what_names_it(save, a_lead, text):
    lead = await a_lead(email="ana@acme.example", phone="+49 30 1234567")
    await a_lead(first_name="Zoe", last_name="Ruiz", company="Other")

    _, form = await save(text)

    assert form.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)


async def test_where_several_leads_are_named_they_are_offered_and_none_is_preset(slack, save, a_lead):
    first, second = await a_lead(), await a_lead(first_name="Ben", last_name="Ode")

    _, form = await save("Acme Corp wants an offer")

    assert form.values["lead"][PICK]["selected_option"] is None
    assert {option["value"] for option in (await slack.suggest(form, PICK, "")).options} == {str(first.id), str(second.id)}


async def test_mentions_in_the_message_become_names_and_tell_nobody(slack, save, lead, notes, rows):
    _, form = await save("Ana Ruiz: ask @cara")
    await slack.submit(form)

    assert (await notes())[0]["content"].startswith("Ana Ruiz: ask @Cara Okafor\n\n")
    assert await rows("select id from slack.deliveries") == []


async def test_a_viewer_is_told_who_may_and_an_unlinked_person_gets_the_connect_card(slack, save, lead, notes):
    _, said = await save("Ana Ruiz called", user="UVERA")
    assert "Writing notes is for reps, managers and admins." in str(said.payload["blocks"]) if said else True

    _, said = await save("Ana Ruiz called", user="UDAN")
    assert "Connect to Acme" in str(said.payload["blocks"])
    assert await notes() == []


async def test_an_author_of_another_company_is_named(slack, bot, save, lead, notes):
    _, form = await save("Ana Ruiz is in", channel="CSHARED", by="UOLGA")

    assert "From #acme-partners, Olga Brandt, " in str(form.payload["blocks"])
    assert "UOLGA" not in str(form.payload["blocks"])


async def test_a_mail_address_is_written_once(slack, bot, save, lead, notes):
    message = "Met Jonas, <mailto:jonas@brightwave.example|jonas@brightwave.example>, <tel:+49301234567|+49 30 1234567>"
    spoken = [
        {"type": "text", "text": "Met Jonas, "},
        {"type": "link", "url": "mailto:jonas@brightwave.example", "text": "jonas@brightwave.example"},
        {"type": "text", "text": ", "},
        {"type": "link", "url": "tel:+49301234567", "text": "+49301234567"},
    ]
    assert rich.as_text({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spoken}]}, {}) == (
        "Met Jonas, jonas@brightwave.example, +49301234567"
    )
    assert lines.clean(message) == "Met Jonas, jonas@brightwave.example, +49301234567"
