import contextlib
import os
import signal
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from store.embedded import EmbeddedUnavailable, discard, running
from tests.postgres import create_database, drop_database
from tests.store.embedding import ask, held, kill, lives, start_holder, started_at


def socket_of(url):
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def test_it_yields_the_database_in_utf8_and_its_letters_go_beyond_ascii(data_dir):
    with running(data_dir, durable=False) as url:
        assert url.startswith("postgresql://postgres@/leadbot?host=/")
        assert ask(url, "select pg_encoding_to_char(encoding) || ' ' || datlocale from pg_database where datname = current_database()") == "UTF8 C.UTF-8"
        assert ask(url, "select upper('josé')") == "JOSÉ"
        assert ask(url, "select to_tsvector('simple', 'José Łoś')::text") == "'josé':1 'łoś':2"
        assert len(ask(url, "create extension pg_trgm", "select show_trgm('é')")) == 2


def test_it_does_not_listen_on_the_network(data_dir):
    with running(data_dir, durable=False) as url:
        assert ask(url, "show listen_addresses") == ""
        assert ask(url, "select inet_server_addr()") is None


def test_only_its_own_user_can_reach_the_socket(data_dir):
    with running(data_dir, durable=False) as url:
        directory = socket_of(url)
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert directory.stat().st_uid == (data_dir / "postgres" / "data").stat().st_uid


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_it_is_safe_against_a_crash_of_the_machine_unless_told_otherwise(data_dir, durable, fsync):
    with running(data_dir, durable=durable) as url:
        assert [ask(url, f"show {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")] == [fsync] * 3


def test_a_second_start_finds_the_data_of_the_first(data_dir):
    with running(data_dir, durable=False) as url:
        ask(url, "create table note (content text)", "insert into note values ('kept')")
    with running(data_dir, durable=False) as url:
        assert ask(url, "select content from note") == "kept"


def test_a_dropped_database_is_made_again(data_dir):
    with running(data_dir, durable=False) as url:
        ask(url.replace("/leadbot?", "/postgres?"), "drop database leadbot")
    with running(data_dir, durable=False) as url:
        assert ask(url, "select current_database()") == "leadbot"


def test_the_last_user_to_leave_stops_it(data_dir):
    with held(data_dir) as (other, url):
        with running(data_dir, durable=False) as mine:
            assert mine == url
            assert started_at(mine) == started_at(url)
        assert ask(url, "select 1") == 1
        other.communicate()
        assert not lives(data_dir)
        assert not (socket_of(url) / ".s.PGSQL.5432").exists()


def test_one_process_may_use_it_twice(data_dir):
    with running(data_dir, durable=False) as outer:
        with running(data_dir, durable=False) as inner:
            assert started_at(inner) == started_at(outer)
        assert ask(outer, "select 1") == 1
    assert not lives(data_dir)


def test_starters_at_the_same_moment_share_one_server(data_dir):
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(start_holder(data_dir)) for _ in range(4)]
        urls = [process.stdout.readline().strip() for process in processes]
        assert len({started_at(url) for url in urls}) == 1
        for process in processes:
            process.communicate()
    assert [process.returncode for process in processes] == [0] * 4
    assert not lives(data_dir)


async def test_it_starts_inside_a_running_event_loop_too(data_dir):
    with running(data_dir, durable=False) as url:
        assert ask(url, "select 1") == 1


def test_the_server_keeps_no_pipe_of_its_starter(data_dir):
    with held(data_dir) as (process, _):
        assert process.stdout is not None
        kill(process)
        assert process.stdout.read() == ""  # the end of the pipe, although the server still lives
        assert lives(data_dir)


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(data_dir):
    with held(data_dir) as (process, url):
        before = started_at(url)
        os.killpg(process.pid, signal.SIGINT)
        assert started_at(url) == before


def test_an_error_in_the_body_comes_through_and_the_server_stops(data_dir):
    with pytest.raises(ZeroDivisionError), running(data_dir, durable=False):
        _ = 1 / 0
    assert not lives(data_dir)


def test_of_its_logs_the_last_two_are_kept(data_dir):
    for _ in range(3):
        with running(data_dir, durable=False):
            pass
    home = data_dir / "postgres"
    assert sorted(path.name for path in home.glob("log*")) == ["log", "log.1"]
    assert (home / "log").read_text().count("starting PostgreSQL") == 1


def test_a_variable_meant_for_another_postgresql_does_not_lead_astray(data_dir, monkeypatch):
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGOPTIONS", "--work_mem=nonsense")
    monkeypatch.setenv("LC_ALL", "xx_YY")
    with running(data_dir, durable=False) as url:
        monkeypatch.delenv("PGOPTIONS")
        assert ask(url, "select current_database()") == "leadbot"


def test_discard_removes_it_but_not_from_under_a_user(data_dir):
    with running(data_dir, durable=False):
        with pytest.raises(EmbeddedUnavailable, match="is in use"):
            discard(data_dir)
        assert lives(data_dir)
    discard(data_dir)
    assert not (data_dir / "postgres").exists()
    discard(data_dir)


def test_discard_stops_a_server_whose_starter_was_killed(data_dir):
    with held(data_dir) as (process, url):
        kill(process)
        discard(data_dir)
        assert not (data_dir / "postgres").exists()
        with pytest.raises(OSError):
            ask(url, "select 1")


async def test_a_test_database_is_a_copy_of_its_template_and_can_be_dropped(postgres_url):
    template = await create_database(postgres_url)
    ask(template, "create table note (content text)", "insert into note values ('of the template')")
    copy = await create_database(postgres_url, template=template)
    assert ask(copy, "select content from note") == "of the template"
    names = [url.partition("/test_")[2].partition("?")[0] for url in (template, copy)]
    await drop_database(copy)
    await drop_database(template)
    assert ask(postgres_url, f"select count(*) from pg_database where datname in ('test_{names[0]}', 'test_{names[1]}')") == 0
