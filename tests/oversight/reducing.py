"""Small files and mappings, reduced in a line."""

import io
from typing import Any

from governance.oversight.metrics import load_dictionary
from governance.oversight.reduction import Reduction, read_mapping, reduce_file

MAPPING = """\
[mapping]
id = "made-up"
version = "1"
zone = "America/Detroit"

[times.call_received]
column = "received"
clock = "local"

[times.dispatched]
column = "sent"
clock = "local"

[times.on_scene]
column = "arrived"
clock = "local"

[codes.call_type]
column = "kind"
version = "1"

[codes.call_type.map]
mental_health = ["MH"]
other = ["OTH"]

[codes.police_requested]
column = "police"
version = "1"

[always]
handled_by = "program"

[duplicates]
columns = ["id"]
"""
HEADER = "id,received,sent,arrived,kind,police"
ROW = "{id},2026-07-04 13:00:00,2026-07-04 13:05:00,2026-07-04 13:20:30,MH,Y"


def reduce_bytes(content: bytes, mapping: str = MAPPING, exclude: bool = False) -> Reduction:
    dictionary = load_dictionary()
    return reduce_file(io.BytesIO(content), read_mapping(mapping.encode(), "m.toml", dictionary), dictionary, exclude)


def reduce_rows(*rows: str, mapping: str = MAPPING, exclude: bool = False, header: str = HEADER) -> Reduction:
    """Rows without their ids; each gets one of its own."""
    lines = [header, *(f"{number},{row}" for number, row in enumerate(rows))]
    return reduce_bytes("\n".join(lines).encode(), mapping, exclude)


def read_cell(reduction: Reduction, metric: str, period: str, breakdown: str = "", value: str = "") -> dict[str, Any]:
    """The figures of one cell; an empty dictionary where there is no such cell."""
    assert reduction.document is not None, [bad.write() for bad in reduction.bad.listed]
    for found in reduction.document["metrics"]:
        if found["metric"] == metric:
            for cell in found["cells"]:
                if cell[:3] == [period, breakdown, value]:
                    return dict(zip(found["columns"][3:], cell[3:], strict=True))
    return {}


def name_bad(reduction: Reduction) -> list[tuple[int, str, str]]:
    assert reduction.document is None
    return [(bad.line, bad.column, bad.reason.value) for bad in reduction.bad.listed]
