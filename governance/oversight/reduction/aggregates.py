"""The document of aggregates: what leaves the agency's machine, and what says how it was made."""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.reduction.cells import list_columns
from governance.oversight.reduction.mappings import Mapping as FileMapping

FORMAT = "governance-aggregates/1"
WARNING = (
    "These are unsuppressed figures for the portal only. Do not publish them or send them on as they are: small counts "
    "may point to a person."
)


class FileFacts(NamedTuple):
    """What is kept of the file itself; not its name, which may name a person."""

    sha256: str
    bytes: int
    encoding: str
    delimiter: str


def write_document(
    mapping: FileMapping,
    dictionary: Dictionary,
    file: FileFacts,
    rows: Mapping[str, Any],
    times: Mapping[str, Any],
    codes: Mapping[str, Any],
    metrics: Sequence[tuple[Metric, list[list[Any]]]],
    missing: Mapping[str, list[str]],
) -> dict[str, Any]:
    """The aggregates as plain data, the same for the same file, mapping, dictionary and release."""
    return {
        "format": FORMAT,
        "publish_as_is": False,
        "warning": WARNING,
        "made_by": {"name": "governance reduce", "version": find_version()},
        "dictionary": [part._asdict() for part in map(Part.of, dictionary.parts)],
        "mapping": {
            "id": mapping.id,
            "version": mapping.version,
            "sha256": mapping.digest,
            "code_maps": {column.field: column.version for column in mapping.codes},
            "always": dict(sorted(mapping.always.items())),
        },
        "time": {"zone": mapping.zone_name, "day_begins": mapping.day_begins, "day_parts": mapping.day_parts},
        "file": file._asdict(),
        "rows": dict(rows),
        "times": dict(times),
        "codes": dict(codes),
        "metrics": [
            {
                "metric": metric.id,
                "version": metric.version,
                "measure": metric.measure.value,
                "counts": metric.counts,
                "unit": metric.unit,
                "columns": list_columns(metric),
                "cells": cells,
            }
            for metric, cells in metrics
        ],
        "not_made": {metric: {"missing_fields": fields} for metric, fields in missing.items()},
    }


class Part(NamedTuple):
    """A file of the dictionary, as the document names it."""

    id: str
    version: str
    sha256: str

    @classmethod
    def of(cls, part: Any) -> "Part":
        return cls(part.id, part.version, part.digest)


def find_version() -> str:
    try:
        return version("governance")
    except PackageNotFoundError:
        return "unreleased"


def write_json(document: Mapping[str, Any]) -> str:
    """The document as JSON text with one cell a line, so that a person can read it and compare two."""
    lines = json.dumps({**document, "metrics": None}, ensure_ascii=False, indent=1)
    metrics = []
    for metric in document["metrics"]:
        cells = ",\n".join("   " + json.dumps(cell, ensure_ascii=False) for cell in metric["cells"])
        head = json.dumps({**metric, "cells": None}, ensure_ascii=False)
        metrics.append("  " + head.removesuffix("null}") + f"[\n{cells}\n  ]}}")
    whole = ",\n".join(metrics)
    return lines.replace('"metrics": null', f'"metrics": [\n{whole}\n ]', 1) + "\n"


def save_document(document: Mapping[str, Any], path: Path) -> None:
    """Write the document so that the file is there whole or not at all. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(write_json(document))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
