"""`governance user`, and the links into the demonstration that `governance serve` prints."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from governance.accounts.demo_links import make_demo_links
from governance.accounts.factor_models import AuthenticatorApp, Passkey, RecoveryCode
from governance.accounts.factors import find_factors
from governance.accounts.models import Role
from governance.accounts.recovery_codes import count_codes
from governance.boards.actions import add_board
from governance.boards.models import Board
from governance.cli.serve import print_demo_links
from governance.clock import read_clock
from governance.db import Database, open_database
from governance.folders import find_templates
from governance.ledger.models import LedgerEntry
from governance.mail import Reason
from tests.cli.conftest import Type, write_ini
from tests.conftest import make_application
from tests.support.accounts import ADMINISTRATOR, BOARD, find_account, make_browser, press, read_messages

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
FAR = datetime(2999, 1, 1, tzinfo=UTC)
LINK = re.compile(r"http://127\.0\.0\.1:6543/sign-in/[A-Za-z0-9_-]{43}")


@pytest.fixture
def record(folder: Path, type_command: Type) -> Type:
    """The command, in a folder with the demo board."""
    type_command("init")
    type_command("demo")
    return type_command


def test_the_first_administrator_is_invited_into_an_empty_record(folder: Path, type_command: Type) -> None:
    type_command("init")
    assert type_command("user", "list").lines[0].startswith("There is no account yet")
    invited = type_command("user", "invite", "ada@example.net", "--name", "Ada Wolfe", "--role", "administrator")
    assert invited.lines[0] == "Ada Wolfe (ada@example.net) is now administrator."
    assert LINK.fullmatch(invited.lines[-1])
    assert type_command("user", "list").lines == ["ada@example.net  Ada Wolfe: administrator"]


def test_an_account_is_kept_from_opening_to_closing(record: Type) -> None:
    on_board = ("--board", BOARD)
    added = record("user", "add", "wren@example.net", "--name", "Wren Aldous", "--role", "member", *on_board)
    assert added.lines == [f"Wren Aldous (wren@example.net) is now member on {BOARD}."]
    record("user", "role", "wren@example.net", "--role", "clerk", *on_board)
    refused = record("user", "role", "wren@example.net", "--role", "appointing_authority", *on_board)
    assert (refused.code, len(refused.complaint)) == (1, 1)
    assert "cannot be the same person" in refused.complaint[0]
    ended = record("user", "end", "wren@example.net", "--role", "clerk", *on_board)
    assert ended.lines == [f"The role of Wren Aldous as clerk on {BOARD} is over."]
    assert record("user", "end", "wren@example.net", "--role", "clerk", *on_board).code == 1
    later = record("user", "end", "wren@example.net", "--role", "member", *on_board, "--on", "2999-12-31")
    assert later.lines == [f"The role of Wren Aldous as member on {BOARD} ends with 2999-12-31."]
    [wren] = [user for user in json.loads(record("user", "list", "--format", "json").out) if "Wren" in user["name"]]
    assert wren["roles"] == [{"role": "member", "board": BOARD, "in_force": True}]
    assert record("user", "close", "wren@example.net").lines == ["The account of Wren Aldous is closed."]
    assert record("user", "link", "wren@example.net").code == 2
    assert "-  Wren Aldous (closed): no role" in record("user", "list").lines


def test_a_printed_link_leads_to_the_portal_s_own_address(record: Type, folder: Path) -> None:
    assert LINK.fullmatch(record("user", "link", "clerk@example.org").lines[-1])
    given = record("user", "link", "clerk@example.org", "--address", "https://boards.example.gov/")
    assert given.lines[-1].startswith("https://boards.example.gov/sign-in/")
    ini = write_ini(folder)
    ini.write_text(ini.read_text("utf-8") + "governance.address = https://set.example.gov\n", "utf-8")
    assert record("user", "link", "clerk@example.org").lines[-1].startswith("https://set.example.gov/sign-in/")


@pytest.mark.parametrize("named", ["email", "key"])
def test_the_operator_lets_an_administrator_in_who_lost_every_second_factor(
    record: Type, folder: Path, named: str
) -> None:
    database = open_database(f"sqlite:///{folder / 'record.sqlite'}")
    account = find_account(database, "Ansel Brightwater")
    with database.writing.begin() as session:
        session.execute(update(Board).values(is_demo=False))
        app = AuthenticatorApp(
            key="a" * 16, account_id=account.id, sealed=b"sealed", added_at=NOW, confirmed_at=NOW, last_step=1
        )
        code = RecoveryCode(code_hash="0" * 64, account_id=account.id, issued_at=NOW, expires_at=FAR)
        passkey = Passkey(
            key="p" * 16, account_id=account.id, credential=b"c", public_key=b"k", used_count=0, transports=[],
            name="Phone", added_at=NOW,
        )  # fmt: skip
        session.add_all([app, code, passkey])
    earlier = record("user", "link", ADMINISTRATOR).lines[-1]

    answer = record("user", "reset", ADMINISTRATOR if named == "email" else account.key)
    assert (answer.code, answer.complaint) == (0, [])
    assert answer.lines[0] == f"The second factors and printed codes of {account.name} are taken away."
    assert LINK.fullmatch(answer.lines[-1])
    with database.reading() as session:
        assert not find_factors(session, account.id)
        assert session.scalars(select(AuthenticatorApp.sealed)).all() == [None]
        assert count_codes(session, NOW, account.id) == 0
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "factor.reset")).one()
        assert account.key in str(entry.body)
        assert "operator" in str(entry.body)
    told = read_messages(database)[-1]
    assert (told.reason, told.recipient) == (Reason.SECOND_FACTOR_RESET, ADMINISTRATOR)
    assert "or whoever runs it" in str(told.body)

    application = make_application(database)
    application.registry.clock = read_clock  # the command makes links that work now
    browser = make_browser(application)
    browser.get(urlsplit(earlier).path, status=410)
    press(browser, urlsplit(answer.lines[-1]).path)
    assert browser.get("/home").maybe_follow().request.path == "/account/factors"
    database.close()


def test_a_reset_of_nobody_or_of_a_closed_account_is_refused(record: Type) -> None:
    users = json.loads(record("user", "list", "--format", "json").out)
    [key] = [user["account"] for user in users if user["email"] == "clerk@example.org"]
    record("user", "close", "clerk@example.org")
    assert (record("user", "reset", key).code, record("user", "reset", "nobody").code) == (1, 1)
    assert record("user", "reset", "clerk@example.org").code == 2


def test_the_page_names_the_command_that_there_is(record: Type) -> None:
    page = (find_templates() / "accounts" / "second.jinja2").read_text("utf-8")
    assert '["governance", "user", "reset"]' in page
    assert "governance user reset" in record("user", "reset", "--help").out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("link", "nobody@example.net"), "no account has the address"),
        (("link", "nobody"), "Write an email address"),
        (("add", "a@example.net", "--name", "A", "--role", "member"), "name it with --board SLUG"),
        (
            ("add", "a@example.net", "--name", "A", "--role", "member", "--board", "nowhere"),
            "there is no board nowhere",
        ),
        (("add", "a@example.net", "--name", "A", "--role", "administrator", "--board", BOARD), "leave --board out"),
        (("add", "a@example.net", "--name", " ", "--role", "administrator"), "A name needs letters"),
        (("add", "a@example.net", "--name", "A", "--role", "king"), "invalid choice"),
        (("link", "clerk@example.org", "--address", "ftp://x"), "--address is empty or like"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(record: Type, arguments: tuple[str, ...], complaint: str) -> None:
    answer = record("user", *arguments)
    assert answer.code in (1, 2)
    assert len(answer.complaint) == 1
    assert complaint in answer.complaint[0]


# -- the demonstration's links -------------------------------------------------------------------------------


@pytest.fixture
def demo(record: Type, folder: Path) -> Database:
    return open_database(f"sqlite:///{folder / 'record.sqlite'}")


def test_serving_the_demo_prints_a_link_for_each_role(demo: Database, capsys: pytest.CaptureFixture[str]) -> None:
    print_demo_links(demo, "127.0.0.1", 6543)
    printed = capsys.readouterr().out
    assert len(LINK.findall(printed)) == 6
    assert "appointing authority" in printed
    demo.close()


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "::", "2001:db8::1"])
def test_no_link_is_printed_where_others_can_reach_the_portal(
    demo: Database, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    print_demo_links(demo, address, 6543)
    assert capsys.readouterr().out == ""
    demo.close()


def test_no_link_is_printed_once_a_real_board_is_there(demo: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with demo.writing.begin() as session:
        add_board(session, NOW, name="Real Board", jurisdiction="Ottershaw", zone="America/Denver", published=False)
    print_demo_links(demo, "127.0.0.1", 6543)
    assert capsys.readouterr().out == ""
    demo.close()


def test_no_link_is_made_without_any_board(database: Database) -> None:
    with database.writing.begin() as session:
        assert make_demo_links(session, NOW, "http://127.0.0.1") == []


def test_each_demo_link_signs_in_as_its_role(application: object, demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        links = make_demo_links(session, NOW, "http://localhost")
    assert {role for role, _link in links} == set(Role) - {Role.VICE_CHAIR}
    for role, link in links:
        browser = make_browser(application)
        press(browser, link)
        status = browser.get(f"/boards/{BOARD}/roles", status="*").status_int
        assert status == (200 if role in (Role.CLERK, Role.ADMINISTRATOR) else 403), role
