"""A board's meetings as the plain facts that the law of meetings judges, and that law as it binds the board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.declaration_queries import AdoptionsRead, read_adoptions_of
from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_profile
from governance.boards.models import Board, Jurisdiction
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.holidays_calendar import FIRST_YEAR, LAST_YEAR, make_calendar
from governance.meetings.models import Meeting, MeetingKind, MeetingStatus, PaperStatus
from governance.meetings.planning_models import (
    AgendaVersion,
    AnnualSchedule,
    ClosedDay,
    MeetingStatusChange,
    Notice,
)
from model_law import meetings as facts
from model_law.days import DayCalendar
from model_law.proceedings import combine_laws
from model_law.rules import Profile

STANDINGS = {
    MeetingStatus.SCHEDULED: facts.Standing.PLANNED,
    MeetingStatus.NOTICED: facts.Standing.PLANNED,
    MeetingStatus.IN_SESSION: facts.Standing.HELD,
    MeetingStatus.ADJOURNED: facts.Standing.HELD,
    MeetingStatus.CANCELLED: facts.Standing.CANCELLED,
    MeetingStatus.POSTPONED: facts.Standing.POSTPONED,
    MeetingStatus.NEVER_MET: facts.Standing.NOT_HELD,
}
LOOKING_BACK = timedelta(days=3 * 366)
"""How far back meetings are read: rules ask of this year and the last, and of gaps that began before them."""


def find_meeting_law(session: Session, board_id: int, on: date) -> Profile | None:
    """The rules about meetings that bind a board on a day: its act's and its open-meeting law's. None: no law recorded."""
    found = {kind: find_profile(session, board_id, on, kind=kind) for kind in LawKind}
    return combine_bound(found[LawKind.COMPOSITION], found[LawKind.OPEN_MEETINGS])


def combine_bound(
    composition: tuple[AdoptionFact, Profile] | None, open_meetings: tuple[AdoptionFact, Profile] | None
) -> Profile | None:
    """The rules about meetings of a board's two laws, each as it binds the board."""
    return combine_laws(*(bind(*law) if law is not None else None for law in (composition, open_meetings)))


def bind(adoption: AdoptionFact, profile: Profile) -> Profile:
    """The profile as it binds the board: one that is held up as a measure only refuses nothing."""
    if not adoption.borrowed:
        return profile
    return replace(profile, rules=tuple(replace(rule, enforced=False) for rule in profile.rules))


@dataclass(frozen=True, slots=True)
class MeetingLaws:
    """The adoptions of a board and of the board above it, read once, for its meetings on many days."""

    board_id: int
    adoptions: AdoptionsRead

    def find(self, on: date) -> Profile | None:
        """The rules about meetings that bind the board on a day, as find_meeting_law answers."""
        composition, open_meetings = (self.settle(kind, on) for kind in (LawKind.COMPOSITION, LawKind.OPEN_MEETINGS))
        return combine_laws(composition, open_meetings)

    def settle(self, kind: LawKind, on: date) -> Profile | None:
        def find_latest(adoptions: Sequence[AdoptionFact]) -> AdoptionFact | None:
            # They are read the latest first day first.
            return next((one for one in adoptions if one.kind is kind and one.stands and one.started_on <= on), None)

        above = find_latest(self.adoptions.above)
        found = find_latest(self.adoptions.own) or (above if above is not None and above.binds_committees else None)
        return bind(found, found.settle(on)) if found is not None else None


def read_meeting_laws(session: Session, board_id: int) -> MeetingLaws:
    return MeetingLaws(board_id, read_adoptions_of(session, board_id))


@prepared
def read_closed_days(board_id: int) -> Rows:
    stands = (ClosedDay.jurisdiction_id == Jurisdiction.id) & ClosedDay.superseded_at.is_(None)
    return (
        select(Jurisdiction.region, ClosedDay.day, ClosedDay.closed)
        .join(Board, Board.jurisdiction_id == Jurisdiction.id)
        .outerjoin(ClosedDay, stands)
        .where(Board.id == board_id)
    )


def gather_calendar(session: Session, board_id: int, years: range) -> DayCalendar:
    """The closed days of the place where a board sits, in some years."""
    rows = read_closed_days(session, board_id).all()
    known = [year for year in years if FIRST_YEAR <= year <= LAST_YEAR]
    closed = [day for _region, day, is_closed in rows if is_closed]
    opened = [day for _region, day, is_closed in rows if is_closed is False]
    return make_calendar(rows[0][0], known, closed, opened)


