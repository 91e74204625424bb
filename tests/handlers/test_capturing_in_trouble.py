"""What is taken from messages' menus and from anywhere, where Slack refuses, people press twice, or the place is an unusual one."""

import asyncio

import pytest

NOTE, LOG, LEAD = "note.capture", "activity.capture", "lead.capture"
CAPTURES = [NOTE, LOG, LEAD]
FIND, NEW = "lead.find", "activity.new"
UNDO = {NOTE: "note.undo", LOG: "activity.undo", LEAD: "lead.create_undo"}
RECEIPTS = {NOTE: "Note saved on Ana Ruiz", LOG: "Logged: call", LEAD: "Created: Eva Stone"}
REFUSED = {"kind": "refuse", "code": "fatal_error"}


@pytest.fixture
def taken(slack, bot):
    """Takes a shortcut from a message's menu; gives what is open then."""

    async def run(message, shortcut, *, user="UANA", **more):
        await slack.message_shortcut(message, shortcut, user=user, **more)
        await bot.dispatcher.drain(8)
        return slack.state.views.top(user)

    return run


@pytest.fixture
async def message(slack, lead):
    return await slack.say("Ana Ruiz called about pricing", user="UBEN")


@pytest.fixture
def stored(rows):
    """How many notes, activities and leads there are."""

    async def count():
        [found] = await rows("select (select count(*) from lead_notes) n, (select count(*) from activities) a, (select count(*) from leads) l")
        return found["n"], found["a"], found["l"]

    return count


SAVED = {NOTE: (1, 0, 1), LOG: (0, 1, 1), LEAD: (1, 0, 2)}
NOTHING = (0, 0, 1)


def filled(shortcut):
    return {"name": "Eva Stone"} if shortcut == LEAD else None


@pytest.mark.parametrize("shortcut", CAPTURES)
@pytest.mark.parametrize(("trouble", "marked"), [({"kind": "refuse", "code": "missing_scope"}, {}), ({"kind": "error", "status": 503}, {"memo": ["ULEADBOT"]})])
async def test_where_slack_takes_no_mark_the_message_is_saved_all_the_same_and_undo_works(  # noqa: PLR0917 - fixtures
    slack, bot, taken, submit, message, stored, worked, shortcut, trouble, marked
):
    view = await taken(message, shortcut)
    slack.faults.add("reactions.add", times=1, **trouble)

    await submit(view, filled(shortcut))
    await worked()

    assert await stored() == SAVED[shortcut]
    assert message.reactions == marked
    receipt = slack.messages("CSALES", "UANA")[-1]
    assert RECEIPTS[shortcut] in receipt.text
    await slack.click(receipt, action_id=UNDO[shortcut])
    await bot.dispatcher.drain(5)
    await worked()
    assert await stored() == NOTHING
    assert message.reactions == {}


@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_where_slack_does_not_say_that_a_channel_is_public_it_is_private(slack, taken, submit, message, stored, rows, shortcut):  # noqa: PLR0917 - fixtures
    slack.faults.add("conversations.info", kind="refuse", code="channel_not_found", times=5)

    view = await taken(message, shortcut)
    assert "private conversation" in str(view.blocks)
    await submit(view, filled(shortcut))

    [note] = await rows("select content, is_private from lead_notes")
    assert note["is_private"]
    assert note["content"].endswith(f"https://acme.slack.com/archives/CSALES/p{message.ts.replace('.', '')}")
    assert "From #sales" not in note["content"]
    assert await rows("select content from activities where content is not null") == []
    assert message.reactions == {}
    assert (await stored())[1:] == SAVED[shortcut][1:]


@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_a_reply_in_a_thread_is_saved_with_its_own_address_and_bears_the_mark(slack, taken, submit, message, rows, worked, shortcut):  # noqa: PLR0917 - fixtures
    reply = await slack.say("Ana Ruiz wants 40 seats", user="UBEN", thread_ts=message.ts)

    await submit(await taken(reply, shortcut), filled(shortcut))
    await worked()

    [content] = [row["content"] for row in await rows("select content from lead_notes union all select content from activities")]
    assert content.endswith(f"/archives/CSALES/p{reply.ts.replace('.', '')}?thread_ts={message.ts}&cid=CSALES")
    assert (reply.reactions, message.reactions) == ({"memo": ["ULEADBOT"]}, {})
    assert RECEIPTS[shortcut] in slack.messages("CSALES", "UANA")[-1].text


@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_two_submissions_at_once_save_once(slack, bot, taken, message, stored, shortcut):  # noqa: PLR0917 - fixtures
    view = await taken(message, shortcut)

    await asyncio.gather(*(slack.submit(view, filled(shortcut)) for _ in range(2)))
    await bot.dispatcher.drain(5)

    assert await stored() == SAVED[shortcut]
    assert len([one for one in slack.messages("CSALES", "UANA") if RECEIPTS[shortcut] in one.text]) == 1
    assert slack.state.views.top("UANA") is None


@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_where_the_response_url_is_spent_the_receipt_stands_in_the_channel(slack, taken, submit, message, stored, shortcut):  # noqa: PLR0917 - fixtures
    view = await taken(message, shortcut)
    slack.clock.advance(31 * 60)

    await submit(view, filled(shortcut))

    assert await stored() == SAVED[shortcut]
    [receipt] = [one for one in slack.messages("CSALES", "UANA") if RECEIPTS[shortcut] in one.text]
    assert receipt.is_ephemeral
    assert len(slack.calls_of("chat.postEphemeral")) == 1


