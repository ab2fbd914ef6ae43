"""Public pages rendered anew: a fixed number of queries, and little more time than their own SQL and template take.

The floor of a page is what it cannot do without: the statements that it sends, as they are sent and with the same
parameters, on one connection and in one transaction of the same engine, all rows fetched as the driver gives them; and
the same template with the same content. Nothing of a request, a session, a resource or a fact is in it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from pyramid.renderers import render
from pyramid.threadlocal import RequestContext
from sqlalchemy import event
from webob import Request

from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import Engine, Options, list_pages, make_application, make_reader, open_demo
from governance.db import Database
from governance.web import pages
from tests.support.statements import FRAME

QUERIES = Limit(12)
OWN_WORK = Limit(1.5)


@dataclass(frozen=True)
class Ingredients:
    """What one rendering was made of: its statements with their parameters, and what its template was given."""

    statements: tuple[tuple[str, Any], ...]
    template: str
    values: dict[str, Any]
    request: Any


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database:
        application = make_application(database, database.engine.url.render_as_string(hide_password=False))
        stop_keeping(application)
        for name, path in list_pages(application, database).items():
            yield from measure_page(engine, options, database, application, f"{name} page", path)


def measure_page(
    engine: Engine, options: Options, database: Database, application: Any, name: str, path: str
) -> Iterator[Figure]:
    found = gather(application, database, path)
    yield Figure("cold", engine.name, f"{name}: statements", QUERIES.number, len(found.statements), "queries", Limit(1))
    with open_floor(database, found) as floor:
        works = {"floor": floor, "ours": make_reader(application, path, 200)}
        times = time_in_turns(works, options.seconds)
    floor_time, our_time = times["floor"] * MILLISECONDS, times["ours"] * MILLISECONDS
    yield Figure("cold", engine.name, f"{name}, its SQL and template alone", floor_time, our_time, "ms", OWN_WORK)


def stop_keeping(application: Any) -> None:
    """From now on each page is rendered anew."""
    application.registry.page_cache.limit = 0
    application.registry.page_cache.pages.clear()


def gather(application: Any, database: Database, path: str) -> Ingredients:
    """Render a page once and note what it is made of."""
    statements: list[tuple[str, Any]] = []
    rendered: list[tuple[str, dict[str, Any], Any]] = []

    def note_statement(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            statements.append((statement, parameters))

    def note_template(template: str, values: dict[str, Any], request: Any) -> str:
        rendered.append((template, values, request))
        return str(render(template, values, request))

    event.listen(database.engine, "before_cursor_execute", note_statement)
    try:
        with patch.object(pages, "render", note_template):
            answer = Request.blank(path, headers={"Accept-Language": "en"}).get_response(application)
    finally:
        event.remove(database.engine, "before_cursor_execute", note_statement)
    assert answer.status_int == 200, f"{path} answered {answer.status}"
    ((template, values, request),) = rendered
    return Ingredients(tuple(statements), template, values, request)


@contextmanager
def open_floor(database: Database, found: Ingredients) -> Iterator[Callable[[], bytes]]:
    """The page's own SQL and template alone, as a function."""
    engine = database.reading.kw["bind"]

    def work() -> bytes:
        with engine.connect() as connection:
            for statement, parameters in found.statements:
                connection.exec_driver_sql(statement, parameters).fetchall()
        return render(found.template, dict(found.values), found.request).encode()

    with RequestContext(found.request):
        yield work
