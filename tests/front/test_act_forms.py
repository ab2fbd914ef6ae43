"""Acts on seats and appointments in the browser: seen before they are done, done once, and refused in words."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from governance.boards.appointment_models import ActKind, CompositionAct, Door, MemberDescription, Training
from governance.boards.models import EndReason, Membership, Person, Seat
from governance.db import Database
from tests.front.test_law_forms import find_control
from tests.support.accounts import APPOINTER, BOARD, CLERK, MEMBER, sign_in
from tests.support.laws import adopt

BOARD_PAGE = f"/boards/{BOARD}"
SEATS, APPOINTMENTS = f"{BOARD_PAGE}/seats", f"{BOARD_PAGE}/appointments"
TODAY = date(2026, 11, 24)
NEW = "Sorrel Thistlewood"


@pytest.fixture
def clerk(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, CLERK)


@pytest.fixture
def appointer(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, APPOINTER)


def set_days(form: Any, **days: str) -> Any:
    for name, day in days.items():
        find_control(form, name, "date").value = day
    return form


def fill_document(form: Any) -> Any:
    form["document_title"] = "Letter of the mayor"
    return set_days(form, document_dated_on="2026-11-02")


def empty_seat(clerk: TestApp, number: int = 1) -> str:
    """Let the holder of a seat be gone since the start of the month; the number of the seat."""
    page = clerk.get(SEATS)
    titles = [title for title in page.html.find_all(class_="title") if title.get_text().strip() == f"Seat {number}"]
    address = titles[-1].parent.find("a", string="Enter the end of the service")["href"]
    form = clerk.get(address).forms["end-service"]
    set_days(fill_document(form), ended_on="2026-10-31")["reason"] = "resigned"
    form.submit().forms["end-service"].submit("confirm", status=303)
    return str(number)


def read_one(database: Database, query: Any) -> Any:
    with database.reading() as session:
        return session.scalars(query).one()


def count(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def find_latest_act(database: Database) -> CompositionAct:
    act: CompositionAct = read_one(database, select(CompositionAct).order_by(CompositionAct.id.desc()).limit(1))
    return act


def find_appointment_key(database: Database, name: str) -> str:
    query = select(Membership.key).join(Person).where(Person.name == name, Membership.superseded_at.is_(None))
    latest = query.where(Membership.seat_id.is_not(None)).order_by(Membership.started_on.desc()).limit(1)
    key: str = read_one(database, latest)
    return key


def start_appointment(browser: TestApp, seat: str, address: str = f"{APPOINTMENTS}/record") -> Any:
    form = browser.get(f"{address}?seat={seat}").forms["appoint"]
    assert form["seat"].value == seat
    form["person_name"] = NEW
    return set_days(form, started_on="2026-11-24", term_ends_on="2029-11-23")


def read_words(page: Any) -> str:
    return " ".join(page.html.main.get_text(" ").split())


def test_a_clerk_sees_what_an_appointment_does_before_it_is_entered_and_then_enters_it_once(
    clerk: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, TODAY)
    seat = empty_seat(clerk)
    before = count(demo_database, CompositionAct)
    step = fill_document(start_appointment(clerk, seat)).submit(status=200)
    words = read_words(step)
    assert "Before:" in words
    assert "After:" in words
    assert "100 x" in words, "the sum stands there"
    assert "COMP-01" in words
    assert NEW in words
    assert "Quorum before" in words
    assert count(demo_database, CompositionAct) == before
    assert count(demo_database, select(Person).where(Person.name == NEW).subquery()) == 0
    answer = step.forms["appoint"].submit("confirm", status=303)
    assert answer.location == f"{SEATS}?done=appointment.made"
    assert "Saved in the record: Somebody was appointed to a seat." in read_words(clerk.get(answer.location))
    assert "Saved in the record" not in clerk.get(f"{SEATS}?done=anything").text
    act = find_latest_act(demo_database)
    assert (act.kind, act.door, act.document_title) == (ActKind.APPOINTED, Door.RECORDED, "Letter of the mayor")
    assert count(demo_database, CompositionAct) == before + 1

    again = step.forms["appoint"].submit("confirm", status=422)
    assert "The record knows this name" in again.text
    assert count(demo_database, CompositionAct) == before + 1


def test_what_is_edited_or_changed_meanwhile_is_shown_again_and_not_done(
    clerk: TestApp, demo_database: Database
) -> None:
    empty_seat(clerk, 1), empty_seat(clerk, 2)
    before = count(demo_database, CompositionAct)
    step = fill_document(start_appointment(clerk, "1")).submit()
    confirm = step.forms["appoint"]
    back = confirm.submit("change", status=200)
    assert back.forms["appoint"]["person_name"].value == NEW
    assert back.forms["appoint"]["previewed"].value == ""
    confirm["person_name"].force_value("Somebody Else")
    changed = confirm.submit("confirm", status=200)
    assert "Somebody Else" in read_words(changed)
    assert "has changed since you looked" not in changed.text
    confirm["person_name"].force_value(NEW)
    other = fill_document(start_appointment(clerk, "2"))
    other["person_name"] = "Juniper Ashgrove"
    other.submit().forms["appoint"].submit("confirm", status=303)
    stale = confirm.submit("confirm", status=200)
    assert "has changed since you looked" in read_words(stale)
    assert count(demo_database, CompositionAct) == before + 1
    stale.forms["appoint"].submit("confirm", status=303)
    assert count(demo_database, CompositionAct) == before + 2


def test_a_name_that_the_record_knows_is_asked_about(clerk: TestApp, demo_database: Database) -> None:
    seat = empty_seat(clerk)
    form = fill_document(start_appointment(clerk, seat))
    form["person_name"] = "Anjali Deshmukh-Orr"
    asked = form.submit(status=422)
    assert "Which of them?" in asked.text
    again = asked.forms["appoint"]
    which = next(name for name in again.fields if name and name.startswith("appoint-"))  # a group's own name
    again[which] = "new"
    again.submit(status=200).forms["appoint"].submit("confirm", status=303)
    assert count(demo_database, select(Person).where(Person.name == "Anjali Deshmukh-Orr").subquery()) == 2
    again[which] = next(value for value, *_ in again[which].options if value != "new")
    refused = again.submit(status=422).text
    assert "Somebody holds the seat" in refused or "sits in another seat" in refused


def test_the_law_refuses_what_is_proposed_with_its_provision_sum_and_remedy_and_shows_the_authority_no_more(
    clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    seat = empty_seat(clerk)
    adopt(demo_database, TODAY, adopted=["COMP-04"], local={
        "COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1",
    })  # fmt: skip
    step = start_appointment(appointer, seat, f"{APPOINTMENTS}/propose").submit(status=422)
    words = read_words(step)
    assert "The board's law forbids this" in words
    assert "COMP-01" in words
    assert "100 x" in words
    assert "What would cure it:" in words
    assert "COMP-04" not in words
    assert "homeless" not in words.lower()
    assert [button["name"] for button in step.html.main.find_all("button") if button.has_attr("name")] == ["change"]
    before = count(demo_database, CompositionAct)
    step.forms["appoint"].submit("confirm", status=422)
    assert count(demo_database, CompositionAct) == before

    recorded = fill_document(start_appointment(clerk, seat)).submit(status=200)
    assert "marked as contested" in read_words(recorded)
    recorded.forms["appoint"].submit("confirm", status=303)
    assert "COMP-01" in find_latest_act(demo_database).contested
    page = read_words(clerk.get(SEATS))
    assert "Contested entries" in page
    assert "Letter of the mayor" in page
    assert "Open breaches" in page


def test_without_a_law_the_authority_appoints_reappoints_and_removes(
    clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    seat = empty_seat(clerk)
    page = appointer.get(APPOINTMENTS)
    assert f"Seat {seat}" in read_words(page)
    form = start_appointment(appointer, seat, f"{APPOINTMENTS}/propose")
    assert "document_title" not in form.fields
    step = form.submit(status=200)
    assert "so nothing is judged" in read_words(step)
    assert step.forms["appoint"].submit("confirm").location == f"{APPOINTMENTS}?done=appointment.made"
    assert find_latest_act(demo_database).door is Door.PROPOSED
    key = find_appointment_key(demo_database, NEW)
    again = appointer.get(f"{APPOINTMENTS}/{key}/propose-reappointment").forms["reappoint"]
    assert find_control(again, "started_on", "date").value == "2029-11-24"
    set_days(again, term_ends_on="2032-11-23").submit().forms["reappoint"].submit("confirm", status=303)
    key = find_appointment_key(demo_database, "Tendai Mwakasege")
    removal = appointer.get(f"{APPOINTMENTS}/{key}/propose-removal").forms["remove"]
    removal["removed_by"] = "Mayor"
    removal.submit().forms["remove"].submit("confirm", status=303)
    row = read_one(demo_database, select(Membership).where(Membership.key == key, Membership.superseded_at.is_(None)))
    assert (row.end_reason, row.removed_by, row.ended_on) == (EndReason.REMOVED, "Mayor", TODAY)


def test_the_authority_reaches_no_form_of_the_clerk_and_the_clerk_none_of_the_authority(
    clerk: TestApp, appointer: TestApp
) -> None:
    for path in (SEATS, f"{SEATS}/create", f"{SEATS}/1/change", f"{APPOINTMENTS}/record"):
        assert "Only this board's clerk" in appointer.get(path, status=403).html.get_text()
    for path in (APPOINTMENTS, f"{APPOINTMENTS}/propose"):
        assert "Only the authority" in clerk.get(path, status=403).html.get_text()


def test_what_a_seat_is_called_and_reserved_for_is_not_shown_to_the_authority(
    clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, TODAY)
    form = clerk.get(f"{SEATS}/create").forms["create-seat"]
    form["number"], form["label"], form["constituency"] = "31", "Person who was homeless", "homelessness"
    fill_document(form).submit().forms["create-seat"].submit("confirm", status=303)
    assert "Person who was homeless" in read_words(clerk.get(SEATS))
    for path in (APPOINTMENTS, f"{APPOINTMENTS}/propose"):
        page = appointer.get(path)
        assert "Seat 31" in page.text
        assert "homeless" not in page.text.lower()


def test_the_acts_on_one_appointment_are_entered_each_by_its_form(clerk: TestApp, demo_database: Database) -> None:
    seat = empty_seat(clerk)
    fill_document(start_appointment(clerk, seat)).submit().forms["appoint"].submit("confirm", status=303)
    key = find_appointment_key(demo_database, NEW)

    def open_form(act: str, formid: str) -> Any:
        return clerk.get(f"{APPOINTMENTS}/{key}/{act}").forms[formid]

    def read_row(found: str = key) -> Membership:
        query = select(Membership).where(Membership.key == found, Membership.superseded_at.is_(None))
        row: Membership = read_one(demo_database, query)
        return row

    def confirm(form: Any) -> None:
        form.submit(status=200).forms[form.id].submit("confirm", status=303)

    confirm(open_form("record-oath", "swear-in"))
    assert read_row().sworn_on == TODAY
    form = fill_document(open_form("correct", "correct-appointment"))
    assert find_control(form, "term_ends_on", "date").value == "2029-11-23"
    confirm(set_days(form, term_ends_on="2028-11-23"))
    assert (read_row().term_ends_on, read_row().ended_on) == (date(2028, 11, 23), date(2028, 11, 23))
    form = fill_document(open_form("record-role", "change-role"))
    form["role"] = "secretary"
    confirm(set_days(form, started_on="2026-12-24"))
    assert read_row().ended_on == date(2026, 12, 23)
    form = fill_document(open_form("correct", "correct-appointment"))
    form["strikes"] = True
    confirm(form)
    with demo_database.reading() as session:
        standing = select(Membership.id).where(Membership.key == key, Membership.superseded_at.is_(None))
        assert session.scalars(standing).all() == []


def test_seats_are_created_changed_abolished_and_taken_back(clerk: TestApp, demo_database: Database) -> None:
    form = clerk.get(f"{SEATS}/create").forms["create-seat"]
    form["number"], form["door"] = "41", "proposed"
    form.submit(status=200).forms["create-seat"].submit("confirm", status=303)
    assert find_latest_act(demo_database).door is Door.PROPOSED
    form = clerk.get(f"{SEATS}/41/change").forms["change-seat"]
    form["nonvoting"], form["appointing_authority"] = True, "County board"
    fill_document(form).submit(status=200).forms["change-seat"].submit("confirm", status=303)
    words = read_words(clerk.get(SEATS))
    assert "Seat 41" in words
    assert "to be filled by County board" in words
    form = fill_document(clerk.get(f"{SEATS}/41/strike").forms["strike-seat"])
    form.submit(status=200).forms["strike-seat"].submit("confirm", status=303)
    assert "Seat 41" not in read_words(clerk.get(SEATS))
    form = fill_document(clerk.get(f"{SEATS}/3/abolish").forms["abolish-seat"])
    form.submit(status=200).forms["abolish-seat"].submit("confirm", status=303)
    assert read_one(demo_database, select(Seat.ended_on).where(Seat.number == 3, Seat.ended_on.is_not(None))) == TODAY


def test_what_is_recorded_needs_its_document(clerk: TestApp) -> None:
    form = clerk.get(f"{SEATS}/create").forms["create-seat"]
    form["number"] = "51"
    answer = form.submit(status=422)
    assert answer.html.find(class_="error-summary").find("a", string=lambda text: "Title of the document" in text)


def test_how_a_service_ended_is_not_taken_without_its_last_day_and_a_past_service_is_entered_whole(
    clerk: TestApp, demo_database: Database
) -> None:
    seat = empty_seat(clerk)
    form = fill_document(start_appointment(clerk, seat))
    form["reason"] = "died"
    assert "Say which day was the last one served" in form.submit(status=422).text
    set_days(form, started_on="2026-11-02", ended_on="2026-11-12")
    form.submit(status=200).forms["appoint"].submit("confirm", status=303)
    row = read_one(demo_database, select(Membership).join(Person).where(Person.name == NEW))
    assert (row.ended_on, row.end_reason) == (date(2026, 11, 12), EndReason.DIED)


def test_members_are_described_and_their_trainings_entered_once(clerk: TestApp, demo_database: Database) -> None:
    person = read_one(demo_database, select(Person.key).where(Person.name == "Tendai Mwakasege"))
    form = clerk.get(f"{BOARD_PAGE}/members/{person}/describe").forms["describe-member"]
    form["interest"], form["staff"], form["organization"] = "relative", "no", "Tenants' Union"
    form.submit(status=200).forms["describe-member"].submit("confirm", status=303)
    row = read_one(demo_database, select(MemberDescription))
    assert (row.interest, row.staff, row.law_enforcement, row.organization) == (
        "relative", False, None, "Tenants' Union"
    )  # fmt: skip
    shown = clerk.get(f"{BOARD_PAGE}/members/{person}/describe").forms["describe-member"]
    assert (shown["staff"].value, shown["law_enforcement"].value) == ("no", "")
    form = clerk.get(f"{BOARD_PAGE}/members/{person}/training").forms["record-training"]
    form["title"] = "Open Meetings Act"
    step = form.submit(status=200)
    step.forms["record-training"].submit("confirm", status=303)
    assert "Nothing would change" in step.forms["record-training"].submit("confirm", status=422).text
    assert count(demo_database, Training) == 1
    clerk.get(f"{BOARD_PAGE}/members/nobody-here/training", status=404)


def test_a_member_resigns_their_own_seat_and_is_shown_no_rule(
    application: Any, demo_database: Database, clerk: TestApp
) -> None:
    adopt(demo_database, TODAY)
    member = sign_in(application, demo_database, MEMBER)
    form = member.get("/account").click("My seat on").click("Resign my seat").forms["resign"]
    step = form.submit(status=200)
    words = read_words(step)
    assert "cannot be taken back here" in words
    assert "COMP-" not in words
    assert "Quorum" not in words
    own = step.forms["resign"].submit("confirm").follow()
    assert "Saved in the record: The end of a member's service was entered." in read_words(own)
    assert own.html.find("a", href=f"{BOARD_PAGE}/declaration") is not None
    act = find_latest_act(demo_database)
    assert (act.kind, act.door) == (ActKind.ENDED, Door.PROPOSED)
    row = read_one(demo_database, select(Membership).where(Membership.id == act.membership_id))
    assert (row.end_reason, row.ended_on) == (EndReason.RESIGNED, TODAY)
    other = find_appointment_key(demo_database, "Tendai Mwakasege")
    assert member.get("/account").html.find("a", href=f"{BOARD_PAGE}/declaration") is not None
    assert "only their own seat" in member.get(f"{APPOINTMENTS}/{other}/resign", status=403).text
    clerk.get(f"{APPOINTMENTS}/{other}/resign", status=403)


def test_whose_session_ended_while_they_typed_is_told_so(clerk: TestApp, demo_database: Database) -> None:
    form = fill_document(start_appointment(clerk, "1"))
    clerk.reset()
    answer = form.submit(status=403)
    assert "You are not signed in, or not any more. Nothing was saved" in answer.text
    assert "not any more" not in clerk.get(f"{APPOINTMENTS}/nothing", status=404).text
