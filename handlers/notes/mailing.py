"""Notes by e-mail, to mentioned colleagues whom Slack cannot reach: the worker's job."""

from dataclasses import dataclass

import structlog

from handlers.mail import Mailer, Refused
from handlers.site import Site
from store import notes
from store.database import Database
from store.notes import Mailed

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Post:
    """Who carries mail, None where no server is set, and what stands in it of where we run."""

    mailer: Mailer | None
    site: Site


NO_MAIL = Post(None, Site())


async def mail(database: Database, post: Post, *, note_id: int, user_id: int, organization_id: int) -> None:
    """Mail a note to one of those whom it mentions; not where it was taken back, made private, or they want no mail any more.

    Raises where another try may do.
    """
    async with database.sessions(organization_id).read() as connection:
        note = await notes.find_mailed(connection, note_id, user_id, organization_id=organization_id)
    named = {"note_id": note_id, "user_id": user_id, "organization_id": organization_id}
    if note is None or post.mailer is None:
        log.info("a note is not mailed", why="no longer to be told" if post.mailer else "no mail server is set", **named)
        return
    try:
        await post.mailer.send(note.email, f"{note.author} mentioned you on {note.lead}", _text(note, post.site), message_id=f"note-{note_id}-{user_id}")
    except Refused as refused:
        log.warning("a mail was refused", code=str(refused), **named)
    else:
        log.info("a note was mailed", **named)


def _text(note: Mailed, site: Site) -> str:
    link = f"\n\n{site.lead_url.replace('{id}', str(note.lead_id))}" if site.lead_url else ""
    return (
        f"{note.author} mentioned you in a note on {note.lead} (#{note.lead_id}):\n\n{note.content}{link}\n\n-- \n"
        "You get this by e-mail because your Slack account is not linked to Leadbot yet. "
        f"Type {site.command} in Slack to link it; {note.organization} can switch these mails off in your profile."
    )
