"""The calendar of a board's meetings: what it says, to whom, and that any text in it is read back as it was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from governance.boards.actions import grow_versions
from governance.boards.models import Board
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.notice_actions import call_off
from governance.meetings.planning_actions import edit_draft, post_agenda
from governance.meetings.planning_models import DecidedBy, MeetingDraft
from governance.web.calendars import LONGEST_CALENDAR, Calendar, CalendarEvent, make_line, write_calendar
from tests.conftest import NOW
from tests.meetings.test_notice_pages import make_plan
from tests.support.accounts import BOARD
from tests.support.planning import find_board_id, find_clerk, make_draft, post_meeting
from tests.support.planning_site import TAKES_FILES, Site, _live_now, make_site  # noqa: F401  # a fixture for every test here
from tests.support.statements import count_statements

pytestmark = TAKES_FILES
ADDRESS = f"/boards/{BOARD}/calendar.ics"
NUMBERS = count(500)


@pytest.fixture(scope="module")
def site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("calendar"))


def read_plainly(body: bytes) -> list[dict[str, str]]:
    """The events by RFC 5545, sections 3.1 and 3.3.11, without a library: names with their parameters, and texts."""
    assert body.endswith(b"\r\n")
    lines = body[:-2].split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\r" in line or b"\n" in line] == []
    events: list[dict[str, str]] = []
    for line in b"\r\n".join(lines).replace(b"\r\n ", b"").decode().split("\r\n"):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
    return events


def unescape(text: str) -> str:
    read, escaped = "", False
    for letter in text:
        if not escaped and letter == "\\":
            escaped = True
            continue
        read += {"n": "\n", "N": "\n"}.get(letter, letter) if escaped else letter
        escaped = False
    return read


def read(site: Site, **headers: str) -> dict[str, dict[str, str]]:
    """The events of the board by their titles."""
    answer = site.visit().get(ADDRESS, headers=headers)
    assert answer.content_type == "text/calendar"
    return {unescape(event["SUMMARY"]): event for event in read_plainly(answer.body)}


def test_a_meeting_is_in_the_calendar_once_it_is_noticed_and_never_while_it_is_prepared(site: Site) -> None:
    number = next(NUMBERS)
    plan = replace(make_plan(number), title="Seldom seen; a, b\\c", join_address="https://example.org/join?a=1,2;3")
    make_draft(site.database, replace(make_plan(next(NUMBERS)), title="Only prepared"))
    assert not any("prepared" in title for title in read(site))
    key, draft = post_meeting(site.database, plan)
    event = read(site)["Seldom seen; a, b\\c"]
    assert (event["SEQUENCE"], event["STATUS"]) == ("0", "CONFIRMED")
    assert event["DTSTART"] == f"{plan.begins:%Y%m%dT%H%M%SZ}"
    assert unescape(event["LOCATION"]) == plan.place
    told = unescape(event["DESCRIPTION"]).split("\n")
    assert told[:2] == ["Join: https://example.org/join?a=1,2;3", f"By phone: {plan.join_phone}"]
    with site.database.writing.begin() as session:
        row = session.scalars(select(MeetingDraft).where(MeetingDraft.key == draft)).one()
        board = find_board_id(session)
        edit_draft(session, NOW, board, draft, lambda one: replace(one, place="Somewhere else"))
    assert unescape(read(site)["Seldom seen; a, b\\c"]["LOCATION"]) == plan.place
    with site.database.writing.begin() as session:
        row = session.scalars(select(MeetingDraft).where(MeetingDraft.key == draft)).one()
        later = NOW + timedelta(hours=1)
        post_agenda(session, later, find_clerk(session), board, draft, row.edit)
    changed = read(site)["Seldom seen; a, b\\c"]
    assert (changed["UID"], changed["LOCATION"]) == (event["UID"], "Somewhere else")
    assert int(changed["SEQUENCE"]) > int(event["SEQUENCE"])
    assert changed["DTSTAMP"] == f"{later:%Y%m%dT%H%M%SZ}"
    assert key not in changed["UID"]


@pytest.mark.parametrize(
    ("status", "says"),
    [(MeetingStatus.CANCELLED, "Cancelled: "), (MeetingStatus.POSTPONED, "Postponed: ")],
    ids=["cancelled", "postponed"],
)
def test_a_meeting_that_is_called_off_stays_in_the_calendar_as_cancelled(
    site: Site, status: MeetingStatus, says: str
) -> None:
    title = f"Called off {next(NUMBERS)}"
    key, _draft = post_meeting(site.database, replace(make_plan(next(NUMBERS)), title=title))
    visitor = site.visit()
    before, kept = read(site)[title], visitor.get(ADDRESS)
    visitor.get(ADDRESS, headers={"If-None-Match": kept.headers["ETag"]}, status=304)
    with site.database.writing.begin() as session:
        call_off(
            session, NOW, find_clerk(session), find_board_id(session), key, status=status, decided_by=DecidedBy.CHAIR,
            reason="A storm",
        )  # fmt: skip
    visitor.get(ADDRESS, headers={"If-None-Match": kept.headers["ETag"]}, status=200)
    after = read(site)[says + title]
    assert (after["UID"], after["DTSTART"], after["STATUS"]) == (before["UID"], before["DTSTART"], "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    spanish = read(site, **{"Accept-Language": "es"})
    assert [event["UID"] for name, event in spanish.items() if name.endswith(title)] == [before["UID"]]
    assert says + title not in spanish


def test_five_hundred_meetings_with_hostile_titles_take_a_fixed_number_of_queries(site: Site) -> None:
    titles = [
        "שלום לכולם",
        "👩‍👩‍👧 ¡hola!",
        "a\r\nATTENDEE:mailto:x@example.org",
        "END:VEVENT",
        "\u2028x\x0b",
        "é" * 200,
    ]
    with site.database.writing.begin() as session:
        board = find_board_id(session)
        session.add_all(
            Meeting(board_id=board, key=f"2031-01-01-hostile{number:03}", title=titles[number % len(titles)],
                    status=MeetingStatus.SCHEDULED, starts_at=NOW + timedelta(days=1000 + number), zone="America/Chicago",
                    time_stated=number % 2 == 0, entered_at=NOW)
            for number in range(LONGEST_CALENDAR)
        )  # fmt: skip
        grow_versions(session, session.get_one(Board, board))
    with count_statements(site.database) as statements:
        body = site.visit().get(ADDRESS).body
    # One of them asks whether the answer that is kept still stands.
    assert len(statements) == 3
    events = read_plainly(body)
    assert len(events) == LONGEST_CALENDAR
    assert len({event["UID"] for event in events}) == LONGEST_CALENDAR
    assert {unescape(event["SUMMARY"]) for event in events} == {make_line(title) for title in titles}
    assert b"\r\nATTENDEE" not in body
    assert body.count(b"\r\nEND:VEVENT\r\n") == LONGEST_CALENDAR
    days = [event["DTSTART;VALUE=DATE"] for event in events if "DTSTART;VALUE=DATE" in event]
    assert len(days) == LONGEST_CALENDAR // 2
    with site.database.writing.begin() as session:
        for meeting in session.scalars(select(Meeting).where(Meeting.key.like("2031-01-01-hostile%"))):
            session.delete(meeting)
        grow_versions(session, session.get_one(Board, board))


def make_event(**more: Any) -> CalendarEvent:
    given = {
        "identifier": "urn:uuid:1", "title": "Meeting", "starts_at": NOW, "ends_at": None, "time_stated": True,
        "zone": "America/Chicago", "takes_place": True, "place": None, "lines": [], "address": "/m", "sequence": 0,
        "changed_at": NOW,
    }  # fmt: skip
    return CalendarEvent(**{**given, **more})


TEXTS = st.text(max_size=300) | st.text('aé👩‍שׁ,;\\:"\r\n\t \x00\x0b\x85\u2028', max_size=300)


@given(title=TEXTS, place=TEXTS, lines=st.lists(TEXTS, max_size=3))
def test_any_text_is_read_back_as_it_was_by_two_readers(title: str, place: str, lines: list[str]) -> None:
    event = make_event(title=title, place=place, lines=lines)
    body = write_calendar(Calendar("Board", "/b", [event]), "en", "https://boards.example")
    [plain] = read_plainly(body)
    told = "\n".join([*map(make_line, lines), "https://boards.example/m"])
    assert unescape(plain["SUMMARY"]) == make_line(title)
    assert unescape(plain.get("LOCATION", "")) == make_line(place)
    assert unescape(plain["DESCRIPTION"]) == told
    [library] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert (str(library["SUMMARY"]), str(library["DESCRIPTION"])) == (make_line(title), told)


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(starts_at=MOMENTS, minutes=st.integers(0, 600), stated=st.booleans())
def test_a_moment_is_the_same_moment_over_every_change_of_clocks(
    starts_at: datetime, minutes: int, stated: bool
) -> None:
    starts_at = starts_at.replace(microsecond=0)
    event = make_event(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), time_stated=stated)
    [library] = icalendar.Calendar.from_ical(write_calendar(Calendar("", "", [event]), "en", "")).walk("VEVENT")
    begins = library.decoded("DTSTART")
    if stated:
        assert begins == starts_at
        assert ("DTEND" in library) is (minutes > 0)
    else:
        # Chicago is five or six hours behind, so its day is that of the moment or the one before.
        assert begins in (starts_at.date(), (starts_at - timedelta(hours=6)).date())
        assert type(begins) is date
        assert "DTEND" not in library
