"""What a clerk entered since a row was read is kept: the source is told from it, and does not undo it.

A row that an act of the portal changed holds no digest of what was read. Where the source still says what it said then,
there is nothing to do; where it says something new, the clerk is told and decides.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from governance.boards.models import Membership, Seat
from governance.db.history import FormerState
from governance.exchange.rows import Kind
from governance.exchange.writing import Known, chunk, fingerprint

if TYPE_CHECKING:
    from governance.exchange.reconcile import Run

CHANGED_BY_ACTS = frozenset({Membership.__tablename__, Seat.__tablename__})
"""Tables of imported rows that acts in the portal can change."""

Differing = list[tuple[Known, Any]]


def keep_what_was_entered(
    run: "Run", kind: Kind, fresh: list[Any], differing: Differing
) -> tuple[list[Any], Differing]:
    """What is left to be written of new and changed records, once what was entered here is kept."""
    if kind.table.name not in CHANGED_BY_ACTS:
        return fresh, differing
    # Without a row that stands, but with a former one: it was struck out here.
    struck = find_former(run, kind, [intake.identifier for intake in fresh]) if kind.corrigible else {}
    entered = [(row, intake) for row, intake in differing if row.fingerprint is None]
    read = find_last_read(run, kind, [(row.id, intake.identifier) for row, intake in entered])
    kept = [intake for _, intake in entered] + [intake for intake in fresh if intake.identifier in struck]
    told = sorted(intake.identifier for intake in kept if (read | struck).get(intake.identifier) != fingerprint(intake))
    if told:
        run.report.kept_as_entered_here[kind.name] = told
    return (
        [intake for intake in fresh if intake.identifier not in struck],
        [(row, intake) for row, intake in differing if row.fingerprint is not None],
    )


def find_last_read(run: "Run", kind: Kind, rows: Sequence[tuple[int, str]]) -> dict[str, str | None]:
    """The digest of what was last read of records that were changed here since."""
    if kind.corrigible:
        return find_former(run, kind, [identifier for _, identifier in rows])
    identifiers = dict(rows)
    found: dict[str, str | None] = {}
    for part in chunk(identifiers):
        states = select(FormerState.row_id, FormerState.values).where(
            FormerState.table_name == kind.table.name, FormerState.row_id.in_(part)
        )
        for row_id, values in run.connection.execute(states.order_by(FormerState.id)):
            if values.get("source_fingerprint"):
                found[identifiers[row_id]] = values["source_fingerprint"]
    return found


def find_former(run: "Run", kind: Kind, identifiers: Sequence[str]) -> dict[str, str | None]:
    """The last digest among the rows of records whose place another row took, or none."""
    table = kind.table
    found: dict[str, str | None] = {}
    for part in chunk(identifiers):
        rows = select(table.c.source_identifier, table.c.source_fingerprint).where(
            table.c.source_system == run.system, table.c.source_identifier.in_(part), table.c.superseded_at.is_not(None)
        )
        for identifier, mark in run.connection.execute(rows.order_by(table.c.id)):
            found[identifier] = mark or found.get(identifier)
    return found
