"""The facts of a meeting's minutes, read from the rooms below in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.models import Person
from governance.boards.queries import BoardIdentity
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem
from governance.meetings.queries import Attendee, MeetingDetail, find_attendance
from governance.meetings.session_facts import find_events, gather_house
from governance.meetings.session_models import ItemNote, ItemStep, ItemStepKind, OffAgenda, SessionCertificate
from governance.minutes.assembly import ItemFact, MeetingFact, MinutesFacts, StepFact
from governance.minutes.contents import (
    AttendanceLine,
    CertificateLine,
    CommentLine,
    CommentsLine,
    HeldBackLine,
    MotionLine,
)
from governance.minutes.floor_gathering import gather_floor
from governance.participation.models import CommentKind, CommentState
from governance.participation.queries import count_comments, count_held_back, find_count, read_written
from governance.votes.floor_models import ConflictDeclaration
from governance.votes.models import Choice


def gather_minutes(session: Session, board: BoardIdentity, meeting: MeetingDetail) -> MinutesFacts:
    """All facts of a meeting's minutes, those that are not public yet among them."""
    on = find_day(meeting.starts_at, meeting.zone)
    house = gather_house(session, board.id, on)
    motions, elections = gather_floor(session, meeting)
    return MinutesFacts(
        meeting=MeetingFact(
            board.name, board.reference.jurisdiction, meeting.title, meeting.kind, meeting.starts_at,
            meeting.time_stated, meeting.zone, meeting.place, meeting.join_address, meeting.join_phone,
            {name: text for name, text in (meeting.emergency or {}).items() if text},
        ),
        events=find_events(session, meeting.id),
        names=house.sitting.names,
        count=house.count,
        attendance=[tell_attendee(attendee) for attendee in find_attendance(session, meeting.id)],
        items=gather_items(session, meeting.id, motions),
        motions=motions,
        certificate=gather_certificate(session, meeting.id),
        elections=elections,
        comments=gather_comments(session, meeting.id),
    )  # fmt: skip


def tell_attendee(attendee: Attendee) -> AttendanceLine:
    return AttendanceLine(
        attendee.address.rpartition("/")[2], attendee.name, attendee.presence, attendee.counts, attendee.mode,
        attendee.arrived_at, attendee.left_at,
    )  # fmt: skip


@prepared
def read_items(meeting_id: int) -> Rows:
    item, note = AgendaItem, ItemNote
    return (
        select(
            item.id, item.key, item.number, item.position, item.title, item.matter_name, item.kind,
            func.coalesce(item.minutes_position, item.position), item.note, item.action, item.action_text, note.note,
            note.action, item.closed_ground, OffAgenda.exception, OffAgenda.found, item.source_system,
        )
        .outerjoin(note, (note.agenda_item_id == item.id) & note.superseded_at.is_(None))
        .outerjoin(OffAgenda, OffAgenda.agenda_item_id == item.id)
        .where(item.meeting_id == meeting_id, item.taken_off_at.is_(None))
        .order_by(item.position, item.id)
    )  # fmt: skip


@prepared
def read_steps(meeting_id: int) -> Rows:
    return (
        select(ItemStep.agenda_item_id, ItemStep.what, ItemStep.at, ItemStep.entered_at)
        .join(AgendaItem, AgendaItem.id == ItemStep.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting_id, ItemStep.superseded_at.is_(None))
        .order_by(ItemStep.at, ItemStep.id)
    )


@prepared
def read_recusals(meeting_id: int) -> Rows:
    """Who stepped aside from an item, by name; why is nobody's to read here."""
    said = ConflictDeclaration
    return (
        select(said.agenda_item_id, Person.name)
        .join(Person, Person.id == said.person_id)
        .join(AgendaItem, AgendaItem.id == said.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting_id, said.superseded_at.is_(None), said.recuses.is_(True))
    )


def gather_items(
    session: Session, meeting_id: int, motions: Mapping[int | None, Sequence[MotionLine]]
) -> list[ItemFact]:
    steps: dict[int, list[StepFact]] = defaultdict(list)
    for item_id, what, at, entered_at in read_steps(session, meeting_id):
        steps[item_id].append(StepFact(ItemStepKind(what), at, entered_at > at))
    recused: dict[int, set[str]] = defaultdict(set)
    for item_id, name in read_recusals(session, meeting_id):
        recused[item_id].add(name)
    for of_item, moved in motions.items():
        if of_item is not None:
            recused[of_item] |= {
                ballot.name
                for motion in moved
                for vote in motion.votes
                for ballot in vote.ballots
                if ballot.choice is Choice.RECUSE
            }
    return [
        ItemFact(
            id=item_id, key=key, number=number or f"{place}.", title=title or matter or "", kind=kind, position=position,
            # What was planned for an agenda is no note of what happened; another system's note is.
            note=noted if system is None else noted or note, action=done or action_text or action,
            steps=tuple(steps[item_id]), closed_ground=ground, exception=exception, found=found,
            recused=tuple(sorted(recused[item_id])),
        )
        for (
            item_id, key, number, place, title, matter, kind, position, note, action, action_text, noted, done, ground,
            exception, found, system,
        ) in read_items(session, meeting_id)
    ]  # fmt: skip


def gather_comments(session: Session, meeting_id: int) -> CommentsLine | None:
    """What the public wrote, as far as the record of the meeting tells of it; nothing where nobody wrote."""
    counts = count_comments(session, meeting_id)
    if not counts:
        return None

    def count(state: CommentState, *kinds: CommentKind) -> int:
        return sum(find_count(counts, kind, state) for kind in kinds or CommentKind)

    return CommentsLine(
        [CommentLine(*row) for row in read_written(session, meeting_id)],
        count(CommentState.PUBLISHED, CommentKind.SPEAKING), count(CommentState.WAITING), count(CommentState.COMPLAINT),
        [HeldBackLine(one.rule, one.reason, one.comments) for one in count_held_back(session, meeting_id)],
    )  # fmt: skip


@prepared
def read_certificate(meeting_id: int) -> Rows:
    kept = SessionCertificate
    return select(kept.at, kept.content, kept.digest).where(kept.meeting_id == meeting_id)


def gather_certificate(session: Session, meeting_id: int) -> CertificateLine | None:
    row = read_certificate(session, meeting_id).one_or_none()
    if row is None:
        return None
    at, content, digest = row
    seats, quorum = content["seats"], content["quorum"]
    return CertificateLine(
        at, digest, seats["seats"], seats["serving"], seats["vacant"], quorum["needed"], quorum["present"],
        quorum["total"], quorum["reached"], [law["instrument"] for law in content["laws"]],
    )  # fmt: skip
