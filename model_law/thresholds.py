"""How many ayes carry: a share of the votes cast, of the members present or serving, or of the authorized seats.

This is the only place where votes are counted. All of it is whole numbers and exact fractions: nothing is rounded
but up to the next whole member, and a tie is no majority.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Base(StrEnum):
    """Of what a threshold is a share: votes cast (aye and nay), members present, members serving, authorized seats."""

    CAST = "cast"
    PRESENT = "present"
    SERVING = "serving"
    AUTHORIZED = "authorized"


class Choice(StrEnum):
    """What a member's ballot says."""

    AYE = "aye"
    NAY = "nay"
    ABSTAIN = "abstain"
    RECUSE = "recuse"


class Outcome(StrEnum):
    """What a vote comes to."""

    CARRIED = "carried"
    LOST = "lost"


class Undecided(StrEnum):
    """Why ballots decide nothing."""

    NO_BALLOTS = "no_ballots"
    UNKNOWN_VALUES = "unknown_values"
    NO_VOTES_CAST = "no_votes_cast"
    ALL_RECUSED = "all_recused"
    NOBODY_PRESENT = "nobody_present"
    BASE_NOT_KNOWN = "base_not_known"
    BASE_TOO_SMALL = "base_too_small"


class Unreachable(StrEnum):
    """Why no vote can be held to a threshold."""

    NOT_POSITIVE = "not_positive"
    OVER_ONE = "over_one"
    MORE_THAN_ALL = "more_than_all"


class ThresholdError(ValueError):
    """A threshold that no vote can be held to."""

    def __init__(self, reason: Unreachable, share: Fraction) -> None:
        self.reason, self.share = reason, share
        words = {
            Unreachable.NOT_POSITIVE: f"a threshold is more than 0, and not {share}",
            Unreachable.OVER_ONE: f"a threshold is at most the whole, and not {share}",
            Unreachable.MORE_THAN_ALL: "more than all cannot be asked",
        }
        super().__init__(words[reason])


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a vote needs: at least a share of the base, or more than it.

    Raises ThresholdError for a share of 0 or less, over 1, and for more than all.
    """

    share: Fraction = Fraction(1, 2)
    more_than: bool = True
    base: Base = Base.CAST

    def __post_init__(self) -> None:
        if self.share <= 0:
            raise ThresholdError(Unreachable.NOT_POSITIVE, self.share)
        if self.share > 1:
            raise ThresholdError(Unreachable.OVER_ONE, self.share)
        if self.share == 1 and self.more_than:
            raise ThresholdError(Unreachable.MORE_THAN_ALL, self.share)


MAJORITY = Threshold()
"""The common default where no rule says otherwise: more than half of the votes cast (Robert's Rules of Order, from memory)."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many members did what, and how many there are. None where that is not known.

    ``silent`` are members present who gave no ballot. ``present`` holds everybody present whom the threshold
    counts as such; ``recused`` members are within it unless the law takes them out.
    """

    ayes: int = 0
    nays: int = 0
    abstained: int = 0
    recused: int = 0
    silent: int = 0
    unknown: int = 0
    present: int | None = None
    serving: int | None = None
    authorized: int | None = None

    def __post_init__(self) -> None:
        for name in ("ayes", "nays", "abstained", "recused", "silent", "unknown", "present", "serving", "authorized"):
            number = getattr(self, name)
            if number is not None and number < 0:
                raise ValueError(f"{name}: {number} members cannot be counted")


class Decision(NamedTuple):
    """What a count comes to. ``outcome`` is None where nothing is decided, for the ``reason`` given.

    ``needed`` is the least number of ayes that carries with this base; None where the base is not known.
    """

    outcome: Outcome | None
    reason: Undecided | None
    ayes: int
    base: int | None
    needed: int | None


class Prospect(NamedTuple):
    """What a vote will need, told before it is taken.

    ``needed`` ayes carry; of votes cast that is what carries if everybody who ``may_vote`` says aye or nay, and
    fewer carry where fewer do. ``reachable`` is whether so many may vote at all.
    """

    needed: int | None
    base: int | None
    may_vote: int
    reachable: bool | None


def ayes_needed(threshold: Threshold, base: int) -> int:
    """The least number of ayes that carries with a base: never none, and no rounding but to the next whole.

    Raises ValueError for a base of nobody: no share of nobody is a number of votes.
    """
    if base <= 0:
        raise ValueError(f"{base} members are no base for a share")
    parts, whole = threshold.share.numerator * base, threshold.share.denominator
    return parts // whole + 1 if threshold.more_than else -(-parts // whole)


def base_of(threshold: Threshold, count: Count) -> int | None:
    """How many the threshold is a share of; None where that is not known. An abstention is no vote cast."""
    match threshold.base:
        case Base.CAST:
            return count.ayes + count.nays
        case Base.PRESENT:
            return count.present
        case Base.SERVING:
            return count.serving
        case Base.AUTHORIZED:
            return count.authorized


def _undecided(threshold: Threshold, count: Count, base: int | None) -> Undecided | None:
    ballots = count.ayes + count.nays + count.abstained + count.recused + count.silent
    if count.present == 0 and not ballots + count.unknown:
        return Undecided.NOBODY_PRESENT
    if not ballots + count.unknown:
        return Undecided.NO_BALLOTS
    if count.unknown:
        return Undecided.UNKNOWN_VALUES
    if count.recused and count.recused == ballots:
        return Undecided.ALL_RECUSED
    if not count.ayes + count.nays:
        return Undecided.NO_VOTES_CAST
    if base is None:
        return Undecided.BASE_NOT_KNOWN
    return Undecided.BASE_TOO_SMALL if base < count.ayes + count.nays else None


def decide(threshold: Threshold, count: Count) -> Decision:
    """What a count comes to under a threshold.

    Nothing is decided where there are no ballots, where one has no known meaning (it could decide), where
    everybody is recused or nobody says aye or nay, and where the base is not known or smaller than the votes
    that were cast. A tie under a majority is lost.
    """
    base = base_of(threshold, count)
    reason = _undecided(threshold, count, base)
    needed = ayes_needed(threshold, base) if base else None
    if reason is not None or needed is None:
        return Decision(None, reason, count.ayes, base, needed)
    outcome = Outcome.CARRIED if count.ayes >= needed else Outcome.LOST
    return Decision(outcome, None, count.ayes, base, needed)


def foresee(threshold: Threshold, may_vote: int, count: Count) -> Prospect:
    """What a vote will need, before it is taken; ``may_vote`` are the members present who may say aye or nay.

    Raises ValueError where nobody may vote: all have left, or all are recused.
    """
    if may_vote <= 0:
        raise ValueError("nobody may vote: nobody is present, or everybody present is recused")
    base = may_vote if threshold.base is Base.CAST else base_of(threshold, count)
    if not base:
        return Prospect(None, base, may_vote, None)
    needed = ayes_needed(threshold, base)
    return Prospect(needed, base, may_vote, needed <= may_vote)
