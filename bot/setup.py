"""Makes .venv from the lock file. Run by make with the system's Python: standard library only, and it must say what is wrong on any Python 3."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEEDED = (3, 11)
FREE_BYTES = 700 * 1024 * 1024


def main() -> None:
    """Create or refresh .venv; exit with one sentence when it cannot be done."""
    if sys.version_info < NEEDED:
        stop(
            "Leadbot needs Python 3.11 or newer; this is {}.{} ({}).".format(*sys.version_info[:2], sys.executable),
            "Install a newer one and call make with PYTHON=python3.11 (its name).",
        )
    say("Setting up in .venv: about 75 packages, pinned with hashes; one to three minutes the first time.")
    check_room()
    make_venv()
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    # The lock names all there is. Where a package asks for an extra of a pinned one, pip 23.2 would look past the pin at newer releases.
    install([*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / "requirements-dev.lock")])
    install([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    (VENV / "ready").touch()
    say("Set up.")


def check_room() -> None:
    """Stop early when the folder cannot be written or the disk is nearly full."""
    if not os.access(str(ROOT), os.W_OK):
        stop(f"{ROOT} cannot be written by this user.", "Clone the project into a folder of your own.")
    if not VENV.exists() and shutil.disk_usage(str(ROOT)).free < FREE_BYTES:
        stop(f"Less than 700 MB are free on the disk of {ROOT}.", "Make room and call make again.")


def make_venv() -> None:
    """Make the virtual environment where it is missing or of another Python."""
    python = VENV / "bin" / "python"
    wanted = "{}.{}".format(*sys.version_info[:2])
    if python.exists() and ask(python, "import sys, pip; print('{}.{}'.format(*sys.version_info[:2]))") == wanted:
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 - only asked whether it is there
        import venv  # noqa: PLC0415 - missing on Debian without python3-venv
    except ImportError:
        stop("This Python has no venv module.", f"On Debian and Ubuntu: apt install python{wanted}-venv. Then call make again.")
    try:
        venv.create(str(VENV), with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f".venv could not be made: {error}.", "Look at the disk and the folder's rights, then call make again.")


def ask(python: Path, code: str) -> str:
    """What a Python prints for a line of code, or nothing."""
    answer = subprocess.run([str(python), "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - our own venv
    return answer.stdout.decode().strip()


def install(command: list[str]) -> None:
    """Run pip; turn its failure into what to do."""
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)  # noqa: S603 - pip of our own venv
    if done.returncode == 0:
        return
    said = done.stderr.decode(errors="replace")
    if "No space left" in said:
        stop("The disk is full.", "Make room and call make again; what was done is kept.")
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in said:
        stop("A downloaded package is not the one that was pinned.", "Call make again; if it repeats, the package index or a proxy alters packages.")
    if any(word in said for word in ("NewConnectionError", "Could not find a version", "Read timed out", "ProxyError", "SSLError", "ConnectTimeout")):
        stop(
            "A package could not be downloaded.",
            "Look at the network (pip's own proxy and index settings are honoured) and call make again.\n" + last_lines(said),
        )
    stop("pip could not install the packages.", last_lines(said))


def last_lines(said: str) -> str:
    """The end of pip's own words, where its reason stands."""
    return "\n".join(said.strip().splitlines()[-6:])


def say(sentence: str) -> None:
    """A line of progress."""
    print(sentence, flush=True)  # noqa: T201 - a set-up speaks to a terminal


def stop(what: str, then: str) -> NoReturn:
    """End with what is the case and what to do."""
    sys.stderr.write(f"{what}\n{then}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
