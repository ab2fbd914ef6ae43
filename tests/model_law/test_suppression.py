"""What is hidden of a publication, what is not, and what a later release may still say."""

import json
from fractions import Fraction
from typing import Any

import pytest

from model_law import suppression_audit
from model_law.suppression import remember, suppress
from model_law.suppression_facts import (
    Cell,
    Counts,
    Key,
    Median,
    Publication,
    Rate,
    Relation,
    SuppressionError,
    Threshold,
)

USUAL = Threshold()


def table(total: str, sort: Counts = Counts.PEOPLE, **counts: int) -> Publication:
    """Categories and their total."""
    cells = [Cell((name,), count) for name, count in counts.items()]
    cells.append(Cell((total,), sum(counts.values()), sort))
    return Publication(tuple(cells), (Relation((total,), tuple((name,) for name in counts)),))


def give_out(publication: Publication, threshold: Threshold = USUAL) -> dict[str, int | None]:
    outcome, _ = suppress(publication, threshold)
    assert not outcome.refused
    return {".".join(key): count for key, count in outcome.counts.items()}


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (10, None), (11, 11), (12, 12)])
def test_one_to_ten_people_are_hidden_and_nothing_else(count: int, shown: int | None) -> None:
    assert give_out(Publication((Cell(("calls",), count),))) == {"calls": shown}


def test_a_zero_is_hidden_where_the_adoption_says_so() -> None:
    assert give_out(Publication((Cell(("calls",), 0),)), Threshold(zero_shows=False)) == {"calls": None}


def test_another_threshold_hides_up_to_it() -> None:
    cells = (Cell(("four",), 4), Cell(("five",), 5))
    assert give_out(Publication(cells), Threshold(least=5)) == {"four": None, "five": 5}


def test_a_second_cell_is_hidden_where_the_total_would_give_the_first_away() -> None:
    assert give_out(table("all", young=4, adult=30, old=90)) == {"young": None, "adult": None, "old": 90, "all": 124}


def test_two_tens_are_not_told_by_their_sum() -> None:
    assert give_out(table("all", young=10, old=10)) == {"young": None, "old": None, "all": 20}


def test_a_hidden_sum_that_is_small_itself_is_not_left_to_be_worked_out() -> None:
    out = give_out(table("all", young=2, adult=3, old=50, oldest=400))
    assert out == {"young": None, "adult": None, "old": None, "oldest": 400, "all": 455}


def test_a_single_small_category_takes_its_total_with_it() -> None:
    assert give_out(table("all", young=7)) == {"young": None, "all": None}


def test_a_table_of_small_counts_alone_shows_only_what_tells_none_of_them() -> None:
    assert give_out(table("all", young=1, old=1)) == {"young": None, "old": None, "all": None}
    assert give_out(table("all", young=5, adult=5, old=5)) == {"young": None, "adult": None, "old": None, "all": 15}


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert give_out(table("all", young=0, adult=11, old=12)) == {"young": 0, "adult": 11, "old": 12, "all": 23}


def test_nothing_is_hidden_of_an_empty_publication() -> None:
    outcome, review = suppress(Publication(()), USUAL)
    assert (outcome.counts, outcome.notes, review.reasons) == ({}, (), {})


def transported(people: int, of: int) -> Publication:
    cells = (Cell(("met",), of), Cell(("moved",), people), Cell(("moved", "rest"), of - people, printed=False))
    halves = Relation(("met",), (("moved",), ("moved", "rest")), complement=True)
    return Publication(cells, (halves,), (Rate(("share",), ("moved",), ("met",)),))


