"""What was measured, and as JSON."""

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"
PACKAGES = ("aiohttp", "asyncpg", "pgqueuer", "slack-bolt", "sqlalchemy")


@dataclass(frozen=True)
class Figure:
    """One thing measured. ratio: ours to the peer's, the median of the rounds' own. wanted: a bound on ours or, with `of_ratio`, on the ratio."""

    section: str
    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str = ""
    ratio: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    of_ratio: bool = False

    @property
    def met(self) -> bool | None:
        """Whether it is as good as wanted; None where nothing is."""
        value = self.ratio if self.of_ratio else self.ours
        if value is None or (self.at_least is None and self.at_most is None):
            return None
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def wanted(self) -> str:
        """The bound in words."""
        bound = f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}" if self.at_most is not None else ""
        return f"{bound} ×" if bound and self.of_ratio else bound


def machine() -> dict[str, str | int | float]:
    """Where it was measured."""
    facts = (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": next(facts, platform.processor()),
        "cores": len(os.sched_getaffinity(0)),
        "commit": commit(),
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def commit() -> str:
    """Which code was measured, where git knows it; `-dirty` where that is not all."""
    if shutil.which("git") is None:
        return "unknown"
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def write(path: Path, parts: Mapping[str, Sequence[Figure]], facts: dict[str, str | int | float], *, quick: bool) -> None:
    """As JSON, by parts. A part that was not measured this time stays as the file has it, with the machine of its own day."""
    known = json.loads(path.read_text()).get("parts", {}) if path.exists() else {}
    for part, figures in parts.items():
        known[part] = {"machine": facts, "quick": quick, "figures": [{**asdict(figure), "met": figure.met} for figure in figures]}
    path.write_text(json.dumps({"parts": known}, indent=2, ensure_ascii=False) + "\n")
