"""The share rule and its remedies against counting by hand: every small board, and larger ones as drawn."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_law.facts import Member, Roster, Seat
from model_law.findings import Verdict
from model_law.profiles import judge_rule, settle
from model_law.provisions import load_act
from tests.model_law.boards import DAY, remedies, roster, seats

CATEGORIES = (
    "mental_illness",
    "substance_use",
    "homelessness",
    "community_advocate",
    "family",
    "community_representative",
)
SHARES = ("51/100", "1/2", "3/5", "2/3", "1/3", "1")
MOST_STEPS = 40

members = st.builds(
    Member,
    person=st.text(max_size=3),
    categories=st.frozensets(st.sampled_from(CATEGORIES), max_size=3),
    interest=st.sampled_from([None, "", "own", "relative"]),
)
drawn_seats = st.builds(
    Seat,
    label=st.just(""),
    holder=st.none() | members,
    voting=st.booleans(),
    alternate=st.booleans(),
    holdover=st.booleans(),
)


@given(
    rows=st.lists(drawn_seats, max_size=60),
    hundredths=st.integers(33, 100),
    more_than=st.booleans(),
    voting_only=st.booleans(),
    authorized=st.booleans(),
    with_holdovers=st.booleans(),
    with_alternates=st.booleans(),
    with_family=st.booleans(),
)
def test_the_share_is_what_counting_one_by_one_gives(
    rows: list[Seat],
    hundredths: int,
    more_than: bool,
    voting_only: bool,
    authorized: bool,
    with_holdovers: bool,
    with_alternates: bool,
    with_family: bool,
) -> None:
    if more_than and hundredths == 100:
        hundredths = 99
    local = {
        "COMP-01.p": f"{hundredths}/100",
        "COMP-01.comparison": "more_than" if more_than else "at_least",
        "COMP-01.members": "voting" if voting_only else "all",
        "COMP-01.denominator": "authorized" if authorized else "serving",
        "COMP-01.holdovers": "counted" if with_holdovers else "not_counted",
        "COMP-01.alternates": "counted" if with_alternates else "not_counted",
        "COMP-06.family_counts": "yes" if with_family else "no",
    }
    profile = settle(load_act("model-act"), DAY, local)
    finding = judge_rule(profile, Roster(DAY, tuple(rows)), profile.rules[0])
    of_group = [seat for seat in rows if (seat.voting or not voting_only) and (with_alternates or not seat.alternate)]
    here = [seat.holder for seat in of_group if seat.holder and (with_holdovers or not seat.holdover)]
    counting = set(CATEGORIES) - (set() if with_family else {"family"})
    community = [m for m in here if m.categories & counting and m.interest not in ("own", "relative")]
    total = len(of_group) if authorized else len(here)
    assert (finding.numerator, finding.denominator) == (len(community), total)
    if total == 0:
        assert finding.verdict is Verdict.CANNOT_TELL
        return
    share, asked = Fraction(len(community), total), Fraction(hundredths, 100)
    assert (finding.verdict is Verdict.MET) == ((share > asked if more_than else share >= asked) and bool(community))
    assert finding.margin is not None
    for change in (finding.margin, finding.margin + 1):
        fewer = Fraction(len(community) - change, total)
        enough = (fewer > asked if more_than else fewer >= asked) and fewer > 0
        assert enough == (change == finding.margin)


def least(tries: Iterator[bool]) -> int | None:
    """The first number of steps, from none on, after which the rule holds."""
    return next((steps for steps, holds in enumerate(tries) if holds), None)


def holds(community: int, others: int, vacant: int, p: Fraction, more_than: bool, authorized: bool) -> bool:
    total = community + others + (vacant if authorized else 0)
    if not community or not total:
        return False
    return Fraction(community, total) > p if more_than else Fraction(community, total) >= p


def expected_remedies(
    k: int, o: int, v: int, test: Callable[[int, int, int], bool], authorized: bool
) -> dict[str, object]:
    """Every kind of change tried one step at a time."""
    found: dict[str, object] = {}
    if (count := least(test(k + n, o - n, v) for n in range(o + 1))) is not None:
        found["replace"] = {"count": count}
    if (count := least(test(k + n, o, v - n) for n in range(v + 1))) is not None:
        found["fill_vacant"] = {"count": count, "vacant": v}
    elif (new := least(test(k + v + n, o, 0) for n in range(MOST_STEPS))) is not None:
        filled = least(test(k + new + n, o, v - n) for n in range(v + 1))
        assert filled is not None
        found["add_seats"] = {"count": filled + new, "filled": filled, "new": new}
    if not authorized and (count := least(test(k, o - n, v) for n in range(o + 1))) is not None:
        found["others_leave"] = {"count": count}
    if authorized and (count := least(test(k, o, v - n) for n in range(v + 1))) is not None:
        found["abolish_vacant"] = {"count": count}
    return found


@pytest.mark.parametrize("denominator", ["serving", "authorized"])
@pytest.mark.parametrize("comparison", ["at_least", "more_than"])
@pytest.mark.parametrize("p", SHARES)
def test_remedies_of_every_small_board_are_the_least_that_trying_finds(
    p: str, comparison: str, denominator: str
) -> None:
    if p == "1" and comparison == "more_than":
        return
    local = {"COMP-01.p": p, "COMP-01.comparison": comparison, "COMP-01.denominator": denominator}
    profile = settle(load_act("model-act"), DAY, local)
    more_than, authorized, asked = comparison == "more_than", denominator == "authorized", Fraction(p)

    def test(k: int, o: int, v: int) -> bool:
        return holds(k, o, v, asked, more_than, authorized)

    for k, o, v in product(range(8), range(8), range(5)):
        of = roster(*seats(k, "homelessness"), *seats(o), *seats(v, vacant=True))
        finding = judge_rule(profile, of, profile.rules[0])
        assert (finding.verdict is Verdict.MET) == test(k, o, v)
        if test(k, o, v):
            assert not finding.remedies
        else:
            assert remedies(finding) == expected_remedies(k, o, v, test, authorized), (k, o, v)


def both_hold(kv: int, ov: int, kn: int, on: int) -> bool:
    """More than half of the votes and more than half of all, as 29 USC 796d(b)(4) asks."""
    return 2 * kv > kv + ov and 2 * (kv + kn) > kv + ov + kn + on


def test_remedies_for_two_counts_at_once_are_the_least_that_trying_finds() -> None:
    profile = settle(load_act("silc-796d"), DAY)
    rule = next(rule for rule in profile.rules if rule.provision.id == "COMP-02")
    for kv, ov, kn, on, vv, vn in product(range(4), range(4), range(3), range(3), range(3), range(3)):
        if kv + ov == 0 or both_hold(kv, ov, kn, on):
            continue
        of = roster(
            *seats(kv, "disability"), *seats(ov),
            *seats(kn, "disability", voting=False), *seats(on, voting=False),
            *seats(vv, vacant=True), *seats(vn, vacant=True, voting=False),
        )  # fmt: skip
        finding = judge_rule(profile, of, rule)
        assert finding.verdict is Verdict.BREACHED
        offered = remedies(finding)
        replaced = min(
            (a + b for a, b in product(range(ov + 1), range(on + 1)) if both_hold(kv + a, ov - a, kn + b, on - b)),
            default=None,
        )
        assert offered.get("replace", {}).get("count") == replaced
        left = min(
            (a + b for a, b in product(range(ov + 1), range(on + 1)) if both_hold(kv, ov - a, kn, on - b)),
            default=None,
        )
        assert offered.get("others_leave", {}).get("count") == left
        filled = min(
            (a + b for a, b in product(range(vv + 1), range(vn + 1)) if both_hold(kv + a, ov, kn + b, on)),
            default=None,
        )
        assert offered.get("fill_vacant", {}).get("count") == filled
        if filled is None:
            new = min(n for n in range(MOST_STEPS) if both_hold(kv + vv + n, ov, kn + vn, on))
            assert offered["add_seats"]["new"] == new
            least_filled = min(
                a + b for a, b in product(range(vv + 1), range(vn + 1)) if both_hold(kv + new + a, ov, kn + b, on)
            )
            assert offered["add_seats"]["filled"] == least_filled
