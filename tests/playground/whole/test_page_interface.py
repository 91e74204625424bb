"""The page's HTTP interface, its stream, and the switches that tests in other processes use."""

import asyncio
import json

import pytest

from tests.playground.conftest import APP

from .conftest import actions, field, home, modal, option, text_input


@pytest.fixture
def page(slack, browser):
    """Posts as the page does; gives the answer's JSON, or (status, JSON) if it is no 200."""

    async def post(path, **body):
        async with browser.post(f"{slack.url}{path}", json=body) as response:
            said = await response.json()
            return said if response.status == 200 else (response.status, said)

    return post


@pytest.fixture
def get(slack, browser):
    async def read(path):
        async with browser.get(f"{slack.url}{path}") as response:
            return await response.json()

    return read


async def test_a_whole_journey_is_possible_by_json_alone(slack, app, client, page, get):
    async def answer(payload):
        await client.views_open(
            trigger_id=payload["trigger_id"], view=modal(text_input("content"), field("lead", {"type": "external_select", "action_id": "lead"}))
        )
        return {"text": "Opening"}

    app.answers["command"] = answer
    app.answers["block_suggestion"] = {"options": [option("ana")]}
    typed = await page("/page/command", user="UANA", channel="CSALES", line="/lead note")
    view = typed["view"]["id"]
    offered = await page("/page/options", user="UANA", view=view, action_id="lead", typed="ana")
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"content": "Too short."}}
    refused = await page("/page/submit", user="UANA", view=view, values={"content": "x", "lead": offered["options"][0]})
    app.answers["view_submission"] = None
    saved = await page("/page/submit", user="UANA", view=view, values={"content": "longer"})

    assert [one["shown"] for one in typed["messages"]] == ["Opening"]
    assert (refused["errors"], refused["view"]["errors"]) == ({"content": "Too short."}, {"content": "Too short."})
    assert (saved["view"], saved["errors"], saved["trouble"]) == (None, {}, "")
    assert (await get("/page/as/UANA"))["modals"] == []


async def test_clicks_home_and_closing_by_json(slack, app, client, page, get):
    await client.views_publish(user_id="UANA", view=home(actions()))
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[actions()])
    message = slack.messages("CSALES")[0]

    opened = await page("/page/home", user="UANA")
    clicked = await page("/page/click", user="UANA", view=opened["home"]["id"], action_id="go", value="1")
    again = await page("/page/click", user="UANA", channel="CSALES", ts=message.ts, action_id="go", value="1", values={})
    await client.views_open(trigger_id=app.last["trigger_id"], view=modal())
    closed = await page("/page/close", user="UANA", view=slack.view("UANA").id)

    assert (clicked["status"], again["status"], closed) == (200, 200, {"told": False, "view": None})
    assert [one["view"]["type"] if "view" in one else one["message"]["text"] for one in app.heard if one["type"] == "block_actions"] == ["home", "Ana"]
    await until(lambda: app.events("app_home_opened"))


async def test_messages_threads_reactions_shortcuts_and_reading_by_json(slack, app, page, get):
    posted = (await page("/page/message", user="UANA", channel="CSALES", text="look @ben"))["message"]
    await page("/page/message", user="UBEN", channel="CSALES", text="yes", thread_ts=posted["ts"])
    reacted = await page("/page/react", user="UBEN", channel="CSALES", ts=posted["ts"], name="eyes")
    await page("/page/shortcut", user="UBEN", callback_id="note.of", channel="CSALES", ts=posted["ts"])
    await page("/page/shortcut", user="UBEN", callback_id="lead.new")
    sales = next(one for one in (await get("/page/as/UBEN"))["channels"] if one["id"] == "CSALES")
    await page("/page/read", user="UBEN", channel="CSALES")
    read = next(one for one in (await get("/page/as/UBEN"))["channels"] if one["id"] == "CSALES")

    assert posted["shown"] == "look @Ben Tanaka"
    assert reacted["message"]["reactions"] == [{"name": "eyes", "users": ["UBEN"], "count": 1}]
    assert [one["type"] for one in app.heard[-2:]] == ["message_action", "shortcut"]
    assert (sales["unread"], sales["mentions"]) == (1, 1)
    assert (read["unread"], read["mentions"]) == (0, 0)


