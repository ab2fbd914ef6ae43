"""Adding, renaming, publishing and unpublishing boards keeps what was there before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.actions import BoardActRefused, add_board, publish_board, rename_board, unpublish_board
from governance.boards.models import Board, BoardKind, BoardName, Jurisdiction
from governance.db import Database
from governance.db.history import FormerState

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)  # still the 9th where the board sits
LATER = NOW + timedelta(days=30)
ZONE = "America/Chicago"


def add(session: Session, name: str = "Crisis Board", **more: str) -> Board:
    return add_board(session, NOW, **{"name": name, "jurisdiction": "City of Ottershaw", "zone": ZONE, **more})


def list_names(session: Session, board: Board) -> list[tuple[str, date | None, date | None]]:
    rows = session.scalars(
        select(BoardName)
        .where(BoardName.board_id == board.id, BoardName.superseded_at.is_(None))
        .order_by(BoardName.id)
    )
    return [(row.name, row.started_on, row.ended_on) for row in rows]


def test_a_board_is_added_with_its_jurisdiction_its_name_and_an_address(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session, "  Crisis\tResponse  Board ")
        place = session.get_one(Jurisdiction, board.jurisdiction_id)
        assert (board.name, board.slug, board.zone) == ("Crisis Response Board", "crisis-response-board", ZONE)
        assert (board.kind, board.published, board.is_demo, board.record_version) == (BoardKind.BOARD, True, False, 1)
        assert (place.name, place.slug, place.zone) == ("City of Ottershaw", "city-of-ottershaw", ZONE)
        assert list_names(session, board) == [("Crisis Response Board", None, None)]


def test_a_second_board_shares_its_jurisdiction_by_name_or_slug(database: Database) -> None:
    with database.writing.begin() as session:
        first = add(session)
        by_name = add_board(session, NOW, name="Other Board", jurisdiction="City of Ottershaw")
        by_slug = add_board(session, NOW, name="Third Board", jurisdiction="city-of-ottershaw")
        assert {first.jurisdiction_id} == {by_name.jurisdiction_id, by_slug.jurisdiction_id}
        assert by_name.zone == ZONE


def test_a_committee_takes_place_and_zone_of_its_board_and_tells_the_board_s_page(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session)
        committee = add_board(session, NOW, name="Data Committee", jurisdiction="", committee_of="crisis-board")
        assert (committee.kind, committee.parent_id) == (BoardKind.COMMITTEE, board.id)
        assert (committee.jurisdiction_id, committee.zone) == (board.jurisdiction_id, ZONE)
        assert board.record_version == 2
        with pytest.raises(BoardActRefused, match="Data Committee is a committee itself"):
            add_board(session, NOW, name="Sub", jurisdiction="", committee_of="data-committee")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": " \t "}, "needs letters"),
        ({"name": "Crisis\x00Board"}, "needs letters"),
        ({"name": "x" * 201}, "at most 200"),
        ({"slug": "Crisis Board"}, "small letters"),
        ({"slug": ""}, "small letters"),
        ({"slug": "../boards"}, "small letters"),
        ({"slug": "a" * 81}, "small letters"),
        ({"name": "委员会"}, "small letters"),
        ({"slug": "taken"}, "the slug taken is taken by First"),
        ({"zone": "Mars/Olympus"}, "Mars/Olympus is no time zone"),
        ({"zone": None, "jurisdiction": "New Place"}, "New Place is new: give its time zone"),
        ({"jurisdiction": " "}, "needs letters"),
        ({"committee_of": "nowhere"}, "there is no board nowhere"),
    ],
)
def test_what_cannot_be_a_board_is_refused_and_nothing_is_added(
    make_database, more: dict[str, str], words: str
) -> None:  # fmt: skip
    database = make_database("empty")
    with database.writing.begin() as session:
        add(session, "First", slug="taken")
    with pytest.raises(BoardActRefused, match=words), database.writing.begin() as session:
        add(session, **more)
    with database.reading() as session:
        assert session.scalars(select(Board.slug)).all() == ["taken"]
        assert session.scalars(select(Jurisdiction.slug)).all() == ["city-of-ottershaw"]


def test_a_renamed_board_keeps_its_address_and_both_names_with_their_days(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session)
        committee = add_board(session, NOW, name="Data Committee", jurisdiction="", committee_of=board.slug)
        before = committee.record_version
        rename_board(session, LATER, "crisis-board", "Crisis Response Board")
        session.expire_all()
        assert (board.name, board.slug) == ("Crisis Response Board", "crisis-board")
        day = date(2026, 4, 8)
        assert list_names(session, board) == [
            ("Crisis Board", None, day - timedelta(days=1)),
            ("Crisis Response Board", day, None),
        ]
        assert (board.record_version, committee.record_version) == (3, before + 1)
        former = session.scalars(select(FormerState)).one()
        assert (former.table_name, former.row_id, former.values) == ("board", board.id, {"name": "Crisis Board"})
        assert (former.entered_at, former.superseded_at) == (NOW, LATER)


def test_the_old_name_s_row_is_kept_and_its_correction_points_to_it(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session)
        first = session.scalars(select(BoardName)).one()
        first.source_system, first.source_identifier = "legistar:ottershaw", "138"
        rename_board(session, LATER, board.slug, "New Name")
        old, ended, new = session.scalars(select(BoardName).order_by(BoardName.id))
        assert (old.superseded_at, old.ended_on, old.source_identifier) == (LATER, None, "138")
        assert (ended.corrects_id, ended.name, ended.source_identifier) == (old.id, "Crisis Board", "138")
        assert (new.corrects_id, new.source_identifier) == (None, None)


def test_a_name_cannot_begin_before_the_one_it_follows_nor_in_the_future(database: Database) -> None:
    with database.writing.begin() as session:
        add(session)
        rename_board(session, LATER, "crisis-board", "Second", date(2026, 4, 1))
        with pytest.raises(BoardActRefused, match="Second since 2026-04-01"):
            rename_board(session, LATER, "crisis-board", "Third", date(2026, 4, 1))
        with pytest.raises(BoardActRefused, match="2026-04-09 is yet to come"):
            rename_board(session, LATER, "crisis-board", "Third", date(2026, 4, 9))
        with pytest.raises(BoardActRefused, match="named Second already"):
            rename_board(session, LATER, "crisis-board", "Second")
        rename_board(session, LATER, "crisis-board", "Third", date(2026, 4, 2))
        last = session.scalars(select(FormerState).order_by(FormerState.id.desc())).first()
        assert last is not None
        assert (last.values, last.entered_at) == ({"name": "Second"}, LATER)


def test_publishing_is_told_once_and_repeating_it_changes_nothing(database: Database) -> None:
    with database.writing.begin() as session:
        board = add(session)
        assert not publish_board(session, LATER, "crisis-board")
        assert unpublish_board(session, LATER, "crisis-board")
        assert not unpublish_board(session, LATER, "crisis-board")
        assert (board.published, board.record_version) == (False, 2)
        assert publish_board(session, LATER, "crisis-board")
        assert (board.published, board.record_version) == (True, 3)
        values = session.scalars(select(FormerState.values).order_by(FormerState.id)).all()
        assert values == [{"published": True}, {"published": False}]


def test_a_refusal_carries_its_words_and_its_values_apart() -> None:
    refusal = BoardActRefused("there is no board ${slug}", slug="x")
    assert (refusal.message, refusal.arguments) == ("there is no board ${slug}", {"slug": "x"})
    assert str(refusal) == "there is no board x"
