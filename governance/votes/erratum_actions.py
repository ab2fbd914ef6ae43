"""Correcting a vote after its close: in public, with a reason, counted again, and never by an edit.

What was recorded stays on record, and so do the facts that were frozen. A vote is counted again on the facts as they were
known when it was closed; only where the clerk says that these were entered wrongly and have been corrected, as they are
known now. What followed from an outcome that was wrong is for the board to set right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.appointment_models import Door
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.db.model import Model
from governance.meetings.models import Meeting
from governance.security.vault import Vault
from governance.votes.floor_acts import VoteAct, VoteRefusal, VoteRefused, check_request, enter_act, find_people, tidy
from governance.votes.floor_models import HeldVote, HowCast, MotionVersion, Stage, VoteErratum, VoteFacts
from governance.votes.models import Motion, Vote
from governance.votes.motion_rows import Standing, keep_former, read_motion, require_version, write_version
from governance.votes.vote_facts import find_items_decided, gather_vote, tell_presence
from governance.votes.vote_freezing import describe_ground, freeze
from governance.votes.vote_results import Said, describe_result, judge, read_declared, settle, write_ballots
from governance.votes.voting_actions import find_cast, find_held
from model_law.attendance import Attendance
from model_law.motions import Kind, Status
from model_law.thresholds import Choice
from model_law.vote_judgement import Judgement, Result
from model_law.votes import Ballot


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right: the choice of each member who was recorded wrongly, None for one who gave no ballot. reason is public.

    presence_corrected: who was there was entered wrongly too, and has been corrected.
    """

    reason: str
    ballots: Mapping[str, Choice | None] = field(default_factory=dict)
    presence_corrected: bool = False


def correct_vote(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, vote_key: str, right: Correction,
    request: str | None = None,
) -> VoteErratum:  # fmt: skip
    """Correct a closed vote and count it again.

    Refused with BALLOT and the law's reason for a ballot that would not count, and with NOTHING_CHANGES.
    """
    board = lock_board(session, board_id)
    held = find_held(session, board, vote_key)
    if held is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_VOTE)
    if held.closed_at is None or held.result is None or held.vote_id is None:
        raise VoteRefused(VoteRefusal.NOT_CLOSED)
    reason = tidy(right.reason, "reason")
    if not reason:
        raise VoteRefused(VoteRefusal.REASON_MISSING, "reason")
    known = find_requested(session, held, request)
    if known is not None:
        return accept_corrected(known, reason, right)
    find_people(session, list(right.ballots), "ballots")
    meeting = session.get_one(Meeting, held.meeting_id)
    motion = session.get_one(Motion, held.motion_id)
    version = find_version_voted(session, held)
    frozen = find_frozen(session, held)
    before = frozen[-1].content
    said = correct_said(session, held, frozen[0].at, right)
    known_at = None if right.presence_corrected or knows_anew(session, held) else frozen[0].entered_at
    gathered = gather_vote(
        session, vault, board, meeting, held, version, closed_at=held.closed_at,
        ballots=[one.ballot for one in said], known_at=known_at, threshold=read_declared(held),
        attendance=read_presence(held, frozen[0].content),
    )  # fmt: skip
    judgement = judge(gathered)
    refuse_uncounted(judgement, right)
    items = find_items_decided(session, meeting, version)
    content = {
        "stage": Stage.ERRATUM.value,
        **describe_ground(session, now, board, held, version, gathered, held.closed_at, items),
        **describe_result(judgement, said, held.key),
        "reason": reason,
        "presence_corrected": known_at is None,
    }
    changes = compare(before["ballots"], content["ballots"])
    if not changes and before["result"] == content["result"]:
        raise VoteRefused(VoteRefusal.NOTHING_CHANGES, "ballots")
    erratum = VoteErratum(
        held_vote_id=held.id, reason=reason, changes={
            "ballots": changes, "given": dict(right.ballots), "presence": right.presence_corrected,
        },
        result_before=held.result, result_after=judgement.result, request=request, entered_at=now,
        entered_by=actor.account_id,
    )  # fmt: skip
    rows: list[Model] = [keep_former(session, now, held), held, erratum]
    settle(held, judgement, str(content["root"]))
    facts = freeze(now, held, Stage.ERRATUM, held.closed_at, content)
    session.add_all([erratum, facts])
    session.flush()
    rows += [facts, *write_ballots(session, now, meeting, session.get_one(Vote, held.vote_id), judgement)]
    rows += settle_motion(session, now, actor, board, meeting, motion, erratum)
    entry = {
        "vote": held.key, "motion": motion.key, "result": held.result, "before": erratum.result_before,
        "sha256": facts.digest, "root": held.root,
    }  # fmt: skip
    enter_act(session, now, actor, VoteAct.CORRECTED, board, meeting, entry, rows, count_rows=False)
    return erratum


