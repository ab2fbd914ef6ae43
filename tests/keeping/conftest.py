"""Databases to copy from and into, of either engine."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Table, select

from governance.db import Database, Model
from governance.db.schema import ROOMS_WITH_TABLES
from governance.keeping.tables import KEPT, LEFT_OUT_COLUMNS, VERSIONED

if TYPE_CHECKING:
    from tests.support.postgresql import PostgresqlServer


@pytest.fixture
def make_empty_url(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """Makes the address of a database that holds nothing at all, of the engine that is named."""
    urls: list[str] = []

    def make(engine: str) -> str:
        if engine == "sqlite":
            return f"sqlite:///{tmp_path}/restored{len(list(tmp_path.glob('restored*')))}.sqlite"
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        urls.append(server.create_database())
        return urls[-1]

    yield make
    for url in urls:
        request.getfixturevalue("postgresql_server").drop_database(url)


def read_record(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every kept table, as the rooms' own models read it, without the count of changes and what is left out."""
    tables = list_tables()
    with database.reading() as session:
        return {
            name: [
                tuple(row)
                for row in session.execute(select(*list_columns(tables[name])).order_by(*tables[name].primary_key))
            ]
            for name in KEPT
        }


def list_columns(table: Table) -> list[Any]:
    unread = {VERSIONED, *LEFT_OUT_COLUMNS}
    return [column for column in table.columns if (table.name, column.name) not in unread]


def list_tables() -> dict[str, Table]:
    """Every table that the rooms declare."""
    for module in ROOMS_WITH_TABLES:
        import_module(module)
    return dict(Model.metadata.tables)


def say_nothing(*_: int) -> None:
    """Progress that nobody watches."""
