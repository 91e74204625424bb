"""leadbot serve | socket | worker | migrate | init | link | seed | manifest | doctor."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Annotated

import asyncpg
import typer
from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from bot import VERSION, logs, operator, processes
from bot import doctor as examination
from bot import manifest as app_manifest
from bot.settings import Settings, SettingsWrong, load
from crm.errors import UserError
from handlers import errors
from handlers.site import Site
from store import differences, embedded, platform, urls
from store import seed as samples
from store.database import unreachable

cli = typer.Typer(name="leadbot", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

SAYS_ITSELF = (
    processes.CannotStart,
    SettingsWrong,
    app_manifest.AddressNotPossible,
    embedded.EmbeddedUnavailable,
    differences.MigrationRefused,
    platform.LoginUnknown,
    samples.SeedRefused,
)


def print_version(wanted: bool) -> None:
    """For --version, before any command."""
    if wanted:
        typer.echo(VERSION)
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """The Slack front of the LMA lead-management platform."""


@cli.command()
def serve() -> None:
    """Answer Slack over HTTP, and do the jobs."""
    run(processes.serve)


@cli.command()
def socket() -> None:
    """Answer Slack over Socket Mode, and do the jobs. Needs no public address."""
    run(processes.socket)


@cli.command()
def worker(port: Annotated[int | None, typer.Option(min=0, max=65535, help="Serve /healthz, /readyz and /metrics there.")] = None) -> None:
    """Do the jobs only: as many of these as you like, beside serve."""
    run(partial(processes.worker, port=port))


@cli.command(name="migrate")
def migrate_command(
    plan: Annotated[bool, typer.Option("--plan", help="Print every statement that would run, and run none.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Take out everything of Leadbot's; the platform's tables stay.")] = False,
) -> None:
    """Bring the database up to date."""

    async def work(settings: Settings, url: URL) -> None:
        owner = owner_of(settings, url)
        if plan:
            typer.echo(await operator.plan(owner, url))
        elif down:
            typer.echo(await operator.downgrade(owner))
        else:
            typer.echo(await operator.upgrade(owner, url))

    run(work)


@cli.command()
def init(
    organization: Annotated[str, typer.Option(help="Its slug: lower-case letters, digits and hyphens.")],
    name: Annotated[str, typer.Option(help="Its name, as people read it.")],
    admin: Annotated[str, typer.Option(help="The first admin's e-mail, as in Slack.")],
) -> None:
    """Make an organization and its first admin. What is there stays: the name, and the admins. An e-mail that is none of theirs becomes a further admin."""

    async def work(settings: Settings, url: URL) -> None:
        await processes.look_at(owner_of(settings, url))
        begun = await operator.begin(owner_of(settings, url), slug=organization, name=name, admin_email=admin)
        typer.echo(operator.described(begun, name=name))
        typer.echo(f"Set LEADBOT_ORGANIZATION={organization}. The admin is linked at the first command in Slack.")

    run(work)


@cli.command()
def link(
    email: Annotated[str, typer.Argument(help="The user's e-mail in the platform.")],
    slack_user_id: Annotated[str, typer.Argument(metavar="SLACK_USER_ID", help="U…: in Slack, the person's profile → Copy member ID.")],
) -> None:
    """Link a user to a Slack user, whatever their role: the operator's Accept. Running it again changes nothing."""

    async def work(settings: Settings, url: URL) -> None:
        if not settings.organization:
            raise processes.CannotStart("LEADBOT_ORGANIZATION is not set: the slug of the user's organization.")
        await processes.look_at(url)
        name = await operator.link(url, slug=settings.organization, email=email, slack_user_id=slack_user_id)
        typer.echo(f"{slack_user_id} is {name}.")

    run(work)


@cli.command()
def seed(
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today everywhere. Default: today, where each person works.")
    ] = None,
    leads: Annotated[int, typer.Option(min=200, help="How many leads.")] = 2000,
) -> None:
    """Fill the organization of LEADBOT_ORGANIZATION, and a second one, with sample data."""

    async def work(settings: Settings, url: URL) -> None:
        if not settings.organization:
            raise processes.CannotStart("LEADBOT_ORGANIZATION is not set: the slug of the organization to fill (see `leadbot init`).")
        await processes.look_at(owner_of(settings, url))
        day = as_of.date() if as_of else None
        with progress() as told:
            seeded = await samples.seed(
                urls.driver_url(owner_of(settings, url)), organization_slug=settings.organization, as_of=day, progress=told, leads=leads
            )
        typer.echo(samples.described(seeded))

    run(work)


