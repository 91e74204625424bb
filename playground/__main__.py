"""The command line: python -m playground demo | smoke | serve | validate.

The standard library's parser: a playground is started for every run of somebody's tests, and has to be there in half a second.
"""

import gc

gc.disable()  # nothing that is imported is garbage; looking for it takes a sixth of the start
import argparse  # noqa: E402
import shutil  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

from playground import demo as runs  # noqa: E402
from playground import judge  # noqa: E402

gc.freeze()
gc.enable()

PORT = 3100


def demo(given: argparse.Namespace) -> None:
    """Start Leadbot with sample data and a local Slack; Ctrl-C stops everything."""
    runs.run(runs.demo(given.data or runs.default_data(), given.port))


def smoke(_given: argparse.Namespace) -> None:
    """The same without a person: one real command through the whole way."""
    folder = Path(tempfile.mkdtemp(prefix="leadbot-smoke-"))
    folder.chmod(0o711)  # as root the database runs as another user, who has to pass; sample data is no secret
    try:
        ended = runs.run(runs.smoke(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if ended:
        runs.fail("Ended before the answer came.")


def serve(given: argparse.Namespace) -> None:
    """The local Slack alone, for a bot that you start yourself with the settings it prints."""
    runs.run(runs.serve(given.port, given.events_url))


def validate(given: argparse.Namespace) -> None:
    """Say what Slack would refuse in a message, a view, blocks or a manifest: one line an error, exit status 1 if there is one."""
    raise SystemExit(judge.validate(given.file, given.surface))


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    whole = argparse.ArgumentParser(prog="python -m playground", description="A local Slack for Leadbot.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for run in (demo, smoke, serve, validate):
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        if run in (demo, serve):
            command.add_argument("--port", type=int, default=PORT, help=f"the page's port; 0 takes a free one (default {PORT})")
        if run is demo:
            command.add_argument("--data", type=Path, help="where the data is kept between starts")
        if run is serve:
            command.add_argument("--events-url", help="where the bot listens, as http://127.0.0.1:3000/slack/events; without it Socket Mode is used")
        if run is validate:
            command.add_argument("file", help="JSON: a message, a view, an array of blocks or an app manifest; - reads from the input")
            command.add_argument("--surface", choices=judge.SURFACES, default="message", help="where an array of blocks is meant to stand (default message)")
    return whole


def main(arguments: list[str] | None = None) -> None:
    """Run one command."""
    given = parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    given.run(given)


if __name__ == "__main__":
    main()
