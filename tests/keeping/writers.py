"""Processes that act on one database as fast as they can, and say so after each commit, until they are killed.

A process server imports this module once, so that a writer starts in some milliseconds.
"""

import json
import multiprocessing
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, configure_mappers

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.contacts import confirm_address, propose_address
from governance.accounts.models import Account, Role
from governance.boards.actions import rename_board
from governance.boards.models import Board, BoardName
from governance.db import open_database
from governance.db.retry import run_act
from governance.ledger.models import LedgerLog
from tests.conftest import NOW

configure_mappers()
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["pytest", __name__])

LONGEST_PAUSE_SECONDS = 0.02


def rename(session: Session, board_id: int, mark: str) -> dict[str, Any]:
    """Give the board the name `mark` from the day on that follows its last renaming."""
    board = session.get_one(Board, board_id)
    newest = select(BoardName.started_on).where(BoardName.board_id == board_id, BoardName.started_on.is_not(None))
    last = session.scalar(newest.order_by(BoardName.started_on.desc()).limit(1)) or NOW.date()
    day = last + timedelta(days=1)
    rename_board(session, datetime.combine(day, time(18), UTC), board.slug, mark, day)
    return {"on": day.isoformat()}


def invite_member(session: Session, board_id: int, mark: str) -> dict[str, Any]:
    account, _role = invite(
        session, NOW, OPERATOR, name=mark, address=f"{mark}@example.org", role=Role.MEMBER, board_id=board_id
    )
    return {"account": account.key}


def change_address(session: Session, _board_id: int, mark: str) -> dict[str, Any]:
    """Change the address of the member that this writer invited before: a private act."""
    account_id = session.scalars(select(Account.id).where(Account.name == mark)).one()
    proposed = propose_address(session, NOW, account_id, f"new-{mark}@example.org")
    assert proposed is not None
    confirm_address(session, NOW, account_id, proposed.id)
    return {"contact": proposed.id}


ACTS = {"rename": rename, "invite": invite_member, "address": change_address}


def write_until_killed(url: str, board_id: int, name: str, told: Connection) -> None:
    """Act and tell of each act that was committed: its kind and mark, and the place of its entry."""
    database = open_database(url)
    log = select(LedgerLog.size).where(LedgerLog.board_id == board_id)
    number = 0
    try:
        while True:
            number += 1
            for kind, do in ACTS.items():

                def act(session: Session, kind: str = kind, do: Any = do, mark: str = f"{name}x{number}") -> Any:
                    said = do(session, board_id, mark)
                    return {"kind": kind, "mark": mark, "sequence": session.scalar(log), **said}

                told.send_bytes(json.dumps(run_act(database, act)).encode())
    except Exception as error:
        told.send_bytes(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())


@dataclass
class Writers:
    """Some writers on one database. told: what they have acknowledged; failed: what ended one that was not killed."""

    processes: list[ForkServerProcess] = field(default_factory=list)
    pipes: list[Connection] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def begin(self, url: str, board_id: int, names: Iterable[str]) -> None:
        for name in names:
            here, there = PROCESSES.Pipe(duplex=False)
            process = PROCESSES.Process(target=write_until_killed, args=(url, board_id, name, there), daemon=True)
            process.start()
            there.close()
            self.processes.append(process)
            self.pipes.append(here)

    def listen(self, count: int) -> None:
        """Hear at least `count` acknowledgements, or all that there will ever be."""
        while len(self.told) < count and self.pipes:
            for pipe in wait(self.pipes):
                assert isinstance(pipe, Connection)
                self.hear(pipe)

    def hear(self, pipe: Connection) -> None:
        try:
            said = json.loads(pipe.recv_bytes())
        except EOFError:
            pipe.close()
            self.pipes.remove(pipe)
            return
        if "failed" in said:
            self.failed.append(said["failed"])
        else:
            self.told.append(said)

    def kill(self, chance: random.Random) -> None:
        """Kill -9 one after the other, each at a moment of its own, and hear what they still had said."""
        for process in chance.sample(self.processes, len(self.processes)):
            # Half of them at once: what was said too early is still on its way then. It ends only where it failed.
            process.join(chance.choice((0, chance.uniform(0, LONGEST_PAUSE_SECONDS))))
            process.kill()
        self.end()

    def end(self) -> None:
        """Hear all that was said, and let the processes go."""
        while self.pipes:
            self.hear(self.pipes[0])
        for process in self.processes:
            process.join()
            process.close()
