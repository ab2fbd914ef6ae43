"""A judgement told to the public: cut and never rounded up to what the law asks."""

from datetime import date
from fractions import Fraction

import pytest

from governance.law.findings import PublicVerdict, tell_finding
from model_law.facts import DECLARED, Member, Roster, Seat
from model_law.findings import Finding, Verdict
from model_law.profiles import judge, settle
from model_law.provisions import load_act

ON = date(2026, 11, 24)


def judge_share(qualifying: int, total: int, percent: int = 51) -> Finding:
    counts = frozenset({DECLARED})
    seats = tuple(
        Seat(str(number), Member(f"p{number}", counts if number < qualifying else frozenset()))
        for number in range(total)
    )
    profile = settle(load_act("model-act"), ON, {"COMP-01.p": f"{percent}/100"})
    return judge(profile, Roster(ON, seats))[0]


def test_a_share_that_falls_short_never_reads_as_the_share_that_is_asked() -> None:
    for percent in (51, 60):
        for total in range(1, 301):
            least = -(-percent * total // 100)
            finding = judge_share(least - 1, total, percent)
            told = tell_finding(finding, "en", borrowed=False)
            assert finding.verdict is Verdict.BREACHED
            assert told.percent is not None
            assert Fraction(told.percent.removesuffix(" %")) < percent, (least - 1, total)


@pytest.mark.parametrize(
    ("qualifying", "total", "percent", "text"),
    [(26, 51, "50.9 %", "100 x 26 = 2600 < 51 x 51 = 2601"), (53, 104, "50.9 %", "100 x 53 = 5300 < 51 x 104 = 5304")],
)
def test_almost_enough_is_shown_as_less(qualifying: int, total: int, percent: str, text: str) -> None:
    told = tell_finding(judge_share(qualifying, total), "en", borrowed=False)
    assert told.percent == percent
    assert told.text is not None
    assert text in told.text
    assert "51.0" not in told.text


def test_where_only_the_verdict_is_public_no_number_is_left() -> None:
    told = tell_finding(judge_share(3, 11), "en", borrowed=False, whole=False)
    assert told.verdict is PublicVerdict.NOT_MET
    assert (told.text, told.numerator, told.denominator, told.margin, told.percent, told.remedies) == (
        None, None, None, None, None, []
    )  # fmt: skip


@pytest.mark.parametrize(
    ("qualifying", "borrowed", "verdict"),
    [
        (7, False, PublicVerdict.MET), (7, True, PublicVerdict.WOULD_MEET),
        (6, False, PublicVerdict.NOT_MET), (6, True, PublicVerdict.WOULD_NOT_MEET),
    ],
)  # fmt: skip
def test_of_an_act_that_does_not_bind_it_is_said_what_would_be(
    qualifying: int, borrowed: bool, verdict: PublicVerdict
) -> None:
    told = tell_finding(judge_share(qualifying, 13), "en", borrowed=borrowed)
    assert told.verdict is verdict
    assert told.binds is not borrowed
