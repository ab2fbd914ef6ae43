"""A program of the demo's board, files of aggregates for it, and its staff, each act in a transaction of its own."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import OPERATOR, Actor, invite
from governance.accounts.models import Role
from governance.boards.models import Board
from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry
from governance.oversight.acts import OversightRefused
from governance.oversight.figures import Figure, MetricFigures, Place, check_figure
from governance.oversight.metrics import load_dictionary
from governance.oversight.models import Program, Report, ReportDraft, ReportFigures, ReportVersion
from governance.oversight.program_actions import Rhythm, add_program, set_schedule
from governance.oversight.report_actions import fill_by_hand, fill_from_file, open_draft, publish
from tests.conftest import NOW
from tests.oversight.reducing import reduce_bytes
from tests.support.accounts import BOARD

ZONE = "America/Detroit"
MONTHLY = Rhythm(1, 30, date(2026, 7, 1), "Ordinance 12, section 4")
JULY = date(2026, 7, 1)
TABLES = (Program, Report, ReportDraft, ReportVersion, ReportFigures, LedgerEntry)
KINDS = ("MH", "OTH")


def make_call_file(*, police: int = 1, calls: int = 170, month: int = 7, kinds: tuple[int, ...] = ()) -> bytes:
    """Calls of a month, so many of them with police asked for, and so many of each kind; the rest of the first kind."""
    lines = ["id,received,sent,arrived,kind,police"]
    for number in range(calls):
        kind = next((KINDS[place] for place in range(len(kinds)) if number < sum(kinds[: place + 1])), KINDS[0])
        day = f"2026-{month:02}-{number % 28 + 1:02}"
        lines.append(
            f"{number},{day} 13:00:00,{day} 13:05:00,{day} 13:{20 + number % 9}:30,{kind},{'Y' if number < police else 'N'}"
        )
    return "\n".join(lines).encode()


def make_document(**more: Any) -> dict[str, Any]:
    """The aggregates of such a file, as plain data."""
    document = reduce_bytes(make_call_file(**more)).document
    assert document is not None
    plain: dict[str, Any] = json.loads(json.dumps(document))
    return plain


def make_small_document(**more: Any) -> dict[str, Any]:
    """The totals of two metrics alone: WebOb keeps a post of more than 10 KB in a file that it leaves open."""
    document = make_document(**more)
    metrics = [one for one in document["metrics"] if one["metric"] in ("calls_received", "police_backup_share")]
    totals = [{**one, "cells": [cell for cell in one["cells"] if not cell[1]]} for one in metrics]
    return {**document, "metrics": totals}


def write(document: Any) -> io.BytesIO:
    return io.BytesIO(json.dumps(document).encode())


def make_figures(**values: tuple[int, int | None]) -> list[MetricFigures]:
    """Totals of July by metric."""
    dictionary = load_dictionary()
    newest = {metric.id: metric for metric in dictionary.metrics}
    return [
        MetricFigures(newest[name], {Place("2026-07"): check_figure(newest[name], Figure(*value))})
        for name, value in values.items()
    ]


class Staff:
    """Staff of the demo board's program, and its clerk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing.begin() as session:
            self.board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
            account, _role = invite(
                session, NOW, OPERATOR, name="Staff", address="program@example.net", role=Role.PROGRAM_STAFF,
                board_id=self.board,
            )  # fmt: skip
            self.actor = Actor(Office.STAFF, account.id)

    def act(self, action: Callable[..., Any], *arguments: Any, now: datetime = NOW, **named: Any) -> Any:
        def run(session: Session) -> Any:
            takes_actor = action in (add_program, set_schedule, open_draft, publish)
            before = (now, self.actor) if takes_actor else (now,)
            done = action(session, *before, self.board, *arguments, **named)
            return getattr(done, "key", None) or getattr(done, "id", None)

        return run_act(self.database, run)

    def add_program(self, rhythm: Rhythm = MONTHLY, name: str = "Crisis Response") -> str:
        return str(self.act(add_program, name=name, operator="City of Brindle Harbor", zone=ZONE, rhythm=rhythm))

    def draft(self, program: str, starts_on: date = JULY, now: datetime = NOW) -> str:
        return str(self.act(open_draft, program, starts_on, now=now))

    def bring(self, key: str, document: Any, now: datetime = NOW) -> None:
        self.act(fill_from_file, key, self.find_edit(key), write(document), now=now)

    def fill(self, key: str, figures: list[MetricFigures], now: datetime = NOW) -> None:
        self.act(fill_by_hand, key, self.find_edit(key), figures, now=now)

    def publish(self, key: str, change: str = "", now: datetime = NOW) -> ReportVersion:
        number = self.act(publish, key, self.find_edit(key), change, now=now)
        with self.database.reading() as session:
            return session.get_one(ReportVersion, number)

    def publish_file(self, program: str, change: str = "", now: datetime = NOW, **more: Any) -> ReportVersion:
        key = self.draft(program, date(2026, more.get("month", 7), 1), now)
        self.bring(key, make_document(**more), now)
        return self.publish(key, change, now)

    def find_edit(self, key: str) -> int:
        with self.database.reading() as session:
            return session.scalars(select(ReportDraft.edit).where(ReportDraft.key == key)).one()

    def refuse(
        self, action: Callable[..., Any], *arguments: Any, error: type[Exception] = OversightRefused, **named: Any
    ) -> Any:
        """What an act is refused with; nothing has changed."""
        before = count_rows(self.database)
        with pytest.raises(error) as raised:
            self.act(action, *arguments, **named)
        assert count_rows(self.database) == before
        return raised.value


def count_rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def find_cells(version: ReportVersion, metric: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The published cells of a metric, by period, breakdown and value."""
    [found] = [one for one in version.content["metrics"] if one["metric"] == metric]
    return {(cell["period"], cell["breakdown"], cell["value"]): cell for cell in found["cells"]}
