"""What can be read of minutes: their versions, the clerk's draft, and the motions that could approve them."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from governance.clock import find_day
from governance.db.facts import RowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.law_facts import make_meeting
from governance.meetings.models import Meeting, MeetingStatus
from governance.minutes.models import MinutesDraft, MinutesPrint, MinutesVersion
from governance.votes.floor_models import MotionVersion
from governance.votes.models import Motion, Outcome, Vote
from governance.votes.queries import count_ballots
from governance.votes.results import RULE
from governance.votes.tally import Threshold, recompute
from model_law import meetings as facts
from model_law.meetings import MinutesRecord
from model_law.motions import Kind, Status

HELD = (MeetingStatus.IN_SESSION, MeetingStatus.ADJOURNED)
MOST_MOTIONS = 200


@dataclass(frozen=True, slots=True)
class VersionFact:
    """One version, without its content. meeting_key and meeting_title: of the meeting that approved it."""

    id: RowKey
    number: int
    digest: str
    reason: str | None
    approved_on: date
    motion: str
    meeting_key: str
    meeting_title: str
    published_at: datetime | None


@prepared
def read_versions(meeting_id: int) -> Rows:
    version, stood = MinutesVersion, MotionVersion
    # A motion that was put off is decided in another meeting than the one in which it was moved.
    decided_in = (
        select(stood.meeting_id)
        .where(stood.motion_id == version.motion_id, stood.entered_at <= version.entered_at)
        .correlate(version)
        .order_by(stood.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            version.id, version.number, version.digest, version.reason, version.approved_on, Motion.text, Meeting.key,
            Meeting.title, version.published_at,
        )
        .join(Motion, Motion.id == version.motion_id)
        .join(Meeting, Meeting.id == func.coalesce(decided_in, Motion.meeting_id))
        .where(version.meeting_id == meeting_id)
        .order_by(version.number.desc())
    )  # fmt: skip


def find_versions(session: Session, meeting_id: int) -> list[VersionFact]:
    """All versions, the newest first, those that are not published yet among them."""
    return [VersionFact(*row) for row in read_versions(session, meeting_id)]


@prepared
def read_text(version_id: int) -> Rows:
    return select(cast(MinutesVersion.content, Text)).where(MinutesVersion.id == version_id)


def find_content(session: Session, version_id: int) -> str:
    """What a version says, as the JSON that is kept."""
    return str(read_text(session, version_id).scalar_one())


@dataclass(frozen=True, slots=True)
class PrintFact:
    language: str
    document_id: RowKey
    digest: str
    renderer: str


def find_prints(session: Session, version_id: int) -> list[PrintFact]:
    rows = session.execute(
        select(MinutesPrint.language, MinutesPrint.document_id, MinutesPrint.digest, MinutesPrint.renderer)
        .where(MinutesPrint.minutes_version_id == version_id)
        .order_by(MinutesPrint.language)
    )
    return [PrintFact(*row) for row in rows]


def prints_composition(session: Session, document_id: int) -> bool:
    """Whether a print tells how the board's composition was judged at the call to order."""
    given = session.scalars(select(MinutesPrint.input).where(MinutesPrint.document_id == document_id)).one()
    return bool(json.loads(given).get("composition"))


def find_draft(session: Session, meeting_id: int) -> MinutesDraft | None:
    """The clerk's words as they stand."""
    return session.scalar(
        select(MinutesDraft).where(MinutesDraft.meeting_id == meeting_id, MinutesDraft.superseded_at.is_(None))
    )


@dataclass(frozen=True, slots=True)
class MovedFact:
    """A motion with the meeting before which it is or was last, and whether it carried: by its standing here, or by the
    ballots of its last vote.
    """

    id: int
    key: str
    text: str
    board_id: int
    meeting_id: int
    meeting_title: str
    starts_at: datetime
    zone: str
    held: bool
    carried: bool

    @property
    def day(self) -> date:
        return find_day(self.starts_at, self.zone)


