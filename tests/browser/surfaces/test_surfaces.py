"""Messages, threads, modals in stacks, confirm dialogs, Home, shortcuts, badges."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from tests.playground.whole.conftest import actions, button, home, modal, plain, text_input

pytestmark = pytest.mark.browser
SURE = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Do it"), "deny": plain("Leave it")}


async def test_a_button_with_a_confirm_dialog_tells_the_app_only_after_the_yes(page, be, app, client):
    clicks: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    app.answers["block_actions"] = clicks.put
    await be("UANA")
    await client.chat_postMessage(channel="CSALES", text="Go", blocks=[actions(button() | {"confirm": SURE})])
    go = page.get_by_role("button", name="Go", exact=True)

    await go.click()
    await page.get_by_role("button", name="Leave it").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await go.click()
    await page.get_by_role("button", name="Do it").click()

    async with asyncio.timeout(5):
        click = await clicks.get()
    assert click["actions"][0]["action_id"] == "go"
    assert clicks.empty()


async def test_a_pushed_view_stands_in_front_and_cancel_leads_back(page, be, app, opened):
    app.answers["view_submission"] = {"response_action": "push", "view": modal(text_input("Second"), title=plain("Above"))}
    await be("UANA")
    await opened(text_input("First"))
    await page.get_by_label("First").fill("kept")

    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog", name="Above")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.get_by_label("First")).to_have_value("kept")
    await page.get_by_role("button", name="Close all").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_home_and_messages_are_tabs_of_the_app(page, be, app, client):
    clicks: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    app.answers["block_actions"] = clicks.put
    await client.views_publish(user_id="UANA", view=home({"type": "header", "text": plain("My day")}, actions()))
    await be("UANA")
    await page.get_by_role("button", name="Leadbot").click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()

    await page.get_by_role("button", name="Go", exact=True).click()
    await page.get_by_role("tab", name="Messages").click()

    await expect(page.get_by_label("Message, or / for a command")).to_be_visible()
    async with asyncio.timeout(5):
        assert (await clicks.get())["view"]["type"] == "home"


async def test_a_messages_menu_has_the_apps_shortcut(page, be, app, client):
    await be("UANA")
    await client.chat_postMessage(channel="CSALES", text="a fact")
    message = page.locator(".message").last
    await message.focus()

    await message.get_by_role("button", name="More actions").press("Enter")
    await page.get_by_role("menuitem", name="Save as note").press("Enter")

    await expect(message.get_by_role("button", name="More actions")).to_be_focused()
    await page.wait_for_function("() => fetch('/page/wire?after=0').then((one) => one.text()).then((text) => text.includes('note.of'))")
    assert app.last["callback_id"] == "note.of"


async def test_a_global_shortcut_opens_from_the_composer(page, be, app):
    await be("UANA")

    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Add a lead").click()

    await page.wait_for_function("() => fetch('/page/wire?after=0').then((one) => one.text()).then((text) => text.includes('lead.new'))")
    assert app.last["callback_id"] == "lead.new"


async def test_replies_stand_in_the_thread_and_commands_do_not_work_there(page, be, client):
    await be("UANA")
    root = await client.chat_postMessage(channel="CSALES", text="the root")
    await client.chat_postMessage(channel="CSALES", text="an answer", thread_ts=root["ts"])
    await page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("region", name="Thread")
    await expect(thread).to_contain_text("an answer")

    await page.get_by_label("Reply", exact=True).fill("/lead 42")
    await page.get_by_label("Reply", exact=True).press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("/lead is not supported in threads")
    await page.get_by_label("Reply", exact=True).fill("mine")
    await page.get_by_label("Reply", exact=True).press("Enter")

    await expect(thread.locator(".message")).to_have_count(3)


async def test_a_mention_is_counted_until_the_channel_is_opened(page, be, client):
    await be("UBEN")
    await page.get_by_role("button", name="general").click()
    await client.chat_postMessage(channel="CSALES", text="<@UBEN> look")

    await page.get_by_role("button", name="sales, 1 unread, 1 mentions").click()

    await expect(page.get_by_role("button", name="sales", exact=True)).to_be_visible()
    await expect(page.get_by_role("separator", name="New")).to_be_visible()


async def test_marks_dates_and_mentions_are_written_for_the_reader(page, be, client):
    await be("UBEN")
    words = "*b* _i_ ~s~ `*c*` &lt;@UANA&gt; <@UBEN> snake_case_word <!date^1767225600^{date_num} {time}|x> <!date^1^{no}|fallback>"
    posted = await client.chat_postMessage(channel="CSALES", text=words)

    message = page.locator(".message").last
    await expect(message.locator(".mrkdwn")).to_have_text("b i s *c* <@UANA> @Ben Tanaka snake_case_word 2026-01-01 09:00 fallback")
    await client.chat_update(channel="CSALES", ts=posted["ts"], text="less")

    await expect(message).to_contain_text("less (edited)")


async def test_an_archived_channel_has_no_composer(page, be):
    await be("UANA")

    await page.get_by_role("button", name="old-stuff").click()

    await expect(page.get_by_text("This channel is archived.")).to_be_visible()
    await expect(page.get_by_label("Message, or / for a command")).to_be_hidden()


async def test_a_fault_is_switched_on_at_the_page_and_the_person_sees_it(page, be, app):
    await be("UANA")
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_label("Where").select_option("delivery:slash_commands")
    await page.get_by_label("What").select_option("dropped")
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_label("Faults that are on")).to_contain_text("never arrives")

    await page.get_by_label("Message, or / for a command").fill("/lead 1")
    await page.get_by_label("Message, or / for a command").press("Enter")

    await expect(page.locator(".message").last).to_contain_text("/lead failed with the error", timeout=10000)
    assert app.heard == []
