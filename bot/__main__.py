"""leadbot serve | socket | worker | migrate | init | link | seed | manifest | doctor."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from sqlalchemy import URL

from bot import doctor, logs, manifest, operator, processes
from bot.settings import Settings, SettingsWrong, load
from crm.errors import UserError
from handlers import errors
from handlers.site import Site
from store import embedded, migrate, urls

cli = typer.Typer(name="leadbot", help="The Slack front of the LMA lead-management platform.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def serve() -> None:
    """Answer Slack over HTTP, and do the jobs."""
    run_process(processes.serve)


@cli.command()
def socket() -> None:
    """Answer Slack over Socket Mode, and do the jobs. Needs no public address."""
    run_process(processes.socket)


@cli.command()
def worker() -> None:
    """Do the jobs only: as many of these processes as you like, beside serve."""
    run_process(processes.worker)


@cli.command(name="migrate")
def migrate_command(
    plan: Annotated[bool, typer.Option("--plan", help="Print every statement that would run, and run none.")] = False,
    down: Annotated[bool, typer.Option("--down", help="Take everything of Leadbot's out again; the platform's tables stay.")] = False,
) -> None:
    """Bring the database up to date."""
    with told(), settings_and_database() as (settings, url):
        owner = urls.normalise_url(settings.owner_url().get_secret_value()) if settings.owner_url() else url  # type: ignore[union-attr]
        if plan:
            typer.echo(asyncio.run(operator.plan(owner, url)))
        elif down:
            asyncio.run(migrate.downgrade(owner))
            typer.echo("Leadbot's tables, triggers, policies and indexes are gone.")
        else:
            asyncio.run(operator.upgrade(owner, url))
            typer.echo("The database is up to date.")
