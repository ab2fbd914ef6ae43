"""What the outbox holds leaves once, is tried again where that may help, and is given up in the end."""

import os
import socket
import stat
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from governance.db import Database
from governance.mail import MessageState, OutgoingMessage, Reason, SendingFailure, put_in_outbox
from governance.mail.carriers import FolderCarrier, NotSent, SmtpCarrier
from governance.mail.sending import CLAIM, PAUSES, make_carrier, send_due_messages
from governance.settings import Settings
from tests.conftest import NOW
from tests.mail.conftest import SENDER, Clock, read_message
from tests.support.mail_server import MailServer, make_certificate, run_mail_server

Put = Callable[..., str]


def test_a_message_is_taken_by_the_mail_server(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    key = put()
    clock.moment = NOW + timedelta(seconds=3)
    assert send_due_messages(database, clock, carrier, SENDER) == (1, 0)
    assert mail_server.taken[0][:2] == ("boards@example.gov", ["rosa@example.org"])
    assert "https://boards.example.gov/sign-in/abc" in mail_server.messages[0].get_content()
    row = read_message(database, key)
    assert (row.state, row.ended_at, row.attempts, row.failure) == (MessageState.SENT, clock.moment, 1, None)
    # Whoever reads the database afterwards finds no link.
    assert (row.body, row.recipient) == (None, "rosa@example.org")
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 0)


def test_one_connection_carries_a_round(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    for number in range(5):
        put(f"person{number}@example.org")
    assert send_due_messages(database, clock, carrier, SENDER) == (5, 0)
    assert mail_server.connections == 1


def test_an_act_that_is_rolled_back_sends_nothing(
    database: Database, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    with database.writing() as session:
        put_in_outbox(
            session, NOW, recipient="rosa@example.org", language="en", reason=Reason.SIGN_IN_LINK,
            values={"address": "x", "minutes": 1, "name": "Rosa"},
        )  # fmt: skip
        session.flush()
        session.rollback()
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 0)
    assert mail_server.taken == []


@pytest.mark.parametrize(("place", "reply"), [("rcpt", "550 No such user"), ("data", "553 Not a mailbox")])
def test_a_refusal_for_good_is_given_up_at_once_and_the_next_message_leaves(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer, reply: str, place: str
) -> None:
    key = put()
    setattr(mail_server, place, reply)
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
    row = read_message(database, key)
    assert (row.state, row.failure) == (MessageState.GIVEN_UP, SendingFailure.REFUSED)
    setattr(mail_server, place, "")
    put("other@example.org")
    assert send_due_messages(database, clock, carrier, SENDER) == (1, 0)


@pytest.mark.parametrize(
    ("place", "reply"),
    [("rcpt", "451 Later"), ("rcpt", "552 Mailbox full"), ("data", "452 Full"), ("data", "421 Busy")],
)
def test_a_refusal_for_now_is_tried_again_after_growing_pauses_and_then_given_up(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer, reply: str, place: str
) -> None:
    key = put()
    setattr(mail_server, place, reply)
    for pause in PAUSES:
        assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
        row = read_message(database, key)
        assert (row.state, row.failure, row.due_at) == (
            MessageState.WAITING,
            SendingFailure.LATER,
            clock.moment + pause,
        )
        clock.moment = row.due_at - timedelta(seconds=1)
        assert send_due_messages(database, clock, carrier, SENDER) == (0, 0)
        clock.moment = row.due_at
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
    assert read_message(database, key).state is MessageState.GIVEN_UP
    clock.moment += timedelta(days=9)
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 0)
    assert list(PAUSES) == sorted(PAUSES)


