"""Many processes that write on the same ledgers at once, as the servers of several machines do: no fork, no lost link."""

import json
import multiprocessing
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from governance.db import Database, open_database
from governance.db.retry import run_act
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.actions import Appended, append
from governance.ledger.checking import check_record
from governance.ledger.entries import Office, hash_body
from governance.ledger.merkle import compute_root
from tests.ledger.support import NOW, TestAct, add, begin, do, find, read_bodies

PROCESSES, ROUNDS = 4, 6
WAIT_SECONDS = 120


def write(url: str, board_id: int, first: int, rounds: int, ready: Connection) -> None:
    """What one process does: wait for all others, act so many times on two logs, tell what was acknowledged."""
    database = open_database(url)
    try:
        ready.send(None)
        ready.recv()
        acknowledged = []
        for number in range(first, first + rounds):
            entries = run_act(database, partial(act, board_id=board_id, number=number))
            acknowledged += [
                (log, entry.sequence, entry.body) for log, entry in zip((board_id, None), entries, strict=True)
            ]
        ready.send(acknowledged)
    finally:
        database.close()


def act(session: Session, board_id: int, number: int) -> tuple[Appended, Appended]:
    of_board = do(session, board_id, number)
    facts = {"number": number}
    return of_board, append(session, None, at=NOW, office=Office.CLERK, kind=TestAct.UNDONE, facts=facts)


@pytest.fixture
def board_id(database: Database, tmp_path: Path) -> int:
    begin(database, tmp_path)
    with database.writing.begin() as session:
        return add(session).id


def test_processes_at_once_neither_fork_nor_lose_the_chain(database: Database, board_id: int, soak_factor: int) -> None:
    rounds = ROUNDS * soak_factor
    url = database.engine.url.render_as_string(hide_password=False)
    before = {log: len(read_bodies(database, log)) for log in (board_id, None)}
    # Processes of their own from the start: a fork would share this one's connections.
    context = multiprocessing.get_context("spawn")
    started = []
    for number in range(PROCESSES):
        here, there = context.Pipe()
        process = context.Process(target=write, args=(url, board_id, number * rounds, rounds, there), daemon=True)
        process.start()
        there.close()
        started.append((process, here))
    for _, pipe in started:
        assert pipe.poll(WAIT_SECONDS)
        pipe.recv()
    for _, pipe in started:
        pipe.send(None)
    acknowledged = []
    for process, pipe in started:
        assert pipe.poll(WAIT_SECONDS * soak_factor)
        acknowledged += pipe.recv()
        process.join()
        assert process.exitcode == 0
    for log in (board_id, None):
        bodies = read_bodies(database, log)
        entries = [json.loads(body) for body in bodies]
        assert [entry["sequence"] for entry in entries] == list(range(1, before[log] + PROCESSES * rounds + 1))
        numbers = sorted(entry["facts"]["number"] for entry in entries[before[log] :])
        assert numbers == list(range(PROCESSES * rounds))
        told = sorted((sequence, body) for of, sequence, body in acknowledged if of == log)
        assert told == list(enumerate(bodies, 1))[before[log] :]
        assert find(database, log).root == compute_root(map(hash_body, bodies))
    with database.reading() as session:
        assert check_record(session, WAY_TO_BOARD).entries == sum(before.values()) + 2 * PROCESSES * rounds
