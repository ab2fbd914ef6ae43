"""The pages on which a clerk prepares meetings: written, moved, given up; and nothing half-saved or lost."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.db import Database, open_database
from governance.meetings.models import Meeting
from governance.meetings.planning import MOST_ITEMS, Plan, PlannedItem, read_plan
from governance.meetings.planning_models import MeetingDraft
from tests.conftest import make_application
from tests.support.accounts import BOARD, CLERK
from tests.support.planning import IN_A_WEEK, ITEMS, PLAN, enter, fill_days, make_draft, post_meeting
from tests.support.statements import count_statements

MEETINGS = f"/boards/{BOARD}/meetings"
HERE = f"{MEETINGS}/prepare"


@pytest.fixture(scope="module")
def demo_database(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all tests here: each of them has a draft of its own."""
    path = tmp_path_factory.mktemp("planning") / "demo.sqlite"
    shutil.copy(sqlite_templates["demo"], path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def application(demo_database: Database) -> Any:
    return make_application(demo_database)


@pytest.fixture
def clerk(application: Any) -> TestApp:
    return enter(application, CLERK)


def read_draft(database: Database, key: str) -> Plan:
    with database.reading() as session:
        return read_plan(session.scalars(select(MeetingDraft).where(MeetingDraft.key == key)).one().content)


def read_titles(database: Database, key: str) -> list[str]:
    return [item.title for item in read_draft(database, key).items]


def test_a_meeting_is_planned_on_the_clock_of_its_board(clerk: TestApp, demo_database: Database) -> None:
    form = clerk.get(f"{HERE}/new").forms["meeting"]
    form["title"], form["place"], form["languages"] = "Special meeting", "Library", "Spanish"
    form["kind"] = "special"
    fill_days(form, day="2026-12-10", time="18:30", ends="20:00")
    draft = form.submit(status=303).follow()
    assert "Nobody but those who keep the record reads it" in draft
    assert "Thursday, December 10, 2026 at 6:30" in draft
    [key] = draft.request.path.rsplit("/", 1)[1:]
    plan = read_draft(demo_database, key)
    assert (plan.starts_at, plan.ends_at) == ("2026-12-11T00:30:00+00:00", "2026-12-11T02:00:00+00:00")
    assert (plan.kind, plan.place, plan.languages, plan.emergency) == ("special", "Library", "Spanish", None)
    assert "Special meeting" in clerk.get(HERE)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2027-03-14", "time": "02:30"}, "Beginning: There is no such time on this day"),
        ({"day": "2026-12-10", "time": "18:00", "ends": "17:00"}, "End: The end must come after the beginning"),
        ({"day": "2126-12-10", "time": "18:00"}, "Day: Choose a day from 1990 to 2100"),
        ({"day": "2026-12-10"}, "Beginning: "),
    ],
    ids=["an hour that is left out", "an end before the beginning", "a year too far", "no time"],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(clerk: TestApp, typed: dict[str, str], said: str) -> None:
    form = clerk.get(f"{HERE}/new").forms["meeting"]
    form["title"] = "Typed before"
    fill_days(form, **typed)
    refused = form.submit(status=422)
    assert said in refused.html.find(class_="error-summary").get_text(" ", strip=True)
    assert refused.forms["meeting"]["title"].value == "Typed before"


def test_a_meeting_over_midnight_ends_on_the_next_day(clerk: TestApp, demo_database: Database) -> None:
    form = clerk.get(f"{HERE}/new").forms["meeting"]
    fill_days(form, day="2026-12-10", time="22:00", ends="00:30")
    form["ends_next_day"] = True
    key = form.submit(status=303).location.rsplit("/", 1)[1]
    assert read_draft(demo_database, key).ends_at == "2026-12-11T06:30:00+00:00"


