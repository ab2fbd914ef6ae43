"""What a vote rests on, gathered as the plain facts that the law judges: who sits, who is there, who stepped aside.

Facts are gathered as they are known now, or as they were known at a moment: what was entered later changes no vote that was
closed before, until somebody corrects it in public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from governance.boards.composition_queries import gather_record, is_known
from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_profile
from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.meetings.absence_queries import find_absences
from governance.meetings.law_facts import bind
from governance.meetings.models import AgendaItem, ItemKind, Meeting
from governance.meetings.session_certificate import Judged
from governance.meetings.session_facts import (
    EventFact,
    House,
    SessionLaw,
    Sitting,
    find_events,
    follow_facts,
    gather_sitting,
    make_sitting,
)
from governance.meetings.session_models import ItemStepKind, OffAgenda
from governance.meetings.session_steps import find_steps
from governance.security.vault import Vault
from governance.votes.floor_models import ConflictDeclaration, HeldVote, MotionVersion
from governance.votes.models import Motion
from governance.votes.vote_notice import judge_item_notice
from model_law.attendance import Attendance, Mode, Moment, State
from model_law.conflicts import Declaration
from model_law.facts import Roster
from model_law.findings import Finding
from model_law.history import HistoryError
from model_law.motions import ConsentCalendar
from model_law.rules import Profile
from model_law.thresholds import Threshold
from model_law.timeline import roster_on
from model_law.votes import Ballot, Notice, VoteFacts, weigh_notice


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who sits on the board at a moment, with what the law asks to know of them; judged.history None: the record
    contradicts itself, and nobody can say who sits."""

    judged: Judged

    @property
    def sitting(self) -> Sitting:
        return self.judged.sitting

    @property
    def chair(self) -> str | None:
        return find_chair(self.sitting.roster)


def find_chair(roster: Roster) -> str | None:
    """Who chairs the board, where exactly one member does."""
    chairs = [seat.holder.person for seat in roster.seats if seat.holder is not None and seat.holder.chair]
    return chairs[0] if len(chairs) == 1 else None


class Gathered(NamedTuple):
    """A vote's facts, the electorate that decides, the laws, and the profiles by which they bind the board."""

    facts: VoteFacts
    electorate: Electorate
    law: SessionLaw
    profiles: tuple[Profile, ...]


def gather_electorate(
    session: Session, vault: Vault, board: Board, on: date, known_at: datetime | None = None
) -> Electorate:
    try:
        record = gather_record(
            session, vault, board.id, known_at=known_at, absences=find_absences(session, board.id)
        )  # fmt: skip
    except HistoryError:
        return Electorate(Judged(gather_sitting(session, board.id, on), None))
    return Electorate(Judged(make_sitting(roster_on(record.history, on), record.names), record.history))


def gather_law(session: Session, board: Board, on: date, known_at: datetime | None = None) -> SessionLaw:
    found: dict[LawKind, tuple[AdoptionFact, Profile] | None] = {
        kind: find_profile(session, board.id, on, known_at, kind=kind) for kind in LawKind
    }
    return SessionLaw(found[LawKind.COMPOSITION], found[LawKind.OPEN_MEETINGS])


def bind_profiles(law: SessionLaw) -> tuple[Profile, ...]:
    """The profiles as they bind the board: one that is only held against it refuses nothing."""
    return tuple(bind(*found) for found in (law.composition, law.open_meetings) if found is not None)


def gather_attendance(session: Session, meeting: Meeting, known_at: datetime | None = None) -> Attendance | None:
    """Who was there at each moment; None where nobody recorded anything of the kind here."""
    facts: Iterable[EventFact] = find_events(session, meeting.id)
    if known_at is not None:
        facts = [as_known(fact, known_at) for fact in facts if fact.entered_at <= known_at]
    followed = follow_facts(facts)
    return followed if followed.moments else None


def tell_presence(at: datetime, present: Iterable[str]) -> Attendance:
    """A meeting of which no more is told than who was there when a vote was taken."""
    return Attendance((Moment(at, State.IN_SESSION, dict.fromkeys(present, Mode.IN_PERSON)),))


def as_known(fact: EventFact, known_at: datetime) -> EventFact:
    """An event as it stood at a moment: what took its place later had not done so."""
    later = fact.superseded_at is not None and fact.superseded_at > known_at
    return replace(fact, superseded_at=None) if later else fact


