"""A message says what it has to in its reader's language, is what the standards call one, and cannot be bent into another."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.db import Database
from governance.folders import find_templates
from governance.mail import MessageState, Reason, UnusableAddress, check_address, put_in_outbox
from governance.mail.carriers import SmtpCarrier
from governance.mail.envelopes import Letter, make_message
from governance.mail.purge import erase_addresses
from governance.mail.queries import count_messages, find_messages
from governance.mail.sending import send_due_messages
from governance.mail.texts import write_message
from tests.conftest import NOW
from tests.mail.conftest import SENDER, Clock, read_message
from tests.support.mail_server import MailServer

VALUES = {
    "name": "Rosa Peña & <b>Söhne</b>",
    "address": "https://boards.example.gov/sign-in/abc",
    "minutes": 20,
    "issuer": "Clerk",
    "number": 8,
    "factor": "passkey",
    "board": "The board of & <b>Söhne</b>",
    "meeting": "Regular meeting",
    "days": 7,
    "topics": ["Minutes", "Reports"],
    "news": [("Minutes published: Regular meeting", "https://boards.example.gov/1")] * 2,
    "more": True,
    "board_address": "https://boards.example.gov/boards/b",
    "end": "https://boards.example.gov/subscriptions/end/abc",
}
"""Everything that any template asks for."""

REASONS = list(Reason)


def make_letter(**changes: str) -> Letter:
    plain = {"key": "abcde12345", "language": "es", "recipient": "rosa@example.org", "subject": "s", "body": "b\n"}
    return Letter(**{**plain, **changes}, reason=Reason.SIGN_IN_LINK, created_at=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_its_words_in_each_language(reason: Reason) -> None:
    english, spanish = (write_message(reason, language, VALUES) for language in ("en", "es"))
    assert english[0] != spanish[0]
    for subject, body in (english, spanish):
        assert subject
        assert "\n" not in subject
        assert "Rosa" not in subject  # it stays in the log when the rest is erased
        assert len(body.splitlines()) > 4
        assert "\n\n\n" not in body
        # Plain text: nothing is escaped for a browser, and nothing is left out.
        assert "&amp;" not in body
        assert str(VALUES["name"]) in body or str(VALUES["board"]) in body
    assert ("You get this message because" in english[1], "Recibe este mensaje porque" in spanish[1]) == (True, True)


def test_there_is_no_text_without_a_reason() -> None:
    files = {path.name.partition(".")[0] for path in (find_templates() / "mail").iterdir()}
    assert files - {"closing"} == set(REASONS)


def test_a_message_is_what_the_standards_call_one() -> None:
    letter = make_letter(subject="Su enlace para iniciar sesión", body="Añada ésta línea: " + "ñ" * 2000 + "\n.\nFin\n")
    written = make_message(letter, "boards@example.gov", "Juntas, «públicas»").as_bytes()
    assert written.isascii()
    assert all(len(line) <= 998 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    read = message_from_bytes(written, policy=policy.default)
    assert read.defects == []
    assert read["Subject"] == letter.subject
    assert read["From"].addresses[0].display_name == "Juntas, «públicas»"
    assert read.get_content().replace("\r\n", "\n") == letter.body
    assert (read["Message-ID"], parsedate_to_datetime(read["Date"])) == ("<abcde12345@example.gov>", NOW)
    assert (read.get_content_type(), read.get_content_charset()) == ("text/plain", "utf-8")
    assert (read["Content-Language"], read["Auto-Submitted"], read["MIME-Version"]) == ("es", "auto-generated", "1.0")
    assert read["List-Unsubscribe"] is None


def test_what_was_subscribed_to_can_be_ended_by_one_click() -> None:
    message = make_message(make_letter(), "boards@example.gov", "", "https://boards.example.gov/unsubscribe/abc")
    assert message["List-Unsubscribe"] == "<https://boards.example.gov/unsubscribe/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for address in ("http://x.example/", "https://x.example/>\r\nBcc: a@b.example", "mailto:a@b.example", ""):
        with pytest.raises(ValueError):
            make_message(make_letter(), "boards@example.gov", "", address)


@given(
    st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["\r\n", "\n", "\r", "\x00", "\u2028", "\x0b"])
)
def test_no_value_begins_a_header_of_its_own(text: str, ending: str) -> None:
    hostile = f"{text}{ending}Bcc: everybody@example.org"
    values = {**VALUES, "name": hostile, "issuer": hostile}
    subject, body = write_message(Reason.RECOVERY_CODES_ISSUED, "en", values)
    allowed = {"from", "to", "subject", "date", "message-id", "content-language", "auto-submitted", "mime-version",
               "content-type", "content-transfer-encoding"}  # fmt: skip
    for letter in (make_letter(subject=subject, body=body), make_letter(subject=hostile)):
        try:
            message = make_message(letter, "boards@example.gov", "")
        except ValueError:
            continue
        read = message_from_bytes(message.as_bytes(), policy=policy.default)
        assert {name.lower() for name in read} == allowed


@pytest.mark.parametrize(
    ("given_", "usable"),
    [
        ("rosa@example.org", "rosa@example.org"),
        ("  Rosa.Pena+boards@Example.ORG ", "Rosa.Pena+boards@example.org"),
        ("rosa@peña.example", "rosa@xn--pea-8ma.example"),
    ],
)
def test_an_address_is_taken_as_mail_servers_take_it(given_: str, usable: str) -> None:
    assert check_address(given_) == usable


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "rosa", "rosa@", "@example.org", "rosa@localhost", "rosa@example..org", "a b@example.org",
        "rosa@example.org\r\nBcc: x@example.org", "rosa@example.org, x@example.org", "Rosa <rosa@example.org>",
        "peña@example.org", "rosa@exa mple.org", "a" * 65 + "@example.org", "rosa@" + "a" * 64 + ".org",
        "rosa@" + ".".join(["abcdefgh"] * 40), "rosa@[127.0.0.1]", "rosa@-_.org", "rosa@example.org\x00", "a@b@example.org",
        "<rosa@example.org>", "rosa(x)@example.org", "rosa@example.org.",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UnusableAddress):
        check_address(text)


@given(st.text(max_size=40))
def test_no_text_makes_the_check_of_addresses_fail_otherwise(text: str) -> None:
    for candidate in (text, f"{text}@example.org", f"rosa@{text}"):
        try:
            address = check_address(candidate)
        except UnusableAddress:
            continue
        assert check_address(address) == address
        make_message(make_letter(recipient=address), "boards@example.gov", "").as_bytes()


def test_an_unusable_address_puts_nothing_into_the_outbox(database: Database) -> None:
    with database.writing.begin() as session:
        with pytest.raises(UnusableAddress):
            put_in_outbox(session, NOW, recipient="nobody", language="en", reason=Reason.SIGN_IN_LINK, values=VALUES)
        assert find_messages(session, 10) == []


# -- the log -----------------------------------------------------------------------------------------------


def test_the_log_tells_the_newest_first_and_what_became_of_each(
    database: Database, put: Callable[..., str], clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    first = put()
    send_due_messages(database, clock, carrier, SENDER)
    second = put("other@example.org")
    with database.reading() as session:
        assert [message.key for message in find_messages(session, 10)] == [second, first]
        assert [message.key for message in find_messages(session, 1)] == [second]
        assert [message.key for message in find_messages(session, 10, MessageState.SENT)] == [first]
        assert count_messages(session) == {MessageState.WAITING: 1, MessageState.SENT: 1, MessageState.GIVEN_UP: 0}


def test_addresses_leave_the_log_on_time_and_the_rest_stays(
    database: Database, put: Callable[..., str], clock: Clock, carrier: SmtpCarrier, mail_server: MailServer
) -> None:
    sent, mail_server_says_no = put(), put("gone@example.org")

    async def refuse_one(server: object, session: object, envelope: object, address: str, options: object) -> str:
        if address.startswith("gone"):
            return "550 No"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"

    mail_server.handle_RCPT = refuse_one  # type: ignore[method-assign]
    send_due_messages(database, clock, carrier, SENDER)
    waiting = put("late@example.org")
    month = timedelta(days=30)
    for moment, erased in ((NOW + month - timedelta(seconds=1), 0), (NOW + month, 2), (NOW + month, 0)):
        with database.writing.begin() as session:
            assert erase_addresses(session, moment, 30) == erased
    for key in (sent, mail_server_says_no):
        row = read_message(database, key)
        assert (row.recipient, row.body) == (None, None)
        assert (row.reason, row.created_at, row.subject) == (Reason.SIGN_IN_LINK, NOW, "Your link to sign in")
    assert read_message(database, waiting).recipient == "late@example.org"
