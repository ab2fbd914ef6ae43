"""Members whose confirmed declaration cannot be read any more: where it could turn a verdict, the verdict cannot be told."""

from collections.abc import Callable
from dataclasses import replace

from model_law.facts import DECLARED, UNTOLD, Roster
from model_law.findings import Finding
from model_law.rules import Profile, Rule

Check = Callable[[Roster, Rule, Profile], Finding]


def names_untold(roster: Roster) -> bool:
    return any(seat.holder is not None and UNTOLD in seat.holder.categories for seat in roster.seats)


def count_untold(roster: Roster) -> int:
    """How many seats somebody holds of whom nothing but ``UNTOLD`` is known, of what may make them count."""
    return sum(
        1
        for seat in roster.seats
        if seat.holder is not None and UNTOLD in seat.holder.categories and len(seat.holder.categories) == 1
    )


def tell_all(roster: Roster, categories: frozenset[str]) -> Roster:
    """The roster as it would be if everybody untold had declared these categories."""
    seats = (
        replace(seat, holder=replace(holder, categories=(holder.categories - {UNTOLD}) or categories))
        if (holder := seat.holder) is not None and UNTOLD in holder.categories
        else seat
        for seat in roster.seats
    )
    return replace(roster, seats=tuple(seats))


def judge_untold(check: Check, roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """Judge a rule on a roster that names ``UNTOLD``, whatever the untold may have declared.

    Where they all having declared nothing, or any one thing, gives the same verdict, that is the verdict, with the
    numbers of those who are known. A rule grows more or less true with each of them, so what several different
    declarations would give lies between.
    """
    known = check(tell_all(roster, frozenset()), rule, profile)
    untold = count_untold(roster)
    if not untold:
        return known
    possible = (frozenset({name}) for name in (DECLARED, *profile.act.categories))
    if all(check(tell_all(roster, categories), rule, profile).verdict == known.verdict for categories in possible):
        return known
    return rule.judged(None, "untold", {"untold": untold}, known.numerator, known.denominator)
