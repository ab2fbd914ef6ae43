"""What every test may ask for: databases of both kinds, migrated and empty or with the demo board, and the application."""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2.bccache import Bucket, BytecodeCache
from webtest import TestApp

import governance
from governance.db import Database, open_database
from governance.db.schema import upgrade_schema
from governance.exchange.demo import load_demo_board
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.heads import begin_ledger, sign_heads

if TYPE_CHECKING:
    from tests.support.postgresql import PostgresqlServer

pytest_plugins = [
    "tests.support.engines",
    "tests.support.nothing_skipped",
    "tests.support.soak",
    "tests.support.postgresql",
    "tests.support.real_data",
]

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""The moment at which the demo board is loaded and the application under test lives."""


@pytest.fixture(scope="session")
def ledger_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the keys that sign the ledgers of the databases to copy."""
    return tmp_path_factory.mktemp("ledger-keys")


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory, ledger_keys: Path) -> dict[str, Path]:
    """SQLite files to copy: `empty` (migrated) and `demo` (with the demo board)."""
    folder = tmp_path_factory.mktemp("templates")
    paths = {name: folder / f"{name}.sqlite" for name in ("empty", "demo")}
    for name, path in paths.items():
        database = open_database(f"sqlite:///{path}")
        prepare(database, name, ledger_keys)
        # Folds the log into the file, so that the file alone can be copied.
        with database.glancing.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
    return paths


@pytest.fixture(scope="session")
def postgresql_templates(postgresql_server: "PostgresqlServer", ledger_keys: Path) -> dict[str, str]:
    """The same on PostgreSQL, as template databases."""
    urls = {name: postgresql_server.create_database() for name in ("empty", "demo")}
    for name, url in urls.items():
        database = open_database(url)
        prepare(database, name, ledger_keys)
        database.close()
    return urls


def prepare(database: Database, name: str, ledger_keys: Path) -> None:
    upgrade_schema(database)
    if name == "demo":
        with database.writing.begin() as session:
            begin_ledger(session, ledger_keys, NOW, tuple(WAY_TO_BOARD))
            load_demo_board(session, NOW)
        sign_heads(database, NOW, ledger_keys)


@pytest.fixture(params=["sqlite", "postgresql"])
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Makes a database of the test's own: make_database("empty") or make_database("demo"), on each engine in turn."""
    opened: list[tuple[Database, str]] = []

    def make(name: str = "empty") -> Database:
        if request.param == "sqlite":
            path = tmp_path / f"{name}{len(opened)}.sqlite"
            shutil.copy(request.getfixturevalue("sqlite_templates")[name], path)
            url = f"sqlite:///{path}"
        else:
            server = request.getfixturevalue("postgresql_server")
            url = server.create_database(request.getfixturevalue("postgresql_templates")[name])
        database = open_database(url)
        opened.append((database, url))
        return database

    yield make
    for database, url in opened:
        database.close()
        if request.param == "postgresql":
            request.getfixturevalue("postgresql_server").drop_database(url)


@pytest.fixture
def database(make_database: Callable[[str], Database]) -> Database:
    """An empty, migrated database, on each engine in turn."""
    return make_database("empty")


@pytest.fixture
def demo_database(make_database: Callable[[str], Database]) -> Database:
    """A database with the demo board, on each engine in turn."""
    return make_database("demo")


def pytest_collection_finish() -> None:
    """What a process imported and prepared for all tests is never garbage; to look through it again and again takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


class Compiled(BytecodeCache):
    """Templates as they were compiled once in this process: every test makes an application of its own."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def make_application(database: Database, **raw: str) -> Any:
    """The application over an open database, living at NOW."""
    url = database.engine.url.render_as_string(hide_password=False)
    settings: dict[str, Any] = {"sqlalchemy.url": url, "jinja2.bytecode_caching": COMPILED, **raw}
    application = governance.main(None, **settings)
    application.registry.database.close()
    application.registry.database = database
    application.registry.clock = lambda: NOW
    return application


@pytest.fixture
def application(demo_database: Database) -> Any:
    """The WSGI application over the demo board, on each engine in turn."""
    return make_application(demo_database)


@pytest.fixture
def visitor(application: Any) -> TestApp:
    """Somebody who reads the demo board."""
    return TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
