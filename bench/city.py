"""A whole city's record, where it is at hand: the archive of all bodies of a city council, read from beside the checkout."""

import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.places import Engine, Options, open_migrated, refresh_statistics
from governance.db import Database
from governance.exchange.legistar import LegistarOptions, import_legistar
from governance.exchange.report import ImportReport

ARCHIVE = Path(__file__).resolve().parents[2] / "shared/data/nyc_legistar/scale_events_2014_2021.tar.xz"
READ_AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def is_wanted(topic: str, engine: Engine, options: Options) -> bool:
    """Whether a topic that needs the archive is to be measured; where it is not, a line says why."""
    reason = ""
    if not ARCHIVE.exists():
        reason = f"there is no {ARCHIVE.name} in ../shared/data/nyc_legistar"
    elif options.quick:
        reason = "--quick does not wait for a whole city to be imported"
    if reason:
        print(f"{topic:<10}{engine.name:<12}not measured: {reason}", flush=True)
    return not reason


def read_members() -> list[bytes]:
    """The archive's files as they are, unpacked into memory."""
    with tarfile.open(ARCHIVE) as archive:
        opened = [archive.extractfile(member) for member in archive if member.isfile()]
        return [file.read() for file in opened if file]


def bring_in(database: Database, path: Path) -> ImportReport:
    return import_legistar(database, path, LegistarOptions(), now=READ_AT)


def write_busiest_body(folder: Path) -> None:
    """Write the events of the body that met most often into a folder, one file each."""
    events: list[dict[str, Any]] = [json.loads(data) for data in read_members()]
    ((body, _),) = Counter(event["BodyID"] for event in events).most_common(1)
    for event in events:
        if event["BodyID"] == body:
            (folder / f"{event['ID']}.json").write_text(json.dumps(event), "utf-8")


@contextmanager
def open_city(engine: Engine, path: Path) -> Iterator[Database]:
    """A database with what a path holds."""
    with open_migrated(engine.make("city")) as database:
        bring_in(database, path)
        refresh_statistics(database)
        yield database
