"""Sending e-mail, to colleagues whom Slack cannot reach."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from handlers.lines import is_email

SECONDS = 20
"""For one mail, all in all."""
FOR_GOOD = 500
"""Codes from here on say that the same mail will not be taken later either."""
PORTS = {"smtp": 587, "smtps": 465}


class Refused(Exception):
    """The server does not take this mail, and no other try will change that."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """A server, and who mails through it. use_tls: from the first byte; else the connection turns to TLS where the server offers it."""

    host: str
    port: int
    use_tls: bool
    sender: str
    username: str | None = None
    password: str | None = None

    async def send(self, to: str, subject: str, text: str, *, message_id: str) -> None:
        """Send one mail of plain text. message_id: the same for the same mail, so that one that is sent twice is recognised.

        Raises Refused; OSError or aiosmtplib.SMTPException where another try may do.
        """
        message = EmailMessage()
        message["From"], message["To"] = self.sender, to
        message["Subject"] = " ".join(subject.split())
        message["Date"], message["Message-ID"] = formatdate(), f"<{message_id}@{parseaddr(self.sender)[1].partition('@')[2]}>"
        message.set_content(text)
        try:
            await aiosmtplib.send(
                message, hostname=self.host, port=self.port, use_tls=self.use_tls, username=self.username, password=self.password, timeout=SECONDS
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise Refused(str(error.recipients[0].code)) from error
        except aiosmtplib.SMTPResponseException as error:
            if error.code >= FOR_GOOD:
                raise Refused(str(error.code)) from error
            raise


def is_sender(words: str) -> bool:
    """Whether this is an address, alone or behind a name."""
    name, address = parseaddr(words)
    return is_email(address) and (bool(name) or words.strip() == address)


def is_server(url: str) -> bool:
    """Whether this is `smtp://user:password@host:587` or `smtps://…`."""
    try:
        parts = urlsplit(url)
        return parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # such as a port that is no number
        return False


def mailer(url: str, sender: str) -> Mailer:
    """The server of a url that is_server, mailing as a sender that is_sender. `smtp` turns to TLS where the server offers it, `smtps` begins with it."""
    parts = urlsplit(url)
    return Mailer(
        parts.hostname or "",
        parts.port or PORTS[parts.scheme],
        parts.scheme == "smtps",
        sender,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
    )
