"""When an answer is owed, counted in whole days from the day after; and what a program's data are held to."""

from datetime import date, timedelta

import pytest

from model_law.answers import (
    CHECKED,
    TOPICS,
    AnswerRecord,
    before_budget,
    data_contents,
    data_delivery,
    find_answer_due,
    written_answer,
)
from model_law.checks import CHECKS, REPORTS
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.rules import Rule
from model_law.wording import word_finding

SENT = date(2026, 1, 15)


def find_rule(name: str, adopted: bool = True, **local: object) -> Rule:
    values = {f"{name}.{key}": str(value) for key, value in local.items()}
    profile = settle(load_act("model-act"), SENT, values, {name} if adopted else ())
    return next(rule for rule in profile.rules if rule.provision.id == name)


@pytest.mark.parametrize(
    ("sent_on", "days", "due"),
    [
        (date(2026, 1, 15), 45, date(2026, 3, 1)),
        (date(2028, 1, 15), 45, date(2028, 2, 29)),
        (date(2026, 11, 16), 45, date(2026, 12, 31)),
        (date(2026, 11, 17), 45, date(2027, 1, 1)),
        (date(2026, 3, 7), 1, date(2026, 3, 8)),
    ],
)
def test_the_day_on_which_it_was_sent_is_not_counted(sent_on: date, days: int, due: date) -> None:
    assert find_answer_due(find_rule("RESP-01", days=days), sent_on) == due


@pytest.mark.parametrize(
    ("taken", "answered", "verdict", "message"),
    [
        (0, False, "cannot_tell", "answer.due"),
        (44, False, "cannot_tell", "answer.due"),
        (45, False, "cannot_tell", "answer.due"),
        (46, False, "breached", "answer.overdue"),
        (0, True, "met", "answer.met"),
        (45, True, "met", "answer.met"),
        (46, True, "breached", "answer.late"),
    ],
)
def test_an_answer_on_the_last_day_is_in_time_and_one_on_the_next_is_not(
    taken: int, answered: bool, verdict: str, message: str
) -> None:
    day = SENT + timedelta(days=taken)
    record = AnswerRecord(SENT, day if answered else None)
    finding = written_answer(find_rule("RESP-01"), record, day if not answered else date(2027, 1, 1))
    assert (finding.verdict, finding.message, finding.numerator, finding.denominator) == (verdict, message, taken, 45)
    assert finding.margin == 45 - taken
    assert all(word_finding(finding, language) for language in ("en", "es"))


def test_a_rejection_needs_reasons_unless_the_locality_asks_for_none() -> None:
    rejected = AnswerRecord(SENT, SENT, rejected=True)
    assert written_answer(find_rule("RESP-01"), rejected, SENT).message == "answer.no_reasons"
    assert written_answer(find_rule("RESP-01", reasons="false"), rejected, SENT).verdict == "met"
    assert written_answer(find_rule("RESP-01"), AnswerRecord(SENT, SENT, True, True), SENT).verdict == "met"


def test_days_that_no_text_gives_only_warn_until_they_are_adopted() -> None:
    late = AnswerRecord(SENT, SENT + timedelta(days=46))
    assert written_answer(find_rule("RESP-01", adopted=False), late, SENT).verdict == "warned"


@pytest.mark.parametrize(
    ("closes", "answered", "today", "message"),
    [
        (None, None, 0, "budget.no_date"),
        (44, None, 0, "budget.too_late"),
        (45, None, 0, "budget.near"),
        (105, None, 0, "budget.open"),
        (105, None, 44, "budget.open"),
        (105, None, 45, "budget.near"),
        (105, None, 105, "budget.near"),
        (105, None, 106, "budget.closed"),
        (44, None, 44, "budget.too_late"),
        (44, None, 45, "budget.closed"),
        (60, 60, 90, "budget.answered"),
        (60, 61, 90, "budget.missed"),
    ],
)
def test_a_budget_that_closes_is_warned_of_sixty_days_ahead(
    closes: int | None, answered: int | None, today: int, message: str
) -> None:
    closes_on, answered_on, day = (
        None if days is None else SENT + timedelta(days=days) for days in (closes, answered, today)
    )
    assert day is not None
    due = find_answer_due(find_rule("RESP-01"), SENT)
    finding = before_budget(find_rule("RESP-02"), due, answered_on, closes_on, day)
    assert finding.message == message
    assert word_finding(finding, "es")


@pytest.mark.parametrize(
    ("every", "due", "in_time", "verdict"),
    [
        (3, 4, 4, "met"),
        (3, 4, 3, "breached"),
        (12, 1, 1, "breached"),
        (4, 1, 1, "breached"),
        (1, 0, 0, "cannot_tell"),
    ],
)
def test_data_come_at_least_once_a_quarter_and_in_time(every: int, due: int, in_time: int, verdict: str) -> None:
    finding = data_delivery(find_rule("DATA-01"), every, due, in_time)
    assert finding.verdict == verdict
    assert word_finding(finding, "en")


def test_data_that_leave_something_out_are_told_so() -> None:
    assert data_contents(find_rule("DATA-02"), TOPICS).verdict == "met"
    short = data_contents(find_rule("DATA-02"), {"calls", "police", "weather"})
    assert (short.numerator, short.denominator) == (2, 4)
    assert word_finding(short, "en").endswith("Missing: responses, outcomes.")


def test_each_check_that_is_answered_here_speaks_of_reports() -> None:
    assert {CHECKS[name].facts for name in CHECKED} == {REPORTS}
