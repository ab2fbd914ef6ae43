"""The public content of a report: what the suppression engine let through, frozen as it went out.

It is made of an outcome and never of raw counts, so that a hidden number has no way into it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from governance.oversight.figures import MetricFigures, Place, asks_denominator
from governance.oversight.laying_out import EVERYBODY, find_key
from governance.oversight.metrics import Dictionary
from governance.oversight.metrics.definitions import Measure
from governance.oversight.populations import find_populations, make_population
from governance.oversight.releases import Prepared
from model_law.suppression_facts import Threshold

FORMAT = "governance-report/1"
MOST_CHANGES = 500
VALUES = ("numerator", "denominator", "median", "p90")


def make_content(
    prepared: Prepared,
    dictionary: Dictionary,
    threshold: Threshold,
    *,
    number: int,
    as_of: date,
    source: str,
    made: Mapping[str, Any] | None,
    narrative: str,
    documents: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """All that the public reads of a version, as plain data. as_of: the day on which it is published."""
    assert not prepared.outcome.refused, "a refused release has no content"  # noqa: S101  # publish refuses it before
    metrics = [make_metric(one, prepared, dictionary) for one in prepared.figures]
    return {
        "format": FORMAT,
        "number": number,
        "period": {
            "name": prepared.period.name,
            "starts_on": prepared.period.starts_on.isoformat(),
            "ends_on": prepared.period.ends_on.isoformat(),
        },
        "as_of": as_of.isoformat(),
        "source": source,
        "made": tell_made(made, prepared) if made else None,
        "small_cells": {"least": threshold.least, "zero_shows": threshold.zero_shows},
        "narrative": narrative,
        "documents": [dict(document) for document in documents],
        "metrics": metrics,
    }


def tell_made(made: Mapping[str, Any], prepared: Prepared) -> dict[str, Any]:
    """How a file was counted. How many rows it had is how many calls there were, and hidden where that is."""
    calls = (make_population({}).name, EVERYBODY, EVERYBODY, prepared.period.name)
    if prepared.outcome.counts.get(calls, 0) is not None:
        return dict(made)
    return {**made, "rows": {**made["rows"], "read": None, "counted": None}}


def make_metric(one: MetricFigures, prepared: Prepared, dictionary: Dictionary) -> dict[str, Any]:
    measures = [population.name for population in find_populations(one.metric, dictionary) if population is not None]
    breakdowns = sorted({place.breakdown for place in one.cells if place.breakdown})
    return {
        "metric": one.metric.id,
        "version": one.metric.version,
        "unit": one.metric.unit,
        "counts": one.metric.counts,
        "cells": [
            cell for place in sorted(one.cells) if (cell := make_cell(one, place, prepared, dictionary)) is not None
        ],
        "widened": [breakdown for breakdown in breakdowns if breakdown in prepared.laid.widened],
        "left_out": [
            breakdown
            for breakdown in breakdowns
            if any((measure, breakdown) in prepared.laid.left_out for measure in measures)
        ],
    }


def make_cell(one: MetricFigures, place: Place, prepared: Prepared, dictionary: Dictionary) -> dict[str, Any] | None:
    """One figure with what is hidden of it as None; None for one that does not go out at all."""
    counts = prepared.outcome.counts
    key = find_key(one.metric, dictionary, place, 0)
    with_rate = asks_denominator(one.metric)
    below = find_key(one.metric, dictionary, place, 1) if with_rate else None
    if key not in counts and (below is None or below not in counts):
        return None
    cell: dict[str, Any] = {**place._asdict(), "numerator": counts.get(key)}
    if below is not None:
        cell["denominator"] = counts.get(below)
    if one.metric.measure is Measure.INTERVAL:
        for name in ("median", "p90"):
            cell[name] = write_seconds(prepared.outcome.medians.get((*key, name)))
    cell["hidden"] = cell["numerator"] is None or (with_rate and cell["denominator"] is None)
    return cell


def write_seconds(value: int | Fraction | None) -> float | None:
    """Whole seconds, or halves, which a float holds exactly."""
    if value is None:
        return None
    return int(value) if Fraction(value).denominator == 1 else float(value)


def list_headlines(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The totals of the period as a whole, by metric."""
    name = content["period"]["name"]
    return [
        {"metric": one["metric"], "version": one["version"], **{k: v for k, v in cell.items() if k in (*VALUES, "hidden")}}
        for one in content["metrics"]
        for cell in one["cells"]
        if not cell["breakdown"] and cell["period"] == name
    ]  # fmt: skip


def compute_digest(content: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the content as JSON with sorted keys and no space."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs between two published contents, figure by figure; None where a figure is not there."""
    old, new = spread(before), spread(after)
    changes: list[dict[str, Any]] = []
    for place in sorted(old.keys() | new.keys()):
        if old.get(place) != new.get(place):
            metric, period, breakdown, value = place
            changes.append(
                {"metric": metric, "period": period, "breakdown": breakdown, "value": value,
                 "before": old.get(place), "after": new.get(place)}
            )  # fmt: skip
    told = [{"part": part} for part in ("narrative", "documents") if before.get(part) != after.get(part)]
    return [*told, *changes[:MOST_CHANGES]]


def spread(content: Mapping[str, Any]) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    return {
        (one["metric"], cell["period"], cell["breakdown"], cell["value"]): {
            name: cell[name] for name in (*VALUES, "hidden") if name in cell
        }
        for one in content["metrics"]
        for cell in one["cells"]
    }
