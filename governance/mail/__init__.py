"""Mail that leaves the portal: an outbox in the database, written in the transaction of the act that has something to say.

A job sends what is due by SMTP, or writes it to a folder where no mail server is set. Each message says why it was sent,
by a closed code; its text comes from templates/mail in the recipient's language and is erased once it is sent, its
address some days later. What was sent when, and why, stays.

No rule about who is to be told what may enter: that is the rooms' own.
"""

from governance.mail.models import MessageState, OutgoingMessage, Reason, SendingFailure
from governance.mail.outbox import UnusableAddress, check_address, put_in_outbox

__all__ = [
    "MessageState",
    "OutgoingMessage",
    "Reason",
    "SendingFailure",
    "UnusableAddress",
    "check_address",
    "put_in_outbox",
]
