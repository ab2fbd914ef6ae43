"""A provision as it stands on a day: with its values settled, and who counts under it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from model_law.facts import Member
from model_law.findings import Finding, Remedy, Verdict
from model_law.provisions import CURE_DAYS, Act, Provision

# What is not known from any text binds nobody until a board's own instrument says so.
UNPROVEN = frozenset({"own_default", "recalled"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A provision with the values it is applied with.

    ``enforced`` is true where a breach has consequences; an own default or a rule from memory only warns
    until the board's own instrument adopts it. ``departures`` names the parameters whose value is not the
    act's. ``adopted`` is true where the board's own instrument adopts the rule.
    """

    provision: Provision
    values: Mapping[str, Any]
    enforced: bool
    departures: tuple[str, ...] = ()
    adopted: bool = False

    @property
    def cure_days(self) -> int | None:
        """For how many days a breach may last, as the locality says it or else the act; None where nobody does."""
        return self.values.get(CURE_DAYS) or self.provision.cure_days

    def resting_on(self, *parameters: str) -> "Rule":
        """The rule as it binds where a breach rests on the values of some parameters.

        A value that no text gives only warns, even in a rule that was read, until the locality sets it or its
        instrument adopts the rule.
        """
        unproven = any(
            self.provision.parameters[name].how_known in UNPROVEN and name not in self.departures for name in parameters
        )
        return replace(self, enforced=False) if unproven and not self.adopted else self

    def judged(
        self,
        holds: bool | None,
        message: str,
        arguments: Mapping[str, Any],
        numerator: int | None = None,
        denominator: int | None = None,
        margin: int | None = None,
        remedies: tuple[Remedy, ...] = (),
    ) -> Finding:
        """Word a result as a finding. ``holds`` is None where the facts do not suffice; the message says
        which.
        """
        if holds:
            verdict = Verdict.MET
        elif holds is None:
            verdict = Verdict.CANNOT_TELL
        else:
            verdict = Verdict.BREACHED if self.enforced else Verdict.WARNED
        return Finding(self, verdict, message, arguments, numerator, denominator, margin, remedies)


@dataclass(frozen=True, slots=True)
class Counting:
    """Who counts: the categories that do, the interests that bar, and whether one person may fill several
    places.

    ``within`` maps a category to itself and every wider one that it is part of.
    """

    categories: frozenset[str]
    barred: frozenset[str]
    several: bool = True
    family: frozenset[str] = frozenset()
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def qualifies(self, member: Member) -> bool:
        """Whether a member is a community representative: some category counts, and no interest bars it."""
        return not self.categories.isdisjoint(member.categories) and member.interest not in self.barred

    def widened(self, member: Member) -> frozenset[str]:
        """Every category that a member names, and the wider ones that these are part of."""
        return frozenset().union(*(self.within.get(category, frozenset()) for category in member.categories))

    def fits(self, member: Member) -> frozenset[str]:
        """Every category that a member can hold a place in; one who is barred holds none of those that
        count.
        """
        fits = self.widened(member)
        return fits - self.categories if member.interest in self.barred else fits


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """The sizes that a remedy must respect; None where no enforced rule sets one."""

    least_serving: int | None = None
    most_serving: int | None = None
    most_seats: int | None = None
    least_seats: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """An act as in force on a day, with a locality's values: what a roster is judged under."""

    act: Act
    on: date
    rules: tuple[Rule, ...]
    counting: Counting
    share: Rule | None
    limits: SizeLimits