async def test_a_person_sees_only_what_is_theirs(slack, client, get):
    await client.chat_postEphemeral(channel="CSALES", user="UANA", text="only Ana")
    await slack.say("secret", user="UBEN", channel="GDEALS")

    ana, ben, guest = [await get(f"/page/as/{user}") for user in ("UANA", "UBEN", "UGUS")]

    assert [(one["shown"], one["only_you"]) for one in ana["messages"]] == [("only Ana", True)]
    assert [one["shown"] for one in ben["messages"]] == ["secret"]
    assert {one["id"] for one in guest["channels"]} == {"CSHARED", "DGUS"}
    assert {one["id"]: one["composer"] for one in ana["channels"]}["COLD"] == "This channel is archived."
    assert ana["shortcuts"][0]["callback_id"] == "lead.new"


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/page/command", b"{", "This is not JSON"),
        ("/page/command", b"[]", "A JSON object is needed"),
        ("/page/command", b"\xff", "This is not JSON"),
        ("/page/command", b"{}", "Type a command"),
        ("/page/command", b'{"line": "/lead"}', "user is missing"),
        ("/page/click", b'{"user": "UANA", "view": "V1", "action_id": "x"}', "This form is closed"),
        ("/page/click", b'{"user": "UANA", "channel": "CSALES", "ts": "1.1", "action_id": "x"}', "This message is not there"),
        ("/page/message", b'{"user": "UANA", "channel": "CSALES", "text": " "}', "A message needs some text"),
        ("/page/shortcut", b'{"user": "UANA", "callback_id": "x"}', "no global shortcut"),
        ("/page/submit", b'{"user": "UNOBODY", "view": "V1"}', "not there"),
        ("/playground/clock", b"{}", "This is missing: seconds"),
        ("/playground/clock", b'{"seconds": "soon"}', "could not convert"),
        ("/playground/clock", b'{"seconds": -1}', "Time goes ahead only"),
        ("/playground/faults", b'{"method": "auth.test", "kind": "sleepy"}', "kind is one of"),
        ("/playground/strictness", b'{"rate_limits": "no"}', "no setting of this kind"),
        ("/playground/sockets", b'{"act": "dance"}', "act is"),
    ],
)
async def test_whatever_is_wrong_is_one_sentence(slack, browser, path, body, words):
    async with browser.post(f"{slack.url}{path}", data=body, headers={"Content-Type": "application/json"}) as response:
        said = await response.json()
    assert response.status == 400
    assert words in said["problem"]
    assert said["problem"].endswith(".")
    async with browser.post(f"{slack.url}{path}", data=body) as response:
        assert response.status == 415


async def listen(slack, browser, changes, user, **query):
    async with browser.get(f"{slack.url}/page/stream", params={"user": user, **query}) as response:
        async for line in response.content:
            if line.startswith(b"data: "):
                changes.append(json.loads(line.removeprefix(b"data: ")))
            elif line.startswith(b": hello"):
                changes.append("hello")


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def stream(slack, browser):
    tasks = []

    async def start(user, **query):
        changes: list = []
        tasks.append(asyncio.create_task(listen(slack, browser, changes, user, **query)))
        await until(lambda: changes)
        return changes

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_stream_tells_each_change_to_those_whom_it_concerns(slack, client, stream):
    ana, ben = await stream("UANA"), await stream("UBEN")

    await client.chat_postEphemeral(channel="CSALES", user="UANA", text="only Ana")
    await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())
    await slack.say("secret", user="UBEN", channel="GDEALS")
    await client.chat_postMessage(channel="CSALES", text="all")

    await until(lambda: len([one for one in ben if "channel" in one]) == 2)
    await until(lambda: len([one for one in ana if "n" in one and one["kind"] != "wire"]) == 3)
    assert [one["kind"] for one in ana[1:] if one["kind"] != "wire"] == ["message", "view", "message"]
    assert [one["channel"] for one in ben[1:] if one["kind"] != "wire"] == ["GDEALS", "CSALES"]


