"""The page for whoever has no mouse, or hears the screen: axe-core's rules on each main screen."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # the package has no types
from playwright.async_api import Page, expect

from tests.browser.surfaces.samples import EVERY_BLOCK, EVERY_INPUT
from tests.playground.whole.conftest import actions, button, field, home, modal, option, plain, text_input

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}, "resultTypes": ["violations"]}
COMPOSER = "Message, or / for a command"


@dataclass
class Stage:
    """The app, what it calls Slack with, and how it opens a modal."""

    app: Any
    client: Any
    opened: Callable[..., Awaitable[Any]]


Show = Callable[[Page, Stage], Awaitable[None]]


@pytest.fixture
def stage(app, client, opened):
    return Stage(app, client, opened)


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(f"axe.run({json.dumps(RULES)})")
    return [f"{one['id']}: {node['target']} {node['failureSummary']} {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


async def a_channel_with_every_block(page, stage):
    await stage.client.chat_postMessage(channel="CSALES", text="all", blocks=EVERY_BLOCK)
    await stage.client.chat_postMessage(channel="CSALES", text="plain *words*, `code`, <@UANA>, <@UBEN> and <#CGENERAL>")
    await stage.client.chat_postEphemeral(channel="CSALES", user="UANA", text="for you alone")
    await expect(page.get_by_text("for you alone")).to_be_visible()


async def a_message_with_the_focus(page, stage):
    posted = await stage.client.chat_postMessage(channel="CSALES", text="a fact")
    await stage.client.reactions_add(channel="CSALES", timestamp=posted["ts"], name="thumbsup")
    await page.locator(".message").last.focus()
    await expect(page.get_by_role("toolbar", name="Message actions")).to_be_visible()


async def a_thread(page, stage):
    root = await stage.client.chat_postMessage(channel="CSALES", text="the root")
    await stage.client.chat_postMessage(channel="CSALES", text="an answer", thread_ts=root["ts"])
    await page.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_role("region", name="Thread")).to_contain_text("an answer")


async def the_apps_home(page, stage):
    blocks = [{"type": "header", "text": plain("My day")}, actions(), text_input("Search"), {"type": "divider"}]
    await stage.client.views_publish(user_id="UANA", view=home(*blocks))
    await page.get_by_role("button", name="Leadbot").click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()


async def a_modal_with_every_input(page, stage):
    await stage.opened(*EVERY_INPUT)
    await expect(page.get_by_role("dialog", name="Note")).to_be_visible()


async def a_modal_with_errors(page, stage):
    await stage.opened(text_input("Words"), field("Kind", {"type": "static_select", "options": [option("call")]}))
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Please complete this required field.").first).to_be_visible()


async def the_dialog_of_a_link(page, stage):
    await stage.opened(field("It", {"type": "rich_text_input"}))
    await page.get_by_label("It", exact=True).press("Control+Shift+U")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Type an address")).to_be_visible()


async def pictures_from_elsewhere(page, stage):
    picture = {"type": "image", "image_url": "https://pictures.acme.example/a.png", "alt_text": "Deals"}
    blocks = [picture, {"type": "section", "text": plain("beside"), "accessory": picture}, {"type": "context", "elements": [picture]}]
    await stage.client.chat_postMessage(channel="CSALES", text="x", blocks=blocks)
    await expect(page.get_by_role("button", name="Show picture from pictures.acme.example: Deals")).to_have_count(3)


async def a_modal_upon_another(page, stage):
    stage.app.answers["view_submission"] = {"response_action": "push", "view": modal(text_input("Second"), title=plain("Above"))}
    await stage.opened(text_input("First"))
    await page.get_by_label("First").fill("kept")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog", name="Above")).to_be_visible()


async def an_open_select(page, stage):
    groups = [{"label": plain("Often"), "options": [option("call"), option("meeting")]}, {"label": plain("Seldom"), "options": [option("visit")]}]
    await stage.opened(field("Kind", {"type": "static_select", "option_groups": groups}))
    await page.get_by_label("Kind", exact=True).click()
    await expect(page.get_by_role("option", name="Visit")).to_be_visible()


async def an_open_select_of_several(page, stage):
    await stage.opened(field("Kinds", {"type": "multi_static_select", "options": [option("call"), option("meeting")], "initial_options": [option("call")]}))
    await page.get_by_label("Kinds", exact=True).click()
    await expect(page.get_by_role("option", name="Meeting")).to_be_visible()


async def a_select_without_results(page, stage):
    await stage.opened(field("Kind", {"type": "static_select", "options": [option("call")]}))
    await page.get_by_label("Kind", exact=True).fill("zzz")
    await expect(page.get_by_text("No results")).to_be_visible()


async def a_confirm_dialog(page, stage):
    sure = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Do it"), "deny": plain("Leave it")}
    danger = {"type": "button", "action_id": "go", "text": plain("Delete"), "style": "danger", "confirm": sure}
    await stage.client.chat_postMessage(channel="CSALES", text="Go", blocks=[actions(danger)])
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("dialog", name="Sure?")).to_be_visible()


async def a_messages_menu(page, stage):
    await stage.client.chat_postMessage(channel="CSALES", text="a fact")
    await page.locator(".message").last.hover()
    await page.locator(".message").last.get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem", name="Save as note")).to_be_visible()


async def the_wire(page, stage):
    await stage.client.chat_postMessage(channel="CSALES", text="a fact")
    await page.get_by_label(COMPOSER).fill("/lead 42")
    await page.get_by_label(COMPOSER).press("Enter")
    await page.get_by_role("tab", name="Wire").click()
    await page.locator("summary").first.click()
    await expect(page.get_by_role("heading", name="Request", exact=True)).to_be_visible()


async def the_faults(page, stage):
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_label("Faults that are on")).to_contain_text("slow")


async def commands_that_complete(page, stage):
    await page.get_by_label(COMPOSER).press_sequentially("/l")
    await expect(page.get_by_role("option", name="/lead")).to_be_visible()


async def an_archived_channel(page, stage):
    await page.get_by_role("button", name="old-stuff").click()
    await expect(page.get_by_text("This channel is archived.")).to_be_visible()


SCREENS: list[Show] = [
    a_channel_with_every_block,
    a_message_with_the_focus,
    a_thread,
    the_apps_home,
    a_modal_with_every_input,
    a_modal_with_errors,
    the_dialog_of_a_link,
    pictures_from_elsewhere,
    a_modal_upon_another,
    an_open_select,
    an_open_select_of_several,
    a_select_without_results,
    a_confirm_dialog,
    a_messages_menu,
    the_wire,
    the_faults,
    commands_that_complete,
    an_archived_channel,
]


@pytest.mark.parametrize("show", SCREENS, ids=lambda show: show.__name__)
async def test_nothing_on_a_screen_breaks_a_rule_of_accessibility(page, be, stage, show):
    await be("UANA")

    await show(page, stage)

    found = await violations(page)
    assert not found, "\n".join(found)


async def focused(page: Page) -> str:
    """The name of what has the focus."""
    return await page.evaluate("(({ariaLabel, textContent}) => ariaLabel ?? textContent)(document.activeElement)")


def opening(stage: Stage, *blocks: dict[str, Any]) -> Callable[[dict[str, Any]], Awaitable[None]]:
    """What the app does at a click: it opens a form."""

    async def open_form(payload: dict[str, Any]) -> None:
        await stage.client.views_open(trigger_id=payload["trigger_id"], view=modal(*blocks))

    return open_form


async def test_a_whole_journey_needs_no_mouse(page, be, stage):
    await be("UANA")
    keys, app = page.keyboard, stage.app
    app.answers["command"] = {"response_type": "in_channel", "blocks": [{"type": "section", "text": plain("Ana Ruiz")}, actions(button("edit"))]}
    kinds = {"type": "static_select", "options": [option("call"), option("meeting")]}

    sure = {"type": "checkboxes", "options": [option("yes")]}
    app.answers["block_actions"] = opening(stage, text_input("Words"), field("Kind", kinds), field("Sure", sure))

    for _ in ("the tools", "the side bar", "the message field"):
        await keys.press("F6")
    await keys.type("/le")
    await keys.press("Tab")
    await keys.type("ana")
    await keys.press("Enter")
    await expect(page.locator(".message").last).to_contain_text("Ana Ruiz")
    await keys.press("Shift+Tab")  # More actions
    for _ in range(4):
        await keys.press("Shift+Tab")
    assert await focused(page) == "Go"
    await keys.press("Enter")

    await expect(page.get_by_label("Words", exact=True)).to_be_focused()
    await keys.type("called back")
    await keys.press("Tab")
    await keys.type("meet")
    await keys.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await expect(page.get_by_role("dialog", name="Note")).to_be_visible()
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.press("Space")
    await keys.press("Control+Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    held = app.last["view"]["state"]["values"]
    assert held["Words"]["it"]["value"] == "called back"
    assert held["Kind"]["it"]["selected_option"]["value"] == "meeting"
    assert [one["value"] for one in held["Sure"]["it"]["selected_options"]] == ["yes"]
    assert await focused(page) == "Go"


async def test_tab_stays_in_a_form_and_escape_leads_back_to_what_opened_it(page, be, stage):
    await be("UANA")
    await stage.client.chat_postMessage(channel="CSALES", text="Go", blocks=[actions()])
    stage.app.answers["block_actions"] = opening(stage, text_input("Words"))
    await page.get_by_role("button", name="Go", exact=True).press("Enter")
    await expect(page.get_by_role("dialog", name="Note")).to_be_visible()

    inside = "document.activeElement === document.body || document.getElementById('modal').contains(document.activeElement)"
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await page.evaluate(inside)
    await page.get_by_label("Words", exact=True).press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="Go", exact=True)).to_be_focused()


async def test_the_focus_stays_at_a_button_whose_card_is_drawn_anew(page, be, stage):
    await be("UANA")
    posted = await stage.client.chat_postMessage(channel="CSALES", text="Go", blocks=[actions()])
    await page.get_by_role("button", name="Go", exact=True).focus()

    await stage.client.chat_update(channel="CSALES", ts=posted["ts"], text="Go", blocks=[{"type": "section", "text": plain("Done")}, actions()])

    await expect(page.locator(".message").last).to_contain_text("Done")
    await expect(page.get_by_role("button", name="Go", exact=True)).to_be_focused()


async def test_new_messages_are_read_out_and_another_channels_old_ones_are_not(page, be, stage):
    await be("UANA")
    await stage.client.chat_postMessage(channel="CSALES", text="first")
    messages = page.get_by_role("list", name="Messages", exact=True)
    await expect(messages).to_contain_text("first")
    await expect(messages).to_have_attribute("aria-live", "polite")

    await page.get_by_role("button", name="general").click()
    await page.get_by_role("button", name="sales").click()

    await expect(messages).to_contain_text("first")
    await expect(messages).to_have_attribute("aria-live", "off")


async def test_arrow_keys_go_from_message_to_message(page, be, stage):
    await be("UANA")
    for words in ("one", "two", "three"):
        await stage.client.chat_postMessage(channel="CSALES", text=words)
    messages = page.locator(".message")
    await expect(messages).to_have_count(3)
    await messages.last.focus()

    await page.keyboard.press("ArrowUp")
    await expect(messages.nth(1)).to_be_focused()
    await page.keyboard.press("Home")

    await expect(messages.first).to_be_focused()