def read_presence(held: HeldVote, content: Mapping[str, Any]) -> Attendance | None:
    """Who was there at a vote that was taken elsewhere, as it was told with its document; None for others."""
    if held.door is not Door.RECORDED or not content["presence_recorded"]:
        return None
    return tell_presence(held.opened_at, [one["person"] for one in content["members"] if one["present"] is not None])


def find_requested(session: Session, held: HeldVote, request: str | None) -> VoteErratum | None:
    if request is None:
        return None
    return session.scalar(
        select(VoteErratum).where(VoteErratum.held_vote_id == held.id, VoteErratum.request == check_request(request))
    )


def accept_corrected(known: VoteErratum, reason: str, right: Correction) -> VoteErratum:
    """The same correction once more is the one that was made. Raises VoteRefused where its name was given to another one."""
    made = (known.reason, known.changes["given"], known.changes["presence"])
    if made != (reason, right.ballots, right.presence_corrected):
        raise VoteRefused(VoteRefusal.REQUEST_USED, "request")
    return known


def find_frozen(session: Session, held: HeldVote) -> Sequence[VoteFacts]:
    """The facts as they were frozen at the close and at each correction."""
    return session.scalars(
        select(VoteFacts)
        .where(VoteFacts.held_vote_id == held.id, VoteFacts.stage != Stage.OPENING)
        .order_by(VoteFacts.id)
    ).all()


def find_version_voted(session: Session, held: HeldVote) -> MotionVersion:
    """The motion as it was put to the vote: the last version before the one that the vote made."""
    return session.scalars(
        select(MotionVersion)
        .where(MotionVersion.motion_id == held.motion_id, MotionVersion.entered_at <= held.entered_at)
        .order_by(
            MotionVersion.status.not_in([Status.MOVED, Status.PENDING]), MotionVersion.number.desc()
        )
        .limit(1)
    ).one()  # fmt: skip


def knows_anew(session: Session, held: HeldVote) -> bool:
    """Whether an earlier correction already went by the presence as it was corrected."""
    errata = session.scalars(select(VoteErratum.changes).where(VoteErratum.held_vote_id == held.id))
    return any(changes["presence"] for changes in errata)


def correct_said(session: Session, held: HeldVote, at: datetime, right: Correction) -> list[Said]:
    """What was said in the vote, with what earlier corrections and this one put in its place."""
    corrected: dict[str, Choice | None] = {}
    for changes in session.scalars(
        select(VoteErratum.changes).where(VoteErratum.held_vote_id == held.id).order_by(VoteErratum.id)
    ):
        for person, choice in changes["given"].items():
            corrected[person] = None if choice is None else Choice(choice)
    corrected |= right.ballots
    cast = find_cast(session, held)
    # Whoever had voted and left before the close is corrected as of when they voted.
    times = {person: row.at for person, row in cast}
    said = [
        Said(Ballot(person, row.choice, row.at), "" if row.how is HowCast.PAPER else row.receipt)
        for person, row in cast if person not in corrected
    ]  # fmt: skip
    return [
        *said,
        *(
            Said(Ballot(person, choice, times.get(person, at)), "")
            for person, choice in corrected.items()
            if choice is not None
        ),
    ]


def refuse_uncounted(judgement: Judgement, right: Correction) -> None:
    """A correction that the law does not count is refused: nobody should believe that it was made."""
    for one in judgement.case.accounted.refused:
        if right.ballots.get(one.ballot.person) is one.ballot.choice:
            raise VoteRefused(VoteRefusal.BALLOT, "ballots", reason=one.reason, about=one.ballot.person)


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, dict[str, str | None]]:
    return {
        person: {"recorded": before.get(person), "right": after.get(person)}
        for person in sorted({*before, *after})
        if before.get(person) != after.get(person)
    }


def settle_motion(
    session: Session, now: datetime, actor: Actor, board: Board, meeting: Meeting, motion: Motion, erratum: VoteErratum
) -> list[Model]:
    """Let a main motion stand as its corrected vote says, where nothing has become of it since."""
    if erratum.result_before is erratum.result_after:
        return []
    motion, version = require_version(session, board, motion.key)
    decided = Status.CARRIED if erratum.result_before is Result.CARRIED else Status.LOST
    if version.kind is not Kind.MAIN or version.status not in (decided, Status.PENDING):
        return []
    row = Standing(motion, version)
    status = Status.CARRIED if erratum.result_after is Result.CARRIED else Status.LOST
    if status is version.status:
        return []
    before = read_motion(session, row, {}, False)
    return write_version(session, now, actor, meeting, row, replace(before, status=status), version.agenda_item_id)
