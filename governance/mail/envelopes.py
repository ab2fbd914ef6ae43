"""A message of the outbox as RFC 5322 wants it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from governance.mail.models import Reason


@dataclass(frozen=True)
class Letter:
    """What goes into an envelope, detached from its row."""

    key: str
    reason: Reason
    language: str
    recipient: str
    subject: str
    body: str
    created_at: datetime


def make_message(letter: Letter, sender: str, sender_name: str, unsubscribe: str | None = None) -> EmailMessage:
    """The message, ready to be sent. It is the same at every try, so that a server can know a second copy for one.

    unsubscribe: the address (https) at which one post ends the subscription (RFC 8058); only for what was subscribed
    to. Raises ValueError for text that would begin a header of its own.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2]}>"
    # Nobody is away from a desk for these (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe is not None:
        for name, value in make_unsubscribe_headers(unsubscribe):
            message[name] = value
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def make_unsubscribe_headers(address: str) -> tuple[tuple[str, str], ...]:
    """The headers that give a mail program its own button to end a subscription (RFC 2369, RFC 8058).

    Raises ValueError for an address that is not https, or that holds what would end the header.
    """
    if not address.startswith("https://") or not address.isascii() or any(letter in address for letter in "<> \r\n\t"):
        raise ValueError("an address to unsubscribe at is one https address")
    return (("List-Unsubscribe", f"<{address}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
