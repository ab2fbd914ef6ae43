"""What the tests of importing share: invented Legistar records in both shapes, and a look at a whole database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from governance.db import Database, Model
from governance.exchange.legistar import LegistarOptions, import_legistar

READ_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def write_files(folder: Path, files: dict[str, object]) -> Path:
    """A folder that holds each object as JSON under its name, and nothing else."""
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


Bring = Callable[..., dict[str, Any]]


@pytest.fixture
def bring(database: Database, tmp_path: Path) -> Bring:
    """bring({"events.json": [...]}, zone="America/Chicago") brings the files in and gives the report as JSON."""
    folder = tmp_path / "source"
    folder.mkdir()

    def bring_files(files: dict[str, object], *, dry_run: bool = False, **options: Any) -> dict[str, Any]:
        path = write_files(folder, files)
        report = import_legistar(database, path, LegistarOptions(**options), now=READ_AT, dry_run=dry_run)
        return json.loads(json.dumps(report.as_json()))

    return bring_files


def dump(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in Model.metadata.sorted_tables
        }


@pytest.fixture
def ask(database: Database) -> Callable[..., list[tuple[Any, ...]]]:
    """ask("SELECT …") gives rows, as the database itself holds them."""

    def execute(query: str, **values: Any) -> list[tuple[Any, ...]]:
        with database.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return execute


def count_kinds(counts: dict[str, int]) -> dict[str, int]:
    """The counts that are not zero."""
    return {kind: count for kind, count in counts.items() if count}
