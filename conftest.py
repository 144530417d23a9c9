"""Run what README, docs and docstrings show, and let nothing be skipped in CI."""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers import myst, rest

OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE

# How fast a shared machine happens to be is not what a property is about. In CI every
# run draws the same examples, so that red means a change and not the luck of a draw.
settings.register_profile(
    "local", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))

pytest_collect_file = (
    Sybil(
        parsers=[
            myst.DocTestDirectiveParser(optionflags=OPTIONS),
            myst.PythonCodeBlockParser(doctest_optionflags=OPTIONS),
            myst.SkipParser(),
        ],
        patterns=["*.md"],
    )
    + Sybil(
        parsers=[rest.DocTestParser(optionflags=OPTIONS)],
        patterns=["*.py"],
        path="src",
    )
).pytest()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the lines of an example in their order; the tests stay shuffled."""
    examples = [item for item in items if isinstance(item, SybilItem)]
    others = [item for item in items if not isinstance(item, SybilItem)]
    items[:] = [*others, *sorted(examples, key=lambda item: item.reportinfo()[:2])]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how to get what was skipped."""
    if terminalreporter.stats.get("skipped"):
        terminalreporter.write_line(
            "skipped tests need what their reason names; .ci/run provides all of it"
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the session on any skip when EGOVKIT_NO_SKIPS is set."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("EGOVKIT_NO_SKIPS") and skipped and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
