"""The demo board's meetings: what demo_board/ says of each, made into rows.

The data names only what is out of the ordinary. Who serves on the day and is not named otherwise was present in the room,
and who was present and is not named otherwise voted aye.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from governance.boards.models import Board, Person
from governance.db.keys import make_key
from governance.exchange.demo_calendar import Calendar
from governance.meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceMode,
    ItemKind,
    Meeting,
    MeetingKind,
    MeetingStatus,
    PaperStatus,
    Presence,
)
from governance.votes.models import Ballot, Choice, Motion, Outcome, ThresholdBasis, Vote

SYSTEM = "demo"
Data = dict[str, Any]
HELD = (MeetingStatus.ADJOURNED, MeetingStatus.NEVER_MET)
AWAY = {Presence.ABSENT: Choice.ABSENT, Presence.EXCUSED: Choice.EXCUSED}


@dataclass(frozen=True)
class Service:
    """One membership as a roll needs it. key: the person's in the data; seat: the place in the roll."""

    board_id: int
    key: str
    person: Person
    seat: int
    votes: bool
    started_on: date
    ended_on: date | None


def make_source(now: datetime, *parts: object) -> Data:
    """The columns that say where a row comes from."""
    return {
        "source_system": SYSTEM,
        "source_identifier": "/".join(str(part) for part in parts),
        "source_read_at": now,
    }


@dataclass(frozen=True)
class Sitting:
    """A meeting under way into the record. roll: who serves that day; entered_at: when the record of it was made."""

    session: Session
    now: datetime
    entered_at: datetime
    meeting: Meeting
    day: date
    roll: list[Service]
    presences: dict[str, Presence]

    def find_person_id(self, key: str) -> int:
        """The id of somebody on the roll. Raises KeyError for anybody else: the data would be wrong."""
        return {service.key: service.person.id for service in self.roll}[key]


def add_meeting(
    session: Session, now: datetime, data: Data, board: Board, services: list[Service], calendar: Calendar
) -> date:
    """Add one meeting with its agenda, roll, motions and votes; returns its day."""
    defaults, days = data["defaults"], data.get("days", 0)
    day = calendar.find_meeting_day(data["regular"], days)
    starts_at = calendar.find_moment(day, data.get("time"))
    status = MeetingStatus(data["status"])
    identifier = f"meeting/{defaults['key']}/{data['regular']}/{days}"
    entered_at = min(now, starts_at + timedelta(hours=18 if status in HELD else -24 * 10))
    meeting = Meeting(
        board_id=board.id,
        key=f"{day.isoformat()}-{make_key(f'{SYSTEM}:{identifier}')}",
        title=data["title"],
        kind=MeetingKind(data.get("kind", "regular")),
        status=status,
        starts_at=starts_at,
        ends_at=calendar.find_moment(day, data["ended"]) if "ended" in data else None,
        zone=calendar.zone,
        place=None if data.get("remote_only") else defaults["place"],
        join_address=defaults["join_address"],
        join_phone=defaults["join_phone"],
        comment=data.get("comment"),
        agenda_status=PaperStatus(data.get("agenda", "unstated")),
        minutes_status=PaperStatus(data.get("minutes", "unstated")),
        entered_at=entered_at,
        **make_source(now, identifier),
    )
    session.add(meeting)
    session.flush()
    roll = [
        service
        for service in services
        if service.board_id == board.id and service.started_on <= day and (service.ended_on or day) >= day
    ]
    sitting = Sitting(session, now, entered_at, meeting, day, roll, find_presences(data, roll))
    if status in HELD:
        add_attendance(sitting, data, calendar)
    for position, item in enumerate(data.get("item", []), 1):
        add_item(sitting, item, position, held=status is MeetingStatus.ADJOURNED)
    return day


def find_presences(data: Data, roll: list[Service]) -> dict[str, Presence]:
    """How each one on the roll attended. Raises KeyError where the data names somebody who is not on it."""
    presences = {service.key: Presence.PRESENT for service in roll}
    for name, presence in (
        ("absent", Presence.ABSENT), ("excused", Presence.EXCUSED), ("late", Presence.LATE), ("left", Presence.LEFT_EARLY),
    ):  # fmt: skip
        for key in data.get(name, ()):
            if key not in presences:
                raise KeyError(f"{key} does not serve on the day of meeting {data['regular']}")
            presences[key] = presence
    return presences


