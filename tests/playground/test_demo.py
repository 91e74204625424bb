"""demo and smoke as processes. Their leadbot is a stand-in: what counts here is how children are started, watched and stopped."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

STAND_IN = """#!{python}
import json, os, sys, time
from pathlib import Path

log = Path({record!r})
with log.open("a") as out:
    out.write(json.dumps({{"argv": sys.argv[1:], "pid": os.getpid(), "cwd": os.getcwd(), "env": dict(os.environ)}}) + "\\n")
trouble = Path({trouble!r})
doing = json.loads(trouble.read_text()) if trouble.exists() else {{}}
print("this is", sys.argv[1], flush=True)
if doing.get("fails") == sys.argv[1]:
    sys.exit("the table is not there")
if doing.get("hangs") == sys.argv[1]:
    time.sleep(600)
if sys.argv[1] != "serve":
    sys.exit(0)

from aiohttp import web

async def ready(request):
    return web.Response()

async def lead(request):
    form = await request.post()
    if doing.get("dies"):
        print("out of memory", flush=True)
        os._exit(7)
    return web.json_response({{"text": doing.get("says", "*Ana Ruiz*  #" + form["text"])}})

application = web.Application()
application.add_routes([web.get("/readyz", ready), web.post("/slack/events", lead)])
web.run_app(application, host=os.environ["LEADBOT_HOST"], port=int(os.environ["LEADBOT_PORT"]), print=None)
"""


class Machine:
    """A folder that looks like a virtual environment whose leadbot is the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv = Path(sys.prefix)
        (folder / "bin").mkdir()
        shutil.copy(venv / "pyvenv.cfg", folder)
        (folder / "lib").symlink_to(venv / "lib")
        self.python = folder / "bin" / "python"
        self.python.symlink_to(os.path.realpath(sys.executable))
        self.record, self.trouble = folder / "record", folder / "trouble"
        script = folder / "bin" / "leadbot"
        script.write_text(STAND_IN.format(python=sys.executable, record=str(self.record), trouble=str(self.trouble)))
        script.chmod(0o755)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen:
        inherited = {**os.environ, "TMPDIR": str(self.folder), **environment}
        return subprocess.Popen(
            [str(self.python), "-m", "playground", *arguments], env=inherited, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def started(self) -> list[dict]:
        return [json.loads(line) for line in self.record.read_text().splitlines()] if self.record.exists() else []

    def data(self) -> str:
        return str(self.folder / "data")


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def demo(machine):
    """Starts a demo on a free port and waits for its page; ends it after the test."""
    running = []

    def start(**environment: str) -> tuple[subprocess.Popen, str]:
        process = machine.start("demo", "--port", "0", "--data", machine.data(), **environment)
        running.append(process)
        for line in process.stdout:
            if line.startswith("Ready: "):
                return process, line.split()[1]
        raise AssertionError(process.stderr.read())

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)


def serve_pid(machine) -> int:
    return next(one["pid"] for one in reversed(machine.started()) if one["argv"] == ["serve"])