@prepared
def read_meetings(board_id: int, since: datetime) -> Rows:
    return (
        select(
            Meeting.id, Meeting.key, Meeting.starts_at, Meeting.zone, Meeting.kind, Meeting.status, Meeting.time_stated,
            Meeting.source_system, Meeting.emergency, Meeting.minutes_status,
        )
        .where(Meeting.board_id == board_id, Meeting.starts_at >= since)
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip


@prepared
def read_notices(board_id: int, since: datetime) -> Rows:
    return (
        select(Notice.meeting_id, Notice.channel, Notice.posted_at)
        .join(Meeting, Meeting.id == Notice.meeting_id)
        .where(Meeting.board_id == board_id, Meeting.starts_at >= since, Notice.superseded_at.is_(None))
        .order_by(Notice.posted_at, Notice.id)
    )


@prepared
def read_status_changes(board_id: int, since: datetime) -> Rows:
    return (
        select(MeetingStatusChange.meeting_id, MeetingStatusChange.decided_by)
        .join(Meeting, Meeting.id == MeetingStatusChange.meeting_id)
        .where(Meeting.board_id == board_id, Meeting.starts_at >= since)
        .order_by(MeetingStatusChange.id)
    )


def gather_meetings(
    session: Session, board_id: int, now: datetime, minutes: Mapping[int, facts.MinutesRecord] | None = None
) -> tuple[facts.Meeting, ...]:
    """The meetings of the last years and all that are to come, in order.

    minutes: what became of their minutes, by the meeting's number; a room above holds them. Nothing is known of the others.

    Of a meeting that came from another system nobody kept the notices here, nor who called it off.
    """
    since = now - LOOKING_BACK
    postings: defaultdict[int, list[facts.Posting]] = defaultdict(list)
    for meeting_id, channel, posted_at in read_notices(session, board_id, since):
        postings[meeting_id].append(facts.Posting(channel.value, posted_at))
    called_off = {
        meeting_id: facts.Cancellation(decided_by.value, True)
        for meeting_id, decided_by in read_status_changes(session, board_id, since)
    }
    return tuple(
        replace(
            make_meeting(
                row, None if row.source_system is not None and row.id not in postings else tuple(postings[row.id])
            ),
            cancellation=called_off.get(row.id),
            minutes=minutes.get(row.id) if minutes is not None else make_record(row.minutes_status),
        )
        for row in read_meetings(session, board_id, since)
    )


class MeetingRow(Protocol):
    """What the law must know of one meeting, as its row and what pages read of it both have it."""

    @property
    def key(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def zone(self) -> str: ...
    @property
    def kind(self) -> MeetingKind: ...
    @property
    def status(self) -> MeetingStatus: ...
    @property
    def time_stated(self) -> bool: ...
    @property
    def emergency(self) -> Mapping[str, str] | None: ...


def make_meeting(meeting: MeetingRow, postings: tuple[facts.Posting, ...] | None) -> facts.Meeting:
    """One meeting with its notices, as the law judges them. postings None: nobody kept the notices here."""
    return facts.Meeting(
        key=meeting.key, starts_at=meeting.starts_at, zone=meeting.zone,
        kind=None if meeting.kind is MeetingKind.UNSTATED else meeting.kind.value,
        standing=STANDINGS[meeting.status], time_stated=meeting.time_stated, postings=postings,
        emergency=read_emergency(meeting.emergency),
    )  # fmt: skip


def make_record(status: PaperStatus) -> facts.MinutesRecord | None:
    """What the status alone says of minutes: of a draft that they are not approved, of final ones not since when they are."""
    return facts.MinutesRecord() if status is PaperStatus.DRAFT else None


def read_emergency(found: Mapping[str, str] | None) -> facts.EmergencyFindings | None:
    """What a plan says of an emergency; when it became known is a moment in ISO form."""
    if not found:
        return None
    known_at = found.get("known_at") or None
    return facts.EmergencyFindings(
        frozenset(name for name, text in found.items() if text), datetime.fromisoformat(known_at) if known_at else None
    )


def find_beginning(meetings: Iterable[facts.Meeting]) -> date | None:
    """The day from which on a board's meetings are all recorded: that of the first one that was held and kept here.

    Of those that came from another system before it nobody says that they are all.
    """
    kept = (one.day for one in meetings if one.postings is not None and one.standing is facts.Standing.HELD)
    return min(kept, default=None)


def gather_proceedings(
    session: Session, board_id: int, zone: str, now: datetime,
    minutes: Mapping[int, facts.MinutesRecord] | None = None,
) -> facts.Proceedings:  # fmt: skip
    """A board's meetings with the calendar by which their law counts, and the schedules that were given."""
    found = gather_meetings(session, board_id, now, minutes)
    this_year = find_day(now, zone).year
    years = range(min([this_year, *(meeting.day.year for meeting in found)]) - 1, this_year + 3)
    schedules = {
        year: find_day(posted_at, zone)
        for year, posted_at in session.execute(
            select(AnnualSchedule.year, AnnualSchedule.posted_at)
            .where(AnnualSchedule.board_id == board_id, AnnualSchedule.superseded_at.is_(None))
            .order_by(AnnualSchedule.posted_at.desc())
        )
    }
    kept_here = session.scalar(
        select(AgendaVersion.id).join(Meeting).where(Meeting.board_id == board_id).limit(1)
    )  # fmt: skip
    return facts.Proceedings(
        zone,
        found,
        gather_calendar(session, board_id, years),
        known_from=find_beginning(found),
        schedules=schedules if schedules or kept_here is not None else None,
    )
