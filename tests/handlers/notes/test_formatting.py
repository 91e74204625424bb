"""Formatting of a note: kept in the text, in the editor that is filled in again, and in the messages about it."""

from playground.interactive import opening
from playground.validator import validate_message
from tests.handlers.notes.test_note_form import person, words, written

BOLD = {"type": "text", "text": "urgent", "style": {"bold": True}}


def spoken(message):
    return next(block for block in message.blocks if block["type"] == "rich_text")["elements"]


async def test_editing_only_the_type_changes_neither_the_text_nor_the_colleagues_formatting(slack, bot, form, chosen, submit, lead, notes, delivered):  # noqa: PLR0917 - fixtures
    await slack.submit(form, {"note": written(words("urgent", bold=True), words(": call, "), person("UBEN"))})
    await bot.dispatcher.drain(5)
    [message] = await delivered("UBEN")
    before = spoken(message)
    assert BOLD in before[0]["elements"]

    await submit(await chosen(lead, "edit_note"), {"type": "call"})

    assert [(note["content"], note["note_type"]) for note in await notes()] == [("*urgent*: call, @Ben Tanaka", "call")]
    [message] = await delivered("UBEN")
    assert BOLD in spoken(message)[0]["elements"]
    assert "edited" in message.text


async def test_the_editor_is_filled_with_formatting_and_no_mention(slack, bot, form, chosen, lead):
    await slack.submit(form, {"note": written(words("urgent", bold=True), words(": call, "), person("UBEN"))})
    await bot.dispatcher.drain(5)

    editor = await chosen(lead, "edit_note")

    filled = next(block for block in editor.payload["blocks"] if block.get("block_id") == "note")["element"]["initial_value"]
    assert filled["elements"][0]["elements"] == [BOLD, words(": call, @Ben Tanaka")]


async def test_a_text_that_the_editor_does_not_change_stays_as_the_platform_wrote_it(slack, bot, chosen, submit, lead, notes, execute):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked")
    await execute("update lead_notes set content = E'  *a* _b  \\n'")

    await submit(await chosen(lead, "edit_note"), {"type": "call"})

    assert [(note["content"], note["note_type"]) for note in await notes()] == [("  *a* _b  \n", "call")]


async def test_what_slack_adds_one_day_is_told_as_words(slack, bot, form, notes, delivered):
    quote = {"type": "rich_text_quote", "elements": [words("quoted")]}
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [words("hello "), {"type": "sparkle", "text": "new"}]},
            {"type": "rich_text_newkind", "level": 3, "elements": [words("heading")]},
            {"type": "rich_text_list", "style": "bullet", "elements": [quote]},
            "odd",
        ],
    }

    ground = slack.ground
    pressed = {**opening(ground, "view_submission", "UANA"), "trigger_id": ground.triggers.issue("UANA"), "view": form.as_slack(), "response_urls": []}
    pressed["view"]["state"]["values"]["note"] = {"value": {"type": "rich_text_input", "rich_text_value": rich}}
    pressed["view"]["state"]["values"]["tell"] = {"value": {"type": "multi_users_select", "selected_users": ["UBEN"]}}
    await ground.wire.deliver("interactive", pressed)
    await bot.dispatcher.drain(5)

    assert [note["content"] for note in await notes()] == ["hello new\nheading\n• quoted"]
    [message] = await delivered("UBEN")
    assert validate_message({"text": message.text, "blocks": message.blocks}) == []
    assert all(said in message.text + str(message.blocks) for said in ("hello", "new", "heading", "quoted"))
