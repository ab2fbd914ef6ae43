"""Every route for everybody: own board or another, published or not, in time or past; against permissions.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.models import Factor, MadeBy, Role, RoleAssignment
from governance.accounts.sessions import begin_session
from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.db import Database, open_database
from governance.meetings.models import Meeting
from governance.votes.models import Motion, Vote
from tests.conftest import NOW, make_application
from tests.support.accounts import BOARD, make_browser
from tests.support.public_pages import fill

TABLE = Path(__file__).with_name("permissions.toml")
OTHER = "brindle-harbor-data-and-reporting"
OPEN, SIGN_IN, TOLD, NOT_THERE = "open", "sign in first", "told why not", "not there"


@dataclass(frozen=True)
class Somebody:
    """Who asks: a role (None: nobody is signed in), and how it stands to the board that is asked for."""

    role: Role | None
    standing: str = "own"

    def __str__(self) -> str:
        return "the public" if self.role is None else f"{self.role}, {self.standing}"


EVERYBODY = [
    Somebody(None),
    *(Somebody(role, standing) for role in Role for standing in ("own", "other", "past")
      if role is not Role.ADMINISTRATOR or standing != "other"),
]  # fmt: skip
FEW = [someone for someone in EVERYBODY if someone.role in (None, Role.CLERK, Role.ADMINISTRATOR)]


def read_table() -> dict[str, str]:
    """The class of each method and route."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    rows = [(row, who) for who, rows in table.items() for row in rows]
    assert len(rows) == len(dict(rows)), "a route stands there twice"
    return dict(rows)


def list_routes(application: Any) -> Iterator[tuple[str, str]]:
    """Method and name of every route with a view that is not a static file."""
    for view in application.registry.introspector.get_category("views"):
        route, methods = (view["introspectable"][name] for name in ("route_name", "request_methods"))
        if route and not route.startswith("__static/"):
            yield (methods if isinstance(methods, str) else (methods or ("GET",))[0]), route


def name_row(method: str, route: str) -> str:
    return f"{method} {route.removesuffix('.json')}"


def expect(who: str, someone: Somebody, method: str, published: bool) -> str:
    """What the table says of somebody's request, in the words of this file."""
    holds = someone.standing == "own" and someone.role is not None
    keeps = holds and someone.role is Role.ADMINISTRATOR
    stranger = (SIGN_IN if method == "GET" else TOLD) if someone.role is None else TOLD
    if who == "everyone":
        return OPEN
    if who == "record":
        return OPEN if published else NOT_THERE
    if who == "operator":
        return NOT_THERE
    if who == "signed_in":
        return stranger if someone.role is None else OPEN
    if who == "administrator":
        return OPEN if keeps else stranger
    assert who == "clerk"
    if keeps or (holds and someone.role is Role.CLERK):
        return OPEN
    return stranger if published or holds else NOT_THERE


def describe(answer: Any) -> str:
    if answer.status_int == 303 and "/sign-in?" in answer.location and "return_to" in answer.location:
        return SIGN_IN
    return {403: TOLD, 404: NOT_THERE}.get(answer.status_int, OPEN)


def enter(session: Session, someone: Somebody, boards: dict[str, int]) -> str:
    """Open somebody's account and begin a session for it; its token."""
    assert someone.role is not None
    board = None if someone.role is Role.ADMINISTRATOR else boards[OTHER if someone.standing == "other" else BOARD]
    today = find_day(NOW, "America/Chicago")
    first, last = (today - timedelta(days=9), today - timedelta(days=2)) if someone.standing == "past" else (None, None)
    account, _role = invite(
        session, NOW, OPERATOR, name=str(someone), address=f"{someone.role}-{someone.standing}@example.net",
        role=someone.role, board_id=board, started_on=first, ended_on=last,
    )  # fmt: skip
    return begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK])[1]


@pytest.fixture
def house(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[tuple[Any, Database, dict[Somebody, Any]]]:
    """The application, its database, and a browser for everybody."""
    path = tmp_path / "demo.sqlite"
    path.write_bytes(sqlite_templates["demo"].read_bytes())
    database = open_database(f"sqlite:///{path}")
    application = make_application(database)
    browsers = {someone: make_browser(application) for someone in EVERYBODY}
    with database.writing.begin() as session:
        boards = {slug: board_id for slug, board_id in session.execute(select(Board.slug, Board.id))}  # noqa: C416
        for someone, browser in browsers.items():
            if someone.role is not None:
                browser.set_cookie("session", enter(session, someone, boards))
    yield application, database, browsers
    database.close()


def find_values(database: Database) -> dict[str, str]:
    """Something that is there, for each place in a path."""
    with database.reading() as session:
        voted = select(Meeting.key, Vote.key).join(Board, Board.id == Meeting.board_id).where(Board.slug == BOARD)
        meeting, vote = session.execute(
            voted.join(Motion, Motion.meeting_id == Meeting.id).join(Vote, Vote.motion_id == Motion.id)
        ).first()  # type: ignore[misc]  # the demo has votes
        # Of the board that stays published, so that the person is there in either case.
        person = session.scalar(select(Person.key).where(Person.name == "Anjali Deshmukh-Orr"))
        role = session.scalar(
            select(RoleAssignment.key)
            .join(Board, Board.id == RoleAssignment.board_id)
            .where(Board.slug == BOARD, RoleAssignment.role == Role.MEMBER)
        )
        account = session.scalars(select(RoleAssignment.account_id)).first()
        from governance.accounts.models import Account

        key = session.scalar(select(Account.key).where(Account.id == account))
    return {
        "board": BOARD, "meeting": meeting, "vote": vote, "person": str(person), "role": str(role), "account": str(key),
        "session": "0000000000", "token": "A" * 43, "sequence": "1", "act": "model-act", "passkey": "0000000000",
        "key": "0000000000",
    }  # fmt: skip


def test_every_route_has_a_row(house: tuple[Any, Database, dict[Somebody, Any]]) -> None:
    table = read_table()
    assert [row for row in (name_row(*route) for route in list_routes(house[0])) if row not in table] == []


@pytest.mark.parametrize("published", [True, False], ids=["published", "unpublished"])
def test_everybody_may_do_what_the_table_says_and_nothing_else(
    house: tuple[Any, Database, dict[Somebody, Any]], published: bool
) -> None:
    application, database, browsers = house
    values = find_values(database)
    if not published:
        with database.writing.begin() as session:
            # A committee of a board that is not published would not be there either: it stands by itself meanwhile.
            session.execute(update(Board).where(Board.slug != BOARD).values(parent_id=None))
            session.execute(update(Board).where(Board.slug == BOARD).values(published=False))
    table, wrong = read_table(), []
    patterns = {route["introspectable"]["name"]: route["introspectable"]["pattern"]
                for route in application.registry.introspector.get_category("routes")}  # fmt: skip
    for method, route in list_routes(application):
        who = table.get(name_row(method, route), "")
        if not who:
            continue  # which the test above tells
        path = fill(patterns[route], values)
        for someone in FEW if who in ("everyone", "record", "operator") else EVERYBODY:
            # Without the token of a form nothing is done, and that is asked for only after the permission.
            answer = browsers[someone].request(path, method=method, status="*")
            found, expected = describe(answer), expect(who, someone, method, published)
            if found != expected:
                wrong.append(f"{method} {route} for {someone}: {found} ({answer.status_int}), not {expected}")
    assert wrong == []
