"""Running what is due: by one holder at a time, whoever else tries, on this machine or another.

The lease is a row of the table job, taken by one conditional UPDATE: the database lets one of many through. A holder that
dies leaves a lease that runs out; another then does the work again, which must do no harm.
"""

import logging
import os
import socket
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.clock import Clock
from governance.db import Database
from governance.db.keys import make_key
from governance.jobs.models import Job

log = logging.getLogger("governance.jobs")

PAUSE_SECONDS = 5.0
RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class ScheduledJob:
    """A piece of scheduled work.

    work(database, now) opens its own transactions and may be run twice for one moment. period: from one start to the
    next. lease: how long it may take before another process takes it for dead.
    """

    name: str
    period: timedelta
    work: Callable[[Database, datetime], object]
    lease: timedelta = timedelta(minutes=30)


@dataclass(frozen=True)
class JobOutcome:
    """How one run ended. failure: the kind of error and the log's reference, or None. lost: the lease had run out
    before the end, so that the run was not written down and another may follow."""

    name: str
    failure: str | None = None
    lost: bool = False

    def describe(self) -> str:
        if self.failure:
            return f"failed, {self.failure}"
        return "done, but too late: its lease had run out" if self.lost else "done"


def make_holder() -> str:
    """A name for whoever takes leases: machine, process and chance, so that no two are alike."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{make_key()}"


def run_due_jobs(
    database: Database, clock: Clock, jobs: Iterable[ScheduledJob], holder: str, stopping: Event | None = None
) -> list[JobOutcome]:
    """Run each job that is due and that nobody holds, one after the other. A job that fails does not stop the next.

    holder: see make_holder. stopping: once set, no further job is begun. Raises what the database raises when the
    table of jobs itself cannot be used.
    """
    outcomes = []
    for job in jobs:
        if stopping is not None and stopping.is_set():
            break
        started = clock()
        if not take_lease(database, job, holder, started):
            continue
        failure = run_job(database, job, started)
        outcomes.append(JobOutcome(job.name, failure, not finish(database, job, holder, started, clock(), failure)))
    return outcomes


def take_lease(database: Database, job: ScheduledJob, holder: str, now: datetime) -> bool:
    """Whether the job is due and now this holder's to run. A job that is not in the table yet is due at once."""
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    enter = insert(Job).values(name=job.name, due_at=now).on_conflict_do_nothing()
    take = (
        update(Job)
        .where(Job.name == job.name, Job.due_at <= now, or_(Job.lease_until.is_(None), Job.lease_until <= now))
        .values(lease_holder=holder, lease_until=now + job.lease, started_at=now, finished_at=None)
    )
    with database.glancing.connect() as connection:
        if connection.execute(take).rowcount:
            return True
        if not connection.execute(enter).rowcount:
            return False
        return bool(connection.execute(take).rowcount)


def finish(
    database: Database, job: ScheduledJob, holder: str, started: datetime, ended: datetime, failure: str | None
) -> bool:
    """Give the lease back and say when the job is due again; False where the lease was another's by then."""
    wait = job.period if failure is None else min(job.period, RETRY_AFTER)
    give_back = (
        update(Job)
        .where(Job.name == job.name, Job.lease_holder == holder, Job.started_at == started)
        .values(lease_holder=None, lease_until=None, finished_at=ended, due_at=started + wait, failure=failure)
    )
    with database.glancing.connect() as connection:
        return bool(connection.execute(give_back).rowcount)


def run_job(database: Database, job: ScheduledJob, now: datetime) -> str | None:
    """Run it; None, or the kind of error. An error's own words may hold what people wrote: they are not kept."""
    try:
        job.work(database, now)
    except Exception as error:
        reference = make_key()
        log.error(
            "job %s failed: %s at %s (reference %s)", job.name, type(error).__name__, list_places(error), reference
        )
        return f"{type(error).__name__}, reference {reference}"
    return None


def list_places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[1:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))


class JobThread(Thread):
    """Runs what is due now, and again after each pause, until stop() is called."""

    def __init__(
        self, database: Database, clock: Clock, jobs: Iterable[ScheduledJob], holder: str, pause: float
    ) -> None:
        super().__init__(name="scheduled-work", daemon=True)
        self.database, self.clock, self.jobs, self.holder, self.pause = database, clock, tuple(jobs), holder, pause
        self.stopping = Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                run_due_jobs(self.database, self.clock, self.jobs, self.holder, self.stopping)
            except Exception as error:
                log.error("scheduled work could not be looked up: %s at %s", type(error).__name__, list_places(error))
            self.stopping.wait(self.pause)

    def stop(self, patience: float = 10.0) -> None:
        """Begin no further job, and wait up to `patience` seconds for the one that runs.

        One that takes longer ends with the process; its lease runs out and the work is done again.
        """
        self.stopping.set()
        self.join(patience)


def start_job_thread(
    database: Database, clock: Clock, jobs: Iterable[ScheduledJob], holder: str, pause: float = PAUSE_SECONDS
) -> JobThread:
    thread = JobThread(database, clock, jobs, holder, pause)
    thread.start()
    return thread
