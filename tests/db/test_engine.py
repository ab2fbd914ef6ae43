"""Both engines keep the same promises."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from governance.boards.models import Board, Jurisdiction
from governance.db import Database
from tests.conftest import NOW

PLACE = {"slug": "lakemoor", "name": "Lakemoor", "zone": "America/Chicago", "entered_at": NOW}


def test_a_row_cannot_point_to_nothing(database: Database) -> None:
    with database.writing() as session:
        session.add(Board(slug="b", jurisdiction_id=99, name="B", zone="UTC", entered_at=NOW))
        with pytest.raises(IntegrityError):
            session.commit()


def test_what_a_savepoint_undoes_is_undone_and_the_rest_stays(database: Database) -> None:
    with database.writing() as session:
        session.add(Jurisdiction(**PLACE))
        session.flush()
        savepoint = session.begin_nested()
        session.add(Jurisdiction(**{**PLACE, "slug": "undone"}))
        session.flush()
        savepoint.rollback()
        session.commit()
    with database.reading() as session:
        assert session.scalars(select(Jurisdiction.slug)).all() == ["lakemoor"]


def test_rolling_back_the_whole_leaves_nothing_of_a_released_savepoint(database: Database) -> None:
    with database.writing() as session:
        with session.begin_nested():
            session.add(Jurisdiction(**PLACE))
        session.rollback()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Jurisdiction)) == 0


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(database: Database) -> None:
    given = datetime(2026, 3, 8, 1, 30, tzinfo=timezone(timedelta(hours=-6)))
    with database.writing() as session:
        session.add(Jurisdiction(**{**PLACE, "entered_at": given}))
        session.commit()
    with database.reading() as session:
        kept = session.scalar(select(Jurisdiction.entered_at))
    assert kept == given
    assert kept.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with database.writing() as session:
        session.add(Jurisdiction(**{**PLACE, "entered_at": datetime(2026, 3, 8)}))
        with pytest.raises(StatementError, match="a moment needs a time zone"):
            session.commit()


def test_the_database_itself_refuses_a_value_outside_a_closed_set(database: Database) -> None:
    with database.writing() as session:
        session.add(Jurisdiction(**PLACE))
        session.commit()
        place = session.scalar(select(Jurisdiction.id))
        statement = text(
            "INSERT INTO board (slug, jurisdiction_id, kind, name, zone, published, is_demo, record_version, entered_at)"
            " VALUES ('b', :place, 'rubbish', 'B', 'UTC', TRUE, FALSE, 1, :now)"
        )
        with pytest.raises(IntegrityError):
            session.execute(statement, {"place": place, "now": NOW.replace(tzinfo=None)})


def test_errors_never_carry_the_values_of_a_statement(database: Database) -> None:
    with database.writing() as session:
        session.add(Board(slug="secret-value", jurisdiction_id=99, name="Secret Value", zone="UTC", entered_at=NOW))
        with pytest.raises(IntegrityError) as raised:
            session.commit()
    assert "Secret Value" not in str(raised.value)


def test_two_acts_at_once_never_both_rest_on_the_same_count(database: Database) -> None:
    """Each adds a place only while it counts none: as if one had followed the other, one place stands afterwards."""
    barrier = Barrier(2)

    def add_the_only_place(slug: str) -> bool:
        barrier.wait(10)
        for _ in range(5):
            with database.writing() as session:
                try:
                    if session.scalar(select(func.count()).select_from(Jurisdiction)):
                        return False
                    session.execute(insert(Jurisdiction), [{**PLACE, "slug": slug}])
                    session.commit()
                    return True
                except DBAPIError:
                    session.rollback()
        return False

    with ThreadPoolExecutor(2) as pool:
        added = list(pool.map(add_the_only_place, ["one", "two"]))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Jurisdiction)) == 1
    assert sorted(added) == [False, True]


def test_a_reader_sees_one_state_however_long_it_reads(make_database: Callable[[str], Database]) -> None:
    database = make_database("empty")
    with database.reading() as reader:
        before = reader.scalar(select(func.count()).select_from(Jurisdiction))
        with database.writing() as writer:
            writer.add(Jurisdiction(**PLACE))
            writer.commit()
        assert reader.scalar(select(func.count()).select_from(Jurisdiction)) == before == 0
