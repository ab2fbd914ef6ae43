"""A board's verdicts over time: judged once for each day on which something changes, never day by day.

The law in force on a day judges that day's facts. What the future holds is only what is already recorded:
terms that end, successors already appointed, laws already dated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from model_law.facts import Roster, Seat
from model_law.findings import Finding, Verdict
from model_law.history import ONE_DAY, Clash, History, HistoryError, day_after, make_seat, quality_days, seat_on
from model_law.profiles import SettingError, judge, settle
from model_law.provisions import Act
from model_law.rules import Profile

FAILING = frozenset({Verdict.BREACHED, Verdict.WARNED})


@dataclass(frozen=True, slots=True)
class Adoption:
    """A law adopted for a board: the act, the local values beside it, and the first day it is in force.

    It is in force until the next one is. ``adopted`` are the rules that the board's own instrument adopts.
    """

    act: Act
    in_force_from: date | None = None
    local: Mapping[str, Any] | None = None
    adopted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which every rule has the same answer.

    ``findings`` are those of the first day, and empty while no law is recorded. On later days they differ
    in one number alone: the age of the oldest vacancy, which grows by one each day.
    """

    first: date
    last: date
    findings: tuple[Finding, ...]


def roster_on(history: History, day: date) -> Roster:
    """The board as it stood on a day: only what had happened by then, with the terms begun by then.

    A service's last day and who removed the member are told from the day after on.
    """
    index = history.index
    seats: list[Seat] = []
    for versions in index.seats.values():
        row = seat_on(versions, day)
        if row is not None:
            seats.append(make_seat(history, row, day))
    terms = []
    for stay in index.by_start:
        if stay.first > day:
            break
        ended = stay.service.ended
        terms.append(stay.running if ended is None or ended >= day else stay.finished)
    return Roster(day, tuple(seats), tuple(terms), history.complete, None, history.absences)


def find_laws(laws: Sequence[Adoption]) -> tuple[tuple[date, Profile], ...]:
    """The law from each day on which it changes: an adoption's first day, a provision's first, or the day after
    its last.

    Raises HistoryError where two adoptions begin on one day, SettingError where an act has not what an
    adoption sets.
    """
    ordered = sorted(laws, key=lambda law: law.in_force_from or date.min)
    settled: list[tuple[date, Profile]] = []
    for place, law in enumerate(ordered):
        first = law.in_force_from or date.min
        until = (ordered[place + 1].in_force_from or date.min) if place + 1 < len(ordered) else None
        if until == first:
            raise HistoryError(
                law.act.id,
                f"two adoptions are in force from {first}; one supersedes the other: keep one",
                Clash.TWO_LAWS,
            )
        effective = {provision.effective_from for provision in law.act.provisions}
        effective |= {day_after(provision.effective_to) for provision in law.act.provisions if provision.effective_to}
        later = {day for day in effective if day is not None and day > first and (until is None or day < until)}
        settled += [(day, settle(law.act, day, law.local, law.adopted)) for day in sorted({first, *later})]
    return tuple(settled)


def _limits(profiles: Iterable[Profile], check: str, name: str) -> set[int]:
    return {rule.values[name] for profile in profiles for rule in profile.rules if rule.provision.check == check}


def _vacancy_days(history: History, limits: set[int]) -> Iterator[date]:
    """The days on which a vacancy grows older than a limit, where nobody took the seat before."""
    for label, versions in history.index.seats.items():
        stays = history.index.stays.get(label, [])
        begins = {*(row.first for row in versions), *(day_after(stay.last) for stay in stays)}
        for begin in (begin for begin in begins if begin is not None):
            for limit in limits:
                day = day_after(begin, limit + 1)
                if day is not None and not any(stay.first <= day <= stay.last for stay in stays):
                    yield day


def _fact_days(history: History, caps: set[int]) -> Iterator[date | None]:
    """The days on which the facts themselves change, and those on which somebody has held over too long."""
    for row in history.seats:
        yield row.first
        yield day_after(row.last) if row.last else None
    for stay in history.index.by_start:
        service = stay.service
        yield stay.first
        yield day_after(stay.last)
        yield day_after(service.ended) if service.ended else None
        if service.end is not None and service.end < stay.last:
            yield day_after(service.end)
            late = (day_after(service.end, cap + 1) for cap in caps)
            yield from (day for day in late if day is not None and day <= stay.last)
    yield from quality_days(history.qualities)
    for absence in history.absences or ():
        yield absence.on
        # Absences are counted by calendar year, so each new one forgets them.
        yield date(absence.on.year + 1, 1, 1) if absence.on.year < date.max.year else None


