"""Votes as they are taken here: opened on a motion with a quorum, closed by the law, and taken by unanimous consent.

Each act runs in the caller's transaction and locks the board. A vote has one entry on the ledger at its opening and one at
its close. A vote that is open under the same key, or closed already, is neither opened nor closed again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.appointment_models import Door
from governance.boards.law_actions import lock_board
from governance.boards.models import Board, Person
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
    find_meeting,
    find_people,
    tidy,
)
from governance.votes.floor_checks import ask, begin, refuse_out_of_session, refuse_while_voting
from governance.votes.floor_models import CastBallot, HeldVote, HowCast, MotionVersion, Stage
from governance.votes.models import Motion, ThresholdBasis
from governance.votes.motion_rows import load_floor, require_version
from governance.votes.vote_facts import Gathered, find_items_decided, gather_vote
from governance.votes.vote_freezing import describe_ground, describe_opening, freeze
from governance.votes.vote_results import Said, finish, make_threshold, read_declared
from model_law import motions as law
from model_law.thresholds import Choice, Threshold
from model_law.vote_judgement import Opening, choose_threshold, foresee_vote
from model_law.votes import (
    Ballot,
    Notice,
    Refusal,
    consent_ballots,
    find_profile_rule,
    find_profile_rules,
    recusals_of,
)


@dataclass(frozen=True, slots=True)
class Declared:
    """A threshold that somebody declares, used where neither the law nor the board's own instrument sets one."""

    share: str
    more_than: bool = False
    base: ThresholdBasis = ThresholdBasis.CAST


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of a vote when it is opened. chair: who presides, by key; the chair of the board, if left out."""

    matter: str = ""
    award: bool | None = None
    chair: str | None = None
    running_tally: bool = True
    threshold: Declared | None = None


AS_USUAL = Asked()


def open_vote(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str,
    asked: Asked = AS_USUAL, key: str | None = None,
) -> HeldVote:  # fmt: skip
    """Open the vote on a motion. key: the name that the page gave it, under which it is opened once.

    Refused out of session and without a quorum, for a motion that is not the one to be decided next, where nobody may vote,
    and with BREAKS_LAW and the findings for what the law forbids.
    """
    board, meeting = begin(session, board_id, meeting_key)
    if key is not None and (known := find_held(session, board, check_key(key))) is not None:
        return accept_again(session, known, motion_key)
    refuse_while_voting(session, meeting)
    held, version, gathered, opening = prepare(session, vault, now, actor, board, meeting, motion_key, asked, key)
    items = find_items_decided(session, meeting, version)
    content = {
        "stage": Stage.OPENING.value,
        **describe_ground(session, now, board, held, version, gathered, now, items),
        **describe_opening(opening),
    }
    session.add(held)
    session.flush()
    facts = freeze(now, held, Stage.OPENING, now, content)
    session.add(facts)
    session.flush()
    said = {"vote": held.key, "motion": motion_key, "sha256": facts.digest}
    enter_act(session, now, actor, VoteAct.OPENED, board, meeting, said, [held, facts])
    return held


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a vote that opens now would need to carry: of a matter of no special kind (""), and of each that the law names.

    asks_award: a law of the board speaks of votes that award contracts. takes_declared: no law and no instrument of the
    board says what carries, so that somebody may declare it. chair: who presides if nobody else is named.
    """

    openings: Mapping[str, Opening]
    asks_award: bool
    takes_declared: bool
    chair: str | None


def foretell(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str
) -> Foretold:
    """What is told before a vote. Raises VoteRefused as open_vote would; nothing is written, and nothing is locked."""
    board = session.get_one(Board, board_id)
    meeting = find_meeting(session, board_id, meeting_key)
    refuse_while_voting(session, meeting)
    _held, _version, gathered, opening = prepare(
        session, vault, now, actor, board, meeting, motion_key, AS_USUAL, None
    )  # fmt: skip
    profiles, facts = gathered.profiles, gathered.facts
    rules = find_profile_rules(profiles, "supermajority")
    matters = sorted({matter for rule in rules for matter in rule.values["matters"]})
    declared = replace(facts, threshold=DECLARABLE)
    return Foretold(
        {"": opening, **{matter: foresee_vote(profiles, replace(facts, matter=matter)) for matter in matters}},
        find_profile_rule(profiles, "no_part_in_awards") is not None,
        choose_threshold(profiles, declared)[0] is DECLARABLE,
        facts.chair or gathered.electorate.chair,
    )


DECLARABLE = Threshold()
"""Stands for a threshold that somebody might declare."""


def prepare(
    session: Session, vault: Vault, now: datetime, actor: Actor, board: Board, meeting: Meeting, motion_key: str,
    asked: Asked, key: str | None,
) -> tuple[HeldVote, MotionVersion, Gathered, Opening]:  # fmt: skip
    """Ask all that an opening asks; the vote is not added yet."""
    may = refuse_out_of_session(session, meeting, now)
    loaded = load_floor(session, board, meeting, motion_key)
    ask(lambda: law.check_vote(loaded.floor, motion_key))
    motion, version = require_version(session, board, motion_key)
    held = make_held(now, actor, meeting, motion, asked, key)
    gathered = gather_vote(
        session, vault, board, meeting, held, version, threshold=read_declared(held)
    )  # fmt: skip
    if gathered.electorate.judged.history is None:
        raise VoteRefused(VoteRefusal.CONTRADICTION)
    chair = asked.chair or gathered.electorate.chair
    if asked.chair is not None and asked.chair not in may.present:
        raise VoteRefused(VoteRefusal.MEMBER, "chair", reason=Refusal.NOT_PRESENT, about=asked.chair)
    if chair is not None and chair in may.present:
        held.chair_id = find_people(session, [chair], "chair")[chair]
        gathered = gathered._replace(facts=replace(gathered.facts, chair=chair))
    if gathered.facts.notice is Notice.NOT_LISTED:
        raise VoteRefused(VoteRefusal.ITEM_TAKEN_OFF, "item")
    try:
        opening = foresee_vote(gathered.profiles, gathered.facts)
    except ValueError:
        raise VoteRefused(VoteRefusal.NOBODY_MAY_VOTE) from None
    if opening.bars:
        raise VoteRefused(VoteRefusal.BREAKS_LAW, findings=opening.bars)
    return held, version, gathered, opening


