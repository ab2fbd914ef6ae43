"""Acts are appended in their own transaction, in one line, by however many at once; nothing that stands can be changed."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from governance.boards.actions import publish_board, rename_board, unpublish_board
from governance.boards.models import BoardName
from governance.db import Database, open_database
from governance.db.retry import run_act
from governance.db.schema import downgrade_schema, upgrade_schema
from governance.ledger.actions import Act, LedgerClash, append, purge_seals
from governance.ledger.entries import NotForTheLedger, Office, hash_body
from governance.ledger.merkle import Frontier, compute_root, hash_leaf, verify_inclusion
from governance.ledger.models import LedgerEntry, LedgerLog, LedgerSeal
from governance.ledger.queries import find_log, list_entries, prove_inclusion
from governance.ledger.seals import compute_digest, list_columns, read_row
from tests.ledger.support import NOW, TestAct, add, begin, do, fill, find, read_bodies


def test_an_act_is_one_entry_that_extends_the_tree(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session)
        first = do(session, board.id, 41)
        second = do(session, board.id, 42)
        board_id = board.id
    bodies = read_bodies(database, board_id)
    assert [json.loads(body)["kind"] for body in bodies] == ["board.added", "test.done", "test.done"]
    assert [json.loads(body)["sequence"] for body in bodies] == [1, 2, 3]
    assert (bodies[1], bodies[2]) == (first.body, second.body)
    assert json.loads(bodies[2])["facts"] == {"number": 42}
    log = find(database, board_id)
    assert (log.size, log.root) == (3, compute_root(map(hash_body, bodies)))


def test_each_board_and_the_instance_have_a_log_of_their_own(database: Database) -> None:
    with database.writing.begin() as session:
        ids = [add(session, f"Board {number}").id for number in range(2)]
        for board in (*ids, None, None):
            do(session, board)
    logs = [find(database, board) for board in (*ids, None)]
    assert len({log.key for log in logs}) == 3
    # The place came in with the first board.
    assert [log.size for log in logs] == [2, 2, 3]


def test_an_act_that_is_undone_leaves_no_entry(database: Database) -> None:
    fill(database, None, 3)
    with database.writing() as session:
        do(session, None)
        session.rollback()
    fill(database, None, 1)
    assert [json.loads(body)["sequence"] for body in read_bodies(database, None)] == [1, 2, 3, 4]


def test_a_fact_that_may_not_stand_there_stops_the_act(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(NotForTheLedger, match="name is neither"):
            append(session, None, at=NOW, office=Office.CLERK, kind=TestAct.DONE, facts={"name": "Maria"})
        with pytest.raises(NotForTheLedger, match="too long"):
            append(session, None, at=NOW, office=Office.CLERK, kind=TestAct.DONE, facts={"ids": ["ab" * 32] * 20_000})


def test_board_acts_stand_on_the_ledger_without_any_name(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session, "Lakemoor Board")
        rename_board(session, NOW, "lakemoor-board", "Harbor Board")
        assert unpublish_board(session, NOW, "lakemoor-board", Office.ADMINISTRATOR)
        assert not unpublish_board(session, NOW, "lakemoor-board")
        assert publish_board(session, NOW, "lakemoor-board")
        board_id = board.id
    bodies = read_bodies(database, board_id)
    told = [(body["kind"], body["office"], body["facts"]) for body in map(json.loads, bodies)]
    assert told == [
        ("board.added", "operator", {"kind": "board", "published": True}),
        ("board.renamed", "operator", {"on": "2026-03-10"}),
        ("board.unpublished", "administrator", {}),
        ("board.published", "operator", {}),
    ]
    assert "Lakemoor" not in "".join(bodies)
    assert "Harbor" not in "".join(bodies)


def test_an_entry_covers_the_seals_of_the_rows_that_the_act_wrote(database: Database) -> None:
    with database.writing.begin() as session:
        board_id = add(session).id
    with database.reading() as session:
        name = session.scalars(select(BoardName)).one()
        log_id = session.scalar(select(LedgerLog.id).where(LedgerLog.board_id == board_id))
        seals = session.scalars(
            select(LedgerSeal).where(LedgerSeal.log_id == log_id).order_by(LedgerSeal.position)
        ).all()
        columns = list_columns(BoardName.__table__)
        assert seals[1].salt is not None
        assert len(seals[1].salt) == 32
        assert seals[1].digest == compute_digest(seals[1].salt, "board_name", columns, read_row(name).values)
        body = json.loads(read_bodies(database, board_id)[0])
        frontier = Frontier()
        for seal in seals:
            frontier.add(hash_leaf(seal.digest))
        assert body["sealed"] == {"rows": 2, "root": frontier.root.hex()}


def test_many_rows_are_sealed_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.ledger.actions.CHUNK", 7)
    with database.writing.begin() as session:
        row = read_row(add(session))
        act = Act(session.connection())
        act.seal(None, [row._replace(id=number) for number in range(50)])
        act.enter(None, at=NOW, office=Office.CLERK, kind=TestAct.DONE)
        positions = session.scalars(
            select(LedgerSeal.position).join(LedgerLog, LedgerLog.id == LedgerSeal.log_id)
            .where(LedgerLog.board_id.is_(None), LedgerSeal.sequence == 2).order_by(LedgerSeal.row_id)
        ).all()  # fmt: skip
    assert list(positions) == list(range(50))


def test_a_purge_takes_the_salts_and_nothing_else(database: Database, tmp_path: Path) -> None:
    begin(database, tmp_path)
    with database.writing.begin() as session:
        board_id = add(session).id
        name = session.scalars(select(BoardName.id)).one()
        given = {"at": NOW, "office": Office.OPERATOR, "table": "board_name"}
        assert purge_seals(session, board_id, row_ids=[name + 1], **given) is None
        assert purge_seals(session, board_id, row_ids=[name], **given) is not None
        assert purge_seals(session, board_id, row_ids=[name], **given) is None
    body = json.loads(read_bodies(database, board_id)[-1])
    assert (body["kind"], body["facts"]["seals"]) == ("ledger.purged", 1)
    with database.reading() as session:
        purged = session.scalars(select(LedgerSeal).where(LedgerSeal.salt.is_(None))).all()
        assert [(seal.purged_in, len(seal.digest)) for seal in purged] == [(2, 32)]


@given(st.integers(1, 40), st.data())
def test_proofs_from_the_stored_tree_hold_for_any_entry_of_any_size(size: int, draw: st.DataObject) -> None:
    session, log, bodies = Grown.session, Grown.log, Grown.bodies
    sequence = draw.draw(st.integers(1, size))
    root = compute_root(map(hash_body, bodies[:size]))
    path = prove_inclusion(session, log, sequence, size)
    assert verify_inclusion(sequence - 1, size, hash_body(bodies[sequence - 1]), path, root)


class Grown:
    """A log of 40 entries for the property test above, which cannot ask for fixtures of its own."""

    session: Session
    log: object
    bodies: list[str]


@pytest.fixture(autouse=True, scope="module")
def grown(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> object:
    import shutil

    path = shutil.copy(sqlite_templates["empty"], tmp_path_factory.mktemp("grown") / "grown.sqlite")
    database = open_database(f"sqlite:///{path}")
    fill(database, None, 40)
    with database.reading() as session:
        Grown.session, Grown.log, Grown.bodies = session, find_log(session, None), read_bodies(database, None)
        yield
    database.close()


# -- many at once -------------------------------------------------------------------------------------------


def run_together(count: int, work: Callable[[int], None]) -> None:
    barrier, failures = Barrier(count), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_writers_at_once_neither_fork_nor_lose_the_chain(database: Database, soak_factor: int) -> None:
    writers, rounds = 4, 6 * soak_factor
    with database.writing.begin() as session:
        board_id = add(session).id
    acknowledged: list[tuple[int, str]] = []

    def work(number: int) -> None:
        # Each writer is a process of its own as far as the database can tell.
        own = open_database(database.engine.url.render_as_string(hide_password=False))
        try:
            for turn in range(rounds):
                entry = run_act(own, lambda session, turn=turn: do(session, board_id, number * rounds + turn))
                acknowledged.append((entry.sequence, entry.body))
        finally:
            own.close()

    run_together(writers, work)
    bodies = read_bodies(database, board_id)
    assert [json.loads(body)["sequence"] for body in bodies] == list(range(1, writers * rounds + 2))
    assert sorted(acknowledged) == list(enumerate(bodies, 1))[1:]
    assert sorted(json.loads(body)["facts"]["number"] for body in bodies[1:]) == list(range(writers * rounds))
    log = find(database, board_id)
    assert (log.size, log.root) == (len(bodies), compute_root(map(hash_body, bodies)))


def test_first_entries_at_once_make_one_log(database: Database) -> None:
    run_together(4, lambda number: run_act(database, lambda session: do(session, None, number)) and None)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerLog)) == 1
    assert len(read_bodies(database, None)) == 4


def test_a_writer_without_the_lock_is_stopped_before_it_could_fork(make_database: Callable[[str], Database]) -> None:
    database = make_database("empty")
    fill(database, None, 2)
    with database.writing() as session:
        act = Act(session.connection())
        act.open(None)
        do(session, None)
        with pytest.raises((IntegrityError, LedgerClash)):
            act.enter(None, at=NOW, office=Office.CLERK, kind=TestAct.DONE)
        session.rollback()
    assert len(read_bodies(database, None)) == 2


# -- what the database refuses ------------------------------------------------------------------------------

REFUSED = [
    ("UPDATE ledger_entry SET body = '{}'", "never changed"),
    ("UPDATE ledger_entry SET at = at", "never changed"),
    ("DELETE FROM ledger_entry", "never removed"),
    ("UPDATE ledger_head SET size = size + 1", "never changed"),
    ("DELETE FROM ledger_head", "never removed"),
    ("UPDATE ledger_log SET size = size - 1", "only grows"),
    ("UPDATE ledger_log SET key = 'other00000', size = size + 1", "only grows"),
    ("UPDATE ledger_log SET size = size", "only grows"),
    ("DELETE FROM ledger_log", "never removed"),
    ("UPDATE ledger_seal SET digest = salt", "only the salt"),
    ("UPDATE ledger_seal SET salt = NULL", "only the salt"),
    ("UPDATE ledger_seal SET salt = NULL, purged_in = 1, row_id = 0", "only the salt"),
    ("DELETE FROM ledger_seal", "never removed"),
    ("UPDATE ledger_shape SET columns = 'id'", "never changed"),
    ("DELETE FROM ledger_shape", "never removed"),
]
EMPTIED = ("ledger_entry", "ledger_head", "ledger_log", "ledger_seal", "ledger_shape")


def test_the_database_refuses_to_change_or_remove_what_stands(demo_database: Database) -> None:
    for statement, words in REFUSED:
        with pytest.raises(DBAPIError) as refusal, demo_database.engine.begin() as connection:
            connection.execute(text(statement))
        assert words in str(refusal.value.orig), statement


def test_postgresql_refuses_to_empty_the_ledger(demo_database: Database) -> None:
    if demo_database.is_sqlite:
        return  # it knows no TRUNCATE
    for table in EMPTIED:
        with pytest.raises(DBAPIError, match="never emptied"), demo_database.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_the_refusals_come_back_with_the_tables(database: Database) -> None:
    downgrade_schema(database, "0001")
    upgrade_schema(database)
    fill(database, None, 1)
    with pytest.raises(DBAPIError, match="never changed"), database.writing.begin() as session:
        session.execute(update(LedgerEntry).values(kind="other"))


def test_entries_are_listed_newest_first_and_by_kind(database: Database) -> None:
    with database.writing.begin() as session:
        for number in range(10):
            kind = TestAct.DONE if number % 3 else TestAct.UNDONE
            append(session, None, at=NOW, office=Office.CLERK, kind=kind)
        log = find_log(session, None)
        assert log is not None
        assert [entry.sequence for entry in list_entries(session, log, None, 4, 3)] == [7, 6, 5, 4]
        assert [entry.sequence for entry in list_entries(session, log, "test.undone", 2, 1)] == [7, 4]