def add_attendance(sitting: Sitting, data: Data, calendar: Calendar) -> None:
    late, left, remote = data.get("late", {}), data.get("left", {}), data.get("remote", [])
    everybody = data.get("remote_only", False)
    for position, service in enumerate(sitting.roll, 1):
        key, presence = service.key, sitting.presences[service.key]
        mode = AttendanceMode.REMOTE if everybody or key in remote else AttendanceMode.IN_PERSON
        sitting.session.add(
            Attendance(
                meeting_id=sitting.meeting.id,
                person_id=service.person.id,
                presence=presence,
                mode=None if presence in AWAY else mode,
                arrived_at=calendar.find_moment(sitting.day, late[key]) if key in late else None,
                left_at=calendar.find_moment(sitting.day, left[key]) if key in left else None,
                position=position,
                entered_at=sitting.entered_at,
                **make_source(sitting.now, sitting.meeting.source_identifier, "attendance", key),
            )
        )


def add_item(sitting: Sitting, data: Data, position: int, *, held: bool) -> None:
    identifier = f"{sitting.meeting.source_identifier}/item/{position}"
    item = AgendaItem(
        meeting_id=sitting.meeting.id,
        key=make_key(f"{SYSTEM}:{identifier}"),
        position=position,
        agenda_position=None if data.get("unlisted") else position,
        minutes_position=position if held else None,
        number=f"{position}.",
        kind=ItemKind(data["kind"]),
        title=data["title"],
        note=data.get("note"),
        action=data.get("action"),
        action_text=data.get("action_text"),
        entered_at=sitting.entered_at,
        **make_source(sitting.now, identifier),
    )
    sitting.session.add(item)
    sitting.session.flush()
    for count, motion in enumerate(data.get("motion", []), 1):
        add_motion(sitting, item, motion, count)


def add_motion(sitting: Sitting, item: AgendaItem, data: Data, position: int) -> None:
    """A motion and the roll call on it. What is recorded as its outcome is what the data says it was."""
    identifier = f"{item.source_identifier}/motion/{position}"
    mover, seconder = (sitting.find_person_id(data[name]) for name in ("mover", "seconder"))
    motion = Motion(
        meeting_id=sitting.meeting.id,
        agenda_item_id=item.id,
        key=make_key(f"{SYSTEM}:{identifier}"),
        text=data["text"],
        mover_id=mover,
        seconder_id=seconder,
        position=position,
        entered_at=sitting.entered_at,
        **make_source(sitting.now, identifier),
    )
    sitting.session.add(motion)
    sitting.session.flush()
    choices = find_choices(sitting, data)
    tally = Counter(choices.values())
    numerator, denominator = data.get("share", (1, 2))
    vote = Vote(
        motion_id=motion.id,
        key=make_key(f"{SYSTEM}:{identifier}/vote"),
        taken_on=sitting.day,
        recorded_outcome=Outcome(data["outcome"]),
        recorded_outcome_words="Motion carried" if data["outcome"] == "carried" else "Motion lost",
        recorded_tally=f"{tally[Choice.AYE]} aye, {tally[Choice.NAY]} nay, {tally[Choice.ABSTAIN]} abstain",
        threshold_basis=ThresholdBasis(data.get("of", "cast")),
        threshold_numerator=numerator,
        threshold_denominator=denominator,
        threshold_strict="share" not in data,
        threshold_declared_by=data.get("declared_by"),
        entered_at=sitting.entered_at,
        **make_source(sitting.now, identifier, "vote"),
    )
    sitting.session.add(vote)
    sitting.session.flush()
    sitting.session.add_all(
        Ballot(
            vote_id=vote.id,
            person_id=sitting.find_person_id(key),
            choice=choice,
            position=place,
            entered_at=sitting.entered_at,
            **make_source(sitting.now, identifier, "ballot", key),
        )
        for place, (key, choice) in enumerate(choices.items(), 1)
    )


def find_choices(sitting: Sitting, data: Data) -> dict[str, Choice]:
    """The ballot of each voting member on the roll. away: present at the meeting, but not when the vote was taken."""
    named = {
        key: choice
        for name, choice in (
            ("nay", Choice.NAY), ("abstain", Choice.ABSTAIN), ("recuse", Choice.RECUSE), ("away", Choice.ABSENT),
        )
        for key in data.get(name, ())
    }  # fmt: skip
    choices = {
        service.key: AWAY.get(sitting.presences[service.key]) or named.pop(service.key, Choice.AYE)
        for service in sitting.roll
        if service.votes
    }
    if named:
        raise KeyError(f"no vote to cast: {', '.join(named)} in {sitting.meeting.source_identifier}")
    return choices
