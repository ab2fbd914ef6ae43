"""A database of any landed version, with rows in every table, comes to this release whole, or is not touched.

rows/REVISION.sql holds rows for the tables that a revision makes; BYTES('…') stands for bytes on either engine.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from webtest import TestApp

from governance.boards.queries import find_all_boards
from governance.cli.restore import check_ledger
from governance.db import Database, open_database
from governance.db.schema import (
    UnknownSchema,
    find_drift,
    list_due_steps,
    make_config,
    read_newest_revision,
    read_revision,
    upgrade_schema,
)
from governance.exchange.sealing import WAY_TO_BOARD
from governance.folders import find_migrations
from governance.keeping.backup import write_backup
from governance.keeping.restore import restore_backup
from governance.keeping.tables import KEPT
from governance.ledger.checking import check_record
from governance.ledger.heads import begin_ledger
from tests.conftest import NOW, make_application
from tests.keeping.conftest import make_empty_url, say_nothing

__all__ = ["make_empty_url"]

ROWS = Path(__file__).parent / "rows"
REVISIONS = [script.revision for script in reversed(list(ScriptDirectory.from_config(make_config()).walk_revisions()))]
TAKEN_FROM = [
    (engine, revision)
    for number, revision in enumerate(REVISIONS)
    for engine in ("sqlite", "postgresql")
    if revision in (REVISIONS[0], REVISIONS[-1]) or (number % 2 == 0) is (engine == "sqlite")
]
"""Backups of every version, of one engine after the other; of the first and the last version of both."""
Rows = dict[str, list[dict[str, Any]]]
MakeOld = Callable[[str], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, make_empty_url: Callable[[str], str]) -> str:
    """The address of a database that holds nothing, on each engine in turn."""
    return make_empty_url(request.param)


@pytest.fixture
def make_old(url: str) -> Iterator[MakeOld]:
    """Makes the database as the release of a revision left it: each step of the way with its rows."""
    database = open_database(url)

    def make(revision: str) -> Database:
        for step in REVISIONS[: REVISIONS.index(revision) + 1]:
            upgrade_schema(database, step)
            with database.engine.begin() as connection:
                add_rows(connection, step)
        return database

    yield make
    database.close()


def add_rows(connection: Connection, revision: str) -> None:
    kind = "BLOB" if connection.dialect.name == "sqlite" else "bytea"
    for statement in (ROWS / f"{revision}.sql").read_text("utf-8").splitlines():
        connection.exec_driver_sql(re.sub(r"BYTES\(('[a-z]*')\)", rf"CAST(\1 AS {kind})", statement))


def read_all(database: Database, tables: Rows | None = None) -> Rows:
    """Every row of every table (or of those that are given, in the columns that they had)."""
    with database.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"} if tables is None else tables.keys()
        found: Rows = {}
        for name in sorted(names):
            rows = connection.execute(text(f'SELECT * FROM "{name}"')).mappings().all()
            columns = rows[0].keys() if tables is None or not tables[name] else tables[name][0].keys()
            found[name] = sorted(({column: row[column] for column in columns} for row in rows), key=str)
        return found


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_version_s_rows_are_all_there_after_the_upgrade(make_old: MakeOld, revision: str) -> None:
    database = make_old(revision)
    before = read_all(database)
    assert [name for name, rows in before.items() if not rows] == [], "rows/ holds rows for each table of a revision"
    due = [step.split()[0] for step in list_due_steps(revision)]
    assert due == REVISIONS[REVISIONS.index(revision) + 1 :]
    assert upgrade_schema(database) is bool(due)
    assert read_all(database, before) == before
    assert find_drift(database) == []
    if database.is_sqlite:
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_record_from_before_the_ledger_is_served_and_gets_one(make_old: MakeOld, tmp_path: Path) -> None:
    database = make_old("0001")
    before = [row for name, rows in read_all(database).items() if name in WAY_TO_BOARD for row in rows]
    upgrade_schema(database)
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path / "keys", NOW, tuple(WAY_TO_BOARD))
    visitor = TestApp(make_application(database))
    assert visitor.get("/boards/crisis-board").status_int == 200
    assert visitor.get("/boards/crisis-board/meetings/2025-03-04-0123456789").status_int == 200
    with database.reading() as session:
        assert len(find_all_boards(session)) == 2
        outcome = check_record(session, WAY_TO_BOARD)
    assert (outcome.rows, outcome.older_rows) == (0, len(before))


@pytest.mark.parametrize(("url", "revision"), TAKEN_FROM, indirect=["url"])
def test_a_backup_of_every_version_is_restored_to_this_release(
    make_old: MakeOld, make_empty_url: Callable[[str], str], tmp_path: Path, revision: str
) -> None:
    database = make_old(revision)
    before = {name: rows for name, rows in read_all(database).items() if name in KEPT}
    write_backup(database, tmp_path / "backup", NOW, say_nothing)
    target = make_empty_url("postgresql" if database.is_sqlite else "sqlite")
    checks = (check_ledger,) if revision == "0001" else ()
    header = restore_backup(target, tmp_path / "backup", NOW, say_nothing, checks)
    assert header.revision == revision
    restored = open_database(target)
    after = read_all(restored, before)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert find_drift(restored) == []
    with restored.engine.connect() as connection:
        assert read_revision(connection) == read_newest_revision()
    restored.close()


def test_an_upgrade_that_fails_half_way_changes_nothing(
    make_old: MakeOld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_old("0001")
    before = read_all(database)
    folder = tmp_path / "alembic"
    shutil.copytree(find_migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_fails.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f'revision, down_revision, branch_labels, depends_on = "9999", "{REVISIONS[-1]}", None, None\n'
        "def upgrade():\n"
        '    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))\n'
        "    op.execute(\"UPDATE person SET name = 'lost'\")\n"
        '    with op.batch_alter_table("ballot") as batch:\n'
        '        batch.add_column(sa.Column("half", sa.Integer()))\n'
        '    op.execute("SELECT nothing FROM nowhere")\n'
    )
    monkeypatch.setattr("governance.db.schema.find_migrations", lambda: folder)
    with pytest.raises(Exception, match="nowhere"):
        upgrade_schema(database)
    monkeypatch.undo()
    assert read_all(database) == before
    with database.engine.connect() as connection:
        assert read_revision(connection) == "0001"
    # The same database is upgraded by a release that is whole.
    upgrade_schema(database)
    assert read_all(database, before) == before


def test_a_newer_database_is_refused_whatever_is_to_be_done(make_old: MakeOld) -> None:
    database = make_old(REVISIONS[-1])
    before = read_all(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownSchema, match="9999"):
        upgrade_schema(database)
    assert read_all(database) == before
