"""COMP-04 and COMP-07 to COMP-14, at their boundaries and where facts are missing."""

from itertools import permutations, product

import pytest

from model_law.composition import at_most, places_filled
from tests.model_law.boards import board, judge_one, remedies, roster, seats


@pytest.mark.parametrize(
    ("known", "unknown", "limit", "answer"),
    [(0, 0, 0, True), (1, 0, 0, False), (0, 1, 0, None), (2, 1, 3, True), (2, 2, 3, None), (4, 9, 3, False)],
)
def test_what_is_not_known_only_decides_where_it_could(
    known: int, unknown: int, limit: int, answer: bool | None
) -> None:
    assert at_most(known, unknown, limit) is answer


def test_no_category_is_required_by_default() -> None:
    assert judge_one("COMP-04", board(7, 6)).message == "categories.none_required"


def test_each_required_category_needs_its_number() -> None:
    of = roster(*seats(1, "homelessness"), *seats(2, "mental_illness"), *seats(4), *seats(2, vacant=True))
    settings = {"COMP_04__counts__homelessness": "2", "COMP_04__counts__mental_illness": "2"}
    finding = judge_one("COMP-04", of, **settings)
    assert (finding.verdict, finding.numerator, finding.denominator) == ("warned", 1, 2)
    assert finding.arguments["missing"] == {"homelessness": 1}
    assert remedies(finding) == {
        "fill_categories": {"count": 1, "vacant": 2},
        "replace_categories": {"count": 1},
    }
    assert judge_one("COMP-04", of, adopted=frozenset({"COMP-04"}), **settings).verdict == "breached"


def test_a_share_of_a_category_is_rounded_up() -> None:
    def california(consumers: int, others: int) -> str:
        of = roster(
            *seats(consumers, "consumer"), *seats(9, "family"), *seats(1, "governing_body"),
            *seats(1, "age_25_or_under"), *seats(1, "education_agency"), *seats(others),
        )  # fmt: skip
        return judge_one("COMP-04", of, act="ca-bhb").verdict

    assert california(3, 0) == "met"
    assert california(4, 4) == "met"
    assert california(4, 5) == "breached"


def test_who_only_declared_may_fill_what_seems_missing() -> None:
    of = roster(*seats(2, "community_representative"), *seats(1))
    assert judge_one("COMP-04", of, COMP_04__counts__homelessness="2").message == "categories.unspecified"
    assert judge_one("COMP-04", of, COMP_04__counts__homelessness="3").verdict == "warned"
    one_place = {"COMP_05__multi": "no", "COMP_04__counts__substance_use": "1"}
    assert judge_one("COMP-04", of, COMP_04__counts__homelessness="1", **one_place).verdict == "cannot_tell"
    assert judge_one("COMP-04", of, COMP_04__counts__homelessness="2", **one_place).verdict == "warned"


def test_a_member_named_by_a_wide_category_may_belong_to_a_narrower_one() -> None:
    assert judge_one("COMP-04", roster(*seats(7, "public")), act="nj-2023").verdict == "cannot_tell"
    one_kind = roster(*seats(7, "public civil_rights"))
    assert judge_one("COMP-04", one_kind, act="nj-2023").verdict == "breached"


def test_who_is_barred_holds_no_place_of_a_community_representative() -> None:
    of = roster(*seats(1, "homelessness", interest="own"))
    assert judge_one("COMP-04", of, COMP_04__counts__homelessness="1").verdict == "warned"


def test_an_empty_board_has_no_share_of_a_category() -> None:
    assert judge_one("COMP-04", board(0, 0), COMP_04__shares__homelessness="1/5").message == "categories.nobody"


def test_places_are_filled_as_the_best_of_all_assignments_fills_them() -> None:
    kinds = [frozenset(kind) for kind in ("", "a", "b", "ab", "bc", "abc")]
    for people in product(kinds, repeat=3):
        for needs in ({"a": 1, "b": 1}, {"a": 2, "c": 1}, {"a": 1, "b": 1, "c": 1}, {"b": 3}):
            places = [category for category, need in needs.items() for _ in range(need)]
            best = max(
                sum(place in person for place, person in zip(order, people, strict=False))
                for order in permutations([*places, *[""] * 3], 3)
            )
            assert places_filled(needs, people) == best, (needs, people)


def test_members_who_depend_on_the_program_may_sit_where_they_only_do_not_count() -> None:
    of = roster(*seats(1, "homelessness", interest="own"), *seats(2, "homelessness", interest=""), *seats(2))
    finding = judge_one("COMP-07", of)
    assert (finding.verdict, finding.numerator, finding.denominator) == ("met", 1, 3)
    unknown = judge_one("COMP-07", roster(*seats(2, "homelessness")))
    assert (unknown.verdict, unknown.message) == ("cannot_tell", "independence.unknown")


def test_members_who_depend_on_the_center_may_not_sit_on_a_health_centers_board() -> None:
    of = roster(*seats(1, interest="relative"), *seats(2, interest=None))
    assert judge_one("COMP-07", of, act="hrsa-330").verdict == "breached"
    assert judge_one("COMP-07", roster(*seats(2, interest="")), act="hrsa-330").verdict == "met"
    assert judge_one("COMP-07", roster(*seats(2, interest=None)), act="hrsa-330").verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("serving", "vacant", "verdict", "margin", "remedy"),
    [
        (8, 0, "breached", -1, {"create_seats": {"count": 1}}),
        (8, 3, "breached", -1, {"appoint": {"count": 1, "vacant": 3}}),
        (7, 1, "breached", -2, {"create_seats": {"count": 1}}),
        (9, 0, "met", 0, {}),
        (25, 2, "met", 0, {}),
        (26, 0, "breached", -1, {}),
        (0, 9, "breached", -9, {"appoint": {"count": 9, "vacant": 9}}),
    ],
)
def test_size_is_counted_of_those_who_serve(
    serving: int, vacant: int, verdict: str, margin: int, remedy: dict[str, object]
) -> None:
    finding = judge_one("COMP-08", board(0, serving, vacant), act="hrsa-330")
    assert (finding.verdict, finding.margin, remedies(finding)) == (verdict, margin, remedy)


