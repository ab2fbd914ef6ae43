"""What has had its time is destroyed on schedule, a legal hold stops it, and the ledger verifies afterwards."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.contacts import confirm_address, propose_address
from governance.accounts.models import ContactAddress
from governance.accounts.queries import find_account_of_mailbox
from governance.accounts.retention import destroy_former_addresses
from governance.cli.retention import forget_former_jobs, list_rules, purge_on_schedule
from governance.db import Database
from governance.exchange.sealing import WAY_TO_BOARD
from governance.jobs.models import Job
from governance.keeping.holds import HoldRefused, KeepingAct, find_holds, lift_hold, place_hold
from governance.keeping.models import LegalHold
from governance.keeping.purge import RetentionRule, purge
from governance.ledger.checking import RecordOutcome, check_record
from governance.ledger.entries import LedgerAct
from governance.ledger.models import LedgerEntry, LedgerSeal
from governance.ledger.private_acts import write_private_days
from governance.mail.models import MessageState, OutgoingMessage, Reason
from governance.settings import Settings
from tests.conftest import NOW
from tests.keeping.conftest import list_tables
from tests.support.accounts import MEMBER, find_board_id

SETTINGS = Settings("sqlite:////x", mail_keep_days=30)
DAY = timedelta(days=1)


def verify(database: Database) -> RecordOutcome:
    list_tables()
    with database.reading() as session:
        return check_record(session, WAY_TO_BOARD)


def list_addresses(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(ContactAddress.address).order_by(ContactAddress.id)))


def change_address(database: Database, now: datetime) -> None:
    """A member's address gives way to another, and the private acts of the day are entered."""
    with database.writing.begin() as session:
        account = find_account_of_mailbox(session, MEMBER)
        assert account is not None
        proposed = propose_address(session, now, account.id, "changed@example.org")
        assert proposed is not None
        confirm_address(session, now, account.id, proposed.id)
    board = find_board_id(database)
    write_private_days(database, now + DAY, lambda _: [board])


def add_message(database: Database, ended_at: datetime) -> None:
    with database.writing.begin() as session:
        session.add(
            OutgoingMessage(
                key="k" * 10, reason=Reason.INVITATION, language="en", recipient="ada@example.org", subject="S", body="T",
                created_at=ended_at, due_at=ended_at, ended_at=ended_at, state=MessageState.SENT,
            )
        )  # fmt: skip


def read_recipients(database: Database) -> list[str | None]:
    with database.reading() as session:
        return list(session.scalars(select(OutgoingMessage.recipient).where(OutgoingMessage.key == "k" * 10)))


def count_rows(outcomes: Any) -> dict[str, int]:
    return {outcome.rule.name: outcome.rows for outcome in outcomes}


def test_a_former_address_goes_with_its_salts_at_the_turn_of_a_year_and_every_proof_stands(
    demo_database: Database,
) -> None:
    before = verify(demo_database)
    change_address(demo_database, NOW)
    assert verify(demo_database).purged_seals == before.purged_seals
    for moment in (NOW + DAY, datetime(NOW.year + 1, 12, 31, 23, 59, tzinfo=NOW.tzinfo)):
        assert count_rows(purge(demo_database, list_rules(SETTINGS), moment))["former-addresses"] == 0
    assert MEMBER in list_addresses(demo_database)
    new_year = datetime(NOW.year + 2, 1, 1, tzinfo=NOW.tzinfo)
    assert count_rows(purge(demo_database, list_rules(SETTINGS), new_year))["former-addresses"] == 1
    assert MEMBER not in list_addresses(demo_database)
    assert "changed@example.org" in list_addresses(demo_database)
    assert verify(demo_database).purged_seals > before.purged_seals
    with demo_database.reading() as session:
        entry = session.scalars(select(LedgerEntry.body).where(LedgerEntry.kind == LedgerAct.PURGED)).one()
        kept = session.scalar(
            select(func.count()).where(LedgerSeal.purged_in.is_not(None), LedgerSeal.salt.is_not(None))
        )
    assert "example" not in entry
    assert kept == 0
    # Once more does nothing, and writes nothing.
    assert count_rows(purge(demo_database, list_rules(SETTINGS), new_year))["former-addresses"] == 0
    with demo_database.reading() as session:
        assert session.scalar(select(func.count()).where(LedgerEntry.kind == LedgerAct.PURGED)) == 1


