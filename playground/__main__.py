"""The command line: python -m playground demo | smoke | serve | validate."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from playground import demo as runs
from playground.judge import validate

app = typer.Typer(add_completion=False, no_args_is_help=True, help="A local Slack for Leadbot.")
app.command()(validate)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The page's port.")] = 3100,
    data: Annotated[Path | None, typer.Option(help="Where the data is kept between starts.")] = None,
) -> None:
    """Start Leadbot with sample data and a local Slack; Ctrl-C stops everything."""
    runs.run(runs.demo(data or runs.default_data(), port))


@app.command()
def smoke() -> None:
    """The same without a person: one real command through the whole way."""
    folder = Path(tempfile.mkdtemp(prefix="leadbot-smoke-"))
    folder.chmod(0o711)  # as root the database runs as another user, who has to pass; sample data is no secret
    try:
        ended = runs.run(runs.smoke(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if ended:
        runs.fail("Ended before the answer came.")


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The page's port; 0 takes a free one.")] = 3100,
    events_url: Annotated[
        str | None, typer.Option(help="Where the bot listens, as http://127.0.0.1:3000/slack/events; without it Socket Mode is used.")
    ] = None,
) -> None:
    """The local Slack alone, for a bot that you start yourself with the settings it prints."""
    runs.run(runs.serve(port, events_url))


if __name__ == "__main__":
    app()
