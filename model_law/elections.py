"""Electing officers: each member names a candidate aloud, a majority elects, and the board votes again until one has it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from model_law.quorum import find_rule
from model_law.rules import Profile
from model_law.thresholds import Base, Threshold, ayes_needed


class Unelected(StrEnum):
    """Why a round elects nobody."""

    NOBODY_NAMED = "nobody_named"
    NO_MAJORITY = "no_majority"
    TIE = "tie"
    LOT = "lot"


class Miscount(StrEnum):
    """Why a round cannot be counted."""

    NO_CANDIDATES = "no_candidates"
    STANDS_TWICE = "stands_twice"
    DOES_NOT_STAND = "does_not_stand"
    TWO_COULD_BE_ELECTED = "two_could_be_elected"


class ElectionError(ValueError):
    """A round that cannot be counted: why, and whose name it is about where it is about one."""

    def __init__(self, reason: Miscount, name: str = "") -> None:
        self.reason, self.name = reason, name
        super().__init__(f"{reason.value}: {name}" if name else reason.value)


@dataclass(frozen=True, slots=True)
class ElectionRules:
    """What elects, who stands in a further round, and what decides when all who stand are even."""

    threshold: Threshold = Threshold()  # noqa: RUF009  # a frozen constant
    next_round: str = "keep_all"
    tie: str = "further_round"


class Round(NamedTuple):
    """One round counted. ``standing`` are the candidates of the next round, or those between whom the lot decides."""

    tally: Mapping[str, int]
    named: int
    needed: int | None
    elected: str | None
    reason: Unelected | None
    standing: tuple[str, ...]


def read_election_rules(profile: Profile) -> ElectionRules:
    """The rules of a profile; without any, more than half of those who name somebody, and all stand again."""
    rule = find_rule(profile, "elections")
    if rule is None:
        return ElectionRules()
    more_than = rule.values["comparison"] == "more_than"
    return ElectionRules(
        Threshold(rule.values["p"], more_than, Base.CAST), rule.values["next_round"], rule.values["tie"]
    )


def _next_standing(candidates: tuple[str, ...], tally: Mapping[str, int], how: str) -> tuple[str, ...]:
    """Who stands in the next round. Nobody is dropped by chance: of candidates who are even, all stay."""
    if how == "keep_all" or len(candidates) <= 2:
        return candidates
    counts = sorted((tally[name] for name in candidates), reverse=True)
    least = counts[1] if how == "two_highest" else counts[-1] + 1
    staying = tuple(name for name in candidates if tally[name] >= least)
    return staying if len(staying) >= 2 else candidates


def count_round(candidates: Iterable[str], ballots: Mapping[str, str | None], rules: ElectionRules) -> Round:
    """Count one round: whom each member named, None for a member who named nobody.

    Who has enough of those who named somebody is elected; two can never have it where the threshold is at least
    half and more. Where all who are named are even, the bylaws say whether the board votes again or the lot decides
    between them, which somebody then draws in public: nothing here draws it.

    Raises ElectionError where nobody stands, where a candidate stands twice, where somebody names one who does not
    stand, and for a threshold under which two could be elected.
    """
    standing = tuple(candidates)
    if not standing:
        raise ElectionError(Miscount.NO_CANDIDATES)
    if len(set(standing)) != len(standing):
        raise ElectionError(Miscount.STANDS_TWICE, next(name for name in standing if standing.count(name) > 1))
    asked = rules.threshold
    if asked.share < Fraction(1, 2) or (asked.share == Fraction(1, 2) and not asked.more_than):
        raise ElectionError(Miscount.TWO_COULD_BE_ELECTED)
    named = [name for name in ballots.values() if name is not None]
    for name in named:
        if name not in standing:
            raise ElectionError(Miscount.DOES_NOT_STAND, name)
    tally = {name: Counter(named)[name] for name in standing}
    if not named:
        return Round(tally, 0, None, None, Unelected.NOBODY_NAMED, standing)
    needed = ayes_needed(asked, len(named))
    elected = next((name for name in standing if tally[name] >= needed), None)
    if elected is not None:
        return Round(tally, len(named), needed, elected, None, ())
    leading = [name for name in standing if tally[name] == max(tally.values())]
    even = len(leading) > 1 and sum(tally[name] for name in leading) == len(named)
    if even and rules.tie == "lot":
        return Round(tally, len(named), needed, None, Unelected.LOT, tuple(leading))
    reason = Unelected.TIE if even else Unelected.NO_MAJORITY
    return Round(tally, len(named), needed, None, reason, _next_standing(standing, tally, rules.next_round))
