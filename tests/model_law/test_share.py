"""COMP-01, 02, 03, 05 and 06: the share of community representatives at its boundaries."""

from fractions import Fraction

import pytest

from model_law.findings import Verdict
from tests.model_law.boards import board, judge_one, remedies, roster, seats

BOUNDARIES = [
    # community, others, verdict: the least that passes and the most that fails at 51 percent
    (7, 6, "met"),
    (6, 7, "breached"),
    (3, 8, "breached"),
    (5, 5, "breached"),
    (6, 5, "met"),
    (1, 0, "met"),
    (0, 1, "breached"),
    (1, 1, "breached"),
    (2, 1, "met"),
    (26, 24, "met"),
    (25, 25, "breached"),
    (26, 25, "breached"),
    (27, 24, "met"),
    (51, 49, "met"),
    (50, 50, "breached"),
    (50, 49, "breached"),
    (51, 48, "met"),
    (5100, 4900, "met"),
    (5099, 4901, "breached"),
]


@pytest.mark.parametrize(("community", "others", "verdict"), BOUNDARIES)
def test_51_percent_is_exact_at_its_boundaries(community: int, others: int, verdict: str) -> None:
    finding = judge_one("COMP-01", board(community, others))
    assert finding.verdict == verdict
    assert (finding.numerator, finding.denominator) == (community, community + others)
    assert finding.how_known == "second_hand"


@pytest.mark.parametrize(
    ("community", "others", "p", "verdict"),
    [
        (8, 5, "60/100", "met"),
        (7, 6, "60/100", "breached"),
        (3, 2, "60%", "met"),
        (1, 2, "1/3", "met"),
        (33, 67, "33/100", "met"),
        (1, 2, "34/100", "breached"),
        (2, 1, "2/3", "met"),
        (5, 0, "1", "met"),
        (5, 1, "1", "breached"),
        (4, 6, "0.4", "met"),
    ],
)
def test_a_locality_may_set_another_share(community: int, others: int, p: str, verdict: str) -> None:
    finding = judge_one("COMP-01", board(community, others), COMP_01__p=p)
    assert finding.verdict == verdict
    assert finding.ruled_by.departures == ("p",)


@pytest.mark.parametrize(("community", "others", "verdict"), [(5, 5, "breached"), (6, 5, "met"), (5, 6, "breached")])
def test_more_than_half_is_not_half(community: int, others: int, verdict: str) -> None:
    settings = {"COMP_01__p": "1/2", "COMP_01__comparison": "more_than"}
    assert judge_one("COMP-01", board(community, others), **settings).verdict == verdict


def test_the_margin_counts_representatives_beyond_the_least() -> None:
    assert judge_one("COMP-01", board(7, 6)).margin == 0
    assert judge_one("COMP-01", board(9, 4)).margin == 2
    assert judge_one("COMP-01", board(5, 8)).margin == -2


def test_one_resignation_breaks_a_board_that_is_at_its_margin() -> None:
    assert judge_one("COMP-01", board(6, 5)).verdict == "met"
    assert judge_one("COMP-01", board(5, 5, 1)).verdict == "breached"


def test_serving_members_and_authorized_seats_differ() -> None:
    one_of_each_left = board(5, 4, 2)
    assert judge_one("COMP-01", one_of_each_left).verdict == "met"
    finding = judge_one("COMP-01", one_of_each_left, COMP_01__denominator="authorized")
    assert (finding.verdict, finding.numerator, finding.denominator) == ("breached", 5, 11)


def test_somebody_of_several_categories_counts_once() -> None:
    several = roster(*seats(1, "homelessness substance_use mental_illness"), *seats(1))
    assert (judge_one("COMP-01", several).numerator, judge_one("COMP-01", several).denominator) == (1, 2)
    once = judge_one("COMP-05", several)
    assert (once.numerator, once.denominator, once.verdict) == (1, 3, "met")


def test_a_declaration_without_a_category_counts() -> None:
    assert judge_one("COMP-01", roster(*seats(7, "community_representative"), *seats(6))).verdict == "met"


def test_members_without_a_vote_count_only_where_all_members_are_counted() -> None:
    of = roster(*seats(7, "homelessness"), *seats(6), *seats(3, voting=False))
    assert judge_one("COMP-01", of).verdict == "met"
    everybody = judge_one("COMP-01", of, COMP_01__members="all")
    assert (everybody.verdict, everybody.numerator, everybody.denominator) == ("breached", 7, 16)


def test_alternates_and_holdovers_count_as_the_rule_declares() -> None:
    of = roster(*seats(6, "homelessness"), *seats(1, "homelessness", holdover=True), *seats(6),
                *seats(2, "homelessness", alternate=True))  # fmt: skip
    assert judge_one("COMP-01", of).numerator == 7
    without = judge_one("COMP-01", of, COMP_01__holdovers="not_counted")
    assert (without.numerator, without.denominator, without.verdict) == (6, 12, "breached")
    assert judge_one("COMP-01", of, COMP_01__alternates="counted").numerator == 9


