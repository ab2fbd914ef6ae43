"""Verdicts over time: spans, the law of the day, replays under other values, and the months that failed."""

from dataclasses import replace
from datetime import date

import pytest

from model_law.facts import Absence
from model_law.history import DatedSeat, History, HistoryError, Service
from model_law.profiles import SettingError
from model_law.timeline import (
    Adoption,
    Span,
    change_laws,
    failed_months,
    find_changes,
    find_laws,
    replay,
    timeline,
)
from tests.model_law.histories import BEGAN, LAW, MODEL, community, thirteen

D = date.fromisoformat


def verdicts(spans: tuple[Span, ...], rule: str) -> list[tuple[str, str, str | None]]:
    """First day, last day and verdict of one rule, neighbours with one verdict joined."""
    joined: list[tuple[str, str, str | None]] = []
    for span in spans:
        verdict = next((one.verdict.value for one in span.findings if one.rule == rule), None)
        if joined and joined[-1][2] == verdict:
            joined[-1] = (joined[-1][0], span.last.isoformat(), verdict)
        else:
            joined.append((span.first.isoformat(), span.last.isoformat(), verdict))
    return joined


def test_the_share_is_breached_on_the_day_after_the_terms_end() -> None:
    spans = timeline(thirteen(end=D("2025-06-30")), LAW, D("2025-01-01"), D("2025-12-31"))
    assert verdicts(spans, "COMP-01") == [
        ("2025-01-01", "2025-06-30", "met"),
        ("2025-07-01", "2025-12-31", "breached"),
    ]


def test_the_law_in_force_on_each_day_judges_that_day() -> None:
    laws = (
        Adoption(MODEL, D("2025-03-01"), {"COMP-01.p": "60/100"}),
        Adoption(MODEL, D("2025-02-01")),
        Adoption(MODEL, D("2025-05-01"), {"COMP-01.p": "7/13"}),
    )
    spans = timeline(thirteen(), laws, D("2025-01-01"), D("2025-12-31"))
    assert verdicts(spans, "COMP-01") == [
        ("2025-01-01", "2025-01-31", None),
        ("2025-02-01", "2025-02-28", "met"),
        ("2025-03-01", "2025-04-30", "breached"),
        ("2025-05-01", "2025-12-31", "met"),
    ]
    assert spans[0].findings == ()


def test_a_provision_judges_from_its_first_day_to_its_last() -> None:
    dates = {"effective_from": D("2025-02-01"), "effective_to": D("2025-03-31")}
    provisions = tuple(replace(one, **dates) if one.id == "COMP-08" else one for one in MODEL.provisions)
    law = Adoption(replace(MODEL, provisions=provisions))
    assert [day for day, _ in find_laws([law])] == [date.min, D("2025-02-01"), D("2025-04-01")]
    spans = timeline(thirteen(), [law], D("2025-01-01"), D("2025-12-31"))
    assert [first for first, _, _ in verdicts(spans, "COMP-08")] == ["2025-01-01", "2025-02-01", "2025-04-01"]
    assert [verdict is None for _, _, verdict in verdicts(spans, "COMP-08")] == [True, False, True]


@pytest.mark.parametrize(("days", "first_old"), [(60, "2024-03-02"), (30, "2024-02-01"), (3660, None)])
def test_a_vacancy_is_too_old_on_the_day_after_its_limit(days: int, first_old: str | None) -> None:
    history = History((DatedSeat("1", BEGAN),), complete=True)
    spans = timeline(history, [Adoption(MODEL, local={"TERM-05.days": days})], BEGAN, D("2024-12-31"))
    found = verdicts(spans, "TERM-05")
    assert [first for first, _, verdict in found if verdict == "warned"] == ([first_old] if first_old else [])
    assert len(spans) == (2 if first_old else 1)


@pytest.mark.parametrize(("cap", "first_late"), [(0, "2024-12-31"), (180, "2025-06-29"), (3660, None)])
def test_holding_over_is_too_long_on_the_day_after_the_cap(cap: int, first_late: str | None) -> None:
    history = History((DatedSeat("1"),), (Service("ana", "1", BEGAN, D("2024-12-30"), holdover=True),))
    law = Adoption(MODEL, local={"TERM-06.cap_days": cap})
    found = verdicts(timeline(history, [law], BEGAN, D("2026-12-31")), "TERM-06")
    assert [first for first, _, verdict in found if verdict == "warned"] == ([first_late] if first_late else [])


def test_where_nobody_may_hold_over_the_first_day_of_it_fails() -> None:
    history = History((DatedSeat("1"),), (Service("ana", "1", BEGAN, D("2024-12-30"), holdover=True),))
    law = Adoption(MODEL, local={"TERM-06.allowed": "no"})
    assert verdicts(timeline(history, [law], BEGAN, D("2026-12-31")), "TERM-06") == [
        ("2024-01-01", "2024-12-30", "met"),
        ("2024-12-31", "2026-12-31", "warned"),
    ]


def test_a_quality_counts_from_its_first_day_to_its_last() -> None:
    history = thirteen(6)
    declared = community("person 13", first=D("2025-02-01"), last=D("2025-03-31"))
    history = replace(history, qualities=(*history.qualities, declared))
    assert verdicts(timeline(history, LAW, D("2025-01-01"), D("2025-12-31")), "COMP-01") == [
        ("2025-01-01", "2025-01-31", "breached"),
        ("2025-02-01", "2025-03-31", "met"),
        ("2025-04-01", "2025-12-31", "breached"),
    ]


