"""The clerk's page while a meeting is held, and what the public sees of it at the same time."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from governance.accounts.models import Factor, MadeBy
from governance.accounts.sessions import begin_session
from governance.db import Database
from governance.meetings.models import AgendaItem, ItemKind, Meeting, MeetingStatus, Presence
from governance.meetings.session_models import ItemNote, ItemStepKind, SessionEvent
from model_law.attendance import Happening
from tests.conftest import make_application
from tests.functional.test_canary import crawl
from tests.support.accounts import make_browser
from tests.support.sessions import IN_PERSON, SessionHouse, after
from tests.support.statements import count_statements

NOTED = "zqnotexv"


class Place:
    """The application over a house, at a time that a test sets, with a clerk's browser and a reader's."""

    def __init__(self, house: SessionHouse, keys: Path) -> None:
        self.house, self.now = house, after(0)
        self.application = make_application(house.database, **{"governance.vault_keys": str(keys)})
        self.application.registry.clock = self.tell_time
        with house.database.writing.begin() as session:
            assert house.clerk.account_id is not None
            token = begin_session(
                session, after(0), house.clerk.account_id, MadeBy.LINK, [Factor.LINK, Factor.TOTP]
            )[1]  # fmt: skip
        self.clerk = make_browser(self.application)
        self.clerk.set_cookie("session", token)
        self.reader = TestApp(self.application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
        self.meeting = f"/boards/crisis-board/meetings/{house.meeting}"
        self.address = f"{self.meeting}/session"

    def tell_time(self) -> datetime:
        return self.now

    def run(self) -> Any:
        return self.clerk.get(self.address)

    def find_press(self, press: str) -> Any:
        """The form of a button on the page as it is now."""
        forms = [
            form for number, form in self.run().forms.items() if isinstance(number, int) and "press" in form.fields
        ]
        return next(form for form in forms if form["press"].value == press)

    def press(self, press: str, minutes: int, status: int = 303) -> Any:
        self.now = after(minutes)
        return self.find_press(press).submit(status=status)

    def live(self, **more: Any) -> Any:
        return self.reader.get(f"{self.meeting}/live", **more)

    def tell(self) -> Any:
        return self.reader.get(f"/api/v1{self.meeting}/live").json["session"]


@pytest.fixture
def make_place(database: Database, tmp_path: Path) -> Callable[..., Place]:
    return lambda **law: Place(SessionHouse(database, tmp_path / "vault", **law), tmp_path / "vault")


@pytest.fixture
def place(make_place: Callable[..., Place]) -> Place:
    return make_place()


def test_a_clerk_runs_a_whole_meeting_by_forms_alone(place: Place) -> None:
    house = place.house
    form = place.clerk.get(f"{place.address}/roll-call").forms["roll"]
    for number in range(len(house.people)):
        form[f"roll-{number + 1}"] = "in_person" if number < 4 else "away"
    place.now = after(1)
    form.submit("call").follow()
    assert place.tell()["quorum"]["reached"] is True
    place.press(f"remote {house.people[5]}", 3)
    place.press("taken_up agenda0002", 4)
    place.press(f"leave {house.people[0]}", 5)
    place.press(f"leave {house.people[1]}", 6)
    assert "There is no quorum: 3 of 7 are here" in place.run().text
    place.press("recess", 10)
    place.press("resume", 20)
    place.press("finished agenda0002", 21)
    place.press(f"excuse {house.people[6]}", 22)
    place.press("adjourn", 30)
    assert "Adjourned" in place.run().text
    assert house.read(select(Meeting.status)) is MeetingStatus.ADJOURNED
    assert {person: row.presence for person, row in house.find_attendance().items()} == {
        **dict.fromkeys(house.people[:2], Presence.LEFT_EARLY), **dict.fromkeys(house.people[2:4], Presence.PRESENT),
        house.people[4]: Presence.ABSENT, house.people[5]: Presence.LATE, house.people[6]: Presence.EXCUSED,
    }  # fmt: skip


def test_a_button_pressed_twice_does_it_once_and_loses_nothing(place: Place) -> None:
    place.house.call(here=3)
    place.now = after(2)
    form = place.find_press(f"in_person {place.house.people[4]}")
    assert form.submit().status_int == 303
    place.now = after(3)
    assert form.submit().status_int == 303
    assert place.house.read(select(func.count()).where(SessionEvent.what == Happening.ARRIVE)) == 1


def test_another_tab_is_told_what_was_done_already_and_shown_how_it_stands(place: Place) -> None:
    place.house.call(here=3)
    place.now = after(2)
    press = f"in_person {place.house.people[4]}"
    first, second = place.find_press(press), place.find_press(press)
    first.submit()
    answer = second.submit(status=422)
    assert "Other 0 was there already, in the same way." in answer.text
    assert answer.html.find("title").text.startswith("Error: ")
    assert answer.html.find(id=f"at-{place.house.people[4]}").find("p", class_="meta").text.startswith("in person")


@pytest.mark.parametrize(
    "press", ["", "adjourn now", "remote", "taken_up ../x", "leave <b>", "take_back 0", "dance", "remote " + "x" * 99]
)
def test_a_button_that_no_page_has_does_nothing(place: Place, press: str) -> None:
    form = place.find_press("call")
    form["press"].force_value(press)
    before = place.house.count_rows()
    assert form.submit(status="*").status_int == 422
    assert place.house.count_rows() == before


def test_what_happened_earlier_is_entered_with_its_time_and_marked(place: Place) -> None:
    place.house.call(here=3)
    place.now = after(30)
    form = place.clerk.get(f"{place.address}/late").forms["late"]
    form["what"], form["person"] = "remote", place.house.people[5]
    form["time"] = "13:05"
    form.submit().follow()
    [entry] = [event for event in place.tell()["happened"] if event["what"] == "arrive"]
    assert (entry["late"], entry["at"]) == (True, "2026-03-10T18:05:00Z")
    assert "entered afterwards" in place.live().text
    form = place.clerk.get(f"{place.address}/late").forms["late"]
    form["what"], form["person"], form["time"] = "leave", place.house.people[6], "13:06"
    assert "Other 2 was not there then." in form.submit(status=422).text


def test_a_wrong_entry_is_corrected_in_the_open(place: Place) -> None:
    place.house.call(here=3)
    event = place.house.arrive(place.house.people[4], 2)
    place.now = after(9)
    form = place.clerk.get(f"{place.address}/events/{event}").forms["correct"]
    form["time"] = "13:04"
    fields = [(name, "otherwise" if value == "never" else value) for name, value in form.submit_fields()]
    assert place.clerk.post(f"{place.address}/events/{event}", fields).status_int == 303
    assert "taken out or corrected" in place.run().text
    [entry] = [event for event in place.tell()["happened"] if event["what"] == "arrive"]
    assert entry["at"] == "2026-03-10T18:04:00Z"
    place.clerk.get(f"{place.address}/events/{event + 99}", status=404)


def test_two_who_write_one_note_both_see_what_the_other_wrote(place: Place) -> None:
    place.house.call()
    address = f"{place.address}/items/agenda0001"
    first, second = (place.clerk.get(address).forms["note"] for _ in range(2))
    first["note"], second["note"] = "Ten calls.", "Eleven calls."
    first.submit()
    answer = second.submit(status=422)
    assert "Ten calls." in answer.html.find(class_="tone-warn").text
    form = answer.forms["note"]
    assert form["note"].value == "Eleven calls."
    form.submit()
    assert place.house.read(select(ItemNote.note).where(ItemNote.superseded_at.is_(None))) == "Eleven calls."
    assert "Ten calls." in place.clerk.get(address).text


def test_a_note_is_in_no_public_output(place: Place) -> None:
    house = place.house
    house.call()
    house.note(1, f"{NOTED} of the clerk", None, f"{NOTED} done")
    house.step(1, ItemStepKind.TAKEN_UP, 5)
    outputs = dict(crawl(place.application))
    assert any(path.endswith("/live") for path in outputs)
    house.adjourn(9)
    outputs |= {f"{path} afterwards": text for path, text in crawl(place.application)}
    assert [path for path, text in outputs.items() if NOTED in text] == []
    assert NOTED in place.run().text


def test_a_closed_session_shows_its_ground_and_nothing_else_while_it_lasts(place: Place) -> None:
    house = place.house
    house.call(here=5)
    house.step(4, ItemStepKind.TAKEN_UP, 5)
    house.leave(house.people[0], 6)
    told = place.tell()
    assert told["closed"] == {"ground": "Gov. Code 54956.9", "since": "2026-03-10T18:05:00Z"}
    assert not any(value for name, value in told.items() if name not in ("state", "closed"))
    part = place.reader.get(f"{place.meeting}/live?part=session").text
    assert "Gov. Code 54956.9" in part
    assert not re.search("Community|Other|members here|Left", part)
    section = place.reader.get(place.meeting).html.find(attrs={"data-live-part": True}).text
    assert not re.search("Community|Other|members here|Left", section)
    house.step(4, ItemStepKind.FINISHED, 15)
    assert [event["name"] for event in place.tell()["happened"] if event["what"] == "leave"] == ["Community 0"]


def test_a_follower_is_mostly_told_in_one_query_that_nothing_changed(place: Place) -> None:
    place.house.call(here=5)
    address = f"{place.meeting}/live?part=session"
    first = place.reader.get(address)
    assert "<html" not in first.text
    assert len(first.body) < 4000
    with count_statements(place.house.database) as statements:
        place.reader.get(address, headers={"If-None-Match": first.headers["ETag"]}, status=304)
    assert len(statements) == 1
    place.house.leave(place.house.people[0], 5)
    second = place.reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert "4 members here" in second.text
    assert second.headers["ETag"] != first.headers["ETag"]


def test_the_number_of_queries_does_not_grow_with_what_happens(place: Place) -> None:
    house = place.house
    house.call(here=5)
    place.run()
    with count_statements(house.database) as few:
        place.live()
    with count_statements(house.database) as few_of_clerk:
        place.run()
    for minutes in range(1, 6):
        house.leave(house.people[0], 2 * minutes)
        house.arrive(house.people[0], 2 * minutes + 1)
        house.note(minutes % 4 + 1, f"Note {minutes}", house.read(
            select(ItemNote.id).join(AgendaItem).where(
                AgendaItem.key == f"agenda{minutes % 4 + 1:04}", ItemNote.superseded_at.is_(None)
            )
        ))  # fmt: skip
    with count_statements(house.database) as many:
        place.live()
    with count_statements(house.database) as many_of_clerk:
        place.run()
    # The second time it is first asked whether anything has changed.
    assert len(few) + 1 == len(many) <= 12
    assert len(few_of_clerk) == len(many_of_clerk) <= 12


def test_a_long_agenda_comes_page_by_page_and_a_button_leads_back_to_its_page(
    make_place: Callable[..., Place],
) -> None:
    place = make_place()
    with place.house.database.writing.begin() as session:
        meeting = session.scalars(select(Meeting)).one()
        session.add_all(
            AgendaItem(
                meeting_id=meeting.id, key=f"many0{number:05}", position=10 + number, title=f"Item {number}",
                kind=ItemKind.REPORT, entered_at=after(0),
            )
            for number in range(500)
        )  # fmt: skip
    place.house.call()
    place.now = after(1)
    page = place.clerk.get(f"{place.address}?page=6")
    assert len(page.body) < 300_000
    assert "Item 499" in page.text
    assert "Item 300" not in page.text
    forms = [form for number, form in page.forms.items() if isinstance(number, int) and "press" in form.fields]
    answer = next(form for form in forms if form["press"].value == "taken_up many000499").submit()
    assert answer.location.endswith("/session?page=6#at-many000499")
    assert len(place.reader.get(f"{place.meeting}/live?part=session").body) < 4000


def test_the_clerk_s_own_page_leads_to_a_meeting_that_is_to_be_run(place: Place) -> None:
    assert place.address in [link["href"] for link in place.clerk.get("/home").html.find_all("a")]
    place.house.call()
    place.house.adjourn(5)
    assert place.address not in place.clerk.get("/home").text


def test_the_certificate_stands_on_the_meeting_s_page_and_its_twin(make_place: Callable[..., Place]) -> None:
    place = make_place(local={"COMP-14.public_status": "office"})
    place.house.call(here=5)
    page = place.reader.get(place.meeting)
    certificate = page.html.find(id="session-certificate").text
    assert "4 of 5" in certificate
    told = place.reader.get(f"/api/v1{place.meeting}").json["certificate"]
    assert (told["share_present"]["numerator"], told["quorum"]["present"]) == (4, 5)
    assert told["sha256"] in certificate


def test_a_law_that_keeps_the_office_private_later_takes_the_sums_off_the_page(
    make_place: Callable[..., Place],
) -> None:
    place = make_place(local={"COMP-14.public_status": "office"})
    place.house.call(here=5)
    place.house.adjourn(60)
    place.now = after(2 * 24 * 60)
    place.house.adopt(place.now.date(), local={"COMP-14.public_status": "verdict"})
    told = place.reader.get(f"/api/v1{place.meeting}/live").json["certificate"]
    assert (told["composition"], told["share"], told["rules"]) == ("withheld", None, [])
    assert "57.1" not in place.live().text


def test_a_matter_off_the_agenda_is_refused_with_the_rule_and_taken_with_its_exception(
    make_place: Callable[..., Place],
) -> None:
    place = make_place(adopted=["NOTE-03"])
    place.house.call()
    form = place.clerk.get(f"{place.address}/off-agenda").forms["off-agenda"]
    form["title"], form["kind"], form["found"] = "Burst pipe", "action", "It cannot wait"
    answer = form.submit(status=422)
    assert "NOTE-03" in answer.text
    form = answer.forms["off-agenda"]
    form["exception"] = "It came up after the agenda was posted"
    form.submit()
    form.submit()
    assert place.house.read(select(func.count()).where(AgendaItem.title == "Burst pipe")) == 1
    [item] = place.tell()["items"]
    assert (item["title"], item["found"]) == ("Burst pipe", "It cannot wait")


def test_a_meeting_that_was_called_off_is_not_held(place: Place) -> None:
    with place.house.database.writing.begin() as session:
        session.scalars(select(Meeting)).one().status = MeetingStatus.CANCELLED
    answer = place.press("call", 1, status=422)
    assert "This meeting was called off: it is not held." in answer.text


def test_the_page_speaks_spanish(place: Place) -> None:
    place.house.call(here=5)
    page = place.clerk.get(place.address, headers={"Accept-Language": "es"})
    assert "Hay quórum: 5 de 7" in page.text
    assert IN_PERSON.value not in page.html.find(id="now").text
