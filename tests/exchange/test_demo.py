"""The demo board is whole on whatever day it is loaded, and loading it again changes nothing."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.actions import add_board
from governance.boards.models import Board, Membership, Person, Role, Seat
from governance.clock import find_day
from governance.db import Database, Model, open_database
from governance.exchange.demo import FOLDER, load_demo_board, read_data
from governance.exchange.demo_calendar import Calendar
from governance.meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceMode,
    Meeting,
    MeetingDocument,
    MeetingKind,
    MeetingStatus,
    PaperStatus,
    Presence,
)
from governance.votes.models import Ballot, Choice, Motion, Outcome, ThresholdBasis, Vote

ZONE = "America/Chicago"
# A leap day, the days around a second Thursday, that day before, at and after the meeting (the last in an hour in which the
# day there is not UTC's), and both ends of a year.
DAYS = [
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 3, 11, 12, tzinfo=UTC),
    datetime(2026, 3, 12, 12, tzinfo=UTC),
    datetime(2026, 3, 12, 23, 40, tzinfo=UTC),
    datetime(2026, 3, 13, 2, 30, tzinfo=UTC),
    datetime(2026, 3, 13, 12, tzinfo=UTC),
    datetime(2026, 12, 31, 12, tzinfo=UTC),
    datetime(2027, 1, 1, 1, tzinfo=UTC),
]
Loaded = tuple[Session, datetime]


@pytest.fixture(params=DAYS, ids=lambda moment: f"{moment:%Y-%m-%dT%H}")
def loaded(request: pytest.FixtureRequest, sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Loaded]:
    """The demo board as loaded on one of the days; how it loads on PostgreSQL, demo_database shows."""
    database = open_database(f"sqlite:///{shutil.copy(sqlite_templates['empty'], tmp_path)}")
    with database.writing.begin() as session:
        load_demo_board(session, request.param)
    with database.reading() as session:
        yield session, request.param
    database.close()


def find_main_board(session: Session) -> Board:
    return session.scalars(select(Board).where(Board.parent_id.is_(None))).one()


def serve_on(day: date, board: Board) -> Any:
    return (
        select(Membership)
        .where(Membership.board_id == board.id, Membership.role != Role.STAFF, Membership.started_on <= day)
        .where((Membership.ended_on.is_(None)) | (Membership.ended_on >= day))
    )


def count_all(session: Session) -> dict[str, int]:
    tables = Model.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_loading_it_again_changes_nothing(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        before = count_all(session), find_main_board(session).record_version
        assert load_demo_board(session, DAYS[0]) is None
        assert (count_all(session), find_main_board(session).record_version) == before


def test_the_same_day_gives_the_same_addresses(make_database: Callable[[str], Database]) -> None:
    keys = []
    for hour in (14, 20):
        with make_database("empty").writing.begin() as session:
            load_demo_board(session, datetime(2026, 3, 20, hour, tzinfo=UTC))
            keys.append(
                [session.scalars(select(kind.key).order_by(kind.key)).all() for kind in (Meeting, Person, Vote)]
            )
    assert keys[0] == keys[1]


def test_a_real_board_is_left_alone(database: Database) -> None:
    with database.writing.begin() as session:
        add_board(session, DAYS[0], name="Real Board", jurisdiction="Real City", zone=ZONE)
        assert load_demo_board(session, DAYS[0]) is not None
        assert session.scalars(select(Board.is_demo).where(Board.name == "Real Board")).one() is False
        assert session.scalars(select(Board.name).where(Board.is_demo.is_(False))).all() == ["Real Board"]


def test_what_is_over_lies_before_the_day_and_what_is_to_come_after_it(loaded: Loaded) -> None:
    session, now = loaded
    over = set(MeetingStatus) - {MeetingStatus.SCHEDULED, MeetingStatus.NOTICED}
    meetings = session.scalars(select(Meeting)).all()
    for meeting in meetings:
        if meeting.status in over:
            assert (meeting.ends_at or meeting.starts_at) < now
        else:
            assert meeting.starts_at > now - timedelta(hours=4)
        assert meeting.entered_at <= now
    assert {meeting.status for meeting in meetings} == over - {MeetingStatus.IN_SESSION} | {
        MeetingStatus.SCHEDULED,
        MeetingStatus.NOTICED,
    }


def test_there_is_a_next_meeting_within_five_weeks_and_a_year_before_it(loaded: Loaded) -> None:
    session, now = loaded
    board = find_main_board(session)
    starts = session.scalars(select(Meeting.starts_at).where(Meeting.board_id == board.id)).all()
    coming = [start for start in starts if start > now - timedelta(hours=4)]
    assert min(coming) - now <= timedelta(days=36)
    assert max(coming) - now >= timedelta(days=85)
    assert now - max(start for start in starts if start not in coming) <= timedelta(days=36)
    assert now - min(starts) >= timedelta(days=330)


def test_regular_meetings_are_on_second_thursdays_at_half_past_five_there(loaded: Loaded) -> None:
    session, _ = loaded
    board = find_main_board(session)
    regular = select(Meeting).where(
        Meeting.board_id == board.id, Meeting.kind == MeetingKind.REGULAR, Meeting.title == "Regular meeting"
    )
    meetings = session.scalars(regular).all()
    assert len(meetings) == 16
    for meeting in meetings:
        local = meeting.starts_at.astimezone(ZoneInfo(ZONE))
        assert (local.weekday(), local.hour, local.minute) == (3, 17, 30)
        assert 8 <= local.day <= 14


def test_seven_of_thirteen_voting_seats_are_the_community_s_and_one_is_vacant_now(loaded: Loaded) -> None:
    session, now = loaded
    board = find_main_board(session)
    seats = session.scalars(select(Seat).order_by(Seat.number)).all()
    voting = [seat.reserved_for for seat in seats if seat.voting]
    assert (len(seats), len(voting), voting.count("Community representative")) == (14, 13, 7)
    assert voting.count("Agency representative") == 6
    serving = session.scalars(serve_on(find_day(now, ZONE), board)).all()
    taken = [member.seat_id for member in serving]
    assert len(taken) == len(set(taken))
    assert {seat.number for seat in seats if seat.id not in taken} == {11}
    roles = [member.role for member in serving]
    assert (roles.count(Role.CHAIR), roles.count(Role.VICE_CHAIR), roles.count(Role.EX_OFFICIO)) == (1, 1, 1)


def test_nobody_sits_in_two_seats_and_no_seat_holds_two_people_on_any_day(loaded: Loaded) -> None:
    session, _ = loaded
    rows = session.scalars(select(Membership).where(Membership.seat_id.is_not(None))).all()
    for column in (Membership.seat_id.key, Membership.person_id.key):
        spans = sorted((getattr(row, column), row.started_on, row.ended_on or date.max) for row in rows)
        for (one, _, ended), (other, started, _) in pairwise(spans):
            assert one != other or ended < started


def test_somebody_left_and_came_back_and_a_successor_followed_a_vacancy(loaded: Loaded) -> None:
    session, _ = loaded
    rows = session.execute(
        select(Person.name, Seat.number, Membership.started_on, Membership.ended_on)
        .join(Membership, Membership.person_id == Person.id)
        .join(Seat, Seat.id == Membership.seat_id)
        .order_by(Membership.started_on)
    ).all()
    fifth = [name for name, number, *_ in rows if number == 5]
    assert fifth[0] == fifth[2] != fifth[1]
    (_, _, _, left), (_, _, came, _) = [row for row in rows if row[1] == 4]
    assert came - left > timedelta(days=27)


def test_only_who_serves_attends_moves_seconds_and_votes(loaded: Loaded) -> None:
    session, _ = loaded
    for meeting in session.scalars(select(Meeting)):
        board = session.get_one(Board, meeting.board_id)
        serving = session.scalars(serve_on(find_day(meeting.starts_at, ZONE), board)).all()
        voters = {member.person_id for member in serving if member.voting}
        roll = session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)).all()
        held = meeting.status in (MeetingStatus.ADJOURNED, MeetingStatus.NEVER_MET)
        assert {line.person_id for line in roll} == ({member.person_id for member in serving} if held else set())
        away = {line.person_id for line in roll if line.presence in (Presence.ABSENT, Presence.EXCUSED)}
        here = voters - away
        if held:
            has_quorum = 2 * len(here) > (13 if board.parent_id is None else len(voters))
            assert has_quorum is (meeting.status is MeetingStatus.ADJOURNED)
        for motion in session.scalars(select(Motion).where(Motion.meeting_id == meeting.id)):
            assert motion.mover_id != motion.seconder_id
            assert {motion.mover_id, motion.seconder_id} <= here
            ballots = session.scalars(
                select(Ballot).join(Vote, Vote.id == Ballot.vote_id).where(Vote.motion_id == motion.id)
            ).all()
            assert [ballot.person_id for ballot in ballots if ballot.person_id in voters] != []
            assert {ballot.person_id for ballot in ballots} == voters
            absent = {b.person_id for b in ballots if b.choice in (Choice.ABSENT, Choice.EXCUSED)}
            assert away <= absent
            assert {motion.mover_id, motion.seconder_id} & absent == set()


def count_outcome(session: Session, vote: Vote) -> Outcome:
    """Whether a vote carried, counted in a second way, from its ballots and the threshold alone."""
    choices = [ballot.choice for ballot in session.scalars(select(Ballot).where(Ballot.vote_id == vote.id))]
    ayes, nays = choices.count(Choice.AYE), choices.count(Choice.NAY)
    if vote.threshold_basis is ThresholdBasis.CAST:
        return Outcome.CARRIED if ayes > nays else Outcome.LOST
    assert (vote.threshold_basis, vote.threshold_strict) == (ThresholdBasis.SERVING, False)
    needed = -(-len(choices) * vote.threshold_numerator // vote.threshold_denominator)
    return Outcome.CARRIED if ayes >= needed else Outcome.LOST


def test_each_recorded_outcome_is_what_its_ballots_say_and_every_kind_of_vote_is_there(loaded: Loaded) -> None:
    session, _ = loaded
    votes = session.scalars(select(Vote)).all()
    assert [vote.recorded_outcome for vote in votes] == [count_outcome(session, vote) for vote in votes]
    sums = []
    for vote in votes:
        choices = session.scalars(select(Ballot.choice).where(Ballot.vote_id == vote.id)).all()
        ayes, nays = choices.count(Choice.AYE), choices.count(Choice.NAY)
        assert vote.recorded_tally == f"{ayes} aye, {nays} nay, {choices.count(Choice.ABSTAIN)} abstain"
        sums.append((ayes, nays, vote.recorded_outcome))
    assert any(ayes == nays for ayes, nays, _ in sums)
    assert any(ayes < nays for ayes, nays, _ in sums)
    assert any(ayes > nays and outcome is Outcome.LOST for ayes, nays, outcome in sums)
    assert {Choice.RECUSE, Choice.ABSTAIN, Choice.ABSENT, Choice.EXCUSED} <= set(
        session.scalars(select(Ballot.choice).distinct())
    )


def test_every_way_to_attend_is_there_and_times_lie_within_the_meeting(loaded: Loaded) -> None:
    session, _ = loaded
    rows = session.execute(
        select(Attendance, Meeting.starts_at, Meeting.ends_at).join(Meeting, Meeting.id == Attendance.meeting_id)
    ).all()
    assert {row.presence for row, *_ in rows} == set(Presence) - {Presence.RECUSED, Presence.UNKNOWN}
    assert {row.mode for row, *_ in rows} == {AttendanceMode.IN_PERSON, AttendanceMode.REMOTE, None}
    for row, starts_at, ends_at in rows:
        for moment in (row.arrived_at, row.left_at):
            assert moment is None or starts_at < moment < ends_at
        assert (row.mode is None) is (row.presence in (Presence.ABSENT, Presence.EXCUSED))
        assert (row.arrived_at is not None) is (row.presence is Presence.LATE)
        assert (row.left_at is not None) is (row.presence is Presence.LEFT_EARLY)


def test_every_held_meeting_of_the_board_has_an_agenda_of_six_to_twelve_items(loaded: Loaded) -> None:
    session, _ = loaded
    board = find_main_board(session)
    for meeting in session.scalars(select(Meeting).where(Meeting.board_id == board.id)):
        items = session.scalars(
            select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
        ).all()
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        if meeting.status in (MeetingStatus.ADJOURNED, MeetingStatus.NOTICED, MeetingStatus.NEVER_MET):
            assert 6 <= len(items) <= 12
            assert meeting.agenda_status is PaperStatus.FINAL
        assert all((item.minutes_position is None) is (meeting.ends_at is None) for item in items)


def test_the_demo_leads_to_no_other_host_and_names_no_condition(loaded: Loaded) -> None:
    session, _ = loaded
    assert session.scalar(select(func.count()).select_from(MeetingDocument)) == 0
    for address in session.scalars(select(Meeting.join_address)):
        assert address is not None
        assert address.split("/")[2].endswith(".example")
    for phone in session.scalars(select(Meeting.join_phone)):
        assert phone is not None
        assert phone.startswith("555-01")
    labels = set(session.scalars(select(Seat.reserved_for)))
    assert labels == {"Community representative", "Agency representative", "Program director, ex officio"}


def test_the_calendar_agrees_with_counting_day_by_day() -> None:
    data = read_data(FOLDER)["regular_meetings"]
    for shift in range(800):
        today = date(2026, 1, 1) + timedelta(days=shift)
        late = datetime(today.year, today.month, today.day, 21, 30, tzinfo=ZoneInfo(ZONE))
        calendar = Calendar(late, ZONE, data["week"], data["weekday"], time.fromisoformat(data["time"]))
        day = today + timedelta(days=1)
        while not (day.weekday() == 3 and 8 <= day.day <= 14):
            day += timedelta(days=1)
        assert calendar.find_meeting_day(0) == day
        assert calendar.find_first_day(0) == day.replace(day=1)
        assert calendar.find_last_day(0) + timedelta(days=1) == (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        assert calendar.find_first_day(-12) == day.replace(year=day.year - 1, day=1)


def test_somebody_who_does_not_serve_cannot_be_named_in_the_data(database: Database, tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "demo")
    file = folder / "meetings-1.toml"
    file.write_text(file.read_text("utf-8").replace('excused = ["whitlatch"]', 'excused = ["tsosie"]', 1), "utf-8")
    with pytest.raises(KeyError, match="tsosie"), database.writing.begin() as session:
        load_demo_board(session, DAYS[0], folder)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Board)) == 0
