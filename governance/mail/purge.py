"""What leaves the log of messages in time: addresses, and texts that were never sent. When and why they were stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from governance.db import Database
from governance.mail.models import MessageState, OutgoingMessage
from governance.settings import Settings


def erase_addresses(session: Session, now: datetime, days: int) -> int:
    """Erase address and text of each message that was sent or given up at least so many days ago; how many."""
    erase = (
        update(OutgoingMessage)
        .where(
            OutgoingMessage.state != MessageState.WAITING,
            OutgoingMessage.ended_at <= now - timedelta(days=days),
            or_(OutgoingMessage.recipient.is_not(None), OutgoingMessage.body.is_not(None)),
        )
        .values(recipient=None, body=None)
        .execution_options(synchronize_session=False)
    )
    return int(session.connection().execute(erase).rowcount)


def make_purging_work(settings: Settings) -> Callable[[Database, datetime], None]:
    """The work of the job that erases: see governance.jobs.runner.ScheduledJob."""
    return partial(erase_as_set, settings.mail_keep_days)


def erase_as_set(days: int, database: Database, now: datetime) -> None:
    with database.writing.begin() as session:
        erase_addresses(session, now, days)
