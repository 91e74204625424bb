import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.embedded import running
from store.postgres_account import choose
from tests.store.embedding import ask, eventually, held, kill, kill_postmaster, lives, postmaster, start_holder, started_at


@contextmanager
def a_stranger(data_dir):
    """A living process of the server's own user that is no PostgreSQL: the holder of a number that was the server's before a crash."""
    account = choose(data_dir / "postgres" / "data")
    user, group = (account.uid, account.gid) if account.drop else (None, None)
    with subprocess.Popen(["sleep", "600"], user=user, group=group) as process:
        try:
            yield process
            assert process.poll() is None  # nobody has stopped it
        finally:
            process.kill()


def crashed(data_dir):
    """A data directory whose server and starter were killed: the pid file and the socket's lock file stay behind."""
    with held(data_dir, durable=True) as (process, url):
        ask(url, "create table note (content text)", "insert into note values ('committed')")
        files = data_dir / "postgres" / "data" / "postmaster.pid", Path(*re.findall("host=([^&]+)", url)) / ".s.PGSQL.5432.lock"
        kill(process)
        kill_postmaster(data_dir)
    assert all(file.exists() for file in files)
    return files


def with_pid(text, pid):
    return "\n".join([str(pid), *text.splitlines()[1:]]) + "\n"


def works(data_dir):
    with running(data_dir, durable=False) as url:
        content = ask(url, "select content from note")
    return content == "committed" and not lives(data_dir)


def test_a_server_whose_starter_was_killed_is_adopted_and_stopped_by_the_next(data_dir):
    with held(data_dir) as (process, url):
        before = started_at(url)
        kill(process)
        with running(data_dir, durable=False) as adopted:
            assert started_at(adopted) == before
        assert not lives(data_dir)


def test_a_killed_user_does_not_keep_the_server_from_stopping(data_dir):
    with running(data_dir, durable=False), held(data_dir) as (process, _):
        kill(process)
    assert not lives(data_dir)


def test_after_the_starter_and_the_server_were_killed_everything_committed_is_there(data_dir):
    crashed(data_dir)
    assert works(data_dir)


def test_when_the_server_was_killed_the_next_user_starts_it_for_the_others_too(data_dir):
    with running(data_dir, durable=False) as first:
        kill_postmaster(data_dir)
        with running(data_dir, durable=False) as second:
            assert second == first
            assert ask(first, "select 1") == 1
        assert ask(first, "select 1") == 1
    assert not lives(data_dir)


def test_leaving_a_server_that_was_killed_is_quiet(data_dir):
    with running(data_dir, durable=False):
        kill_postmaster(data_dir)
    assert not lives(data_dir)


@pytest.mark.parametrize("which", [[0], [1], [0, 1]], ids=["pid file", "socket lock file", "both"])
def test_the_number_of_a_dead_process_is_no_hindrance(data_dir, which):
    files = crashed(data_dir)
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    for number in which:
        files[number].write_text(with_pid(files[number].read_text(), dead.pid))
    assert works(data_dir)


@pytest.mark.parametrize("which", [[0], [1], [0, 1]], ids=["pid file", "socket lock file", "both"])
def test_a_number_that_is_another_process_by_now_is_no_hindrance_and_that_process_is_left_alone(data_dir, which):
    files = crashed(data_dir)
    with a_stranger(data_dir) as stranger:
        for number in which:
            files[number].write_text(with_pid(files[number].read_text(), stranger.pid))
        assert works(data_dir)


@pytest.mark.parametrize("content", ["", "\n", "nonsense\n", "-1\n", "99999999999999999999\n"])
def test_a_broken_pid_file_is_no_hindrance(data_dir, content):
    for file in crashed(data_dir):
        file.write_text(content)
    assert works(data_dir)


@pytest.mark.parametrize("moment", ["data.new", "data.new/base/1", "data", "data/postmaster.pid"])
def test_a_starter_that_is_killed_at_any_moment_leaves_nothing_that_hinders_the_next(data_dir, moment):
    with start_holder(data_dir) as process:
        eventually((data_dir / "postgres" / moment).exists)
        kill(process)
    with running(data_dir, durable=False) as url:
        assert ask(url, "select current_database()") == "leadbot"
    assert not lives(data_dir)
    assert not (data_dir / "postgres" / "data.new").exists()


def test_a_half_made_cluster_is_made_anew(data_dir):
    with running(data_dir, durable=False):
        pass
    home = data_dir / "postgres"
    (home / "data").rename(home / "data.new")
    shutil.rmtree(home / "data.new" / "global")
    with running(data_dir, durable=False) as url:
        assert ask(url, "select 1") == 1
    assert not (home / "data.new").exists()


@pytest.mark.parametrize("lost", ["socket", "socket/.s.PGSQL.5432"])
def test_a_living_server_whose_socket_was_removed_is_started_again(data_dir, lost):
    with held(data_dir) as (process, url):
        kill(process)
        path = data_dir / "postgres" / lost
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        with running(data_dir, durable=False) as again:
            assert again == url
            assert ask(again, "select 1") == 1
    assert not lives(data_dir)


def test_a_child_of_a_killed_server_is_waited_for(data_dir):
    with held(data_dir) as (process, url):
        kill(process)
        backend = ask(url, "select pg_backend_pid()")
        checkpointer = ask(url, "select pid from pg_stat_activity where backend_type = 'checkpointer'")
        assert backend != checkpointer
        os.kill(checkpointer, signal.SIGSTOP)
        os.kill(postmaster(data_dir), signal.SIGKILL)
        with start_holder(data_dir) as next_one:
            with pytest.raises(subprocess.TimeoutExpired):
                next_one.wait(1)  # a second server on the same files would destroy them
            os.kill(checkpointer, signal.SIGCONT)
            assert ask(next_one.stdout.readline().strip(), "select 1") == 1
            next_one.communicate()
    assert not lives(data_dir)


def test_a_server_that_does_not_react_is_stopped_the_hard_way(data_dir, monkeypatch):
    monkeypatch.setattr("store.postgres_server.STOPS_WITHIN", ((signal.SIGINT, 0.2), (signal.SIGQUIT, 0.2), (signal.SIGKILL, 30)))
    with running(data_dir, durable=False):
        os.kill(postmaster(data_dir), signal.SIGSTOP)
    assert not lives(data_dir)