def test_a_row_that_waits_for_its_day_s_entry_is_left(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        account = find_account_of_mailbox(session, MEMBER)
        assert account is not None
        proposed = propose_address(session, NOW, account.id, "changed@example.org")
        assert proposed is not None
        confirm_address(session, NOW, account.id, proposed.id)
        assert destroy_former_addresses(session, NOW + 800 * DAY) == 0
    assert MEMBER in list_addresses(demo_database)


def test_a_dry_run_counts_and_changes_nothing(demo_database: Database) -> None:
    change_address(demo_database, NOW)
    add_message(demo_database, NOW)
    later = NOW + 800 * DAY
    expected = count_rows(purge(demo_database, list_rules(SETTINGS), later, dry_run=True))
    assert (expected["former-addresses"], expected["mail-addresses"] >= 1) == (1, True)
    assert read_recipients(demo_database) == ["ada@example.org"]
    assert MEMBER in list_addresses(demo_database)
    assert count_rows(purge(demo_database, list_rules(SETTINGS), later)) == expected
    assert read_recipients(demo_database) == [None]


def test_a_hold_stops_what_it_covers_until_it_is_lifted(demo_database: Database) -> None:
    change_address(demo_database, NOW)
    add_message(demo_database, NOW)
    later = NOW + 800 * DAY
    with demo_database.writing.begin() as session:
        everything = place_hold(session, later, "Achterberg against the city").key
        one = place_hold(session, later, "a second case", "mail-addresses").key
    outcomes = {outcome.rule.name: outcome for outcome in purge(demo_database, list_rules(SETTINGS), later)}
    assert outcomes["former-addresses"].holds == (everything,)
    assert outcomes["mail-addresses"].holds == (everything, one)
    assert outcomes["ended-sessions"].holds == ()
    purge_on_schedule(SETTINGS, demo_database, later)
    assert MEMBER in list_addresses(demo_database)
    with demo_database.writing.begin() as session:
        lift_hold(session, later, everything)
    outcomes = {outcome.rule.name: outcome for outcome in purge(demo_database, list_rules(SETTINGS), later)}
    assert (outcomes["former-addresses"].rows, outcomes["mail-addresses"].holds) == (1, (one,))
    assert read_recipients(demo_database) == ["ada@example.org"]
    verify(demo_database)


def test_holds_are_on_the_ledger_without_their_reasons(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        key = place_hold(session, NOW, "  Achterberg   against the city ").key
        lift_hold(session, NOW, key)
    with demo_database.reading() as session:
        bodies = session.execute(
            select(LedgerEntry.kind, LedgerEntry.body)
            .where(LedgerEntry.kind.in_(list(KeepingAct)))
            .order_by("sequence")
        ).all()
        hold = session.scalars(select(LegalHold)).one()
    assert hold.reason == "Achterberg against the city"
    assert [kind for kind, _ in bodies] == [KeepingAct.HOLD_PLACED, KeepingAct.HOLD_LIFTED]
    assert all(key in body and "Achterberg" not in body for _, body in bodies)
    verify(demo_database)
    with demo_database.writing.begin() as session:
        session.get_one(LegalHold, hold.id).lifted_at = None
    with pytest.raises(Exception, match="of legal_hold does not hold what entry"):
        verify(demo_database)


def test_what_is_no_hold_is_refused(database: Database) -> None:
    with database.writing.begin() as session:
        for reason in ("", "  ", "x" * 501, "\x1b[31m"):
            with pytest.raises(HoldRefused, match="needs its reason"):
                place_hold(session, NOW, reason)
        with pytest.raises(HoldRefused, match="there is no hold"):
            lift_hold(session, NOW, "nothing")
        key = place_hold(session, NOW, "a case").key
        lift_hold(session, NOW, key)
        with pytest.raises(HoldRefused, match="lifted already"):
            lift_hold(session, NOW, key)
        assert find_holds(session) == []
        assert len(find_holds(session, lifted=True)) == 1


def test_a_rule_that_fails_leaves_what_it_did_undone_and_the_rules_before_done(database: Database) -> None:
    add_message(database, NOW)

    def fail(session: Session, now: datetime) -> int:
        session.add(LegalHold(key="x", reason="x", placed_at=now))
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        purge(database, (*list_rules(SETTINGS), RetentionRule("fails", "fails", fail)), NOW + 31 * DAY)
    assert read_recipients(database) == [None]
    with database.reading() as session:
        assert find_holds(session) == []


def test_work_that_there_is_no_more_is_forgotten_and_running_work_is_not(database: Database) -> None:
    with database.writing.begin() as session:
        for name, due_at, lease_until in (
            ("former", NOW - 30 * DAY, None),
            ("held", NOW - 30 * DAY, NOW + DAY),
            ("present", NOW - DAY, None),
        ):
            session.add(Job(name=name, due_at=due_at, lease_until=lease_until))
        session.flush()
        forget_former_jobs(session, NOW)
        assert set(session.scalars(select(Job.name))) == {"held", "present"}
