"""`demo` and `smoke`: the bot, its database and the local Slack, with one command."""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, NoReturn

from playground.bot import APP_TOKEN, BOT_TOKEN, DONE, SIGNING_SECRET, NotReady, Place, set_up, wait_ready
from playground.children import ChildFailed
from playground.outcome import Outcome
from playground.server import Playground
from playground.state import Message

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.yml"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SMOKE_LEAD = "42"
LONGEST_LOG = 5_000_000  # bytes


class CannotStart(Exception):
    """What is the case and what to do, in words for a person."""


def say(line: str) -> None:
    """A line for the person in front of the terminal."""
    print(line, flush=True)  # noqa: T201 - a command line tool speaks


def fail(line: str) -> NoReturn:
    """End with an error and a sentence."""
    sys.stderr.write(f"{line}\n")
    raise SystemExit(1)


def default_data() -> Path:
    """Where the demo keeps its data between starts."""
    if os.geteuid() == 0:
        return Path("/var/lib/leadbot/demo")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "leadbot" / "demo"


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone. Raises CannotStart."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = "The disk is full" if error.errno == errno.ENOSPC else f"{folder} cannot be written ({error.strerror})"
        raise CannotStart(f"{reason}. Make room or give this user the right to it, or name another folder with --data.") from error


def make_room(log: Path) -> None:
    """The log goes on where the last start ended; when it is long, it becomes leadbot.log.1 and a new one begins."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_name(f"{log.name}.1"))


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def local_slack(port: int, events_url: str | None = None) -> Playground:
    """The playground with its public secrets."""
    return Playground(MANIFEST, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN, app_token=APP_TOKEN, port=port, events_url=events_url)


async def serve(port: int, events_url: str | None) -> None:
    """The local Slack alone, until it is cancelled. Raises CannotStart."""
    try:
        async with local_slack(port, events_url) as slack:
            say(f"Page: {slack.url}")
            say(f"LEADBOT_SLACK_API_URL={slack.api_url}")
            say(f"LEADBOT_SLACK_SIGNING_SECRET={SIGNING_SECRET}")
            say(f"LEADBOT_SLACK_BOT_TOKEN={BOT_TOKEN}")
            say(f"LEADBOT_SLACK_APP_TOKEN={APP_TOKEN}")
            await asyncio.Event().wait()
    except OSError as error:
        raise CannotStart(_about(error, port)) from error


async def with_bot(data: Path, port: int, then: Callable[[Playground, Place], Awaitable[None]]) -> None:
    """Start everything, do `then` while the bot lives, stop everything. Raises CannotStart, ChildFailed, NotReady."""
    try:
        async with local_slack(port) as slack:
            place = Place(data, free_port(), slack.api_url)
            slack.events_url = f"{place.url}/slack/events"
            make_room(place.log)
            await set_up(place, say)
            await _serve(slack, place, then)
    except OSError as error:
        raise CannotStart(_about(error, port)) from error


async def _serve(slack: Playground, place: Place, then: Callable[[Playground, Place], Awaitable[None]]) -> None:
    say("  starting Leadbot …")
    bot = await place.start("leadbot serve", ("serve",))

    async def use() -> None:
        await wait_ready(place)
        await then(slack, place)

    try:
        await first_of(use(), bot.never_ends())
    finally:
        await bot.stop()


async def first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Until the first is done; the others are cancelled. Raises what it raises."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _about(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use, perhaps by a playground that runs already: http://127.0.0.1:{port}. "
            f"Stop it, or choose another: {sys.executable} -m playground demo --port {port + 1}"
        )
    if error.errno == errno.ENOSPC:
        return "The disk is full. Make room and start again."
    if error.filename and str(error.filename).endswith("leadbot"):
        return f"{error.filename} is not there. Call make demo, which installs it."
    return f"{error}."


async def until_told(work: Coroutine[Any, Any, None]) -> bool:
    """Do the work until it is done or Ctrl-C, SIGTERM or a closed terminal ends it; tells whether it was ended. Raises what the work raises."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in ENDINGS:
        loop.add_signal_handler(ending, told.set)

    async def wait() -> None:
        await told.wait()
        say("\nStopping …")

    await first_of(work, wait())
    return told.is_set()


def run(work: Coroutine[Any, Any, None]) -> bool:
    """Run a command to its end and put every trouble into one clear sentence; tells whether it was ended from outside."""
    try:
        return asyncio.run(until_told(work))
    except (CannotStart, NotReady) as error:
        fail(str(error))
    except ChildFailed as error:
        how = f"was ended by {signal.Signals(-error.code).name}" if error.code < 0 else f"ended with exit code {error.code}"
        fail(f"{error.name} {how}. The end of what it said:\n\n{error.said or '(nothing)'}")


async def demo(data: Path, port: int) -> None:
    """Until it is cancelled: everything runs and the page is there."""
    make_folder(data)
    first = not (data / DONE).exists()
    say(f"Starting Leadbot with sample data; it is kept in {data}.")
    say("The first start takes about a minute." if first else "This takes a few seconds.")

    async def show(slack: Playground, place: Place) -> None:
        say(f"\nReady: {slack.url}  (Leadbot's own log: {place.log})")
        say("Ctrl-C stops everything; the data stays.")
        await asyncio.Event().wait()

    await with_bot(data, port, show)


async def smoke(data: Path) -> None:
    """One real command through the whole way. Raises CannotStart when what comes back is no card."""
    say("Trying the whole way once, with data of its own; about a minute.")
    make_folder(data)

    async def ask(slack: Playground, place: Place) -> None:
        outcome = await slack.command("/lead", SMOKE_LEAD, user="UCARA", channel="CSALES")
        message = outcome.messages[0] if outcome.messages else await _late(outcome)
        if outcome.problems or message.author != "ULEADBOT" or f"#{SMOKE_LEAD}" not in message.text:
            raise CannotStart(f"No card came back for /lead {SMOKE_LEAD}, but: {message.text}\n{_log_end(place)}")
        say(f"\n{message.text}\n\nIt works: /lead {SMOKE_LEAD} was answered in {outcome.ack_ms:.0f} ms.")

    await with_bot(data, 0, ask)


async def _late(outcome: Outcome) -> Message:
    try:
        return await outcome.later(timeout=10)
    except TimeoutError as error:
        raise CannotStart("Leadbot acknowledged the command and then said nothing for ten seconds.") from error


def _log_end(place: Place) -> str:
    return "\n".join(place.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
