"""Profiles: local values within their ranges, own defaults that bind once adopted, and the law of the day."""

import json
from datetime import date
from fractions import Fraction

import pytest

from model_law.findings import as_data
from model_law.parameters import Kind, ParameterError, read_value, write_value
from model_law.profiles import SettingError, judge, settle
from model_law.provisions import load_act
from tests.model_law.boards import DAY, board, judge_one, roster, seats


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"COMP-99.p": "1/2"}, "COMP-99: model-act has no such rule"),
        ({"COMP-01.q": "1/2"}, "COMP-01.q: COMP-01 has no parameter 'q'"),
        ({"COMP-01.p": "1.5"}, "COMP-01.p: 3/2 is outside the allowed range 33/100 to 1"),
        ({"COMP-01.p": "0"}, "outside the allowed range"),
        ({"COMP-01.p": "-1/2"}, "is not a fraction"),
        ({"COMP-01.p": "1/0"}, "divides by zero"),
        ({"COMP-01.p": "51e-2"}, "is not a fraction"),
        ({"COMP-01.p": "nan"}, "is not a fraction"),
        ({"COMP-01.p": ""}, "is not a fraction"),
        ({"COMP-01.p": "9" * 400}, "is not a fraction"),
        ({"COMP-01.members": "some"}, "some is not allowed; allowed: voting, all"),
        ({"COMP-01.among": "nobody"}, "unknown category 'nobody'"),
        ({"COMP-01.p": "1", "COMP-01.comparison": "more_than"}, "more than all members cannot be asked"),
        ({"COMP-01.p.x": "1/2"}, "p has no entries"),
        ({"COMP-04.counts": "3"}, "is not a table"),
        ({"COMP-04.counts.nobody": "1"}, "unknown category 'nobody'"),
        ({"COMP-04.counts.homelessness": "-1"}, "outside the allowed range"),
        ({"COMP-08.min": "26"}, "min 26 is greater than max 25"),
        ({"COMP-08.min": "9.5"}, "is not a whole number"),
        ({"COMP-06.family_counts": "perhaps"}, "neither yes nor no"),
    ],
)
def test_a_value_outside_what_the_act_allows_is_refused(settings: dict[str, str], told: str) -> None:
    with pytest.raises(SettingError) as refusal:
        settle(load_act("model-act"), DAY, settings)
    assert told in str(refusal.value)


def test_a_statute_lets_a_locality_ask_more_and_never_less() -> None:
    act = load_act("paimi")
    assert settle(act, DAY, {"COMP-01.p": "65/100"}).rules[0].departures == ("p",)
    with pytest.raises(SettingError, match="outside the allowed range 60/100 to 1"):
        settle(act, DAY, {"COMP-01.p": "59/100"})
    with pytest.raises(SettingError, match="not allowed"):
        settle(act, DAY, {"COMP-06.family_counts": "no"})


def test_an_own_default_binds_once_the_boards_instrument_adopts_it() -> None:
    of = board(4, 3)
    assert judge_one("COMP-08", of).verdict == "warned"
    assert judge_one("COMP-08", of, adopted=frozenset({"COMP-08"})).verdict == "breached"
    with pytest.raises(SettingError, match="COMP-99"):
        settle(load_act("model-act"), DAY, adopted={"COMP-99"})


def test_setting_a_value_does_not_adopt_the_rule() -> None:
    assert judge_one("COMP-08", board(4, 3), COMP_08__min="8").verdict == "warned"


def test_the_law_of_the_day_judges() -> None:
    def youth_counted(on: date) -> bool:
        rule = next(rule for rule in settle(load_act("ca-bhb"), on).rules if rule.provision.id == "COMP-04")
        return "age_25_or_under" in rule.values["counts"]

    assert not youth_counted(date(2024, 12, 31))
    assert youth_counted(date(2025, 1, 1))
    texas = load_act("tx-open-meetings")
    checks = [settle(texas, day).rules[0].provision.check for day in (date(2025, 8, 31), date(2025, 9, 1))]
    assert checks == ["notice_hours", "notice_business_days"]


def test_a_setting_reaches_every_version_of_its_rule() -> None:
    local = {"COMP-04.counts.governing_body": "2"}
    for day in (date(2024, 1, 1), date(2026, 1, 1)):
        rule = next(rule for rule in settle(load_act("ca-bhb"), day, local).rules if rule.provision.id == "COMP-04")
        assert rule.values["counts"]["governing_body"] == 2


def test_a_judgement_covers_every_rule_in_the_acts_order_and_is_plain_data() -> None:
    profile = settle(load_act("model-act"), DAY)
    findings = judge(profile, board(6, 7, 1))
    assert [finding.rule for finding in findings] == [rule.provision.id for rule in profile.rules]
    data = json.loads(json.dumps([as_data(finding) for finding in findings]))
    share = data[0]
    assert (share["rule"], share["verdict"], share["numerator"], share["denominator"]) == (
        "COMP-01",
        "breached",
        6,
        13,
    )
    assert share["arguments"]["p"] == "51/100"
    assert share["parameters"]["p"] == "51/100"
    assert share["citation"]["address"].startswith("https://")
    assert share["how_known"] == "second_hand"
    assert share["remedies"]


def test_judging_twice_gives_the_same_answer_and_changes_nothing() -> None:
    profile, of = settle(load_act("silc-796d"), DAY), roster(*seats(3, "disability"), *seats(4))
    assert judge(profile, of) == judge(profile, of)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.FRACTION, " 51 / 100 ", Fraction(51, 100)),
        (Kind.FRACTION, "0.51", Fraction(51, 100)),
        (Kind.FRACTION, "12.5%", Fraction(1, 8)),
        (Kind.INTEGER, " 7 ", 7),
        (Kind.FLAG, "YES", True),
        (Kind.NAMES, "North; South;", ("North", "South")),
        (Kind.TEXT, " void;  and\nnull ", "void; and null"),
        (Kind.SHARES, {"a": "1/5"}, {"a": Fraction(1, 5)}),
    ],
)
def test_values_are_read_exactly(kind: Kind, raw: object, value: object) -> None:
    assert read_value(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [(Kind.FRACTION, 0.51), (Kind.FRACTION, True), (Kind.INTEGER, True), (Kind.INTEGER, 1.0), (Kind.FLAG, 1),
     (Kind.NAMES, ["a", "a"]), (Kind.NAMES, [1]), (Kind.CHOICE, 1), (Kind.COUNTS, {"a": "1/2"}),
     (Kind.TEXT, 1), (Kind.TEXT, "x" * 2001), (Kind.INTEGER, "٣"), (Kind.FRACTION, "½")],
)  # fmt: skip
def test_values_of_another_kind_are_refused(kind: Kind, raw: object) -> None:
    with pytest.raises(ParameterError):
        read_value(kind, raw)


@pytest.mark.parametrize("text", ["51/100", "60/100", "1/3", "1/2", "1", "0", "1/7"])
def test_a_fraction_is_written_as_it_was_read(text: str) -> None:
    assert write_value(read_value(Kind.FRACTION, text)) == text
