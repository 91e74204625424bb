import os
from typing import Any

import pytest

pytest_plugins = ["tests.postgres", "tests.database", "tests.leadbot"]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where NO_SKIPS is set, a skipped test fails the run; let off is what takes several users, where the tests have only one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("NO_SKIPS") and not all(takes_several_users(report) for report in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def takes_several_users(report: Any) -> bool:
    """By the reason that a test gives."""
    return any(reason in str(report.longrepr) for reason in ("needs root", "hidden from other users"))
