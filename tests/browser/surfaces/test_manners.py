"""Slack's manners at the page: what can be dismissed, replies for all, previews, group messages, pictures from elsewhere, an app that is slow."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import expect

from playground.people import BOT_USER_ID
from tests.playground.whole.conftest import actions, field, option, plain, text_input

pytestmark = pytest.mark.browser
COMPOSER = "Message, or / for a command"
LINK = "https://leads.acme.example/42"


@pytest.fixture
def slow(slack, app):
    """While it lasts the app answers nothing, and Slack waits a fifth of a second, not three; then the app answers again."""

    @asynccontextmanager
    async def until_left(kind: str, *, ack_seconds: float = 0.2):
        answer, go_on, before = app.answers.get(kind), asyncio.Event(), slack.ground.wire.ack_seconds

        async def wait(payload: dict[str, Any]) -> Any:
            await go_on.wait()
            return answer

        app.answers[kind], slack.ground.wire.ack_seconds = wait, ack_seconds
        yield go_on
        go_on.set()
        app.answers[kind], slack.ground.wire.ack_seconds = answer, before

    return until_left


async def test_what_only_one_person_sees_is_dismissed_and_stays_away(page, be, client):
    await be("UANA")
    await client.chat_postMessage(channel="CSALES", text="for everybody")
    await client.chat_postEphemeral(channel="CSALES", user="UANA", text="for you")
    await expect(page.locator(".message")).to_have_count(2)

    await page.get_by_role("button", name="Dismiss message").press("Enter")

    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".message")).to_be_focused()
    await page.reload()
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".message")).to_contain_text("for everybody")


async def test_what_others_see_too_cannot_be_dismissed(page, slack, client):
    posted = await client.chat_postMessage(channel="CSALES", text="for everybody")

    answer = await page.request.post(f"{slack.url}/page/dismiss", data={"user": "UANA", "channel": "CSALES", "ts": posted["ts"]})

    assert (answer.status, await answer.json()) == (400, {"problem": "Only a message that nobody else sees can be dismissed."})


async def test_a_reply_is_sent_to_the_channel_too(page, be, app, client):
    await be("UANA")
    root = await client.chat_postMessage(channel="CSALES", text="the root")
    await client.chat_postMessage(channel="CSALES", text="an answer", thread_ts=root["ts"])
    await page.get_by_role("button", name="1 reply").click()

    await page.get_by_label("Also send to #sales").check()
    await page.get_by_label("Reply", exact=True).fill("for all")
    await page.get_by_label("Reply", exact=True).press("Enter")

    newest = page.get_by_label("Messages", exact=True).locator(".message").last
    await expect(newest).to_contain_text("for all")
    await expect(newest.get_by_role("button", name="a thread")).to_be_visible()
    await expect(page.get_by_role("region", name="Thread").locator(".message").last).to_contain_text("Also sent to the channel")
    await expect(page.get_by_label("Also send to #sales")).not_to_be_checked()
    told = [one for one in app.events("message") if one.get("thread_ts")][-1]
    assert (told["text"], told["subtype"]) == ("for all", "thread_broadcast")
    history = await client.conversations_history(channel="CSALES")
    assert [one["text"] for one in history["messages"]] == ["for all", "the root"]


async def sharing(heard: asyncio.Queue[dict[str, Any]], source: str) -> dict[str, Any]:
    """The link_shared that the app hears from there."""
    async with asyncio.timeout(5):
        while True:
            event = await heard.get()
            if event["type"] == "link_shared" and event["source"] == source:
                return event


async def test_a_link_shows_what_the_app_knows_of_it(page, be, app, client):
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    app.answers["event_callback"] = lambda payload: heard.put(payload["event"])
    await be("UANA")

    await page.get_by_label(COMPOSER).fill(f"see {LINK}")
    await page.get_by_label(COMPOSER).press("Enter")
    event = await sharing(heard, "conversations_history")
    content = {"title": "Ana Ruiz", "title_link": LINK, "text": "Status *New*", "footer": "Leads"}
    await client.chat_unfurl(channel="CSALES", ts=event["message_ts"], unfurls={LINK: content})

    preview = page.locator(".message").last.locator(".attachment")
    await expect(preview).to_contain_text("Leads")
    await expect(preview.get_by_role("link", name="Ana Ruiz")).to_have_attribute("href", LINK)


async def test_a_link_is_previewed_while_it_stands_in_the_composer(page, be, app, client):
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    app.answers["event_callback"] = lambda payload: heard.put(payload["event"])
    await be("UANA")

    await page.get_by_label(COMPOSER).fill(f"see {LINK}")
    event = await sharing(heard, "composer")
    await expect(page.locator(".previews")).to_be_empty()  # the app has answered, and not sent a preview yet
    content = {"title": "Ana Ruiz", "blocks": [{"type": "section", "text": plain("Status New")}]}
    await client.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls={LINK: content})

    await expect(page.locator(".previews")).to_contain_text("Status New")


async def test_previews_are_for_whoever_wrote_the_link(page, slack, app):
    shared = await slack.compose(LINK, user="UANA")

    answers = [await page.request.post(f"{slack.url}/page/previews", data={"user": user, "unfurl_id": shared.unfurl_id}) for user in ("UANA", "UBEN")]

    assert [one.status for one in answers] == [200, 400]


async def test_a_message_to_several_people_is_called_by_their_names(page, be, slack):
    await be("UANA")
    group = slack.ground.state.group_dm(["UANA", "UBEN"])
    await slack.ground.state.post(group.id, BOT_USER_ID, "to both")

    await page.get_by_role("button", name="Ben Tanaka, Leadbot, 1 unread").click()

    await expect(page.get_by_role("heading", name="Ben Tanaka, Leadbot")).to_be_visible()
    await expect(page.locator(".message")).to_contain_text("to both")
    await page.get_by_label(COMPOSER).fill("and from me")
    await page.get_by_label(COMPOSER).press("Enter")
    await expect(page.locator(".message").last).to_contain_text("and from me")


async def test_a_picture_from_elsewhere_is_fetched_only_when_it_is_asked_for(page, be, client):
    asked: list[str] = []

    async def served(route):
        asked.append(route.request.url)
        await route.fulfill(content_type="image/svg+xml", body="<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")

    await page.route("https://pictures.acme.example/**", served)
    await be("UANA")
    pictures = [{"type": "image", "image_url": f"https://pictures.acme.example/{name}.svg", "alt_text": name} for name in ("a", "b")]
    posted = await client.chat_postMessage(channel="CSALES", text="x", blocks=pictures)
    button = page.get_by_role("button", name="Show picture from pictures.acme.example: a")
    await expect(button).to_be_visible()
    assert asked == []

    await button.press("Enter")
    await expect(page.get_by_role("img", name="a", exact=True)).to_be_visible()
    await client.chat_update(channel="CSALES", ts=posted["ts"], text="y", blocks=[{"type": "section", "text": plain("More")}, *pictures])

    await expect(page.locator(".message").last).to_contain_text("More")
    await expect(page.get_by_role("img", name="a", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Show picture from pictures.acme.example: b")).to_be_visible()
    assert set(asked) == {"https://pictures.acme.example/a.svg"}


async def test_a_form_says_saving_while_the_app_decides_and_takes_no_second_press(page, be, app, opened, slow):
    await be("UANA")
    await opened(text_input("Words"))
    await page.get_by_label("Words", exact=True).fill("x")

    async with slow("view_submission", ack_seconds=5) as go_on:
        await page.get_by_role("button", name="Save", exact=True).click()
        saving = page.get_by_role("button", name="Saving…")
        await expect(saving).to_have_attribute("aria-busy", "true")
        await saving.press("Enter")
        go_on.set()
        await expect(page.get_by_role("dialog")).to_have_count(0)

    assert len([one for one in app.heard if one["type"] == "view_submission"]) == 1


async def test_a_submission_that_takes_too_long_leaves_the_form_with_what_was_typed(page, be, app, opened, slow):
    await be("UANA")
    await opened(text_input("Words"))
    await page.get_by_label("Words", exact=True).fill("kept")

    async with slow("view_submission"):
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_role("dialog").get_by_role("alert").last).to_have_text("We had some trouble connecting. Try again?")
    await expect(page.get_by_label("Words", exact=True)).to_have_value("kept")
    await page.get_by_role("button", name="Save", exact=True).click()

    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_command_that_takes_too_long_fails_in_slacks_words(page, be, slow):
    await be("UANA")

    async with slow("command"):
        await page.get_by_label(COMPOSER).fill("/lead 42")
        await page.get_by_label(COMPOSER).press("Enter")
        await expect(page.locator(".message").last).to_contain_text('/lead failed with the error "operation_timeout"')

    await expect(page.locator(".message").last).to_contain_text("Only visible to you")
    await expect(page.get_by_role("status")).to_have_text("No acknowledgement came.")


async def test_a_button_is_busy_while_the_app_is_asked_and_marked_when_it_took_too_long(page, be, client, slow):
    await be("UANA")
    await client.chat_postMessage(channel="CSALES", text="Go", blocks=[actions()])
    go = page.get_by_role("button", name="Go", exact=True)

    async with slow("block_actions"):
        await go.click()
        await expect(go).to_have_attribute("aria-busy", "true")
        await expect(page.get_by_role("status")).to_have_text("Leadbot is having trouble connecting. Try again.")

    await expect(page.locator("button.troubled")).to_have_text("Go")
    await go.click()
    await expect(page.locator("button.troubled")).to_have_count(0)


async def test_options_that_take_too_long_say_so_in_the_list(page, be, opened, slow):
    await be("UANA")
    await opened(field("It", {"type": "external_select", "min_query_length": 0}))

    async with slow("block_suggestion"):
        await page.get_by_label("It", exact=True).click()
        await expect(page.get_by_text("Loading…")).to_be_visible()
        await expect(page.get_by_text("Results could not be loaded. Try again.")).to_be_visible()


@pytest.mark.parametrize(
    "pick",
    [
        ("conversations_select", [("gen", "#general")], "CGENERAL"),
        ("multi_conversations_select", [("gen", "#general"), ("sales", "#sales")], ["CGENERAL", "CSALES"]),
        ("multi_channels_select", [("gen", "#general"), ("partners", "#acme-partners")], ["CGENERAL", "CSHARED"]),
        ("multi_users_select", [("ben", "Ben Tanaka"), ("ver", "Vera Novak")], ["UBEN", "UVERA"]),
        ("multi_external_select", [("ru", "Ruiz"), ("ru", "Ruston")], ["ruiz", "ruston"]),
    ],
)
async def test_what_is_picked_arrives_by_its_id(page, be, app, opened, pick):
    kind, typed, found = pick
    app.answers["block_suggestion"] = {"options": [option("ruiz"), option("ruston")]}
    await be("UANA")
    await opened(field("It", {"type": kind, **({"min_query_length": 2} if kind == "multi_external_select" else {})}))
    control = page.get_by_label("It", exact=True)

    for words, name in typed:
        await control.press_sequentially(words)
        await page.get_by_role("dialog").get_by_role("option", name=name).click()
        await expect(page.get_by_role("listbox")).to_have_count(0)
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)

    entry = app.last["view"]["state"]["values"]["It"]["it"]
    assert entry.pop("type") == kind
    [picked] = entry.values()
    assert ([one["value"] for one in picked] if "external" in kind else picked) == found


async def test_a_modals_picture_waits_for_a_click_too(page, be, opened):
    await be("UANA")

    await opened({"type": "image", "image_url": "https://pictures.acme.example/a.svg", "alt_text": "a"})

    await expect(page.get_by_role("dialog").get_by_role("button", name="Show picture from pictures.acme.example: a")).to_be_visible()