def gone(pid: int, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_smoke_prints_the_card_and_leaves_nothing_behind(machine):
    code, out, err = machine.run("smoke")

    assert (code, err) == (0, "")
    assert "Ana Ruiz  #42" in out
    assert "It works" in out
    assert list(machine.folder.glob("leadbot-smoke-*")) == []
    assert gone(serve_pid(machine))


def test_the_commands_come_in_order_with_public_settings_only(machine):
    machine.run("smoke", LEADBOT_DATABASE_URL="postgresql://elsewhere/", LEADBOT_COMMAND="/x", SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="s")

    started = machine.started()
    assert [one["argv"] for one in started] == [
        ["migrate"],
        ["init", "--organization", "acme", "--name", "Acme", "--admin", "dora@acme.example"],
        ["seed"],
        ["link", "dora@acme.example", "UDORA"],
        ["link", "cara@acme.example", "UCARA"],
        ["serve"],
    ]
    for one in started:
        ours = {name for name in one["env"] if name.startswith(("LEADBOT_", "SLACK_"))}
        assert ours == {
            "LEADBOT_SLACK_SIGNING_SECRET",
            "LEADBOT_SLACK_BOT_TOKEN",
            "LEADBOT_SLACK_API_URL",
            "LEADBOT_ORGANIZATION",
            "LEADBOT_HOST",
            "LEADBOT_PORT",
            "LEADBOT_PUBLIC_URL",
            "LEADBOT_DATA_DIR",
        }
        assert one["cwd"] != str(machine.folder)
        assert one["env"]["LEADBOT_DATA_DIR"] != str(machine.folder)


def test_smoke_fails_when_no_card_comes_back(machine):
    machine.trouble.write_text(json.dumps({"says": "There is no lead 1."}))

    code, _, err = machine.run("smoke")

    assert code == 1
    assert "No card came back for /lead 42, but: There is no lead 1." in err


def test_a_set_up_command_that_fails_is_reported_with_the_end_of_its_output(machine):
    machine.trouble.write_text(json.dumps({"fails": "migrate"}))

    code, _, err = machine.run("smoke")

    assert code == 1
    assert "leadbot migrate ended with exit code 1" in err
    assert "the table is not there" in err
    assert "Traceback" not in err


def test_a_bot_that_dies_is_reported_with_the_end_of_its_output(machine, demo):
    machine.trouble.write_text(json.dumps({"dies": True}))
    process, url = demo()

    typed = json.dumps({"user": "UCARA", "channel": "CSALES", "line": "/lead 1"}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/page/command", typed, {"Content-Type": "application/json"}), timeout=10).close()

    _, err = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "leadbot serve ended with exit code 7" in err
    assert "out of memory" in err


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_sigterm_stop_everything_and_are_no_error(machine, demo, ending):
    process, _ = demo()

    process.send_signal(ending)

    _, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")
    assert gone(serve_pid(machine))


def test_ctrl_c_in_the_middle_of_the_set_up_stops_it(machine):
    machine.trouble.write_text(json.dumps({"hangs": "seed"}))
    process = machine.start("demo", "--port", "0", "--data", machine.data())
    try:
        while not any(one["argv"] == ["seed"] for one in machine.started()):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    finally:
        process.kill()

    assert (process.returncode, err) == (0, "")
    assert gone(machine.started()[-1]["pid"])
    assert not (Path(machine.data()) / "set-up-done").exists()


async def test_a_child_that_does_not_heed_sigterm_is_killed(tmp_path, monkeypatch):
    from playground import children

    monkeypatch.setattr(children, "STOP_SECONDS", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    child = await children.Child.start("deaf", (sys.executable, "-c", deaf), environment=os.environ, cwd=tmp_path, log=tmp_path / "log")
    async with asyncio.timeout(10):
        while child.said != "deaf":
            await asyncio.sleep(0.02)

    await child.stop()

    assert child.process.returncode == -signal.SIGKILL


def test_kill_9_of_the_parent_takes_the_children_along(machine, demo):
    process, _ = demo()
    process.kill()

    assert gone(serve_pid(machine))


def test_a_second_start_keeps_the_data_and_only_migrates(machine, demo):
    process, _ = demo()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    before = len(machine.started())

    demo()

    assert [one["argv"][0] for one in machine.started()[before:]] == ["migrate", "serve"]


def test_the_log_goes_on_from_start_to_start_and_begins_anew_when_it_is_long(machine, demo):
    process, _ = demo()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    log = Path(machine.data()) / "leadbot.log"
    before = log.read_text()

    process, _ = demo()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)

    assert log.read_text().startswith(before)
    assert len(log.read_text()) > len(before) > 0
    log.write_text("x" * 5_000_001)
    demo()
    assert log.with_name("leadbot.log.1").stat().st_size == 5_000_001
    assert log.stat().st_size < 5_000_001


def test_the_data_folder_is_for_its_owner_alone(machine, demo):
    demo()

    assert Path(machine.data()).stat().st_mode & 0o777 == 0o700


def test_a_port_in_use_is_one_sentence_and_what_to_do(machine):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        code, _, err = machine.run("demo", "--port", str(port), "--data", machine.data())

    assert code == 1
    assert err.startswith(f"Port {port} is in use")
    assert f"--port {port + 1}" in err
    assert "Traceback" not in err
    assert machine.started() == []


def test_a_data_folder_that_cannot_be_made_is_one_sentence(machine):
    blocked = machine.folder / "a file"
    blocked.touch()

    code, _, err = machine.run("demo", "--port", "0", "--data", str(blocked / "data"))

    assert code == 1
    assert "cannot be written" in err
    assert err.count("\n") == 1


def test_the_local_slack_runs_alone(machine):
    process = machine.start("serve", "--port", "0")
    try:
        printed = [process.stdout.readline() for _ in range(5)]
        url = printed[0].split()[1]
        with urllib.request.urlopen(url, timeout=10) as page:
            assert b"Leadbot playground" in page.read()
        assert f"LEADBOT_SLACK_API_URL={url}/api/\n" in printed
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_a_file_is_validated(machine, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('[{"type": "divider"}]')
    bad.write_text('{"blocks": [{"type": "section"}]}')

    assert machine.run("validate", str(good)) == (0, "", "Taken for blocks of a message.\n")
    assert machine.run("validate", str(bad)) == (1, "must define either `text` or `fields` [json-pointer:/blocks/0]\n", "Taken for a message.\n")
