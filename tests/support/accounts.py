"""What tests of signed-in people share: links and browsers for the demo's accounts, and what was sent to whom."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from webtest import TestApp

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.links import make_link, write_address
from governance.accounts.models import Account, Role, RoleAssignment
from governance.accounts.queries import find_account_of_mailbox
from governance.boards.models import Board
from governance.db import Database
from governance.mail import OutgoingMessage
from tests.conftest import NOW

BOARD = "brindle-harbor-crisis-response"
CLERK, MEMBER, CHAIR, STAFF, APPOINTER, ADMINISTRATOR = (
    f"{name}@example.org" for name in ("clerk", "member", "chair", "staff", "appointing-authority", "administrator")
)
LINK = re.compile(r"https?://\S+/sign-in/[A-Za-z0-9_-]{43}")


def make_browser(application: Any) -> TestApp:
    return TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})


def make_path(database: Database, address: str, now: datetime = NOW, **options: Any) -> str:
    """The path of a new one-time link for the account of an address."""
    with database.writing.begin() as session:
        account = find_account_of_mailbox(session, address)
        assert account is not None
        _link, token = make_link(session, now, account.id, **options)
    return write_address("", token)


def press(browser: TestApp, path: str, form: str = "use-link") -> Any:
    """Open a one-time link, and press its button."""
    return browser.get(path).forms[form].submit()


def sign_in(application: Any, database: Database, address: str, now: datetime = NOW) -> TestApp:
    """A browser in which the account of an address is signed in."""
    browser = make_browser(application)
    answer = press(browser, make_path(database, address, now))
    assert answer.status_int == 303
    return browser


def read_messages(database: Database) -> list[OutgoingMessage]:
    with database.reading() as session:
        return list(session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)))


def read_link(database: Database) -> str:
    """The link in the message that was put into the outbox last."""
    found = LINK.search(str(read_messages(database)[-1].body))
    assert found is not None
    return found.group()


def find_board_id(database: Database, slug: str = BOARD) -> int:
    with database.reading() as session:
        return int(session.scalars(select(Board.id).where(Board.slug == slug)).one())


def find_account(database: Database, name: str) -> Account:
    with database.reading() as session:
        return session.scalars(select(Account).where(Account.name == name)).one()


def give(
    database: Database, address: str, role: Role, board_id: int | None, first: date | None = None,
    last: date | None = None, now: datetime = NOW,
) -> str:  # fmt: skip
    """Give somebody a role, and an account where there is none; the key of the role."""
    with database.writing.begin() as session:
        _account, assignment = invite(
            session, now, OPERATOR, name=address.partition("@")[0], address=address, role=role, board_id=board_id,
            started_on=first, ended_on=last,
        )  # fmt: skip
        return assignment.key


def find_role_key(database: Database, role: Role) -> str:
    with database.reading() as session:
        query = select(RoleAssignment.key).where(RoleAssignment.role == role, RoleAssignment.superseded_at.is_(None))
        return session.scalars(query.order_by(RoleAssignment.id)).first() or ""
