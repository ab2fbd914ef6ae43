"""Published figures as a Data Package: two tables, what their columns hold, and the definitions behind them.

After the Data Package standard, version 2 (https://datapackage.org/standard/data-package/), with Table Schemas. The
same figures give the same bytes, so that two copies can be compared by their hash.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from governance.oversight.downloads import COLUMNS, write_csv
from governance.oversight.metrics import Metric

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
DESCRIPTION = (
    "Figures that a program reported to its community advisory board, in the newest version of each report. Small numbers"
    " of people are hidden, and others so that they cannot be worked out. Figures of another program have other"
    " definitions, and none of them is a target."
)
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of day of every file in the archive, which says nothing."""
TEXTS = ("name", "definition", "numerator", "denominator", "caveat")

DEFINITION_COLUMNS = (
    "metric", "metric_version", "unit", "counts", "measure", "source",
    *(f"{text}_{language}" for text in TEXTS for language in ("en", "es")),
)  # fmt: skip

WHOLE = {"type": "integer", "constraints": {"minimum": 0}}
FIELDS: dict[str, dict[str, Any]] = {
    "program": {"type": "string", "description": "Name of the crisis response program"},
    "starts_on": {"type": "date", "description": "First day of the reporting period, where the program sits"},
    "ends_on": {"type": "date", "description": "Last day of the reporting period"},
    "report_version": {"type": "integer", "description": "Which version of the report, from 1; the newest counts"},
    "as_of": {"type": "date", "description": "Day on which this version was published"},
    "metric": {"type": "string", "description": "What is told; see the table of definitions"},
    "metric_version": {"type": "integer", "description": "Version of its definition: two versions do not compare"},
    "name": {"type": "string", "description": "Plain name of the metric"},
    "period": {"type": "string", "description": "A month (2026-07), or first and last month (2026-07/2026-09)"},
    "breakdown": {"type": "string", "description": "By what it is divided; empty: it is a total"},
    "category": {"type": "string", "description": "The part that is told; not_known: nobody can tell the part"},
    "numerator": {**WHOLE, "description": "What is counted; for times, how many of them there are"},
    "denominator": {**WHOLE, "description": "Of how many; empty where the metric is no rate"},
    "median_seconds": {"type": "number", "description": "Half are within this time"},
    "p90_seconds": {"type": "number", "description": "Nine in ten are within this time"},
    "hidden": {
        "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"],
        "description": "yes: a number is empty because it, or another one by it, could point to a person",
    },
}  # fmt: skip
DEFINITION_FIELDS: dict[str, dict[str, Any]] = {
    "metric_version": {"type": "integer"},
    "counts": {
        "type": "string", "constraints": {"enum": ["people", "agency_acts"]},
        "description": "people: small numbers are hidden; agency_acts: totals never are",
    },
}  # fmt: skip


def make_package(
    *, name: str, title: str, description: str, rows: Iterable[Mapping[str, Any]], metrics: Sequence[Metric]
) -> bytes:
    """The archive: datapackage.json, figures.csv and definitions.csv. name: small letters, digits, hyphens."""
    tables = {
        "figures.csv": write_csv(COLUMNS, rows).encode(),
        "definitions.csv": write_csv(DEFINITION_COLUMNS, map(list_definition, metrics)).encode(),
    }
    described = {"figures.csv": make_figures_schema(), "definitions.csv": make_definitions_schema()}
    package = {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        "description": description,
        "resources": [describe_resource(path, content, described[path]) for path, content in tables.items()],
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"datapackage.json": json.dumps(package, ensure_ascii=False, indent=1).encode(), **tables}
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, ZIP_EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def describe_resource(path: str, content: bytes, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": RESOURCE_PROFILE,
        "name": path.removesuffix(".csv"),
        "type": "table",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def make_figures_schema() -> dict[str, Any]:
    return {
        "fields": [{"name": column, **FIELDS[column]} for column in COLUMNS],
        "primaryKey": ["starts_on", "ends_on", "metric", "period", "breakdown", "category"],
        "foreignKeys": [
            {
                "fields": ["metric", "metric_version"],
                "reference": {"resource": "definitions", "fields": ["metric", "metric_version"]},
            }
        ],
        "missingValues": [""],
    }


def make_definitions_schema() -> dict[str, Any]:
    return {
        "fields": [
            {"name": column, **DEFINITION_FIELDS.get(column, {"type": "string"})} for column in DEFINITION_COLUMNS
        ],
        "primaryKey": ["metric", "metric_version"],
        "missingValues": [""],
    }


def list_definition(metric: Metric) -> dict[str, Any]:
    """A metric's definition as a row."""
    row: dict[str, Any] = {
        "metric": metric.id, "metric_version": metric.version, "unit": metric.unit, "counts": metric.counts,
        "measure": metric.measure.value, "source": metric.source,
    }  # fmt: skip
    for name in TEXTS:
        text = getattr(metric, name)
        row |= {f"{name}_en": text.en if text else "", f"{name}_es": text.es if text else ""}
    return row
