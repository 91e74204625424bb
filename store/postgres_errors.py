import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path


class EmbeddedUnavailable(Exception):
    """Leadbot's own PostgreSQL cannot be had. `what` says what is the case, `do` what to do; both are whole sentences for a person."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what} {do}")
        self.what, self.do = what, do


DISK_FULL = "Make room there, or choose another place with LEADBOT_DATA_DIR."


@contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turn what the file system says about `place` into a sentence. Raises EmbeddedUnavailable."""
    try:
        yield
    except subprocess.TimeoutExpired as error:
        raise EmbeddedUnavailable(
            f"{error.cmd[0]} has not ended within {error.timeout:.0f} seconds.", "The machine may be very busy, or its disk: try again when it is not."
        ) from error
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT) or (isinstance(error, shutil.Error) and "No space left" in str(error)):  # copytree collects its errors
            raise EmbeddedUnavailable(f"The disk that holds {place} is full.", DISK_FULL) from error
        reason = "is not permitted" if error.errno in (EACCES, EPERM, EROFS) else f"failed: {error.strerror}"
        raise EmbeddedUnavailable(
            f"Working with {error.filename or place} {reason}.",
            f"Make {place} a directory that the user who starts Leadbot can write, or choose another with LEADBOT_DATA_DIR.",
        ) from error
