"""A meeting whose motions and elections are made by forms, for tests of their pages."""

from pathlib import Path
from typing import Any

from governance.db import Database
from tests.support.floors import ITEM
from tests.support.voting import VotingPlace


class Floor(VotingPlace):
    """A meeting whose motions a clerk and its members make by forms."""

    def __init__(self, database: Database, keys: Path, **law: Any) -> None:
        super().__init__(database, keys, **law)
        self.meeting = f"/boards/crisis-board/meetings/{self.house.meeting}"
        self.floor = f"{self.meeting}/motions"

    def fill(self, where: str, formid: str, browser: Any = None, **values: Any) -> Any:
        """A form with values in it; a member is told by their number."""
        form = (browser or self.clerk).get(f"{self.meeting}/{where}").forms[formid]
        for name, value in values.items():
            # A choice of buttons is named by its place in the form.
            form[f"{formid}-1" if name == "kind" else name] = (
                self.house.people[value] if isinstance(value, int) else value
            )
        return form

    def send(self, where: str, formid: str, browser: Any = None, *, status: int = 303, **values: Any) -> Any:
        return self.fill(where, formid, browser, **values).submit(status=status)

    def move(self, **values: Any) -> str:
        """Move and second a motion by the clerk's form; its key."""
        given = {"item": ITEM, "person": 0, "text": "Send the report.", "seconder": 1, **values}
        answer = self.send("motions/move", "move", **given)
        return str(answer.location.rpartition("#motion-")[2])

    def tell(self, motion: str) -> dict[str, Any]:
        """A motion as the public's programs read it."""
        told: dict[str, Any] = self.reader.get(f"/api/v1/boards/crisis-board/motions/{motion}").json
        return told

    def refuse(self, where: str, formid: str, browser: Any = None, **values: Any) -> str:
        """Why a form is refused, which changes nothing."""
        form = self.fill(where, formid, browser, **values)
        before = self.house.count_rows()
        answer = form.submit(status=422)
        assert self.house.count_rows() == before
        return " ".join(
            one.get_text(" ", strip=True) for one in answer.html.select(".error-summary, .field-error, .error")
        )