def test_findings_belong_to_an_emergency_and_hold_a_moment(clerk: TestApp, demo_database: Database) -> None:
    form = clerk.get(f"{HERE}/new").forms["meeting"]
    form["emergency_happened"] = "The crisis line is down"
    fill_days(form, day="2026-12-10", time="18:00", known_day="2026-12-09")
    assert "Give both a day and a time" in form.submit(status=422)
    fill_days(form, known_time="08:15")
    assert "Only an emergency meeting has these findings" in form.submit(status=422)
    form["kind"] = "emergency"
    key = form.submit(status=303).location.rsplit("/", 1)[1]
    found = read_draft(demo_database, key).emergency
    assert found == {
        "happened": "The crisis line is down", "cannot_wait": "", "found_by": "", "known_at": "2026-12-09T14:15:00+00:00",
    }  # fmt: skip
    changed = clerk.get(f"{HERE}/{key}/change").forms["meeting"]
    assert changed.submit(status=303)
    assert read_draft(demo_database, key).emergency == found


def test_the_last_agenda_is_copied_with_new_items_and_without_papers(clerk: TestApp, demo_database: Database) -> None:
    meeting, _draft = post_meeting(demo_database, replace(PLAN, starts_at="2027-11-01T18:00:00+00:00", ends_at=""))
    link = clerk.get(HERE).html.find("a", string="Copy the last agenda")["href"]
    assert link.endswith(meeting)
    form = clerk.get(link).forms["copy-agenda"]
    fill_days(form, day="2027-12-01", time="18:00")
    key = form.submit(status=303).location.rsplit("/", 1)[1]
    copy = read_draft(demo_database, key)
    assert [item.title for item in copy.items] == [item.title for item in ITEMS]
    assert not {item.key for item in copy.items} & {item.key for item in ITEMS}
    assert copy.starts_at == "2027-12-02T00:00:00+00:00"


def test_the_agenda_of_a_meeting_that_came_from_elsewhere_can_be_copied(
    clerk: TestApp, demo_database: Database
) -> None:
    """Its items have kinds that nobody stated: the clerk says them before the agenda is posted, and not at once."""
    with demo_database.reading() as session:
        key = session.scalars(select(Meeting.key).order_by(Meeting.starts_at)).first()
    form = clerk.get(f"{HERE}/copy/{key}").forms["copy-agenda"]
    fill_days(form, day="2027-12-01", time="18:00")
    assert form.submit(status=303).follow().status_int == 200


def test_items_are_added_changed_and_taken_off(clerk: TestApp, demo_database: Database) -> None:
    key = make_draft(demo_database)
    form = clerk.get(f"{HERE}/{key}/items/new").forms["add-item"]
    form["title"], form["kind"], form["minutes"], form["position"] = "Budget", "action", "20", "2"
    form["question"] = "Shall the board ask for more crews?"
    added = form.submit(status=303)
    assert "#item-" in added.location
    assert read_titles(demo_database, key) == [ITEMS[0].title, "Budget", ITEMS[1].title, ITEMS[2].title]
    form.submit(status=303)
    assert len(read_titles(demo_database, key)) == 4  # sent twice, added once
    item = read_draft(demo_database, key).items[1]
    assert (item.minutes, item.question) == (20, "Shall the board ask for more crews?")
    change = clerk.get(f"{HERE}/{key}/items/{item.key}").forms["change-item"]
    change["title"] = "Budget of next year"
    change.submit(status=303)
    assert read_titles(demo_database, key)[1] == "Budget of next year"
    clerk.get(f"{HERE}/{key}/items/{item.key}/remove").forms["remove-item"].submit(status=303)
    assert read_titles(demo_database, key) == [one.title for one in ITEMS]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"minutes": "1.5"}, "Minutes"),
        ({"minutes": "0"}, "Write a whole number from 1 to 1440"),
        ({"minutes": "٣" * 300}, "Minutes"),
        ({"kind": "closed_session"}, "A closed session needs the ground"),
        ({"title": "turned \u202e around"}, "signs that cannot be shown"),
        ({"position": "99"}, "Write a whole number from 1 to 4"),
    ],
    ids=["half a minute", "no minute", "endless digits", "no ground", "turned letters", "a place too far"],
)
def test_an_item_that_cannot_be_is_refused_at_its_field(
    clerk: TestApp, demo_database: Database, values: dict[str, str], said: str
) -> None:
    key = make_draft(demo_database)
    form = clerk.get(f"{HERE}/{key}/items/new").forms["add-item"]
    form["title"], form["kind"] = "Budget", "action"
    for name, value in values.items():
        form[name] = value
    assert said in form.submit(status=422)
    assert read_titles(demo_database, key) == [item.title for item in ITEMS]


