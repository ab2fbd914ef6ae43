"""The two ways out: a mail server by SMTP, and a folder where there is none."""

import os
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from governance.db.keys import make_key
from governance.mail.models import SendingFailure

PATIENCE_SECONDS = 20.0
"""How long one answer of a mail server may take."""

CERTAIN = frozenset(range(550, 556)) - {552}
"""Replies that name this address or this message; 552, a full mailbox, and other 5xx may well pass."""


class NotSent(Exception):
    """The message did not leave. final: to try again would not help."""

    def __init__(self, failure: SendingFailure, *, final: bool = False) -> None:
        super().__init__(failure)
        self.failure, self.final = failure, final


class Carrier(Protocol):
    def carry(self, message: EmailMessage, recipient: str) -> None:
        """Hand the message over. Raises NotSent."""

    def close(self) -> None:
        """Let go of what is open."""


@dataclass
class SmtpCarrier:
    """A mail server (RFC 5321). The connection is kept for the messages that follow.

    tls: "starttls" (and never without), "yes" from the first byte, or "no". context: for a certificate that the machine
    itself does not trust.
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    patience: float = PATIENCE_SECONDS
    context: ssl.SSLContext | None = field(default=None, repr=False)
    connection: smtplib.SMTP | None = field(default=None, repr=False)

    def carry(self, message: EmailMessage, recipient: str) -> None:
        try:
            if self.connection is None:
                self.connection = self.connect()
            self.connection.send_message(message, self.sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            self.reset()
            raise self.tell(code) from None
        except smtplib.SMTPDataError as error:
            self.reset()
            raise self.tell(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotSent(name_failure(error)) from None

    def tell(self, code: int) -> NotSent:
        if code in CERTAIN:
            return NotSent(SendingFailure.REFUSED, final=True)
        return NotSent(SendingFailure.LATER)

    def reset(self) -> None:
        """Make the connection ready for the next message, or give it up: the server may have ended it with its no."""
        try:
            if self.connection is None or self.connection.rset()[0] != 250:
                self.close()
        except (smtplib.SMTPException, OSError):
            self.close()

    def connect(self) -> smtplib.SMTP:
        """Open the connection, encrypted and signed in as the settings say. Raises what smtplib raises."""
        context = self.context or ssl.create_default_context()
        connection: smtplib.SMTP
        if self.tls == "yes":
            connection = smtplib.SMTP_SSL(self.host, self.port, timeout=self.patience, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=self.patience)
        try:
            if self.tls == "starttls":
                connection.starttls(context=context)
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()


def name_failure(error: Exception) -> SendingFailure:
    """What an error of smtplib or of the connection means."""
    # SMTPServerDisconnected is what smtplib makes of a timeout too; the cause tells them apart.
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return SendingFailure.TOO_SLOW
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return SendingFailure.UNENCRYPTED
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return SendingFailure.SIGN_IN
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return SendingFailure.CUT_OFF
    if isinstance(error, smtplib.SMTPResponseException):
        return SendingFailure.LATER
    return SendingFailure.UNREACHABLE


@dataclass
class FolderCarrier:
    """A folder of .eml files, which mail programs open: what there is where no mail server is set."""

    folder: Path

    def carry(self, message: EmailMessage, recipient: str) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        moment = message["Date"].datetime.strftime("%Y%m%dT%H%M%SZ")
        file = self.folder / f"{moment}-{name}.eml"
        unfinished = self.folder / f".{name}-{make_key()}"
        try:
            # They may hold links that sign in: for nobody else on this machine.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
                output.write(message.as_bytes())
            unfinished.replace(file)
        except OSError:
            raise NotSent(SendingFailure.FOLDER) from None

    def close(self) -> None:
        pass
