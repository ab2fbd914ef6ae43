"""A backup holds the record of one moment, whoever writes meanwhile, and either engine restores it whole."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.actions import change_board, rename_board
from governance.boards.models import Board, BoardName
from governance.db import Database, open_database
from governance.db.history import FormerState
from governance.db.retry import run_act
from governance.db.schema import find_drift, upgrade_schema
from governance.keeping.archive import read_archive
from governance.keeping.backup import write_backup
from governance.keeping.restore import restore_backup
from governance.keeping.tables import KEPT, LEFT_OUT, LEFT_OUT_COLUMNS, VERSIONED, read_shapes
from tests.conftest import NOW
from tests.keeping.conftest import list_tables, read_record, say_nothing

LATER = NOW + timedelta(hours=1)


def test_every_table_of_the_schema_is_kept_or_left_out_for_a_reason() -> None:
    assert sorted([*KEPT, *LEFT_OUT]) == sorted(list_tables())
    assert all(LEFT_OUT.values())
    assert all(LEFT_OUT_COLUMNS.values())
    for table, column in LEFT_OUT_COLUMNS:
        assert table in KEPT
        found = list_tables()[table].columns[column]
        assert found.nullable or found.server_default is not None, (table, column)


def test_no_kept_row_names_one_that_is_left_out() -> None:
    for name in KEPT:
        for key in list_tables()[name].foreign_keys:
            assert key.column.table.name in KEPT or (name, key.parent.name) in LEFT_OUT_COLUMNS, key


def test_every_column_of_every_kept_table_can_be_held(database: Database) -> None:
    with database.engine.connect() as connection:
        shapes = read_shapes(connection)
    assert list(shapes) == list(KEPT)
    for name, shape in shapes.items():
        left_out = {column for table, column in LEFT_OUT_COLUMNS if table == name}
        assert shape.columns.keys() | left_out == set(list_tables()[name].columns.keys())


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_record_comes_back_whole_on_the_same_and_on_the_other_engine(
    demo_database: Database, make_empty_url: Callable[[str], str], tmp_path: Path, engine: str
) -> None:
    header = write_backup(demo_database, tmp_path / "backup", NOW, say_nothing)
    before = read_record(demo_database)
    assert header.rows == sum(len(rows) for rows in before.values()) > 500
    url = make_empty_url(engine)
    assert restore_backup(url, tmp_path / "backup", LATER, say_nothing) == header
    restored = open_database(url)
    try:
        assert read_record(restored) == before
        assert find_drift(restored) == []
        # And back again: the same bytes but for the header, which says when.
        write_backup(restored, tmp_path / "again", NOW, say_nothing)
        assert read_lines(tmp_path / "again") == read_lines(tmp_path / "backup")
        run_act(restored, lambda session: rename_board(session, LATER, find_slug(restored), "Another Name"))
        with restored.reading() as session:
            first = session.scalar(select(func.min(BoardName.id)).where(BoardName.name == "Another Name")) or 0
        assert first > max(row[0] for row in before["board_name"])
    finally:
        restored.close()


def test_kept_pages_of_the_time_after_the_backup_are_not_taken_for_current_ones(
    demo_database: Database, make_empty_url: Callable[[str], str], tmp_path: Path
) -> None:
    versions = select(Board.record_version).order_by(Board.id)
    with demo_database.reading() as session:
        before = session.scalars(versions).all()
    write_backup(demo_database, tmp_path / "backup", NOW, say_nothing)
    url = make_empty_url("sqlite")
    restore_backup(url, tmp_path / "backup", LATER, say_nothing)
    restored = open_database(url)
    with restored.reading() as session:
        assert session.scalars(versions).all() == [version + 3601 for version in before]
    restored.close()


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_number_that_a_removed_row_had_is_not_given_again(
    make_empty_url: Callable[[str], str], tmp_path: Path, engine: str
) -> None:
    first, second = make_empty_url(engine), make_empty_url(engine)
    former = {
        "table_name": "board", "row_id": 1, "values": {}, "superseded_at": NOW,
    }  # fmt: skip
    database = open_database(first)
    upgrade_schema(database)
    with database.writing.begin() as session:
        rows = [FormerState(**former) for _ in range(3)]
        session.add_all(rows)
        session.flush()
        session.delete(rows[2])
    write_backup(database, tmp_path / "backup", NOW, say_nothing)
    database.close()
    restore_backup(second, tmp_path / "backup", NOW, say_nothing)
    restored = open_database(second)
    with restored.writing.begin() as session:
        row = FormerState(**former)
        session.add(row)
        session.flush()
        assert row.id == 4
    restored.close()


def test_what_waited_to_be_sent_is_given_up_and_its_text_is_in_no_backup(
    database: Database, make_empty_url: Callable[[str], str], tmp_path: Path
) -> None:
    from governance.mail.models import MessageState, OutgoingMessage, Reason

    with database.writing.begin() as session:
        session.add(
            OutgoingMessage(
                key="k" * 10, reason=next(iter(Reason)), language="en", recipient="ada@example.org", subject="Hello",
                body="https://boards.example/secret-token", created_at=NOW, due_at=NOW, state=MessageState.WAITING,
                attempts=0,
            )
        )  # fmt: skip
    write_backup(database, tmp_path / "backup", NOW, say_nothing)
    assert b"ada@example.org" in b"".join(read_lines(tmp_path / "backup"))
    assert b"secret-token" not in b"".join(read_lines(tmp_path / "backup"))
    url = make_empty_url("sqlite")
    restore_backup(url, tmp_path / "backup", LATER, say_nothing)
    restored = open_database(url)
    with restored.reading() as session:
        message = session.scalars(select(OutgoingMessage)).one()
        assert (message.state, message.body, message.ended_at) == (MessageState.GIVEN_UP, None, LATER)
    restored.close()


def test_a_backup_is_of_one_moment_while_others_write(
    demo_database: Database, make_empty_url: Callable[[str], str], tmp_path: Path, soak_factor: int
) -> None:
    """Each act gives two boards the same new name at once; a backup that saw one of them without the other is torn."""
    with demo_database.reading() as session:
        slugs = list(session.scalars(select(Board.slug).order_by(Board.id)))[:2]
    stop, failures, done = Event(), list[BaseException](), [0, 0]

    def write(hand: int) -> None:
        try:
            while not stop.is_set():
                done[hand] += 1
                name = f"Name {hand} {done[hand]}"
                run_act(demo_database, lambda session, name=name: rename_both(session, slugs, name))
        except BaseException as error:
            failures.append(error)

    hands = [Thread(target=write, args=(hand,)) for hand in range(2)]
    for hand in hands:
        hand.start()
    try:
        for number in range(3 * soak_factor):
            seen = sum(done)
            while sum(done) < seen + 4 and not failures:
                stop.wait(0.001)
            write_backup(demo_database, tmp_path / f"backup{number}", NOW, say_nothing)
    finally:
        stop.set()
        for hand in hands:
            hand.join(60)
    assert failures == []
    for number in range(3 * soak_factor):
        url = make_empty_url("sqlite")
        restore_backup(url, tmp_path / f"backup{number}", LATER, say_nothing)
        restored = open_database(url)
        with restored.reading() as session:
            names = session.execute(select(Board.name).where(Board.slug.in_(slugs))).scalars().all()
            kept = session.execute(
                select(FormerState.row_id, func.count()).where(FormerState.table_name == "board").group_by("row_id")
            ).all()
        restored.close()
        assert len(set(names)) == 1, names
        assert len({count for _, count in kept}) == 1
        assert names[0].startswith("Name ")


def rename_both(session: Session, slugs: list[str], name: str) -> None:
    for slug in slugs:
        board = session.scalars(select(Board).where(Board.slug == slug)).one()
        change_board(session, NOW, board, name=name)


def find_slug(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Board.slug).order_by(Board.id)).first() or ""


def read_lines(file: Path) -> list[bytes]:
    """Every line of a backup, without the count of changes."""
    with file.open("rb") as archive:
        return [
            json.dumps(
                [
                    value
                    for name, value in zip(table.shape.columns, json.loads(line), strict=True)
                    if (table.shape.name, name) != VERSIONED
                ]
            ).encode()
            for table, line in read_archive(archive)[1]
        ]
