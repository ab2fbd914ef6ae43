"""`governance user`, and the links into the demonstration that `governance serve` prints."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from governance.accounts.demo_links import make_demo_links
from governance.accounts.models import Role
from governance.boards.actions import add_board
from governance.cli.serve import print_demo_links
from governance.db import Database, open_database
from tests.cli.conftest import Type, write_ini
from tests.support.accounts import BOARD, make_browser, press

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
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
