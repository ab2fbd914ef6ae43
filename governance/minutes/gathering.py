"""The facts of a meeting's minutes, read from the rooms below in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

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
from governance.minutes.contents import AttendanceLine, BallotLine, CertificateLine, MotionLine, VoteLine, VoteOutcome
from governance.votes.floor_models import ConflictDeclaration, HeldVote, MotionVersion
from governance.votes.models import Ballot, Choice, Motion, Vote
from governance.votes.queries import RULE, Mover, Seconder
from governance.votes.tally import Threshold, recompute


def gather_minutes(session: Session, board: BoardIdentity, meeting: MeetingDetail) -> MinutesFacts:
    """All facts of a meeting's minutes, those that are not public yet among them."""
    on = find_day(meeting.starts_at, meeting.zone)
    house = gather_house(session, board.id, on)
    motions = gather_motions(session, meeting)
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
        select(ItemStep.agenda_item_id, ItemStep.what, ItemStep.at)
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
    for item_id, what, at in read_steps(session, meeting_id):
        steps[item_id].append(StepFact(ItemStepKind(what), at))
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


@prepared
def read_motions(meeting_id: int) -> Rows:
    version = MotionVersion
    return (
        select(
            Motion.id, Motion.agenda_item_id, Motion.key, Motion.text, func.coalesce(Mover.name, Motion.mover_name),
            func.coalesce(Seconder.name, Motion.seconder_name), version.text, version.effect, version.status,
        )
        .outerjoin(Mover, Mover.id == Motion.mover_id)
        .outerjoin(Seconder, Seconder.id == Motion.seconder_id)
        .outerjoin(version, (version.motion_id == Motion.id) & version.superseded_at.is_(None))
        .where(Motion.meeting_id == meeting_id)
        .order_by(Motion.position, Motion.id)
    )  # fmt: skip


@prepared
def read_votes(meeting_id: int) -> Rows:
    return (
        select(
            Motion.id, Vote.id, Vote.key, Vote.taken_on, Vote.recorded_outcome, HeldVote.result, HeldVote.present,
            HeldVote.serving, HeldVote.authorized, *RULE,
        )
        .join(Motion, Motion.id == Vote.motion_id)
        .outerjoin(HeldVote, HeldVote.vote_id == Vote.id)
        .where(Motion.meeting_id == meeting_id)
        .order_by(Vote.id)
    )  # fmt: skip


@prepared
def read_ballots(meeting_id: int) -> Rows:
    return (
        select(Ballot.vote_id, Person.name, Ballot.choice)
        .join(Person, Person.id == Ballot.person_id)
        .join(Vote, Vote.id == Ballot.vote_id)
        .join(Motion, Motion.id == Vote.motion_id)
        .where(Motion.meeting_id == meeting_id, Ballot.superseded_at.is_(None))
        .order_by(Ballot.position, Person.sort_name, Ballot.id)
    )


def gather_motions(session: Session, meeting: MeetingDetail) -> dict[int | None, list[MotionLine]]:
    """A meeting's motions with their votes and every ballot, by agenda item. Three queries."""
    ballots: dict[int, list[BallotLine]] = defaultdict(list)
    for vote_id, name, choice in read_ballots(session, meeting.id):
        ballots[vote_id].append(BallotLine(name, choice))
    votes: dict[int, list[VoteLine]] = defaultdict(list)
    for motion_id, vote_id, *row in read_votes(session, meeting.id):
        votes[motion_id].append(tell_vote(meeting, row, ballots[vote_id]))
    motions: dict[int | None, list[MotionLine]] = defaultdict(list)
    for motion_id, item_id, key, text, mover, seconder, stands, effect, status in read_motions(session, meeting.id):
        motions[item_id].append(
            MotionLine(
                key, stands or text, effect, mover, seconder, str(status.value) if status is not None else None,
                votes[motion_id],
            )
        )  # fmt: skip
    return motions


def tell_vote(meeting: MeetingDetail, row: Sequence[Any], ballots: list[BallotLine]) -> VoteLine:
    """A vote and its sum. What the ballots say goes before what a source says that it was."""
    key, taken_on, recorded, result, present, serving, authorized, *rule = row
    found: dict[Choice, int] = defaultdict(int)
    for ballot in ballots:
        found[ballot.choice] += 1
    counted = recompute(found, Threshold(*rule[:4]), present=present, serving=serving, authorized=authorized)
    outcome = result or counted.outcome or recorded
    values = (
        key, taken_on or find_day(meeting.starts_at, meeting.zone),
        VoteOutcome(outcome.value) if outcome is not None else None, counted.ayes, counted.base, *rule,
        {choice: found[choice] for choice in Choice if choice in found}, ballots,
    )  # fmt: skip
    return VoteLine(*values)


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
