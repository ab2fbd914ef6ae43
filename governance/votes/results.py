"""What a vote's ballots say, beside what a source says that its outcome was: the columns it is made of, and the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from governance.boards.models import NO_MEMBERS, Membership
from governance.meetings.models import Meeting
from governance.votes.floor_models import HeldVote
from governance.votes.models import Choice, Outcome, ThresholdBasis, Vote
from governance.votes.tally import NO_QUORUM, VOID, Threshold, recompute
from model_law.vote_judgement import Result as HeldResult


@dataclass(frozen=True, slots=True)
class Rule:
    """The share that carries: numerator of denominator of a basis; strict means more than the share, else at least it.

    declared_by says who stated that this is the rule; None: nobody did, it is the common default.
    """

    basis: ThresholdBasis
    numerator: int
    denominator: int
    strict: bool
    declared_by: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What the ballots say, beside what the source says that the outcome was.

    agrees is None where one of the two is missing; reason (an id of words.REASONS) says why nothing was recomputed. ayes of
    base is the sum that was held against the rule; base is None where it is not known.
    """

    counts: dict[Choice, int]
    rule: Rule
    recorded: Outcome | None
    recorded_words: str | None
    recorded_tally: str | None
    recomputed: Outcome | None
    reason: str | None
    ayes: int
    base: int | None
    agrees: bool | None


RULE = (
    Vote.threshold_basis, Vote.threshold_numerator, Vote.threshold_denominator, Vote.threshold_strict,
    Vote.threshold_declared_by,
)  # fmt: skip
RECORDED = (Vote.recorded_outcome, Vote.recorded_outcome_words, Vote.recorded_tally)
SERVED_THEN = (
    select(func.nullif(func.count(Membership.person_id.distinct()), 0))
    .where(
        Membership.board_id == Meeting.board_id,
        Membership.superseded_at.is_(None),
        Membership.role.not_in(NO_MEMBERS),
        Membership.voting.is_not(False),
        Membership.started_on <= Vote.taken_on,
        func.coalesce(Membership.ended_on, Vote.taken_on) >= Vote.taken_on,
    )
    .correlate(Meeting, Vote)
    .scalar_subquery()
)
"""How many people with a vote served on the day of a vote, by the services on record; empty where none is."""

SERVING = case(
    (HeldVote.id.is_not(None), HeldVote.serving), (Vote.threshold_basis == ThresholdBasis.SERVING, SERVED_THEN)
)
HELD = (HeldVote.result, HeldVote.present, SERVING, HeldVote.authorized)
"""What the law found of a vote that was taken here, and how many members there were. Of all others there is the number of
those serving alone, where their rule asks for it and the record holds who served.
"""

NO_ACTION = {HeldResult.NO_QUORUM: NO_QUORUM, HeldResult.VOID: VOID}
"""Results by which no action was taken, whatever the count says, and how pages say why."""


def make_result(counts: Mapping[Choice, int], stated: Sequence[Any]) -> Result:
    """Put the recorded outcome and the recomputed one side by side. stated holds the columns RECORDED, RULE and HELD."""
    (outcome, words, tally), rest = stated[: len(RECORDED)], stated[len(RECORDED) :]
    rule, (held, present, serving, authorized) = rest[: len(RULE)], rest[len(RULE) :]
    found = recompute(counts, Threshold(*rule[:4]), present=present, serving=serving, authorized=authorized)
    if held in NO_ACTION:
        found = found._replace(outcome=None, reason=NO_ACTION[held])
    ordered = {choice: counts[choice] for choice in Choice if choice in counts}
    agrees = None if outcome is None or found.outcome is None else outcome is found.outcome
    return Result(ordered, Rule(*rule), outcome, words, tally, *found, agrees)