async def test_the_stream_resumes_where_it_ended(slack, client, stream):
    before = slack.state.version
    await client.chat_postMessage(channel="CSALES", text="missed")

    changes = await stream("UANA", after=str(before))

    await until(lambda: len(changes) == 2)
    assert changes[1]["kind"] == "message"


async def test_the_wire_is_logged_both_ways_without_tokens(slack, app, client, get, stream):
    changes = await stream("UANA")
    await slack.command("/lead", "42")
    await client.chat_postMessage(channel="CSALES", text="x")

    entries = [one for one in (await get("/page/wire"))["entries"] if one["name"] != "events_api"]

    assert [(one["direction"], one["name"], one["status"]) for one in entries] == [("to_app", "slash_commands", 200), ("to_slack", "chat.postMessage", 200)]
    assert "xoxb" not in json.dumps(entries)
    assert (await get(f"/page/wire?after={entries[0]['n']}"))["entries"][0]["n"] > entries[0]["n"]
    await until(lambda: any(one != "hello" and one["kind"] == "wire" for one in changes))


async def test_the_log_has_what_the_validator_said_of_the_apps_answers(slack, app, browser, get):
    app.answers["command"] = {"blocks": [{"type": "nonsense"}]}
    outcome = await slack.command("/lead", "42")
    async with browser.post(outcome.payload["response_url"], json={"blocks": [{"type": "nonsense"}]}) as response:
        assert response.status == 400

    entries = (await get("/page/wire"))["entries"]

    assert [(one["name"], one["status"]) for one in entries] == [("slash_commands", 200), ("response_url", 400)]
    assert all("nonsense" in one["problems"][0] for one in entries)


async def test_the_whole_state_is_saved_and_loaded(slack, app, client, *, page, get, browser):
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[actions()])
    await client.files_upload_v2(channel="CSALES", filename="leads.csv", content="a,b")
    clicked = await slack.click(slack.messages("CSALES")[0], action_id="go", user="UANA")
    await client.views_open(trigger_id=clicked.payload["trigger_id"], view=modal())
    await slack.fill(slack.view("UANA"), {"content": "typed"})
    await client.views_publish(user_id="UANA", view=home())
    slack.clock.advance(100)
    unused = slack.ground.triggers.issue("UANA")
    slack.faults.add("auth.test", kind="error", times=2)
    slack.faults.chance("users.info", seed=7, share=0.5, kinds=["slow", "error"])
    slack.faults.take("users.info")
    slack.strictness.rate_limits = False
    saved = await get("/playground/state")
    expected = [slack.faults.take("users.info") for _ in range(20)]
    slack.ground.triggers.use(unused)
    slack.strictness.rate_limits = True

    await page("/playground/reset")
    empty = await get("/playground/state")
    async with browser.put(f"{slack.url}/playground/state", json=saved) as response:
        assert response.status == 200

    assert (empty["messages"], empty["stacks"], empty["homes"], empty["files"]) == ([], {}, {}, [])
    assert await get("/playground/state") == saved
    assert [slack.faults.take("users.info") for _ in range(20)] == expected
    assert slack.faults.listed()[0] == {"method": "auth.test", "kind": "error", "times": 2}
    assert slack.ground.triggers.use(unused) == ""
    assert slack.ground.triggers.use(clicked.payload["trigger_id"]) == "exchanged_trigger_id"
    assert slack.ground.strictness.rate_limits is False
    assert slack.view("UANA").values["content"]["it"]["value"] == "typed"
    async with browser.post(clicked.payload["response_url"], json={"text": "redrawn", "replace_original": True}) as response:
        assert response.status == 200
    assert slack.messages("CSALES")[0].text == "redrawn"


