"""How the portal fares: database, scheduled work and mail, as the database itself tells it, so in every process alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from governance.db import Database
from governance.db.schema import read_newest_revision, read_revision
from governance.jobs.models import Job
from governance.ledger.models import LedgerLog
from governance.mail.models import MessageState, OutgoingMessage, SendingFailure
from governance.mail.queries import count_messages

LATE = timedelta(minutes=15)
"""How long work or a message may be due before something is wrong: longer than any pause between two looks at it."""

NOT_THE_PORTAL_S = (SendingFailure.REFUSED, SendingFailure.EXPIRED)
"""An address that does not exist is no fault of the portal or its mail server."""


@dataclass(frozen=True)
class JobCondition:
    """A piece of scheduled work. overdue: nobody began it although it was due; failing: its last run failed."""

    name: str
    overdue: bool
    failing: bool
    finished_at: datetime | None


@dataclass(frozen=True)
class MailCondition:
    """The outbox. counts: messages by state. late: waiting for long; failing: waiting after a try that went wrong."""

    counts: Mapping[MessageState, int] = field(default_factory=dict)
    late: int = 0
    failing: int = 0


@dataclass(frozen=True)
class Condition:
    """How the portal fares. revision: where the schema stands, None where the database does not answer or is empty.

    The parts after `current` are only told where the schema is this release's. counts: of the record, by name.
    """

    answers: bool
    revision: str | None = None
    current: bool = False
    jobs: tuple[JobCondition, ...] = ()
    mail: MailCondition = MailCondition()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def obstacle(self) -> str | None:
        """What makes serving wrong, in a few words; None: nothing."""
        if not self.answers:
            return "database does not answer"
        return None if self.current else "database needs governance init"

    @property
    def degraded(self) -> tuple[str, ...]:
        """The parts that are not well while pages can be served."""
        jobs_ill = not self.jobs or any(job.overdue or job.failing for job in self.jobs)
        return (("scheduled work",) if jobs_ill else ()) + (("mail",) if self.mail.late or self.mail.failing else ())

    def describe(self) -> str:
        """The condition in one line, for an operator's monitor."""
        if self.obstacle:
            return self.obstacle
        return f"ready, but not well: {', '.join(self.degraded)}" if self.degraded else "ready"


def read_condition(database: Database, now: datetime, *, count: bool = False) -> Condition:
    """How the portal fares; a database that does not answer is one of the answers. count: count the record too."""
    try:
        with database.reading() as session:
            revision = read_revision(session.connection())
            if revision != read_newest_revision():
                return Condition(True, revision)
            counts = count_record(session) if count else {}
            return Condition(True, revision, True, read_jobs(session, now), read_mail(session, now), counts)
    except SQLAlchemyError:
        return Condition(False)


def read_jobs(session: Session, now: datetime) -> tuple[JobCondition, ...]:
    rows = session.execute(
        select(Job.name, Job.due_at, Job.lease_until, Job.finished_at, Job.failure).order_by(Job.name)
    )
    return tuple(
        JobCondition(name, is_overdue(due_at, lease_until, now), failure is not None, finished_at)
        for name, due_at, lease_until, finished_at, failure in rows
    )


def is_overdue(due_at: datetime, lease_until: datetime | None, now: datetime) -> bool:
    """Whether nobody does what is due: nobody took it, or whoever did is gone."""
    return due_at <= now - LATE and (lease_until is None or lease_until <= now - LATE)


def read_mail(session: Session, now: datetime) -> MailCondition:
    counts = count_messages(session)
    if not counts[MessageState.WAITING]:
        return MailCondition(counts)
    waiting = select(func.count()).where(OutgoingMessage.state == MessageState.WAITING)
    late = session.scalar(
        waiting.where(
            OutgoingMessage.due_at <= now - LATE,
            func.coalesce(OutgoingMessage.claimed_until, OutgoingMessage.due_at) <= now,
        )
    )
    failing = session.scalar(waiting.where(OutgoingMessage.failure.not_in(NOT_THE_PORTAL_S)))
    return MailCondition(counts, late or 0, failing or 0)


def count_record(session: Session) -> dict[str, int]:
    """How much there is of what operators watch grow. Boards by name: their room lies above this one."""
    boards = session.execute(text("SELECT published, count(*) FROM board GROUP BY published")).all()
    published = sum(count for yes, count in boards if yes)
    return {
        "boards_published": published,
        "boards_unpublished": sum(count for _, count in boards) - published,
        "ledger_entries": int(session.scalar(select(func.sum(LedgerLog.size))) or 0),
    }
