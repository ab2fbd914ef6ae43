"""DATA-02: small counts of people are hidden, and so much else that nobody can work them out again.

Every output (page, chart, caption, sentence, table, CSV, API, PDF) is given the Outcome of `suppress` in place of
counts.

The rule. Each count of people under the threshold is hidden. After publication the numbers that a reader cannot rule
out for it are a run of at least ``least`` consecutive whole numbers that reaches ``least`` or more (11 and more, when 1
to 10 are hidden): nobody can tell it to within fewer than ``least`` values, nor that it is small at all. In the terms
of Fischetti and Salazar-Gonzalez (2001) the sliding protection level is ``least - 1`` and the upper protection level
``least - count``. From the second half follows that no sum of hidden cells can be worked out that is itself small,
where a small one is among them: were the sum below ``least``, the cell would be too. (Cox, "Suppression methodology and
statistical disclosure control", JASA 75, 1980, on why margins and complements count as published.)

The reader is taken to know every shown count, every relation, every earlier release, which cells of a correction did
not change, how the engine works, and that a hidden cell is no zero where zeros show. One public mark stands for "small"
and "hidden to protect another": a mark that told them apart would say that the second is not small, and give the first
away by subtraction. Why a cell is hidden is in `Review`, for the staff who publish. Not covered: a reader who runs the
engine on every table that could be true and discards those that would have looked different.

The agency's own acts in total always stand. Where such a total is itself small, what it leaves open is all that can be
kept open: its breakdown is withheld whole, zeros too, so that the breakdown tells nothing beyond the total.

What cannot be certified within the effort is hidden further, up to everything that is related to it. Where what is out
already, with the acts' totals that have to come out, narrows a small cell even then, the release is refused and nothing
of it is given out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from model_law.suppression_facts import Key, Note, Publication, Release, Threshold
from model_law.suppression_protection import Protection


@dataclass(frozen=True, slots=True)
class Review:
    """For the staff who publish, never for the public: why each cell is hidden, and how far each small one is open.

    ``reasons`` maps a printed key to ``hidden_small``, ``hidden_zero``, ``hidden_complement``, ``widened``,
    ``hidden_as_before``, ``hidden_to_protect_another`` or ``withheld_whole``. ``open_range`` maps each small key to
    the least and the most that was certified as possible. ``untold`` are the keys because of which a release is
    refused. ``withheld`` is for `remember`.
    """

    reasons: Mapping[Key, str]
    open_range: Mapping[Key, tuple[int, int]]
    withheld: frozenset[Key] = frozenset()
    untold: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be public. ``None`` is a hidden number. A refused release holds no number at all.

    ``rates`` are (numerator, denominator), ``medians`` in the metric's unit. ``notes`` are message ids with arguments:
    ``hidden_cells`` (count, least), ``refused_by_earlier_releases`` (cells), and the layout's ``widened_to_quarter``
    and ``widened_to_year``.
    """

    refused: bool
    counts: Mapping[Key, int | None]
    rates: Mapping[Key, tuple[int, int] | None]
    medians: Mapping[Key, int | Fraction | None]
    notes: tuple[Note, ...]

    @property
    def shown(self) -> frozenset[Key]:
        """The keys whose counts are given out."""
        return frozenset(key for key, count in self.counts.items() if count is not None)

    def as_data(self) -> dict[str, Any]:
        """The outcome as plain data for JSON: keys as lists of words, hidden numbers as None, halves as ``61/2``."""
        return {
            "refused": self.refused,
            "counts": [[list(key), count] for key, count in self.counts.items()],
            "rates": [[list(key), list(rate) if rate else None] for key, rate in self.rates.items()],
            "medians": [[list(key), _write(median)] for key, median in self.medians.items()],
            "notes": [{"message": note.message, "arguments": dict(note.arguments)} for note in self.notes],
        }


def _write(median: int | Fraction | None) -> int | str | None:
    return str(median) if isinstance(median, Fraction) else median


def suppress(
    publication: Publication,
    threshold: Threshold,
    earlier: Sequence[Release] = (),
    withheld: frozenset[Key] = frozenset(),
    notes: Sequence[Note] = (),
) -> tuple[Outcome, Review]:
    """Decide what of a publication may be shown, beside every release that is already out, in the order of ``earlier``.

    ``withheld`` are keys that a wider period replaces and ``notes`` says so; see `suppression_periods`. The same facts
    give the same outcome. It costs up to seconds: call it when a report is published and keep the outcome.
    """
    protection = Protection(publication, threshold, earlier, withheld)
    protection.hide_small()
    protection.protect_all()
    if protection.untold:
        return _refuse(protection, notes)
    protection.show_again()
    return _give_out(protection, notes)


def remember(publication: Publication, outcome: Outcome, review: Review) -> Release:
    """What has to be kept of a release that went out, for the check of every later one."""
    return Release(publication, outcome.shown, review.withheld)


def _give_out(protection: Protection, notes: Sequence[Note]) -> tuple[Outcome, Review]:
    publication = protection.publication
    counts: dict[Key, int | None] = {}
    reasons: dict[Key, str] = {}
    for cell in publication.cells:
        if not cell.printed:
            continue
        number = protection.places[cell.key]
        hidden = protection.pattern.hidden[number] or number in protection.kept_back
        counts[cell.key] = None if hidden else cell.count
        if hidden:
            reasons[cell.key] = protection.reasons[number]
    shown = {key for key, count in counts.items() if count is not None}
    rates = {
        rate.key: (publication.by_key[rate.numerator].count, publication.by_key[rate.denominator].count)
        if {rate.numerator, rate.denominator} <= shown
        else None
        for rate in publication.rates
    }
    medians = {median.key: median.value if median.group in shown else None for median in publication.medians}
    said = list(notes)
    unsaid = sum(reason != "widened" for reason in reasons.values())
    if unsaid:
        said.append(Note("hidden_cells", {"count": unsaid, "least": protection.threshold.least}))
    review = Review(reasons, protection.open_range(), protection.hidden_with_zeros())
    return Outcome(False, counts, rates, medians, tuple(said)), review


def _refuse(protection: Protection, notes: Sequence[Note]) -> tuple[Outcome, Review]:
    untold = tuple(sorted(protection.untold))
    said = (*notes, Note("refused_by_earlier_releases", {"cells": len(untold)}))
    return Outcome(True, {}, {}, {}, said), Review({}, {}, untold=untold)
