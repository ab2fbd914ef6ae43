"""What goes out with a report: its figures as the suppression engine lets them through, and what is kept of it.

Earlier releases are those of the same program on periods that meet the report's own: no report shows a sum over more
months than its period, so nothing else that is published adds up with it.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.oversight.figures import MetricFigures
from governance.oversight.laying_out import Laid, lay_out
from governance.oversight.metrics import Dictionary
from governance.oversight.periods import Period
from model_law.suppression import Outcome, Review, remember, suppress
from model_law.suppression_facts import Cell, Counts, Publication, Relation, Release, Threshold


@dataclass(frozen=True)
class Prepared:
    """A report's figures with what the engine lets through. review is for staff alone."""

    period: Period
    figures: tuple[MetricFigures, ...]
    laid: Laid
    outcome: Outcome
    review: Review

    def pack(self) -> bytes:
        return pack_release(remember(self.laid.publication, self.outcome, self.review))


def prepare_release(
    dictionary: Dictionary,
    period: Period,
    figures: Sequence[MetricFigures],
    threshold: Threshold,
    earlier: Sequence[Release],
) -> Prepared:
    """Run the suppression engine on a report. Raises FigureRefused where metrics contradict each other."""
    laid = lay_out(dictionary, period, figures, threshold)
    outcome, review = suppress(laid.publication, threshold, earlier)
    return Prepared(period, tuple(figures), laid, outcome, review)


def pack_release(release: Release) -> bytes:
    """A release as compressed JSON, in which keys are numbered."""
    numbers = {cell.key: number for number, cell in enumerate(release.publication.cells)}
    data = {
        "cells": [[list(c.key), c.count, c.counts.value, c.printed] for c in release.publication.cells],
        "relations": [
            [numbers[one.total], [numbers[part] for part in one.parts], one.complement]
            for one in release.publication.relations
        ],
        "shown": sorted(numbers[key] for key in release.shown),
        "withheld": sorted(numbers[key] for key in release.withheld),
    }
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack_release(packed: bytes) -> Release:
    """A release as pack_release packed it; medians are no part of what can be added up."""
    data: dict[str, Any] = json.loads(zlib.decompress(packed))
    cells = tuple(Cell(tuple(key), count, Counts(counts), printed) for key, count, counts, printed in data["cells"])
    relations = tuple(
        Relation(cells[total].key, tuple(cells[part].key for part in parts), complement)
        for total, parts, complement in data["relations"]
    )
    return Release(
        Publication(cells, relations),
        frozenset(cells[number].key for number in data["shown"]),
        frozenset(cells[number].key for number in data["withheld"]),
    )