def find_declarations(
    session: Session, item_ids: Iterable[int], known_at: datetime | None = None
) -> tuple[Declaration, ...]:
    """The conflicts on some items."""
    stands: ColumnElement[bool] = (
        ConflictDeclaration.superseded_at.is_(None) if known_at is None else is_known(ConflictDeclaration, known_at)
    )
    rows = session.execute(
        select(Person.key, ConflictDeclaration.conflict, ConflictDeclaration.recuses)
        .join(Person, Person.id == ConflictDeclaration.person_id)
        .where(ConflictDeclaration.agenda_item_id.in_(list(item_ids)), stands)
        .order_by(ConflictDeclaration.id)
    )
    return tuple(Declaration(*row) for row in rows)


def find_calendar(session: Session, meeting: Meeting) -> tuple[ConsentCalendar, Mapping[str, int]]:
    """The consent calendar of a meeting, and the rows of its items."""
    items = session.scalars(
        select(AgendaItem)
        .where(
            AgendaItem.meeting_id == meeting.id, AgendaItem.kind == ItemKind.CONSENT, AgendaItem.taken_off_at.is_(None)
        )
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    steps = find_steps(session, meeting)
    pulled = [item.key for item in items if any(step.what is ItemStepKind.PULLED for step in steps.get(item.id, []))]
    return ConsentCalendar(tuple(item.key for item in items), tuple(pulled)), {item.key: item.id for item in items}


def find_items_decided(session: Session, meeting: Meeting, version: MotionVersion) -> dict[str, int]:
    """The items that a motion is about, by key: its own, or those of the consent calendar that nobody pulled."""
    if version.consent:
        calendar, ids = find_calendar(session, meeting)
        return {key: ids[key] for key in calendar.together}
    if version.agenda_item_id is None:
        return {}
    item = session.get_one(AgendaItem, version.agenda_item_id)
    return {item.key: item.id}


def find_notice(session: Session, item_ids: Iterable[int]) -> Notice:
    """How what a motion is about came before the board. Of several items the least well noticed counts."""
    found = Notice.NOT_LISTED
    for item_id in item_ids:
        item = session.get_one(AgendaItem, item_id)
        if item.taken_off_at is not None:
            return Notice.NOT_LISTED
        if item.agenda_position is not None:
            found = Notice.LISTED if found is not Notice.EXCEPTION else found
        elif session.scalar(select(OffAgenda.id).where(OffAgenda.agenda_item_id == item_id)) is not None:
            found = Notice.EXCEPTION
        else:
            return Notice.NOT_LISTED
    return found


def find_key(session: Session, person_id: int | None) -> str | None:
    return None if person_id is None else session.get_one(Person, person_id).key


def gather_vote(
    session: Session, vault: Vault, board: Board, meeting: Meeting, held: HeldVote, version: MotionVersion,
    *, closed_at: datetime | None = None, ballots: Iterable[Ballot] = (), known_at: datetime | None = None,
    attendance: Attendance | None = None, threshold: Threshold | None = None,
) -> Gathered:  # fmt: skip
    """All that is known of a vote. closed_at: where it is being closed, or was; None while it is open.

    The roster at the opening is the one that was known then. attendance: in the place of what was entered of the meeting.
    """
    opened = gather_electorate(session, vault, board, find_day(held.opened_at, board.zone), held.entered_at)
    closed = None
    if closed_at is not None:
        closed = gather_electorate(session, vault, board, find_day(closed_at, board.zone), known_at)
    motion = session.get_one(Motion, held.motion_id)
    items = find_items_decided(session, meeting, version)
    law = gather_law(session, board, find_day(held.opened_at, board.zone), known_at)
    notice = find_notice(session, items.values())
    noticed: tuple[Finding, ...] = ()
    if notice is Notice.LISTED:
        noticed = judge_item_notice(session, meeting, law, items, held.opened_at, known_at)
        notice = weigh_notice(noticed)
    facts = VoteFacts(
        opened_at=held.opened_at,
        opened=opened.sitting.roster,
        closed_at=closed_at,
        closed=closed.sitting.roster if closed is not None else None,
        attendance=attendance or gather_attendance(session, meeting, known_at),
        ballots=tuple(ballots),
        chair=find_key(session, held.chair_id),
        declarations=find_declarations(session, items.values(), known_at),
        notice=notice,
        noticed=noticed,
        matter=held.matter,
        award=held.award,
        mover=find_key(session, motion.mover_id),
        seconder=find_key(session, motion.seconder_id),
        threshold=threshold,
    )
    return Gathered(facts, closed or opened, law, bind_profiles(law))


def count_quorum(gathered: Gathered, present: Iterable[str]) -> dict[str, object]:
    return House(gathered.electorate.sitting, gathered.law).count(present).as_data()
