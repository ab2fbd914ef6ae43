"""A pytest plugin: pages are clicked through on SQLite; on PostgreSQL too with `--soak`.

What a page asks of a database is asked on both engines in every run all the same: by the tests of actions and queries, and
by those in tests/functional that open every page as everybody, read every twin and send what nobody should. Who may do what
and what is answered to nonsense does not turn on the engine, so that these two longest walks are done on PostgreSQL alone.
"""

import re

import pytest

CLICKED_THROUGH = re.compile(
    r"tests/(front/|web/|(accounts|meetings|minutes|oversight|votes)/test_(\w*pages|sign_in|kept_forms|second_factors|"
    r"recovery_codes|public_comment)\.py|functional/test_(canary|feeds|guards|ledger_pages)\.py|"
    r"functional/test_permissions\.py::test_the_same_holds_before_a_board_is_published)"
)
WALKED_ONCE = re.compile(
    r"tests/functional/(test_permissions\.py::test_everybody_may_do_what_the_table_says|test_fuzz\.py::test_every_described_path)"
)
ON_POSTGRESQL = re.compile(r"\bpostgresql\b")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    again = [
        item
        for item in items
        if (CLICKED_THROUGH if is_on_postgresql(item) else WALKED_ONCE).search(item.nodeid) is not None
    ]
    if again:
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if item not in set(again)]


def is_on_postgresql(item: pytest.Item) -> bool:
    return ON_POSTGRESQL.search(item.nodeid.partition("[")[2]) is not None
