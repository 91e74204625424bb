"""A pooler between the bot and its database: refused where it hands one server session to many clients."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from store import postgres_account
from store.database import behind_transaction_pooler
from store.urls import normalise_url
from tests.bot.programs import free_port, run, settings, started
from tests.postgres import temporary_directory

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
pytestmark = [pytest.mark.pooler, pytest.mark.skipif(PGBOUNCER is None, reason="no pgbouncer on this machine")]

CONFIGURATION = """
[databases]
{name} = host={socket} port=5432 dbname={name} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
server_round_robin = {round_robin}
"""


@contextmanager
def pooled(url: str, *, mode: str, round_robin: int = 0) -> Iterator[str]:
    """The address of a pooler in front of this database."""
    found = urlsplit(url)
    name, port = found.path.removeprefix("/"), free_port()
    data = Path(parse_qs(found.query)["host"][0])
    with temporary_directory() as directory:
        file = directory / "pgbouncer.ini"
        file.write_text(CONFIGURATION.format(name=name, socket=data, port=port, mode=mode, round_robin=round_robin))
        as_user = ["-u", postgres_account.choose(data).name] if os.geteuid() == 0 else []
        assert PGBOUNCER
        with subprocess.Popen([PGBOUNCER, "-q", *as_user, str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            try:
                yield f"postgresql://postgres@127.0.0.1:{port}/{name}"
            finally:
                process.kill()


async def reached(url: str) -> None:
    """Until the pooler listens."""
    async with asyncio.timeout(10):
        while True:
            try:
                await (await asyncpg.connect(url, statement_cache_size=0)).close()
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return


@pytest.mark.parametrize("round_robin", [0, 1])
async def test_a_pooler_in_transaction_mode_is_refused_by_every_process_and_named_by_the_doctor(acme, database_url, tmp_path, round_robin):
    with pooled(database_url, mode="transaction", round_robin=round_robin) as url:
        await reached(url)
        answers = [await run(command, settings=settings(url), cwd=tmp_path) for command in ("serve", "socket", "worker")]
        doctor = await run("doctor", settings=settings(url), cwd=tmp_path)

    sentence = "The database is behind a pooler in transaction mode: settings of one session would reach another. Use its direct address.\n"
    assert answers == [(1, sentence)] * 3
    assert doctor[0] == 1
    assert "WRONG  pooler: in transaction mode" in doctor[1]
    assert "Traceback" not in doctor[1]


async def test_a_pooler_that_is_busy_is_recognized_as_well(database_url):
    with pooled(database_url, mode="transaction", round_robin=1) as url:
        await reached(url)
        others = [await asyncpg.connect(url, statement_cache_size=0) for _ in range(4)]
        await asyncio.gather(*(other.execute("select pg_sleep(0.2)") for other in others))  # so that there are several server sessions
        recognized = [await behind_transaction_pooler(normalise_url(url)) for _ in range(5)]
        for other in others:
            await other.close()

    assert recognized == [True] * 5


async def test_a_pooler_in_session_mode_is_fine(slack, acme, a_lead, database_url, tmp_path):
    lead = await a_lead()
    with pooled(database_url, mode="session") as url:
        await reached(url)
        async with started("serve", settings=settings(url, slack), cwd=tmp_path) as program:
            await program.ready()
            slack.events_url = f"http://127.0.0.1:{program.port}/slack/events"
            outcome = await slack.command("/lead", str(lead.id))
            doctor = await run("doctor", settings=settings(url, slack), cwd=tmp_path)
            program.process.terminate()
            status = await program.ended(11)

    assert "Ana Ruiz" in outcome.text
    assert "pooler" not in doctor[1]
    assert status == 0
