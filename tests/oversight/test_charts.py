"""Charts of published figures: where lines break, what stands on the scale, and that every gap is said in words."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.oversight.charts import MOST_STEPS, Datum, Frame, draw, list_missing, make_scale

FRAME = Frame(50, 10, 350, 150)


def make_data(*values: int | None, changed: tuple[int, ...] = (), left_out: tuple[int, ...] = ()) -> list[Datum]:
    """Months of 2026 with a value each; None is hidden, and those left out were never reported."""
    data = []
    for number, value in enumerate(values, 1):
        if number not in left_out:
            ends_on = date(2026, number + 1, 1) - timedelta(days=1)
            told = None if value is None else Fraction(value)
            data.append(Datum(date(2026, number, 1), ends_on, (told,), number in changed))
    return data


def draw_months(data: list[Datum]) -> list[int]:
    """How many points each piece of the line has."""
    scale = make_scale([value for one in data for value in one.values if value is not None])
    return [len(piece.split()) for piece in draw(data, scale, FRAME).lines[0]]


@pytest.mark.parametrize(
    ("data", "pieces", "dots", "gaps", "breaks"),
    [
        (make_data(1, 2, 3, 4, 5), [5], 5, 0, 0),
        (make_data(1, 2, None, 4, 5), [2, 2], 4, 1, 0),
        (make_data(1, 2, 3, 4, 5, left_out=(3,)), [2, 2], 4, 1, 0),
        (make_data(1, 2, 3, 4, 5, changed=(3,)), [2, 3], 5, 0, 1),
        (make_data(1, None, 3, None, 5), [], 3, 2, 0),
        (make_data(None, None), [], 0, 2, 0),
    ],
    ids=["whole", "hidden", "missing", "defined otherwise", "alone", "all hidden"],
)
def test_a_line_breaks_where_a_figure_is_hidden_missing_or_defined_otherwise(
    data: list[Datum], pieces: list[int], dots: int, gaps: int, breaks: int
) -> None:
    assert draw_months(data) == pieces
    drawing = draw(data, make_scale([Fraction(5)]), FRAME)
    assert (len(drawing.dots), len(drawing.gaps), len(drawing.breaks)) == (dots, gaps, breaks)


def test_a_period_of_which_nothing_is_published_is_named_by_its_days() -> None:
    assert list_missing(make_data(1, 2, 3, 4, left_out=(2, 3))) == [(date(2026, 2, 1), date(2026, 3, 31))]


def test_a_month_takes_as_much_room_as_it_has_days() -> None:
    data = [
        Datum(date(2026, 1, 1), date(2026, 12, 31), (Fraction(1),)),
        Datum(date(2027, 1, 1), date(2027, 1, 31), (Fraction(1),)),
    ]
    year, month = draw(data, make_scale([Fraction(1)]), FRAME).dots
    assert year.x == pytest.approx(50 + 300 * 182.5 / 396, abs=0.1)
    assert month.x == pytest.approx(50 + 300 * 380.5 / 396, abs=0.1)


@given(
    st.lists(st.fractions(0, 10**6), max_size=5),
    st.sampled_from([{"seconds": True}, {"whole": True}, {"seconds": False}]),
)
def test_a_scale_begins_at_nothing_and_holds_every_value(values: list[Fraction], options: dict[str, bool]) -> None:
    marks = make_scale(values, **options).marks
    assert marks[0] == 0
    assert marks[-1] >= max(values, default=Fraction(0))
    assert len(marks) <= MOST_STEPS + 1
    assert len({after - before for before, after in pairwise(marks)}) == 1
    if options.get("whole"):
        assert all(mark.denominator == 1 for mark in marks)


@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=1, max_size=9), st.sets(st.integers(1, 9)))
def test_each_shown_figure_is_drawn_once_and_inside_the_field(values: list[int | None], changed: set[int]) -> None:
    data = make_data(*values, changed=tuple(sorted(changed)))
    shown = [value for value in values if value is not None]
    drawing = draw(data, make_scale(map(Fraction, shown)), FRAME)
    assert len(drawing.dots) == len(shown)
    assert all(FRAME.left <= dot.x <= FRAME.right and FRAME.top <= dot.y <= FRAME.bottom for dot in drawing.dots)
    assert [dot.x for dot in drawing.dots] == sorted(dot.x for dot in drawing.dots)
