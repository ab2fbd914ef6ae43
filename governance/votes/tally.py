"""The outcome of a vote, worked out again from its ballots. Whole numbers only: a threshold has no rounding."""

from collections.abc import Mapping
from typing import NamedTuple

from governance.votes.models import Choice, Outcome, ThresholdBasis

IN_THE_ROOM = (Choice.AYE, Choice.NAY, Choice.ABSTAIN, Choice.RECUSE, Choice.NOT_VOTING)

NO_BALLOTS = "no ballots"
UNKNOWN_VALUES = "unknown values"
NO_VOTES_CAST = "no votes cast"
BASIS_NOT_KNOWN = "basis not known"


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
    """
    ayes = counts.get(Choice.AYE, 0)
    base = {
        ThresholdBasis.CAST: ayes + counts.get(Choice.NAY, 0),
        ThresholdBasis.PRESENT: sum(counts.get(choice, 0) for choice in IN_THE_ROOM) if present is None else present,
        ThresholdBasis.SERVING: serving,
        ThresholdBasis.AUTHORIZED: authorized,
    }[threshold.basis]
    if not sum(counts.values()):
        return Recomputed(None, NO_BALLOTS, 0, base)
    if counts.get(Choice.UNKNOWN, 0):
        return Recomputed(None, UNKNOWN_VALUES, ayes, base)
    if not ayes + counts.get(Choice.NAY, 0):
        return Recomputed(None, NO_VOTES_CAST, 0, base)
    if base is None:
        return Recomputed(None, BASIS_NOT_KNOWN, ayes, None)
    share, needed = ayes * threshold.denominator, base * threshold.numerator
    carried = share > needed if threshold.strict else share >= needed
    return Recomputed(Outcome.CARRIED if carried else Outcome.LOST, None, ayes, base)
