"""Ballots: members vote in one open vote, one after the other and sixteen at once, each ballot committed before it is told.

The floor is the driver alone: the same row inserted in the same table over the same kind of connection, and committed; no
question is asked of it. Ours asks whether the vote is open, who it is and whether they may vote, and inserts the same row.
Both keep what they acknowledge (SQLite: synchronous = FULL; PostgreSQL: fsync and synchronous_commit on). At sixteen
connections both run in sixteen threads of one process. The 95th percentile is that of a ballot in the burst of sixteen.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import Engine, Options, open_lasting, open_migrated
from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.models import Person
from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.entries import Office
from governance.votes.ballot_actions import cast, make_receipt
from governance.votes.floor_models import HeldVote
from model_law.thresholds import Choice
from tests.support.floors import FloorHouse
from tests.support.sessions import after

MEMBERS = 100
AT_ONCE, BURSTS = 16, 3
HALF, A_FIFTH = Limit(0.5, at_least=True), Limit(0.2, at_least=True)
COLUMNS = "held_vote_id, person_id, choice, at, how, receipt, request, entered_by"
INSERT = f"INSERT INTO cast_ballot ({COLUMNS}) VALUES ({{}})"  # names of our own
NUMBERS = count()

Work = Callable[[int], None]
"""Casts one ballot of a member, by the member's number."""


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with (
        open_lasting(engine) as lasting,
        open_migrated(lasting.make("ballots")) as database,
        tempfile.TemporaryDirectory() as folder,
    ):
        house = FloorHouse(database, Path(folder), community=MEMBERS, others=0)
        house.call()
        vote = house.open(house.move())
        people = find_people(house, vote)
        ours = partial(cast_one, house, vote)
        with DriverPool(database, people, AT_ONCE) as floor:
            turns = {"floor": partial(floor.cast, 0), "ours": partial(ours, 0)}
            times = time_in_turns(turns, options.seconds)
            alone = 1 / times["floor"], 1 / times["ours"]
            yield Figure("ballots", engine.name, "ballots, insert and commit alone", *alone, "1/s", HALF)
            rates, latencies = zip(*(measure_bursts(work, options) for work in (floor.cast, ours)), strict=True)
            name = f"ballots, {AT_ONCE} at once, insert and commit alone"
            yield Figure("ballots", engine.name, name, *rates, "1/s", A_FIFTH)
            yield Figure("ballots", engine.name, f"95th percentile, {AT_ONCE} at once", *latencies, "ms")


def measure_bursts(work: Work, options: Options) -> tuple[float, float]:
    """The median rate of some bursts, and the median of their 95th percentiles."""
    bursts = [burst(work, AT_ONCE, options.seconds / 4) for _ in range(BURSTS)]
    return median(rate for rate, _ in bursts), median(latency for _, latency in bursts)


def find_people(house: FloorHouse, vote: str) -> list[tuple[int, int, int]]:
    """The vote, the person and the account of each member, as numbers of rows."""
    with house.database.reading() as session:
        held = session.scalars(select(HeldVote.id).where(HeldVote.key == vote)).one()
        rows = session.execute(select(Person.id, Account.id).join(Account, Account.person_id == Person.id))
        return [(held, person, account) for person, account in rows]


def cast_one(house: FloorHouse, vote: str, member: int) -> None:
    person = house.people[member % MEMBERS]

    def act(session: Session) -> None:
        actor = Actor(Office.MEMBER, house.accounts[person])
        cast(session, after(3), actor, house.board, vote, Choice.AYE, f"ours{next(NUMBERS)}")

    run_act(house.database, act)


class DriverPool:
    """Connections of the driver itself, which take turns: one for each ballot under way."""

    def __init__(self, database: Database, people: list[tuple[int, int, int]], size: int) -> None:
        self.people, self.is_sqlite = people, database.is_sqlite
        url = make_url(database.engine.url.render_as_string(hide_password=False))
        self.free: list[Any] = [self.connect(url) for _ in range(size)]
        marks = ", ".join("?" if self.is_sqlite else "%s" for _ in COLUMNS.split(","))
        self.statement = INSERT.format(marks)

    def connect(self, url: Any) -> Any:
        if not self.is_sqlite:
            return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
        connection = sqlite3.connect(url.database, timeout=20, isolation_level=None, check_same_thread=False)
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def cast(self, member: int) -> None:
        connection = self.free.pop()
        vote, person, account = self.people[member % MEMBERS]
        at = after(3)
        moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if self.is_sqlite else at
        values = (vote, person, "aye", moment, "own_device", make_receipt(), f"floor{next(NUMBERS)}", account)
        if self.is_sqlite:
            connection.execute("BEGIN IMMEDIATE")
        connection.execute(self.statement, values)
        connection.commit()
        self.free.append(connection)

    def __enter__(self) -> "DriverPool":
        return self

    def __exit__(self, *error: object) -> None:
        for connection in self.free:
            with closing(connection):
                pass


def burst(work: Work, at_once: int, seconds: float) -> tuple[float, float]:
    """Ballots a second over some seconds, and the 95th percentile of one ballot in milliseconds."""

    def go(worker: int) -> list[float]:
        times = []
        for member in range(worker, worker + 8):
            work(member)
        began = perf_counter()
        member = worker
        while perf_counter() - began < seconds:
            member += at_once
            started = perf_counter()
            work(member)
            times.append(perf_counter() - started)
        return times

    began = perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        times = sorted(time for taken in threads.map(go, range(at_once)) for time in taken)
    # The few ballots that warm it up are in the time and not in the number: for both alike.
    rate = len(times) / (perf_counter() - began)
    return rate, times[int(len(times) * 0.95)] * MILLISECONDS
