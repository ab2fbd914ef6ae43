"""A pytest plugin: where CI=true, a skipped test is a failed one.

A test that a machine cannot run (no PostgreSQL, no Chromium, no real records) skips with a line that says what to
install. Where the result decides, that line is the reason of a failure instead.
"""

import os
from collections.abc import Generator

import pytest

_Report = pytest.TestReport | pytest.CollectReport


def nothing_may_be_skipped() -> bool:
    """Return whether this run decides over the project (CI=true)."""
    return os.environ.get("CI", "").lower() in ("true", "1")


def fail_if_skipped(report: _Report) -> _Report:
    """Return the report, turned into a failure if it tells of a skip; an expected failure stays one."""
    if report.skipped and not hasattr(report, "wasxfail") and nothing_may_be_skipped():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped where CI=true, but: {reason}"
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return fail_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return fail_if_skipped((yield))
