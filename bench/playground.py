"""`python -m bench.playground`: how fast the local Slack is. It must start within half a second and carry 300 commands a second on two cores.

The app is a bare server in a process of its own, so that what is measured is the playground: building the payload, signing, sending, judging the answer,
showing it; then clicks, forms and Web API calls in the same way.
"""

import argparse
import asyncio
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web

from playground.server import Playground

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.yml"
BUTTON: dict[str, Any] = {"type": "button", "action_id": "open", "value": "42", "text": {"type": "plain_text", "text": "Open"}}
CARD = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*Ana Ruiz* #{number}"}, "accessory": BUTTON} for number in range(10)]
CONTENT: dict[str, Any] = {
    "type": "input",
    "block_id": "content",
    "label": {"type": "plain_text", "text": "Note"},
    "element": {"type": "plain_text_input", "action_id": "it"},
}
WORD: dict[str, Any] = {"type": "plain_text", "text": "Note"}
MODAL: dict[str, Any] = {"type": "modal", "title": WORD, "submit": WORD, "blocks": [CONTENT]}
AT_ONCE = 8


def answer(says: Connection) -> None:
    """The app: a card to commands, nothing to all else."""

    async def endpoint(request: web.Request) -> web.Response:
        form = await request.post()
        return web.json_response({"text": "Ana Ruiz", "blocks": CARD}) if "command" in form else web.Response()

    async def run() -> None:
        application = web.Application()
        application.router.add_post("/slack/events", endpoint)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        says.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def rate(count: int, act: Callable[[], Awaitable[Any]]) -> float:
    """Acts a second, some at once."""
    left = iter(range(count))

    async def some() -> None:
        for _ in left:
            await act()

    started = perf_counter()
    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return count / (perf_counter() - started)


STARTS = 9


def process_start() -> float:
    """Seconds until a playground that is started as a process has printed its address."""
    started = perf_counter()
    with subprocess.Popen([sys.executable, "-m", "playground", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = perf_counter() - started
        process.terminate()
        process.communicate()
    return taken


async def measured(count: int, port: int) -> dict[str, float]:
    """The figures, by name."""
    started = perf_counter()
    async with Playground(MANIFEST, signing_secret="secret", bot_token="xoxb-b", app_token="xapp-b") as slack:
        figures = {"start in process, s": perf_counter() - started}
        slack.events_url = f"http://127.0.0.1:{port}/slack/events"
        slack.strictness.rate_limits = False
        card = (await slack.command("/lead", "42")).message
        headers = {"Authorization": "Bearer xoxb-b"}

        async def command() -> None:
            assert (await slack.command("/lead", "42")).messages

        async def click() -> None:
            assert (await slack.click(card, action_id="open")).status == 200

        async def form() -> None:
            view = await slack.state.views.push("UANA", MODAL)
            assert (await slack.submit(view, {"content": "hello"})).status == 200

        async with aiohttp.ClientSession(headers=headers) as session:

            async def call() -> None:
                async with session.post(f"{slack.api_url}users.info", data={"user": "UANA"}) as response:
                    assert (await response.json())["ok"]

            figures |= {"commands/s": await rate(count, command), "clicks/s": await rate(count, click), "Web API calls/s": await rate(count, call)}
        started = perf_counter()
        for _ in range(count // 4):  # one person has one form in front
            await form()
        return figures | {"forms/s, one after the other": count // 4 / (perf_counter() - started)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.playground", description="The local Slack's speed.")
    parser.add_argument("--count", type=int, default=2000, help="acts of each kind")
    parser.add_argument("--json", action="store_true", help="as JSON")
    given = parser.parse_args()
    hears, says = multiprocessing.Pipe(duplex=False)
    app = multiprocessing.get_context("spawn").Process(target=answer, args=(says,), daemon=True)
    app.start()
    try:
        figures = asyncio.run(measured(given.count, hears.recv())) | {"start as a process, s": median(process_start() for _ in range(STARTS))}
    finally:
        app.terminate()
        app.join()
    print(json.dumps(figures) if given.json else "\n".join(f"{name:32}{value:10.2f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
