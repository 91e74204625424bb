"""Colleagues whom Slack cannot reach get a note by e-mail, from a real server; who cannot have it is named."""

import asyncio
import email
import socket
from email import policy

import pytest
from aiosmtpd.controller import Controller
from slack_sdk.web.async_client import AsyncWebClient

from bot.worker import run_worker
from handlers.mail import mailer
from handlers.notes.mailing import Post
from handlers.site import Site
from store.models import User
from tests.handlers.conftest import QUICK
from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import BOT_TOKEN, add, leadbot


class Inbox:
    """What a mail server does with what arrives."""

    def __init__(self):
        self.mails, self.refuses, self.url = [], [], ""

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802
        if self.refuses:
            return self.refuses.pop(0)
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def inbox():
    handler = Inbox()
    with socket.socket() as one:  # aiosmtpd connects to itself at start, to a port that it must know before
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    yield handler
    server.stop()


@pytest.fixture
async def mailing_bot(slack, database, acme):
    async with leadbot(slack, database, acme.id, mails=True) as bot:
        yield bot


@pytest.fixture
def dan(owner, acme):
    """A manager: such a one is never linked by the e-mail alone."""

    async def make(**more):
        return await add(owner, User(**{"email": "dan@acme.example", "first_name": "Dan", "role": "manager", "organization_id": acme.id, **more}))

    return make


@pytest.fixture
def carried(slack, database, inbox):
    """Lets the worker do what is queued, until so many mails have arrived."""

    async def run(count=1, url=None):
        stop, client = asyncio.Event(), AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)

        async def clients(_organization):
            return client

        post = Post(mailer(url or inbox.url, "Leadbot <leadbot@acme.example>"), Site(lead_url="https://crm.acme.example/leads/{id}"))
        worker = asyncio.create_task(run_worker(database, clients, stop=stop, rhythm=QUICK, mail=post))
        try:
            async with asyncio.timeout(6 if count else 1):
                while len(inbox.mails) < count or not count:
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pass
        finally:
            stop.set()
            await worker
        return inbox.mails

    return run


async def test_who_is_mentioned_and_not_linked_is_mailed_and_the_receipt_says_so(slack, mailing_bot, lead, dan, carried, notes):  # noqa: PLR0917 - fixtures
    user = await dan()

    await slack.command("/lead", f"note {lead.id} talked to @dan about <b>")
    await mailing_bot.dispatcher.drain(5)

    assert "Dan gets it by e-mail." in slack.messages("CSALES", "UANA")[-1].text
    [note] = await notes()
    assert note["mentioned_users"] == [user.id]
    [mail] = await carried()
    assert (mail["To"], mail["From"]) == ("dan@acme.example", "Leadbot <leadbot@acme.example>")
    assert mail["Subject"] == "Ana Moreau mentioned you on Ana Ruiz · Acme Corp"
    text = mail.get_content()
    assert "talked to @Dan about <b>" in text
    assert f"https://crm.acme.example/leads/{lead.id}" in text
    assert slack.messages(slack.dm("UDAN")) == []


async def test_without_a_mail_server_or_against_their_wish_they_are_named_as_not_reached(slack, mailing_bot, lead, dan, notes):
    await dan(email_notifications=False)

    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    await slack.submit(form)
    await mailing_bot.dispatcher.drain(5)

    assert "<@UDAN> is not linked to Leadbot and will not get this" in str(slack.state.views.top("UANA").blocks)
    assert await notes() == []


async def test_a_note_that_was_taken_back_is_not_mailed(slack, mailing_bot, lead, dan, carried):
    await dan()
    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)
    await slack.click(slack.messages("CSALES", "UANA")[-1], action_id="note.undo")
    await mailing_bot.dispatcher.drain(5)

    assert await carried(0) == []


async def test_a_server_that_is_busy_is_asked_again_and_gets_it_once(slack, mailing_bot, lead, dan, carried, inbox):  # noqa: PLR0917 - fixtures
    inbox.refuses = ["451 later"]
    await dan()
    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)

    assert len(await carried()) == 1


async def test_a_server_that_refuses_for_good_is_left_in_peace(slack, mailing_bot, lead, dan, carried, inbox, rows):  # noqa: PLR0917 - fixtures
    inbox.refuses = ["550 no such person", "550 asked again"]
    await dan()
    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)

    assert await carried(0) == []
    assert inbox.refuses == ["550 asked again"]
    assert await rows("select id from slack.pgqueuer where entrypoint = 'notes.mail'") == []


async def test_in_a_form_too_they_are_mailed_when_it_is_saved_anyway(slack, mailing_bot, lead, dan, carried):
    await dan()
    await slack.command("/lead", f"note {lead.id}")
    await mailing_bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"), {"note": written(words("talked")), "tell": ["UDAN"]})
    await mailing_bot.dispatcher.drain(5)
    pushed = slack.state.views.top("UANA")
    assert "will not get this in Slack; an e-mail is tried." in str(pushed.blocks)

    await slack.submit(pushed)
    await mailing_bot.dispatcher.drain(5)

    assert "Dan gets it by e-mail." in slack.messages("CSALES", "UANA")[-1].text
    [mail] = await carried()
    assert "talked" in mail.get_content()
