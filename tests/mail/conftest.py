"""A mail server, an outbox with messages, and a clock that a test moves."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from governance.db import Database
from governance.mail import OutgoingMessage, Reason, put_in_outbox
from governance.mail.carriers import SmtpCarrier
from tests.conftest import NOW
from tests.support.mail_server import MailServer, run_mail_server

SENDER = "Boards <boards@example.gov>"


class Clock:
    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture
def carrier(mail_server: MailServer) -> SmtpCarrier:
    return SmtpCarrier("127.0.0.1", mail_server.port, "boards@example.gov", tls="no", patience=5)


@pytest.fixture
def put(database: Database) -> Callable[..., str]:
    """Puts a link to sign in into the outbox, and answers with its key."""

    def put_one(recipient: str = "rosa@example.org", language: str = "en", life: timedelta | None = None) -> str:
        with database.writing.begin() as session:
            message = put_in_outbox(
                session, NOW, recipient=recipient, language=language, reason=Reason.SIGN_IN_LINK,
                values={"address": "https://boards.example.gov/sign-in/abc", "minutes": 20, "name": "Rosa"},
                about="abcde12345", expires_at=None if life is None else NOW + life,
            )  # fmt: skip
            return message.key

    return put_one


def read_message(database: Database, key: str) -> OutgoingMessage:
    with database.reading() as session:
        return session.scalars(select(OutgoingMessage).where(OutgoingMessage.key == key)).one()
