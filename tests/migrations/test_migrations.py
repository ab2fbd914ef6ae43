"""The schema moves in one line, forward and back, and is what the rooms declare."""

from collections.abc import Callable

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from governance.db import Database
from governance.db.schema import (
    UnknownSchema,
    downgrade_schema,
    find_drift,
    make_config,
    read_newest_revision,
    read_revision,
    upgrade_schema,
)


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(make_config()).get_heads()) == 1


def test_the_migrations_make_what_the_rooms_declare(database: Database) -> None:
    assert find_drift(database) == []


def test_a_table_that_no_migration_makes_is_drift(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE ballot"))
    assert find_drift(database)


def test_every_migration_goes_back_and_forth(database: Database) -> None:
    def describe() -> dict[str, object]:
        inspector = inspect(database.engine)
        return {
            name: (
                [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)],
                sorted(str(index["name"]) for index in inspector.get_indexes(name)),
                sorted(str(check["name"]) for check in inspector.get_check_constraints(name)),
            )
            for name in inspector.get_table_names()
        }

    before = describe()
    revisions = [script.revision for script in ScriptDirectory.from_config(make_config()).walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        downgrade_schema(database, revision)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    for revision in reversed(revisions):
        upgrade_schema(database, revision)
    assert describe() == before


def test_upgrading_twice_changes_nothing_the_second_time(database: Database) -> None:
    assert upgrade_schema(database) is False
    with database.engine.connect() as connection:
        assert read_revision(connection) == read_newest_revision()


def test_a_database_of_a_newer_release_is_refused_and_not_touched(make_database: Callable[[str], Database]) -> None:
    database = make_database("demo")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        boards = connection.scalar(text("SELECT count(*) FROM board"))
    with pytest.raises(UnknownSchema, match="from_the_future"):
        upgrade_schema(database)
    with database.engine.connect() as connection:
        assert read_revision(connection) == "from_the_future"
        assert connection.scalar(text("SELECT count(*) FROM board")) == boards
