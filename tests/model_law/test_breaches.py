"""Breaches: the day each began, its cure clock, and how it closes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from model_law.breaches import Breach, Closing, Effect, find_breaches, find_effects
from model_law.facts import DECLARED
from model_law.findings import Verdict
from model_law.history import DatedSeat, History, Quality, Service
from model_law.profiles import settle
from model_law.provisions import Act, load_act
from model_law.timeline import Adoption

DAY = date(2026, 3, 1)
TODAY = date(2026, 6, 1)
START = date(2025, 1, 1)


def make_history(*services: Service, community: str = "ab") -> History:
    labels = sorted({service.seat for service in services})
    return History(
        tuple(DatedSeat(label, date(2020, 1, 1)) for label in labels),
        services,
        tuple(Quality(person, categories=frozenset({DECLARED})) for person in community),
    )


def serve(person: str, seat: str, ended: date | None = None, start: date = START) -> Service:
    return Service(person, seat, start, None, ended)


def under(**more: Any) -> list[Adoption]:
    return [Adoption(more.pop("act", load_act("model-act")), START, more.pop("local", None), **more)]


def find(rule: str, breaches: tuple[Breach, ...]) -> list[Breach]:
    return [breach for breach in breaches if breach.rule == rule]


def with_cure(days: int) -> Act:
    act = load_act("model-act")
    provisions = tuple(
        replace(rule, consequence="cure", cure_days=days) if rule.id == "COMP-01" else rule for rule in act.provisions
    )
    return replace(act, provisions=provisions)


def test_a_breach_opens_on_its_first_day_and_stays_open() -> None:
    history = make_history(serve("a", "1", DAY), serve("b", "2"), serve("c", "3"))
    [breach] = find("COMP-01", find_breaches(history, under(), TODAY))
    assert (breach.first, breach.closed_on, breach.is_open) == (DAY + timedelta(days=1), None, True)
    assert (breach.finding.numerator, breach.finding.denominator) == (1, 2)


def test_a_breach_closes_itself_on_the_day_it_is_cured() -> None:
    cured = date(2026, 4, 9)
    history = make_history(
        serve("a", "1", DAY), serve("e", "1", start=cured), serve("b", "2"), serve("c", "3"), community="abe"
    )
    [breach] = find("COMP-01", find_breaches(history, under(), TODAY))
    assert (breach.closed_on, breach.closing) == (cured, Closing.CURED)
    assert find("COMP-01", find_breaches(history, under(), cured - timedelta(days=1)))[0].is_open


def test_a_law_that_no_longer_asks_lifts_a_breach() -> None:
    history = make_history(serve("a", "1"), serve("c", "2"))
    laws = [*under(), Adoption(load_act("model-act"), DAY, {"COMP-01.p": "50/100"})]
    [breach] = find("COMP-01", find_breaches(history, laws, TODAY))
    assert (breach.closed_on, breach.closing) == (DAY, Closing.CURED)
    none = Adoption(replace(load_act("model-act"), provisions=()), DAY)
    [breach] = find("COMP-01", find_breaches(history, [*under(), none], TODAY))
    assert (breach.closed_on, breach.closing) == (DAY, Closing.LIFTED)


def test_nobody_left_to_count_does_not_cure() -> None:
    history = make_history(serve("a", "1", DAY - timedelta(days=60)), serve("c", "2", DAY), community="a")
    [breach] = find("COMP-01", find_breaches(history, under(), TODAY))
    assert breach.is_open
    assert breach.finding.verdict is Verdict.BREACHED


def test_a_warning_is_no_breach_until_the_instrument_adopts_the_rule() -> None:
    history = make_history(serve("a", "1"), serve("b", "2"))
    assert find("COMP-08", find_breaches(history, under(), TODAY)) == []
    [breach] = find("COMP-08", find_breaches(history, under(adopted=frozenset({"COMP-08"})), TODAY))
    assert breach.first == START


@pytest.mark.parametrize(
    ("today", "late"), [(START, False), (START + timedelta(days=60), False), (START + timedelta(days=61), True)]
)
def test_the_cure_clock_runs_from_the_first_day(today: date, late: bool) -> None:
    history = make_history(serve("c", "1"))
    [breach] = find("COMP-01", find_breaches(history, under(act=with_cure(60)), today))
    assert (breach.cure_days, breach.cure_until) == (60, START + timedelta(days=60))
    assert breach.is_late(today) is late


def test_a_locality_says_for_how_long_a_breach_may_last_where_no_act_does() -> None:
    history = make_history(serve("c", "1"))
    [breach] = find("COMP-01", find_breaches(history, under(), TODAY))
    assert (breach.cure_days, breach.cure_until) == (None, None)
    [breach] = find("COMP-01", find_breaches(history, under(local={"COMP-01.cure_days": "90"}), TODAY))
    assert (breach.cure_days, breach.cure_until) == (90, START + timedelta(days=90))


def test_a_breach_cured_in_time_is_never_late() -> None:
    cured = START + timedelta(days=60)
    history = make_history(serve("c", "1", cured - timedelta(days=1)), serve("a", "1", start=cured))
    [breach] = find("COMP-01", find_breaches(history, under(act=with_cure(60)), TODAY))
    assert breach.closed_on == cured
    assert not breach.is_late(TODAY)
    [breach] = find("COMP-01", find_breaches(history, under(act=with_cure(59)), TODAY))
    assert breach.is_late(TODAY) is True


def test_without_a_law_there_is_no_breach() -> None:
    history = make_history(serve("c", "1"))
    assert find_breaches(history, [], TODAY) == ()
    assert find_breaches(history, [Adoption(load_act("model-act"), TODAY + timedelta(days=1))], TODAY) == ()


def test_a_breach_silences_no_board_unless_the_instrument_says_that_its_votes_are_void() -> None:
    act = load_act("model-act")
    [breach] = find("COMP-01", find_breaches(make_history(serve("c", "1")), under(), TODAY))
    assert find_effects(breach, settle(act, TODAY)) == (Effect.BOARD_ACTS, Effect.WORSENING_REFUSED)
    rule = next((rule.id for rule in act.provisions if rule.check == "composition_at_votes"), None)
    if rule is not None:
        void = settle(act, TODAY, {f"{rule}.breach": "void", f"{rule}.void_words": "is void"})
        assert find_effects(breach, void)[0] is Effect.VOTES_VOID