@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_where_the_bot_is_no_member_either_it_is_a_direct_message(slack, taken, submit, message, stored, shortcut):  # noqa: PLR0917 - fixtures
    slack.channels["CSALES"].members.discard("ULEADBOT")
    view = await taken(message, shortcut)
    slack.clock.advance(31 * 60)

    await submit(view, filled(shortcut))

    assert await stored() == SAVED[shortcut]
    [receipt] = slack.messages(slack.dm("UANA"), "UANA")
    assert RECEIPTS[shortcut] in receipt.text


@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_a_viewer_who_takes_a_message_is_told_who_may(taken, message, stored, shortcut):
    view = await taken(message, shortcut, user="UVERA")

    assert "is for reps, managers and admins." in str(view.blocks)
    assert "submit" not in view.payload
    assert await stored() == NOTHING


async def test_a_viewer_who_logs_from_anywhere_is_told_who_may(slack, bot, lead):
    await slack.shortcut(NEW, user="UVERA")
    await bot.dispatcher.drain(5)

    view = slack.state.views.top("UVERA")
    assert "Logging activities is for reps, managers and admins." in str(view.blocks)
    assert "submit" not in view.payload


async def test_a_viewer_finds_a_lead_from_anywhere_and_can_write_nothing(slack, bot, lead):
    await slack.shortcut(FIND, user="UVERA")
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UVERA")
    await slack.click(view, action_id="lead.look", value=(await slack.suggest(view, "lead.look", "ruiz")).options[0])
    await bot.dispatcher.drain(5)

    shown = str(slack.state.views.top("UVERA").blocks)
    assert "*Ana Ruiz*" in shown
    assert "note.form" not in shown


UNOPENED = [REFUSED, {"kind": "refuse", "code": "expired_trigger_id"}, {"kind": "rate_limited", "retry_after": 30}, {"kind": "error", "status": 503}]


@pytest.fixture
def unopened(slack, bot):
    """What is said to a person for whom Slack opens no form, and that none is open."""

    async def run(act, trouble, user="UANA"):
        before = len(slack.messages(user=user))
        slack.faults.add("views.open", times=5, **trouble)
        await act
        await bot.dispatcher.drain(8)
        slack.faults.clear()
        assert slack.state.views.top(user) is None
        [said] = slack.messages(user=user)[before:]
        return said

    return run


@pytest.mark.parametrize("trouble", UNOPENED, ids=str)
@pytest.mark.parametrize("shortcut", CAPTURES)
async def test_where_slack_opens_no_form_for_a_message_it_is_said_and_nothing_is_stored(  # noqa: PLR0917 - fixtures
    slack, unopened, message, stored, shortcut, trouble
):
    said = await unopened(slack.message_shortcut(message, shortcut, user="UANA"), trouble)

    assert said.is_ephemeral
    assert said.channel == "CSALES"
    assert await stored() == NOTHING
    assert message.reactions == {}


@pytest.mark.parametrize("trouble", UNOPENED, ids=str)
@pytest.mark.parametrize("shortcut", [FIND, NEW])
async def test_where_slack_opens_no_form_from_anywhere_a_direct_message_says_so(slack, unopened, lead, stored, shortcut, trouble):  # noqa: PLR0917 - fixtures
    said = await unopened(slack.shortcut(shortcut), trouble)

    assert said.channel == slack.dm("UANA")
    assert await stored() == NOTHING


@pytest.mark.parametrize("trouble", UNOPENED, ids=str)
async def test_where_slack_opens_no_form_for_a_button_it_is_said_and_the_button_opens_it_later(slack, bot, unopened, lead, stored, trouble):  # noqa: PLR0917 - fixtures
    card = (await slack.command("/lead", str(lead.id))).message

    await unopened(slack.click(card, action_id="note.form"), trouble)

    assert await stored() == NOTHING
    await slack.click(card, action_id="note.form")
    await bot.dispatcher.drain(5)
    assert slack.state.views.top("UANA").payload["title"]["text"] == "Note"


@pytest.mark.parametrize("trouble", UNOPENED, ids=str)
async def test_where_slack_opens_no_campaign_form_the_line_is_given_back_and_opens_it_later(slack, bot, unopened, acme, rows, trouble):  # noqa: PLR0917 - fixtures
    said = await unopened(slack.command("/campaign", "new Spring webinar", user="UCARA"), trouble, "UCARA")

    assert "Not saved yet." in said.text
    assert "/campaign new Spring webinar" in said.text
    await slack.click(said, action_id="lead.form")
    await bot.dispatcher.drain(5)
    assert await rows("select id from campaigns") == []
    await slack.submit(slack.state.views.top("UCARA"))
    await bot.dispatcher.drain(5)
    assert await rows("select name, status from campaigns") == [{"name": "Spring webinar", "status": "draft"}]


async def test_triggers_that_have_run_out_open_nothing_and_store_nothing(slack, bot, message, stored):
    acts = [
        lambda trigger_id: slack.message_shortcut(message, NOTE, trigger_id=trigger_id),
        lambda trigger_id: slack.shortcut(FIND, trigger_id=trigger_id),
        lambda trigger_id: slack.command("/campaign", "new Spring webinar", user="UCARA", trigger_id=trigger_id),
    ]
    for act, user in zip(acts, ["UANA", "UANA", "UCARA"], strict=True):
        before = len(slack.messages(user=user))
        trigger_id = slack.ground.triggers.issue(user)
        slack.clock.advance(4)
        await act(trigger_id)
        await bot.dispatcher.drain(5)

        assert slack.state.views.top(user) is None
        assert len(slack.messages(user=user)) == before + 1
    assert await stored() == NOTHING