def _change_days(history: History, settled: Sequence[tuple[date, Profile]], start: date, end: date) -> list[date]:
    if end < start:
        raise HistoryError("", f"a timeline cannot end on {end}, before it starts on {start}; swap the two days")
    profiles = [profile for _, profile in settled]
    caps, limits = _limits(profiles, "holdover", "cap_days"), _limits(profiles, "vacancy_age", "days")
    days = {start, *(day for day, _ in settled), *_fact_days(history, caps), *_vacancy_days(history, limits)}
    return sorted(day for day in days if day is not None and start <= day <= end)


def find_changes(history: History, laws: Sequence[Adoption], start: date, end: date) -> tuple[date, ...]:
    """The days from ``start`` to ``end`` on which anything that a rule reads can change, ``start`` among them.

    Between two of them no verdict changes. Raises HistoryError where ``end`` lies before ``start``, and
    whatever ``find_laws`` raises.
    """
    return tuple(_change_days(history, find_laws(laws), start, end))


def judge_changes(
    history: History, laws: Sequence[Adoption], start: date, end: date
) -> Iterator[tuple[date, tuple[Finding, ...]]]:
    """Each day of ``find_changes`` with the findings of that day, one day after the other."""
    return judge_settled(history, find_laws(laws), start, end)


def judge_settled(
    history: History, settled: Sequence[tuple[date, Profile]], start: date, end: date
) -> Iterator[tuple[date, tuple[Finding, ...]]]:
    """The same under profiles that are settled already, each from its first day on."""
    place = -1
    for day in _change_days(history, settled, start, end):
        while place + 1 < len(settled) and settled[place + 1][0] <= day:
            place += 1
        yield day, (judge(settled[place][1], roster_on(history, day)) if place >= 0 else ())


def _without_age(finding: Finding) -> Finding:
    """A finding without the one number that grows every day."""
    if finding.ruled_by.provision.check != "vacancy_age":
        return finding
    arguments = {**finding.arguments, "oldest": None}
    return finding._replace(arguments=arguments, numerator=None, margin=None)


def same_findings(some: Sequence[Finding], others: Sequence[Finding]) -> bool:
    """Whether two days have the same answers, but for the age of the oldest vacancy."""
    if len(some) != len(others):
        return False
    pairs = zip(some, others, strict=True)
    return all(one is other or _without_age(one) == _without_age(other) for one, other in pairs)


def timeline(history: History, laws: Sequence[Adoption], start: date, end: date) -> tuple[Span, ...]:
    """The verdicts of every day from ``start`` to ``end`` as spans without gaps, judged once for each change.

    Neighbours with the same findings are one span. Raises HistoryError where ``end`` lies before ``start``
    or two adoptions begin on one day, SettingError where an act has not what an adoption sets.
    """
    return make_spans(judge_changes(history, laws, start, end), end)


def make_spans(judged: Iterable[tuple[date, tuple[Finding, ...]]], end: date) -> tuple[Span, ...]:
    """The days of ``judge_changes`` as spans without gaps, the last of which ends on ``end``."""
    spans: list[Span] = []
    for day, findings in judged:
        if spans and same_findings(spans[-1].findings, findings):
            continue
        if spans:
            spans[-1] = replace(spans[-1], last=day - ONE_DAY)
        spans.append(Span(day, end, findings))
    return tuple(spans)


def change_laws(laws: Sequence[Adoption], values: Mapping[str, Any]) -> tuple[Adoption, ...]:
    """The same adoptions with other values, each where its act has the rule: ``{"COMP-01.p": "60/100"}``.

    Raises SettingError for a rule that none of the acts has.
    """
    rules = [{provision.id for provision in law.act.provisions} for law in laws]
    for key in values:
        if not any(key.partition(".")[0] in known for known in rules):
            raise SettingError(f"{key}: no law recorded for this board has such a rule")
    return tuple(
        replace(law, local={**(law.local or {}), **{k: v for k, v in values.items() if k.partition(".")[0] in known}})
        for law, known in zip(laws, rules, strict=True)
    )


def replay(
    history: History, laws: Sequence[Adoption], start: date, end: date, values: Mapping[str, Any]
) -> tuple[Span, ...]:
    """The timeline as it would read had the law said otherwise; the record itself stays as it is.

    Raises what ``timeline`` and ``change_laws`` raise.
    """
    return timeline(history, change_laws(laws, values), start, end)


def failed_months(spans: Iterable[Span]) -> dict[str, tuple[date, ...]]:
    """For each rule that any span judges, the calendar months with a day on which it did not hold.

    A month is told by its first day. Breached and warned both count: whether a breach binds is another
    question than whether the rule held.
    """
    months: dict[str, set[date]] = {}
    for span in spans:
        own = _months(span.first, span.last)
        for finding in span.findings:
            failed = months.setdefault(finding.rule, set())
            if finding.verdict in FAILING:
                failed.update(own)
    return {rule: tuple(sorted(failed)) for rule, failed in months.items()}


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