@pytest.mark.parametrize(("interest", "numerator"), [("", 2), (None, 2), ("own", 1), ("relative", 1)])
def test_who_depends_on_the_program_is_a_member_and_does_not_count(interest: str | None, numerator: int) -> None:
    of = roster(*seats(1, "homelessness"), *seats(1, "homelessness", interest=interest), *seats(1))
    finding = judge_one("COMP-01", of)
    assert (finding.numerator, finding.denominator) == (numerator, 3)


def test_a_relative_counts_where_only_employees_are_barred() -> None:
    of = roster(*seats(2, "homelessness", interest="relative"), *seats(1))
    assert judge_one("COMP-01", of, COMP_07__exclude_family="no").numerator == 2


def test_nobody_serving_is_neither_met_nor_breached() -> None:
    for of in (board(0, 0), board(0, 0, 13), roster(*seats(3, "homelessness", voting=False))):
        finding = judge_one("COMP-01", of)
        assert (finding.verdict, finding.message) == (Verdict.CANNOT_TELL, "share.nobody")


def test_family_counts_only_where_the_locality_says_so() -> None:
    of = roster(*seats(4, "family"), *seats(3, "family homelessness"), *seats(6))
    assert judge_one("COMP-01", of).numerator == 3
    assert judge_one("COMP-06", of).numerator == 4
    assert judge_one("COMP-01", of, COMP_06__family_counts="yes").numerator == 7


def test_six_of_thirteen_has_three_remedies() -> None:
    assert remedies(judge_one("COMP-01", board(6, 7))) == {
        "replace": {"count": 1},
        "add_seats": {"count": 2, "filled": 0, "new": 2},
        "others_leave": {"count": 2},
    }


def test_vacant_seats_are_filled_before_new_ones_are_made() -> None:
    assert remedies(judge_one("COMP-01", board(6, 7, 2)))["fill_vacant"] == {"count": 2, "vacant": 2}
    assert remedies(judge_one("COMP-01", board(6, 7, 1)))["add_seats"] == {"count": 2, "filled": 1, "new": 1}


def test_no_remedy_breaks_a_size_that_binds() -> None:
    adopted = frozenset({"COMP-08"})
    settings = {"COMP_08__min": "12", "COMP_08__max": "14"}
    assert set(remedies(judge_one("COMP-01", board(6, 7), adopted=adopted, **settings))) == {"replace"}
    assert set(remedies(judge_one("COMP-01", board(6, 7), **settings))) == {
        "replace",
        "add_seats",
        "others_leave",
    }


def test_no_remedy_counts_on_people_leaving_a_board_without_representatives() -> None:
    assert set(remedies(judge_one("COMP-01", board(0, 2)))) == {"replace", "add_seats"}


def test_a_met_rule_has_no_remedy() -> None:
    assert judge_one("COMP-01", board(7, 6)).remedies == ()


def test_both_counts_are_asked_where_the_statute_asks_both() -> None:
    votes_only = roster(*seats(7, "disability"), *seats(6), *seats(3, voting=False))
    assert judge_one("COMP-01", votes_only, act="silc-796d").verdict == "met"
    finding = judge_one("COMP-02", votes_only, act="silc-796d")
    assert (finding.verdict, finding.numerator, finding.denominator) == ("breached", 7, 16)
    assert judge_one("COMP-02", votes_only, act="model-act", COMP_02__both="no").message == "share_both.off"


def test_those_present_only_ever_warn() -> None:
    rows = [*seats(7, "homelessness"), *seats(6)]
    present = frozenset(seat.holder.person for seat in rows[5:] if seat.holder)
    finding = judge_one("COMP-03", roster(*rows, present=present), adopted=frozenset({"COMP-03"}))
    assert (finding.verdict, finding.numerator, finding.denominator) == ("warned", 2, 8)
    assert judge_one("COMP-03", roster(*rows)).message == "share_present.no_meeting"
    assert judge_one("COMP-03", roster(*rows, present=frozenset())).message == "share.nobody"


def test_a_majority_of_the_advocates_is_not_a_majority_of_the_committee() -> None:
    of = roster(*seats(3, "lived_experience"), *seats(2, "advocate"), *seats(9, "law_enforcement"))
    finding = judge_one("COMP-01", of, act="il-cessa")
    assert (finding.verdict, finding.numerator, finding.denominator) == ("met", 3, 5)


def test_thresholds_are_fractions_and_never_floats() -> None:
    finding = judge_one("COMP-01", board(7, 6))
    assert finding.ruled_by.values["p"] == Fraction(51, 100)
    assert not any(isinstance(value, float) for value in finding.arguments.values())
