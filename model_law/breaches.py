"""The breaches of a board's rules over time: when each began, until when it may be cured, and when it closed.

Nothing is stored: a breach is what the timeline of verdicts says. It closes itself on the first day on which the
rule holds again, or no longer binds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from model_law.findings import Finding, Verdict
from model_law.history import History, day_after
from model_law.rules import Profile
from model_law.timeline import Adoption, find_laws, judge_settled


class Closing(StrEnum):
    """How a breach ended: the rule holds again, or it binds the board no longer."""

    CURED = "cured"
    LIFTED = "lifted"


class Effect(StrEnum):
    """What a breach means for what is done meanwhile."""

    BOARD_ACTS = "board_acts"
    VOTES_VOID = "votes_void"
    WORSENING_REFUSED = "worsening_refused"


@dataclass(frozen=True, slots=True)
class Breach:
    """Days on which an enforced rule did not hold.

    ``first`` is the first of them. ``cure_until`` is the last day of the cure period of the provision as it was in
    force on the first day, None where it sets none. ``closed_on`` is the first day on which the rule held again or
    bound no longer, None while the breach is open; ``closing`` says which. ``finding`` is that of the last day on
    which the rule was found not to hold.
    """

    rule: str
    first: date
    cure_days: int | None
    cure_until: date | None
    finding: Finding
    closed_on: date | None = None
    closing: Closing | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def is_late(self, today: date) -> bool:
        """Whether the cure period was over before the breach was: by the day it closed, or by today."""
        if self.cure_until is None:
            return False
        return self.cure_until < (today if self.closed_on is None else min(self.closed_on, today))


def find_breaches(history: History, laws: Sequence[Adoption], today: date) -> tuple[Breach, ...]:
    """Every breach of an enforced rule from the first day of the first law until today, the earliest first.

    A law without a first day is looked at from the first day that the facts know. Raises what
    ``timeline.find_laws`` raises.
    """
    firsts = [law.in_force_from for law in laws]
    start = min((first for first in firsts if first is not None), default=today)
    if None in firsts:
        start = min((day for day in _fact_days(history)), default=today)
    if start > today:
        return ()
    return follow_breaches(judge_settled(history, keep_binding(find_laws(laws)), start, today))


def keep_binding(settled: Iterable[tuple[date, Profile]]) -> list[tuple[date, Profile]]:
    """The profiles with those rules alone that bind under any of them: of no other can there be a breach."""
    known = list(settled)
    binding = {rule.provision.id for _, profile in known for rule in profile.rules if rule.enforced}
    return [
        (day, replace(profile, rules=tuple(rule for rule in profile.rules if rule.provision.id in binding)))
        for day, profile in known
    ]


def _fact_days(history: History) -> Iterable[date]:
    yield from (row.first for row in history.seats if row.first is not None)
    yield from (service.start for service in history.services if service.start is not None)


def follow_breaches(judged: Iterable[tuple[date, Sequence[Finding]]]) -> tuple[Breach, ...]:
    """The breaches among findings that stand in order of their days, the earliest first.

    A day on which a rule cannot be judged neither opens nor closes one: nothing says that it was cured.
    """
    running: dict[str, Breach] = {}
    closed: list[Breach] = []
    for day, findings in judged:
        found = {finding.rule: finding for finding in findings}
        for rule, finding in found.items():
            if finding.verdict is Verdict.BREACHED:
                known = running.get(rule)
                running[rule] = _open(rule, day, finding) if known is None else _go_on(known, finding)
        for rule, breach in list(running.items()):
            closing = _closing(found.get(rule))
            if closing is not None:
                closed.append(
                    Breach(rule, breach.first, breach.cure_days, breach.cure_until, breach.finding, day, closing)
                )
                del running[rule]
    return tuple(sorted((*closed, *running.values()), key=lambda breach: (breach.first, breach.rule)))


def _open(rule: str, day: date, finding: Finding) -> Breach:
    days = finding.ruled_by.cure_days
    return Breach(rule, day, days, None if days is None else day_after(day, days), finding)


def _go_on(breach: Breach, finding: Finding) -> Breach:
    return Breach(breach.rule, breach.first, breach.cure_days, breach.cure_until, finding)


def _closing(finding: Finding | None) -> Closing | None:
    """How a breach of a rule closes with what is found of it; None where it stays open."""
    if finding is None or finding.verdict is Verdict.WARNED:
        return Closing.LIFTED
    return Closing.CURED if finding.verdict is Verdict.MET else None


def find_effects(breach: Breach, profile: Profile) -> tuple[Effect, ...]:
    """What the breach means meanwhile, under the law of a day.

    A breach of composition does not silence a board: it meets and votes, unless its law says that what it then
    decides is void. An act that would make the breach worse is refused where the rule refuses acts.
    """
    void = any(
        rule.provision.check == "composition_at_votes" and rule.values["breach"] == "void" for rule in profile.rules
    )
    effects = [Effect.VOTES_VOID if void else Effect.BOARD_ACTS]
    if breach.finding.ruled_by.provision.consequence == "refuse":
        effects.append(Effect.WORSENING_REFUSED)
    return tuple(effects)