def make_held(now: datetime, actor: Actor, meeting: Meeting, motion: Motion, asked: Asked, key: str | None) -> HeldVote:
    declared = asked.threshold
    if declared is not None:
        make_threshold(declared.share, declared.more_than, declared.base)
    return HeldVote(
        key=key or make_key(), meeting_id=meeting.id, motion_id=motion.id, door=Door.PROPOSED, opened_at=now,
        opened_by=actor.account_id, matter=tidy(asked.matter, "matter", line=True), award=asked.award,
        running_tally=asked.running_tally, declared_share=declared.share if declared is not None else None,
        declared_more_than=declared.more_than if declared is not None else None,
        declared_base=declared.base if declared is not None else None, entered_at=now,
    )  # fmt: skip


def close_vote(session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, vote_key: str) -> HeldVote:
    """Close a vote: work out what it comes to, freeze what that rests on, and write it where everybody reads it.

    Every ballot that was told to be cast is in it: a vote is closed no sooner than its last ballot.
    """
    board = lock_board(session, board_id)
    held = find_held(session, board, vote_key)
    if held is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_VOTE)
    if held.closed_at is not None:
        return held
    meeting = session.get_one(Meeting, held.meeting_id)
    motion = session.get_one(Motion, held.motion_id)
    _, version = require_version(session, board, motion.key)
    cast = find_cast(session, held)
    said = [Said(Ballot(person, row.choice, row.at), row.receipt) for person, row in cast]
    closed_at = max([now, held.opened_at, *(row.at for _person, row in cast)])
    gathered = gather_vote(
        session, vault, board, meeting, held, version, closed_at=closed_at,
        ballots=[one.ballot for one in said], threshold=read_declared(held),
    )  # fmt: skip
    facts, rows = finish(session, now, actor, board, meeting, held, motion, version, gathered, said)
    content = facts.content
    entry = {
        "vote": held.key, "motion": motion.key, "result": held.result, "sha256": facts.digest, "root": held.root,
        "ballots": len(content["ballots"]), "ayes": content["ayes"], "nays": content["count"]["nays"],
    }  # fmt: skip
    sealed = [*rows, *(row for _person, row in cast)]
    enter_act(session, now, actor, VoteAct.CLOSED, board, meeting, entry, sealed, count_rows=False)
    return held


def take_by_consent(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str,
    objectors: Collection[str] = (), asked: Asked = AS_USUAL, key: str | None = None,
) -> HeldVote:  # fmt: skip
    """Decide a motion by unanimous consent: each member with a vote who is there says aye by not objecting.

    Refused with OBJECTED where one of them objects: then the question is put to a vote.
    """
    if key is not None and (known := find_held(session, lock_board(session, board_id), check_key(key))) is not None:
        return accept_again(session, known, motion_key)
    board, meeting = begin(session, board_id, meeting_key)
    refuse_while_voting(session, meeting)
    _held, _version, gathered, _opening = prepare(
        session, vault, now, actor, board, meeting, motion_key, asked, None
    )  # fmt: skip
    recused = recusals_of(gathered.profiles, gathered.facts)[0].recused
    try:
        ballots = consent_ballots(gathered.facts, frozenset(objectors), recused)
    except ValueError:
        raise VoteRefused(VoteRefusal.OBJECTED, "objectors") from None
    held = open_vote(session, vault, now, actor, board_id, meeting_key, motion_key, asked, key)
    people = find_people(session, [ballot.person for ballot in ballots])
    add_all(
        session,
        [
            {"held_vote_id": held.id, "person_id": people[ballot.person], "choice": Choice.AYE, "at": held.opened_at,
             "how": HowCast.CONSENT, "receipt": make_receipt(), "request": held.key, "entered_by": actor.account_id}
            for ballot in ballots
        ],
    )  # fmt: skip
    return close_vote(session, vault, now, actor, board_id, held.key)


def find_held(session: Session, board: Board, key: str) -> HeldVote | None:
    """A vote of the board that was opened here, held so that nobody else closes it meanwhile."""
    return session.scalar(
        select(HeldVote)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .where(Meeting.board_id == board.id, HeldVote.key == key)
        .with_for_update(of=HeldVote, key_share=True)
        .execution_options(populate_existing=True)
    )


def accept_again(session: Session, known: HeldVote, motion_key: str) -> HeldVote:
    """The same vote once more is the one that was opened. Raises VoteRefused where its key was given to another motion."""
    if session.get_one(Motion, known.motion_id).key != motion_key:
        raise VoteRefused(VoteRefusal.REQUEST_USED, "key")
    return known


def find_cast(session: Session, held: HeldVote) -> list[tuple[str, CastBallot]]:
    """All that was said in a vote, with who said it, in the order of its time."""
    rows = session.execute(
        select(Person.key, CastBallot)
        .join(Person, Person.id == CastBallot.person_id)
        .where(CastBallot.held_vote_id == held.id)
        .order_by(CastBallot.at, CastBallot.id)
    )
    return list(rows)
