"""Counting what an earlier run brought and a source no longer holds. Nothing of it is removed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from governance.db.history import ImportRun
from governance.exchange.rows import PARENT_KIND, Kind
from governance.exchange.writing import Known

if TYPE_CHECKING:
    from governance.exchange.reconcile import Run


def count_vanished(run: "Run", kind: Kind, known: Mapping[str, Known]) -> None:
    """Count the rows of a kind that this source lacks.

    Where the same source (by its name) was brought in before, every row of the kind counts. Else the source may be a
    part only, and a row counts where the source holds the row that it belongs to: an item of one of its meetings.
    """
    intakes = run.collected.records[kind.name]
    missing = [row for identifier, row in known.items() if identifier not in intakes]
    if missing and not was_read_before(run):
        stated = find_stated(run, kind)
        missing = [row for row in missing if row.parent in stated]
    if missing:
        run.report.no_longer_in_source[kind.name] = len(missing)


def was_read_before(run: "Run") -> bool:
    if run.read_before is None:
        query = (
            select(ImportRun.id).where(ImportRun.system == run.system, ImportRun.file_name == run.file_name).limit(1)
        )
        run.read_before = run.connection.scalar(query) is not None
    return run.read_before


def find_stated(run: "Run", kind: Kind) -> set[int]:
    """The rows of the parent kind that this source holds; none for boards, of which any source may be a part."""
    if kind.parent is None or kind.parent == "board_id":
        return set()
    name = PARENT_KIND[kind.parent]
    intakes = run.collected.records[name]
    stated = {identifier for identifier, intake in intakes.items() if getattr(intake, "stated", True)}
    return {row_id for identifier, row_id in run.ids[name].items() if identifier in stated}
