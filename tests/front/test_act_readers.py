"""Who may read what of an act's effect: nobody but the clerk a rule whose answer tells who counts or fits which category."""

from datetime import date

import pytest

from governance.front.act_telling import Reader, can_show_sum, is_nameable, may_see
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.rules import Rule

ON = date(2026, 11, 24)
OTHERS = (Reader.ADMINISTRATOR, Reader.AUTHORITY)


def find_rule(act: str, check: str, **local: str) -> Rule:
    values = {key.replace("__", ".").replace("_", "-", 1): value for key, value in local.items()}
    profile = settle(load_act(act), ON, values)
    return next(rule for rule in profile.rules if rule.provision.check == check)


@pytest.mark.parametrize(
    ("act", "check"),
    [("paimi", "chair"), ("silc-796d", "remainder"), ("silc-796d", "share_both"),
     ("model-act", "category_minimums"), ("model-act", "independence"), ("hrsa-330", "sector_income")],
)  # fmt: skip
def test_a_rule_that_tells_who_counts_is_the_clerk_s_alone_and_not_named_in_a_refusal(act: str, check: str) -> None:
    rule = find_rule(act, check)
    for reader in OTHERS:
        assert not may_see(rule, reader)
        assert not is_nameable(rule, reader)
        assert not can_show_sum(rule, reader, office=True)
    assert may_see(rule, Reader.CLERK)
    assert is_nameable(rule, Reader.CLERK)


@pytest.mark.parametrize(("act", "check"), [("model-act", "size"), ("model-act", "consecutive_terms")])
def test_a_rule_on_what_everybody_can_count_is_named_to_all(act: str, check: str) -> None:
    rule = find_rule(act, check)
    assert may_see(rule, Reader.ADMINISTRATOR)
    assert all(is_nameable(rule, reader) for reader in OTHERS)


def test_a_chair_who_need_not_count_tells_of_nobody() -> None:
    assert may_see(find_rule("model-act", "chair", COMP_13__qualifying="no"), Reader.ADMINISTRATOR)
