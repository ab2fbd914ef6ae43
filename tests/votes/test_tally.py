"""The outcome that ballots give, by whole numbers alone."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.votes.models import Choice, Outcome, ThresholdBasis
from governance.votes.tally import Threshold, recompute

CAST, PRESENT, SERVING, AUTHORIZED = ThresholdBasis


def count(aye: int = 0, nay: int = 0, **others: int) -> dict[Choice, int]:
    return {Choice.AYE: aye, Choice.NAY: nay, **{Choice(name): number for name, number in others.items()}}


@pytest.mark.parametrize(
    ("counts", "threshold", "outcome"),
    [
        (count(4, 3), Threshold(), Outcome.CARRIED),
        (count(3, 3), Threshold(), Outcome.LOST),
        (count(1, 0, abstain=6), Threshold(), Outcome.CARRIED),
        (count(0, 1), Threshold(), Outcome.LOST),
        (count(4, 2), Threshold(CAST, 2, 3, strict=False), Outcome.CARRIED),
        (count(4, 2), Threshold(CAST, 2, 3, strict=True), Outcome.LOST),
        (count(3, 2, abstain=1), Threshold(PRESENT), Outcome.LOST),
        (count(3, 2, absent=2, excused=1), Threshold(PRESENT), Outcome.CARRIED),
    ],
)
def test_a_threshold_is_kept_to_the_vote(counts: dict[Choice, int], threshold: Threshold, outcome: Outcome) -> None:
    assert recompute(counts, threshold).outcome == outcome


@pytest.mark.parametrize(
    ("counts", "threshold", "reason"),
    [
        ({}, Threshold(), "no ballots"),
        (count(7, 0, unknown=1), Threshold(), "unknown values"),
        (count(0, 0, absent=3, abstain=2), Threshold(), "no votes cast"),
        (count(4, 3), Threshold(SERVING), "basis not known"),
        (count(4, 3), Threshold(AUTHORIZED), "basis not known"),
    ],
)
def test_what_ballots_do_not_decide_is_left_open_with_its_reason(
    counts: dict[Choice, int], threshold: Threshold, reason: str
) -> None:
    found = recompute(counts, threshold)
    assert (found.outcome, found.reason) == (None, reason)


def test_more_than_all_is_never_reached() -> None:
    assert recompute(count(7, 0), Threshold(CAST, 3, 3, strict=True)).outcome == Outcome.LOST
    assert recompute(count(7, 0), Threshold(CAST, 3, 3, strict=False)).outcome == Outcome.CARRIED


def test_more_votes_than_members_leave_the_outcome_open() -> None:
    found = recompute(count(5, 3), Threshold(SERVING), serving=7)
    assert (found.outcome, found.reason) == (None, "basis too small")


def test_a_share_of_seats_counts_those_who_are_not_there() -> None:
    assert recompute(count(7, 0), Threshold(AUTHORIZED), authorized=13).outcome == Outcome.CARRIED
    assert recompute(count(6, 0), Threshold(AUTHORIZED), authorized=13).outcome == Outcome.LOST
    assert recompute(count(6, 0), Threshold(SERVING), serving=11).outcome == Outcome.CARRIED
    assert recompute(count(5, 1), Threshold(PRESENT), present=10).outcome == Outcome.LOST


@given(
    st.lists(st.sampled_from([choice for choice in Choice if choice != Choice.UNKNOWN]), max_size=60),
    st.integers(1, 12), st.integers(1, 12), st.booleans(), st.integers(1, 60),
)  # fmt: skip
def test_the_outcome_is_that_of_exact_fractions(
    ballots: list[Choice], numerator: int, more: int, strict: bool, seats: int
) -> None:
    denominator = numerator + more
    counts = Counter(ballots)
    ayes, cast = ballots.count(Choice.AYE), ballots.count(Choice.AYE) + ballots.count(Choice.NAY)
    for basis, base in ((CAST, cast), (AUTHORIZED, seats)):
        found = recompute(counts, Threshold(basis, numerator, denominator, strict), authorized=seats)
        if not cast:
            assert found.outcome is None
            continue
        if base < cast:
            assert (found.outcome, found.reason) == (None, "basis too small")
            continue
        share, needed = Fraction(ayes, base), Fraction(numerator, denominator)
        assert found.outcome == (
            Outcome.CARRIED if share > needed or (share == needed and not strict) else Outcome.LOST
        )
