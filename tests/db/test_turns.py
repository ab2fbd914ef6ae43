"""Acts that meet come through one after another: none is lost, none gives up, and none is tried a third time."""

from collections.abc import Callable
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
import transaction
from sqlalchemy import text
from sqlalchemy.orm import Session

from governance.db import Database, open_database, turns
from governance.db.retry import run_act
from governance.db.turns import take_turn
from governance.web.database import open_session
from tests.ledger.support import add, do, read_bodies

WRITERS = 16
# SQLite has its acts wait for one another at their beginning.
ON_POSTGRESQL = pytest.mark.parametrize("make_database", ["postgresql"], indirect=True)
HELD = text("SELECT mode FROM pg_locks WHERE relation = 'alembic_version'::regclass AND pid = pg_backend_pid()")


def test_of_many_writers_at_once_each_comes_through_at_the_second_attempt(database: Database, soak_factor: int) -> None:
    rounds = 6 * soak_factor
    with database.writing.begin() as session:
        board_id = add(session).id
    barrier, attempts, failures = Barrier(WRITERS), list[int](), list[Exception]()

    def work(number: int) -> None:
        # Each writer is a process of its own as far as the database can tell.
        own = open_database(database.engine.url.render_as_string(hide_password=False))
        barrier.wait()
        try:
            for turn in range(rounds):
                tried = list[int]()

                def act(session: Session, turn: int = turn, tried: list[int] = tried) -> None:
                    tried.append(1)
                    do(session, board_id, number * rounds + turn)

                run_act(own, act)
                attempts.append(len(tried))
        except Exception as error:
            failures.append(error)
        finally:
            own.close()

    threads = [Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(attempts) == WRITERS * rounds == len(read_bodies(database, board_id)) - 1
    assert max(attempts) <= (1 if database.is_sqlite else 2)


@ON_POSTGRESQL
def test_whoever_waits_for_a_long_act_in_vain_runs_beside_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT_SECONDS", 0.02)
    with database.writing.begin() as long, database.writing.begin() as session:
        take_turn(long, alone=False)
        take_turn(session, alone=True)
        assert session.scalars(HELD).all() == ["RowShareLock"]
        assert session.scalar(text("SHOW lock_timeout")) == "0"
        do(session, None)


def test_whoever_is_alone_sees_what_was_written_while_it_waited(
    database: Database, run_aside: Callable[[Callable[[], None]], Thread]
) -> None:
    seen = list[int]()

    def wait_and_count() -> None:
        with database.writing.begin() as session:
            take_turn(session, alone=True)
            seen.append(session.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one())

    with database.writing.begin() as session:
        take_turn(session, alone=False)
        thread = run_aside(wait_and_count)
        if not database.is_sqlite:
            wait_for_waiter(database, thread)
        do(session, None)
    thread.join()
    assert seen == [1]


def wait_for_waiter(database: Database, thread: Thread) -> None:
    """Return once the thread's transaction waits for the lock."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE relation = 'alembic_version'::regclass AND NOT granted")
    with database.glancing.connect() as connection:
        while thread.is_alive() and not connection.scalar(waiting):
            thread.join(0.002)


@pytest.fixture
def run_aside() -> Callable[[Callable[[], None]], Thread]:
    def run(work: Callable[[], None]) -> Thread:
        thread = Thread(target=work)
        thread.start()
        return thread

    return run


@ON_POSTGRESQL
@pytest.mark.parametrize(("attempt", "mode"), [(0, "RowShareLock"), (1, "ExclusiveLock")])
def test_a_request_that_is_tried_again_is_alone(database: Database, attempt: int, mode: str) -> None:
    ending = list[Callable[[Any], None]]()
    request = SimpleNamespace(
        method="POST",
        registry=SimpleNamespace(database=database),
        tm=transaction.TransactionManager(explicit=True),
        environ={"retry.attempt": attempt},
        add_finished_callback=ending.append,
    )
    request.tm.begin()
    session = open_session(request)
    try:
        assert session.scalars(HELD).all() == [mode]
    finally:
        request.tm.abort()
        ending[0](request)
