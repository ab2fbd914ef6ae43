"""Destroying what has had its time, as the rooms' rules say, unless a legal hold stops it.

A rule that destroys rows which the ledger sealed destroys their salts with them and says so on the ledger, in the same
transaction: every proof stands, and nobody can try out what the rows may have held.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from governance.db import Database
from governance.db.retry import run_act
from governance.keeping.holds import find_holds
from governance.ledger.actions import purge_seals
from governance.ledger.entries import Office
from governance.ledger.models import LedgerLog, LedgerPrivateAct, LedgerSeal, LedgerShape

FEW = 500
"""Rows that one statement names."""


@dataclass(frozen=True)
class RetentionRule:
    """What is destroyed when its time is over.

    name: as an operator types it. says: what and when, in a sentence's part. apply(session, now): destroys it in the
    session's transaction and answers how many rows that were; it may run twice. held: whether a legal hold stops it; what
    is only a secret for a short while is destroyed in any case.
    """

    name: str
    says: str
    apply: Callable[[Session, datetime], int]
    held: bool = True


@dataclass(frozen=True)
class RuleOutcome:
    """What came of a rule: how many rows it destroyed (or would), or the keys of the holds that stopped it."""

    rule: RetentionRule
    rows: int
    holds: tuple[str, ...] = ()


class TakenBack(Exception):
    """Ends the transaction of a dry run."""


def purge(
    database: Database, rules: Iterable[RetentionRule], now: datetime, *, dry_run: bool = False
) -> list[RuleOutcome]:
    """Apply each rule that no hold stops, in a transaction of its own.

    dry_run: take all of it back, so that it only counts.
    """
    return [apply_rule(database, rule, now, dry_run=dry_run) for rule in rules]


def apply_rule(database: Database, rule: RetentionRule, now: datetime, *, dry_run: bool) -> RuleOutcome:
    outcome: list[RuleOutcome] = []

    def act(session: Session) -> None:
        # In the same transaction: a hold that is placed at this moment comes before or after, never in between.
        holds = tuple(hold.key for hold in find_holds(session) if hold.rule in (None, rule.name)) if rule.held else ()
        outcome[:] = [RuleOutcome(rule, 0 if holds else rule.apply(session, now), holds)]
        if dry_run:
            raise TakenBack

    with suppress(TakenBack):
        run_act(database, act)
    return outcome[0]


def destroy_sealed_rows(session: Session, table: Table, row_ids: Sequence[int], now: datetime) -> int:
    """Remove rows, and the salts of their seals on whatever log; how many rows.

    A row that still waits for the entry of its day (see governance.ledger.private_acts) is left for another time.
    """
    waiting = set(session.scalars(select_waiting(table)))
    ids = [row_id for row_id in row_ids if row_id not in waiting]
    for board_id in find_boards_of_seals(session, table, ids):
        purge_seals(session, board_id, at=now, office=Office.PORTAL, table=table.name, row_ids=ids)
    for start in range(0, len(ids), FEW):
        session.execute(delete(table).where(table.c.id.in_(ids[start : start + FEW])))
    return len(ids)


def select_waiting(table: Table) -> Any:
    return (
        select(LedgerPrivateAct.row_id)
        .join(LedgerShape, LedgerShape.id == LedgerPrivateAct.shape_id)
        .where(LedgerShape.table_name == table.name)
    )


def find_boards_of_seals(session: Session, table: Table, ids: Sequence[int]) -> list[int | None]:
    """The boards (None: the instance) on whose logs any of the rows is sealed."""
    boards: set[int | None] = set()
    for start in range(0, len(ids), FEW):
        query = (
            select(LedgerLog.board_id)
            .join(LedgerSeal, LedgerSeal.log_id == LedgerLog.id)
            .join(LedgerShape, LedgerShape.id == LedgerSeal.shape_id)
            .where(
                LedgerShape.table_name == table.name,
                LedgerSeal.row_id.in_(ids[start : start + FEW]),
                LedgerSeal.salt.is_not(None),
            )
            .distinct()
        )
        boards.update(session.scalars(query))
    return sorted(boards, key=lambda board: board or 0)
