"""The application over a board in session, with a browser for its clerk, one for each member, and one for the public."""

from datetime import datetime
from pathlib import Path
from typing import Any

from webtest import TestApp

from governance.accounts.actions import OPERATOR, add_role
from governance.accounts.models import Account, Factor, MadeBy, Role
from governance.accounts.sessions import begin_session
from governance.db import Database
from tests.conftest import make_application
from tests.support.accounts import make_browser
from tests.support.floors import FloorHouse, after


class VotingPlace:
    """A house whose members sign in, at a time that a test sets."""

    def __init__(self, database: Database, keys: Path, **more: Any) -> None:
        self.house, self.now = FloorHouse(database, keys, **more), after(1)
        with database.writing.begin() as session:
            for account_id in self.house.accounts.values():
                account = session.get_one(Account, account_id)
                add_role(session, after(0), OPERATOR, account, Role.MEMBER, self.house.board, None, None)
        self.application = make_application(database, **{"governance.vault_keys": str(keys)})
        self.application.registry.clock = self.tell_time
        assert self.house.clerk.account_id is not None
        self.clerk = self.enter(self.house.clerk.account_id, Factor.LINK, Factor.TOTP)
        self.reader = TestApp(self.application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})

    def tell_time(self) -> datetime:
        return self.now

    def enter(self, account_id: int, *factors: Factor, made_by: MadeBy = MadeBy.LINK) -> TestApp:
        """A browser in which an account is signed in."""
        browser = make_browser(self.application)
        browser.set_cookie("session", self.begin(account_id, *factors, made_by=made_by))
        return browser

    def begin(self, account_id: int, *factors: Factor, made_by: MadeBy = MadeBy.LINK) -> str:
        """The token of a new session."""
        with self.house.database.writing.begin() as session:
            return begin_session(session, after(0), account_id, made_by, factors)[1]

    def enter_member(self, member: int, *factors: Factor, **more: Any) -> TestApp:
        return self.enter(self.house.accounts[self.house.people[member]], *(factors or (Factor.LINK,)), **more)

    # -- addresses

    def vote(self, key: str) -> str:
        return f"/boards/crisis-board/votes/{key}"

    def motion(self, key: str) -> str:
        return f"/boards/crisis-board/meetings/{self.house.meeting}/motions/{key}"

    # -- steps

    def open_form(self, motion: str, way: str = "open-vote") -> Any:
        return self.clerk.get(f"{self.motion(motion)}/{way}").forms[way]

    def cast(self, browser: TestApp, vote: str, choice: str, status: int = 303) -> Any:
        """Choose and confirm; what the portal answers."""
        page = browser.get(f"{self.vote(vote)}/ballot").click(href=f"/ballot/{choice}$")
        return page.forms["ballot"].submit(status=status)

    def tell(self, vote: str) -> Any:
        """The tally as everybody reads it."""
        return self.reader.get(f"/api/v1{self.vote(vote)}/tally").json["tally"]
