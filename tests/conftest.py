import os
from typing import Any

import pytest

pytest_plugins = ["tests.postgres", "tests.database", "tests.leadbot"]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where NO_SKIPS is set, a skipped test fails the run; what only root can try is let off for others."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("NO_SKIPS") and any(not (os.geteuid() and needs_root(report)) for report in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def needs_root(report: Any) -> bool:
    """By the reason that a test gives."""
    return "needs root" in str(report.longrepr)
