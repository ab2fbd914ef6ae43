"""The ledger: verifying a long download by itself, and what an entry adds to the act that it is written with.

Verifying: the floor parses each line (json.loads) and hashes it (SHA-256), and does nothing with either. The verification
is that of `governance verify FILE --head HEAD`, in a process of its own, so that its peak memory is its own too; that it is
bounded shows in that a tenth of the entries takes no less of it. No database is in it, so it is measured once.

Appending: publishing a board and taking it back, the smallest act there is, each time committed in a transaction of its
own. The floor is the same function with the call of `append` left out: the same rows of the record are read, written,
flushed and committed, over the same connections of the same database, which keeps what it acknowledged in both (SQLite:
synchronous = FULL; PostgreSQL: fsync and synchronous_commit on).
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy.orm import Session

from bench.imports import read_peak_memory
from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import NOW, Engine, Options, open_lasting, open_migrated
from governance.boards.actions import add_board, set_published
from governance.cli.verify import read_heads, read_key, verify_file
from governance.db import Database
from governance.db.keys import make_key
from governance.db.retry import run_act
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger import keys
from governance.ledger.entries import Office, Sealed, hash_body, write_body, write_moment
from governance.ledger.heads import Head, begin_ledger, write_head
from governance.ledger.merkle import Frontier

ENGINE = "SQLite"
FOUR_TIMES, SAME_MEMORY, ONE_AND_A_HALF = Limit(4), Limit(1.1), Limit(1.5)
ENTRIES, QUICK_ENTRIES = 1_000_000, 20_000
TURNS = 3


class BenchAct(StrEnum):
    """What stands on the measured ledger."""

    MOVED = "motion.moved"
    CAST = "ballot.cast"
    NOTICED = "meeting.noticed"


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    if engine.name == ENGINE:
        yield from measure_verifying(QUICK_ENTRIES if options.quick else ENTRIES)
    with open_lasting(engine) as lasting:
        yield measure_appending(lasting, options)


# -- verifying ----------------------------------------------------------------------------------------------


def measure_verifying(entries: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="governance-bench-") as name:
        folder = Path(name)
        tenth, whole = write_download(folder / "tenth", entries // 10), write_download(folder / "whole", entries)
        floors, ours = [], []
        for _ in range(TURNS):
            floors.append(time_reading(whole / "ledger.jsonl"))
            ours.append(verify_apart(whole, entries))
        memory = verify_apart(tenth, entries // 10)[1], max(peak for _, peak in ours)
    seconds = median(floors), median(seconds for seconds, _ in ours)
    yield Figure("ledger", "", f"{entries:,} entries, parsing and hashing alone", *seconds, "s", FOUR_TIMES)
    yield Figure("ledger", "", "peak memory, that of a tenth of the entries", *memory, "MB", SAME_MEMORY)


def write_download(folder: Path, entries: int) -> Path:
    """A folder with a ledger of so many entries, its key, and signed heads half-way and at its end."""
    folder.mkdir()
    key = keys.make_key(folder)
    log, frontier, heads = make_key(), Frontier(), []
    with (folder / "ledger.jsonl").open("wb") as file:
        for number in range(1, entries + 1):
            body = make_body(log, number)
            frontier.add(hash_body(body))
            file.write(body.encode() + b"\n")
            if number in (entries // 2, entries):
                heads.append(sign(key, log, frontier, NOW))
    (folder / "heads.json").write_text(json.dumps([asdict(head) for head in heads]))
    (folder / "key.txt").write_text(key.public)
    return folder


def make_body(log: str, number: int) -> str:
    """An entry such as acts write: ids, numbers, a day; most seal rows."""
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=90 * number)
    kind = list(BenchAct)[number % len(BenchAct)]
    facts = {"item": number % 40, "meeting": f"{at:%Y-%m-%d}-{log}", "on": at.date(), "public": number % 7 > 0}
    sealed = Sealed(hashlib.sha256(b"%d" % number).digest(), number % 5 + 1) if number % 10 else None
    return write_body(log, number, at, Office.CLERK, kind, facts, sealed)


def sign(key: keys.SigningKey, log: str, frontier: Frontier, at: datetime) -> Head:
    root, moment = frontier.root.hex(), write_moment(at)
    signature = key.sign(write_head(log, frontier.size, root, moment, key.public))
    return Head(log, frontier.size, root, moment, key.public, signature.hex())


def time_reading(path: Path) -> float:
    """The floor: each line parsed and hashed."""
    parse, digest = json.loads, hashlib.sha256
    started = perf_counter()
    with path.open("rb") as file:
        for line in file:
            parse(line)
            digest(line).digest()
    return perf_counter() - started


def verify_apart(folder: Path, entries: int) -> tuple[float, float]:
    """Verify in a process of its own: the seconds, and its peak memory in MB. Raises AssertionError where it is not whole."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.ledger", str(folder)]
    taken = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, memory, covered, notes = taken.stdout.split()
    assert (int(covered), int(notes)) == (entries, 0)
    return float(seconds), float(memory)


def verify_once(folder: Path) -> None:
    """What the subprocess does: verify, and print what it took and what it verified."""
    arguments = Namespace(file=str(folder / "ledger.jsonl"))
    heads, trusted = read_heads(str(folder / "heads.json")), [read_key(str(folder / "key.txt"))]
    started = perf_counter()
    outcome = verify_file(arguments, heads, trusted)
    taken = perf_counter() - started
    print(taken, read_peak_memory() / 1e6, outcome.covered, len(outcome.notes))


# -- appending ----------------------------------------------------------------------------------------------


def measure_appending(engine: Engine, options: Options) -> Figure:
    with open_migrated(engine.make("append")) as database, tempfile.TemporaryDirectory() as folder:
        with database.writing.begin() as session:
            begin_ledger(session, Path(folder), NOW, tuple(WAY_TO_BOARD))
            boards = [
                add_board(session, NOW, name=name, jurisdiction="City of Ottershaw", zone="America/Chicago").slug
                for name in ("Floor Board", "Ledger Board")
            ]
        ours = make_act(database, boards[1])
        with_nothing = make_act(database, boards[0])

        def floor() -> None:
            with patch("governance.boards.actions.append", flush_only):
                with_nothing()

        times = time_in_turns({"floor": floor, "ours": ours}, options.seconds)
    floor_time, our_time = times["floor"] * MILLISECONDS, times["ours"] * MILLISECONDS
    return Figure(
        "ledger", engine.name, "an act, committed without its entry", floor_time, our_time, "ms", ONE_AND_A_HALF
    )


def make_act(database: Database, slug: str) -> Callable[[], None]:
    """An act on a board, which takes back what the one before did."""
    published = True

    def act() -> None:
        nonlocal published
        published = not published
        run_act(database, publish)

    def publish(session: Session) -> None:
        assert set_published(session, NOW, slug, Office.CLERK, published=published)

    return act


def flush_only(session: Session, *entry: Any, **its: Any) -> None:
    """In the place of `append`: what the act wrote reaches the database, and no more."""
    session.flush()


if __name__ == "__main__":
    verify_once(Path(sys.argv[1]))
