"""An attack on what is told of figures: whatever a table, a chart or a file says, put together against hidden numbers."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid import testing

from governance.oversight.charting import SMALL, draw_parts
from governance.oversight.content import list_headlines, make_content
from governance.oversight.downloads import list_rows
from governance.oversight.figures import Figure, MetricFigures, Place
from governance.oversight.histories import list_history, list_parts
from governance.oversight.metrics import load_dictionary
from governance.oversight.periods import make_period
from governance.oversight.queries import PublishedReport
from governance.oversight.releases import prepare_release
from governance.oversight.telling import MetricTold, tell_metric
from governance.web.locale import make_localizer
from model_law.suppression_facts import Threshold
from tests.conftest import NOW

JULY = make_period(date(2026, 7, 1), 1)
DICTIONARY = load_dictionary()
CALLS = next(metric for metric in DICTIONARY.metrics if metric.id == "calls_received")
KINDS = list(DICTIONARY.fields["call_type"].categories)
LEAST = Threshold().least


@pytest.fixture(scope="module", autouse=True)
def _in_english() -> Iterator[None]:
    request = testing.DummyRequest()
    request.localizer = make_localizer("en")
    request.locale_name = "en"
    with testing.testConfig(request=request):
        yield


def publish(counts: list[int]) -> tuple[dict[str, Any], MetricTold]:
    """A report on calls by their kinds as it goes out, and all that a page tells of it."""
    cells = {Place(JULY.name): Figure(sum(counts))}
    cells |= {Place(JULY.name, "call_type", kind): Figure(count) for kind, count in zip(KINDS, counts, strict=False)}
    prepared = prepare_release(DICTIONARY, JULY, [MetricFigures(CALLS, cells)], Threshold(), ())
    content = make_content(
        prepared, DICTIONARY, Threshold(), number=1, as_of=NOW.date(), source="hand", made=None, narrative="",
        documents=[],
    )  # fmt: skip
    report = PublishedReport("r" * 10, JULY, JULY.ends_on, 1, NOW, NOW, list_headlines(content))
    history = list_history(CALLS.id, [report], DICTIONARY, "/boards/b", "UTC", 12)
    parts = list_parts(
        CALLS.id, "call_type", [report], {report.key: content}, DICTIONARY, "/boards/b", "UTC", "en"
    )  # fmt: skip
    [one] = content["metrics"]
    return content, tell_metric(one, CALLS, history, content, DICTIONARY, "en", parts)


def collect(content: dict[str, Any], told: MetricTold) -> dict[str, set[int | None]]:
    """Every number that is told of each kind, wherever it stands; None where a place says that it is hidden."""
    names = {DICTIONARY.fields["call_type"].categories[kind].en: kind for kind in KINDS}
    found: dict[str, set[int | None]] = {}
    for row in told.rows:
        found.setdefault(names[row.category], set()).update((row.figure.numerator, read_number(row.figure.value)))
    for part in told.parts:
        [figure] = part.history
        found.setdefault(names[part.category], set()).update((figure.numerator, read_number(figure.value)))
    for small in draw_parts(told):
        drawing, marks = small.chart.drawing, small.chart.marks
        most = int(marks[-1][0].replace(",", ""))
        numbers = [round(most * (SMALL.bottom - dot.y) / (SMALL.bottom - SMALL.top)) for dot in drawing.dots]
        shown = {number for number in numbers if most <= SMALL.bottom - SMALL.top}
        assert bool(drawing.dots) is not bool(drawing.gaps)
        found.setdefault(names[small.name], set()).update(shown if drawing.dots else {None})
    for line in list_rows("Program", JULY, 1, content, DICTIONARY):
        if line["breakdown"]:
            found.setdefault(line["category"], set()).add(line["numerator"])
    return found


def read_number(text: str) -> int | None:
    digits = re.findall(r"\d[\d,]*", text)
    return int(digits[0].replace(",", "")) if digits else None


@given(st.lists(st.one_of(st.integers(0, 14), st.integers(11, 60)), min_size=2, max_size=len(KINDS)))
def test_all_that_is_told_together_leaves_every_small_number_open(counts: list[int]) -> None:
    content, told = publish(counts)
    found = collect(content, told)
    assert told.figure is not None
    total = told.figure.numerator
    if not found:
        return  # the breakdown is left out whole
    if total is None:
        assert all(numbers == {None} for numbers in found.values())
        return
    truth = dict(zip(KINDS, counts, strict=False))
    assert found.keys() == truth.keys()
    shown = {kind: next(iter(numbers)) for kind, numbers in found.items() if numbers != {None}}
    # All places say the same, and say the truth.
    assert {kind: {count} for kind, count in shown.items()} == {kind: found[kind] for kind in shown}
    assert all(truth[kind] == count for kind, count in shown.items())
    hidden = [kind for kind in truth if kind not in shown]
    assert not any(0 < count < LEAST for count in shown.values())
    left = total - sum(count or 0 for count in shown.values())
    # A hidden number is 1 or more: a zero would show. So each may be all that the others leave of the rest.
    for kind in hidden:
        if 0 < truth[kind] < LEAST:
            possible = range(1, left - (len(hidden) - 1) + 1)
            assert len(hidden) > 1
            assert truth[kind] in possible
            assert max(possible) >= LEAST
            assert len(possible) >= LEAST
