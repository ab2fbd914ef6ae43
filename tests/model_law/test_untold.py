"""What was declared and cannot be read any more is held neither for a board nor against it."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from model_law.facts import DECLARED, UNTOLD, Member, Roster, Seat
from model_law.findings import Finding, Verdict
from model_law.profiles import judge, settle
from model_law.provisions import load_act
from model_law.rules import Profile
from model_law.wording import word_finding

DAY = date(2026, 11, 24)
CATEGORIES = ("mental_illness", "homelessness", "family")
LAWS = (
    {},
    {"COMP-04.counts.homelessness": "1", "COMP-04.counts.mental_illness": "1"},
    {"COMP-01.among": "homelessness;family"},
)


def make_roster(*declared: frozenset[str]) -> Roster:
    return Roster(
        DAY,
        tuple(
            Seat(str(number), Member(f"person{number}", categories, basis="attested"))
            for number, categories in enumerate(declared)
        ),
    )


def find(profile: Profile, roster: Roster, rule: str = "COMP-01") -> Finding:
    return next(finding for finding in judge(profile, roster) if finding.rule == rule)


def test_one_who_could_turn_the_sum_leaves_it_untold() -> None:
    profile = settle(load_act("model-act"), DAY)
    counts, untold, other = frozenset({DECLARED}), frozenset({UNTOLD}), frozenset[str]()
    assert find(profile, make_roster(counts, other, other, untold)).verdict is Verdict.BREACHED
    assert find(profile, make_roster(counts, counts, untold)).verdict is Verdict.MET
    turned = find(profile, make_roster(counts, other, untold))
    assert (turned.verdict, turned.arguments) == (Verdict.CANNOT_TELL, {"untold": 1})
    assert "destroyed" in word_finding(turned, "en")


def test_who_is_known_besides_is_not_untold() -> None:
    profile = settle(load_act("model-act"), DAY)
    both = frozenset({DECLARED, UNTOLD})
    assert find(profile, make_roster(both, both, frozenset())) == find(
        profile, make_roster(frozenset({DECLARED}), frozenset({DECLARED}), frozenset())
    )


@pytest.mark.parametrize("local", LAWS)
def test_a_verdict_stands_only_where_no_declaration_could_have_given_another(local: dict[str, str]) -> None:
    profile = settle(load_act("model-act"), DAY, local, frozenset({"COMP-04"}))
    choices = [frozenset({name}) for name in (DECLARED, *CATEGORIES)] + [frozenset[str]()]
    for known in product((frozenset({"homelessness"}), frozenset({"family"}), frozenset[str]()), repeat=2):
        judged = judge(profile, make_roster(*known, frozenset({UNTOLD}), frozenset({UNTOLD})))
        worlds = [judge(profile, make_roster(*known, *hidden)) for hidden in product(choices, repeat=2)]
        for place, finding in enumerate(judged):
            verdicts = {world[place].verdict for world in worlds}
            if finding.message != "untold" and finding.ruled_by.provision.check in ("share", "category_minimums"):
                assert verdicts == {finding.verdict}, (known, finding.rule)


def test_an_empty_seat_and_a_barred_member_are_judged_as_ever() -> None:
    profile = settle(load_act("model-act"), DAY)
    roster = make_roster(frozenset({DECLARED}), frozenset({UNTOLD}), frozenset())
    barred = replace(roster.seats[1], holder=Member("person1", frozenset({UNTOLD}), interest="own"))
    roster = replace(roster, seats=(roster.seats[0], barred, roster.seats[2], Seat("9")))
    assert find(profile, roster).verdict is Verdict.BREACHED
