"""What the public reads of programs, what staff do, and that nothing of a draft or of a hidden number gets out."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp, Upload

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.models import Account, Factor, MadeBy, Role
from governance.accounts.sessions import begin_session
from governance.boards.models import Board
from governance.db import Database
from governance.oversight.downloads import defuse
from governance.oversight.models import Report, ReportDraft, ReportVersion
from governance.oversight.report_actions import write_narrative
from tests.conftest import NOW, make_application
from tests.functional.test_canary import CANARY, crawl
from tests.oversight.making import Staff, make_figures, make_small_document
from tests.support.accounts import BOARD, make_browser
from tests.support.statements import count_statements

HERE = f"/boards/{BOARD}"


@pytest.fixture
def staff(demo_database: Database) -> Staff:
    return Staff(demo_database)


@pytest.fixture
def reader(staff: Staff) -> TestApp:
    return make_browser(make_application(staff.database))


def sign_in_as(staff: Staff, role: Role) -> TestApp:
    """A browser of somebody who holds a role on the board."""
    with staff.database.writing.begin() as session:
        account, _role = invite(
            session, NOW, OPERATOR, name="Somebody", address=f"{role}@example.net", role=role, board_id=staff.board
        )
        token = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    browser = make_browser(make_application(staff.database))
    browser.set_cookie("session", token)
    return browser


def test_the_page_of_metrics_says_a_plain_sentence_with_its_sum(staff: Staff, reader: TestApp) -> None:
    staff.publish_file(staff.add_program(), police=1, calls=170)
    page = reader.get(f"{HERE}/metrics")
    assert "In July 2026, 1 in 170: responses in which the team asked for police." in page.text
    assert "1 in 170 (1 of 170)" in page.text
    assert "Responses of the program" in page.text
    twin = reader.get(f"/api/v1{HERE}/metrics").json
    [told] = [one for one in twin["metrics"] if one["metric"] == "police_backup_share"]
    figure = told["figure"]
    assert (figure["numerator"], figure["denominator"], figure["as_of"]) == (1, 170, "2026-11-24")
    spanish = reader.get(f"{HERE}/metrics", headers={"Accept-Language": "es"})
    assert "En julio de 2026, 1 de cada 170" in spanish.text


def test_a_hidden_number_is_said_to_be_hidden_everywhere(staff: Staff, reader: TestApp) -> None:
    key = staff.draft(staff.add_program())
    staff.fill(key, make_figures(injury_share=(7, 4321)))
    staff.publish(key)
    report = find_report(staff)
    assert "hidden to protect people" in reader.get(f"{HERE}/metrics").text
    for path in (
        f"{HERE}/metrics", f"/api/v1{HERE}/metrics", f"{HERE}/reports/{report}", f"/api/v1{HERE}/reports/{report}",
        f"{HERE}/reports/{report}/figures.csv", f"{HERE}/reports/{report}/figures.json",
    ):  # fmt: skip
        text = reader.get(path).text
        assert not [
            one for one in ("4314", "4,314", "7 of", '"numerator":7', '"numerator": 7', ",7,4321") if one in text
        ], path


def test_the_rows_of_a_file_are_hidden_where_the_number_of_calls_is(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    for calls, shown in ((5, None), (170, 170)):
        month = 7 if shown is None else 8
        rows = staff.publish_file(program, calls=calls, police=2, month=month).content["made"]["rows"]
        assert (rows["read"], rows["counted"], rows["repeated"]) == (shown, shown, 0)
        assert reader.get(f"/api/v1{HERE}/review").json["rows"]["counted"] == shown
        text = reader.get(f"{HERE}/review").text
        assert ("<dt>Rows in the call file</dt><dd>hidden</dd>" in text) is (shown is None)
    report = reader.get(f"/api/v1{HERE}/reports/{find_report(staff)}").json
    assert (report["made"]["rows_read"], report["made"]["rows_counted"]) == (None, None)
    assert "<dt>Rows counted</dt><dd>hidden</dd>" in reader.get(f"{HERE}/reports/{find_report(staff)}").text


def find_report(staff: Staff) -> str:
    with staff.database.reading() as session:
        return session.scalars(select(Report.key).order_by(Report.id)).first() or ""


def test_late_and_not_delivered_reports_are_public(staff: Staff, reader: TestApp) -> None:
    staff.publish_file(staff.add_program())
    page = reader.get(f"{HERE}/reports")
    # On November 24: July came late, August and September are overdue, October is due until November 30.
    for word in ("Published late", "Not delivered", "Not due yet"):
        assert word in page.text
    states = [one["standing"] for one in reader.get(f"/api/v1{HERE}/reports").json["reports"]]
    assert states == ["due", "late", "not_delivered", "published_late"]


def test_every_version_has_its_address_and_says_what_changed(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    staff.publish_file(program, police=1, calls=170)
    staff.publish_file(program, "Two calls were missing", police=3, calls=172)
    address = f"{HERE}/reports/{find_report(staff)}"
    newest, first = reader.get(address), reader.get(f"{address}?version=1")
    assert "Two calls were missing" in newest.text
    assert "1 in 170 (1 of 170)" in newest.text
    assert "earlier version" in first.text
    assert "earlier version" not in newest.text
    reader.get(f"{address}?version=3", status=404)
    reader.get(f"{address}?version=0", status=400)


def test_downloads_hold_the_published_content_and_no_formula(staff: Staff, reader: TestApp) -> None:
    staff.publish_file(staff.add_program(name="=HYPERLINK(1)"), police=1, calls=170)
    address = f"{HERE}/reports/{find_report(staff)}"
    answer = reader.get(f"{address}/figures.csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert {row["program"] for row in rows} == {"'=HYPERLINK(1)"}
    [total] = [row for row in rows if row["metric"] == "police_backup_share" and not row["breakdown"]]
    assert (total["numerator"], total["denominator"], total["hidden"]) == ("1", "170", "no")
    whole = reader.get(f"{address}/figures.json").json
    with staff.database.reading() as session:
        version = session.scalars(select(ReportVersion)).one()
        assert (whole["content"], whole["sha256"]) == (version.content, version.digest)
    assert "police_backup_share" in {one["metric"] for one in whole["dictionary"]}
    etag = answer.headers["ETag"]
    assert reader.get(f"{address}/figures.csv", headers={"If-None-Match": etag}).status_int == 304


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert defuse(text) == f"'{text}"
    assert defuse(-1) == -1
    assert defuse("North") == "North"


def test_nothing_of_a_draft_is_in_any_public_output(staff: Staff, reader: TestApp) -> None:
    """Marked text in every field of a draft, and its key, sought behind every link."""
    program = staff.add_program()
    staff.publish_file(program)
    key = staff.draft(program, date(2026, 8, 1))
    staff.fill(key, make_figures(injury_share=(987_654, 987_655)))
    staff.act(write_narrative, key, 2, CANARY)
    with staff.database.writing.begin() as session:
        draft = session.scalars(select(ReportDraft).where(ReportDraft.key == key)).one()
        draft.content = {**draft.content, "made": {"sha256": CANARY}, "source": "hand"}
    outputs = dict(crawl(make_application(staff.database)))
    assert f"{HERE}/metrics" in outputs
    assert any(path.startswith(f"{HERE}/reports/") for path in outputs)
    leaks = [path for path, text in outputs.items() if any(one in text for one in (CANARY, key, "987654", "987,654"))]
    assert leaks == []


def test_a_narrative_runs_nothing(staff: Staff, reader: TestApp) -> None:
    key = staff.draft(staff.add_program())
    staff.fill(key, make_figures(police_backup_share=(1, 170)))
    staff.act(write_narrative, key, 2, "<script>x()</script> [a](javascript:x()) ![p](https://x.example/p.png) *fine*")
    staff.publish(key)
    page = reader.get(f"{HERE}/reports/{find_report(staff)}")
    narrative = page.html.select_one(".narrative")
    assert narrative.find(["script", "img"]) is None
    assert [link["href"] for link in narrative.find_all("a")] == ["https://x.example/p.png"]
    assert narrative.em.text == "fine"


def test_staff_bring_a_file_look_it_over_and_publish(staff: Staff) -> None:
    program = staff.add_program()
    browser = sign_in_as(staff, Role.PROGRAM_STAFF)
    page = browser.get(f"{HERE}/reports/prepare/{program}/2026-07").forms["open-report"].submit().follow()
    form = page.click("Bring a file of aggregates").forms["bring-aggregates"]
    form["file"] = Upload("AGGREGATES.json", b"id,received\n1,2026-07-01")
    refused = form.submit(status=422)
    assert "This looks like the call file itself" in refused.text
    form = refused.forms["bring-aggregates"]
    form["file"] = Upload("AGGREGATES.json", json.dumps(make_small_document(police=1, calls=170)).encode())
    page = form.submit().follow().click("Look it over and publish it")
    assert "1 in 170" in page.text
    page = page.forms["publish-report"].submit().follow()
    assert page.request.path.startswith(f"{HERE}/reports/")
    assert "1 in 170" in page.text


def test_staff_type_figures_beside_those_before_and_are_asked_about_jumps(staff: Staff) -> None:
    program = staff.add_program()
    staff.publish_file(program, police=20, calls=200)
    browser = sign_in_as(staff, Role.PROGRAM_STAFF)
    page = browser.get(f"{HERE}/reports/prepare/{program}/2026-08").forms["open-report"].submit().follow()
    page = page.click("Type the figures")
    assert "1 in 10 (20 of 200)" in page.text
    form = page.forms["type-figures"]
    numbers = iterate_group(form, "police_backup_share")
    numbers["numerator"].value, numbers["denominator"].value = "300", "200"
    refused = form.submit(status=422)
    assert "A part is larger than its whole" in refused.text
    form = refused.forms["type-figures"]
    iterate_group(form, "police_backup_share")["numerator"].value = "80"
    page = form.submit().follow().click("Look it over and publish it")
    assert "Is this right?" in page.text


def iterate_group(form: Any, metric: str) -> dict[str, Any]:
    """The fields of one metric in the form of all of them."""
    inside = False
    found: dict[str, Any] = {}
    for name, field in form.field_order:
        if name == "__start__" and field.value == f"{metric}:mapping":
            inside = True
        elif name == "__end__" and inside:
            return found
        elif inside:
            found[name] = field
    raise AssertionError(metric)


def test_a_clerk_adds_a_program_and_sets_when_it_reports(staff: Staff) -> None:
    browser = sign_in_as(staff, Role.CLERK)
    form = browser.get(f"{HERE}/programs/new").forms["program"]
    form["name"], form["operator"], form["first_month"], form["basis"] = "Crisis", "City", "2026-05", "Ordinance 12"
    refused = form.submit(status=422)
    assert "a quarter in January" in refused.text
    form = refused.forms["program"]
    form["first_month"] = "2026-04"
    page = form.submit().follow().click("Set when it reports")
    form = page.forms["schedule"]
    form["every_months"], form["first_month"], form["basis"] = "1", "2026-10", "Resolution 7"
    assert "Resolution 7" in form.submit().follow().text


def test_what_is_due_waits_for_staff_alone(staff: Staff) -> None:
    staff.add_program()
    assert "Late: report of Crisis Response" in sign_in_as(staff, Role.PROGRAM_STAFF).get("/home").text
    assert "report of Crisis Response" not in sign_in_as(staff, Role.MEMBER).get("/home").text


@pytest.fixture
def ten_years(staff: Staff) -> Staff:
    """A report each month for ten years, as copies of one that was published."""
    program = staff.add_program()
    first = staff.publish_file(program)
    with staff.database.writing.begin() as session:
        report = session.get_one(Report, first.report_id)
        for number in range(120):
            year, month = divmod(2016 * 12 + 6 + number, 12)
            starts_on = date(year, month + 1, 1)
            ends_on = (starts_on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            other = Report(
                key=f"r{number:09}", program_id=report.program_id, starts_on=starts_on, ends_on=ends_on,
                due_on=ends_on, entered_at=NOW,
            )  # fmt: skip
            session.add(other)
            session.flush()
            session.add(
                ReportVersion(
                    report_id=other.id, number=1, source=first.source, content=first.content, headlines=first.headlines,
                    digest=first.digest, changes=[], published_at=NOW,
                )
            )  # fmt: skip
    return staff


def test_the_number_of_queries_does_not_grow_with_ten_years_of_reports(ten_years: Staff, reader: TestApp) -> None:
    taken = {}
    for page in ("metrics", "reports"):
        with count_statements(ten_years.database) as statements:
            reader.get(f"{HERE}/{page}")
        taken[page] = len(statements)
    assert taken == {"metrics": 4, "reports": 3}


def test_the_account_of_staff_is_on_no_page_of_a_report(staff: Staff, reader: TestApp) -> None:
    staff.publish_file(staff.add_program())
    with staff.database.writing.begin() as session:
        account = session.get_one(Account, staff.actor.account_id)
        account.name = CANARY
        assert session.scalars(select(Board.id).where(Board.slug == BOARD)).one() == staff.board
    assert CANARY not in reader.get(f"{HERE}/reports/{find_report(staff)}").text
