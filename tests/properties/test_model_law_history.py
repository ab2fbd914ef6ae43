"""Timelines and forecasts against the plain way: judging every single day, over small random histories."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_law.facts import Member, Roster, Seat
from model_law.findings import Finding, as_data
from model_law.forecast import fails, foresee_failures, foresee_first, list_vacancies
from model_law.history import DatedSeat, History, HistoryError, Quality, Service
from model_law.profiles import judge, settle
from model_law.provisions import Act, load_act
from model_law.timeline import Adoption, failed_months, find_changes, replay, roster_on, timeline
from tests.model_law.histories import small_act
from tests.properties.histories import END, EVERY_DAY, LAST, START, offsets, on, some_histories, some_laws

few = settings(max_examples=max(10, settings().max_examples // 2))


def plain_roster(history: History, day: date) -> Roster:
    """The roster of a day, found by asking every row, without any order or index."""

    def has(row: DatedSeat | Quality) -> bool:
        return (row.first or date.min) <= day <= (row.last or date.max)

    def holder(label: str, when: date) -> Service | None:
        begun = [s for s in history.services if s.seat == label and (s.start or date.min) <= when]
        if not begun:
            return None
        latest = max(begun, key=lambda s: s.start or date.min)
        last = latest.ended or (date.max if latest.holdover else latest.end) or date.max
        return latest if when <= last else None

    def since(label: str) -> date | None:
        when = day
        while when > START - timedelta(days=30):
            before = when - timedelta(days=1)
            stood = any(
                r.label == label and (r.first or date.min) <= before <= (r.last or date.max) for r in history.seats
            )
            if not stood or holder(label, before):
                return when
            when = before
        return None

    def member(person: str) -> Member:
        rows = [row for row in history.qualities if row.person == person and has(row)]
        return Member(person, frozenset().union(*(row.categories for row in rows)),
                      rows[0].interest if rows else None, chair=any(row.chair for row in rows))  # fmt: skip

    seats = []
    for row in history.seats:
        if not has(row):
            continue
        who = holder(row.label, day)
        seats.append(
            Seat(row.label, None if who is None else member(who.person), row.voting, row.alternate,
                 bool(who and who.end and who.end < day), vacant_since=None if who else since(row.label),
                 term=next((t for t in roster_on(history, day).terms if who and (t.seat, t.start) == (row.label, who.start)),
                           None))
        )  # fmt: skip
    return Roster(day, tuple(seats), roster_on(history, day).terms, history.complete, absences=history.absences)


def plain_findings(history: History, laws: list[Adoption], day: date) -> tuple[Finding, ...]:
    begun = [law for law in laws if (law.in_force_from or date.min) <= day]
    if not begun:
        return ()
    law = max(begun, key=lambda law: law.in_force_from or date.min)
    return judge(settle(law.act, day, law.local, law.adopted), roster_on(history, day))


def plain(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Findings as data, without the age of the oldest vacancy, which grows within a span."""
    rows = [as_data(finding) for finding in findings]
    for row in rows:
        if row["check"] == "vacancy_age":
            del row["numerator"], row["margin"], row["arguments"]["oldest"]
    return rows


@few
@given(some_histories())
def test_the_roster_of_every_day_is_the_one_that_a_plain_search_finds(history: History) -> None:
    for day in EVERY_DAY[::7]:
        assert roster_on(history, day).seats == plain_roster(history, day).seats


@few
@given(some_histories(), some_laws())
def test_a_timeline_says_what_judging_every_day_says(history: History, laws: list[Adoption]) -> None:
    spans = timeline(history, laws, START, END)
    assert [spans[0].first, spans[-1].last] == [START, END]
    by_day = {day: span for span in spans for day in EVERY_DAY if span.first <= day <= span.last}
    assert sum((span.last - span.first).days + 1 for span in spans) == len(by_day) == len(EVERY_DAY)
    for day in EVERY_DAY:
        found = plain_findings(history, laws, day)
        assert plain(by_day[day].findings) == plain(found)
        if day == by_day[day].first:
            assert [as_data(one) for one in by_day[day].findings] == [as_data(one) for one in found]
    for earlier, later in pairwise(spans):
        assert plain(earlier.findings) != plain(later.findings)