@pytest.mark.parametrize("wrong", [{}, {"version": 1}, {"version": 99}])
async def test_a_state_that_cannot_be_loaded_changes_nothing(slack, browser, wrong):
    await slack.say("kept", user="UANA")
    slack.faults.add("auth.test", kind="error")

    async with browser.put(f"{slack.url}/playground/state", json=wrong) as response:
        assert response.status == 400

    assert [one.text for one in slack.messages()] == ["kept"]
    assert slack.faults.listed()


async def test_the_switches(slack, app, page, get, client):
    await page("/playground/scopes", scopes=["commands"])
    assert slack.installation.scopes == {"commands"}
    before = (await get("/playground/clock"))["now"]
    assert (await page("/playground/clock", seconds=3600))["now"] >= before + 3600
    await page("/playground/faults", method="auth.test", kind="error", times=2)
    await page("/playground/faults", method="delivery:*", seed=1, share=0.1, kinds=["doubled"])
    assert [one["method"] for one in (await get("/playground/faults"))["faults"]] == ["auth.test", "delivery:*"]
    await page("/playground/reset")
    assert (await get("/playground/faults"))["faults"] == []
    await page("/playground/strictness", rate_limits=False)
    assert (await page("/playground/strictness", file_processing_seconds=5))["file_processing_seconds"] == 5
    assert (await get("/playground/strictness"))["rate_limits"] is False
    await page("/playground/person", user="UBEN", fields={"zone": "Europe/London"})
    await page("/playground/event", event={"type": "anything"})
    await page("/playground/uninstall")
    assert [one["event"]["type"] for one in app.heard] == ["user_change", "anything", "tokens_revoked", "app_uninstalled"]
    assert (await get("/playground/calls"))["calls"] == []


async def test_the_switches_of_sockets(slack, browser, page):
    assert await page("/playground/sockets", act="refresh") == {"connections": 0}
    async with browser.post(f"{slack.api_url}apps.connections.open", headers={"Authorization": f"Bearer {APP}"}) as response:
        url = (await response.json())["url"]
    async with browser.ws_connect(url) as socket:
        await socket.receive_json()
        await page("/playground/sockets", act="warning")
        warned = await socket.receive_json()
        await page("/playground/sockets", act="link_disabled")
        disabled = await socket.receive_json()

    assert (warned["reason"], disabled["reason"]) == ("warning", "link_disabled")
    assert await page("/playground/sockets", act="close") == {"connections": 0}


async def test_joining_leaving_and_composing_by_json(slack, app, page):
    await page("/page/join", user="ULEADBOT", channel="GDEALS", inviter="UBEN")
    await page("/page/leave", user="UCARA", channel="GDEALS")
    await until(lambda: app.events("member_left_channel"))
    composed = await page("/page/compose", user="UANA", channel="CSALES", text="https://leads.acme.example/leads/1")

    assert slack.channels["GDEALS"].members == {"UBEN", "ULEADBOT"}
    assert composed["unfurl_id"].startswith("COMPOSER.")
    assert (await page("/page/join", user="UDAN", channel="GDEALS"))[0] == 400


async def test_an_uploaded_file_is_no_page_of_the_playground(slack, browser, page):
    headers = {"Content-Type": "text/html"}
    async with browser.post(f"{slack.url}/page/upload?user=UANA&name=a.html", data=b"<script>1</script>", headers=headers) as response:
        file = (await response.json())["file"]
    async with browser.get(file["url_private"]) as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.content_type == "application/octet-stream"
    async with browser.post(f"{slack.url}/page/upload?user=UANA&name=a", data={"a": "b"}) as response:
        assert response.status == 415
    posted = await page("/page/message", user="UANA", channel="CSALES", text="", files=[file["id"]])
    assert posted["message"]["files"][0]["name"] == "a.html"
