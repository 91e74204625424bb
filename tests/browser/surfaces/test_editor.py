"""The rich text field: lists in lists, links, mentions, what is pasted. What arrives is of Slack's shape."""

from functools import partial
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from playground.validator import validate_view
from tests.playground.whole.conftest import field, modal

pytestmark = pytest.mark.browser
Element = dict[str, Any]


@pytest.fixture
def note(page, be, opened, app):
    """Opens a form with a rich text field for Ana; `saved()` presses its button and gives the elements that the app was told."""

    class Note:
        async def show(self, *initial: Element) -> Locator:
            await be("UANA")
            await opened(field("It", rich_input(*initial)))
            control: Locator = page.get_by_label("It", exact=True)
            await control.press("Control+End")
            return control

        async def saved(self) -> list[Element]:
            await page.get_by_role("button", name="Save", exact=True).click()
            await expect(page.get_by_role("dialog")).to_have_count(0)
            value = app.last["view"]["state"]["values"]["It"]["it"]["rich_text_value"]
            assert validate_view(modal(field("It", rich_input(*value["elements"])))) == []
            return list(value["elements"])

    return Note()


def rich_input(*initial: Element) -> Element:
    return {"type": "rich_text_input", **({"initial_value": {"type": "rich_text", "elements": list(initial)}} if initial else {})}


def text(words: str, **style: bool) -> Element:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def section(*elements: Element | str) -> Element:
    return {"type": "rich_text_section", "elements": [text(one) if isinstance(one, str) else one for one in elements]}


def items(*words: str, style: str = "bullet", indent: int = 0, **more: int) -> Element:
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": [section(one) for one in words], **more}