@few
@given(some_histories(), some_laws(), st.integers(40, 100))
def test_a_replay_names_the_months_that_fail_on_some_day(history: History, laws: list[Adoption], parts: int) -> None:
    values = {"COMP-01.p": f"{parts}/100"} if laws else {}
    changed = [Adoption(law.act, law.in_force_from, {**(law.local or {}), **values}) for law in laws]
    expected: dict[str, set[date]] = {}
    for day in EVERY_DAY:
        for finding in plain_findings(history, changed, day):
            months = expected.setdefault(finding.rule, set())
            if finding.verdict in {"breached", "warned"}:
                months.add(day.replace(day=1))
    told = failed_months(replay(history, laws, START, END, values))
    assert {rule: set(months) for rule, months in told.items()} == expected
    assert all(list(months) == sorted(set(months)) for months in told.values())


@few
@given(some_histories(), some_laws(), st.integers(0, LAST))
def test_a_forecast_finds_the_day_that_stepping_day_by_day_finds(
    history: History, laws: list[Adoption], offset: int
) -> None:
    today = START + timedelta(days=offset)
    met = {one.rule for one in plain_findings(history, laws, today) if one.verdict == "met"}
    expected: dict[str, date] = {}
    remedies: dict[str, Any] = {}
    for day in (day for day in EVERY_DAY if day > today):
        for finding in plain_findings(history, laws, day):
            if finding.rule in met and finding.rule not in expected and fails(finding):
                expected[finding.rule], remedies[finding.rule] = day, finding.remedies
    foreseen = foresee_failures(history, laws, today, END)
    assert {one.finding.rule: one.day for one in foreseen} == expected
    assert all(one.days_left == (one.day - today).days for one in foreseen)
    assert {one.finding.rule: one.finding.remedies for one in foreseen} == remedies
    assert [one.day for one in foreseen] == sorted(expected.values())
    first = {rule for rule, day in expected.items() if day == min(expected.values())}
    assert {one.finding.rule for one in foresee_first(history, laws, today, END)} == first


@few
@given(some_histories(), st.integers(0, LAST))
def test_every_vacancy_is_listed_with_its_age(history: History, offset: int) -> None:
    roster = roster_on(history, START + timedelta(days=offset))
    vacant = {
        seat.label: seat for seat in plain_roster(history, roster.on).seats if not (seat.holder or seat.alternate)
    }
    listed = list_vacancies(roster)
    assert {one.seat for one in listed} == set(vacant)
    for one in listed:
        since = vacant[one.seat].vacant_since
        assert (one.since, one.days) == (since, since and (roster.on - since).days)
    ages = [-1 if one.days is None else one.days for one in listed]
    assert ages == sorted(ages, reverse=True)


rows = st.builds(
    Service, st.sampled_from(("a", "b")), st.sampled_from(("1", "2")), offsets.map(on), st.none() | offsets.map(on),
    st.none() | offsets.map(on), st.booleans(),
)  # fmt: skip


def made(services: tuple[Service, ...]) -> History | HistoryError:
    try:
        return History((DatedSeat("1"), DatedSeat("2")), services)
    except HistoryError as refusal:
        return refusal


@given(st.lists(rows, max_size=4))
def test_any_services_are_refused_or_leave_nobody_in_two_places(services: list[Service]) -> None:
    history = made(tuple(services))
    if isinstance(history, HistoryError):
        assert history.key in {"1", "2", "a", "b"}
        return
    for day in EVERY_DAY:
        held = [seat.holder.person for seat in roster_on(history, day).seats if seat.holder]
        assert len(set(held)) == len(held)
        for service in services:
            if (service.start or day) < day < (service.ended or service.end or date.max):
                assert service.person in held
    assert set(find_changes(history, [], START, END)) <= set(EVERY_DAY)


@pytest.mark.parametrize("act", [load_act("model-act"), small_act()])
def test_the_acts_drawn_from_have_the_rules_that_are_set(act: Act) -> None:
    assert {"COMP-01", "TERM-05", "TERM-06", "TERM-07"} <= {provision.id for provision in act.provisions}
