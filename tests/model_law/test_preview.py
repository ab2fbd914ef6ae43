"""What a proposed change would do: rules before and after, the quorum, and what an authority may see."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from model_law.facts import Member, Roster, Seat, Term
from model_law.findings import Verdict
from model_law.preview import (
    Appointment,
    Change,
    ChangeError,
    Departure,
    Requalification,
    Reservation,
    Resizing,
    apply_change,
    compare,
    joint_verdict,
    preview,
    show_authority,
)
from model_law.profiles import judge, settle
from model_law.provisions import load_act
from model_law.quorum import Quorum, find_quorum
from model_law.rules import Profile
from model_law.timeline import roster_on
from tests.model_law.boards import DAY
from tests.model_law.histories import MODEL, thirteen

PROFILE = settle(MODEL, DAY)
MET, BREACHED, CANNOT_TELL = Verdict.MET, Verdict.BREACHED, Verdict.CANNOT_TELL


def roster(community_count: int = 7) -> Roster:
    return roster_on(thirteen(community_count), DAY)


def somebody(person: str, categories: str = "", **facts: Any) -> Member:
    return Member(person, frozenset(categories.split()), "", **facts)


def share_turns(of: Roster, *changes: Change) -> tuple[str, str]:
    first = preview(PROFILE, of, changes).pairs[0]
    return (first.before.verdict.value, first.after.verdict.value)


@pytest.mark.parametrize(
    ("community_count", "changes", "expected"),
    [
        (7, [Departure("person 1")], ("met", "breached")),
        (7, [Departure("person 1", "mayor")], ("met", "breached")),
        (7, [Departure("person 13")], ("met", "met")),
        (6, [Departure("person 13")], ("breached", "breached")),
        (6, [Departure("person 12"), Departure("person 13")], ("breached", "met")),
        (7, [Departure("person 1"), Appointment("1", somebody("new", "homelessness"))], ("met", "met")),
        (7, [Departure("person 1"), Appointment("1", somebody("new"))], ("met", "breached")),
        (6, [Requalification(somebody("person 7", "community_representative"))], ("breached", "met")),
        (7, [Requalification(somebody("person 7"))], ("met", "breached")),
        (7, [Resizing((Seat("14", somebody("new")),))], ("met", "breached")),
        (7, [Resizing((Seat("14"),))], ("met", "met")),
        (7, [Resizing(abolished=frozenset({"1"}))], ("met", "breached")),
        (6, [Resizing(abolished=frozenset({"12", "13"}))], ("breached", "met")),
        (7, [Reservation("1", "homelessness")], ("met", "met")),
        (7, [], ("met", "met")),
    ],
)  # fmt: skip
def test_the_share_is_told_before_and_after(
    community_count: int, changes: list[Change], expected: tuple[str, str]
) -> None:
    assert share_turns(roster(community_count), *changes) == expected


def test_every_rule_is_paired_and_only_turned_verdicts_are_changes() -> None:
    seen = preview(PROFILE, roster(), [Departure("person 1")])
    assert [pair.before.rule for pair in seen.pairs] == [rule.provision.id for rule in PROFILE.rules]
    assert all(pair.before.rule == pair.after.rule for pair in seen.pairs)
    assert {pair.after.rule for pair in seen.changed} == {"COMP-01", "COMP-02"}
    assert seen == compare(PROFILE, roster(), apply_change(roster(), Departure("person 1")))


def test_a_removal_by_a_body_that_did_not_select_turns_its_rule() -> None:
    of = roster()
    of = replace(of, terms=tuple(replace(term, selected_by="council") for term in of.terms))
    of = replace(of, seats=tuple(replace(seat, term=of.terms[int(seat.label) - 1]) for seat in of.seats))
    assert [term.seat for term in of.terms] != []

    def turns(change: Departure) -> bool:
        return "TERM-08" in {pair.after.rule for pair in preview(PROFILE, of, [change]).changed}

    assert turns(Departure("person 9", "mayor"))
    assert not turns(Departure("person 9", "council"))
    assert not turns(Departure("person 9"))


def test_a_reserved_place_turns_the_rule_of_the_remainder() -> None:
    term = Term("ana", "1", date(2025, 1, 1), date(2026, 6, 30), None, True, date(2026, 6, 30), "mayor")
    of = Roster(DAY, (Seat("1", somebody("ana"), term=term, selected_by="mayor"),), (term,), complete=True)
    assert {pair.after.rule for pair in preview(PROFILE, of, [Reservation("1", "homelessness")]).changed} == {"TERM-04"}


def test_a_successor_takes_the_seat_of_who_holds_over() -> None:
    term = Term("ana", "1", date(2024, 1, 1), date(2025, 12, 31))
    of = Roster(DAY, (Seat("1", somebody("ana"), holdover=True, term=term),), (term,))
    after = apply_change(of, Appointment("1", somebody("bo")))
    assert (after.seats[0].holder, after.seats[0].holdover) == (somebody("bo"), False)
    assert [(term.person, term.start, term.ended) for term in after.terms] == [
        ("ana", date(2024, 1, 1), date(2026, 2, 28)),
        ("bo", DAY, None),
    ]
    again = apply_change(of, Appointment("1", somebody("ana"), Term("ana", "1", DAY, date(2028, 12, 31))))
    assert (again.seats[0].holdover, again.terms[-1].end) == (False, date(2028, 12, 31))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Appointment("99", somebody("new")), "there is no seat '99'"),
        (Appointment("1", somebody("new")), "record that its holder leaves first"),
        (Departure("nobody"), "'nobody' does not serve"),
        (Requalification(somebody("nobody")), "'nobody' does not serve"),
        (Reservation("99", None), "there is no seat '99'"),
        (Resizing((Seat("1"),)), "there already is a seat '1'"),
        (Resizing((Seat("14"), Seat("14"))), "there already is a seat '14'"),
        (Resizing(abolished=frozenset({"99"})), "there is no seat '99'"),
    ],
)
def test_a_change_that_the_roster_has_no_place_for_is_refused(change: Change, says: str) -> None:
    with pytest.raises(ChangeError, match=says):
        preview(PROFILE, roster(), [change])


def test_doubled_labels_and_people_are_refused() -> None:
    with pytest.raises(ChangeError, match="'person 2' sits in another seat"):
        preview(PROFILE, roster(), [Departure("person 1"), Appointment("1", somebody("person 2"))])
    doubled = Roster(DAY, (Seat("1", somebody("ana")), Seat("1", somebody("ana"))))
    with pytest.raises(ChangeError, match="give each seat its own label"):
        apply_change(doubled, Reservation("1", None))
    with pytest.raises(ChangeError, match="sits in 2 seats"):
        apply_change(doubled, Departure("ana"))


def with_quorum(of: str, rule: str, rounds: str = "up") -> Profile:
    """A profile with only a quorum rule, whatever the acts that ship let a locality set."""
    act = load_act("ca-bhb")
    profile = settle(act, DAY)
    found = next(rule for rule in profile.rules if rule.provision.check == "quorum")
    values = {"of": of, "rule": rule, "fraction_rounds": rounds, "members": "unsaid"}
    return replace(profile, rules=(replace(found, values=values),))


def sized(serving: int, vacant: int, nonvoting: int = 0) -> Roster:
    held = [Seat(str(number), somebody(f"p{number}"), voting=number >= nonvoting) for number in range(serving)]
    empty = [Seat(f"v{number}") for number in range(vacant)]
    return Roster(DAY, (*held, *empty, Seat("alternate", somebody("other"), alternate=True)))


@pytest.mark.parametrize(
    ("of", "rule", "rounds", "serving", "vacant", "needed", "total"),
    [
        ("serving", "majority", "up", 12, 1, 7, 12),
        ("serving", "majority", "up", 13, 0, 7, 13),
        ("serving", "majority", "up", 1, 12, 1, 1),
        ("authorized", "majority", "up", 12, 1, 7, 13),
        ("authorized", "majority", "up", 1, 13, 8, 14),
        ("authorized", "majority", "up", 0, 14, 8, 14),
        ("appointed", "one_more_than_half", "up", 12, 1, 7, 12),
        ("appointed", "one_more_than_half", "up", 13, 0, 8, 13),
        ("appointed", "one_more_than_half", "down", 13, 0, 7, 13),
        ("appointed", "one_more_than_half", "up", 1, 0, 2, 1),
    ],
)  # fmt: skip
def test_a_quorum_is_more_than_half_of_those_whom_the_rule_counts(
    of: str, rule: str, rounds: str, serving: int, vacant: int, needed: int, total: int
) -> None:
    assert find_quorum(with_quorum(of, rule, rounds), sized(serving, vacant)) == Quorum(needed, total, of)


def test_a_quorum_that_no_rule_settles_cannot_be_told() -> None:
    without = replace(PROFILE, rules=())
    assert find_quorum(without, sized(13, 0)) == Quorum(None, None, None, "no_rule")
    serving = with_quorum("serving", "majority")
    assert find_quorum(serving, sized(0, 13)) == Quorum(None, 0, "serving", "nobody")
    assert find_quorum(serving, sized(13, 0, nonvoting=1)) == Quorum(7, 13, "serving")
    assert find_quorum(serving, sized(13, 0, nonvoting=2)) == Quorum(None, None, "serving", "nonvoting_seats")
    assert find_quorum(with_quorum("authorized", "majority"), Roster(DAY, ())).unknown == "nobody"


def test_the_quorum_is_told_before_and_after() -> None:
    seen = preview(with_quorum("serving", "majority"), sized(12, 0), [Departure("p1")])
    assert (seen.quorum_before, seen.quorum_after) == (Quorum(7, 12, "serving"), Quorum(6, 11, "serving"))


def joint(needs: dict[str, int], members: list[str], shares: dict[str, str] | None = None) -> Verdict | None:
    local: dict[str, Any] = {"COMP-04.counts": needs, "COMP-04.shares": shares or {}}
    profile = settle(MODEL, DAY, local, {"COMP-04"})
    seats = tuple(Seat(str(n), somebody(f"p{n}", categories)) for n, categories in enumerate(members))
    return joint_verdict(judge(profile, Roster(DAY, seats)))


@pytest.mark.parametrize(
    ("needs", "members", "verdict"),
    [
        ({}, ["family"], None),
        ({"homelessness": 1}, [], None),
        ({"homelessness": 1, "substance_use": 0}, ["family"], None),
        ({"homelessness": 1, "substance_use": 1}, ["homelessness", "substance_use"], MET),
        ({"homelessness": 1, "substance_use": 1}, ["homelessness", ""], "not met"),
        ({"homelessness": 1, "substance_use": 1}, ["", ""], "not met"),
        ({"homelessness": 1, "substance_use": 1}, ["homelessness", "community_representative"], CANNOT_TELL),
    ],
)  # fmt: skip
def test_category_rules_show_one_verdict_and_none_for_one_category(
    needs: dict[str, int], members: list[str], verdict: Verdict | str | None
) -> None:
    found = joint(needs, members)
    assert found in {BREACHED, Verdict.WARNED} if verdict == "not met" else found is verdict


def test_a_share_of_a_category_reserves_it_too() -> None:
    assert joint({"homelessness": 1}, ["homelessness"], {"substance_use": "50/100"}) in {BREACHED, Verdict.WARNED}
    assert joint({}, ["homelessness"], {"substance_use": "50/100"}) is None
    assert joint({}, ["homelessness"], {"substance_use": "50/100", "homelessness": "0"}) is None


def test_the_joint_verdict_is_the_worst_of_several_rules() -> None:
    rules = judge(settle(MODEL, DAY, {"COMP-04.counts": {"homelessness": 1, "family": 1}}), roster())
    found = next(one for one in rules if one.rule == "COMP-04")
    warned = Verdict.WARNED
    for others, worst in (
        ((MET,), MET),
        ((MET, CANNOT_TELL), CANNOT_TELL),
        ((warned, CANNOT_TELL), warned),
        ((BREACHED, warned, MET), BREACHED),
    ):
        assert joint_verdict([found._replace(verdict=one) for one in others]) is worst
    assert joint_verdict([]) is None


def test_an_authority_sees_the_share_and_the_joint_verdict_alone() -> None:
    local = {"COMP-04.counts": {"homelessness": 1, "substance_use": 1}}
    findings = judge(settle(MODEL, DAY, local), roster())
    seen = show_authority(findings)
    assert seen.majority is findings[0]
    assert seen.majority.rule == "COMP-01"
    assert seen.categories is joint_verdict(findings)
    assert seen.categories is not None
    assert show_authority([]) == (None, None)