def test_absences_are_forgotten_with_the_calendar_year() -> None:
    missed = tuple(Absence("ana", D(day)) for day in ("2024-03-05", "2024-04-02", "2024-05-07"))
    history = History((DatedSeat("1"),), (Service("ana", "1", BEGAN),), absences=missed)
    assert verdicts(timeline(history, LAW, BEGAN, D("2025-12-31")), "TERM-07") == [
        ("2024-01-01", "2024-05-06", "met"),
        ("2024-05-07", "2024-12-31", "warned"),
        ("2025-01-01", "2025-12-31", "met"),
    ]


def test_a_removal_is_judged_from_the_day_after_the_last_day_served_even_at_a_handover() -> None:
    history = History(
        (DatedSeat("1"),),
        (
            Service("ana", "1", BEGAN, ended=D("2024-06-30"), selected_by="council", removed_by="mayor"),
            Service("bo", "1", D("2024-06-30")),
        ),
        complete=True,
    )
    assert verdicts(timeline(history, LAW, BEGAN, D("2024-12-31")), "TERM-08") == [
        ("2024-01-01", "2024-06-30", "met"),
        ("2024-07-01", "2024-12-31", "warned"),
    ]


def test_days_on_which_nothing_changes_are_not_judged() -> None:
    history = thirteen(end=D("2025-06-30"))
    assert find_changes(history, LAW, D("2024-06-01"), D("2044-06-01")) == (
        D("2024-06-01"), D("2025-07-01"), D("2025-08-31"),
    )  # fmt: skip
    filled = replace(history, services=(*history.services, Service("new", "1", D("2025-07-15"), None)))
    assert D("2025-07-15") in find_changes(filled, LAW, D("2024-06-01"), D("2044-06-01"))


def test_neighbours_with_the_same_findings_are_one_span() -> None:
    seats = (DatedSeat("1", None, D("2024-05-31")), DatedSeat("1", D("2024-06-01")))
    services = (Service("ana", "1", BEGAN, D("2024-03-31")), Service("ana", "1", D("2024-04-01")))
    history = History(seats, services)
    law = Adoption(replace(MODEL, provisions=MODEL.provisions[:1]))
    (span,) = timeline(history, [law], BEGAN, D("2024-12-31"))
    assert (span.first, span.last) == (BEGAN, D("2024-12-31"))
    assert len(find_changes(history, [law], BEGAN, D("2024-12-31"))) == 3


def test_a_day_is_a_timeline_of_itself_and_the_calendar_has_ends() -> None:
    day = D("2025-06-30")
    (span,) = timeline(thirteen(), LAW, day, day)
    assert (span.first, span.last) == (day, day)
    history = thirteen(end=date.max)
    assert timeline(history, LAW, date.min, date.max)[-1].last == date.max


def test_had_the_law_said_60_percent_these_months_would_have_failed() -> None:
    history = thirteen(8, end=D("2025-06-30"))
    joined = replace(history, services=(*history.services, Service("new", "1", D("2025-09-02"), D("2025-11-01"))))
    year = (D("2025-01-01"), D("2025-12-31"))
    assert failed_months(timeline(thirteen(8), LAW, *year))["COMP-01"] == ()
    assert failed_months(replay(thirteen(8), LAW, *year, {"COMP-01.p": "60/100"}))["COMP-01"] == ()
    assert len(failed_months(replay(thirteen(7), LAW, *year, {"COMP-01.p": "60/100"}))["COMP-01"]) == 12
    assert failed_months(timeline(joined, LAW, *year))["COMP-01"] == tuple(date(2025, n, 1) for n in range(7, 13))


def test_a_month_fails_by_its_first_or_its_last_day_alone() -> None:
    served = History((DatedSeat("1"),), (Service("ana", "1", BEGAN, D("2025-01-29")),))
    vacant = Adoption(MODEL, local={"TERM-05.days": 1})
    spans = timeline(served, [vacant], BEGAN, D("2025-02-01"))
    assert failed_months(spans)["TERM-05"] == (D("2025-02-01"),)
    whole_year = [date(2024, month, 1) for month in range(1, 13)]
    assert failed_months(timeline(served, LAW, BEGAN, D("2025-01-31")))["COMP-01"] == (*whole_year, D("2025-01-01"))


def test_a_replay_leaves_the_record_as_it_is_and_keeps_other_local_values() -> None:
    law = Adoption(MODEL, local={"COMP-08.min": 3})
    (changed,) = change_laws([law], {"COMP-01.p": "60/100"})
    assert changed.local == {"COMP-08.min": 3, "COMP-01.p": "60/100"}
    assert law.local == {"COMP-08.min": 3}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"COMP-99.p": "60/100"}, "no law recorded for this board has such a rule"),
        ({"COMP-01.q": "60/100"}, "no parameter 'q'"),
        ({"COMP-01.p": "1/100"}, "outside the allowed range"),
        ({"COMP-01.p": 0.6}, "is not a fraction"),
    ],
)
def test_a_replay_under_values_that_the_act_has_not_is_refused(values: dict[str, object], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        replay(thirteen(), LAW, BEGAN, BEGAN, values)


def test_days_out_of_order_and_two_laws_of_one_day_are_refused() -> None:
    with pytest.raises(HistoryError, match="swap the two days"):
        timeline(thirteen(), LAW, D("2025-01-02"), D("2025-01-01"))
    with pytest.raises(HistoryError, match="model-act: two adoptions are in force from 2025-01-01") as refusal:
        timeline(thirteen(), [Adoption(MODEL, D("2025-01-01"))] * 2, BEGAN, BEGAN)
    assert refusal.value.key == "model-act"
