"""Processes that vote as fast as they can for many members, as their devices would, and say what they were told.

A process server imports this module once, so that one starts in some milliseconds.
"""

import json
import multiprocessing
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Any

from sqlalchemy.orm import configure_mappers

from governance.accounts.actions import Actor
from governance.db import open_database
from governance.db.retry import run_act
from governance.ledger.entries import Office
from governance.votes.ballot_actions import cast
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from model_law.thresholds import Choice
from tests.support.sessions import after

configure_mappers()
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["pytest", __name__])


@dataclass(frozen=True)
class Press:
    """One press of a member's button: who, what, and the name that the page gave it. moment: microseconds of the second."""

    person: str
    account: int
    choice: str
    request: str
    moment: int


def vote(url: str, board: int, vote_key: str, presses: Sequence[Press], told: Connection) -> None:
    """Cast each ballot in turn and tell what came of it: the receipt, or that it was too late."""
    database = open_database(url)
    try:
        for press in presses:
            now = after(3 + press.moment / 60e6)

            def act(session: Any, press: Press = press, now: Any = now) -> str:
                actor = Actor(Office.MEMBER, press.account)
                return cast(session, now, actor, board, vote_key, Choice(press.choice), press.request).receipt

            try:
                said = {"request": press.request, "receipt": run_act(database, act)}
            except VoteRefused as refused:
                if refused.refusal is not VoteRefusal.VOTE_CLOSED:
                    raise
                said = {"request": press.request, "late": True}
            told.send_bytes(json.dumps(said).encode())
        told.send_bytes(b'{"done": true}')
    except Exception as error:
        told.send_bytes(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
    finally:
        database.close()


@dataclass
class Devices:
    """The processes of one vote. told: what was said of each press, by its request; failed: what ended one by itself."""

    processes: list[ForkServerProcess] = field(default_factory=list)
    pipes: list[Connection] = field(default_factory=list)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    acknowledgements: int = 0

    def begin(self, url: str, board: int, vote_key: str, presses: Sequence[Press]) -> None:
        here, there = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=vote, args=(url, board, vote_key, presses, there), daemon=True)
        process.start()
        there.close()
        self.processes.append(process)
        self.pipes.append(here)

    def listen(self, count: int) -> None:
        """Hear at least so many answers, or all that there will ever be."""
        while self.acknowledgements < count and self.pipes:
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
        elif "request" in said:
            known = self.told.setdefault(said["request"], said)
            assert known == said, "the same press was told two things"
            self.acknowledgements += 1

    def kill(self, chance: random.Random, count: int) -> None:
        """Kill -9 some of them, whatever they are doing."""
        for process in chance.sample(self.processes, count):
            process.kill()

    def end(self) -> None:
        """Hear all that was said, and let the processes go."""
        while self.pipes:
            self.hear(self.pipes[0])
        for process in self.processes:
            process.join()
            process.close()
        self.processes = []
