"""A mail server, the bot that mails through it, and the note form as a card opens it."""

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
from tests.handlers.history.conftest import chosen, history  # noqa: F401 - fixtures for notes that are edited
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


@pytest.fixture
async def form(slack, bot, lead):
    """The form as [Note] on the lead's card opens it for Ana."""
    card = await slack.command("/lead", str(lead.id))
    await slack.click(card.message, action_id="note.form")
    await bot.dispatcher.drain(5)
    return slack.state.views.top("UANA")