def press(page: Any, said: str) -> Any:
    """Press a button by what it says to whoever hears the page."""
    button = page.html.find("button", attrs={"aria-label": said})
    action = button.find_parent("form")["action"]
    return next(form for form in page.forms.values() if form.action == action and said in form.text)


def test_items_are_moved_with_buttons_once_however_often_they_are_pressed(
    clerk: TestApp, demo_database: Database
) -> None:
    key = make_draft(demo_database)
    page = clerk.get(f"{HERE}/{key}")
    assert page.html.find("button", attrs={"aria-label": f"Move up: {ITEMS[0].title}"}) is None
    up = press(page, f"Move up: {ITEMS[1].title}")
    moved = up.submit(status=303)
    assert moved.location.endswith(f"#item-{ITEMS[1].key}")
    up.submit(status=303)
    assert read_titles(demo_database, key) == [ITEMS[place].title for place in (1, 0, 2)]
    # Somebody else has moved it since this page was read.
    press(clerk.get(f"{HERE}/{key}"), f"Move down: {ITEMS[1].title}").submit(status=303)
    press(clerk.get(f"{HERE}/{key}"), f"Move down: {ITEMS[1].title}").submit(status=303)
    assert "Somebody else has changed this agenda" in up.submit(status=409)
    assert read_titles(demo_database, key) == [ITEMS[place].title for place in (0, 2, 1)]


def test_two_clerks_write_on_one_agenda_and_neither_is_lost(clerk: TestApp, demo_database: Database) -> None:
    key = make_draft(demo_database)
    one = clerk.get(f"{HERE}/{key}/items/{ITEMS[0].key}").forms["change-item"]
    same = clerk.get(f"{HERE}/{key}/items/{ITEMS[0].key}").forms["change-item"]
    other = clerk.get(f"{HERE}/{key}/items/{ITEMS[1].key}").forms["change-item"]
    details = clerk.get(f"{HERE}/{key}/change").forms["meeting"]
    one["title"], other["title"], details["place"] = "First changed", "Second changed", "Library"
    one.submit(status=303)
    other.submit(status=303)
    details.submit(status=303)
    assert read_titles(demo_database, key)[:2] == ["First changed", "Second changed"]
    assert read_draft(demo_database, key).place == "Library"
    same["title"] = "First of somebody else"
    refused = same.submit(status=422)
    assert "Somebody else has changed this in the meantime" in refused
    assert refused.html.find(attrs={"aria-labelledby": "meanwhile"}).find(string="First changed")
    again = refused.forms["change-item"]
    assert again["title"].value == "First of somebody else"
    again.submit(status=303)
    assert read_titles(demo_database, key)[0] == "First of somebody else"


def test_what_was_typed_is_kept_beside_another_s_time_and_place(clerk: TestApp, demo_database: Database) -> None:
    key = make_draft(demo_database)
    one, other = (clerk.get(f"{HERE}/{key}/change").forms["meeting"] for _ in range(2))
    one["place"], other["place"] = "Library", "School"
    one.submit(status=303)
    refused = other.submit(status=422)
    assert "What stands there now" in refused
    assert refused.html.find(attrs={"aria-labelledby": "meanwhile"}).find(string="Library")
    refused.forms["meeting"].submit(status=303)
    assert read_draft(demo_database, key).place == "School"


