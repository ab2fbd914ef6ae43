"""What is coming: the first day a met rule fails, what is needed by then, and whose duty the vacancies are."""

from dataclasses import replace
from datetime import date

import pytest

from model_law.facts import Roster, Seat
from model_law.forecast import foresee_failures, foresee_first, list_vacancies
from model_law.history import DatedSeat, History, HistoryError, Service
from model_law.timeline import Adoption
from tests.model_law.boards import remedies
from tests.model_law.histories import BEGAN, LAW, MODEL, community, thirteen

D = date.fromisoformat
TODAY = D("2025-06-01")
SHARE_ALONE = (Adoption(replace(MODEL, provisions=MODEL.provisions[:1])),)


def test_the_day_after_the_terms_end_is_foreseen_with_what_is_needed_by_then() -> None:
    history = thirteen()
    first = replace(history.services[0], end=D("2025-06-30"))
    history = replace(history, services=(first, *history.services[1:]))
    (foreseen,) = foresee_first(history, SHARE_ALONE, TODAY)
    assert (foreseen.day, foreseen.days_left, foreseen.finding.rule) == (D("2025-07-01"), 30, "COMP-01")
    assert (foreseen.finding.numerator, foreseen.finding.denominator) == (6, 12)
    assert remedies(foreseen.finding) == {
        "replace": {"count": 1},
        "fill_vacant": {"count": 1, "vacant": 1},
        "others_leave": {"count": 1},
    }


def test_a_successor_already_appointed_averts_it() -> None:
    history = thirteen()
    first = replace(history.services[0], end=D("2025-06-30"))
    successor = Service("new", "1", D("2025-07-01"), None)
    history = replace(
        history,
        services=(first, *history.services[1:], successor),
        qualities=(*history.qualities, community("new")),
    )
    assert foresee_failures(history, SHARE_ALONE, TODAY) == ()
    late = replace(successor, start=D("2025-07-02"))
    history = replace(history, services=(*history.services[:-1], late))
    assert [one.day for one in foresee_failures(history, SHARE_ALONE, TODAY)] == [D("2025-07-01")]


@pytest.mark.parametrize(("cap", "day"), [(180, "2025-12-28"), (0, "2025-07-01"), (3660, "2035-07-09")])
def test_a_holdover_that_grows_too_long_is_foreseen(cap: int, day: str) -> None:
    history = History((DatedSeat("1"),), (Service("ana", "1", BEGAN, D("2025-06-30"), holdover=True),))
    law = Adoption(MODEL, local={"TERM-06.cap_days": cap})
    assert [(one.day, one.finding.rule) for one in foresee_failures(history, [law], TODAY)] == [(D(day), "TERM-06")]


def test_a_rule_that_fails_today_is_no_forecast() -> None:
    assert foresee_failures(thirteen(6), SHARE_ALONE, TODAY) == ()


def test_a_board_that_nobody_will_sit_on_is_foreseen() -> None:
    history = History((DatedSeat("1"),), (Service("ana", "1", BEGAN, D("2025-06-30")),), (community("ana"),))
    (foreseen,) = foresee_failures(history, SHARE_ALONE, TODAY)
    assert (foreseen.day, foreseen.finding.verdict) == (D("2025-07-01"), "cannot_tell")


def test_each_rule_is_foreseen_once_on_its_own_day_and_only_so_far_as_asked() -> None:
    law = Adoption(MODEL, local={"COMP-08.min": 13})
    history = thirteen(end=D("2025-06-30"))
    found = {one.finding.rule: one.day for one in foresee_failures(history, [law], TODAY)}
    assert found["COMP-01"] == found["COMP-08"] == D("2025-07-01")
    assert found["TERM-05"] == D("2025-08-31")
    assert "TERM-05" not in {one.finding.rule for one in foresee_failures(history, [law], TODAY, D("2025-08-30"))}
    assert {one.day for one in foresee_first(history, [law], TODAY)} == {D("2025-07-01")}
    assert foresee_first(history, [law], TODAY, TODAY) == ()


def test_a_law_that_takes_effect_is_foreseen_and_the_past_cannot_be() -> None:
    laws = (*SHARE_ALONE, replace(SHARE_ALONE[0], in_force_from=D("2026-01-01"), local={"COMP-01.p": "60/100"}))
    assert [(one.day, one.finding.rule) for one in foresee_first(thirteen(), laws, TODAY)] == [
        (D("2026-01-01"), "COMP-01")
    ]
    with pytest.raises(HistoryError, match="swap the two days"):
        foresee_failures(thirteen(), LAW, TODAY, BEGAN)
    assert foresee_failures(thirteen(), (), TODAY) == ()


def test_vacancies_are_listed_by_age_with_whose_duty_they_are_and_never_what_is_reserved() -> None:
    seats = (
        Seat("1", selected_by="council", reserved_for="homelessness"),
        Seat("2", vacant_since=D("2025-05-31"), selected_by="mayor"),
        Seat("3", vacant_since=D("2025-01-01"), voting=False),
        Seat("4", alternate=True, vacant_since=D("2024-01-01")),
    )
    listed = list_vacancies(Roster(TODAY, seats))
    assert [(one.seat, one.days, one.selected_by, one.voting) for one in listed] == [
        ("3", 151, None, False),
        ("2", 1, "mayor", True),
        ("1", None, "council", True),
    ]
    assert "homelessness" not in repr(listed)
    assert list_vacancies(Roster(TODAY, ())) == ()
