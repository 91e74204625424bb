"""response_urls. How often and how long they work is in ../test_responses.py."""

import pytest

from tests.playground.whole.conftest import actions, field, refused


@pytest.fixture
def post(browser):
    async def send(url, **payload):
        async with browser.post(url, json=payload) as response:
            return response.status, await response.text()

    return send


@pytest.fixture
async def public(slack, app, client):
    """A message of the bot that everybody sees, and a click in it by UANA."""
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[actions()])
    message = slack.messages("CSALES")[0]
    return message, (await slack.click(message, action_id="go", user="UANA")).payload["response_url"]


async def test_each_payload_has_a_response_url_of_its_own(slack, app):
    urls = {(await slack.command("/lead", "42")).payload["response_url"] for _ in range(3)}

    assert len(urls) == 3


async def test_the_thirty_minutes_count_from_the_payload_not_from_the_last_post(slack, app, post):
    url = (await slack.command("/lead", "42")).payload["response_url"]
    slack.clock.advance(1500)
    assert (await post(url, text="one"))[0] == 200
    slack.clock.advance(310)

    assert (await post(url, text="two"))[0] == 404


async def test_replacing_counts_as_one_of_the_five_posts(slack, public, post):
    _, url = public
    answers = [await post(url, text=str(number), replace_original=True) for number in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [404]


async def test_a_post_is_ephemeral_for_whoever_acted_unless_it_says_in_channel(slack, public, post):
    _, url = public
    await post(url, text="quiet")
    await post(url, text="loud", response_type="in_channel")

    assert [one.text for one in slack.messages("CSALES", "UBEN")][1:] == ["loud"]
    assert [one.text for one in slack.messages("CSALES", "UANA")][1:] == ["quiet", "loud"]


async def test_a_click_in_a_message_for_all_replaces_it_for_all(slack, public, post):
    message, url = public
    await post(url, text="redrawn", replace_original=True)

    assert slack.messages("CSALES", "UBEN") == [message]
    assert (message.text, message.only_for) == ("redrawn", None)


async def test_a_click_in_a_message_for_all_deletes_it_for_all(slack, public, post):
    _, url = public
    await post(url, delete_original=True)

    assert slack.messages("CSALES") == []


async def test_without_replace_original_the_clicked_message_stays(slack, public, post):
    message, url = public
    await post(url, text="beside", replace_original=False)

    assert [one.text for one in slack.messages("CSALES", "UANA")] == [message.text, "beside"]


@pytest.mark.parametrize("more", [{}, {"response_type": "ephemeral"}])
async def test_a_thread_ts_counts_only_with_in_channel(slack, public, post, more):
    message, url = public
    await post(url, text="reply", thread_ts=message.ts, **more)

    assert slack.state.replies(message) == []
    assert slack.messages("CSALES", "UANA")[-1].thread_ts is None


async def test_a_message_shortcut_answers_beside_the_message_and_cannot_replace_it(slack, app, post):
    message = await slack.say("hello", user="UBEN")
    outcome = await slack.message_shortcut(message, "note.of", user="UANA")

    await post(outcome.payload["response_url"], text="Noted", replace_original=True)

    assert [one.text for one in slack.messages("CSALES", "UANA")] == ["hello", "Noted"]
    assert [one.text for one in slack.messages("CSALES", "UBEN")] == ["hello"]


async def test_a_response_url_needs_no_token_and_no_membership(slack, app, post, client):
    slack.installation.scopes = {"commands"}
    url = (await slack.command("/lead", "42", user="UBEN", channel="GDEALS")).payload["response_url"]

    assert await post(url, text="shared", response_type="in_channel") == (200, "ok")
    assert [one.text for one in slack.messages("GDEALS", "UCARA")] == ["shared"]
    assert await refused(client.chat_postMessage(channel="GDEALS", text="x")) == "missing_scope"


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        ({}, (400, "no_text")),
        ({"blocks": [{"type": "nonsense"}]}, (400, "invalid_blocks")),
        ({"blocks": [{"type": "divider", "unknown": 1}]}, (400, "invalid_blocks")),
    ],
)
async def test_what_slack_refuses_is_a_400_in_plain_text_without_detail(slack, app, post, payload, answer):
    url = (await slack.command("/lead", "42")).payload["response_url"]

    assert await post(url, **payload) == answer


@pytest.mark.parametrize("kind", ["conversations_select", "channels_select"])
async def test_a_select_of_a_modal_mints_a_response_url(slack, app, opened, post, kind):
    view = await opened(field("where", {"type": kind, "response_url_enabled": True}))

    await slack.submit(view, {"where": "CGENERAL"})

    (minted,) = app.last["response_urls"]
    assert set(minted) == {"response_url", "channel_id", "block_id", "action_id"}
    assert await post(minted["response_url"], text="shared", response_type="in_channel") == (200, "ok")
    assert [one.text for one in slack.messages("CGENERAL", "UBEN")] == ["shared"]


async def test_without_response_url_enabled_or_without_a_choice_no_response_url_is_minted(slack, app, opened):
    plain = field("plain", {"type": "conversations_select"})
    empty = field("empty", {"type": "conversations_select", "response_url_enabled": True}, optional=True)

    await slack.submit(await opened(plain, empty), {"plain": "CGENERAL"})

    assert app.last["response_urls"] == []
