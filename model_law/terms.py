"""TERM-01 to TERM-08: how long members serve, how seats turn over, and how a service ends.

A rule about past services is met only where the roster holds the whole history; a breach that can be seen
is told either way.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import MAXYEAR, date, timedelta

from model_law.composition import at_most, serving
from model_law.facts import Roster, Term
from model_law.findings import Finding
from model_law.rules import Profile, Rule


def add_years(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March in a year that has none."""
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _current(roster: Roster) -> list[Term | None]:
    """The terms that run; who sits by office, or holds over, has none."""
    return [seat.term for seat, _ in serving(roster) if not seat.holdover and not seat.ex_officio]


def term_length(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-01: no present term is longer than the years allowed; it may end on the anniversary."""
    years = rule.values["years"]
    terms = _current(roster)
    dated = [(term.start, term.end) for term in terms if term and term.start and term.end]
    long = sum(1 for start, end in dated if end > add_years(start, years))
    unknown = len(terms) - len(dated)
    holds = at_most(long, unknown, 0)
    message = {True: "term.met", False: "term.long", None: "term.unknown"}[holds]
    arguments = {"long": long, "terms": len(terms), "years": years, "unknown": unknown}
    return rule.judged(holds, message, arguments, len(dated) - long, len(terms), -long)


def stagger(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-02: no more than a share of the present terms end in one calendar year."""
    terms = _current(roster)
    years = Counter(term.end.year for term in terms if term and term.end)
    unknown = len(terms) - sum(years.values())
    if len(terms) < 2:
        return rule.judged(None, "stagger.few", {"terms": len(terms)})
    year, ending = max(years.items(), key=lambda entry: (entry[1], -entry[0]), default=(0, 0))
    part = rule.values["share"]
    limit = part.numerator * len(terms) // part.denominator
    holds = at_most(ending, unknown, limit)
    message = {True: "stagger.met", False: "stagger.over", None: "stagger.unknown"}[holds]
    arguments = {"ending": ending, "terms": len(terms), "year": str(year), "share": part, "unknown": unknown}
    return rule.judged(holds, message, arguments, ending, len(terms), limit - ending)


def full_terms_in_a_row(terms: Sequence[Term], break_days: int) -> int:
    """How many full terms one person has served without a longer break, counted back from the last one.

    The remainder of somebody else's term does not count, and does not interrupt the row either.
    """
    ordered = sorted(terms, key=lambda term: term.start or date.min)
    row = 0
    last: date | None = None
    for term in ordered:
        if last is not None and term.start is not None and (term.start - last).days - 1 > break_days:
            row = 0
        row += not term.remainder
        last = term.ended or term.end or date.max
    return row


def consecutive_terms(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-03: nobody who serves is beyond the allowed number of consecutive full terms."""
    limit = rule.values["terms"]
    services: defaultdict[str, list[Term]] = defaultdict(list)
    for term in roster.terms:
        if term.start is None or term.start <= roster.on:
            services[term.person].append(term)
    rows = {
        member.person: full_terms_in_a_row(services[member.person], rule.values["break_days"])
        for _, member in serving(roster)
        if member.person in services
    }
    over = sum(1 for row in rows.values() if row > limit)
    longest = max(rows.values(), default=0)
    arguments = {"over": over, "longest": longest, "limit": limit}
    if over:
        return rule.judged(False, "consecutive.over", arguments, longest, limit, limit - longest)
    if not roster.complete:
        return rule.judged(None, "history.incomplete", arguments, longest, limit)
    return rule.judged(True, "consecutive.met", arguments, longest, limit, limit - longest)


def remainder(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-04: a vacancy's appointee serves only the remainder, chosen as the predecessor was."""
    found = wrong = unknown = 0
    for seat, member in serving(roster):
        term = seat.term
        if term is None or not term.remainder:
            continue
        found += 1
        outlasts = None if term.end is None or term.remainder_of is None else term.end > term.remainder_of
        elsewhere = (
            None if term.selected_by is None or seat.selected_by is None else term.selected_by != seat.selected_by
        )
        other_place = seat.reserved_for is not None and seat.reserved_for not in profile.counting.fits(member)
        if outlasts or elsewhere or other_place:
            wrong += 1
        elif outlasts is None or elsewhere is None:
            unknown += 1
    arguments = {"found": found, "wrong": wrong, "unknown": unknown}
    if wrong:
        return rule.judged(False, "remainder.wrong", arguments, found - wrong, found, -wrong)
    if unknown or not roster.complete:
        return rule.judged(None, "remainder.unknown", arguments, found - unknown, found)
    return rule.judged(True, "remainder.met", arguments, found, found, 0)


def vacancy_age(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-05: no seat has been vacant longer than the days allowed. The numerator is the oldest vacancy in
    days.
    """
    limit = rule.values["days"]
    vacant = [seat for seat in roster.seats if seat.holder is None and not seat.alternate]
    ages = [(roster.on - seat.vacant_since).days for seat in vacant if seat.vacant_since is not None]
    unknown = len(vacant) - len(ages)
    old = sum(1 for age in ages if age > limit)
    oldest = max(ages, default=0)
    arguments = {"old": old, "vacant": len(vacant), "oldest": oldest, "limit": limit, "unknown": unknown}
    holds = at_most(old, unknown, 0)
    message = {True: "vacancies.met", False: "vacancies.old", None: "vacancies.unknown"}[holds]
    return rule.judged(holds, message, arguments, oldest, limit, limit - oldest)


def holdover(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-06: nobody holds over where it is not allowed, nor longer than the cap."""
    allowed, cap = rule.values["allowed"], rule.values["cap_days"]
    held = [seat for seat, _ in serving(roster) if seat.holdover]
    ends = [seat.term.end for seat in held if seat.term is not None and seat.term.end is not None]
    late = sum(1 for end in ends if roster.on - end > timedelta(days=cap)) if allowed else len(held)
    unknown = len(held) - len(ends) if allowed else 0
    arguments = {"held": len(held), "late": late, "cap": cap, "unknown": unknown}
    holds = at_most(late, unknown, 0)
    if holds is False:
        message = "holdover.late" if allowed else "holdover.forbidden"
    else:
        message = "holdover.met" if holds else "holdover.unknown"
    return rule.judged(holds, message, arguments, late, len(held), -late)


def absences(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-07: nobody has missed as many meetings in this calendar year as end a service."""
    if roster.absences is None:
        return rule.judged(None, "absences.unknown", {})
    limit = rule.values["count"]
    here = {member.person for _, member in serving(roster)}
    missed = Counter(
        absence.person
        for absence in roster.absences
        if absence.person in here
        and absence.on.year == roster.on.year
        and absence.on <= roster.on
        and (rule.values["excused_count"] or not absence.excused)
    )
    reached = sum(1 for number in missed.values() if number >= limit)
    most = max(missed.values(), default=0)
    arguments = {"reached": reached, "limit": limit, "most": most}
    message = "absences.reached" if reached else "absences.met"
    return rule.judged(not reached, message, arguments, most, limit, limit - 1 - most)


def removal(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """TERM-08: an outside body has removed only members whom it had selected; the board itself is
    ``"board"``.
    """
    removed = [term for term in roster.terms if term.removed_by and term.removed_by != "board"]
    wrong = sum(1 for term in removed if term.selected_by is not None and term.selected_by != term.removed_by)
    unknown = sum(1 for term in removed if term.selected_by is None)
    arguments = {"removed": len(removed), "wrong": wrong, "unknown": unknown}
    if wrong:
        return rule.judged(False, "removal.wrong", arguments, len(removed) - wrong, len(removed), -wrong)
    if unknown or not roster.complete:
        return rule.judged(None, "removal.unknown", arguments, len(removed) - unknown, len(removed))
    return rule.judged(True, "removal.met", arguments, len(removed), len(removed), 0)
