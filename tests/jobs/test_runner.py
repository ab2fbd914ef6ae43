"""Scheduled work is done once when it is due, whoever else tries, and a failure stops nothing else."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import event, func, select, text

from governance.db import Database
from governance.db.history import ImportRun
from governance.jobs.models import Job
from governance.jobs.runner import JobOutcome, ScheduledJob, make_holder, run_due_jobs, start_job_thread
from governance.jobs.statistics import REFRESH_STATISTICS

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def make_job(work: Callable[[Database, datetime], None], name: str = "count") -> ScheduledJob:
    return ScheduledJob(name, HOUR, work, lease=timedelta(minutes=10))


def read_job(database: Database, name: str = "count") -> Job:
    with database.reading() as session:
        job = session.get(Job, name)
        assert job is not None
        return job


def test_a_new_job_is_due_at_once_and_then_once_a_period(database: Database) -> None:
    runs: list[datetime] = []
    job, clock = make_job(lambda _, now: runs.append(now)), Clock()
    for minutes in (0, 0, 59, 60, 61, 180):
        clock.moment = START + timedelta(minutes=minutes)
        run_due_jobs(database, clock, [job], "one")
    assert runs == [START, START + HOUR, START + 3 * HOUR]
    row = read_job(database)
    assert (row.due_at, row.lease_holder, row.lease_until, row.failure) == (START + 4 * HOUR, None, None, None)


def test_one_of_many_that_try_at_once_does_the_work(database: Database, soak_factor: int) -> None:
    hands, rounds, clock = 6, 5 * soak_factor, Clock()
    runs: list[str] = []
    job = make_job(lambda *_: runs.append("run"))
    barrier, failures = Barrier(hands), list[BaseException]()

    def try_each_round(holder: str) -> None:
        try:
            for number in range(rounds):
                barrier.wait(60)
                # Each hand moves the clock to the same moment; nobody is later than the others.
                clock.moment = START + number * HOUR
                barrier.wait(60)
                run_due_jobs(database, clock, [job], holder)
        except BaseException as error:
            failures.append(error)
            barrier.abort()

    threads = [Thread(target=try_each_round, args=(make_holder(),)) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert len(runs) == rounds


def test_a_held_lease_keeps_others_out_until_it_runs_out(database: Database) -> None:
    clock, runs = Clock(), list[str]()

    def work_while_another_tries(database: Database, now: datetime) -> None:
        runs.append("first")
        second = make_job(lambda *_: runs.append("second"))
        assert run_due_jobs(database, Clock(START + timedelta(minutes=9)), [second], "two") == []
        assert run_due_jobs(database, Clock(START + timedelta(minutes=10)), [second], "two") == [JobOutcome("count")]

    outcomes = run_due_jobs(database, clock, [make_job(work_while_another_tries)], "one")
    assert runs == ["first", "second"]
    # The first was taken for dead: what it wrote at its end changed nothing of the second's.
    assert outcomes == [JobOutcome("count", lost=True)]
    assert read_job(database).due_at == START + timedelta(minutes=10) + HOUR


def test_a_dead_holder_s_work_is_done_by_another(database: Database) -> None:
    clock = Clock()

    def die(*_: object) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        run_due_jobs(database, clock, [make_job(die)], "one")
    assert read_job(database).lease_holder == "one"
    clock.moment += timedelta(minutes=10)
    assert run_due_jobs(database, clock, [make_job(lambda *_: None)], "two") == [JobOutcome("count")]


def test_a_failure_is_told_by_its_kind_without_the_words_in_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Rosalind Achterberg is away")

    done: list[str] = []
    clock = Clock()
    jobs = [make_job(fail, "fails"), make_job(lambda *_: done.append("done"), "works")]
    with caplog.at_level(logging.INFO, "governance.jobs"):
        failed, worked = run_due_jobs(database, clock, jobs, "one")
    assert done == ["done"]
    assert worked.failure is None
    assert failed.failure is not None
    kind, reference = failed.failure.split(", reference ")
    assert kind == "ValueError"
    assert reference in caplog.text
    assert "ValueError" in caplog.text
    assert "Achterberg" not in caplog.text + (read_job(database, "fails").failure or "")
    # It is tried again sooner than its period says, and a run that goes well clears the failure.
    assert read_job(database, "fails").due_at == START + timedelta(minutes=5)
    clock.moment += timedelta(minutes=5)
    run_due_jobs(database, clock, [make_job(lambda *_: None, "fails")], "one")
    assert read_job(database, "fails").failure is None


def test_a_job_s_own_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def write_and_fail(database: Database, now: datetime) -> None:
        with database.writing.begin() as session:
            session.add(ImportRun(reader="r", system="s", file_name="f", digest="d", ran_at=now, counts={}))
            session.flush()
            session.execute(text("SELECT no_such_column"))

    (outcome,) = run_due_jobs(database, Clock(), [make_job(write_and_fail)], "one")
    assert outcome.failure is not None
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_the_thread_works_until_it_is_stopped(database: Database) -> None:
    clock, ran_twice, runs = Clock(), Event(), list[int]()

    def work(*_: object) -> None:
        runs.append(len(runs))
        clock.moment += HOUR
        if len(runs) == 2:
            ran_twice.set()

    thread = start_job_thread(database, clock, [make_job(work)], make_holder(), pause=0.01)
    assert ran_twice.wait(60)
    thread.stop(60)
    assert not thread.is_alive()
    before = len(runs)
    run_due_jobs(database, clock, [make_job(work)], make_holder(), thread.stopping)
    assert len(runs) == before


def test_the_thread_outlives_a_database_that_does_not_answer(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    ran, broken = Event(), [True]

    def refuse(*_: object) -> None:
        if broken and broken.pop():
            raise OSError("nobody home")

    event.listen(database.engine, "before_cursor_execute", refuse)
    thread = start_job_thread(database, Clock(), [make_job(lambda *_: ran.set())], make_holder(), pause=0.01)
    assert ran.wait(60)
    thread.stop(60)
    assert "could not be looked up: OSError" in caplog.text


def test_the_database_s_statistics_are_refreshed(demo_database: Database) -> None:
    query = (
        "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'ballot'"
        if demo_database.is_sqlite
        else "SELECT count(*) FROM pg_stats WHERE tablename = 'ballot' AND schemaname = 'public'"
    )
    (outcome,) = run_due_jobs(demo_database, Clock(), [REFRESH_STATISTICS], "one")
    assert outcome.failure is None
    with demo_database.reading() as session:
        assert session.scalar(text(query)) > 0
