"""Past votes counted again: where the record's outcome and its own ballots agree, where not, and where nobody can tell.

The ballots are added up by the database, one row a vote; what they decide is asked of the law once for each sum that occurs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import Meeting
from governance.votes.floor_models import HeldVote
from governance.votes.models import Ballot, Choice, Motion, Outcome, Vote
from governance.votes.queries import VoteSummary, select_votes, summarize_votes
from governance.votes.results import SERVING
from governance.votes.tally import Recomputed, Threshold, recompute


@dataclass(frozen=True, slots=True)
class Recount:
    """A board's past votes by what counting them again came to. Numbers of votes, and the rows of those to be looked at.

    uncounted: why nothing could be counted (an id of words.REASONS) -> how many. unrecorded: the source states no outcome
    to compare with. doubtful: rows of the votes that disagree, then of those not counted, each the latest first.
    """

    total: int
    agreeing: int
    disagreeing: int
    uncounted: Mapping[str, int]
    unrecorded: int
    doubtful: Sequence[int]


@prepared
def read_sums(board_id: int) -> Rows:
    """The past votes of a board with how many ballots of each choice stand, the latest first."""
    counts = [func.count(case((Ballot.choice == choice, 1))) for choice in Choice]
    serving = func.coalesce(SERVING, 0)
    return (
        select(
            Vote.id, Vote.recorded_outcome, Vote.threshold_basis, Vote.threshold_numerator, Vote.threshold_denominator,
            Vote.threshold_strict, serving, *counts,
        )
        .join(Motion, Motion.id == Vote.motion_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .outerjoin(HeldVote, HeldVote.vote_id == Vote.id)
        .outerjoin(Ballot, (Ballot.vote_id == Vote.id) & Ballot.superseded_at.is_(None))
        .where(Meeting.board_id == board_id, HeldVote.id.is_(None))
        .group_by(Vote.id, Motion.id, Meeting.id, HeldVote.id)
        .order_by(Meeting.starts_at.desc(), Motion.position.desc(), Vote.id.desc())
    )  # fmt: skip


def recount_votes(db: Session, board_id: int) -> Recount:
    """Count a board's past votes again, under the threshold that was declared for each. One query."""
    known: dict[tuple[Any, ...], Recomputed] = {}
    uncounted: Counter[str] = Counter()
    doubts: dict[bool, list[int]] = {True: [], False: []}
    total = agreeing = unrecorded = 0
    for vote_id, recorded, *facts in read_sums(db, board_id):
        total += 1
        if recorded is None:
            unrecorded += 1
            continue
        found = known.get(tuple(facts)) or known.setdefault(tuple(facts), count_again(facts))
        if found.reason is not None:
            uncounted[found.reason] += 1
            doubts[False].append(vote_id)
        elif found.outcome is Outcome(recorded):
            agreeing += 1
        else:
            doubts[True].append(vote_id)
    return Recount(
        total, agreeing, len(doubts[True]), dict(sorted(uncounted.items())), unrecorded, doubts[True] + doubts[False]
    )


def count_again(facts: Sequence[Any]) -> Recomputed:
    *rule, serving = facts[:5]
    counts = {choice: number for choice, number in zip(Choice, facts[5:], strict=True) if number}
    return recompute(counts, Threshold(*rule), serving=serving or None)


@prepared
def read_doubtful(vote_ids: Sequence[int]) -> Rows:
    return select_votes().where(Vote.id.in_(vote_ids))


def find_doubtful(db: Session, board: BoardIdentity, vote_ids: Sequence[int]) -> list[VoteSummary]:
    """Votes by their rows, in the order given. Two queries."""
    if not vote_ids:
        return []
    rows = {row[0]: row for row in read_doubtful(db, vote_ids)}
    ordered = [rows[vote_id] for vote_id in vote_ids]
    return [summary for _, summary in summarize_votes(db, ordered, board.slug, board.zone)]
