"""What of a judgement may be public: no number, day or single category that would tell of somebody."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from model_law.facts import DECLARED, Member, Roster, Seat
from model_law.findings import Verdict
from model_law.history import DatedSeat, History
from model_law.profiles import judge, judge_rule, settle
from model_law.provisions import load_act
from model_law.publicity import (
    Showing,
    find_showing,
    may_show_verdict,
    name_representatives,
    reserves_seats,
    show_joint_verdict,
    shows_office,
)
from model_law.rules import Profile

ON = date(2026, 11, 24)
BOTH = {"COMP-04.counts.homelessness": 1, "COMP-04.counts.substance_use": 1}


def under(act: str = "model-act", **local: object) -> Profile:
    return settle(load_act(act), ON, {key.replace("__", "."): value for key, value in local.items()})


def sit(*holders: tuple[str, ...]) -> Roster:
    members = [Member(f"p{number}", frozenset(categories)) for number, categories in enumerate(holders)]
    return Roster(ON, tuple(Seat(str(number), member) for number, member in enumerate(members)))


def show(profile: Profile, check: str, *, office: bool, reserved: bool = False) -> Showing:
    rule = next(rule for rule in profile.rules if rule.provision.check == check)
    return find_showing(rule, profile, office=office, reserved=reserved)


@pytest.mark.parametrize("act", ["hrsa-330", "silc-796d", "paimi"])
def test_an_act_whose_class_is_a_condition_never_shows_the_office(act: str) -> None:
    assert shows_office(under(act)) is False


def test_an_act_that_is_silent_does_not_show_the_office() -> None:
    act = load_act("model-act")
    silent = replace(act, provisions=tuple(rule for rule in act.provisions if rule.check != "attestation"))
    assert shows_office(settle(act, ON)) is True
    assert shows_office(settle(silent, ON)) is False


@pytest.mark.parametrize("check", ["share", "share_both"])
def test_a_share_is_whole_with_the_office_and_a_verdict_without(check: str) -> None:
    assert show(under(), check, office=True) is Showing.WHOLE
    assert show(under(), check, office=False) is Showing.VERDICT


@pytest.mark.parametrize("act", ["hrsa-330", "silc-796d", "paimi"])
def test_a_verdict_that_is_shown_leaves_open_of_everybody_whether_they_count(act: str) -> None:
    """By trying every way in which the members could count: of nobody do all ways with one public answer agree."""
    profile = under(act)
    rules = [rule for rule in profile.rules if rule.provision.check in ("share", "share_both")]
    shown_at_all = set()
    for votes in (votes for size in range(1, 7) for votes in product((True, False), repeat=size)):
        worlds: dict[tuple[object, ...], list[tuple[bool, ...]]] = {}
        for counts in product((True, False), repeat=len(votes)):
            roster = sit(*((DECLARED,) if each else () for each in counts))
            seats = tuple(replace(seat, voting=vote) for seat, vote in zip(roster.seats, votes, strict=True))
            roster = replace(roster, seats=seats)
            shown = [rule for rule in rules if may_show_verdict(rule, roster, profile)]
            answer = tuple((rule.provision.id, judge_rule(profile, roster, rule).verdict) for rule in shown)
            worlds.setdefault(answer, []).append(counts)
            shown_at_all |= set(answer)
        assert len({tuple(rule for rule, _ in answer) for answer in worlds}) == 1
        for answer, ways in worlds.items():
            assert all(len(set(of_one)) == 2 for of_one in zip(*ways, strict=True)), (votes, answer)
    assert {verdict for _, verdict in shown_at_all} >= {Verdict.MET, Verdict.BREACHED}


@pytest.mark.parametrize("check", ["share", "share_both"])
def test_a_share_among_some_categories_alone_is_no_more_than_a_verdict(check: str) -> None:
    profile = settle(load_act("model-act"), ON, {"COMP-01.among": "homelessness;substance_use"})
    assert show(profile, check, office=True) is Showing.VERDICT


def test_rules_that_count_categories_show_no_number_of_their_own() -> None:
    profile = under()
    for office in (True, False):
        assert show(profile, "category_minimums", office=office) is Showing.JOINT
        assert show(profile, "counts_once", office=office) is Showing.STATEMENT
        assert show(profile, "family", office=office) is Showing.STATEMENT
        assert show(profile, "independence", office=office) is Showing.STATEMENT


def test_what_is_counted_from_who_qualifies_is_hidden_where_that_is_not_public() -> None:
    profile = settle(load_act("model-act"), ON, {"COMP-13.qualifying": "yes"})
    for check in ("chair", "attestation", "sector_income"):
        assert show(profile, check, office=True) is Showing.WHOLE
        assert show(profile, check, office=False) is Showing.NOTHING
    plain = settle(load_act("model-act"), ON, {"COMP-13.qualifying": "no"})
    assert show(plain, "chair", office=False) is Showing.WHOLE


def test_who_fills_a_reserved_seat_is_told_by_no_rule_on_remainders() -> None:
    assert show(under(), "remainder", office=True, reserved=False) is Showing.WHOLE
    assert show(under(), "remainder", office=True, reserved=True) is Showing.NOTHING
    assert reserves_seats(History((DatedSeat("1"), DatedSeat("2", reserved_for="homelessness"))))
    assert not reserves_seats(History((DatedSeat("1"),)))


def joint(roster: Roster, local: dict[str, object], *, office: bool = True) -> Verdict | None:
    profile = settle(load_act("model-act"), ON, local, frozenset({"COMP-04"}))
    return show_joint_verdict(judge(profile, roster), roster, profile, office=office)


def test_one_reserved_category_has_no_public_verdict() -> None:
    roster = sit(("homelessness",), ("homelessness",), ("substance_use",))
    assert joint(roster, {"COMP-04.counts.homelessness": 1}) is None
    assert joint(roster, BOTH) is Verdict.MET


def test_a_joint_verdict_that_would_tell_of_the_only_one_who_could_fill_a_place_is_not_shown() -> None:
    everything = ("homelessness", "substance_use")
    assert joint(sit(everything, (), ()), BOTH) is None
    assert joint(sit(("homelessness",), (), ()), BOTH) is None
    assert joint(sit(everything, ("homelessness",), ()), BOTH) is Verdict.MET


def test_whether_the_joint_verdict_is_shown_depends_on_public_numbers_alone() -> None:
    kinds: list[tuple[str, ...]] = [("homelessness",), ("substance_use",), ("mental_illness",)]
    for size in (1, 2, 3):
        shown = {joint(sit(*chosen), BOTH) is not None for chosen in product(kinds, repeat=size)}
        assert len(shown) == 1


def test_of_nobody_whom_a_shown_joint_verdict_names_can_a_category_be_ruled_out() -> None:
    kinds: list[tuple[str, ...]] = [
        ("homelessness",), ("substance_use",), ("homelessness", "substance_use"),
    ]  # fmt: skip
    for local in (BOTH, BOTH | {"COMP-05.multi": "no"}):
        for size in (1, 2, 3):
            worlds: dict[Verdict | None, list[tuple[tuple[str, ...], ...]]] = {}
            for world in product(kinds, repeat=size):
                worlds.setdefault(joint(sit(*world), local), []).append(world)
            for verdict, possible in worlds.items():
                if verdict is None:
                    continue
                for person in range(size):
                    alone = {world[person] for world in possible if len(world[person]) == 1}
                    assert alone == {("homelessness",), ("substance_use",)}, (verdict, size)


def test_representatives_are_named_only_with_the_office() -> None:
    profile = under()
    roster = sit((DECLARED,), (), ("family",))
    assert name_representatives(roster, profile, office=True) == {"p0"}
    assert name_representatives(roster, profile, office=False) == frozenset()
