"""What the law lets a member be asked, and what may be public of them."""

from datetime import date

import pytest

from governance.boards.declaration_contents import find_askable_categories, find_counted_categories
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.publicity import shows_office

COUNTING = {"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"}


@pytest.mark.parametrize(
    ("act", "local", "counted"),
    [
        ("model-act", {}, set()),
        ("model-act", COUNTING, {"homelessness", "substance_use"}),
        ("model-act", {"COMP-01.among": "homelessness"}, {"homelessness"}),
        ("hrsa-330", {}, set()),
        ("il-cessa", {}, {"advocate", "dispatch_911", "ems_medical_director", "law_enforcement", "ems_provider"}),
        ("ca-bhb", {}, {"consumer", "family", "governing_body"}),
    ],
)
def test_a_category_is_asked_for_only_where_the_law_counts_categories(
    act: str, local: dict[str, str], counted: set[str]
) -> None:
    assert find_counted_categories(settle(load_act(act), date(2020, 1, 1), local)) == counted


def test_a_member_may_choose_any_category_of_the_act_where_one_is_asked_for_and_else_none() -> None:
    act = load_act("model-act")
    assert find_askable_categories(settle(act, date(2026, 1, 1))) == frozenset()
    assert find_askable_categories(settle(act, date(2026, 1, 1), COUNTING)) == set(act.categories)


@pytest.mark.parametrize(
    ("act", "public"), [("model-act", True), ("hrsa-330", False), ("silc-796d", False), ("paimi", False)]
)
def test_only_where_the_act_says_so_is_it_a_public_quality_of_the_office(act: str, *, public: bool) -> None:
    assert shows_office(settle(load_act(act), date(2026, 1, 1))) is public


def test_what_an_act_is_silent_about_is_not_public() -> None:
    assert not shows_office(settle(load_act("mhpc"), date(2026, 1, 1)))
