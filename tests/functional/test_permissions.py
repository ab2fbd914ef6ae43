"""Every route for everybody: own board or another, published or not, in time or past or closed; against permissions.toml."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.models import Account, Factor, MadeBy, Role, RoleAssignment
from governance.accounts.sessions import begin_session
from governance.boards.models import Board, Membership, Person
from governance.clock import find_day
from governance.db import Database, open_database
from governance.meetings.models import Meeting
from governance.security import Permission
from governance.votes.models import Motion, Vote
from tests.conftest import NOW, make_application
from tests.support.accounts import BOARD, make_browser
from tests.support.comments import make_comments
from tests.support.declarations import FIRST, declare_for, find_board, list_voting, make_vault
from tests.support.floor_places import make_floor
from tests.support.held_places import make_held_votes
from tests.support.laws import adopt
from tests.support.minuted_places import make_minutes
from tests.support.planning import make_places
from tests.support.public_pages import fill
from tests.support.reports import furnish_reports
from tests.support.routes import Way, list_ways
from tests.support.sitting import begin_meeting
from tests.support.soak import deal
from tests.support.subscriptions import make_subscriptions

TABLE = Path(__file__).with_name("permissions.toml")
OTHER = "brindle-harbor-data-and-reporting"
OPEN, SIGN_IN, TOLD, NOT_THERE = "open", "sign in first", "told why not", "not there"
ALONE = {
    "clerk_alone": (Role.CLERK,), "staff_alone": (Role.PROGRAM_STAFF,), "calling_off": (Role.CLERK, Role.CHAIR),
    "on_floor": (Role.CLERK, Role.ADMINISTRATOR, Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR),
    "seated": (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR),
    "appointing": (Role.APPOINTING_AUTHORITY,), "holder": (), "own_seats": (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR),
}  # fmt: skip
"""The rows that are granted to a board's own offices alone."""

STANDINGS = ("own", "other", "past", "closed")
"""A role on the board that is asked for, on another one, one whose last day is over, one of an account that was closed."""


@dataclass(frozen=True)
class Somebody:
    """Who asks: a role (None: nobody is signed in), and how it stands to the board that is asked for."""

    role: Role | None
    standing: str = "own"

    def __str__(self) -> str:
        return "the public" if self.role is None else f"{self.role}, {self.standing}"


@dataclass(frozen=True)
class House:
    """One application, its database, a browser for everybody, and something that is there for each place in a path."""

    application: Any
    database: Database
    browsers: dict[Somebody, Any]
    values: dict[str, str]


EVERYBODY = [
    Somebody(None),
    *(Somebody(role, standing) for role in Role for standing in STANDINGS
      if role is not Role.ADMINISTRATOR or standing != "other"),
]  # fmt: skip


def read_table() -> dict[str, str]:
    """The class of each method and route."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    rows = [(row, who) for who, rows in table.items() for row in rows]
    assert len(rows) == len(dict(rows)), "a route stands there twice"
    return dict(rows)


def expect(who: str, someone: Somebody, method: str, published: bool) -> str:
    """What the table says of somebody's request, in the words of this file."""
    # Whoever holds a session of an account that was closed is nobody any more.
    is_nobody = someone.role is None or someone.standing == "closed"
    holds = someone.standing == "own" and not is_nobody
    keeps = holds and someone.role is Role.ADMINISTRATOR
    stranger = SIGN_IN if is_nobody and (method == "GET" or someone.role is not None) else TOLD
    if who == "everyone":
        return OPEN
    if who == "record":
        return OPEN if published else NOT_THERE
    if who == "operator":
        return NOT_THERE
    if who == "signed_in":
        return stranger if is_nobody else OPEN
    if who == "administrator":
        return OPEN if keeps else stranger
    if who in ALONE:
        if holds and someone.role in ALONE[who]:
            return OPEN
        knows = holds and (not keeps or who in ("appointing", "holder", "own_seats"))
        return stranger if published or knows else NOT_THERE
    assert who == "clerk"
    if keeps or (holds and someone.role is Role.CLERK):
        return OPEN
    return stranger if published or holds else NOT_THERE


