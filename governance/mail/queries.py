"""The log of what was sent to whom, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.mail.models import MessageState, OutgoingMessage, SendingFailure


@dataclass(frozen=True)
class LoggedMessage:
    """One message of the log. recipient: None once it is erased."""

    key: str
    created_at: datetime
    state: MessageState
    ended_at: datetime | None
    reason: str
    about: str | None
    recipient: str | None
    subject: str
    attempts: int
    failure: SendingFailure | None
    due_at: datetime


def find_messages(session: Session, limit: int, state: MessageState | None = None) -> list[LoggedMessage]:
    """The newest messages, newest first."""
    table = OutgoingMessage
    rows = select(
        table.key, table.created_at, table.state, table.ended_at, table.reason, table.about, table.recipient,
        table.subject, table.attempts, table.failure, table.due_at,
    ).order_by(table.created_at.desc(), table.id.desc()).limit(limit)  # fmt: skip
    if state is not None:
        rows = rows.where(table.state == state)
    return [LoggedMessage(*row) for row in session.execute(rows)]


def count_messages(session: Session) -> dict[MessageState, int]:
    """How many messages there are in each state."""
    rows = session.execute(select(OutgoingMessage.state, func.count()).group_by(OutgoingMessage.state))
    return dict.fromkeys(MessageState, 0) | dict(rows.all())
