"""An act is kept whole or not at all, also where it writes past the mapped classes, as a ballot does."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.config import Configurator
from pyramid.response import Response
from sqlalchemy import func, insert, select
from webtest import TestApp

from governance.boards.models import Person
from governance.db import Database
from governance.web.database import keep_despite_refusal
from tests.conftest import NOW

PERSON = {"key": "wren000001", "name": "Wren", "sort_name": "Wren", "entered_at": NOW}


class Broken(Exception):
    """What a view did not foresee."""


def answer(request: Any) -> Response:
    return Response("kept")


def refuse(request: Any) -> Response:
    return Response("refused", status=422)


def count_and_refuse(request: Any) -> Response:
    keep_despite_refusal(request)
    return refuse(request)


def give_up(request: Any) -> Response:
    request.tm.doom()
    return Response("given up")


def fail(request: Any) -> Response:
    raise Broken


@pytest.mark.parametrize(
    ("method", "end", "kept"),
    [
        ("POST", answer, 1),
        ("POST", refuse, 0),
        ("POST", count_and_refuse, 1),
        ("POST", give_up, 0),
        ("POST", fail, 0),
        ("GET", answer, 0),
    ],
    ids=["answered", "refused", "refused-and-counted", "doomed", "failed", "only-read"],
)
def test_what_an_act_writes_without_a_mapped_class_stands_or_falls_with_its_answer(
    database: Database, method: str, end: Callable[[Any], Response], kept: int
) -> None:
    def act(request: Any) -> Response:
        request.db.execute(insert(Person.__table__).values(PERSON))
        return end(request)

    config = Configurator()
    config.registry.portal = SimpleNamespace(url=database.engine.url.render_as_string(hide_password=False))
    for part in ("pyramid_tm", "pyramid_retry", "governance.web.database"):
        config.include(part)
    config.add_route("act", "/")
    config.add_view(act, route_name="act")
    application = TestApp(config.make_wsgi_app())
    try:
        application.request("/", method=method, expect_errors=True)
    except Broken:
        assert end is fail
    finally:
        config.registry.database.close()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == kept
