"""What whoever keeps the record of a meeting reads of it, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Account
from governance.boards.models import Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.live_contents import QuorumTold
from governance.meetings.live_telling import ItemRow, find_item_rows, find_since, tell_quorum
from governance.meetings.models import AgendaItem, Attendance, AttendanceMode, Presence
from governance.meetings.queries import MeetingDetail
from governance.meetings.session_facts import EventFact, House, find_events, follow_facts, gather_house
from governance.meetings.session_models import ItemNote, ItemStep, ItemStepKind
from model_law.attendance import Attendance as Moments
from model_law.attendance import State


@dataclass(frozen=True, slots=True)
class NoteFact:
    """One save of what was noted of an item."""

    id: int
    note: str | None
    action: str | None
    entered_at: datetime
    entered_by: str | None


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step of an item, as it stands or as it was taken back."""

    id: int
    what: ItemStepKind
    at: datetime
    entered_at: datetime
    stands: bool

    @property
    def is_late(self) -> bool:
        return self.entered_at > self.at


@dataclass(frozen=True, slots=True)
class SeatedPerson:
    """Somebody who serves on the day; mode and since are empty where they are not there."""

    key: str
    name: str
    mode: AttendanceMode | None
    since: datetime | None
    excused: bool


@dataclass(frozen=True, slots=True)
class RunningSession:
    """All that the clerk's page shows."""

    state: State
    quorum: QuorumTold | None
    people: list[SeatedPerson]
    items: list[ItemRow]
    notes: dict[int, NoteFact]
    events: list[EventFact]
    names: dict[str, str]
    house: House
    moments: Moments


@prepared
def read_current_notes(meeting_id: int) -> Rows:
    note = ItemNote
    return (
        select(note.agenda_item_id, note.id, note.note, note.action, note.entered_at, Account.name)
        .join(AgendaItem, AgendaItem.id == note.agenda_item_id)
        .outerjoin(Account, Account.id == note.entered_by)
        .where(AgendaItem.meeting_id == meeting_id, note.superseded_at.is_(None))
    )


@prepared
def read_excused(meeting_id: int, excused: str) -> Rows:
    return (
        select(Person.key)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(
            Attendance.meeting_id == meeting_id, Attendance.agenda_item_id.is_(None),
            Attendance.superseded_at.is_(None), Attendance.presence == excused,
        )
    )  # fmt: skip


def find_running(session: Session, board_id: int, meeting: MeetingDetail) -> RunningSession:
    """The session as it stands, with the notes that the public does not read."""
    events = find_events(session, meeting.id)
    moments = follow_facts(events)
    house = gather_house(session, board_id, find_day(meeting.starts_at, meeting.zone))
    notes = {row[0]: NoteFact(*row[1:]) for row in read_current_notes(session, meeting.id)}
    excused = {key for (key,) in read_excused(session, meeting.id, Presence.EXCUSED)}
    present = moments.moments[-1].present if moments.moments else {}
    names = dict(house.sitting.names)
    everybody = sorted({*house.sitting.serving, *present}, key=lambda person: names[person].casefold())
    return RunningSession(
        moments.state,
        tell_quorum(moments, house) if moments.moments else None,
        [
            SeatedPerson(
                person, names[person], AttendanceMode(present[person]) if person in present else None,
                find_since(moments, person) if person in present else None, person in excused,
            )
            for person in everybody
        ],
        find_item_rows(session, meeting.id),
        notes,
        events,
        names,
        house,
        moments,
    )  # fmt: skip


@prepared
def read_notes(item_id: int) -> Rows:
    note = ItemNote
    return (
        select(note.id, note.note, note.action, note.entered_at, Account.name)
        .outerjoin(Account, Account.id == note.entered_by)
        .where(note.agenda_item_id == item_id)
        .order_by(note.id.desc())
        .limit(50)
    )


@prepared
def read_steps(item_id: int) -> Rows:
    step = ItemStep
    return (
        select(step.id, step.what, step.at, step.entered_at, step.superseded_at.is_(None))
        .where(step.agenda_item_id == item_id)
        .order_by(step.at, step.id)
    )


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item for whoever keeps the record: all saves of its note, the latest first, and its steps."""

    id: int
    key: str
    number: str
    title: str
    notes: Sequence[NoteFact]
    steps: Sequence[StepFact]

    @property
    def current(self) -> NoteFact | None:
        return self.notes[0] if self.notes else None


def find_item_page(session: Session, meeting_id: int, key: str) -> ItemPage | None:
    item = session.execute(
        select(AgendaItem.id, AgendaItem.number, AgendaItem.position, AgendaItem.title).where(
            AgendaItem.meeting_id == meeting_id, AgendaItem.key == key
        )
    ).one_or_none()
    if item is None:
        return None
    number, printed, position, title = item
    notes = [NoteFact(*row) for row in read_notes(session, number)]
    steps = [StepFact(*row) for row in read_steps(session, number)]
    return ItemPage(number, key, printed or f"{position}.", title, notes, steps)
