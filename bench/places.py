"""Where the measured pages live: databases on both engines, and the application over them."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.config import Configurator
from pyramid.interfaces import IRoutesMapper
from pyramid.response import Response
from sqlalchemy import func, insert, select
from webob import Request

import governance
from governance.boards.models import Board
from governance.db import Database, open_database
from governance.db.schema import upgrade_schema
from governance.exchange.demo import load_demo_board
from governance.meetings.models import AgendaItem, Meeting
from governance.security import Permission
from tests.support.postgresql import NoPostgresql, run_server
from tests.support.public_pages import list_addresses

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""The moment at which the measured application lives; so nothing changes by itself while it is measured."""

ONE_ROW = "/one-row"
LARGE_MEETING_ITEMS = 200


@dataclass(frozen=True)
class Engine:
    """A kind of database, and how to make an empty one on it: make(name) returns its address."""

    name: str
    make: Callable[[str], str]


@dataclass(frozen=True)
class Options:
    """How long to measure: the seconds of one comparison."""

    seconds: float
    quick: bool


@contextmanager
def open_engines() -> Iterator[list[Engine]]:
    """Both engines, or SQLite alone, with a line that says so, where no PostgreSQL can be started."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="governance-bench-")))
        numbers = count()
        engines = [Engine("SQLite", lambda name: f"sqlite:///{folder / name}{next(numbers)}.sqlite")]
        try:
            server = stack.enter_context(run_server())
            engines.append(Engine("PostgreSQL", lambda name: server.create_database()))
        except NoPostgresql as error:
            print(f"Only SQLite is measured. {error}", flush=True)
        yield engines


@contextmanager
def open_lasting(engine: Engine) -> Iterator[Engine]:
    """The engine, so set that what was committed is on the disk: PostgreSQL in a server of its own, SQLite as it is."""
    if engine.name == "SQLite":
        yield engine
        return
    with run_server(lasting=True) as server:
        yield Engine(engine.name, lambda name: server.create_database())


@contextmanager
def open_migrated(address: str) -> Iterator[Database]:
    """The database at an address, at this release's schema, until the context ends."""
    database = open_database(address)
    try:
        upgrade_schema(database)
        yield database
    finally:
        database.close()


@contextmanager
def open_demo(engine: Engine) -> Iterator[Database]:
    """A database with the demo board, one of whose meetings is made large."""
    with open_migrated(engine.make("demo")) as database:
        with database.writing.begin() as session:
            load_demo_board(session, NOW)
        with database.writing.begin() as session:
            enlarge(session, session.scalar(find_fullest_meeting()))
        refresh_statistics(database)
        yield database


def find_fullest_meeting() -> Any:
    """The id of the meeting with the most agenda items."""
    return select(AgendaItem.meeting_id).group_by(AgendaItem.meeting_id).order_by(func.count().desc()).limit(1)


def enlarge(session: Any, meeting: int) -> None:
    """Repeat a meeting's items until there are as many as one page of it shows."""
    columns = [column for column in AgendaItem.__table__.columns if column.name not in ("id", "key")]
    items = session.execute(select(*columns).where(AgendaItem.meeting_id == meeting)).mappings().all()
    more = []
    for number in range(LARGE_MEETING_ITEMS - len(items)):
        item = dict(items[number % len(items)])
        more.append({**item, "key": f"more{number:06}", "position": len(items) + number + 1,
                     "source_identifier": f"more:{number}"})  # fmt: skip
    session.execute(insert(AgendaItem), more)


def refresh_statistics(database: Database) -> None:
    """Let the planner know the rows, as a database that lived for a day would."""
    with database.glancing.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def make_application(database: Database, url: str) -> Any:
    """The portal's application over an open database, with one view more, which only reads one row."""
    application = governance.main(None, **{"sqlalchemy.url": url})
    application.registry.database.close()
    application.registry.database = database
    application.registry.clock = lambda: NOW
    add_floor(application)
    return application


class Anybody:
    """The resource of the floor: everybody may read it."""

    __acl__ = ((Allow, Everyone, Permission.PORTAL_READ),)

    def __init__(self, request: Any) -> None:
        pass


def show_one_row(context: Anybody, request: Any) -> Response:
    """The floor: the least that a page which reads the record could do."""
    name, version = request.db.execute(select(Board.name, Board.record_version).where(Board.id == 1)).one()
    return Response(f"{name} {version}", content_type="text/plain")


def add_floor(application: Any) -> None:
    """Add the floor's view to a made application, its route before all others: none is found sooner."""
    config = Configurator(registry=application.registry)
    config.add_route("bench.one_row", ONE_ROW, factory=Anybody)
    config.add_view(show_one_row, route_name="bench.one_row", permission=Permission.PORTAL_READ)
    config.commit()
    routes = application.registry.getUtility(IRoutesMapper).routelist
    routes.insert(0, routes.pop())


def make_reader(application: Any, path: str, status: int, headers: dict[str, str] | None = None) -> Callable[[], bytes]:
    """A function that asks the application for a path, as a server in this process would, and returns the body.

    Raises AssertionError where the first answer has another status.
    """
    headers = {"Accept-Language": "en", **(headers or {})}
    answer = Request.blank(path, headers=headers).get_response(application)
    assert answer.status_int == status, f"{path} answered {answer.status}, not {status}"
    environ = Request.blank(path, headers=headers).environ

    def read() -> bytes:
        parts = application(dict(environ), ignore_start)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return body

    return read


def ignore_start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
    pass


def find_etag(application: Any, path: str) -> str:
    answer = Request.blank(path, headers={"Accept-Language": "en"}).get_response(application)
    return str(answer.headers["ETag"])


def list_pages(application: Any, database: Database) -> dict[str, str]:
    """The paths of the measured pages: each kind of page, and the fullest meeting's."""
    found = list_addresses(application, database)
    with database.reading() as session:
        slug, key = session.execute(
            select(Board.slug, Meeting.key)
            .join(Meeting, Meeting.board_id == Board.id)
            .where(Meeting.id == find_fullest_meeting().scalar_subquery())
        ).one()
    return {
        "board": found["front.board"],
        "meeting": f"/boards/{slug}/meetings/{key}",
        "vote": found["votes.vote"],
        "meetings": found["meetings.list"],
        "members": found["boards.members"],
        "person": found["front.person"],
    }