@cli.command()
def search(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Put right what differs, beside everybody's work.")] = False,
) -> None:
    """Check that every lead is found by what it is: that the search data agrees with the tables."""

    async def work(settings: Settings, url: URL) -> None:
        owner = owner_of(settings, url)
        await processes.look_at(owner)
        if rebuild:
            with progress() as told:
                said = await operator.rebuild_search(owner, told)
            typer.echo(said)
            return
        agrees, said = await operator.check_search(owner)
        typer.echo(said)
        if not agrees:
            raise typer.Exit(1)

    run(work)


@cli.command()
def manifest(
    socket_mode: Annotated[bool, typer.Option("--socket", help="For Socket Mode: without addresses.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="Where Slack reaches `leadbot serve`: https://…")] = None,
) -> None:
    """Print the Slack app's manifest."""
    with told():
        settings = load()
        printed = app_manifest.manifest(
            socket=socket_mode, url=url, command=settings.command, campaign_command=settings.campaign_command, lead_url=settings.lead_url
        )
        typer.echo(printed, nl=False)
    if not socket_mode and url is None:
        typer.echo(f"{app_manifest.PLACEHOLDER} stands for your host: name it with --url https://…, or take --socket, which needs no address.", err=True)


@cli.command()
def doctor() -> None:
    """Look at settings, database, migrations, token and scopes; say what to do about what is wrong."""

    async def work(settings: Settings, url: URL) -> None:
        findings = [finding async for finding in examination.examine(settings, url)]
        for finding in findings:
            typer.echo(f"{'ok   ' if finding.well else 'WRONG'}  {finding.what}: {finding.said}")
        if not all(finding.well for finding in findings):
            raise typer.Exit(1)

    run(work)


def run(work: Callable[[Settings, URL], Awaitable[None]]) -> None:
    """Settings, logs, a database, then the work. What cannot be done is said in a sentence, with exit status 1."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end: a PostgreSQL of our own is stopped
    with told():
        settings = load()
        logs.configure(settings.log_level)
        with database(settings) as url:
            asyncio.run(_awaited(work(settings, url)))


async def _awaited(work: Awaitable[None]) -> None:
    await work


@contextmanager
def database(settings: Settings) -> Iterator[URL]:
    """The database of the settings, or one of our own for as long as this lasts."""
    if settings.database_url is not None:
        yield address("LEADBOT_DATABASE_URL", settings.database_url)
    else:
        with embedded.running(settings.data_dir) as url:
            yield urls.normalise_url(url)


def owner_of(settings: Settings, url: URL) -> URL:
    """The address of the tables' owner."""
    owner = settings.database_owner_url
    return address("LEADBOT_DATABASE_OWNER_URL", owner) if owner else url


def address(name: str, value: SecretStr) -> URL:
    """A database's address out of a setting."""
    try:
        return urls.normalise_url(value.get_secret_value())
    except urls.UrlNotUnderstood as error:
        raise SettingsWrong(f"{name} cannot be used: {error}.") from error


@contextmanager
def told() -> Iterator[None]:
    """Turn what a person can do something about into a sentence."""
    try:
        yield
    except SAYS_ITSELF as error:
        stop(str(error))
    except UserError as error:
        stop(errors.sentence(error, Site()))
    except operator.NoOrganization as error:
        stop(f"There is no organization {error}. Run `leadbot init --organization {error} --name … --admin …`.")
    except (OSError, DBAPIError, asyncpg.PostgresError) as error:
        if not unreachable(error) and not isinstance(error, asyncpg.PostgresError):
            raise
        stop(f"The database cannot be used: {processes.reason(error)}. Look at LEADBOT_DATABASE_URL.")


def stop(sentence: str) -> None:
    """End with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Progress bars on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done)

        yield show


def main() -> None:
    """The console script."""
    cli()


if __name__ == "__main__":
    main()
