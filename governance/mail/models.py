"""The table of messages that are to leave, or have left."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId, closed_set


class Reason(StrEnum):
    """Why a message is sent. Each has its text at templates/mail/REASON.txt.jinja2."""

    SIGN_IN_LINK = "sign_in_link"
    """Somebody asked for a link that signs in."""

    INVITATION = "invitation"
    """A person was given a role."""

    CONFIRM_ADDRESS = "confirm_address"
    """Somebody gave this address as their new one."""

    ADDRESS_CHANGED = "address_changed"
    """Another address took the place of this one."""

    RECOVERY_CODES_ISSUED = "recovery_codes_issued"
    """Codes were printed that sign in for this person."""

    SECOND_FACTOR_ADDED = "second_factor_added"
    """A passkey or an authenticator app was added to an account."""

    SECOND_FACTOR_RESET = "second_factor_reset"
    """An administrator or the operator took away the second factors of an account."""

    CONFIRM_COMMENT = "confirm_comment"
    """Somebody gave this address with a public comment."""

    CONFIRM_SUBSCRIPTION = "confirm_subscription"
    """Somebody asked that this address is told what is new of a board."""

    NEWS = "news"
    """Something is new of a board that this address subscribed to."""


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class SendingFailure(StrEnum):
    """How the last try to send went wrong."""

    UNREACHABLE = "unreachable"
    """Nobody answers at the mail server's address."""

    TOO_SLOW = "too_slow"
    """The mail server did not answer in time."""

    CUT_OFF = "cut_off"
    """The connection ended before the mail server had said yes. It may have the message all the same."""

    UNENCRYPTED = "unencrypted"
    """The mail server offers no encryption that can be trusted."""

    SIGN_IN = "sign_in"
    """The mail server does not accept the user or the password."""

    LATER = "later"
    """The mail server asks to try again later."""

    REFUSED = "refused"
    """The mail server refuses the address or the message for good."""

    EXPIRED = "expired"
    """The message had lost its use before it could be sent."""

    FOLDER = "folder"
    """The folder for messages cannot be written to."""

    FAULT = "fault"
    """A fault of the portal itself; the log says more."""


class OutgoingMessage(Model):
    """One message to one address.

    key names it to people and in its Message-ID. recipient and body are erased in time (see governance.mail.purge);
    subject never holds a person's name. about: the opaque key of what it is about. unsubscribe: the address at which one
    post ends the subscription that it is sent for; erased once it is sent. due_at: when the next try is due.
    claimed_by and claimed_until: who is sending it at the moment. expires_at: when it would come too late to be of use.
    """

    __tablename__ = "outgoing_message"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "created_at"))

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(10), unique=True)
    reason: Mapped[str] = mapped_column(String(40), comment="a closed code: governance.mail.models.Reason")
    about: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    recipient: Mapped[str | None] = mapped_column(comment="empty: erased")
    subject: Mapped[str]
    body: Mapped[str | None] = mapped_column(comment="empty: erased")
    unsubscribe: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[MessageState] = closed_set(MessageState, default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(comment="when it was sent or given up")
    failure: Mapped[SendingFailure | None] = closed_set(SendingFailure, nullable=True)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
