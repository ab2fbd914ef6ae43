"""What counts as a meeting to come: the rule on one meeting and the query over all say the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from governance.boards.models import Board
from governance.boards.queries import find_board
from governance.db import Database
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.queries import (
    count_by_year,
    find_meetings_of_year,
    find_next_passing,
    find_upcoming,
    is_upcoming,
    look_back,
)
from governance.meetings.states import MeetingState, judge_state

NOON = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "starts_in", "lasts", "time_stated", "state"),
    [
        ("scheduled", 1, None, True, MeetingState.UPCOMING),
        ("noticed", 1, None, True, MeetingState.UPCOMING),
        ("scheduled", 0, None, True, MeetingState.UPCOMING),
        ("scheduled", -3, None, True, MeetingState.UPCOMING),
        ("scheduled", -4, None, True, MeetingState.NOT_RECORDED),
        ("scheduled", -4, 5, True, MeetingState.UPCOMING),
        ("scheduled", -4, 4, True, MeetingState.NOT_RECORDED),
        ("scheduled", -23, None, False, MeetingState.UPCOMING),
        ("scheduled", -24, None, False, MeetingState.NOT_RECORDED),
        ("cancelled", 1, None, True, MeetingState.CANCELLED),
        ("postponed", 1, None, True, MeetingState.POSTPONED),
        ("never_met", -1, None, True, MeetingState.NEVER_MET),
        ("adjourned", -1, None, True, MeetingState.HELD),
        ("in_session", -1, None, True, MeetingState.IN_SESSION),
    ],
)
def test_a_meeting_is_what_its_record_and_the_moment_say(
    status: str, starts_in: int, lasts: int | None, time_stated: bool, state: MeetingState
) -> None:
    starts_at = NOON + starts_in * HOUR
    ends_at = None if lasts is None else starts_at + lasts * HOUR
    assert judge_state(MeetingStatus(status), starts_at, ends_at, time_stated, NOON) is state


def put_meetings(database: Database, drawn: list[tuple[str, int, int | None, bool]]) -> str:
    """Replace a demo board's meetings by the drawn ones; returns the board's slug."""
    with database.writing.begin() as session:
        board = session.scalar(select(Board).where(Board.parent_id.is_not(None)).order_by(Board.id))
        session.execute(delete(Meeting).where(Meeting.board_id == board.id, Meeting.key.like("2026-03-08-%")))
        for number, (status, starts_in, lasts, time_stated) in enumerate(drawn):
            starts_at = NOON + starts_in * HOUR
            session.add(
                Meeting(board_id=board.id, key=f"2026-03-08-{number:010}", title=str(number), status=status,
                        starts_at=starts_at, ends_at=None if lasts is None else starts_at + lasts * HOUR,
                        time_stated=time_stated, zone=board.zone, entered_at=NOON)
            )  # fmt: skip
        return str(board.slug)


DRAWN = st.lists(
    st.tuples(
        st.sampled_from(sorted(MeetingStatus)), st.integers(-30, 30), st.none() | st.integers(0, 30), st.booleans()
    ),
    max_size=8,
)


def test_the_query_for_meetings_to_come_agrees_with_the_rule(demo_database: Database) -> None:
    @given(DRAWN)
    @example([("scheduled", -25, 30, True)])
    @example([("scheduled", -30, None, False), ("noticed", 29, 1, True), ("scheduled", -30, 30, True)])
    def compare(drawn: list[tuple[str, int, int | None, bool]]) -> None:
        put_meetings(demo_database, drawn)
        with demo_database.reading() as session:
            found = session.scalars(
                select(Meeting.title).where(is_upcoming(*look_back(NOON)), Meeting.key.like("2026-03-08-%"))
            )
            expected = {
                str(number)
                for number, (status, starts_in, lasts, stated) in enumerate(drawn)
                if judge_state(
                    MeetingStatus(status),
                    NOON + starts_in * HOUR,
                    None if lasts is None else NOON + (starts_in + lasts) * HOUR,
                    stated,
                    NOON,
                )
                is MeetingState.UPCOMING
            }
            assert set(found) == expected

    compare()


def test_until_the_next_passing_a_board_s_meetings_stay_what_they_are(demo_database: Database) -> None:
    @given(DRAWN)
    @example([("scheduled", -25, 30, True)])
    @example([("scheduled", -30, None, False), ("noticed", 29, 1, True), ("scheduled", -30, 30, True)])
    def compare(drawn: list[tuple[str, int, int | None, bool]]) -> None:
        slug = put_meetings(demo_database, drawn)
        with demo_database.reading() as session:
            board = find_board(session, slug)
            assert board is not None
            passing = find_next_passing(session, board, NOON)
            until = passing or NOON + timedelta(days=300)
            before = find_upcoming(session, board, NOON, 50)
            assert find_upcoming(session, board, until - timedelta(seconds=1), 50) == before

    compare()


def test_a_meeting_on_new_year_s_eve_belongs_to_the_year_of_the_place(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        board = session.scalar(select(Board).order_by(Board.id))
        board.zone = "America/Chicago"
        session.add(
            Meeting(board_id=board.id, key="2018-12-31-newyearsev", title="Late", status="adjourned", zone=board.zone,
                    starts_at=datetime(2019, 1, 1, 2, 0, tzinfo=UTC), entered_at=NOON)
        )  # fmt: skip
        slug = board.slug
    with demo_database.reading() as session:
        found = find_board(session, slug)
        assert found is not None
        assert (2018, 1) in [(count.year, count.meetings) for count in count_by_year(session, found)]
        assert [meeting.title for meeting in find_meetings_of_year(session, found, 2018, NOON, 10, 0)] == ["Late"]
        assert find_meetings_of_year(session, found, 2019, NOON, 10, 0) == []
