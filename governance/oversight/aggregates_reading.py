"""Reading a file of aggregates that an agency's own machine made: everything in it is expected, or it is refused.

Nothing is taken over that is not known beforehand: no key, no metric, no category of the dictionary's own. What cannot
be an aggregate is told apart by its kind, so that whoever brought it knows what to bring instead.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from governance.oversight.figures import (
    ADDITIVE,
    Figure,
    FigureRefused,
    MetricFigures,
    Place,
    check_figure,
    check_totals,
)
from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.metrics.definitions import DERIVED_BREAKDOWNS, FieldKind, Measure
from governance.oversight.periods import Period

FORMAT = "governance-aggregates/1"
LARGEST_FILE = 32 << 20
MOST_CATEGORIES = 401
LONGEST_CATEGORY = 60
NOT_KNOWN = "not_known"
KEYS = frozenset(
    ("format", "publish_as_is", "warning", "made_by", "dictionary", "mapping", "time", "file", "rows", "times", "codes",
     "metrics", "not_made")
)  # fmt: skip
METRIC_KEYS = frozenset(("metric", "version", "measure", "counts", "unit", "columns", "cells"))
FIGURES = {
    Measure.COUNT: ("numerator", "not_known"),
    Measure.SHARE: ("numerator", "denominator", "not_known"),
    Measure.REPEATS: ("numerator", "denominator", "not_known"),
    Measure.PEOPLE: ("numerator", "not_known"),
    Measure.INTERVAL: (
        "n", "median_seconds", "p90_seconds", "missing", "impossible", "uncertain", "too_long", "not_known",
    ),
}  # fmt: skip
PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?", re.ASCII)
CATEGORY = re.compile(r"[^\W_]([\w .,()/&'+-]{0,58}[\w.)])?")
HASH = re.compile(r"[0-9a-f]{64}")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)
DIGITS_OF_AN_ID = re.compile(r"[0-9]{6,}")


class FileRefusal(StrEnum):
    """Why a file of aggregates is not taken."""

    TOO_LARGE = "too_large"
    CALL_FILE = "call_file"
    INCIDENTS = "incidents"
    NO_JSON = "no_json"
    TRUNCATED = "truncated"
    OTHER_FORMAT = "other_format"
    UNKNOWN_CONTENT = "unknown_content"
    OTHER_DICTIONARY = "other_dictionary"
    UNKNOWN_METRIC = "unknown_metric"
    OTHER_ZONE = "other_zone"
    OTHER_PERIOD = "other_period"
    SUMS_DIFFER = "sums_differ"
    FIGURE_UNUSABLE = "figure_unusable"


class FileRefused(Exception):
    """A file that is not taken. where: the key or the metric in question, never a value out of the file's rows."""

    def __init__(self, refusal: FileRefusal, where: str = "") -> None:
        super().__init__(": ".join(filter(None, (refusal, where))))
        self.refusal, self.where = refusal, where


@dataclass(frozen=True, slots=True)
class Aggregates:
    """What is taken of a file: its figures in the period, and how it was made.

    made: SHA-256 of the call file, counts of its rows, the mapping with its versions and the parts of the dictionary.
    """

    figures: tuple[MetricFigures, ...]
    made: Mapping[str, Any]


def read_aggregates(stream: BinaryIO, dictionary: Dictionary, zone: str, period: Period) -> Aggregates:
    """The aggregates of a file that a program in a zone made of its calls in a period. Raises FileRefused."""
    document = parse(stream)
    if document.keys() != KEYS:
        odd = sorted(str(key)[:40] for key in document.keys() ^ KEYS)
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, odd[0])
    made = read_making(document, dictionary)
    if require(document["time"], dict, "time").get("zone") != zone:
        raise FileRefused(FileRefusal.OTHER_ZONE)
    metrics = [read_metric(one, dictionary, period) for one in require(document["metrics"], list, "metrics")]
    if len({one.metric.id for one in metrics}) < len(metrics):
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, "metrics")
    if not any(one.cells for one in metrics):
        raise FileRefused(FileRefusal.OTHER_PERIOD)
    for one in metrics:
        check_sums(one, period)
    try:
        check_totals(metrics)
    except FigureRefused as refused:
        raise FileRefused(FileRefusal.FIGURE_UNUSABLE, refused.metric) from None
    return Aggregates(tuple(one for one in metrics if one.cells), made)


