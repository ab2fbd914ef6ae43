"""No small count can be told from what is published: a reader who tries every whole table never narrows one down."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from model_law import suppression_audit
from model_law.suppression import Outcome, Review, remember, suppress
from model_law.suppression_facts import Cell, Counts, Key, Publication, Relation, Release, Threshold
from model_law.suppression_periods import Adding, Table, lay_out
from tests.properties.suppression_attacker import Attacker, TooManyTables

Rows = list[list[int]]
Given = list[tuple[Publication, Outcome, Review]]


def cross(rows: Rows, acts: str = "", complements: bool = False) -> Publication:
    """A table with totals of rows, columns and all; ``acts`` makes the totals of ``rows`` or ``all`` acts.

    With ``complements`` each column but the first is a part of the first.
    """
    cells, relations = [], []
    height, width = len(rows), len(rows[0])
    down, across = [f"r{i}" for i in range(height)], [f"c{j}" for j in range(width)]
    for i, row in enumerate(rows):
        cells += [Cell((down[i], across[j]), count) for j, count in enumerate(row)]
        if complements:
            for j in range(1, width):
                rest = (down[i], across[j], "rest")
                cells.append(Cell(rest, row[0] - row[j], printed=False))
                relations.append(Relation((down[i], "c0"), ((down[i], across[j]), rest), complement=True))
        else:
            cells.append(Cell((down[i], "all"), sum(row), Counts.ACTS if acts == "rows" else Counts.PEOPLE))
            relations.append(Relation((down[i], "all"), tuple((down[i], name) for name in across)))
    for j, name in enumerate([*across, *([] if complements else ["all"])]):
        column = [row[j] if j < width else sum(row) for row in rows]
        sort = Counts.ACTS if acts and name == "all" else Counts.PEOPLE
        cells.append(Cell(("all", name), sum(column), sort))
        relations.append(Relation(("all", name), tuple((one, name) for one in down)))
    if not complements:
        relations.append(Relation(("all", "all"), tuple(("all", name) for name in across)))
    return Publication(tuple(cells), tuple(relations))


def hidden_small(publication: Publication, given_out: Outcome, threshold: Threshold) -> list[Cell]:
    return [
        cell
        for cell in publication.cells
        if cell.counts is Counts.PEOPLE and threshold.is_small(cell.count) and given_out.counts.get(cell.key) is None
    ]


def attack(releases: Given, threshold: Threshold) -> list[tuple[Key, int, tuple[int, int]]]:
    """Each small cell of which more can be told than the rule allows, with its count and what is left of it."""
    least = threshold.least
    cap = max((cell.count for one, _, _ in releases for cell in one.cells), default=0) + 3 * least
    attacker = Attacker(releases, cap, threshold.zero_shows)
    # With the acts alone: what nobody can help being known.
    bare = [(one, Outcome(False, acts_alone(one), {}, {}, ()), all_withheld(one)) for one, _, _ in releases]
    helpless = Attacker(bare, cap, threshold.zero_shows)
    told = []
    for number, (publication, outcome, _) in enumerate(releases):
        for cell in hidden_small(publication, outcome, threshold):
            unknown = attacker.names[number][cell.key]
            if unknown in attacker.known:
                continue
            low, high = attacker.run_around(unknown, cell.count, least)
            if high < least or high - low < least - 1:
                fewest, most = helpless.run_around(unknown, cell.count, least)
                if high < min(most, least) or high - low < min(least - 1, most - fewest):
                    told.append((cell.key, cell.count, (low, high)))
    return told


def assert_nothing_told(releases: Given, threshold: Threshold) -> None:
    """The rule holds. Tables too large to be written down are drawn anew; hypothesis complains when they are many."""
    try:
        told = attack(releases, threshold)
    except TooManyTables:
        assume(False)
    assert told == []


def acts_alone(publication: Publication) -> dict[Key, int | None]:
    return {cell.key: cell.count for cell in publication.cells if cell.printed and cell.counts is Counts.ACTS}


def all_withheld(publication: Publication) -> Review:
    return Review({}, {}, frozenset(cell.key for cell in publication.cells))


def publish(publications: Sequence[Publication], threshold: Threshold) -> Given:
    """Publish one after the other; what is refused does not go out."""
    out: Given = []
    earlier: list[Release] = []
    for publication in publications:
        outcome, review = suppress(publication, threshold, earlier)
        if outcome.refused:
            assert not outcome.counts
            continue
        out.append((publication, outcome, review))
        earlier.append(remember(publication, outcome, review))
    return out


def grids(least: int, most_rows: int = 3, most_columns: int = 3) -> st.SearchStrategy[Rows]:
    """Small tables whose counts lie at, around and over the threshold, with zeros."""
    counts = st.sampled_from([0, 0, 1, 1, 2, least - 1, least - 1, least, least, least + 1, 2 * least, 3 * least])
    return st.tuples(st.integers(1, most_rows), st.integers(1, most_columns)).flatmap(
        lambda size: st.lists(st.lists(counts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
    )


@given(
    data=st.data(), least=st.sampled_from([3, 4]), zero_shows=st.booleans(), acts=st.sampled_from(["", "rows", "all"])
)
def test_no_small_cell_of_a_table_with_totals_is_told(
    data: st.DataObject, least: int, zero_shows: bool, acts: str
) -> None:
    threshold = Threshold(least, zero_shows)
    publication = cross(data.draw(grids(least)), acts)
    assert_nothing_told(publish([publication], threshold), threshold)


@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[*settings().suppress_health_check, HealthCheck.function_scoped_fixture],
)
@given(rows=grids(4, 2, 2), effort=st.integers(0, 6))
def test_an_audit_that_gives_up_early_tells_nothing_either(
    rows: Rows, effort: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    threshold = Threshold(4)
    monkeypatch.setattr(suppression_audit, "EFFORT", effort)
    assert_nothing_told(
        publish([cross(rows), cross([[count + 1 for count in row] for row in rows])], threshold), threshold
    )


@given(rows=grids(11, 2, 3))
def test_no_count_from_1_to_10_is_told(rows: Rows) -> None:
    assert_nothing_told(publish([cross(rows)], Threshold()), Threshold())


@given(rows=grids(4, 3, 3), zero_shows=st.booleans())
def test_no_small_complement_is_told(rows: Rows, zero_shows: bool) -> None:
    threshold = Threshold(4, zero_shows)
    whole = [[max(row), *(sorted(row)[:-1])] for row in rows]
    assert_nothing_told(publish([cross(whole, complements=True)], threshold), threshold)


@settings(max_examples=settings().max_examples // 2)
@given(data=st.data(), published=st.sampled_from(["all", "pairs"]))
def test_no_small_cell_of_a_table_of_three_ways_is_told(data: st.DataObject, published: str) -> None:
    """Who, where and when, with every total; or only the totals by two of them."""
    threshold = Threshold(3)
    counts = st.sampled_from([0, 1, 1, 2, 2, 3, 4, 6, 9])
    sides = ("ab", "cd", "ef")
    inner = {key: data.draw(counts) for key in product(*sides)}
    values: dict[Key, int] = {}
    relations = []
    for key in product(*(f"{side}+" for side in sides)):
        free = [n for n, word in enumerate(key) if word == "+"]
        values[key] = sum(count for one, count in inner.items() if all(n in free or one[n] == key[n] for n in range(3)))
        relations += [Relation(key, tuple((*key[:n], word, *key[n + 1 :]) for word in sides[n])) for n in free]
    cells = [Cell(key, count, printed=published == "all" or "+" in key) for key, count in values.items()]
    publication = Publication(tuple(cells), tuple(relations))
    assert_nothing_told(publish([publication], threshold), threshold)


changes = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(-3, 6)), max_size=3)


@given(rows=grids(4, 3, 2), first=changes, second=changes, zero_shows=st.booleans())
def test_corrections_tell_no_small_cell_of_any_release(
    rows: Rows, first: list[tuple[int, int, int]], second: list[tuple[int, int, int]], zero_shows: bool
) -> None:
    threshold = Threshold(4, zero_shows)
    versions = [rows]
    for change in (first, second):
        newer = [list(row) for row in versions[-1]]
        for i, j, more in change:
            if i < len(newer) and j < len(newer[0]):
                newer[i][j] = max(0, newer[i][j] + more)
        versions.append(newer)
    out = publish([cross(one) for one in versions], threshold)
    assert_nothing_told(out, threshold)


@given(rows=grids(4, 3, 2), overlap=st.booleans(), zero_shows=st.booleans())
def test_a_finer_breakdown_of_what_is_out_already_tells_nothing(rows: Rows, overlap: bool, zero_shows: bool) -> None:
    threshold = Threshold(4, zero_shows)
    totals = [sum(row) for row in rows]
    coarse = cross([[total] for total in totals])
    fine = cross(rows)
    # The row totals are out under two names; the second publication ties them together.
    ties = [Relation((f"r{i}", "all"), ((f"r{i}", "area"),)) for i in range(len(rows))]
    areas = [Cell((f"r{i}", "area"), total) for i, total in enumerate(totals)]
    tied = Publication((*fine.cells, *areas), (*fine.relations, *ties))
    both = [coarse, tied] if overlap else [tied, coarse]
    assert_nothing_told(publish(both, threshold), threshold)


MONTHS = ["2026-01", "2026-02", "2026-03"]


@settings(max_examples=settings().max_examples // 2)
@given(
    rows=st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 9, 12]), min_size=2, max_size=2), min_size=3, max_size=3),
    adding=st.sampled_from(list(Adding)),
    acts=st.booleans(),
    share=st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]),
)
def test_months_that_come_out_one_by_one_tell_nothing_when_the_quarter_is_added(
    rows: Rows, adding: Adding, acts: bool, share: Fraction
) -> None:
    threshold = Threshold(4, small_share=share)
    out: Given = []
    earlier: list[Release] = []
    for known in (2, 3):
        months = MONTHS[:known]
        wholes = {
            month: {"all": sum(row) + (adding is not Adding.WHOLE)} for month, row in zip(months, rows, strict=False)
        }
        parts = {month: dict(zip("ab", row, strict=True)) for month, row in zip(months, rows, strict=False)}
        tables = [
            Table("holds", "all", wholes, Counts.ACTS if acts else Counts.PEOPLE),
            Table("holds", "by_age", parts, adding=adding),
        ]
        layout = lay_out(tables, threshold)
        outcome, review = suppress(layout.publication, threshold, earlier, layout.withheld, layout.notes)
        if not outcome.refused:
            out.append((layout.publication, outcome, review))
            earlier.append(remember(layout.publication, outcome, review))
    assert_nothing_told(out, threshold)


@pytest.mark.parametrize(
    "rows",
    [[[3, 40], [20, 30]], [[10, 12], [11, 10]], [[1, 50, 60], [70, 2, 80], [90, 95, 5]]],
    ids=["one", "two", "diagonal"],
)
def test_the_attack_finds_what_is_hidden_without_a_second_cell(rows: Rows) -> None:
    """Were only the small cells hidden, every one of them could be told: the attack is able to fail."""
    publication = cross(rows)
    threshold = Threshold()
    only_small = {
        cell.key: None if threshold.is_small(cell.count) else cell.count for cell in publication.cells if cell.printed
    }
    told = attack([(publication, Outcome(False, only_small, {}, {}, ()), Review({}, {}))], threshold)
    small = [cell.count for cell in publication.cells if threshold.is_small(cell.count)]
    assert [(count, left) for _, count, left in told] == [(count, (count, count)) for count in small]