def describe(answer: Any) -> str:
    led_to = (answer.location or "").partition("?")[0]
    if led_to == "/sign-in" != answer.request.path:
        return SIGN_IN
    return {403: TOLD, 404: NOT_THERE, 500: "failed"}.get(answer.status_int, OPEN)


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
    token = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK])[1]
    if someone.standing == "closed":
        # As if closing had missed the session and the role: the account alone has to be enough.
        account.closed_at = NOW
    return token


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house on each engine, shared by all walks: none of them changes anything."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("permissions") / "demo.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_templates")["demo"].read_bytes())
        url = f"sqlite:///{path}"
    else:
        templates = request.getfixturevalue("postgresql_templates")
        url = request.getfixturevalue("postgresql_server").create_database(templates["demo"])
    database = open_database(url)
    application = make_application(database)
    browsers = {someone: make_browser(application) for someone in EVERYBODY}
    with database.writing.begin() as session:
        boards = {slug: board_id for slug, board_id in session.execute(select(Board.slug, Board.id))}  # noqa: C416
        for someone, browser in browsers.items():
            if someone.role is not None:
                browser.set_cookie("session", enter(session, someone, boards))
    yield House(application, database, browsers, find_values(database))
    database.close()
    if request.param == "postgresql":
        request.getfixturevalue("postgresql_server").drop_database(url)


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
        key = session.scalar(select(Account.key).where(Account.id == account))
    with TemporaryDirectory() as folder:
        sitting = begin_meeting(database, make_vault(Path(folder)))
        sitting |= make_floor(database, make_vault(Path(folder)))
        sitting |= make_held_votes(database, make_vault(Path(folder)))
        sitting |= make_subscriptions(database, make_vault(Path(folder)))
    places = make_places(database)
    return {
        "board": BOARD, "meeting": meeting, "vote": vote, "person": str(person), "role": str(role), "account": str(key),
        "session": "0000000000", "token": "A" * 43, "sequence": "1", "act": "model-act", "passkey": "0000000000",
        "key": "0000000000", "adoption": adopt(database, find_day(NOW, "America/Chicago"), confirmed=False),
        "standing": adopt(database, find_day(NOW, "America/Chicago"), act="ca-brown-act"),
        "declaration": declare_somebody(database), "seat": "1", "appointment": find_appointment(database, str(person)),
        **places, **sitting, **make_comments(database, places["meeting"]),
        **furnish_reports(database), **make_minutes(database),
    }  # fmt: skip


def find_appointment(database: Database, person: str) -> str:
    """A member's latest appointment to the board that is asked for."""
    with database.reading() as session:
        keys = session.scalars(
            select(Membership.key)
            .join(Person, Person.id == Membership.person_id)
            .join(Board, Board.id == Membership.board_id)
            .where(Person.key == person, Board.slug == BOARD)
            .order_by(Membership.started_on.desc())
        )
        return str(keys.first())


def declare_somebody(database: Database) -> str:
    """A declaration that waits, whose keys nobody needs."""
    adopt(database, FIRST, borrowed=True)
    with database.reading() as session:
        person = list_voting(session, find_board(session))[0]
    with TemporaryDirectory() as folder:
        return declare_for(database, make_vault(Path(folder)), person, confirmed=False)


def test_every_way_in_has_a_row_and_every_row_is_a_way_in(house: House) -> None:
    ways = {way.row for way in list_ways(house.application)}
    assert len(ways) > 60
    assert ways ^ set(read_table()) == set()


def test_every_way_in_names_a_permission(house: House) -> None:
    named = {str(permission) for permission in Permission} - {Permission.NOBODY}
    assert [way for way in list_ways(house.application) if not way.permissions & named] == []


def walk(house: House, ways: list[Way], published: bool, soak_factor: int) -> list[str]:
    """What was answered otherwise than the table says, asked of every way in.

    Whoever stands to the board in some other way than their role says asks in turn, a third of them at each way; in a long
    run everybody asks everywhere.
    """
    table, wrong = read_table(), []
    own = [someone for someone in EVERYBODY if someone.standing == "own"]
    others = [someone for someone in EVERYBODY if someone.standing != "own"]
    for number, way in enumerate(ways):
        path = fill(way.pattern, house.values)
        for someone in [*own, *deal(others, number, 3, soak_factor)]:
            # Without the token of a form nothing is done, and that is asked for only after the permission.
            answer = house.browsers[someone].request(path, method=way.method, status="*")
            found, expected = describe(answer), expect(table[way.row], someone, way.method, published)
            if found != expected:
                wrong.append(f"{way.row} for {someone}: {found} ({answer.status_int}), not {expected}")
    return wrong


def test_everybody_may_do_what_the_table_says_and_nothing_else(house: House, soak_factor: int) -> None:
    assert walk(house, list_ways(house.application), True, soak_factor) == []


def test_the_same_holds_before_a_board_is_published(house: House, soak_factor: int) -> None:
    ways = [way for way in list_ways(house.application) if "{board" in way.pattern]
    assert len(ways) > 20
    with withdrawn(house.database):
        assert walk(house, ways, False, soak_factor) == []


@contextmanager
def withdrawn(database: Database) -> Iterator[None]:
    """Meanwhile the board is not published. Its committee stands by itself: it would not be there either."""
    with database.writing.begin() as session:
        parents = dict(session.execute(select(Board.id, Board.parent_id)).all())
        set_published(session, False, dict.fromkeys(parents))
    yield
    with database.writing.begin() as session:
        set_published(session, True, parents)


def set_published(session: Session, published: bool, parents: dict[int, int | None]) -> None:
    for board, parent in parents.items():
        session.execute(
            update(Board).where(Board.id == board).values(parent_id=parent, record_version=Board.record_version + 1)
        )
    session.execute(update(Board).where(Board.slug == BOARD).values(published=published))
