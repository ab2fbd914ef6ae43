"""Sending what the outbox holds: each message by one process, again after growing pauses, and not for ever.

A message is claimed by one conditional UPDATE before it is sent: the database lets one of many through. A process that
dies over a message leaves a claim that runs out, and the try counts. Between a mail server's yes and our note of it lies a
moment in which a crash makes a second copy; it carries the same Message-ID.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from governance.clock import Clock
from governance.db import Database
from governance.db.keys import make_key
from governance.mail.carriers import Carrier, FolderCarrier, NotSent, SmtpCarrier
from governance.mail.envelopes import Letter, make_message
from governance.mail.models import MessageState, OutgoingMessage, Reason, SendingFailure
from governance.settings import Settings

log = logging.getLogger("governance.mail")

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480, 480))
"""How long to wait after each failed try; after the last one (the tenth, some 31 hours in) a message is given up."""

CLAIM = timedelta(minutes=15)
"""How long a process may take over one message before another takes it for dead; far longer than a server's patience."""

AT_ONCE = 50

STOPPING = frozenset(
    {
        SendingFailure.UNREACHABLE, SendingFailure.TOO_SLOW, SendingFailure.SIGN_IN, SendingFailure.UNENCRYPTED,
        SendingFailure.FOLDER,
    }
)  # fmt: skip
"""What the next message would meet too: the round ends, so that each message does not wait for the same silence."""


@dataclass(frozen=True)
class Claimed:
    """A message that this process may send now. attempts: tries so far, this one included."""

    id: int
    letter: Letter
    attempts: int
    expires_at: datetime | None
    unsubscribe: str | None = None


def make_carrier(settings: Settings) -> Carrier:
    """The way out that the operator's settings name."""
    if not settings.mail_host:
        return FolderCarrier(Path(settings.mail_folder))
    return SmtpCarrier(
        settings.mail_host, settings.mail_port, parseaddr(settings.mail_sender)[1], settings.mail_tls,
        settings.mail_user, settings.mail_password,
    )  # fmt: skip


def send_due_messages(
    database: Database, clock: Clock, carrier: Carrier, sender: str, holder: str | None = None
) -> tuple[int, int]:
    """Send what is due; how many messages left, and how many did not. sender: "Name <address>", or an address.

    holder: a name for this round that no other has.
    """
    holder = holder or f"mail:{make_key()}:{make_key()}"
    sent = failed = 0
    with using(carrier):
        for claimed in claim_due_messages(database, clock, holder):
            failure = try_to_send(claimed, clock(), carrier, sender)
            note_outcome(database, claimed, holder, clock(), failure)
            sent, failed = sent + (failure is None), failed + (failure is not None)
            if failure is not None and failure.failure in STOPPING:
                break
    return sent, failed


@contextmanager
def using(carrier: Carrier) -> Iterator[None]:
    try:
        yield
    finally:
        carrier.close()


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether a message is due and nobody is sending it."""
    return and_(
        OutgoingMessage.state == MessageState.WAITING,
        OutgoingMessage.due_at <= now,
        or_(OutgoingMessage.claimed_until.is_(None), OutgoingMessage.claimed_until <= now),
    )


def claim_due_messages(database: Database, clock: Clock, holder: str) -> Iterator[Claimed]:
    """Take one message after the other, longest due first, until none is due. None is taken twice in one round."""
    seen = set[int]()
    while True:
        due = select(OutgoingMessage.id).where(is_free(clock()), OutgoingMessage.id.not_in(seen))
        due = due.order_by(OutgoingMessage.due_at, OutgoingMessage.id).limit(AT_ONCE)
        with database.glancing.connect() as connection:
            ids = connection.scalars(due).all()
        if not ids:
            return
        for message_id in ids:
            seen.add(message_id)
            claimed = claim(database, message_id, holder, clock())
            if claimed is not None:
                yield claimed


def claim(database: Database, message_id: int, holder: str, now: datetime) -> Claimed | None:
    """The message, if it is still due and free; it is this holder's from then on."""
    take = (
        update(OutgoingMessage)
        .where(OutgoingMessage.id == message_id, is_free(now))
        .values(claimed_by=holder, claimed_until=now + CLAIM, attempts=OutgoingMessage.attempts + 1)
        .returning(
            OutgoingMessage.key, OutgoingMessage.reason, OutgoingMessage.language, OutgoingMessage.recipient,
            OutgoingMessage.subject, OutgoingMessage.body, OutgoingMessage.created_at, OutgoingMessage.attempts,
            OutgoingMessage.expires_at, OutgoingMessage.unsubscribe,
        )
    )  # fmt: skip
    with database.glancing.connect() as connection:
        row = connection.execute(take).one_or_none()
    if row is None:
        return None
    letter = Letter(
        row.key, Reason(row.reason), row.language, row.recipient or "", row.subject, row.body or "", row.created_at
    )
    return Claimed(message_id, letter, row.attempts, row.expires_at, row.unsubscribe)


def try_to_send(claimed: Claimed, now: datetime, carrier: Carrier, sender: str) -> NotSent | None:
    """Send it; None, or why it did not leave."""
    if claimed.expires_at is not None and claimed.expires_at <= now:
        return NotSent(SendingFailure.EXPIRED, final=True)
    if claimed.attempts > len(PAUSES) + 1:
        # Tries that ended with their process left no other trace than their number.
        return NotSent(SendingFailure.FAULT, final=True)
    try:
        name, address = parseaddr(sender)
        carrier.carry(make_message(claimed.letter, address, name, claimed.unsubscribe), claimed.letter.recipient)
    except NotSent as failure:
        return failure
    except Exception as error:
        # Its own words may hold what people wrote: they are not kept.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "message %s: %s at %s:%s", claimed.letter.key, type(error).__name__, Path(frame.filename).name, frame.lineno
        )
        return NotSent(SendingFailure.FAULT)
    return None


def note_outcome(database: Database, claimed: Claimed, holder: str, now: datetime, failure: NotSent | None) -> None:
    """Write down how a try ended, unless the claim had run out and the message is another's by now."""
    values: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    if failure is None:
        # The text has done its work, and may hold a link that signs in.
        values |= {"state": MessageState.SENT, "ended_at": now, "failure": None, "body": None, "unsubscribe": None}
    elif failure.final or claimed.attempts > len(PAUSES):
        values |= {"state": MessageState.GIVEN_UP, "ended_at": now, "failure": failure.failure}
        log.warning("message %s (%s) was given up: %s", claimed.letter.key, claimed.letter.reason, failure.failure)
    else:
        values |= {"due_at": now + PAUSES[claimed.attempts - 1], "failure": failure.failure}
    write = (
        update(OutgoingMessage)
        .where(OutgoingMessage.id == claimed.id, OutgoingMessage.claimed_by == holder)
        .values(values)
    )
    with database.glancing.connect() as connection:
        if not connection.execute(write).rowcount:
            log.warning("message %s: the claim had run out; it may be sent twice", claimed.letter.key)


def make_sending_work(settings: Settings, clock: Clock) -> Callable[[Database, datetime], None]:
    """The work of the job that sends: see governance.jobs.runner.ScheduledJob."""
    return partial(send_as_set, settings, clock)


def send_as_set(settings: Settings, clock: Clock, database: Database, now: datetime) -> None:
    send_due_messages(database, clock, make_carrier(settings), settings.mail_sender)
