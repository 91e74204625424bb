"""Each kind of input of a form: what a person does there, and what the app is told."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.surfaces.kinds import KINDS, OPTIONS, chosen
from tests.playground.whole.conftest import field, option, plain, text_input

pytestmark = pytest.mark.browser


@pytest.fixture
def form(page, be, opened, app):
    """Opens a form of one field for Ana; `save()` presses its button, `told()` is what the app was told of the field, `saved()` both, its value alone."""

    class Form:
        async def show(self, element, **more):
            await be("UANA")
            await opened(field("It", element, **more))
            await expect(page.get_by_role("dialog", name="Note")).to_be_visible()
            return page.get_by_label("It", exact=True)

        async def save(self):
            await page.get_by_role("button", name="Save", exact=True).click()

        async def told(self):
            await expect(page.get_by_role("dialog")).to_have_count(0)
            return app.last["view"]["state"]["values"]["It"]["it"]

        async def saved(self):
            await self.save()
            return next(value for name, value in (await self.told()).items() if name != "type")

    return Form()


@pytest.fixture
def knows(app):
    """The app suggests what fits what is typed."""

    async def suggest(payload):
        return {"options": [one for one in OPTIONS if payload["value"] in one["value"]]}

    app.answers["block_suggestion"] = suggest


@pytest.mark.usefixtures("knows")
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_a_wrong_value_is_told_at_its_field_and_the_right_one_reaches_the_app(page, form, app, kind):
    control = await form.show(kind.element)

    await kind.wrong(page, control)
    await form.save()
    await expect(page.locator("[data-block=It]").get_by_role("alert")).to_have_text(kind.said)
    assert [one for one in app.heard if one["type"] == "view_submission"] == []
    await kind.right(page, control)
    await form.save()

    assert await form.told() == {"type": kind.element["type"], **kind.told}


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


async def test_a_private_channel_is_no_choice_for_those_who_are_not_in_it(page, form):
    control = await form.show({"type": "conversations_select"})

    await control.press_sequentially("deals")

    await expect(page.get_by_text("No results")).to_be_visible()


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


async def test_a_file_of_another_kind_is_told_at_its_field_and_one_of_the_right_kind_reaches_the_app(page, form, slack):
    control = await form.show({"type": "file_input", "filetypes": ["pdf"]})

    await chosen("a.txt", "text/plain")(page, control)
    await form.save()
    await expect(page.locator("[data-block=It]").get_by_role("alert")).to_have_text("unsupported type: a.txt")
    await page.get_by_role("button", name="Remove a.txt").click()
    await chosen("b.pdf", "application/pdf")(page, control)

    [file] = await form.saved()
    assert (file["name"], slack.ground.state.files[file["id"]].content) == ("b.pdf", b"hello")


async def test_slacks_own_and_the_apps_errors_stand_at_the_field(page, form, app):
    control = await form.show({"type": "plain_text_input"})
    await page.get_by_role("button", name="Save", exact=True).click()
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