def test_a_place_that_was_only_shown_undoes_nobody_s_moving(clerk: TestApp, demo_database: Database) -> None:
    key = make_draft(demo_database)
    form = clerk.get(f"{HERE}/{key}/items/{ITEMS[0].key}").forms["change-item"]
    press(clerk.get(f"{HERE}/{key}"), f"Move down: {ITEMS[0].title}").submit(status=303)
    form["note"] = "With figures"
    form.submit(status=303)
    assert read_titles(demo_database, key)[1] == ITEMS[0].title


def test_a_draft_is_given_up_and_is_not_there_any_more(clerk: TestApp, demo_database: Database) -> None:
    key = make_draft(demo_database)
    clerk.get(f"{HERE}/{key}/abandon").forms["abandon-draft"].submit(status=303)
    clerk.get(f"{HERE}/{key}", status=404)
    assert key not in clerk.get(HERE)


def test_an_agenda_of_many_items_costs_what_a_short_one_does(clerk: TestApp, demo_database: Database) -> None:
    items = tuple(PlannedItem(f"item{number:06}", "report", f"Item {number}") for number in range(500))
    short, long = make_draft(demo_database), make_draft(demo_database, replace(PLAN, items=items))
    taken = []
    for key in (short, long):
        with count_statements(demo_database) as statements:
            page = clerk.get(f"{HERE}/{key}")
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 14
    assert "Page 1 of 10" in page
    assert len(page.text) < 150_000
    last = clerk.get(f"{HERE}/{long}?page=10")
    assert "Item 499" in last
    moved = press(last, "Move up: Item 450").submit(status=303)
    assert f"?page=9#item-{items[450].key}" in moved.location
    form = clerk.get(f"{HERE}/{long}/items/{items[0].key}").forms["change-item"]
    form["position"] = "500"
    assert form.submit(status=303).location.endswith(f"?page=10#item-{items[0].key}")
    assert read_titles(demo_database, long)[-1] == "Item 0"


def test_no_agenda_has_more_items_than_can_be_kept(clerk: TestApp, demo_database: Database) -> None:
    items = tuple(PlannedItem(f"item{number:06}", "report", f"Item {number}") for number in range(MOST_ITEMS))
    key = make_draft(demo_database, replace(PLAN, items=items))
    form = clerk.get(f"{HERE}/{key}/items/new").forms["add-item"]
    form["title"], form["kind"] = "One too many", "report"
    assert "An agenda holds at most 1000 items" in form.submit(status=422)


def test_the_pages_are_spanish_too(application: Any, demo_database: Database) -> None:
    key = make_draft(demo_database)
    browser = enter(application, CLERK)
    for path in (HERE, f"{HERE}/new", f"{HERE}/{key}", f"{HERE}/{key}/items/{ITEMS[0].key}"):
        page = browser.get(path, headers={"Accept-Language": "es"})
        assert page.html.html["lang"] == "es"
    assert "Preparar reuniones" in browser.get(HERE, headers={"Accept-Language": "es"})


@pytest.mark.parametrize("values", [{}, {"seen": "1"}, {"seen": "1", "place": "0"}, {"seen": "x", "place": "2"},
                                    {"seen": "1", "place": "٢"}], ids=str)  # fmt: skip
def test_a_move_that_no_page_of_ours_sends_is_refused(
    clerk: TestApp, demo_database: Database, values: dict[str, str]
) -> None:
    key = make_draft(demo_database)
    token = clerk.get(f"{HERE}/{key}/change").forms["meeting"]["csrf_token"].value
    clerk.post(f"{HERE}/{key}/items/{ITEMS[0].key}/move", {"csrf_token": token, **values}, status=400)
    assert read_titles(demo_database, key) == [item.title for item in ITEMS]


def test_the_draft_of_a_posted_meeting_is_the_one_that_is_there(clerk: TestApp, demo_database: Database) -> None:
    items = tuple(replace(item, key=f"{item.key[:9]}z") for item in ITEMS)
    meeting, draft = post_meeting(demo_database, replace(PLAN, items=items))
    form = clerk.get(f"{MEETINGS}/{meeting}/change").forms["take-up"]
    assert form.submit(status=303).location.endswith(draft)
    assert read_draft(demo_database, draft).begins == IN_A_WEEK