@pytest.mark.parametrize(("others", "hides"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_part_is_hidden_where_the_others_are_one_to_ten(others: int, hides: bool) -> None:
    outcome, review = suppress(transported(60 - others, 60), USUAL)
    assert outcome.counts[("moved",)] == (None if hides else 60 - others)
    assert outcome.counts[("met",)] == 60
    assert review.reasons == ({("moved",): "hidden_complement"} if hides else {})


def test_a_rate_follows_its_counts() -> None:
    shown, _ = suppress(transported(40, 60), USUAL)
    assert shown.rates == {("share",): (40, 60)}
    for people, of in ((4, 60), (55, 60)):
        hidden, _ = suppress(transported(people, of), USUAL)
        assert hidden.rates == {("share",): None}


def test_what_is_never_printed_is_in_no_outcome() -> None:
    outcome, review = suppress(transported(40, 60), USUAL)
    assert ("moved", "rest") not in outcome.counts
    assert ("moved", "rest") not in review.reasons


def test_a_median_needs_its_group_to_be_shown() -> None:
    medians = tuple(Median((name, "median"), (name,), Fraction(61, 2)) for name in ("young", "adult", "old"))
    plain = table("all", young=4, adult=30, old=90)
    outcome, _ = suppress(Publication(plain.cells, plain.relations, medians=medians), USUAL)
    # A median beside the second hidden cell would say that it is not the small one.
    assert list(outcome.medians.values()) == [None, None, Fraction(61, 2)]
    assert outcome.as_data()["medians"][2] == [["old", "median"], "61/2"]


def test_acts_of_the_agency_are_shown_however_few() -> None:
    assert give_out(table("force", Counts.ACTS, young=0, adult=20)) == {"young": 0, "adult": 20, "force": 20}
    assert give_out(Publication((Cell(("force",), 1, Counts.ACTS),))) == {"force": 1}


def test_the_breakdown_of_few_acts_is_withheld_whole_with_its_zeros() -> None:
    outcome, review = suppress(table("force", Counts.ACTS, young=2, adult=1, old=0), USUAL)
    assert outcome.counts == {("young",): None, ("adult",): None, ("old",): None, ("force",): 3}
    assert review.open_range == {("young",): (0, 3), ("adult",): (0, 3)}
    assert review.reasons[("old",)] == "withheld_whole"
    assert review.withheld == {("young",), ("adult",), ("old",)}


def test_the_breakdown_of_many_acts_hides_what_their_total_would_tell() -> None:
    out = give_out(table("force", Counts.ACTS, young=2, adult=15, old=40))
    assert out == {"young": None, "adult": None, "old": 40, "force": 57}


def test_what_is_given_out_holds_no_hidden_number_and_no_reason() -> None:
    outcome, _ = suppress(table("all", young=4, adult=31, old=90), USUAL)
    written = json.dumps(outcome.as_data())
    assert json.loads(written)["counts"][0] == [["young"], None]
    assert "31" not in written
    assert "small" not in written
    assert "protect" not in written
    assert [(note.message, dict(note.arguments)) for note in outcome.notes] == [
        ("hidden_cells", {"count": 2, "least": 11})
    ]


def test_a_hidden_number_is_taken_for_no_zero_where_zeros_show() -> None:
    _, review = suppress(table("all", young=4, adult=31, old=0), USUAL)
    assert review.withheld == frozenset()
    _, review = suppress(table("all", young=4, adult=31, old=0), Threshold(zero_shows=False))
    assert review.withheld == {("young",), ("adult",), ("old",)}


def test_what_cannot_be_certified_in_time_is_hidden_and_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression_audit, "EFFORT", 0)
    outcome, _ = suppress(table("all", young=4, adult=31, old=90), USUAL)
    assert not outcome.refused
    assert set(outcome.counts.values()) == {None}
    acts, _ = suppress(table("force", Counts.ACTS, young=4, adult=31, old=90), USUAL)
    assert acts.shown == {("force",)}
    apart = Publication((Cell(("young",), 4), Cell(("old",), 90)))
    later, _ = suppress(table("all", young=4, old=90), USUAL, [remember(apart, *suppress(apart, USUAL))])
    # The old are out already.
    assert later.counts == {("young",): None, ("old",): 90, ("all",): None}


def test_the_same_facts_give_the_same_outcome_in_any_order() -> None:
    plain = table("all", a=4, b=12, c=12, d=12, e=90)
    turned = Publication(tuple(reversed(plain.cells)), plain.relations)
    assert suppress(plain, USUAL)[0].counts == suppress(turned, USUAL)[0].counts


def test_a_correction_keeps_hidden_what_would_tell_the_number_that_was_hidden_first() -> None:
    first = table("all", young=4, adult=30, old=90)
    outcome, review = suppress(first, USUAL)
    # The young are 14 now, so nothing is small. Were the adults shown, the first release would tell 124 - 90 - 30.
    second = table("all", young=14, adult=30, old=90)
    corrected, why = suppress(second, USUAL, [remember(first, outcome, review)])
    assert corrected.counts[("adult",)] is None
    assert why.reasons[("adult",)] == "hidden_as_before"
    assert corrected.counts[("young",)] is None or corrected.counts[("all",)] is None
    assert suppress(second, USUAL)[0].counts[("adult",)] == 30


def test_an_unchanged_publication_is_given_out_again_as_it_was() -> None:
    first = table("all", young=4, adult=30, old=90)
    outcome, review = suppress(first, USUAL)
    again, _ = suppress(first, USUAL, [remember(first, outcome, review)])
    assert again.counts == outcome.counts


def test_a_release_is_refused_where_acts_would_tell_what_an_earlier_one_hid() -> None:
    apart = Publication((Cell(("young",), 3), Cell(("old",), 20)))
    outcome, review = suppress(apart, USUAL)
    assert outcome.shown == {("old",)}
    together = table("force", Counts.ACTS, young=3, old=20)
    refused, why = suppress(together, USUAL, [remember(apart, outcome, review)])
    assert refused.refused
    assert (refused.counts, refused.rates, refused.medians) == ({}, {}, {})
    assert [note.message for note in refused.notes] == ["refused_by_earlier_releases"]
    assert why.untold == (("young",),)


def test_a_total_that_would_tell_what_an_earlier_release_hid_is_hidden_instead() -> None:
    apart = Publication((Cell(("young",), 3), Cell(("old",), 20)))
    outcome, review = suppress(apart, USUAL)
    later, _ = suppress(table("all", young=3, old=20), USUAL, [remember(apart, outcome, review)])
    assert later.counts == {("young",): None, ("old",): 20, ("all",): None}


def test_a_total_that_comes_back_to_an_old_count_is_not_taken_for_the_old_total() -> None:
    earlier = []
    for young, old in ((5, 60), (15, 60), (5, 60)):
        publication = table("all", young=young, old=old)
        outcome, review = suppress(publication, USUAL, earlier)
        assert not outcome.refused
        assert outcome.counts[("young",)] is None
        assert [outcome.counts[(name,)] for name in ("old", "all")].count(None) >= 1
        earlier.append(remember(publication, outcome, review))


def test_a_higher_threshold_takes_back_what_it_can_and_does_not_stop_the_next_release() -> None:
    first = table("all", young=3, adult=7, old=90)
    outcome, review = suppress(first, Threshold(least=5))
    assert outcome.counts[("old",)] == 90
    later, _ = suppress(first, USUAL, [remember(first, outcome, review)])
    assert not later.refused
    assert later.counts[("young",)] is None
    assert later.counts[("adult",)] is None


def wrong(*cells: tuple[Key, Any], relation: Relation | None = None) -> None:
    Publication(tuple(Cell(key, count) for key, count in cells), (relation,) if relation else ())


@pytest.mark.parametrize("count", [-1, 1.0, True, "3", None])
def test_a_count_that_is_none_is_refused(count: object) -> None:
    with pytest.raises(SuppressionError, match="whole number"):
        wrong((("a",), count))


def test_facts_that_contradict_themselves_are_refused_without_their_numbers() -> None:
    one, two = (("a",), 17), (("b",), 23)
    for relation in (Relation(("a",), (("b",),)), Relation(("a",), (("c",),)), Relation(("a",), (("a",), ("b",)))):
        with pytest.raises(SuppressionError) as refusal:
            wrong(one, two, relation=relation)
        assert not {"17", "23"} & set(str(refusal.value).split())
    with pytest.raises(SuppressionError, match="twice"):
        wrong(one, one)
    with pytest.raises(SuppressionError, match="no cell"):
        Publication((Cell(("a",), 1),), rates=(Rate(("r",), ("a",), ("b",)),))
    with pytest.raises(SuppressionError, match="earlier release"):
        remember(Publication(()), *suppress(Publication((Cell(("a",), 12),)), USUAL))


@pytest.mark.parametrize("least", [0, 1, -3, 11.0, True])
def test_a_threshold_that_hides_nothing_is_refused(least: int) -> None:
    with pytest.raises(SuppressionError):
        Threshold(least=least)


def test_a_share_of_small_cells_is_an_exact_fraction() -> None:
    with pytest.raises(SuppressionError):
        Threshold(small_share=0.25)
