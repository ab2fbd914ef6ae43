"""Breaches, against a judge that looks at every single day."""

from datetime import date

from hypothesis import given

from model_law.breaches import Closing, find_breaches
from model_law.findings import Finding, Verdict
from model_law.history import History
from model_law.profiles import judge, settle
from model_law.timeline import Adoption, roster_on
from tests.properties.histories import END, EVERY_DAY, some_histories, some_laws

Told = tuple[str, date, date | None, Closing | None]


def judge_day(history: History, laws: list[Adoption], day: date) -> dict[str, Finding]:
    begun = [law for law in laws if law.in_force_from is None or law.in_force_from <= day]
    if not begun:
        return {}
    law = max(begun, key=lambda law: law.in_force_from or date.min)
    return {
        finding.rule: finding
        for finding in judge(settle(law.act, day, law.local, law.adopted), roster_on(history, day))
    }


def find_day_by_day(history: History, laws: list[Adoption]) -> list[Told]:
    told: list[Told] = []
    begun: dict[str, date] = {}
    for day in EVERY_DAY:
        found = judge_day(history, laws, day)
        for rule in {*found, *begun}:
            verdict = found[rule].verdict if rule in found else None
            if verdict is Verdict.BREACHED:
                begun.setdefault(rule, day)
            elif rule in begun and verdict is not Verdict.CANNOT_TELL:
                closing = Closing.CURED if verdict is Verdict.MET else Closing.LIFTED
                told.append((rule, begun.pop(rule), day, closing))
    return sorted([*told, *((rule, day, None, None) for rule, day in begun.items())], key=lambda one: (one[1], one[0]))


@given(some_histories(), some_laws())
def test_breaches_are_those_that_a_look_at_every_day_finds(history: History, laws: list[Adoption]) -> None:
    dated = [law for law in laws if law.in_force_from is not None and law.in_force_from >= EVERY_DAY[0]]
    breaches = find_breaches(history, dated, END)
    told = [(breach.rule, breach.first, breach.closed_on, breach.closing) for breach in breaches]
    assert told == find_day_by_day(history, dated)
