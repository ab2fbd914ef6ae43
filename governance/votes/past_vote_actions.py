"""A vote that was taken on paper, or in a room without a network, entered afterwards with its document.

It is entered as it was, lawful or not, and judged like any other: what it breaches stands in its facts. Only what cannot have
been is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.appointment_models import Door
from governance.boards.composition_acts import CompositionRefused, Document, check_document
from governance.db.keys import make_key
from governance.meetings.models import Meeting
from governance.security.vault import Vault
from governance.votes.ballot_actions import add_all, make_receipt
from governance.votes.floor_acts import (
    VoteAct,
    VoteRefusal,
    VoteRefused,
    check_key,
    enter_act,
    find_item,
    find_people,
    tidy,
)
from governance.votes.floor_checks import begin
from governance.votes.floor_models import CastBallot, HeldVote, HowCast, MotionVersion
from governance.votes.models import Motion
from governance.votes.vote_facts import gather_vote, tell_presence
from governance.votes.vote_results import Said, finish, read_declared
from governance.votes.voting_actions import Asked, find_cast, find_held, make_held
from model_law.motions import Kind, Status
from model_law.thresholds import Choice
from model_law.vote_judgement import Result
from model_law.votes import Ballot

STATUSES = {Result.CARRIED: Status.CARRIED, Result.LOST: Status.LOST}


@dataclass(frozen=True, slots=True)
class PastVote:
    """A vote as its document tells it. People are told by their keys. ballots stand in the order of the roll.

    present: who was there; None: what was entered of the meeting says it, or nothing does. asked: as for a vote taken here.
    """

    document: Document
    text: str
    item: str
    opened_at: datetime
    closed_at: datetime
    ballots: Mapping[str, Choice]
    mover: str | None = None
    seconder: str | None = None
    effect: str = ""
    present: Sequence[str] | None = None
    asked: Asked = Asked()  # noqa: RUF009  # a frozen constant


def record_past_vote(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, meeting_key: str, past: PastVote,
    key: str | None = None,
) -> HeldVote:  # fmt: skip
    """Enter a vote that was taken elsewhere. key: the name that the page gave it, under which it is entered once."""
    board, meeting = begin(session, board_id, meeting_key)
    if key is not None and (known := find_held(session, board, check_key(key))) is not None:
        return accept_recorded(session, known, past)
    document = read_document(past.document)
    if past.closed_at > now:
        raise VoteRefused(VoteRefusal.YET_TO_COME, "closed_at")
    if past.closed_at < past.opened_at:
        raise VoteRefused(VoteRefusal.TIMES_OUT_OF_ORDER, "closed_at")
    item = find_item(session, meeting, past.item)
    text = tidy(past.text, "text")
    if not text:
        raise VoteRefused(VoteRefusal.TEXT_MISSING, "text")
    named = [person for person in (past.mover, past.seconder) if person is not None]
    people = find_people(session, [*past.ballots, *named, *(past.present or ())])
    motion = make_motion(session, now, meeting, past, text, item.id, people)
    version = MotionVersion(
        motion_id=motion.id, number=1, meeting_id=meeting.id, agenda_item_id=item.id, kind=Kind.MAIN,
        status=Status.PENDING, text=text, effect=tidy(past.effect, "effect") or None, entered_at=now,
        entered_by=actor.account_id, consent=False, reconsidered=False,
    )  # fmt: skip
    held = make_held(now, actor, meeting, motion, past.asked, key or make_key())
    held.door, held.opened_at = Door.RECORDED, past.opened_at
    held.document_title, held.document_dated_on = document.title, document.dated_on
    held.document_address = document.address
    if past.asked.chair is not None:
        held.chair_id = find_people(session, [past.asked.chair], "chair")[past.asked.chair]
    said = [Said(Ballot(person, choice, past.closed_at), make_receipt()) for person, choice in past.ballots.items()]
    gathered = gather_vote(
        session, vault, board, meeting, held, version, closed_at=past.closed_at,
        ballots=[one.ballot for one in said], threshold=read_declared(held),
        attendance=tell_presence(past.opened_at, past.present) if past.present is not None else None,
    )  # fmt: skip
    session.add(version)
    session.flush()
    facts, rows = finish(session, now, actor, board, meeting, held, motion, version, gathered, said, decides=False)
    # A motion whose vote came to nothing is not before the board either: the meeting was held elsewhere.
    version.status = STATUSES.get(held.result or Result.UNDECIDED, Status.LOST)
    add_all(
        session,
        [
            {"held_vote_id": held.id, "person_id": people[one.ballot.person], "choice": one.ballot.choice,
             "at": one.ballot.at, "how": HowCast.PAPER, "receipt": one.receipt, "request": held.key,
             "entered_by": actor.account_id}
            for one in said
        ],
    )  # fmt: skip
    cast: list[CastBallot] = [row for _person, row in find_cast(session, held)]
    entry = {
        "vote": held.key, "motion": motion.key, "result": held.result, "sha256": facts.digest, "root": held.root,
        "ballots": len(facts.content["ballots"]),
    }  # fmt: skip
    enter_act(session, now, actor, VoteAct.RECORDED, board, meeting, entry, [motion, version, *rows, *cast])
    return held


def accept_recorded(session: Session, known: HeldVote, past: PastVote) -> HeldVote:
    """The same vote once more is the one that was entered. Raises VoteRefused where its key was given to another one."""
    said = {person: row.choice for person, row in find_cast(session, known)}
    entered = (known.door, session.get_one(Motion, known.motion_id).text, known.opened_at, known.closed_at, said)
    if entered != (Door.RECORDED, tidy(past.text, "text"), past.opened_at, past.closed_at, past.ballots):
        raise VoteRefused(VoteRefusal.REQUEST_USED, "key")
    return known


def read_document(document: Document) -> Document:
    try:
        checked = check_document(document, Door.RECORDED)
    except CompositionRefused as refused:
        raise VoteRefused(VoteRefusal.DOCUMENT_MISSING, refused.field, reason=refused.refusal) from None
    return checked or document


def make_motion(
    session: Session,
    now: datetime,
    meeting: Meeting,
    past: PastVote,
    text: str,
    item_id: int,
    people: Mapping[str, int],
) -> Motion:
    position = session.scalar(select(func.max(Motion.position)).where(Motion.meeting_id == meeting.id)) or 0
    motion = Motion(
        meeting_id=meeting.id, agenda_item_id=item_id, key=make_key(), text=text, position=position + 1, entered_at=now,
        mover_id=people[past.mover] if past.mover is not None else None,
        seconder_id=people[past.seconder] if past.seconder is not None else None,
    )  # fmt: skip
    session.add(motion)
    session.flush()
    return motion
