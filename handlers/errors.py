"""One sentence for each error: what is the case, then what to do. A fault of ours gets a code, and the log has it."""

import html
import re
from collections.abc import Callable
from typing import Any

import structlog

from crm import people
from crm.errors import UserError
from crm.organizations import LONGEST, EmailElsewhere, EmailNotPossible, NameNotPossible, SlugNotPossible
from handlers import blocks
from handlers.answers import Answer, Block, Choices, Redraw, Refused, Reply, Updated
from handlers.grammar import WRITING
from handlers.mrkdwn import one_line
from handlers.people import SlackSilent
from handlers.requests import Request
from handlers.site import Site
from store.database import unreachable

log = structlog.get_logger()

TRY_AGAIN = "lead.again"
LONGEST_VALUE = 1900
LONGEST_CODE = 3000
LONGEST_NAME = 80
"""A longer line is no name."""


class NotThere(UserError):
    """Nobody listens to this verb, button or form (any more, or yet)."""

    def __init__(self, kind: str, name: str, typed: str = "") -> None:
        self.kind, self.name, self.typed = kind, name, typed


Said = str | list[Block]


def _not_there(error: NotThere, site: Site) -> Said:
    if error.kind == "command":
        saved = "; nothing was saved" if error.name in WRITING else ""
        sentence = f"`{site.command} {one_line(error.name, 40)}` is not there yet{saved}. `{site.command} help` shows what is."
        return [blocks.section(sentence), *looking_for(error.typed)]
    if error.kind == "slash_command":
        return f"{one_line(error.name, 40)} is not a command of Leadbot's here. Type `{site.command}` instead; `{site.command} help` shows what there is."
    what = {"view": "form", "view_closed": "form", "shortcut": "shortcut"}.get(error.kind, "button")
    return f"This {what} is from an older version. Type `{site.command}` to start anew."


def looking_for(typed: str) -> list[Block]:
    """A line that begins with a verb may be the name of a lead or a company: New Relic."""
    if len(typed.split()) < 2 or len(typed) > LONGEST_NAME or '"' in typed:
        return []
    return [
        blocks.section(f'Looking for a lead or a company called "{one_line(typed, LONGEST_NAME)}"?', blocks.button("Find it", TRY_AGAIN, f'find "{typed}"'))
    ]


def _not_linked(error: people.NotLinked, _site: Site) -> Said:
    name = one_line(error.organization, 60)
    return [
        blocks.section(f"*Connect to {name}*\nLinked, you can look up leads, write notes and get what concerns you."),
        blocks.context(f"{_ask(error.admins)} to link your Slack account."),
    ]


def _access_ended(error: people.AccessEnded, _site: Site) -> Said:
    return f"Your access to {one_line(error.organization, 60)} has ended. {_ask(error.admins)}."


def _switched_off(error: people.OrganizationSwitchedOff, _site: Site) -> Said:
    return f"{one_line(error.organization, 60)} is switched off. {_ask(error.admins)}."


def _user_unknown(error: people.UserUnknown, _site: Site) -> Said:
    name, email = one_line(error.organization, 60), one_line(error.email, 120)
    return f"{name} has no user {email}. Look at the spelling, or add the person in the platform first."


def _email_elsewhere(error: EmailElsewhere, _site: Site) -> Said:
    return f"{one_line(error.email, 120)} belongs to another organization. Name another e-mail."


def _email_not_possible(error: EmailNotPossible, _site: Site) -> Said:
    return f"{one_line(error.email, 120)} is no e-mail address. It looks like dora@acme.example and has at most {LONGEST} characters."


def _slug_not_possible(error: SlugNotPossible, _site: Site) -> Said:
    return (
        f"{one_line(error.slug, 120)} cannot be an organization's slug. "
        f"It has lower-case letters, digits and hyphens between them, such as acme or acme-2, and at most {LONGEST} characters."
    )


def _name_not_possible(_error: NameNotPossible, _site: Site) -> Said:
    return f"An organization's name has 1 to {LONGEST} characters. Name it as people read it."


def _ask(admins: tuple[str, ...]) -> str:
    """Whom to ask, by first name."""
    names = [one_line(name, 60) for name in admins]
    if not names:
        return "Ask an admin"
    return "Ask " + (names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}")


def _slack_silent(_error: SlackSilent, _site: Site) -> Said:
    return [blocks.section("Slack does not say who you are right now. Nothing is lost; try again in a minute.")]


SENTENCES: dict[type[UserError], Callable[[Any, Site], Said]] = {
    NotThere: _not_there,
    people.NotLinked: _not_linked,
    people.AccessEnded: _access_ended,
    people.OrganizationSwitchedOff: _switched_off,
    people.UserUnknown: _user_unknown,
    EmailElsewhere: _email_elsewhere,
    EmailNotPossible: _email_not_possible,
    SlugNotPossible: _slug_not_possible,
    NameNotPossible: _name_not_possible,
    SlackSilent: _slack_silent,
}

UNREACHABLE = "I can't reach the leads right now. Nothing is lost; try again in a minute."


def answer(error: Exception, request: Request, site: Site) -> Answer:
    """What a person is told when a listener did not get to its end."""
    if isinstance(error, UserError):
        said = SENTENCES[type(error)](error, site)
    elif unreachable(error):
        log.warning("database out of reach", error=type(error).__name__)
        said = UNREACHABLE
    else:
        log.error("bug", exc_info=error)
        said = f"Something broke on our side. Give an admin this code: {request.id}."
    told = [blocks.section(said)] if isinstance(said, str) else said
    if said == UNREACHABLE or isinstance(error, SlackSilent):
        told[0]["accessory"] = _again(request)
    return _in_its_place(request, told)


def sentence(error: UserError, site: Site) -> str:
    """The error's sentence in plain text, for a terminal."""
    said = SENTENCES[type(error)](error, site)
    return _unmarked([blocks.section(said)] if isinstance(said, str) else said)


def _again(request: Request) -> dict[str, Any]:
    """A button that carries the typed line; one that is too long for a button stands below it anyway."""
    typed = request.body.get("text") if request.kind == "command" else request.payload.get("value")
    return blocks.button("Try again", TRY_AGAIN, str(typed or " ")[:LONGEST_VALUE])


def _in_its_place(request: Request, told: list[Block]) -> Answer:
    """A message, with the typed line under it; in a form at its first field; where only options are asked for, none."""
    sentence = _plain(told)
    if request.kind == "view":
        field = next((block["block_id"] for block in request.payload["blocks"] if block.get("type") == "input"), None)
        return Refused({field: _unmarked(told)}) if field else Updated({"type": "modal", "title": request.payload["title"], "blocks": told})
    if request.kind == "options":
        return Choices()
    if request.kind == "command" and request.body.get("text"):
        told = [*told, blocks.code(f"{request.name} {request.body['text']}"[:LONGEST_CODE])]
    if request.kind in {"command", "action", "shortcut"}:
        return Redraw(sentence, told) if request.name == TRY_AGAIN else Reply(sentence, told)
    return None


def _unmarked(told: list[Block]) -> str:
    """The same for where nothing is parsed: a form's field, a terminal."""
    return html.unescape(_plain(told))


def _plain(told: list[Block]) -> str:
    """The first text, without its marks: for notifications and screen readers."""
    return re.sub(r"[*`]", "", str(told[0]["text"]["text"])).replace("\n", ". ", 1)
