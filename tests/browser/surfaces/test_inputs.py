"""Each kind of input of a form: what a person does there, and what the app is told."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.playground.whole.conftest import field, option, plain, text_input

pytestmark = pytest.mark.browser
OPTIONS = [option("call"), option("meeting"), option("other")]


@pytest.fixture
def form(page, be, opened, app):
    """Opens a form of one field for Ana; `saved()` presses its button and gives what the app was told of the field."""

    class Form:
        async def show(self, element, **more):
            await be("UANA")
            await opened(field("It", element, **more))
            await expect(page.get_by_role("dialog", name="Note")).to_be_visible()
            return page.get_by_label("It", exact=True)

        async def saved(self):
            await page.get_by_role("button", name="Save").click()
            await expect(page.get_by_role("dialog")).to_have_count(0)
            entry = app.last["view"]["state"]["values"]["It"]["it"]
            return next(value for name, value in entry.items() if name != "type")

    return Form()


@pytest.mark.parametrize(
    ("element", "typed"),
    [
        ({"type": "plain_text_input"}, "called <b> & back"),
        ({"type": "plain_text_input", "multiline": True}, "one\ntwo"),
        ({"type": "number_input", "is_decimal_allowed": True}, "12.5"),
        ({"type": "email_text_input"}, "ana@acme.example"),
        ({"type": "url_text_input"}, "https://acme.example/a"),
        ({"type": "datepicker"}, "2026-11-03"),
        ({"type": "timepicker"}, "09:30"),
    ],
)
async def test_what_is_typed_into_a_field_arrives_as_it_is(form, element, typed):
    control = await form.show(element)

    await control.fill(typed)
    await control.blur()

    assert await form.saved() == typed


async def test_a_moment_is_read_in_the_persons_zone(page, form):
    await form.show({"type": "datetimepicker"})

    await page.get_by_label("It: date").fill("2026-07-01")
    await page.get_by_label("It: time").fill("09:30")
    await page.get_by_label("It: time").blur()

    assert await form.saved() == datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("America/New_York")).timestamp()


async def test_a_select_is_filtered_by_typing_and_taken_with_enter(page, form):
    control = await form.show({"type": "static_select", "options": OPTIONS})

    await control.press_sequentially("meet")
    await expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    await control.press("Enter")

    assert (await form.saved())["value"] == "meeting"


async def test_several_are_chosen_and_one_is_taken_out_again(page, form):
    control = await form.show({"type": "multi_static_select", "options": OPTIONS})

    for name in ("Call", "Meeting"):
        await control.click()
        await page.get_by_role("dialog").get_by_role("option", name=name).click()
    await page.get_by_role("button", name="Remove Call").click()

    assert [one["value"] for one in await form.saved()] == ["meeting"]


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [("users_select", "Ben", "UBEN"), ("conversations_select", "deals", None), ("channels_select", "sales", "CSALES"), ("multi_users_select", "Ben", ["UBEN"])],
)
async def test_people_and_channels_are_chosen_by_name(page, form, kind, typed, found):
    await form.show({"type": kind}, optional=True)
    control = page.get_by_label("It (optional)")

    await control.press_sequentially(typed)
    if found is None:  # a private channel that Ana is not in
        await expect(page.get_by_text("No results")).to_be_visible()
        await control.press("Escape")
    else:
        await page.get_by_role("dialog").get_by_role("option").first.click()

    assert await form.saved() == found


async def test_an_external_select_asks_the_app_with_what_is_typed(page, form, app):
    app.answers["block_suggestion"] = {"options": [option("ruiz")]}
    control = await form.show({"type": "external_select", "min_query_length": 2})

    await control.press_sequentially("r")
    await expect(page.get_by_text("Type 1 more character to search.")).to_be_visible()
    await control.press_sequentially("u")
    await page.get_by_role("dialog").get_by_role("option", name="Ruiz").click()

    assert next(one for one in app.heard if one["type"] == "block_suggestion")["value"] == "ru"
    assert (await form.saved())["value"] == "ruiz"


async def test_an_external_select_says_so_when_the_app_does_not_answer(page, form, app):
    app.answers["block_suggestion"] = "no JSON"
    control = await form.show({"type": "external_select", "min_query_length": 0})

    await control.click()

    await expect(page.get_by_text("Results could not be loaded. Try again.")).to_be_visible()


async def test_checkboxes_and_radio_buttons_are_ticked_with_the_space_bar(page, form):
    await form.show({"type": "checkboxes", "options": OPTIONS})

    await page.get_by_role("checkbox", name="Call").press("Space")
    await page.get_by_role("checkbox", name="Other").press("Space")

    assert [one["value"] for one in await form.saved()] == ["call", "other"]


async def test_one_of_several_radio_buttons_is_chosen(page, form):
    await form.show({"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[0]})

    await page.get_by_role("radio", name="Meeting").check()

    assert (await form.saved())["value"] == "meeting"


async def test_rich_text_has_styles_lists_and_mentions(page, form):
    control = await form.show({"type": "rich_text_input"})

    await control.press_sequentially("talked to @be")
    await page.get_by_role("dialog").get_by_role("option", name="Ben Tanaka").click()
    await page.keyboard.type("about ")
    await page.keyboard.press("Control+b")
    await page.keyboard.type("price")

    section = (await form.saved())["elements"][0]
    assert section["elements"] == [
        {"type": "text", "text": "talked to "},
        {"type": "user", "user_id": "UBEN"},
        {"type": "text", "text": " about "},
        {"type": "text", "text": "price", "style": {"bold": True}},
    ]


async def test_rich_text_is_shown_as_it_was_and_comes_back_the_same(form):
    initial: dict[str, Any] = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one\ntwo "}, {"type": "text", "text": "x", "style": {"italic": True}}]},
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 0,
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "q"}]},
        ],
    }
    control = await form.show({"type": "rich_text_input", "initial_value": initial})

    await control.press("Control+End")
    await control.press_sequentially("!")

    initial["elements"][2]["elements"][0]["text"] = "q!"
    assert await form.saved() == initial


async def test_files_are_uploaded_and_can_be_taken_out_again(page, form):
    control = await form.show({"type": "file_input", "max_files": 3})

    await control.set_input_files([{"name": name, "mimeType": "text/plain", "buffer": b"hello"} for name in ("a.txt", "b.txt")])
    await page.get_by_role("button", name="Remove a.txt").click()

    await expect(page.get_by_text("b.txt")).to_be_visible()
    await expect(page.get_by_text("a.txt")).to_have_count(0)
    assert len(await form.saved()) == 1


async def test_slacks_own_and_the_apps_errors_stand_at_the_field(page, form, app):
    control = await form.show({"type": "plain_text_input"})
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Please complete this required field.")).to_be_visible()
    await expect(control).to_be_focused()

    app.answers["view_submission"] = {"response_action": "errors", "errors": {"It": "Write more."}}
    await control.fill("x")
    await control.press("Enter")

    await expect(page.get_by_text("Write more.")).to_be_visible()
    await expect(control).to_have_value("x")


async def test_what_is_typed_stays_when_the_app_redraws_the_form(page, be, opened, client):
    await be("UANA")
    view = await opened(text_input("Words"), text_input("Other"))
    field_of_words = page.get_by_label("Words", exact=True)
    await field_of_words.fill("kept")

    redrawn = {"type": "modal", "title": plain("Note"), "submit": plain("Save"), "blocks": [text_input("New"), text_input("Words")]}
    await client.views_update(view_id=view.id, view=redrawn)

    await expect(page.get_by_label("New", exact=True)).to_be_visible()
    await expect(field_of_words).to_have_value("kept")
    await expect(field_of_words).to_be_focused()