def test_size_may_be_counted_of_seats_and_alternates_are_none() -> None:
    of = roster(*seats(11), *seats(2, vacant=True), *seats(3, alternate=True))
    assert judge_one("COMP-08", of, act="nj-2023").verdict == "met"
    assert judge_one("COMP-08", board(0, 12), act="nj-2023").verdict == "breached"


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        (["Harbor House", "harbor  house", "Other"], "met"),
        (["Harbor House", "harbor  house", "HARBOR HOUSE"], "warned"),
        (["", "", ""], "met"),
        (["Harbor House", "Harbor House", None], "cannot_tell"),
        (["Harbor House", None, None], "cannot_tell"),
    ],
)
def test_members_of_one_organization_are_counted_together(names: list[str | None], verdict: str) -> None:
    of = roster(*(seat for name in names for seat in seats(1, organization=name)))
    assert judge_one("COMP-09", of).verdict == verdict


@pytest.mark.parametrize(
    ("earning", "not_earning", "unknown", "verdict"),
    [(2, 2, 0, "met"), (3, 2, 0, "warned"), (1, 2, 1, "met"), (2, 1, 1, "cannot_tell"), (0, 0, 0, "met"),
     (3, 0, 2, "warned")],
)  # fmt: skip
def test_income_from_the_sector_is_looked_at_among_the_other_members(
    earning: int, not_earning: int, unknown: int, verdict: str
) -> None:
    of = roster(
        *seats(5, "homelessness", sector_income=True),
        *seats(earning, sector_income=True),
        *seats(not_earning, sector_income=False),
        *seats(unknown, sector_income=None),
    )
    assert judge_one("COMP-10", of).verdict == verdict


def test_police_may_sit_only_as_the_rule_says() -> None:
    ex_officio = seats(1, law_enforcement=True, ex_officio=True, voting=False)
    none, civil = seats(1, law_enforcement=True), seats(3, law_enforcement=False)
    assert judge_one("COMP-11", roster(*civil)).verdict == "met"
    assert judge_one("COMP-11", roster(*civil, *ex_officio)).verdict == "warned"
    assert judge_one("COMP-11", roster(*civil, *ex_officio), COMP_11__mode="nonvoting").verdict == "met"
    assert judge_one("COMP-11", roster(*civil, *none), COMP_11__mode="nonvoting").verdict == "warned"
    assert judge_one("COMP-11", roster(*civil, *seats(1))).verdict == "cannot_tell"


def test_areas_without_anybody_are_reported_and_never_breach() -> None:
    of = roster(*seats(1, area="North"), *seats(1, area="South"))
    assert judge_one("COMP-12", of).message == "spread.no_areas"
    finding = judge_one("COMP-12", of, COMP_12__areas="North;South;East", adopted=frozenset({"COMP-12"}))
    assert (finding.verdict, finding.arguments["empty"]) == ("warned", ("East",))
    assert judge_one("COMP-12", of, COMP_12__areas="North;South").verdict == "met"
    with_unknown = roster(*of.seats, *seats(1))
    assert judge_one("COMP-12", with_unknown, COMP_12__areas="North;East").verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("categories", "facts", "verdict"),
    [
        ("homelessness", {"staff": False}, "met"),
        ("", {"staff": False}, "warned"),
        ("homelessness", {"staff": False, "voting": False}, "warned"),
        ("homelessness", {"staff": True}, "warned"),
        ("homelessness", {"staff": None}, "cannot_tell"),
        ("homelessness", {"staff": None, "interest": "own"}, "warned"),
    ],
)
def test_the_chair_is_a_community_representative_with_a_vote(
    categories: str, facts: dict[str, object], verdict: str
) -> None:
    of = roster(*seats(1, categories, chair=True, **facts), *seats(2))
    assert judge_one("COMP-13", of).verdict == verdict


def test_a_board_without_a_chair_and_one_with_two() -> None:
    assert judge_one("COMP-13", board(3, 1)).message == "chair.nobody"
    two = roster(*seats(1, "homelessness", chair=True, staff=False), *seats(1, chair=True, staff=False))
    finding = judge_one("COMP-13", two)
    assert (finding.verdict, finding.numerator, finding.denominator) == ("warned", 1, 2)
    assert remedies(finding) == {"other_chair": {}}
    assert remedies(judge_one("COMP-13", roster(*seats(1, chair=True, staff=False)))) == {}


def test_status_is_declared_or_attested_as_the_rule_asks() -> None:
    declared = roster(*seats(2, "homelessness patient", basis="declared"))
    assert judge_one("COMP-14", declared).verdict == "met"
    assert judge_one("COMP-14", declared, act="hrsa-330").verdict == "warned"
    assert judge_one("COMP-14", roster(*seats(2, "homelessness"))).verdict == "cannot_tell"


def test_no_finding_names_a_person() -> None:
    of = roster(*seats(1, "homelessness", chair=True, staff=True), *seats(1, organization="x", interest="own"))
    names = {seat.holder.person for seat in of.seats if seat.holder}
    for rule in ("COMP-01", "COMP-04", "COMP-07", "COMP-09", "COMP-13", "TERM-03"):
        told = repr(judge_one(rule, of).arguments)
        assert not any(name in told for name in names)
