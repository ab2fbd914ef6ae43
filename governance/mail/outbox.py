"""Putting a message into the outbox, in the transaction of the act that has something to say."""

from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any

from sqlalchemy.orm import Session

from governance.db.keys import make_key
from governance.mail.models import MessageState, OutgoingMessage, Reason
from governance.mail.texts import write_message

LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets


class UnusableAddress(ValueError):
    """What was given is no address that mail can be sent to."""


def check_address(text: str) -> str:
    """The address of one mailbox as mail servers take it (a domain in other letters becomes its ASCII form).

    Raises UnusableAddress. A mailbox's own name is ASCII here: few servers take others (RFC 6531).
    """
    text = text.strip()
    user, _, domain = text.rpartition("@")
    if not user.isascii() or not text.isprintable() or len(text) > LONGEST_ADDRESS or " " in text:
        raise UnusableAddress(text)
    try:
        domain = domain.encode("idna").decode("ascii").lower()
        address = Address(addr_spec=f"{user}@{domain}")
    except (MessageError, ValueError, IndexError):
        raise UnusableAddress(text) from None
    if "." not in domain or not all(label.replace("-", "").isalnum() for label in domain.split(".")):
        raise UnusableAddress(text)
    if (
        address.addr_spec != f"{user}@{domain}"
        or len(address.addr_spec) > LONGEST_ADDRESS
        or len(address.username) > 64
    ):
        raise UnusableAddress(text)
    return address.addr_spec


def put_in_outbox(
    session: Session,
    now: datetime,
    *,
    recipient: str,
    language: str,
    reason: Reason,
    values: Mapping[str, Any],
    about: str | None = None,
    expires_at: datetime | None = None,
    unsubscribe: str | None = None,
) -> OutgoingMessage:
    """Write a message that the next round of sending takes along, if this transaction is committed.

    values: what the reason's template needs; about: the opaque key of what it is about, for the log; expires_at: when
    it would come too late to be of use; unsubscribe: the https address at which one post ends what it is sent for. Raises
    UnusableAddress.
    """
    subject, body = write_message(reason, language, values)
    message = OutgoingMessage(
        key=make_key(),
        reason=reason,
        about=about,
        language=language,
        recipient=check_address(recipient),
        subject=subject,
        body=body,
        unsubscribe=unsubscribe,
        created_at=now,
        due_at=now,
        expires_at=expires_at,
        state=MessageState.WAITING,
        attempts=0,
    )
    session.add(message)
    return message
