"""Bringing what a source says into the record: one transaction a run, all of it or nothing.

A record is known by its system and its identifier there. A known record whose fingerprint is the same is left alone;
one that differs is changed with its past kept; one that the source no longer holds stays. Queries and inserts go by
thousands, never by row.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, union, update
from sqlalchemy.exc import DBAPIError

from governance.boards.models import Board, Membership
from governance.boards.names import make_sort_name
from governance.db import Database
from governance.db.history import ImportRun
from governance.exchange.boards import settle_boards
from governance.exchange.collecting import Collected, collect
from governance.exchange.intake import Intake, Refusal, UnusableSource
from governance.exchange.kept_here import keep_what_was_entered
from governance.exchange.outcomes import compare_outcomes
from governance.exchange.report import ImportReport
from governance.exchange.rows import KINDS, PARENT_KIND, Kind, Row, get_table
from governance.exchange.sealing import RecordAct
from governance.exchange.vanished import count_vanished, was_read_before
from governance.exchange.writing import Known, Writer, chunk, fingerprint
from governance.meetings.models import Attendance, Meeting
from governance.votes.models import Ballot, Motion, Vote

__all__ = ["ImportReport", "bring_in"]

ATTEMPTS = 4
# PostgreSQL: two acts at once could not have followed one another; the later one is tried again.
CLASHES = ("40001", "40P01")


def bring_in(
    database: Database,
    intakes: Iterable[Intake],
    *,
    system: str | Callable[[], str],
    reader: str,
    file_name: str,
    digest: str | Callable[[], str],
    now: datetime,
    dry_run: bool = False,
    same_board: Iterable[tuple[str, str]] = (),
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Bring the intakes of one system into the record and say what was done.

    system: the namespace of the source's identifiers, such as legistar:nyc. digest: SHA-256 of all that was read. Both
    may be functions that answer once the intakes are used up. now: the moment of reading. same_board: pairs of
    identifiers (old, new) where the new body continued the old one. progress is told how many intakes were taken.
    Raises UnusableSource, with the database as before, where an intake is a Refusal, an identifier stands for two
    different things, or a reference leads nowhere in the source and in the record.
    """
    collected = collect(intakes, progress)
    name = system() if callable(system) else system
    origin = {
        "reader": reader,
        "system": name,
        "file_name": file_name,
        "digest": digest() if callable(digest) else digest,
    }
    for attempt in range(1, ATTEMPTS + 1):
        with database.writing() as session:
            run = Run(session.connection(), collected, name, now, file_name, list(same_board))
            try:
                run.settle()
                run.report.dry_run = dry_run
                if dry_run:
                    session.rollback()
                    return run.report
                if run.report.has_changes:
                    run.sign(origin)
                session.commit()
            except DBAPIError as error:
                if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in CLASHES:
                    raise
                session.rollback()
            else:
                return run.report
    raise AssertionError("unreachable")