async def paste(control: Locator, markup: str = "", plain: str = "") -> None:
    await control.evaluate(
        """(field, [markup, plain]) => {
            const clipboardData = new DataTransfer();
            if (markup) clipboardData.setData("text/html", markup);
            clipboardData.setData("text/plain", plain);
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [markup, plain],
    )


async def test_tab_puts_an_item_below_the_one_before_and_shift_tab_takes_it_out(page, note):
    await note.show()
    keys = page.keyboard

    await keys.press("Control+Shift+8")
    await keys.type("one")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.type("inner")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.type("innermost")
    await keys.press("Enter")
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await keys.type("two")

    assert await note.saved() == [items("one"), items("inner", indent=1), items("innermost", indent=2), items("two")]


async def test_a_numbered_list_goes_on_after_a_deeper_one(page, note):
    await note.show()

    await page.keyboard.press("Control+Shift+7")
    for line in ("one", "Tab", "inner", "Shift+Tab", "two"):
        await (page.keyboard.press(line) if "Tab" in line else page.keyboard.type(line))
        if line in ("one", "inner"):
            await page.keyboard.press("Enter")

    numbered = partial(items, style="ordered")
    assert await note.saved() == [numbered("one"), numbered("inner", indent=1), numbered("two", offset=1)]


async def test_tab_leaves_the_field_where_an_item_cannot_go_deeper(page, note):
    control = await note.show()
    await page.keyboard.press("Control+Shift+8")
    await page.keyboard.type("one")

    await page.keyboard.press("Tab")

    await expect(control).not_to_be_focused()
    assert await note.saved() == [items("one")]


async def test_lists_in_lists_come_back_as_they_were(note):
    initial = [
        section("before"),
        items("one", "two"),
        items("inner", indent=1),
        items("a", indent=2, style="ordered"),
        items("three"),
        items("1", style="ordered"),
        section("after"),
    ]
    control = await note.show(*initial)

    await control.press_sequentially("!")

    assert await note.saved() == [*initial[:-1], section("after!")]


async def test_a_link_is_made_of_what_is_selected(page, note):
    control = await note.show(section("see the site now"))
    await control.press("Control+Home")
    for key in ("Control+ArrowRight", "Control+ArrowRight", "Control+Shift+ArrowRight"):  # " site", with its blank
        await control.press(key)

    await control.press("Control+Shift+U")
    await expect(page.get_by_role("dialog", name="Add link").get_by_label("Text")).to_have_value("site")
    await page.keyboard.type("acme.example/a b")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Type an address")).to_be_visible()
    await page.get_by_label("Link", exact=True).last.fill("acme.example/a")
    await page.keyboard.press("Enter")

    await expect(control).to_be_focused()
    assert await note.saved() == [section("see the ", {"type": "link", "url": "https://acme.example/a", "text": "site"}, " now")]


async def test_a_link_is_changed_and_taken_away_with_the_button(page, note):
    control = await note.show(section({"type": "link", "url": "https://acme.example", "text": "site"}))

    await page.get_by_role("button", name="Link").click()
    dialog = page.get_by_role("dialog", name="Change link")
    await dialog.get_by_label("Text").fill("the site")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(control.get_by_role("link")).to_have_text("the site")
    await control.press("End")
    await page.get_by_role("button", name="Link").click()
    await dialog.get_by_role("button", name="Remove").click()

    await expect(control.get_by_role("link")).to_have_count(0)
    assert await note.saved() == [section("the site")]


async def test_what_is_typed_after_a_link_is_no_part_of_it(page, note):
    await note.show()

    await page.keyboard.press("Control+Shift+U")
    await page.keyboard.type("site")
    await page.keyboard.press("Tab")
    await page.keyboard.type("https://acme.example")
    await page.keyboard.press("Enter")
    await page.keyboard.type(" and more")

    assert await note.saved() == [section({"type": "link", "url": "https://acme.example", "text": "site"}, " and more")]


async def test_escape_in_the_links_dialog_leaves_the_form_open(page, note):
    control = await note.show(section("kept"))

    await control.press("Control+Shift+U")
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog", name="Add link")).to_have_count(0)
    await expect(control).to_be_focused()
    assert await note.saved() == [section("kept")]


async def test_people_groups_and_channels_are_mentioned(page, note):
    control = await note.show()

    for typed, name in (("ask @be", "Ben Tanaka"), ("or @sal", "@sales-team"), ("in #gen", "#general")):
        await control.press_sequentially(typed)
        await page.get_by_role("dialog").get_by_role("option", name=name).click()

    mentions = [{"type": "user", "user_id": "UBEN"}, {"type": "usergroup", "usergroup_id": "SREPS"}, {"type": "channel", "channel_id": "CGENERAL"}]
    assert await note.saved() == [section("ask ", mentions[0], " or ", mentions[1], " in ", mentions[2])]


async def test_a_private_channel_is_offered_to_its_members_only(page, note):
    control = await note.show()

    await control.press_sequentially("#d")

    await expect(page.get_by_role("listbox")).to_have_count(0)


async def test_addresses_and_emoji_that_are_typed_are_links_and_emoji(note):
    control = await note.show()

    await control.press_sequentially("see https://acme.example/a. :tada: at 10:30:15")

    link, emoji = {"type": "link", "url": "https://acme.example/a"}, {"type": "emoji", "name": "tada", "unicode": "1f389"}
    assert await note.saved() == [section("see ", link, ". ", emoji, " at 10:30:15")]


async def test_lines_of_a_quote_and_of_code_stay_together(page, note):
    control = await note.show()

    await page.keyboard.press("Control+Shift+9")
    await control.press_sequentially("one")
    await page.keyboard.press("Enter")
    await control.press_sequentially("two")

    assert await note.saved() == [{"type": "rich_text_quote", "elements": [text("one\ntwo")]}]


async def test_a_tools_button_says_whether_it_is_on(page, note):
    await note.show()
    bold = page.get_by_role("button", name="Bold")

    await page.keyboard.press("Control+b")
    await expect(bold).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Control+b")

    await expect(bold).to_have_attribute("aria-pressed", "false")


PASTED: list[tuple[str, list[Element]]] = [
    (
        "<b>a</b> <em>b</em> <del>c</del> <kbd>d</kbd>",
        [section(text("a", bold=True), " ", text("b", italic=True), " ", text("c", strike=True), " ", text("d", code=True))],
    ),
    ("<p>one</p>\n<p>two</p>", [section("one\ntwo")]),
    ("<h2>Title</h2><p>words</p>", [section(text("Title", bold=True), "\nwords")]),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", [items("a"), items("b", indent=1), items("c")]),
    ('<a href="https://acme.example/">site</a>', [section({"type": "link", "url": "https://acme.example/", "text": "site"})]),
    ('<a href="javascript:alert(1)">site</a>', [section("site")]),
    ('<img src="x" onerror="alert(1)"><script>alert(2)</script><style>b{}</style>words', [section("words")]),
    (
        '<b style="font-weight:normal"><span style="font-weight:700">fat</span> <span style="font-style:italic">thin</span></b>',
        [section(text("fat", bold=True), " ", text("thin", italic=True))],
    ),
    ("<pre>x = 1\ny = 2</pre>", [{"type": "rich_text_preformatted", "elements": [text("x = 1\ny = 2")]}]),
    ("<blockquote><p>said</p></blockquote>", [{"type": "rich_text_quote", "elements": [text("said")]}]),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", [section("a\tb\nc\td")]),
    ('<font color="red" size="7">big</font>', [section("big")]),
]


@pytest.mark.parametrize(("markup", "made"), PASTED)
async def test_what_is_pasted_keeps_what_slack_takes_and_nothing_else(note, markup, made):
    control = await note.show()

    await paste(control, markup, "unused")

    assert await note.saved() == made


async def test_plain_text_is_pasted_as_lines(note):
    control = await note.show(section("first: "))

    await paste(control, plain="<b>one</b>\ntwo")

    assert await note.saved() == [section("first: <b>one</b>\ntwo")]


async def test_an_address_pasted_over_words_makes_them_a_link(note):
    control = await note.show(section("site"))
    await control.press("Control+a")

    await paste(control, plain="https://acme.example")

    assert await note.saved() == [section({"type": "link", "url": "https://acme.example", "text": "site"})]
