"""Minutes as people read them: all of what was approved in page and print, and no more of it than is public on that day."""

import copy
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import delete, select
from webtest import TestApp

from governance.accounts.models import Factor, MadeBy
from governance.accounts.sessions import begin_session
from governance.db import open_database
from governance.meetings.session_models import SessionEvent
from governance.minutes.models import MinutesPrint
from governance.minutes.words import ROUND_REASONS
from governance.participation.actions import hold_back, take_out_passage
from model_law.attendance import Happening
from tests.conftest import make_application
from tests.support.accounts import make_browser
from tests.support.minuted import LATER
from tests.support.minuted_fully import RULE, SECRET_WORDS, WRITER, FullHouse
from tests.support.sessions import after
from tests.support.statements import count_statements

PUBLISHED = LATER + 30
MOST_QUERIES = 13
CODES = {
    "key", "person", "kind", "status", "basis", "presence", "mode", "state", "what", "outcome", "choice", "before", "after",
    "recorded", "right", "zone", "counts", "written", "style",
}  # fmt: skip
"""Fields of minutes that are told in other words than their own."""


@pytest.fixture(scope="module")
def open_house(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], FullHouse]]:
    """Opens a house of the test's own, the minutes of whose meeting are published."""
    folder = tmp_path_factory.mktemp("minutes")
    prepared = shutil.copy(sqlite_templates["empty"], folder / "prepared.sqlite")
    database = open_database(f"sqlite:///{prepared}")
    house = FullHouse(database, folder / "vault", local={"COMP-14.public_status": "office"})
    house.hold()
    house.write(opening="The board met in *good* order.", closing="Written by the clerk.")
    house.approve(house.meet_later())
    house.publish()
    house.again = house.move_later(LATER + 6)
    with database.glancing.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    opened: list[Any] = []

    def make() -> FullHouse:
        path = shutil.copy(prepared, folder / f"copy{len(opened)}.sqlite")
        own = copy.copy(house)
        own.database = open_database(f"sqlite:///{path}")
        opened.append(own.database)
        return own

    yield make
    for one in opened:
        one.close()


