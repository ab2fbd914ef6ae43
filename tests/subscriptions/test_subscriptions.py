"""Who is told what by mail: what is public and new, once, and nothing after the end; on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from governance.boards.actions import unpublish_board
from governance.boards.models import Board
from governance.db import Database
from governance.db.retry import run_act
from governance.keeping.tables import KEPT, LEFT_OUT
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry
from governance.ledger.queries import find_log
from governance.mail import MessageState, OutgoingMessage, Reason, SendingFailure
from governance.mail.carriers import FolderCarrier
from governance.mail.sending import send_due_messages
from governance.meetings.models import MeetingStatus
from governance.meetings.notice_actions import call_off
from governance.meetings.planning_acts import MeetingAct
from governance.meetings.planning_models import DecidedBy
from governance.security.vault import Vault
from governance.settings import Settings
from governance.subscriptions import sending
from governance.subscriptions.actions import (
    UNCONFIRMED_FOR,
    confirm_subscription,
    destroy_unconfirmed,
    end_subscription,
    open_address,
    open_ending,
    reseal_subscriptions,
)
from governance.subscriptions.models import Subscription, Topic
from governance.subscriptions.news_queries import TOPICS
from governance.subscriptions.sending import MOST_NEWS, tell_subscribers
from governance.subscriptions.words import HEADLINES, TOPIC_WORDS
from tests.conftest import NOW
from tests.support.accounts import BOARD
from tests.support.planning import IN_TWO_WEEKS, ITEMS, PLAN, find_board_id, find_clerk, make_draft, post_meeting
from tests.support.reports import furnish_reports
from tests.support.statements import count_statements
from tests.support.subscriptions import READER, ask, subscribe

BASE = "https://boards.example.org"
OTHER_PLAN = replace(
    PLAN, title="Other 👩‍👩‍👧 שלום", starts_at=IN_TWO_WEEKS.isoformat(), ends_at="",
    items=tuple(replace(item, key=f"{item.key[:9]}y") for item in ITEMS),
)  # fmt: skip


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    return vault


@pytest.fixture
def settings(vault: Vault) -> Settings:
    return Settings("", address=BASE, vault_keys=str(vault.folder))


def add(database: Database, vault: Vault, address: str = READER, **more: Any) -> str:
    """A confirmed subscription; its key."""
    with database.writing.begin() as session:
        return subscribe(session, vault, address, **more).key


def read_news(database: Database) -> list[OutgoingMessage]:
    """What subscribers were told, in order."""
    with database.reading() as session:
        news = select(OutgoingMessage).where(OutgoingMessage.reason == Reason.NEWS).order_by(OutgoingMessage.id)
        return list(session.scalars(news))


def cancel(database: Database, meeting: str) -> None:
    with database.writing.begin() as session:
        call_off(
            session, NOW, find_clerk(session), find_board_id(session), meeting, status=MeetingStatus.CANCELLED,
            decided_by=DecidedBy.CHAIR, reason="A storm",
        )  # fmt: skip


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_mailbox_is_told_once_of_what_became_public_after_it_confirmed_and_of_no_draft(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    database = demo_database
    earlier, _draft = post_meeting(database)
    add(database, vault)
    make_draft(database, replace(OTHER_PLAN, title="Only prepared"))
    tell_subscribers(settings, database, NOW)
    assert read_news(database) == []
    meeting, _draft = post_meeting(database, OTHER_PLAN)
    cancel(database, earlier)
    furnish_reports(database)
    for _again in range(2):
        tell_subscribers(settings, database, NOW)
    [letter] = read_news(database)
    body = letter.body or ""
    assert letter.recipient == READER
    lines = [line for line in body.splitlines() if line.startswith(BASE)]
    assert [line.partition("/boards/")[2].partition("?")[0].split("/")[1] for line in lines[:-1]] == [
        "reports", "meetings", "meetings",
    ]  # fmt: skip
    assert f"{BASE}/boards/{BOARD}/meetings/{meeting}/agenda?version=1" in lines
    assert f"{BASE}/boards/{BOARD}/meetings/{earlier}" in lines
    assert body.index("Report published: Crisis Response") < body.index("Meeting cancelled: Regular meeting, Tuesday,")
    assert "Notice of a meeting: Other 👩‍👩‍👧 שלום, Tuesday, December 8, 2026 at 11:00" in body
    assert ("Only prepared" in body, "A storm" in body) == (False, False)
    cancel(database, meeting)
    tell_subscribers(settings, database, NOW)
    assert len(read_news(database)) == 2
    assert "Notice of a meeting" not in (read_news(database)[1].body or "")


def test_each_mailbox_is_told_of_its_topics_alone_in_its_language(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    add(demo_database, vault, "minutes@example.org", topics=(Topic.MINUTES,))
    add(demo_database, vault, "meetings@example.org", topics=(Topic.MEETINGS,), language="es")
    post_meeting(demo_database)
    with count_statements(demo_database) as statements:
        tell_subscribers(settings, demo_database, NOW)
    [letter] = read_news(demo_database)
    assert (letter.recipient, letter.language) == ("meetings@example.org", "es")
    assert "Recibe este mensaje porque" in (letter.body or "")
    assert "Aviso de una reunión: Regular meeting, martes, 1 de diciembre de 2026" in (letter.body or "")
    # Who was told nothing has been moved on as well.
    for _again in range(2):
        tell_subscribers(settings, demo_database, NOW)
    assert len(read_news(demo_database)) == 1
    asked = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(asked) <= 12


def test_five_hundred_news_are_one_message_that_says_that_there_is_more(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    meeting, _draft = post_meeting(demo_database)
    add(demo_database, vault)
    with demo_database.writing.begin() as session:
        for number in range(2, 502):
            append(
                session, find_board_id(session), at=NOW, office=Office.CLERK, kind=MeetingAct.AGENDA_CHANGED,
                facts={"meeting": meeting, "agenda": number},
            )  # fmt: skip
    tell_subscribers(settings, demo_database, NOW)
    [letter] = read_news(demo_database)
    assert (letter.body or "").count("Changed agenda: ") == MOST_NEWS
    assert "agenda?version=501" in (letter.body or "")
    assert "There is more." in (letter.body or "")


def test_two_senders_at_once_tell_each_mailbox_once(demo_database: Database, vault: Vault, settings: Settings) -> None:
    for number in range(12):
        add(demo_database, vault, f"reader{number}@example.org")
    post_meeting(demo_database)
    at_once(*[lambda: tell_subscribers(settings, demo_database, NOW)] * 3)
    told = sorted(letter.recipient or "" for letter in read_news(demo_database))
    assert told == sorted(f"reader{number}@example.org" for number in range(12))


def test_two_confirmations_at_once_are_one_subscription(demo_database: Database, vault: Vault) -> None:
    with demo_database.writing.begin() as session:
        first = ask(session, vault, topics=(Topic.MINUTES,))
        second = ask(session, vault, READER.upper(), topics=(Topic.REPORTS,))

    def confirm(token: str) -> Callable[[], Any]:
        return lambda: run_act(
            demo_database, lambda session: confirm_subscription(session, vault, NOW, token) is not None
        )

    assert at_once(*map(confirm, (first, first, second))).count(True) == 2
    with demo_database.reading() as session:
        [left] = session.scalars(select(Subscription)).all()
        assert left.confirmed_at is not None
        assert left.topics in (["minutes"], ["reports"])


def test_confirming_anew_changes_the_topics_and_the_link_of_earlier_messages_still_ends_it(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    add(demo_database, vault, topics=(Topic.MEETINGS,))
    post_meeting(demo_database)
    tell_subscribers(settings, demo_database, NOW)
    key = add(demo_database, vault, topics=(Topic.REPORTS,), language="es")
    with demo_database.writing.begin() as session:
        [row] = session.scalars(select(Subscription)).all()
        assert (row.key, row.topics, row.language) == (key, ["reports"], "es")
        link = (read_news(demo_database)[0].unsubscribe or "").rpartition("/")[2]
        assert end_subscription(session, NOW, link)
    with demo_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Subscription)) == 0


def test_the_end_destroys_the_address_everywhere_and_stops_what_waits(
    demo_database: Database, vault: Vault, settings: Settings, tmp_path: Path
) -> None:
    key = add(demo_database, vault)
    post_meeting(demo_database)
    tell_subscribers(settings, demo_database, NOW)
    with demo_database.writing.begin() as session:
        row = session.scalars(select(Subscription).where(Subscription.key == key)).one()
        ending = open_ending(vault, row)
        assert end_subscription(session, NOW, ending)
        assert not end_subscription(session, NOW, ending)
    [letter] = read_news(demo_database)
    assert (letter.recipient, letter.body, letter.unsubscribe) == (None, None, None)
    assert (letter.state, letter.failure) == (MessageState.GIVEN_UP, SendingFailure.EXPIRED)
    send_due_messages(demo_database, lambda: NOW, FolderCarrier(tmp_path / "mail"), "boards@example.org")
    assert not (tmp_path / "mail").exists()
    with demo_database.reading() as session:
        told = [str(tuple(row)) for row in session.execute(select(OutgoingMessage.__table__))]
        assert [row for row in told if READER in row] == []


def test_an_address_lies_sealed_and_in_no_backup(demo_database: Database, vault: Vault) -> None:
    add(demo_database, vault)
    with demo_database.reading() as session:
        [row] = session.execute(select(Subscription.__table__)).all()
    assert [value for value in row if READER in str(value) or READER.encode() == value] == []
    assert ("subscription" in LEFT_OUT, "subscription" in KEPT) == (True, False)


def test_a_message_carries_the_button_of_its_mail_program_and_says_why_it_comes(
    demo_database: Database, vault: Vault, settings: Settings, tmp_path: Path
) -> None:
    from email import message_from_bytes, policy

    add(demo_database, vault)
    post_meeting(demo_database)
    tell_subscribers(settings, demo_database, NOW)
    send_due_messages(demo_database, lambda: NOW, FolderCarrier(tmp_path / "mail"), "boards@example.org")
    [file] = (tmp_path / "mail").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    [row] = read_news(demo_database)
    assert (row.state, row.unsubscribe, row.body) == (MessageState.SENT, None, None)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{BASE}/subscriptions/end/")
    content = message.get_content()
    assert link in content.split()
    assert "You get this message because" in content
    assert "- Minutes, and their corrections" in content


def test_a_portal_without_https_sends_the_link_in_the_text_alone(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    add(demo_database, vault)
    post_meeting(demo_database)
    tell_subscribers(replace(settings, address=""), demo_database, NOW)
    assert read_news(demo_database) == []
    tell_subscribers(replace(settings, address="http://boards.example.org"), demo_database, NOW)
    [letter] = read_news(demo_database)
    assert letter.unsubscribe is None
    assert "http://boards.example.org/subscriptions/end/" in (letter.body or "")


def test_a_crash_in_the_middle_tells_nobody_twice_and_leaves_nobody_out(
    demo_database: Database, vault: Vault, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        add(demo_database, vault, f"reader{number}@example.org")
    post_meeting(demo_database)
    calls = []

    def crash(session: Session, *place: Any, **more: Any) -> Any:
        calls.append(more["recipient"])
        if len(calls) == 2:
            raise OSError
        return put(session, *place, **more)

    put = sending.put_in_outbox
    monkeypatch.setattr(sending, "put_in_outbox", crash)
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    with pytest.raises(OSError):
        tell_subscribers(settings, demo_database, NOW)
    assert len(read_news(demo_database)) == 1
    tell_subscribers(settings, demo_database, NOW)
    assert sorted(letter.recipient or "" for letter in read_news(demo_database)) == [
        f"reader{number}@example.org" for number in range(3)
    ]


def test_a_row_that_somebody_changed_keeps_nobody_else_from_their_mail(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    spoiled = add(demo_database, vault, "spoiled@example.org")
    add(demo_database, vault)
    with demo_database.writing.begin() as session:
        other = session.scalars(select(Subscription).where(Subscription.key != spoiled)).one()
        session.execute(update(Subscription).where(Subscription.key == spoiled).values(address=other.address))
    post_meeting(demo_database)
    tell_subscribers(settings, demo_database, NOW)
    assert [letter.recipient for letter in read_news(demo_database)] == [READER]


def test_of_a_board_that_is_not_public_nothing_is_told(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    add(demo_database, vault)
    post_meeting(demo_database)
    with demo_database.writing.begin() as session:
        unpublish_board(session, NOW, BOARD)
    tell_subscribers(settings, demo_database, NOW)
    assert read_news(demo_database) == []
    with demo_database.writing.begin() as session:
        session.execute(update(Board).where(Board.slug == BOARD).values(published=True))
    tell_subscribers(settings, demo_database, NOW)
    assert len(read_news(demo_database)) == 1


def test_what_nobody_confirms_in_a_week_and_what_is_refused_for_good_is_destroyed(
    demo_database: Database, vault: Vault, settings: Settings
) -> None:
    refused, kept = (add(demo_database, vault, f"{name}@example.org") for name in ("refused", "kept"))
    post_meeting(demo_database)
    tell_subscribers(settings, demo_database, NOW)
    with demo_database.writing.begin() as session:
        token = ask(session, vault)
        message = update(OutgoingMessage).where(OutgoingMessage.about == refused)
        session.execute(message.values(state=MessageState.GIVEN_UP, failure=SendingFailure.REFUSED))
    with demo_database.writing.begin() as session:
        assert destroy_unconfirmed(session, NOW + UNCONFIRMED_FOR - timedelta(seconds=1)) == 1
        assert destroy_unconfirmed(session, NOW + UNCONFIRMED_FOR) == 1
        assert session.scalars(select(Subscription.key)).all() == [kept]
        assert confirm_subscription(session, vault, NOW, token) is None


def test_a_link_of_last_week_confirms_nothing(demo_database: Database, vault: Vault) -> None:
    with demo_database.writing.begin() as session:
        token = ask(session, vault)
        assert confirm_subscription(session, vault, NOW + UNCONFIRMED_FOR, token) is None
        assert confirm_subscription(session, vault, NOW + UNCONFIRMED_FOR - timedelta(seconds=1), token) is not None


def test_a_new_key_seals_addresses_anew(demo_database: Database, vault: Vault) -> None:
    add(demo_database, vault)
    vault.make_key()
    with demo_database.writing.begin() as session:
        assert [reseal_subscriptions(session, vault) for _again in range(2)] == [2, 0]
        row = session.scalars(select(Subscription)).one()
        assert vault.is_newest(row.address)
        assert (open_address(vault, row), len(open_ending(vault, row))) == (READER, 43)


def test_a_subscription_writes_nothing_on_the_ledger(demo_database: Database, vault: Vault) -> None:
    with demo_database.reading() as session:
        before = session.scalar(select(func.count()).select_from(LedgerEntry))
    add(demo_database, vault)
    with demo_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == before
        log, row = find_log(session, find_board_id(session)), session.scalars(select(Subscription)).one()
        assert log is not None
        assert row.told_up_to == log.size


def test_every_kind_of_news_and_every_topic_has_its_words() -> None:
    assert set(TOPICS) == set(HEADLINES)
    assert set(TOPICS.values()) == set(Topic) == set(TOPIC_WORDS)