def parse(stream: BinaryIO) -> dict[str, Any]:
    stream.seek(0)
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise FileRefused(FileRefusal.TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(FileRefusal.NO_JSON) from None
    start = text.lstrip()[:1]
    if start == "[":
        raise FileRefused(FileRefusal.INCIDENTS)
    if start != "{":
        first = text.lstrip().partition("\n")[0]
        raise FileRefused(FileRefusal.CALL_FILE if any(sign in first for sign in ",;\t|") else FileRefusal.NO_JSON)
    try:
        document = json.loads(text, object_pairs_hook=read_pairs, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        raise FileRefused(FileRefusal.TRUNCATED if ended else FileRefusal.NO_JSON) from None
    except (ValueError, RecursionError):
        raise FileRefused(FileRefusal.NO_JSON) from None
    if document.get("format") != FORMAT:
        has_rows = any(isinstance(value, list) and value and isinstance(value[0], dict) for value in document.values())
        is_named = "format" in document
        raise FileRefused(FileRefusal.INCIDENTS if has_rows and not is_named else FileRefusal.OTHER_FORMAT)
    return dict(document)


def read_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def require(value: Any, kind: type, where: str) -> Any:
    if type(value) is not kind:
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, where)
    return value


def require_match(value: Any, pattern: re.Pattern[str], where: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, where)
    return value


def require_count(value: Any, where: str) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, where)
    return value


def read_making(document: Mapping[str, Any], dictionary: Dictionary) -> dict[str, Any]:
    """How the aggregates were made, taken over item by item."""
    parts = []
    known = {(part.id, part.version): part.digest for part in dictionary.parts}
    for part in require(document["dictionary"], list, "dictionary"):
        named = {
            "id": require_match(require(part, dict, "dictionary").get("id"), WORD, "dictionary.id"),
            "version": require_match(part.get("version"), WORD, "dictionary.version"),
            "sha256": require_match(part.get("sha256"), HASH, "dictionary.sha256"),
        }
        if known.get((named["id"], named["version"])) != named["sha256"]:
            raise FileRefused(FileRefusal.OTHER_DICTIONARY, named["id"])
        parts.append(named)
    mapping = require(document["mapping"], dict, "mapping")
    file, rows = require(document["file"], dict, "file"), require(document["rows"], dict, "rows")
    excluded = require(rows.get("excluded"), dict, "rows.excluded")
    return {
        "sha256": require_match(file.get("sha256"), HASH, "file.sha256"),
        "rows": {name: require_count(rows.get(name), f"rows.{name}") for name in ("read", "counted", "repeated")},
        "excluded": {
            require_match(reason, WORD, "rows.excluded"): require_count(count, "rows.excluded")
            for reason, count in excluded.items()
        },
        "mapping": {
            "id": require_match(mapping.get("id"), WORD, "mapping.id"),
            "version": require_match(mapping.get("version"), WORD, "mapping.version"),
            "sha256": require_match(mapping.get("sha256"), HASH, "mapping.sha256"),
        },
        "dictionary": parts,
    }


def read_metric(one: Any, dictionary: Dictionary, period: Period) -> MetricFigures:
    """The figures of a metric in the period: its months where they add up, and the period as a whole."""
    if require(one, dict, "metrics").keys() != METRIC_KEYS:
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, "metrics")
    name = require_match(one["metric"], WORD, "metrics.metric")
    metric = dictionary.versions.get((name, one["version"])) if type(one["version"]) is int else None
    if metric is None or metric.measure not in FIGURES:
        raise FileRefused(FileRefusal.UNKNOWN_METRIC, name)
    said = (one["measure"], one["counts"], one["unit"], one["columns"])
    columns = ["period", "breakdown", "value", *FIGURES[metric.measure]]
    if said != (metric.measure.value, metric.counts, metric.unit, columns):
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, name)
    wanted = {period.name_in_files: period.name}
    foreign = False
    if metric.measure in ADDITIVE:
        wanted |= {month: month for month in period.months}
    cells: dict[Place, Figure] = {}
    categories: dict[str, set[str]] = {}
    seen = set()
    for cell in require(one["cells"], list, name):
        if type(cell) is not list or len(cell) != len(columns):
            raise FileRefused(FileRefusal.UNKNOWN_CONTENT, name)
        place = Place(*(check_place(metric, dictionary, cell)))
        if place in seen:
            raise FileRefused(FileRefusal.UNKNOWN_CONTENT, name)
        seen.add(place)
        categories.setdefault(place.breakdown, set()).add(place.value)
        if len(categories[place.breakdown]) > MOST_CATEGORIES:
            raise FileRefused(FileRefusal.INCIDENTS, name)
        foreign = foreign or is_foreign(place.period, period)
        figure = read_cell(metric, cell[3:])
        if place.period in wanted:
            cells[place._replace(period=wanted[place.period])] = figure
    if foreign:
        raise FileRefused(FileRefusal.OTHER_PERIOD, name)
    return MetricFigures(metric, cells)


