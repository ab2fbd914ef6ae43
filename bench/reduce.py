"""A call file to aggregates: against Python's csv.reader with a Counter over the same file.

The processor's time is compared, so that whatever else the machine does between the two does not count.

No database is in it, so it is measured once, whatever engines there are. Both run in a process of their own, the
reduction also so that the memory that it takes is its own.
"""

import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bench.measuring import Figure, Limit
from bench.places import Engine, Options

ENGINE = "SQLite"
ROWS, FEW_ROWS = 1_000_000, 100_000
TIMES, AIM, MOST_MEMORY = Limit(12), Limit(4), 250
START = datetime(2025, 1, 1)  # noqa: DTZ001 - what a clock on the wall showed

COLUMNS = (
    "incident", "received", "sent", "arrived", "left", "nature", "source", "unit_kind", "asked_police", "met", "outcome",
    "hold", "area", "race", "age", "housing", "client", "address", "notes",
)  # fmt: skip
MAPPING = """\
[mapping]
id = "benchmark"
version = "1"
zone = "America/Detroit"
[duplicates]
columns = ["incident"]
"""
CODES = {
    "nature": ("call_type", {"MH1": "mental_health", "SUI": "suicide_concern", "OD": "substance_use", "CW": "welfare_check",
                             "DIS": "disturbance", "OTH": "other"}),
    "source": ("call_source", {"911": "line_911", "988": "line_988", "NE": "non_emergency_line"}),
    "unit_kind": ("handled_by", {"C": "program", "CP": "program_with_police", "P": "police", "N": "no_unit"}),
    "asked_police": ("police_requested", {"Y": "yes", "N": "no"}),
    "met": ("contact", {"Y": "yes", "N": "no"}),
    "outcome": ("outcome", {"RES": "resolved_in_community", "ED": "emergency_department", "CC": "crisis_center",
                            "GOA": "no_contact"}),
    "hold": ("involuntary_hold", {"Y": "yes", "N": "no"}),
    "area": ("district", {str(number): f"District {number}" for number in range(1, 9)}),
    "race": ("race_ethnicity", {code: f"Group {code}" for code in "ABCDEF"}),
    "housing": ("housing_status", {"H": "Housed", "U": "Unhoused"}),
}  # fmt: skip


def write_mapping() -> str:
    lines = [MAPPING]
    for column, field in (
        ("received", "call_received"),
        ("sent", "dispatched"),
        ("arrived", "on_scene"),
        ("left", "cleared"),
    ):
        lines.append(f'[times.{field}]\ncolumn = "{column}"\nclock = "local"')
    for column, (field, codes) in CODES.items():
        lines.append(f'[codes.{field}]\ncolumn = "{column}"\nversion = "1"\n[codes.{field}.map]')
        by_category: dict[str, list[str]] = {}
        for code, category in codes.items():
            by_category.setdefault(category, []).append(code)
        lines += [f'"{category}" = {listed!r}' for category, listed in by_category.items()]
    lines.append('[codes.age_band]\ncolumn = "age"\nversion = "1"\n[codes.age_band.ranges]')
    lines += ['"Under 18" = [0, 17]', '"18 to 39" = [18, 39]', '"40 and over" = [40, 120]']
    return "\n".join(lines) + "\n"


def write_calls(path: Path, count: int) -> None:
    """A year of calls, as a dispatch system exports them; now and then a time is missing."""
    numbers = random.Random(1)
    choices = {column: list(codes) for column, (_field, codes) in CODES.items()}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(count):
            received = START + timedelta(seconds=365 * 86_400 * number // count + numbers.randrange(30))
            sent = received + timedelta(seconds=numbers.randrange(20, 1800))
            arrived = sent + timedelta(seconds=numbers.randrange(60, 2400))
            left = arrived + timedelta(seconds=numbers.randrange(300, 7200))
            times = [received, sent, "" if number % 10 == 0 else arrived, left]
            codes = {column: numbers.choice(choices[column]) for column in choices}
            age, client = numbers.randrange(12, 80), f"K{numbers.randrange(count // 3)}"
            row = {**codes, "age": age, "client": client, "incident": f"I{number:08}",
                   "address": f"{number % 9000} EXAMPLE AVE", "notes": "caller asks for help"}  # fmt: skip
            row |= dict(zip(("received", "sent", "arrived", "left"), times, strict=True))
            writer.writerow([row[column] for column in COLUMNS])


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    if engine.name != ENGINE:
        return
    count = FEW_ROWS if options.quick else ROWS
    with tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        calls = Path(folder) / "calls.csv"
        write_calls(calls, count)
        calls.with_suffix(".toml").write_text(write_mapping(), "utf-8")
        floor, _memory = run("count", calls)
        ours, memory = run("reduce", calls)
    name = f"{count:,} rows, four times each, csv.reader"
    yield Figure("reduce", "none", name, floor, ours, "s", TIMES)
    yield Figure("reduce", "none", "the same, the aim", floor, ours, "s", None, AIM)
    yield Figure("reduce", "none", "peak memory, the limit", MOST_MEMORY, memory, "MB", Limit(1))


def run(what: str, calls: Path) -> tuple[float, float]:
    """The processor's seconds that a work takes in a process of its own, and its peak memory in MB."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.reducing", what, str(calls)]
    taken = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, memory = map(float, taken.split())
    return seconds, memory
