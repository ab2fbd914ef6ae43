"""The database agrees with its ledger, and whatever is changed behind the portal's back is named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from governance.boards.actions import rename_board, unpublish_board
from governance.boards.models import Board, BoardName
from governance.db import Database
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.actions import purge_seals
from governance.ledger.checking import check_record, count_work
from governance.ledger.checking_rows import RecordOutcome
from governance.ledger.downloads import Disagreement
from governance.ledger.entries import Office
from governance.ledger.heads import Head, begin_ledger, rotate_key, sign_heads
from governance.ledger.private_acts import note_private_act, write_private_days
from governance.ledger.queries import find_log, list_heads
from governance.ledger.seals import read_row
from tests.conftest import NOW
from tests.ledger.support import add, change_behind, fill


def check(database: Database, *heads: Head, keys: tuple[str, ...] = ()) -> RecordOutcome:
    with database.reading() as session:
        return check_record(session, WAY_TO_BOARD, heads, keys)


def test_the_demo_agrees_with_its_ledger(demo_database: Database) -> None:
    outcome = check(demo_database)
    assert outcome.logs >= 3
    assert outcome.entries >= 4
    assert outcome.rows > 700
    assert (outcome.older_rows, outcome.purged_seals, outcome.notes) == (0, 0, [])


def test_acts_after_it_agree_too(demo_database: Database, ledger_keys: Path) -> None:
    with demo_database.writing.begin() as session:
        slug, board_id = session.execute(select(Board.slug, Board.id).order_by(Board.id)).first()
        rename_board(session, NOW, slug, "Another Name")
        unpublish_board(session, NOW, slug)
        add(session)
        name = session.scalars(select(BoardName).order_by(BoardName.id.desc())).first()
        note_private_act(session, board_id, at=NOW, rows=[read_row(name)])
        rotate_key(session, ledger_keys, NOW)
    write_private_days(demo_database, NOW.replace(day=26), lambda session: [board_id])
    sign_heads(demo_database, NOW, ledger_keys)
    outcome = check(demo_database)
    assert (outcome.unsigned, outcome.notes) == (0, [])


CHANGES = {
    "a ballot": (
        "UPDATE ballot SET choice = 'nay' WHERE id = (SELECT min(id) FROM ballot WHERE choice = 'aye')",
        r"row \d+ of ballot does not hold what entry 1 sealed",
    ),
    "a ballot that is hidden": (
        "UPDATE ballot SET superseded_at = '2026-01-01 00:00:00' WHERE id = 3",
        "row 3 of ballot does not hold",
    ),
    "a ballot that is gone": ("DELETE FROM ballot WHERE id = 5", "row 5 of ballot is gone, and entry 1 sealed it"),
    "a ballot that is put in": (
        "INSERT INTO ballot (id, vote_id, person_id, choice, position, entered_at) SELECT 9999, 1, max(id), 'aye', 1,"
        " '2026-01-01 00:00:00' FROM person",
        "row 9999 of ballot is under no entry",
    ),
    "a board's name": ("UPDATE board SET name = 'Other Board' WHERE id = 1", "row 1 of board does not hold"),
    "a person's name": ("UPDATE person SET name = 'Somebody Else' WHERE id = 2", "row 2 of person does not hold"),
    "a meeting's time": (
        "UPDATE meeting SET starts_at = '2026-01-01 00:00:00' WHERE id = 4",
        "row 4 of meeting does not hold",
    ),
    "an entry's bytes": (
        "UPDATE ledger_entry SET body = replace(body, 'operator', 'clerk') WHERE log_id = 2 AND sequence = 1",
        "entry 1 of the ledger of board .* does not give the hashes that are kept with it",
    ),
    "an entry's form": (
        "UPDATE ledger_entry SET body = body || ' ' WHERE log_id = 2 AND sequence = 1",
        "entry 1 of the ledger of board .* is not in canonical form",
    ),
    "an entry's kind": (
        "UPDATE ledger_entry SET kind = 'board.added' WHERE log_id = 2 AND sequence = 1",
        "entry 1 .* says something else than its row",
    ),
    "an entry's moment": (
        "UPDATE ledger_entry SET at = '2020-01-01 00:00:00' WHERE log_id = 2 AND sequence = 1",
        "entry 1 .* says something else than its row",
    ),
    "the last entry": (
        "DELETE FROM ledger_entry WHERE log_id = 1 AND sequence = (SELECT size FROM ledger_log WHERE id = 1)",
        r"the ledger of the instance ends with entry \d+, and says that it has \d+",
    ),
    "the first entry": (
        "DELETE FROM ledger_entry WHERE log_id = 1 AND sequence = 1",
        "entry 1 of the ledger of the instance is missing",
    ),
    "the size of a log": ("UPDATE ledger_log SET size = size + 1 WHERE id = 1", "and says that it has"),
    "a log's tree": (
        "UPDATE ledger_log SET frontier = (SELECT frontier FROM ledger_log WHERE id = 1) WHERE id = 2",
        "keeps another tree than its entries make",
    ),
    "a head's root": (
        "UPDATE ledger_head SET root = signature WHERE log_id = 1",
        r"the head of \d+ entries of the ledger of the instance does not have the root",
    ),
    "a head's moment": (
        "UPDATE ledger_head SET at = '2020-01-01 00:00:00' WHERE log_id = 1",
        r"the head of \d+ entries .* is not signed by the key that it names",
    ),
    "a head's key": (
        "UPDATE ledger_head SET key = 'abababababababababababababababababababababababababababababababab'",
        r"the head of \d+ entries .* is signed by a key that the instance's ledger does not name",
    ),
    "a seal's hash": (
        "UPDATE ledger_seal SET digest = salt WHERE log_id = 2 AND sequence = 1 AND position = 7",
        "entry 1 of the ledger of board .* does not cover the seals",
    ),
    "a seal": (
        "DELETE FROM ledger_seal WHERE log_id = 2 AND sequence = 1 AND position = 7",
        "seal 8 of entry 1 of the ledger of board .* is missing",
    ),
    "a salt": (
        "UPDATE ledger_seal SET salt = NULL WHERE log_id = 2 AND sequence = 1 AND position = 7",
        "seal 8 of entry 1 .* lost its salt otherwise than by a purge",
    ),
    "a purge that never was": (
        "UPDATE ledger_seal SET salt = NULL, purged_in = 1 WHERE log_id = 2 AND sequence = 1 AND position = 7",
        "name entry 1 as their purge, and it is none",
    ),
    "a seal's row": (
        "UPDATE ledger_seal SET row_id = 8888 WHERE log_id = 2 AND sequence = 1 AND position = 7",
        r"row \d+ of \w+ is (under no entry|gone)",
    ),
    "a seal of a coming entry": (
        "INSERT INTO ledger_seal (log_id, sequence, position, shape_id, row_id, salt, digest) SELECT 2, 99, 0, shape_id,"
        " row_id, salt, digest FROM ledger_seal WHERE log_id = 2 AND sequence = 1 AND position = 7",
        "a seal stands under entry 99",
    ),
    "what a seal covers": (
        "UPDATE ledger_shape SET columns = 'id' WHERE table_name = 'ballot'",
        r"row \d+ of ballot does not hold",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_behind_the_portal_s_back_is_named(demo_database: Database, change: str) -> None:
    statement, words = CHANGES[change]
    change_behind(demo_database, statement)
    with pytest.raises(Disagreement, match=words):
        check(demo_database)


def test_an_older_state_of_a_row_is_not_taken_for_the_present_one(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board).order_by(Board.id)).first()
        former = board.name
        rename_board(session, NOW, board.slug, "Another Name")
    check(demo_database)
    with demo_database.writing.begin() as session:
        session.execute(update(Board).where(Board.name == "Another Name").values(name=former))
    with pytest.raises(Disagreement, match="row 1 of board does not hold what entry"):
        check(demo_database)


def test_a_purge_leaves_the_ledger_right_and_a_second_one_behind_its_back_shows(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        board_id = session.scalars(select(Board.id).order_by(Board.id)).first()
        purge_seals(session, board_id, at=NOW, office=Office.OPERATOR, table="ballot", row_ids=[1, 2])
        session.connection().exec_driver_sql("DELETE FROM ballot WHERE id = 1")
        session.connection().exec_driver_sql("UPDATE ballot SET recorded = NULL WHERE id = 2")
    assert check(demo_database).purged_seals == 2
    change_behind(
        demo_database,
        "UPDATE ledger_seal SET salt = NULL, purged_in = (SELECT max(purged_in) FROM ledger_seal) WHERE log_id = 2"
        " AND salt IS NOT NULL AND row_id = 3 AND shape_id = (SELECT id FROM ledger_shape WHERE table_name = 'ballot')",
    )
    with pytest.raises(Disagreement, match="purged other seals than those that name it"):
        check(demo_database)


def test_a_whole_rewriting_shows_against_a_head_that_was_kept_elsewhere(
    make_database: Callable[[str], Database], ledger_keys: Path
) -> None:
    database = make_database("demo")
    with database.reading() as session:
        log = find_log(session, None)
        [kept] = list_heads(session, log, 1)
    assert check(database, kept, keys=(kept.key,)).notes == []
    assert "no public key" in check(database, kept).notes[0]
    with pytest.raises(Disagreement, match="are not those of the head"):
        check(database, sign_other(kept, ledger_keys))
    with pytest.raises(Disagreement, match="there is no ledger otherlog00"):
        check(database, sign_other(kept, ledger_keys, log="otherlog00"))


def sign_other(head: Head, keys: Path, **change: str) -> Head:
    """A head of the same key over another root."""
    from governance.ledger.keys import load_key

    changed = replace(head, **(change or {"root": "ab" * 32}))
    return replace(changed, signature=load_key(keys, head.key).sign(changed.write_signed()).hex())


def test_rows_from_before_the_ledger_are_counted_and_later_ones_are_not_excused(
    database: Database, tmp_path: Path
) -> None:
    place = "INSERT INTO jurisdiction (slug, name, zone, entered_at) VALUES ('{0}', 'A', 'UTC', '2026-01-01 00:00:00')"
    change_behind(database, place.format("a"), place.format("b"))
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path, NOW, tuple(WAY_TO_BOARD))
        add(session)
    assert check(database).older_rows == 2
    change_behind(database, place.format("c"))
    with pytest.raises(Disagreement, match="row 4 of jurisdiction is under no entry"):
        check(database)


def test_a_ledger_that_has_not_begun_is_told(database: Database) -> None:
    with pytest.raises(Disagreement, match="governance init begins it"):
        check(database)
    fill(database, None, 1)
    check(database)


def test_progress_is_told_for_every_entry_and_row(demo_database: Database) -> None:
    told: list[int] = []
    with demo_database.reading() as session:
        check_record(session, WAY_TO_BOARD, progress=told.append)
        assert sum(told) >= count_work(session, WAY_TO_BOARD) > 700
