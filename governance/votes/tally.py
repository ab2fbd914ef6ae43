"""The outcome of a vote that the record holds, worked out again from its ballots as the law counts them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from governance.votes.models import Choice, Outcome, ThresholdBasis
from model_law import thresholds
from model_law.thresholds import Count, Undecided

IN_THE_ROOM = (Choice.AYE, Choice.NAY, Choice.ABSTAIN, Choice.RECUSE, Choice.NOT_VOTING)

NO_BALLOTS = "no ballots"
UNKNOWN_VALUES = "unknown values"
NO_VOTES_CAST = "no votes cast"
BASIS_NOT_KNOWN = "basis not known"
BASIS_TOO_SMALL = "basis too small"
NO_QUORUM = "no quorum"
VOID = "void"

REASONS = {
    Undecided.NO_BALLOTS: NO_BALLOTS,
    Undecided.UNKNOWN_VALUES: UNKNOWN_VALUES,
    Undecided.NO_VOTES_CAST: NO_VOTES_CAST,
    Undecided.ALL_RECUSED: NO_VOTES_CAST,
    Undecided.NOBODY_PRESENT: NO_BALLOTS,
    Undecided.BASE_NOT_KNOWN: BASIS_NOT_KNOWN,
    Undecided.BASE_TOO_SMALL: BASIS_TOO_SMALL,
}
"""Why the law finds nothing decided, as the record words it."""


class Threshold(NamedTuple):
    """What a vote needs: numerator/denominator of a basis; strict: more than that share, else at least it."""

    basis: ThresholdBasis = ThresholdBasis.CAST
    numerator: int = 1
    denominator: int = 2
    strict: bool = True


class Recomputed(NamedTuple):
    """What the ballots say. outcome None: they do not decide it, for the reason given.

    ayes of base: the sum that was compared with the threshold; base None where it is not known.
    """

    outcome: Outcome | None
    reason: str | None
    ayes: int
    base: int | None


def recompute(
    counts: Mapping[Choice, int],
    threshold: Threshold = Threshold(),  # noqa: B008  # a constant tuple
    *,
    present: int | None = None,
    serving: int | None = None,
    authorized: int | None = None,
) -> Recomputed:
    """The outcome that the ballots give. counts: how many ballots say what.

    present: members in the room; where it is not given, those whose ballot is aye, nay, abstain, recuse or not voting.
    serving and authorized: members in office, seats that the law gives the board; no ballot tells them.
    A ballot of unknown meaning leaves the outcome open: it could be what decides it.
    A threshold of more than all, which an old record may hold, is never reached.
    """
    in_the_room = sum(counts.get(choice, 0) for choice in IN_THE_ROOM)
    share = Fraction(threshold.numerator, threshold.denominator)
    out_of_reach = threshold.strict and share == 1
    asked = thresholds.Threshold(share, threshold.strict and not out_of_reach, thresholds.Base(threshold.basis))
    found = thresholds.decide(
        asked,
        Count(
            ayes=counts.get(Choice.AYE, 0),
            nays=counts.get(Choice.NAY, 0),
            abstained=counts.get(Choice.ABSTAIN, 0),
            recused=counts.get(Choice.RECUSE, 0),
            silent=sum(counts.get(choice, 0) for choice in (Choice.NOT_VOTING, Choice.ABSENT, Choice.EXCUSED)),
            unknown=counts.get(Choice.UNKNOWN, 0),
            present=(in_the_room or None) if present is None else present,
            serving=serving,
            authorized=authorized,
        ),
    )
    if found.reason is not None:
        return Recomputed(None, REASONS[found.reason], found.ayes, found.base)
    carried = found.outcome is thresholds.Outcome.CARRIED and not out_of_reach
    return Recomputed(Outcome.CARRIED if carried else Outcome.LOST, None, found.ayes, found.base)
