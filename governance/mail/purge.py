"""What leaves the log of messages in time: addresses, and texts that were never sent. When and why they were stays."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from governance.mail.models import MessageState, OutgoingMessage


def erase_addresses(session: Session, now: datetime, days: int) -> int:
    """Erase address and text of each message that was sent or given up at least so many days ago; how many."""
    erase = (
        update(OutgoingMessage)
        .where(
            OutgoingMessage.state != MessageState.WAITING,
            OutgoingMessage.ended_at <= now - timedelta(days=days),
            or_(OutgoingMessage.recipient.is_not(None), OutgoingMessage.body.is_not(None)),
        )
        .values(recipient=None, body=None, unsubscribe=None)
        .execution_options(synchronize_session=False)
    )
    return int(session.connection().execute(erase).rowcount)