def test_one_refused_address_does_not_keep_others_waiting(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    async def refuse_rosa(server: object, session: object, envelope: object, address: str, options: object) -> str:
        if address.startswith("rosa"):
            return "450 Later"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"

    mail_server.handle_RCPT = refuse_rosa  # type: ignore[method-assign]
    put("rosa@example.org")
    put("other@example.org")
    assert send_due_messages(database, clock, carrier, SENDER) == (1, 1)


@pytest.mark.parametrize("place", ["rcpt", "data"])
def test_a_connection_that_is_cut_is_tried_again_with_the_same_message_id(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer, place: str
) -> None:
    key = put()
    mail_server.hang_up_at = place
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
    row = read_message(database, key)
    assert (row.state, row.failure) == (MessageState.WAITING, SendingFailure.CUT_OFF)
    mail_server.hang_up_at = ""
    clock.moment = row.due_at
    assert send_due_messages(database, clock, carrier, SENDER) == (1, 0)
    assert mail_server.messages[0]["Message-ID"] == f"<{key}@example.gov>"


def test_a_server_that_does_not_answer_in_time_ends_the_round(
    database: Database, put: Put, clock: Clock, mail_server: MailServer
) -> None:
    mail_server.silent = True
    key, next_key = put(), put("other@example.org")
    impatient = SmtpCarrier("127.0.0.1", mail_server.port, "boards@example.gov", tls="no", patience=0.2)
    assert send_due_messages(database, clock, impatient, SENDER) == (0, 1)
    assert read_message(database, key).failure is SendingFailure.TOO_SLOW
    assert read_message(database, next_key).attempts == 0


def test_a_server_that_is_not_there_is_named_so(database: Database, put: Put, clock: Clock) -> None:
    key = put()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
        nobody = SmtpCarrier("127.0.0.1", taken.getsockname()[1], "boards@example.gov", tls="no")
        assert send_due_messages(database, clock, nobody, SENDER) == (0, 1)
    assert read_message(database, key).failure is SendingFailure.UNREACHABLE


def test_a_message_that_comes_too_late_is_not_sent(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    key = put(life=timedelta(minutes=20))
    clock.moment = NOW + timedelta(minutes=20)
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
    row = read_message(database, key)
    assert (row.state, row.failure, mail_server.taken) == (MessageState.GIVEN_UP, SendingFailure.EXPIRED, [])


# -- encryption and signing in -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("tls", ["starttls", "yes"])
def test_mail_and_password_travel_encrypted(
    database: Database, put: Put, clock: Clock, contexts: tuple[object, object], tls: str
) -> None:
    put()
    serving, trusting = contexts
    offered = {"starttls": serving} if tls == "starttls" else {"tls": serving}
    with run_mail_server(**offered, users={"portal": "secret"} if tls == "starttls" else None) as server:  # type: ignore[arg-type]
        user = ("portal", "secret") if tls == "starttls" else ("", "")
        carrier = SmtpCarrier("127.0.0.1", server.port, "boards@example.gov", tls, *user, context=trusting)  # type: ignore[arg-type]
        assert send_due_messages(database, clock, carrier, SENDER) == (1, 0)
        assert server.encrypted == [True]


def test_a_wrong_password_is_named_so(
    database: Database, put: Put, clock: Clock, contexts: tuple[object, object]
) -> None:
    key = put()
    serving, trusting = contexts
    with run_mail_server(starttls=serving, users={"portal": "secret"}) as server:  # type: ignore[arg-type]
        carrier = SmtpCarrier(
            "127.0.0.1", server.port, "boards@example.gov", "starttls", "portal", "wrong", context=trusting  # type: ignore[arg-type]
        )  # fmt: skip
        assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
    assert read_message(database, key).failure is SendingFailure.SIGN_IN


@pytest.mark.parametrize("offers", ["nothing", "a certificate that nobody vouches for"])
def test_nothing_is_sent_without_encryption_that_can_be_trusted(
    database: Database, put: Put, clock: Clock, contexts: tuple[object, object], offers: str
) -> None:
    key = put()
    with run_mail_server(starttls=contexts[0] if offers != "nothing" else None) as server:  # type: ignore[arg-type]
        carrier = SmtpCarrier("127.0.0.1", server.port, "boards@example.gov", "starttls")
        assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
        assert server.taken == []
    assert read_message(database, key).failure is SendingFailure.UNENCRYPTED


# -- one message, many senders -----------------------------------------------------------------------------


def test_many_senders_at_once_send_each_message_once(
    database: Database, put: Put, clock: Clock, mail_server: MailServer, soak_factor: int
) -> None:
    hands, keys = 4, {put(f"person{number}@example.org") for number in range(12 * soak_factor)}
    barrier, outcomes, failures = Barrier(hands), list[tuple[int, int]](), list[BaseException]()

    def send() -> None:
        try:
            barrier.wait(60)
            carrier = SmtpCarrier("127.0.0.1", mail_server.port, "boards@example.gov", tls="no")
            outcomes.append(send_due_messages(database, clock, carrier, SENDER))
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=send) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert sum(sent for sent, _ in outcomes) == len(keys)
    assert sorted(str(message["Message-ID"]) for message in mail_server.messages) == sorted(
        f"<{key}@example.gov>" for key in keys
    )


def test_a_claim_keeps_others_out_until_it_runs_out(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    key = put()

    class Slow:
        """Looks, while it carries, what others could do meanwhile."""

        def carry(self, message: object, recipient: str) -> None:
            clock.moment = NOW + CLAIM - timedelta(seconds=1)
            assert send_due_messages(database, clock, carrier, SENDER) == (0, 0)
            clock.moment = NOW + CLAIM
            assert send_due_messages(database, clock, carrier, SENDER) == (1, 0)

        def close(self) -> None:
            pass

    send_due_messages(database, clock, Slow(), SENDER)
    row = read_message(database, key)
    assert (row.state, row.attempts) == (MessageState.SENT, 2)
    assert "the claim had run out" in caplog.text


def test_a_message_whose_senders_die_is_given_up_too(
    database: Database, put: Put, clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    key = put()
    with database.writing.begin() as session:
        session.execute(update(OutgoingMessage).values(attempts=len(PAUSES) + 1))
    assert send_due_messages(database, clock, carrier, SENDER) == (0, 1)
    assert (read_message(database, key).state, mail_server.taken) == (MessageState.GIVEN_UP, [])


def test_a_fault_of_our_own_is_tried_again_and_tells_nothing_of_the_message(
    database: Database, put: Put, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class Faulty:
        def carry(self, message: object, recipient: str) -> None:
            raise RuntimeError(f"cannot write to {recipient}")

        def close(self) -> None:
            pass

    key = put()
    assert send_due_messages(database, clock, Faulty(), SENDER) == (0, 1)
    row = read_message(database, key)
    assert (row.state, row.failure) == (MessageState.WAITING, SendingFailure.FAULT)
    assert "RuntimeError" in caplog.text
    assert "rosa" not in caplog.text


# -- without a mail server ---------------------------------------------------------------------------------


def test_without_a_mail_server_messages_become_files_for_their_owner_alone(
    database: Database, put: Put, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    key = put()
    carrier = make_carrier(Settings("sqlite:///x", mail_folder=str(folder)))
    assert send_due_messages(database, clock, carrier, SENDER) == (1, 0)
    (file,) = folder.iterdir()
    assert file.name == f"20261124T170000Z-{key}.eml"
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["To"], message["From"]) == ("rosa@example.org", SENDER)
    assert read_message(database, key).state is MessageState.SENT


def test_a_folder_that_cannot_be_written_to_is_named_so(tmp_path: Path) -> None:
    from governance.mail.envelopes import Letter, make_message

    (tmp_path / "mail").write_text("a file", "utf-8")
    letter = Letter("k", Reason.SIGN_IN_LINK, "en", "rosa@example.org", "s", "b", NOW)
    with pytest.raises(NotSent) as raised:
        FolderCarrier(tmp_path / "mail").carry(make_message(letter, "a@b.example", ""), "rosa@example.org")
    assert raised.value.failure is SendingFailure.FOLDER
    assert os.listdir(tmp_path) == ["mail"]


def test_the_settings_name_the_way_out() -> None:
    settings = Settings(
        "sqlite:///x",
        mail_host="mail.example.gov",
        mail_sender=SENDER,
        mail_user="u",
        mail_password="p",
        mail_tls="yes",
    )
    carrier = make_carrier(settings)
    assert isinstance(carrier, SmtpCarrier)
    assert (carrier.host, carrier.sender, carrier.tls, carrier.user) == (
        "mail.example.gov",
        "boards@example.gov",
        "yes",
        "u",
    )
    assert "'p'" not in repr(carrier) + repr(settings)
