"""What is coming: the first day on which a rule that is met today no longer holds, and the seats now vacant.

It foresees by what is recorded and nothing else: terms that end, holdovers that grow too long, vacancies
that grow old, successors already appointed, laws already dated. It guesses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from model_law.facts import Roster
from model_law.findings import Finding, Verdict
from model_law.history import History
from model_law.timeline import FAILING, Adoption, judge_changes


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The first day on which a rule that is met today will not hold.

    ``days_left`` counts from today to that day; ``finding`` is that day's, and its remedies are what is
    needed by then.
    """

    day: date
    days_left: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An authorized seat that nobody holds.

    ``days`` is its age on the roster's day, counted from ``since``, its first vacant day; both are None where
    that is not known. ``selected_by`` is whose duty it is to fill it, None where nobody is recorded.
    """

    seat: str
    voting: bool
    since: date | None
    days: int | None
    selected_by: str | None


def fails(finding: Finding) -> bool:
    """Whether a rule does not hold. A share of nobody counts too: nothing is left that could be judged."""
    nobody = finding.verdict is Verdict.CANNOT_TELL and finding.denominator == 0
    return finding.verdict in FAILING or nobody


def foresee_failures(
    history: History, laws: Sequence[Adoption], today: date, until: date | None = None
) -> tuple[Foreseen, ...]:
    """For each rule that is met today and will fail, the first day it does, the earliest first.

    ``until`` is the last day looked at; None looks as far as anything is recorded. Rules that fail on the
    same day stand in the act's order. Raises HistoryError where ``until`` lies before today, and what
    ``timeline.find_laws`` raises.
    """
    met: set[str] = set()
    foreseen: list[Foreseen] = []
    for day, findings in judge_changes(history, laws, today, date.max if until is None else until):
        if day == today:
            met = {finding.rule for finding in findings if finding.verdict is Verdict.MET}
        for finding in findings:
            if finding.rule in met and fails(finding):
                met.discard(finding.rule)
                foreseen.append(Foreseen(day, (day - today).days, finding))
        if not met:
            break
    return tuple(foreseen)


def foresee_first(
    history: History, laws: Sequence[Adoption], today: date, until: date | None = None
) -> tuple[Foreseen, ...]:
    """The first future day on which any rule that is met today fails: every rule that does so on that day.

    Empty where none does. Raises what ``foresee_failures`` raises.
    """
    foreseen = foresee_failures(history, laws, today, until)
    return tuple(entry for entry in foreseen if entry.day == foreseen[0].day)


def list_vacancies(roster: Roster) -> tuple[Vacancy, ...]:
    """The vacant authorized seats of a roster, the longest vacant first, those of unknown age last.

    It tells nothing of what a seat is reserved for: a vacancy reads the same whichever seat is empty.
    """
    vacant = [seat for seat in roster.seats if seat.holder is None and not seat.alternate]
    vacant.sort(key=lambda seat: seat.vacant_since or date.max)
    return tuple(
        Vacancy(
            seat.label,
            seat.voting,
            seat.vacant_since,
            None if seat.vacant_since is None else (roster.on - seat.vacant_since).days,
            seat.selected_by,
        )
        for seat in vacant
    )
