"""The page for whoever has no mouse, or hears the screen: axe-core's rules on each main screen."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page, expect

from tests.browser.surfaces.samples import EVERY_BLOCK, EVERY_INPUT
from tests.playground.whole.conftest import actions, field, home, modal, option, plain, text_input

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}, "resultTypes": ["violations"]}
Show = Callable[[Page, Any, Any, Callable[..., Awaitable[Any]]], Awaitable[None]]
COMPOSER = "Message, or / for a command"


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(f"axe.run({json.dumps(RULES)})")
    return [f"{one['id']}: {node['target']} {node['failureSummary']} {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


async def a_channel_with_every_block(page, client, app, opened):
    await client.chat_postMessage(channel="CSALES", text="all", blocks=EVERY_BLOCK)
    await client.chat_postMessage(channel="CSALES", text="plain *words*, `code`, <@UANA>, <@UBEN> and <#CGENERAL>")
    await client.chat_postEphemeral(channel="CSALES", user="UANA", text="for you alone")
    await expect(page.get_by_text("for you alone")).to_be_visible()


async def a_message_with_the_focus(page, client, app, opened):
    posted = await client.chat_postMessage(channel="CSALES", text="a fact")
    await client.reactions_add(channel="CSALES", timestamp=posted["ts"], name="thumbsup")
    await page.locator(".message").last.focus()
    await expect(page.get_by_role("toolbar", name="Message actions")).to_be_visible()


async def a_thread(page, client, app, opened):
    root = await client.chat_postMessage(channel="CSALES", text="the root")
    await client.chat_postMessage(channel="CSALES", text="an answer", thread_ts=root["ts"])
    await page.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_role("region", name="Thread")).to_contain_text("an answer")


async def the_apps_home(page, client, app, opened):
    blocks = [{"type": "header", "text": plain("My day")}, actions(), text_input("Search"), {"type": "divider"}]
    await client.views_publish(user_id="UANA", view=home(*blocks))
    await page.get_by_role("button", name="Leadbot").click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()


async def a_modal_with_every_input(page, client, app, opened):
    await opened(*EVERY_INPUT)
    await expect(page.get_by_role("dialog", name="Note")).to_be_visible()


async def a_modal_with_errors(page, client, app, opened):
    await opened(text_input("Words"), field("Kind", {"type": "static_select", "options": [option("call")]}))
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Please complete this required field.").first).to_be_visible()


async def a_modal_upon_another(page, client, app, opened):
    app.answers["view_submission"] = {"response_action": "push", "view": modal(text_input("Second"), title=plain("Above"))}
    await opened(text_input("First"))
    await page.get_by_label("First").fill("kept")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Above")).to_be_visible()


async def an_open_select(page, client, app, opened):
    groups = [{"label": plain("Often"), "options": [option("call"), option("meeting")]}, {"label": plain("Seldom"), "options": [option("visit")]}]
    await opened(field("Kind", {"type": "static_select", "option_groups": groups}))
    await page.get_by_label("Kind", exact=True).click()
    await expect(page.get_by_role("option", name="Visit")).to_be_visible()


async def an_open_select_of_several(page, client, app, opened):
    await opened(field("Kinds", {"type": "multi_static_select", "options": [option("call"), option("meeting")], "initial_options": [option("call")]}))
    await page.get_by_label("Kinds", exact=True).click()
    await expect(page.get_by_role("option", name="Meeting")).to_be_visible()


async def a_select_without_results(page, client, app, opened):
    await opened(field("Kind", {"type": "static_select", "options": [option("call")]}))
    await page.get_by_label("Kind", exact=True).fill("zzz")
    await expect(page.get_by_text("No results")).to_be_visible()


async def a_confirm_dialog(page, client, app, opened):
    sure = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Do it"), "deny": plain("Leave it")}
    danger = {"type": "button", "action_id": "go", "text": plain("Delete"), "style": "danger", "confirm": sure}
    await client.chat_postMessage(channel="CSALES", text="Go", blocks=[actions(danger)])
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("dialog", name="Sure?")).to_be_visible()


async def a_messages_menu(page, client, app, opened):
    await client.chat_postMessage(channel="CSALES", text="a fact")
    await page.locator(".message").last.hover()
    await page.locator(".message").last.get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem", name="Save as note")).to_be_visible()


async def the_wire(page, client, app, opened):
    await client.chat_postMessage(channel="CSALES", text="a fact")
    await page.get_by_label(COMPOSER).fill("/lead 42")
    await page.get_by_label(COMPOSER).press("Enter")
    await page.get_by_role("tab", name="Wire").click()
    await page.locator("summary").first.click()
    await expect(page.get_by_role("heading", name="Request", exact=True)).to_be_visible()


async def the_faults(page, client, app, opened):
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_label("Faults that are on")).to_contain_text("slow")


async def commands_that_complete(page, client, app, opened):
    await page.get_by_label(COMPOSER).press_sequentially("/l")
    await expect(page.get_by_role("option", name="/lead")).to_be_visible()


async def an_archived_channel(page, client, app, opened):
    await page.get_by_role("button", name="old-stuff").click()
    await expect(page.get_by_text("This channel is archived.")).to_be_visible()


SCREENS: list[Show] = [
    a_channel_with_every_block,
    a_message_with_the_focus,
    a_thread,
    the_apps_home,
    a_modal_with_every_input,
    a_modal_with_errors,
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
async def test_nothing_on_a_screen_breaks_a_rule_of_accessibility(page, be, client, app, opened, show):
    await be("UANA")

    await show(page, client, app, opened)

    found = await violations(page)
    assert not found, "\n".join(found)
