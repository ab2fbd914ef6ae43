"""Bringing in a whole city: against parsing the same JSON and inserting the same rows by the driver alone.

The driver inserts with executemany on both engines, in one transaction. The import runs in a process of its own, so that
the memory that it takes is its own too; the floor does not unpack the archive, the import does.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Table, select
from sqlalchemy.engine import make_url

from bench.city import ARCHIVE, bring_in, is_wanted, read_members
from bench.measuring import Figure, Limit, read_peak_memory
from bench.places import Engine, Options, open_migrated
from governance.db import Model

FIVE_TIMES, MEGABYTES = Limit(5), Limit(1)
MOST_MEMORY = 500


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    if not is_wanted("import", engine, options):
        return
    address, floor_address = engine.make("imported"), engine.make("floor")
    with open_migrated(address):
        pass
    taken = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.imports", address], check=True, stdout=subprocess.PIPE, text=True
    )
    seconds, memory = map(float, taken.stdout.split())
    rows = read_rows(address)
    floor = time_parsing() + time_inserting(floor_address, rows)
    count = sum(len(values) for values in rows.values())
    yield Figure("import", engine.name, f"{count:,} rows, parsing and driver alone", floor, seconds, "s", FIVE_TIMES)
    yield Figure("import", engine.name, "peak memory, the limit", MOST_MEMORY, memory, "MB", MEGABYTES)


def time_parsing() -> float:
    members = read_members()
    started = perf_counter()
    for data in members:
        json.loads(data)
    return perf_counter() - started


def read_rows(address: str) -> dict[Table, list[tuple[Any, ...]]]:
    """All rows of the record's tables, as values that the driver takes."""
    with open_migrated(address) as database, database.glancing.connect() as connection:
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(str(select(table).compile(connection)))]
            for table in Model.metadata.sorted_tables
            if not table.name.startswith("ledger")
        }


def time_inserting(address: str, rows: dict[Table, list[tuple[Any, ...]]]) -> float:
    """Insert the rows with the driver's executemany, in one transaction, into a database of the same schema."""
    with open_migrated(address):
        pass
    url = make_url(address)
    is_sqlite = url.get_backend_name() == "sqlite"
    connection: Any = (
        sqlite3.connect(str(url.database))
        if is_sqlite
        else psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    )
    mark = "?" if is_sqlite else "%s"
    started = perf_counter()
    cursor = connection.cursor()
    for table, values in rows.items():
        if values:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            marks = ", ".join([mark] * len(table.columns))
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', map(wrap, values))
    connection.commit()
    taken = perf_counter() - started
    connection.close()
    return taken


def wrap(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Documents as the text that both drivers take."""
    return tuple(json.dumps(value) if isinstance(value, dict | list) else value for value in values)


def import_once(address: str) -> None:
    """What the subprocess does: import, and print the seconds and its own peak memory in MB."""
    with open_migrated(address) as database:
        started = perf_counter()
        bring_in(database, Path(ARCHIVE))
        taken = perf_counter() - started
    print(taken, read_peak_memory() / 1e6)


if __name__ == "__main__":
    import_once(sys.argv[1])