class Readers:
    """The application over a house, with a clerk's browser and a reader's."""

    def __init__(self, house: FullHouse, minutes: int = PUBLISHED + 1) -> None:
        self.house, self.now = house, after(minutes)
        application = make_application(house.database, **{"governance.vault_keys": str(house.vault.folder)})
        application.registry.clock = self.tell_time
        self.public = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
        self.clerk = make_browser(application)
        with house.database.writing.begin() as session:
            assert house.clerk.account_id is not None
            account = house.clerk.account_id
            self.clerk.set_cookie(
                "session", begin_session(session, self.now, account, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
            )
        self.meeting = f"/boards/crisis-board/meetings/{house.first}"
        self.minutes = f"{self.meeting}/minutes"

    def tell_time(self) -> datetime:
        return self.now

    def read(self) -> str:
        return read_text(self.public.get(self.minutes))

    def read_twin(self) -> Any:
        return self.public.get(f"/api/v1{self.minutes}").json


def read_text(page: Any) -> str:
    return " ".join(page.html.find("main").get_text(" ").split())


def list_texts(told: Any, field: str = "") -> Iterator[str]:
    """Every text of minutes that is told in its own words."""
    if field in CODES or field == "sha256":
        return
    if isinstance(told, dict):
        for name, value in told.items():
            yield from list_texts(value, name)
    elif isinstance(told, list):
        for value in told:
            yield from list_texts(value, field)
    elif isinstance(told, str) and told not in ROUND_REASONS and told:
        yield " ".join(told.replace("*", "").split())


def test_page_and_print_tell_all_that_was_approved(open_house: Callable[[], FullHouse]) -> None:
    house = open_house()
    readers = Readers(house)
    told = readers.read_twin()
    printed = json.loads(house.read(select(MinutesPrint.input).where(MinutesPrint.language == "en")))
    parts = " ".join(" ".join(list_texts(printed["parts"], "parts")).split())
    page = readers.read()
    moments = re.compile(r"\d{4}-\d\d-\d\dT")
    texts = {text for text in list_texts(told["content"]) if not moments.match(text)}
    texts -= {told["content"]["motions"][0]["votes"][0]["taken_on"], "cast", "tie"}
    assert len(texts) > 30
    missing = {text for text in texts if text not in page}
    assert missing == set()
    # In print a list has its mark, and what is emphasized stands in pieces.
    pieces = parts.replace(" ", "")
    assert {text for text in texts if text.replace(" ", "") not in pieces} == set()
    certificate = told["certificate"]
    assert (certificate["composition"], certificate["share_present"]["numerator"]) == ("office", 4)
    for text in (page, parts):
        for expected in (
            certificate["sha256"], certificate["share_present"]["text"], certificate["rules"][0]["text"], "Other 2",
        ):  # fmt: skip
            assert expected in text, expected
    assert [one["passages"] for one in told["comments"]] == [["My ", " got help."], ["I am for it."]]
    assert "[taken out: somebody's health]" in page
    assert (WRITER in page, WRITER in parts, "got help" in parts) == (True, False, False)
    assert SECRET_WORDS not in page + parts
    assert 'name="robots" content="noindex"' in readers.public.get(readers.minutes).text


def test_the_twin_is_what_the_description_says_and_the_page_takes_a_fixed_number_of_queries(
    open_house: Callable[[], FullHouse],
) -> None:
    house = open_house()
    readers = Readers(house)
    described = json.dumps(readers.public.get("/api/v1/openapi.json").json["components"]["schemas"])
    schemas = json.loads(described.replace("#/components/schemas/", "#/$defs/"))
    told = readers.read_twin()
    jsonschema.validate(
        told, {"$ref": "#/$defs/MinutesPage", "$defs": schemas}, cls=jsonschema.Draft202012Validator
    )  # fmt: skip
    assert '"id":' not in json.dumps(told)
    with count_statements(house.database) as statements:
        readers.public.get(readers.minutes)
    assert len(statements) <= MOST_QUERIES


def test_what_is_taken_out_or_held_back_later_is_gone_from_published_minutes(
    open_house: Callable[[], FullHouse],
) -> None:
    house = open_house()
    readers = Readers(house)
    digest = readers.read_twin()["shown"]["digest"]
    with house.database.writing.begin() as session:
        take_out_passage(session, after(PUBLISHED), house.clerk, house.board, house.comment, "got help")
        hold_back(
            session, after(PUBLISHED), house.clerk, house.board, house.plain_comment, RULE, "It was spam.", [RULE]
        )  # fmt: skip
    page = readers.read()
    assert "got help" not in page
    assert "I am for it" not in page
    assert "1 passage was taken out after the minutes were approved." in page
    assert "This comment was held back after the minutes were approved." in page
    assert readers.read_twin()["shown"]["digest"] == digest
    print_ = readers.public.get(f"{readers.minutes}.pdf")
    assert print_.body.startswith(b"%PDF-")


def test_what_a_later_law_reserves_is_told_in_no_page_and_no_print(open_house: Callable[[], FullHouse]) -> None:
    house = open_house()
    readers = Readers(house)
    readers.public.get(f"{readers.minutes}.pdf")
    house.adopt(after(PUBLISHED).date(), local={"COMP-14.public_status": "verdict"})
    told = readers.read_twin()["certificate"]
    assert (told["composition"], told["share"], told["rules"]) == ("withheld", None, [])
    assert "57.1" not in readers.read()
    assert "has reserved since" in readers.public.get(f"{readers.minutes}.pdf", status=404).text
    # A corrected version is printed as the law is now.
    house.write("Other words", "", "The first words were wrong.")
    house.approve(house.again)
    house.publish()
    assert readers.public.get(f"{readers.minutes}.pdf").body.startswith(b"%PDF-")
    readers.public.get(f"{readers.minutes}.pdf?version=1", status=404)


def test_the_page_leads_to_the_prints_that_there_are(open_house: Callable[[], FullHouse]) -> None:
    house = open_house()

    def find_prints() -> list[str]:
        links = Readers(house).public.get(readers.minutes).html.find_all("a", class_="button-quiet")
        return [link["href"] for link in links]

    readers = Readers(house)
    both = [f"{readers.minutes}.pdf?version=1&in={language}" for language in ("en", "es")]
    assert find_prints() == both
    for link in both:
        readers.public.get(link, status=200)
    # As of a portal that was in English alone when they were published.
    with house.database.writing.begin() as session:
        session.execute(delete(MinutesPrint).where(MinutesPrint.language == "es"))
    assert find_prints() == both[:1]


@pytest.mark.parametrize("page", ["minutes", "live", ""])
def test_what_a_law_reserves_from_tomorrow_is_gone_tomorrow_also_from_pages_that_are_kept(
    open_house: Callable[[], FullHouse], page: str
) -> None:
    house = open_house()
    readers = Readers(house)
    tomorrow = readers.now + timedelta(days=1)
    house.adopt(tomorrow.date(), local={"COMP-14.public_status": "verdict"})
    twin = f"/api/v1{readers.meeting}/{page}".rstrip("/")
    told = [readers.public.get(twin).json["certificate"]["composition"] for _time in range(2)]
    assert told == ["office", "office"]
    readers.now = tomorrow
    assert readers.public.get(twin).json["certificate"]["composition"] == "withheld"


def test_the_record_changes_only_with_a_correction_of_its_approved_minutes(open_house: Callable[[], FullHouse]) -> None:
    house = open_house()
    readers = Readers(house)
    event = house.read(select(SessionEvent.id).where(SessionEvent.what == Happening.LEAVE).order_by(SessionEvent.id))
    address = f"{readers.meeting}/session/events/{event}"
    page = readers.clerk.get(address)
    assert "begin a correction of the minutes" in read_text(page)
    assert f"{readers.minutes}/draft" in [link["href"] for link in page.html.find_all("a")]
    refused = correct(page)
    assert refused.status_int == 422
    assert "changed only together with them" in read_text(refused)
    draft = readers.clerk.get(f"{readers.minutes}/draft").forms["minutes-words"]
    draft["reason"] = "Somebody stayed longer."
    draft.submit().follow()
    page = readers.clerk.get(address)
    assert "begin a correction of the minutes" not in read_text(page)
    assert correct(page).status_int == 303
    before = read_part(readers.read())
    house.approve(house.again)
    house.publish()
    assert read_part(readers.read()) != before
    assert "Somebody stayed longer." in readers.read()
    assert read_part(read_text(readers.public.get(f"{readers.minutes}?version=1"))) == before
    event = house.read(select(SessionEvent.id).order_by(SessionEvent.id.desc()).limit(1))
    again = correct(readers.clerk.get(f"{readers.meeting}/session/events/{event}"))
    assert "changed only together with them" in read_text(again)


def read_part(text: str) -> str:
    """What the minutes themselves say."""
    return text.partition(" Attendance ")[2].partition(" Versions ")[0]


def correct(page: Any) -> Any:
    """Send the form that corrects an entry: it was two minutes later."""
    form = page.forms["correct"]
    form["correct-1"] = "otherwise"
    hour, minute, *_rest = form["time"].value.split(":")
    form["time"] = f"{hour}:{int(minute) + 2:02}"
    return form.submit(status="*")
