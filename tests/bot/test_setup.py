"""bot/setup.py on machines where something is missing or broken: what is the case, what to do, exit status 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import temporary_directory

SOURCE = Path(__file__).parents[2] / "bot" / "setup.py"
RUN = "import runpy; runpy.run_path('bot/setup.py', run_name='__main__')"
PIP = """#!/bin/sh
if [ "$1" = -c ]; then echo {version}; exit; fi
echo "$@" >> {calls}
printf '%s\\n' "{said}" >&2
exit {status}
"""


@pytest.fixture
def project():
    """A folder with the set-up script in it, that others may look into."""
    with temporary_directory() as folder:
        (folder / "bot").mkdir()
        (folder / "bot" / "setup.py").write_text(SOURCE.read_text())
        yield folder


def set_up(project, *, first=""):
    """Run it, after some lines of Python that break the machine."""
    done = subprocess.run([sys.executable, "-c", f"{first}\n{RUN}"], cwd=project, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


def a_pip(project, said="", *, status=1):
    """A virtual environment whose pip ends like this."""
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PIP.format(version="{}.{}".format(*sys.version_info[:2]), calls=project / "calls", said=said, status=status))
    python.chmod(0o755)


def test_an_old_python_is_named_with_what_to_call_instead(project):
    status, _, said = set_up(project, first="import sys; sys.version_info = (3, 10, 12, 'final', 0)")

    assert status == 1
    assert said.startswith("Leadbot needs Python 3.11 or newer; this is 3.10 (")
    assert said.endswith("call make with PYTHON=python3.11 (its name).\n")
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_named_with_the_package_that_has_it(project, module):
    status, _, said = set_up(project, first=f"import sys; sys.modules[{module!r}] = None")

    assert status == 1
    assert said.startswith("This Python has no venv module.\n")
    assert "apt install python3." in said
    assert "Traceback" not in said


def test_a_folder_that_may_not_be_written_is_named(project):
    nobody = "import os, pathlib, pkgutil, runpy, shutil, subprocess, typing; os.setuid(65534)" if os.geteuid() == 0 else ""
    project.chmod(0o555)
    status, _, said = set_up(project, first=nobody)
    project.chmod(0o711)

    assert status == 1
    assert said == f"{project} cannot be written by this user.\nClone the project into a folder of your own.\n"


def test_a_disk_that_is_nearly_full_is_said_before_anything_is_begun(project):
    status, _, said = set_up(project, first="import shutil; usage = shutil.disk_usage('/'); shutil.disk_usage = lambda path: usage._replace(free=1000)")

    assert status == 1
    assert said.startswith("Less than 700 MB are free on the disk of ")
    assert not (project / ".venv").exists()


def test_a_venv_that_cannot_be_made_is_said(project):
    (project / ".venv").symlink_to("/proc/nowhere")

    status, _, said = set_up(project)

    assert status == 1
    assert said.startswith(".venv could not be made: ")
    assert "Traceback" not in said


TROUBLES = {
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "The disk is full.",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "A downloaded package is not the one that was pinned.",
    "WARNING: Retrying after connection broken by 'NewConnectionError(...)'": "A package could not be downloaded.",
    "ERROR: Could not find a version that satisfies the requirement aiohttp": "A package could not be downloaded.",
    "WARNING: Retrying after connection broken by 'ProxyError(...)'": "A package could not be downloaded.",
    "error: subprocess-exited-with-error": "pip could not install the packages.",
}


@pytest.mark.parametrize("said_by_pip", TROUBLES)
def test_a_pip_that_fails_is_told_in_a_sentence_and_the_next_call_begins_there(project, said_by_pip):
    a_pip(project, said_by_pip)

    status, _, said = set_up(project)

    assert status == 1
    assert said.startswith(f"{TROUBLES[said_by_pip]}\n")
    assert len(said.splitlines()) >= 2
    assert "Traceback" not in said
    assert not (project / ".venv" / "ready").exists()


def test_a_good_set_up_installs_what_is_pinned_and_says_so_in_two_lines(project):
    a_pip(project, status=0)

    status, said, wrong = set_up(project)

    assert (status, wrong) == (0, "")
    assert said.splitlines()[-1] == "Set up."
    assert len(said.splitlines()) == 2
    assert (project / ".venv" / "ready").exists()
    locked, own = (project / "calls").read_text().splitlines()
    assert "--require-hashes --no-deps" in locked
    assert f"-r {project}/requirements-dev.lock" in locked
    assert own.endswith(f"--no-deps --no-build-isolation --editable {project}")