def is_foreign(name: str, period: Period) -> bool:
    """Whether a file that names this period holds calls of another one. Longer periods around it are not complete."""
    if len(name) == 4:
        return name != f"{period.starts_on.year:04}"
    return "Q" not in name and name not in period.months


def check_place(metric: Metric, dictionary: Dictionary, cell: list[Any]) -> tuple[str, str, str]:
    """Period, breakdown and category of a cell. A category that may be a row of its own is refused."""
    period = require_match(cell[0], PERIOD, metric.id)
    breakdown, value = require(cell[1], str, metric.id), require(cell[2], str, metric.id)
    if not breakdown:
        if value:
            raise FileRefused(FileRefusal.UNKNOWN_CONTENT, metric.id)
        return period, "", ""
    if breakdown not in metric.breakdowns:
        raise FileRefused(FileRefusal.UNKNOWN_CONTENT, metric.id)
    field = dictionary.fields.get(breakdown)
    is_own = field is None or field.kind is FieldKind.LOCAL_CODE
    if value == NOT_KNOWN:
        return period, breakdown, value
    if not is_own and field is not None:
        if value not in field.categories:
            raise FileRefused(FileRefusal.UNKNOWN_CONTENT, metric.id)
    elif breakdown in DERIVED_BREAKDOWNS:
        require_match(value, WORD, metric.id)
    elif len(value) > LONGEST_CATEGORY or not CATEGORY.fullmatch(value) or DIGITS_OF_AN_ID.search(value):
        raise FileRefused(FileRefusal.INCIDENTS, metric.id)
    return period, breakdown, value


def read_cell(metric: Metric, values: list[Any]) -> Figure:
    figures = dict(zip(FIGURES[metric.measure], values, strict=True))
    numbers = [figures[name] for name in FIGURES[metric.measure] if not name.endswith("_seconds")]
    if any(type(number) is not int for number in numbers):
        raise FileRefused(FileRefusal.FIGURE_UNUSABLE, metric.id)
    median = figures.get("median_seconds")
    if type(median) not in (int, float, type(None)):
        raise FileRefused(FileRefusal.FIGURE_UNUSABLE, metric.id)
    if metric.measure is Measure.INTERVAL:
        figure = Figure(figures["n"], None, median, figures["p90_seconds"])
    else:
        figure = Figure(figures["numerator"], figures.get("denominator"))
    try:
        return check_figure(metric, figure)
    except FigureRefused:
        raise FileRefused(FileRefusal.FIGURE_UNUSABLE, metric.id) from None


def check_sums(one: MetricFigures, period: Period) -> None:
    """Raises FileRefused where the months of a period are there and do not add up to it."""
    if one.metric.measure not in ADDITIVE or period.length == 1:
        return
    sums: dict[Place, list[int]] = {}
    for place, figure in one.cells.items():
        if place.period != period.name:
            sum_ = sums.setdefault(place._replace(period=period.name), [0, 0])
            sum_[0] += figure.numerator
            sum_[1] += figure.denominator or 0
    for place, (numerator, denominator) in sums.items():
        whole = one.cells.get(place)
        if whole is None or (whole.numerator, whole.denominator or 0) != (numerator, denominator):
            raise FileRefused(FileRefusal.SUMS_DIFFER, one.metric.id)
