"""Judging a board: against plain Python sums over the same list of seats, which no rule about them can do without.

No database is in it, so it is measured once, whatever engines there are.
"""

from collections.abc import Callable, Iterator
from datetime import date

from bench.law_history import measure_timeline
from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import Engine, Options
from model_law.facts import Member, Roster, Seat
from model_law.profiles import judge, judge_rule, settle
from model_law.provisions import load_act
from model_law.rules import Profile

ENGINE = "SQLite"
DAY = date(2026, 3, 1)
SEATS, MANY_SEATS = 13, 10_000
ONE_RULE, WHOLE_PROFILE = Limit(20), Limit(1500)
CALLS = 200
"""One sum over 13 seats is too short for the clock, so each turn takes so many."""


def make_roster(size: int) -> Roster:
    """A board of which a little more than half are community representatives: 7 of 13."""
    return Roster(DAY, [make_seat(number, size) for number in range(size)])


def make_seat(number: int, size: int) -> Seat:
    counts = number * 2 <= size
    member = Member(f"member {number}", frozenset({"homelessness"} if counts else ()), interest="")
    return Seat(str(number + 1), member)


def add_up(seats: list[Seat]) -> int:
    """The floor: how many of the seats' holders are in a category."""
    return sum(1 for seat in seats if seat.holder and seat.holder.categories)


def repeat(work: Callable[[], object], times: int) -> Callable[[], None]:
    def call() -> None:
        for _ in range(times):
            work()

    return call


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    if engine.name != ENGINE:
        return
    profile = settle(load_act("model-act"), DAY)
    few, many = make_roster(SEATS), make_roster(MANY_SEATS)
    works = {
        "sum": repeat(lambda: add_up(few.seats), CALLS),
        "rule": repeat(judge_share(profile, few), CALLS),
        "profile": repeat(lambda: judge(profile, few), CALLS),
        "sum of many": lambda: add_up(many.seats),
        "rule of many": judge_share(profile, many),
    }
    times = {name: time * MILLISECONDS for name, time in time_in_turns(works, options.seconds).items()}

    def compare(name: str, floor: str, ours: str, limit: Limit) -> Figure:
        return Figure("law", "none", name, times[floor], times[ours], "ms", limit)

    yield compare(f"COMP-01 on {SEATS} seats, {CALLS} sums", "sum", "rule", ONE_RULE)
    yield compare(f"COMP-01 on {MANY_SEATS:,} seats, one sum", "sum of many", "rule of many", ONE_RULE)
    yield compare(f"all rules on {SEATS} seats, {CALLS} sums", "sum", "profile", WHOLE_PROFILE)
    # Linear: many seats take no more than their number times what few take.
    times["rule times seats"] = times["rule"] / CALLS * MANY_SEATS / SEATS
    yield compare(
        f"COMP-01 on {MANY_SEATS:,} seats, on {SEATS} seat by seat", "rule times seats", "rule of many", Limit(1)
    )
    yield from measure_timeline(options.seconds)


def judge_share(profile: Profile, roster: Roster) -> Callable[[], object]:
    rule = profile.share
    assert rule is not None
    return lambda: judge_rule(profile, roster, rule)
