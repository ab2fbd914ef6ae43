"""RESP-01, RESP-02, DATA-01 and DATA-02: answers that are owed in writing, before a budget closes, and data on time.

Days are whole calendar days: the day on which something was sent is day 0, and an answer on the last day is in time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from model_law.findings import Finding
from model_law.history import ONE_DAY
from model_law.rules import Rule

TOPICS = ("calls", "responses", "police", "outcomes")
"""What a program's data are to tell of."""

CHECKED = frozenset({"written_answer", "before_budget", "data_delivery", "data_contents"})
"""The checks that are answered here."""


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """A recommendation and what was answered to it. reasoned: whether reasons were given; answered_on: the first answer."""

    sent_on: date
    answered_on: date | None = None
    rejected: bool = False
    reasoned: bool = False


def find_answer_due(rule: Rule, sent_on: date) -> date:
    """The last day on which an answer to what was sent on a day is in time."""
    days: int = rule.values["days"]
    return sent_on + ONE_DAY * days


def written_answer(rule: Rule, record: AnswerRecord, today: date) -> Finding:
    """RESP-01: the agency answers in writing within the days that the rule gives, and gives reasons where it rejects."""
    limit = rule.values["days"]
    due = find_answer_due(rule, record.sent_on)
    taken = ((record.answered_on or today) - record.sent_on).days
    facts: dict[str, Any] = {"sent_on": record.sent_on, "due": due, "days": limit, "taken": taken}
    numbers = (taken, limit, limit - taken)
    judging = rule.resting_on("days")
    if record.answered_on is None:
        if today > due:
            return judging.judged(False, "answer.overdue", facts, *numbers)
        return judging.judged(None, "answer.due", facts, *numbers)
    facts["answered_on"] = record.answered_on
    if record.rejected and rule.values["reasons"] and not record.reasoned:
        return rule.judged(False, "answer.no_reasons", facts, *numbers)
    holds = record.answered_on <= due
    return judging.judged(holds, "answer.met" if holds else "answer.late", facts, *numbers)


def before_budget(rule: Rule, due: date, answered_on: date | None, closes_on: date | None, today: date) -> Finding:
    """RESP-02: whether an answer comes before the next budget closes. closes_on: the last day of it, where one is entered."""
    if closes_on is None:
        return rule.judged(None, "budget.no_date", {})
    facts: dict[str, Any] = {"closes_on": closes_on, "due": due}
    if answered_on is not None:
        holds = answered_on <= closes_on
        return rule.judged(
            holds, "budget.answered" if holds else "budget.missed", {**facts, "answered_on": answered_on}
        )
    if today > closes_on:
        return rule.judged(False, "budget.closed", facts)
    if due > closes_on:
        return rule.judged(False, "budget.too_late", facts)
    if today >= closes_on - ONE_DAY * rule.values["warn_days"]:
        return rule.judged(None, "budget.near", {**facts, "left": (closes_on - today).days})
    return rule.judged(None, "budget.open", facts)


def data_delivery(rule: Rule, every_months: int, due: int, in_time: int) -> Finding:
    """DATA-01: the program reports at least as often as the rule asks, and each report that was due came in time.

    due: how many reports have been due; in_time: how many of these were published by their day.
    """
    limit = rule.values["months"]
    facts: dict[str, Any] = {"months": limit, "every_months": every_months, "due": due, "in_time": in_time}
    if every_months > limit:
        return rule.judged(False, "delivery.seldom", facts, every_months, limit, limit - every_months)
    if due == 0:
        return rule.judged(None, "delivery.none_due", facts)
    holds = in_time == due
    return rule.judged(holds, "delivery.met" if holds else "delivery.late", facts, in_time, due, in_time - due)


def data_contents(rule: Rule, told: Collection[str]) -> Finding:
    """DATA-02: the latest report tells of each of ``TOPICS``."""
    found = [topic for topic in TOPICS if topic in told]
    missing = tuple(topic for topic in TOPICS if topic not in told)
    facts: dict[str, Any] = {"told": len(found), "asked": len(TOPICS)}
    numbers = (len(found), len(TOPICS), -len(missing))
    if not missing:
        return rule.judged(True, "contents.met", facts, *numbers)
    return rule.judged(False, "contents.short", {**facts, "topics": missing}, *numbers)
