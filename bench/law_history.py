"""A board's history under its law: against judging rosters already made, once for each day on which one changes.

Days on which nothing changes must cost nothing, so the years in between do not count.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from model_law.history import DatedSeat, History, Quality, Service
from model_law.profiles import judge, settle
from model_law.provisions import load_act
from model_law.timeline import Adoption, find_changes, roster_on, timeline

SEATS, YEARS, TERM_YEARS = 25, 20, 3
START = date(2006, 1, 1)
END = date(START.year + YEARS - 1, 12, 31)
TIMELINE = Limit(3)


def make_history() -> History:
    """Seats filled for three years at a time, staggered, every third one late, and a little more than half count."""
    seats = tuple(DatedSeat(str(number), selected_by="mayor") for number in range(SEATS))
    services, qualities = [], []
    for number in range(SEATS):
        for turn in range(-1, YEARS // TERM_YEARS + 1):
            first = date(START.year + turn * TERM_YEARS + number % TERM_YEARS, 1 + number % 12, 1)
            last = date(first.year + TERM_YEARS, first.month, 1) - timedelta(days=1)
            late = timedelta(days=70 * (turn % 3 == 0))
            person = f"member {number} of turn {turn}"
            services.append(Service(person, str(number), first + late, last, selected_by="mayor"))
            counts = number * 2 <= SEATS
            qualities.append(Quality(person, categories=frozenset({"homelessness"} if counts else ()), interest=""))
    return History(seats, tuple(services), tuple(qualities), complete=True)


def measure_timeline(seconds: float) -> Iterator[Figure]:
    history, act = make_history(), load_act("model-act")
    laws, profile = [Adoption(act)], settle(act, START)
    rosters = [roster_on(history, day) for day in find_changes(history, laws, START, END)]

    def judge_all() -> None:
        for roster in rosters:
            judge(profile, roster)

    works: dict[str, Callable[[], object]] = {
        "floor": judge_all,
        "timeline": lambda: timeline(history, laws, START, END),
        "timeline of facts": lambda: timeline(make_history(), laws, START, END),
    }
    times = {name: time * MILLISECONDS for name, time in time_in_turns(works, seconds).items()}

    def compare(name: str, work: str) -> Figure:
        return Figure(
            "law", "none", f"{YEARS} years, {SEATS} seats, {name}", times["floor"], times[work], "ms", TIMELINE
        )

    yield compare(f"{len(rosters)} changes", "timeline")
    yield compare("facts checked too", "timeline of facts")
