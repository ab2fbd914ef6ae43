"""Printed codes: made by a clerk for a member, told and on the ledger, good once each, and less than a link."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.accounts.actions import OPERATOR, Actor, close_account
from governance.accounts.checks import AccountActRefused, Refusal
from governance.accounts.factor_models import RecoveryCode
from governance.accounts.factors import is_full
from governance.accounts.models import Account, Role
from governance.accounts.queries import find_account_of_mailbox, find_session
from governance.accounts.recovery_codes import (
    COUNT,
    LIFE,
    count_codes,
    issue_codes,
    make_code,
    read_code,
    use_recovery_code,
)
from governance.accounts.tokens import hash_token
from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry
from governance.mail import Reason
from governance.security.cookies import SESSION
from tests.conftest import NOW
from tests.support.accounts import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    MEMBER,
    STAFF,
    find_board_id,
    find_role_key,
    give,
    make_browser,
    read_messages,
    sign_in,
)

CLERKS = Actor(Office.CLERK, None)


def find(database: Database, address: str) -> Account:
    with database.reading() as session:
        account = find_account_of_mailbox(session, address)
        assert account is not None
        return account


def issue(database: Database, address: str = MEMBER, now: datetime = NOW) -> list[str]:
    account, board = find(database, address), find_board_id(database)
    return run_act(database, lambda session: issue_codes(session, now, CLERKS, account.key, board))[0]


def use(database: Database, code: str, now: datetime = NOW) -> bool:
    return run_act(database, lambda session: use_recovery_code(session, now, code) is not None)


def type_code(browser: TestApp, code: str, status: object = None) -> Any:
    form = browser.get("/sign-in/code").forms["printed-code"]
    form["code"] = code
    return form.submit(status=status)


def test_a_clerk_prints_codes_that_sign_a_member_in(application: Any, demo_database: Database) -> None:
    clerk = sign_in(application, demo_database, CLERK)
    role = find_role_key(demo_database, Role.MEMBER)
    page = clerk.get(f"/boards/{BOARD}/roles").click(href=f"{role}/codes")
    sheet = page.forms["print-codes"].submit(status=200)
    codes = [one.text for one in sheet.html.select("ol.codes .code")]
    assert len(set(codes)) == COUNT
    assert sheet.headers["Cache-Control"] == "private, no-store"
    message = read_messages(demo_database)[-1]
    assert (message.reason, "the clerk of your board" in str(message.body)) == (Reason.RECOVERY_CODES_ISSUED, True)
    with demo_database.reading() as session:
        body = str(session.scalars(select(LedgerEntry.body).where(LedgerEntry.kind == "recovery.issued")).one())
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert find(demo_database, str(message.recipient)).key in body
    assert not any(code in body or read_code(code) in kept for code in codes)

    member = make_browser(application)
    assert type_code(member, f"  {codes[0].upper()} ").location == "/home"
    with demo_database.reading() as session:
        found = find_session(session, hash_token(member.cookies[SESSION]), NOW)
    assert found is not None
    assert found.identity.factors == {"recovery_code"}
    assert not is_full(found.identity)
    assert "To cast a ballot, add a passkey" in member.get("/account/factors").text
    assert "7 printed codes still sign in as you" in member.get("/account/factors").text
    type_code(make_browser(application), codes[0], 422)


def test_a_code_works_once_whoever_types_it_at_the_same_moment(demo_database: Database, soak_factor: int) -> None:
    for _ in range(soak_factor):
        code = issue(demo_database)[0]
        barrier, outcomes, failures = Barrier(4), list[bool](), list[BaseException]()

        def try_it(
            code: str = code, barrier: Barrier = barrier, outcomes: list[bool] = outcomes,
            failures: list[BaseException] = failures,
        ) -> None:  # fmt: skip
            try:
                barrier.wait(60)
                outcomes.append(use(demo_database, code))
            except BaseException as error:
                failures.append(error)

        threads = [Thread(target=try_it) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert (failures, sorted(outcomes)) == ([], [False, False, False, True])


def test_new_codes_end_the_earlier_ones_and_time_ends_them_all(demo_database: Database) -> None:
    first, second = issue(demo_database), issue(demo_database)
    assert not use(demo_database, first[0])
    assert use(demo_database, second[0])
    assert not use(demo_database, second[1], NOW + LIFE)
    account = find(demo_database, MEMBER).id
    with demo_database.reading() as session:
        assert count_codes(session, NOW, account) == COUNT - 1
        assert count_codes(session, NOW + LIFE, account) == 0


def test_a_code_is_read_as_people_write_it() -> None:
    assert read_code(" 0I1L-oOab \n cdef-0000 ") == "011100abcdef0000"
    codes = {make_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(read_code(code) == code.replace("-", "") for code in codes)


@pytest.mark.parametrize("address", [CLERK, STAFF, ADMINISTRATOR])
def test_nobody_who_needs_a_second_factor_gets_codes(demo_database: Database, address: str) -> None:
    board = find_board_id(demo_database)
    if address == ADMINISTRATOR:
        give(demo_database, address, Role.MEMBER, board)
    account = find(demo_database, address)
    with demo_database.writing.begin() as session:
        with pytest.raises(AccountActRefused) as raised:
            issue_codes(session, NOW, OPERATOR, account.key, board)
        assert raised.value.refusal is Refusal.NO_PRINTED_CODES


def test_a_code_dies_with_the_role_that_needs_more(demo_database: Database) -> None:
    codes = issue(demo_database)
    give(demo_database, MEMBER, Role.PROGRAM_STAFF, find_board_id(demo_database))
    assert not use(demo_database, codes[0])


def test_a_closed_account_has_no_way_in(demo_database: Database) -> None:
    codes = issue(demo_database)
    key = find(demo_database, MEMBER).key
    with demo_database.writing.begin() as session:
        close_account(session, NOW, OPERATOR, key)
    assert not use(demo_database, codes[0])


def test_a_clerk_prints_codes_for_members_of_their_own_board_alone(application: Any, demo_database: Database) -> None:
    give(demo_database, "stranger@example.org", Role.MEMBER, find_board_id(demo_database, f"{BOARD}"))
    stranger = find(demo_database, "stranger@example.org")
    with demo_database.writing.begin() as session, pytest.raises(AccountActRefused):
        issue_codes(session, NOW, CLERKS, stranger.key, 999_999)
    member = sign_in(application, demo_database, MEMBER)
    role = find_role_key(demo_database, Role.MEMBER)
    member.get(f"/boards/{BOARD}/roles/{role}/codes", status=403)
    clerks_own = find_role_key(demo_database, Role.CLERK)
    clerk = sign_in(application, demo_database, CLERK)
    form = clerk.get(f"/boards/{BOARD}/roles/{clerks_own}/codes").forms["print-codes"]
    assert "they need a second factor" in form.submit(status=422).text


def test_guessing_is_slowed_down_for_each_source(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    browser.extra_environ["REMOTE_ADDR"] = "8.8.8.8"
    for _ in range(20):
        type_code(browser, "aaaa-bbbb-cccc-dddd", 422)
    type_code(browser, "aaaa-bbbb-cccc-dddd", 429)
    codes = issue(demo_database)
    type_code(browser, codes[0], 429)
    application.registry.clock = lambda: NOW + timedelta(hours=1)
    type_code(browser, codes[0], 303)


def test_links_are_limited_for_an_address_whether_it_is_known_or_not(application: Any, demo_database: Database) -> None:
    for address in (MEMBER, "nobody@example.org"):
        for status in (303, 303, 303, 303, 303, 429):
            form = make_browser(application).get("/sign-in").forms["sign-in"]
            form["address"] = address
            answer = form.submit(status=status)
        assert "Minutes until you can try again: 60" in answer.text
    assert len(read_messages(demo_database)) == 5
