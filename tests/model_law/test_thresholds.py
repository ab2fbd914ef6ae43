"""How many ayes carry, at each threshold's boundary, and what decides nothing."""

from fractions import Fraction

import pytest

from model_law.thresholds import (
    MAJORITY,
    Base,
    Count,
    Decision,
    Outcome,
    Threshold,
    ThresholdError,
    Undecided,
    ayes_needed,
    base_of,
    decide,
    foresee,
)

HALF, TWO_THIRDS, THREE_FIFTHS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 5)


def more(share: Fraction, base: Base = Base.CAST) -> Threshold:
    return Threshold(share, more_than=True, base=base)


def least(share: Fraction, base: Base = Base.CAST) -> Threshold:
    return Threshold(share, more_than=False, base=base)


@pytest.mark.parametrize(
    ("asked", "base", "needed"),
    [
        # A majority is more than half, and nothing is rounded (Robert's Rules of Order, from memory).
        (more(HALF), 1, 1),
        (more(HALF), 2, 2),
        (more(HALF), 19, 10),
        (more(HALF), 20, 11),
        (more(HALF), 21, 11),
        (least(HALF), 20, 10),
        (least(HALF), 21, 11),
        # Two thirds is at least 2/3: 66 of 99 and not 66 of 100, though 66 is "66 %" (Robert's Rules, from memory).
        (least(TWO_THIRDS), 99, 66),
        (least(TWO_THIRDS), 100, 67),
        (least(TWO_THIRDS), 1, 1),
        (more(TWO_THIRDS), 99, 67),
        (least(Fraction(66, 100)), 100, 66),
        (least(Fraction(66, 100)), 60, 40),
        (least(THREE_FIFTHS), 10, 6),
        (least(THREE_FIFTHS), 11, 7),
        (more(THREE_FIFTHS), 10, 7),
        (least(Fraction(51, 100)), 50, 26),
        (least(Fraction(51, 100)), 51, 27),
        (least(Fraction(1)), 9, 9),
        (least(Fraction(1, 1000)), 5, 1),
    ],
)  # fmt: skip
def test_the_least_number_of_ayes_is_exact(asked: Threshold, base: int, needed: int) -> None:
    assert ayes_needed(asked, base) == needed
    for ayes, outcome in ((needed, Outcome.CARRIED), (needed - 1, Outcome.LOST)):
        count = Count(ayes=ayes, nays=base - ayes, present=base, serving=base, authorized=base)
        if ayes + count.nays:
            assert decide(asked, count).outcome is outcome


def test_two_thirds_of_a_huge_body_needs_no_float() -> None:
    size = 3 * 10**17
    assert ayes_needed(least(TWO_THIRDS), size) == 2 * 10**17
    assert ayes_needed(more(TWO_THIRDS), size) == 2 * 10**17 + 1


@pytest.mark.parametrize(
    ("base", "ayes", "total", "outcome"),
    [
        (Base.CAST, 5, 9, Outcome.CARRIED),
        (Base.PRESENT, 5, 11, Outcome.LOST),
        (Base.SERVING, 5, 12, Outcome.LOST),
        (Base.AUTHORIZED, 5, 13, Outcome.LOST),
    ],
)
def test_an_abstention_is_no_vote_and_works_like_a_nay_where_members_are_counted(
    base: Base, ayes: int, total: int, outcome: Outcome
) -> None:
    # robertsrules.com, question 6, as quoted in robertsrules.forumflash.com, topic 25089.
    count = Count(ayes=5, nays=4, abstained=2, present=11, serving=12, authorized=13)
    assert decide(more(HALF, base), count) == Decision(outcome, None, ayes, total, ayes_needed(more(HALF), total))


def test_the_forum_s_example_fails() -> None:
    # robertsrules.forumflash.com, topic 25089: 60 present, 30 to 15 with 15 abstaining; 66 % of those present.
    count = Count(ayes=30, nays=15, abstained=15, present=60, serving=100)
    assert decide(least(Fraction(66, 100), Base.PRESENT), count).outcome is Outcome.LOST
    assert decide(least(Fraction(66, 100), Base.CAST), count).outcome is Outcome.CARRIED


def test_a_tie_is_lost() -> None:
    assert decide(MAJORITY, Count(ayes=4, nays=4)).outcome is Outcome.LOST


def test_one_aye_carries_where_the_others_abstain() -> None:
    assert decide(MAJORITY, Count(ayes=1, abstained=6, present=7)).outcome is Outcome.CARRIED


@pytest.mark.parametrize(
    ("asked", "count", "reason"),
    [
        (MAJORITY, Count(), Undecided.NO_BALLOTS),
        (MAJORITY, Count(present=0), Undecided.NOBODY_PRESENT),
        (MAJORITY, Count(recused=7, present=7), Undecided.ALL_RECUSED),
        (MAJORITY, Count(abstained=3, recused=4, present=7), Undecided.NO_VOTES_CAST),
        (MAJORITY, Count(silent=7, present=7), Undecided.NO_VOTES_CAST),
        (MAJORITY, Count(ayes=7, unknown=1), Undecided.UNKNOWN_VALUES),
        (more(HALF, Base.SERVING), Count(ayes=7), Undecided.BASE_NOT_KNOWN),
        (more(HALF, Base.PRESENT), Count(ayes=7), Undecided.BASE_NOT_KNOWN),
        (more(HALF, Base.AUTHORIZED), Count(ayes=7, nays=2, authorized=8), Undecided.BASE_TOO_SMALL),
        (more(HALF, Base.SERVING), Count(ayes=1, serving=0), Undecided.BASE_TOO_SMALL),
    ],
)
def test_what_decides_nothing_says_why(asked: Threshold, count: Count, reason: Undecided) -> None:
    found = decide(asked, count)
    assert (found.outcome, found.reason) == (None, reason)


@pytest.mark.parametrize(
    ("share", "more_than", "reason", "says"),
    [
        (Fraction(0), False, "not_positive", "more than 0"),
        (Fraction(-1, 2), True, "not_positive", "more than 0"),
        (Fraction(4, 3), False, "over_one", "at most the whole"),
        (Fraction(1), True, "more_than_all", "more than all"),
    ],
)
def test_a_threshold_that_no_vote_can_be_held_to_is_refused(
    share: Fraction, more_than: bool, reason: str, says: str
) -> None:
    with pytest.raises(ThresholdError, match=says) as refusal:
        Threshold(share, more_than)
    assert refusal.value.reason == reason


def test_a_base_of_nobody_and_a_negative_count_are_refused() -> None:
    with pytest.raises(ValueError, match="0 members are no base"):
        ayes_needed(MAJORITY, 0)
    with pytest.raises(ValueError, match="nays: -1"):
        Count(nays=-1)


def test_what_carries_is_told_before_the_vote() -> None:
    count = Count(present=9, serving=12, authorized=13)
    assert foresee(more(HALF, Base.SERVING), 8, count) == (7, 12, 8, True)
    assert foresee(more(HALF, Base.AUTHORIZED), 6, count) == (7, 13, 6, False)
    assert foresee(more(HALF, Base.PRESENT), 8, count) == (5, 9, 8, True)
    assert foresee(more(HALF), 8, count) == (5, 8, 8, True)
    assert foresee(more(HALF, Base.SERVING), 8, Count()) == (None, None, 8, None)
    assert base_of(more(HALF), count) == 0
    with pytest.raises(ValueError, match="nobody may vote"):
        foresee(MAJORITY, 0, count)