class Run:
    """One run inside its transaction. ids: the row of every identifier, by kind, once its kind is settled."""

    def __init__(
        self,
        connection: Connection,
        collected: Collected,
        system: str,
        now: datetime,
        file_name: str,
        same_board: list[tuple[str, str]],
    ) -> None:
        self.collected = collected
        self.writer = Writer(connection, system, now)
        self.connection = connection
        self.system = system
        self.now = now
        self.file_name = file_name
        self.same_board = same_board
        self.report = ImportReport(system=system)
        self.ids: dict[str, dict[str, int]] = {}
        # Row of a kind -> the row that it belongs to, for finding the board of a change.
        self.parents: dict[str, dict[int, int]] = {}
        self.touched_boards: set[int] = set()
        self.new_boards: set[int] = set()
        self.changed_people: set[int] = set()
        self.refusals: list[Refusal] = []
        self.loaded: set[str] = set()
        self.read_before: bool | None = None

    def settle(self) -> None:
        """Write everything that is new or changed, and fill the report. Raises UnusableSource on dangling references."""
        settle_boards(self)
        for kind in KINDS:
            self.settle_kind(kind)
        if self.refusals:
            raise UnusableSource.because_of(self.refusals)
        self.raise_versions()
        report, collected = self.report, self.collected
        report.unknown_values = [
            {"kind": kind, "value": value, "count": count} for (kind, value), count in sorted(collected.unknown.items())
        ]
        for repeated, count in collected.repeated.items():
            report.read[repeated] += count
        report.repeated = dict(sorted(collected.repeated.items()))
        report.left_out = dict(sorted(collected.left_out.items()))
        report.assumed = list(collected.assumed)
        compare_outcomes(report, collected.records, self.system)

    def settle_kind(self, kind: Kind) -> None:
        intakes = self.collected.records[kind.name]
        wanted = bool(intakes) or was_read_before(self)
        known = self.writer.find_known(kind.table, kind.parent, current_only=kind.corrigible) if wanted else {}
        ids = {identifier: row.id for identifier, row in known.items()}
        parents = {row.id: row.parent for row in known.values() if row.parent is not None}
        self.ids[kind.name], self.parents[kind.name] = ids, parents
        count_vanished(self, kind, known)
        fresh: list[Any] = []
        differing: list[tuple[Known, Any]] = []
        for intake in intakes.values():
            row = known.get(intake.identifier)
            if row is None:
                fresh.append(intake)
            elif getattr(intake, "stated", True) and fingerprint(intake) != row.fingerprint:
                differing.append((row, intake))
        fresh, differing = keep_what_was_entered(self, kind, fresh, differing)
        new_ids = self.writer.take_ids(kind.table, len(fresh) + (len(differing) if kind.corrigible else 0))
        ids.update((intake.identifier, new_id) for intake, new_id in zip(fresh, new_ids, strict=False))
        rows = [self.make_new(kind, intake, new_id) for intake, new_id in zip(fresh, new_ids, strict=False)]
        changed = [self.make_row(kind, intake, fingerprint(intake)) for _, intake in differing]
        if self.refusals:
            return
        self.count(kind.name, intakes, fresh, len(differing))
        if kind.corrigible:
            self.writer.supersede(kind.table, [row.id for row, _ in differing])
            for (row, intake), new_id in zip(differing, new_ids[len(fresh) :], strict=True):
                ids[intake.identifier] = new_id
                rows.append({**self.make_new(kind, intake, new_id), "corrects_id": row.id})
        else:
            self.writer.change(
                kind.table, {row.id: values for (row, _), values in zip(differing, changed, strict=True)}
            )
        self.writer.insert(kind.table, rows)
        if kind.parent:
            parents.update((row["id"], row[kind.parent]) for row in rows)
            self.touch(kind, [row.parent for row, _ in differing if row.parent is not None])
            self.touch(kind, [row[kind.parent] for row in (*rows, *changed)])
        elif kind.name == "people":
            self.changed_people.update(row.id for row, _ in differing)

    def count(self, name: str, intakes: dict[str, Any], fresh: list[Any], changed: int) -> None:
        report = self.report
        mentioned = 0
        if name in ("meetings", "agenda_items"):
            mentioned = sum(not intake.stated for intake in intakes.values())
            made = sum(not intake.stated for intake in fresh)
            if made:
                report.made_from_mentions[name] = made
            fresh = [intake for intake in fresh if intake.stated]
        self.set_counts(name, len(intakes) - mentioned, len(fresh), changed)

    def set_counts(self, kind: str, read: int, new: int, changed: int) -> None:
        report = self.report
        report.read[kind], report.new[kind], report.changed[kind] = read, new, changed
        report.unchanged[kind] = read - new - changed

    def make_row(self, kind: Kind, intake: Any, mark: str) -> Row:
        """The columns that a source may set."""
        row = {column: getattr(intake, field) for field, column in kind.columns.items()}
        for field, (column, other) in kind.references.items():
            identifier = getattr(intake, field)
            row[column] = None if identifier is None else self.find(intake.identifier, other, identifier)
        if row.get("meeting_id", 0) is None and row.get("agenda_item_id") is not None:
            row["meeting_id"] = self.parents["agenda_items"].get(row["agenda_item_id"])
        if kind.name == "people":
            row["sort_name"] = intake.sort_name or make_sort_name(intake.name)
        row["source_address"] = getattr(intake, "address", None)
        row["source_read_at"] = self.now
        row["source_fingerprint"] = mark
        return row

    def make_new(self, kind: Kind, intake: Any, new_id: int) -> Row:
        row = self.make_row(kind, intake, fingerprint(intake))
        row.update(id=new_id, entered_at=self.now, source_system=self.system, source_identifier=intake.identifier)
        if kind.corrigible:
            row["superseded_at"] = row["corrects_id"] = None
        if kind.make:
            row.update(kind.make(f"{self.system}/{intake.identifier}", intake))
        return row

    def find(self, place: str, kind: str, identifier: str) -> int | None:
        found = self.ids[kind].get(identifier)
        if found is None and not self.collected.records[kind]:
            self.load(kind)
            found = self.ids[kind].get(identifier)
        if found is None:
            what = f"refers to {identifier}, which is neither in this source nor on the record"
            self.refusals.append(Refusal(place, what))
        return found

    def load(self, name: str) -> None:
        """The rows of a kind that this source does not speak of itself, only refers to."""
        if name in self.loaded or name == "boards":
            return
        self.loaded.add(name)
        kind = next(kind for kind in KINDS if kind.name == name)
        known = self.writer.find_known(kind.table, kind.parent, current_only=kind.corrigible)
        self.ids[name] = {identifier: row.id for identifier, row in known.items()}
        self.parents[name] = {row.id: row.parent for row in known.values() if row.parent is not None}

    def touch(self, kind: Kind, parents: Iterable[int]) -> None:
        """Note the boards that a change of these rows' parents shows on."""
        rows = set(parents)
        column = kind.parent
        while column and column != "board_id":
            name = PARENT_KIND[column]
            if not self.collected.records[name]:
                self.load(name)
            above = self.parents[name]
            column = next(kind.parent for kind in KINDS if kind.name == name)
            rows = {above[row] for row in rows if row in above}
        self.touched_boards |= rows

    def raise_versions(self) -> None:
        """Every board on whose pages something changed gets a new version, once a run."""
        people = self.changed_people
        for part in chunk(people):
            meetings = union(
                select(Attendance.meeting_id).where(Attendance.person_id.in_(part)),
                select(Motion.meeting_id).where(Motion.mover_id.in_(part) | Motion.seconder_id.in_(part)),
                select(Motion.meeting_id).join(Vote).join(Ballot).where(Ballot.person_id.in_(part)),
            ).subquery()
            boards = union(
                select(Membership.board_id).where(Membership.person_id.in_(part)),
                select(Meeting.board_id).join(meetings, meetings.c.meeting_id == Meeting.id),
            )
            self.touched_boards.update(self.connection.scalars(boards))
        table = get_table(Board)
        for part in chunk(sorted(self.touched_boards - self.new_boards)):
            raised = update(table).where(table.c.id.in_(part)).values(record_version=table.c.record_version + 1)
            self.connection.execute(raised)

    def sign(self, origin: dict[str, str]) -> None:
        report = self.report
        counts = {"read": report.read, "new": report.new, "changed": report.changed}
        table = get_table(ImportRun)
        row = {"id": self.writer.take_ids(table, 1)[0], **origin, "ran_at": self.now, "counts": counts}
        self.connection.execute(insert(table), row)
        self.writer.sealing.seal(table, [row])
        facts = {"digest": origin["digest"], **{name: drop_zeros(held) for name, held in counts.items()}}
        touched = self.touched_boards | self.new_boards
        self.writer.sealing.finish(RecordAct.IMPORTED, self.now, facts, touched)


def drop_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: count for kind, count in counts.items() if count}