def select_moved() -> Rows:
    last = select(func.max(Vote.id)).where(Vote.motion_id == Motion.id).correlate(Motion).scalar_subquery()
    version = MotionVersion
    return (
        select(
            Motion.id, Motion.key, func.coalesce(version.text, Motion.text), Meeting.board_id, Meeting.id, Meeting.title,
            Meeting.starts_at, Meeting.zone, Meeting.status, version.status, version.kind, Vote.id,
            Vote.recorded_outcome, *RULE,
        )
        .outerjoin(version, (version.motion_id == Motion.id) & version.superseded_at.is_(None))
        .join(Meeting, Meeting.id == func.coalesce(version.meeting_id, Motion.meeting_id))
        .outerjoin(Vote, Vote.id == last)
    )  # fmt: skip


def tell_moved(session: Session, rows: Sequence[Sequence[Any]]) -> list[MovedFact]:
    counts = count_ballots(session, [row[11] for row in rows if row[9] is None and row[11] is not None])
    found = []
    for row in rows:
        status, kind, vote_id, recorded, rule = row[9], row[10], row[11], row[12], row[13:]
        if status is not None:
            # What only changes another motion, or lays it aside, approves nothing.
            carried = status is Status.CARRIED and kind is Kind.MAIN
        elif vote_id is None:
            carried = False
        else:
            outcome = recompute(counts.get(vote_id, {}), Threshold(*rule[:4])).outcome or recorded
            carried = outcome is Outcome.CARRIED
        values = (*row[:8], row[8] in HELD, carried)
        found.append(MovedFact(*values))
    return found


def find_moved(session: Session, board_id: int, key: str) -> MovedFact | None:
    """A motion of the board by its key."""
    rows = session.execute(select_moved().where(Motion.key == key, Meeting.board_id == board_id)).all()
    return next(iter(tell_moved(session, rows)), None)


def find_candidates(session: Session, board_id: int, starts_at: datetime) -> list[MovedFact]:
    """The motions of later meetings that carried, the latest first: one of them may have approved the minutes."""
    rows = session.execute(
        select_moved()
        .where(Meeting.board_id == board_id, Meeting.starts_at > starts_at)
        .order_by(Meeting.starts_at.desc(), Motion.position, Motion.id)
        .limit(MOST_MOTIONS)
    ).all()
    return [moved for moved in tell_moved(session, rows) if moved.held and moved.carried]


class MinutedMeeting(NamedTuple):
    """A meeting with its title, as the law judges its minutes: nothing is said of notices."""

    title: str
    meeting: facts.Meeting


def find_minuted(session: Session, board_ids: Sequence[int], since: datetime) -> dict[int, list[MinutedMeeting]]:
    """The meetings of some boards and what became of their minutes, by the board's number. Two queries for all."""
    records = find_records(session, board_ids, since)
    found: defaultdict[int, list[MinutedMeeting]] = defaultdict(list)
    rows = session.execute(
        select(
            Meeting.id, Meeting.board_id, Meeting.key, Meeting.title, Meeting.starts_at, Meeting.zone, Meeting.kind,
            Meeting.status, Meeting.time_stated, Meeting.emergency,
        )
        .where(Meeting.board_id.in_(board_ids), Meeting.starts_at >= since)
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip
    for row in rows:
        meeting = replace(make_meeting(row, None), minutes=records.get(row.id))
        found[row.board_id].append(MinutedMeeting(row.title, meeting))
    return found


def find_records(session: Session, board_ids: Sequence[int], since: datetime) -> dict[int, MinutesRecord]:
    """What became of the minutes of each meeting of some boards, as the law judges it, by the meeting's number.

    Of a meeting that came from another system nothing is told where this portal holds no minutes of it.
    """
    rows: Any = session.execute(
        select(
            Meeting.id, Meeting.zone, Meeting.source_system, func.min(MinutesVersion.approved_on),
            func.min(MinutesVersion.published_at),
        )
        .outerjoin(MinutesVersion, MinutesVersion.meeting_id == Meeting.id)
        .where(Meeting.board_id.in_(board_ids), Meeting.starts_at >= since)
        .group_by(Meeting.id, Meeting.zone, Meeting.source_system)
    )  # fmt: skip
    records: dict[int, MinutesRecord] = {}
    for meeting_id, zone, system, approved_on, published_at in rows:
        if system is not None and approved_on is None:
            continue
        shown = find_day(published_at, zone) if published_at is not None else None
        records[meeting_id] = MinutesRecord(approved_on=approved_on, available_on=shown, posted_on=shown)
    return records
