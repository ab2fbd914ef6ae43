"""A pytest plugin: `--soak` multiplies what the tests count, so that the same tests serve a quick and a long run.

A test that repeats something (races, faults, rows of a big file) multiplies its own small count by the fixture
`soak_factor`. Property tests take their number of examples from the profile that is chosen here, so they set no
`max_examples` of their own: `settings(max_examples=settings().max_examples // 5)` is how a costly one asks for fewer.
Quick runs draw the same examples every time, long runs new ones.
A test that asks everything of everything deals it out with `deal`: a quick run takes a part, a long one all.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SOAK_FACTOR = 20
QUICK_EXAMPLES = 50
LONGEST_SECONDS = 3600
"""How long one test may take with its long counts, before it counts as hanging."""

settings.register_profile(
    "quick",
    max_examples=QUICK_EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    max_examples=QUICK_EXAMPLES * SOAK_FACTOR,
    derandomize=False,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the tests with their long counts")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile("soak" if config.getoption("--soak") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items if config.getoption("--soak") else ():
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


def deal(things: Iterable[Any], number: int, among: int, soak_factor: int) -> Iterator[Any]:
    """Every so-many-th thing, beginning with `number`, so that `among` numbers share them all; all of them in a long run."""
    for place, thing in enumerate(things):
        if soak_factor > 1 or place % among == number % among:
            yield thing


@pytest.fixture(scope="session")
def soak_factor(pytestconfig: pytest.Config) -> int:
    """What a test multiplies its counts by: 1, or 20 with `--soak`."""
    return SOAK_FACTOR if pytestconfig.getoption("--soak") else 1
