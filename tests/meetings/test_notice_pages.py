"""Notices on pages: what the law says before and after, what the public reads, and never more than is on record."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestApp, Upload

from governance.db import Database
from governance.ledger.models import LedgerEntry
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.planning import Plan
from governance.meetings.planning_models import Notice
from tests.conftest import NOW
from tests.support.accounts import ADMINISTRATOR, BOARD, CHAIR, CLERK, MEMBER
from tests.support.planning import ITEMS, PDF, PLAN, fill_days, find_clerk, make_draft, post_meeting
from tests.support.planning_site import TAKES_FILES, Site, _live_now, make_site  # noqa: F401  # a fixture for every test here
from tests.support.statements import count_statements

pytestmark = TAKES_FILES

MEETINGS = f"/boards/{BOARD}/meetings"
DAYS = count(45)


@pytest.fixture(scope="module")
def site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A board under the open-meeting law of Texas."""
    yield from make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("notices"), "tx-open-meetings")


@pytest.fixture
def clerk(site: Site) -> TestApp:
    return site.enter(CLERK)


def make_plan(days: int | None = None, hours: int = 0, **more: Any) -> Plan:
    """A plan with items of its own, for a day of its own or so many days and hours from now."""
    number = next(DAYS)
    starts_at = NOW + timedelta(days=number if days is None else days, hours=hours)
    items = tuple(replace(item, key=f"{item.key[:6]}{number:04}") for item in ITEMS)
    return replace(PLAN, starts_at=starts_at.isoformat(), ends_at="", items=items, title=f"Meeting {number}", **more)


def read_number(database: Database, query: Any) -> int:
    with database.reading() as session:
        return int(session.scalar(query) or 0)


def find_meeting(database: Database, key: str) -> Meeting:
    with database.reading() as session:
        return session.scalars(select(Meeting).where(Meeting.key == key)).one()


def test_the_clerk_sees_when_the_notice_is_due_and_whether_now_is_in_time(site: Site, clerk: TestApp) -> None:
    early, late = make_draft(site.database, make_plan(30)), make_draft(site.database, make_plan(1))
    page = clerk.get(f"{MEETINGS}/prepare/{early}")
    assert re.search(r"The notice is due by \w+, \w+ \d+, 2026, 11:59 PM", page.text)
    assert re.search(r"\d+ days left, \d+ hours?", page.text)
    assert "If you post now: in time here, by NOTE-01." in page
    assert "If you post now: too late, by NOTE-01." in clerk.get(f"{MEETINGS}/prepare/{late}")
    assert "If you post now: too late" in clerk.get(f"{MEETINGS}/prepare")


def test_posting_is_looked_over_first_and_makes_the_meeting_public(site: Site, clerk: TestApp) -> None:
    plan = make_plan()
    key = make_draft(site.database, plan)
    assert plan.title not in site.visit().get(MEETINGS)
    preview = clerk.get(f"{MEETINGS}/prepare/{key}/post")
    assert "3 items are on the agenda." in preview
    assert "If you post now: in time here" in preview
    preview.forms["post-agenda"].submit(status=303)
    assert plan.title in site.visit().get(MEETINGS)
    # Sent twice, posted once.
    before = read_number(site.database, select(func.count()).select_from(Notice))
    preview.forms["post-agenda"].submit(status=422)
    assert read_number(site.database, select(func.count()).select_from(Notice)) == before


def test_posting_too_late_is_refused_with_the_rule_and_the_sum(site: Site, clerk: TestApp) -> None:
    key = make_draft(site.database, make_plan(1, 20))
    before = read_number(site.database, select(func.count()).select_from(LedgerEntry))
    refused = clerk.get(f"{MEETINGS}/prepare/{key}/post").forms["post-agenda"].submit(status=422)
    assert "law does not allow this" in refused
    assert refused.html.find(id="NOTE-01")
    assert "The notice was due by" in refused
    assert read_number(site.database, select(func.count()).select_from(LedgerEntry)) == before


def test_what_was_looked_over_is_what_is_posted(site: Site, clerk: TestApp) -> None:
    key = make_draft(site.database, make_plan())
    preview = clerk.get(f"{MEETINGS}/prepare/{key}/post")
    change = clerk.get(f"{MEETINGS}/prepare/{key}/change").forms["meeting"]
    change["place"] = "Elsewhere"
    change.submit(status=303)
    assert "Somebody else has changed this" in preview.forms["post-agenda"].submit(status=422)


def test_a_notice_given_elsewhere_stands_with_what_it_breaches(site: Site, clerk: TestApp) -> None:
    plan = make_plan(1)
    key = make_draft(site.database, plan)
    form = clerk.get(f"{MEETINGS}/prepare/{key}/enter").forms["enter-notice"]
    form["channel"], form["place"] = "physical", "Glass case of the town hall"
    fill_days(form, posted_on="2026-11-16", posted_time="09:00")
    form.submit(status=303)
    page = site.visit().get(find_public(site, plan.title))
    notice = page.html.find(id="notice").parent.get_text(" ", strip=True)
    assert "Glass case of the town hall" in notice
    assert re.search(r"In time: a physical place Late or not posted: this portal", notice)
    assert "lawful" not in page.text.lower()


def find_public(site: Site, title: str) -> str:
    lists = (site.visit().get(f"{MEETINGS}?year={year}").html for year in (NOW.year, NOW.year + 1))
    return next(str(link["href"]) for page in lists if (link := page.find("a", string=title)))


def test_the_public_reads_everything_that_was_posted(site: Site) -> None:
    plan = make_plan()
    key, _draft = post_meeting(site.database, plan)
    page = site.visit().get(f"{MEETINGS}/{key}")
    for text in (
        plan.place, plan.join_phone, plan.accommodations, plan.languages, "Regular meeting",
        "Shall the report go to the council?", "Presented by: Program staff", "15 minutes",
        "Ground for a closed session: Gov. Code 551.071",
    ):  # fmt: skip
        assert text in page.html.get_text(" "), text
    assert page.html.find("a", string="Join online")["href"] == plan.join_address
    twin = site.visit().get(f"/api/v1{MEETINGS}/{key}").json
    assert twin["meeting"]["accommodations"] == plan.accommodations
    assert [item["item"]["question"] for item in twin["items"]] == [None, "Shall the report go to the council?", None]
    assert twin["notices"][0]["channel"] == "portal"


def test_posted_here_in_time_says_nothing_of_other_places(site: Site, clerk: TestApp) -> None:
    key, _draft = post_meeting(site.database, make_plan(40))
    [rule] = [
        told for told in site.visit().get(f"/api/v1{MEETINGS}/{key}").json["notice_rules"]
        if told["finding"]["rule"] == "NOTE-01"
    ]  # fmt: skip
    assert "physical" in rule["not_recorded"] or rule["in_time"] == ["portal"]
    words = site.visit().get(f"{MEETINGS}/{key}").html.find(id="NOTE-01").get_text(" ", strip=True)
    assert "Not recorded: a physical place" in words
    assert "Met" not in words.split()
    form = clerk.get(f"{MEETINGS}/{key}/notices/attest").forms["attest-notice"]
    form["channel"], form["place"] = "physical", "Town hall door"
    fill_days(form, posted_on="2026-11-24", posted_time="10:30")
    form["file"] = Upload("door.png", make_png(), "image/png")
    form.submit(status=303)
    page = site.visit().get(f"{MEETINGS}/{key}")
    assert "Not recorded" not in page.html.find(id="NOTE-01").get_text(" ")
    shown = page.html.find("a", string="Document that shows it")["href"]
    assert site.visit().get(shown).content_type == "image/png"


def make_png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 30 + b"IEND\xaeB`\x82"


def test_a_page_that_is_kept_changes_when_the_notice_falls_due(site: Site) -> None:
    """Time alone makes what was open late: the kept page must not outlive that moment."""
    key, _draft = post_meeting(site.database, make_plan(35))
    reader = site.visit()
    before = reader.get(f"{MEETINGS}/{key}")
    due = datetime.fromisoformat(
        next(
            told["due"]
            for told in reader.get(f"/api/v1{MEETINGS}/{key}").json["notice_rules"]
            if told["finding"]["rule"] == "NOTE-01"
        )
    )
    site.at(due)
    assert reader.get(f"{MEETINGS}/{key}").html.find(id="NOTE-01") == before.html.find(id="NOTE-01")
    site.at(due + timedelta(seconds=1))
    after = reader.get(f"{MEETINGS}/{key}")
    assert after.html.find(id="NOTE-01") != before.html.find(id="NOTE-01")


def test_a_false_attestation_is_corrected_or_taken_back_and_stays(site: Site, clerk: TestApp) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    attest = clerk.get(f"{MEETINGS}/{key}/notices/attest").forms["attest-notice"]
    attest["channel"], attest["place"] = "physical", "Wrong door"
    fill_days(attest, posted_on="2026-11-23", posted_time="10:30")
    attest.submit(status=303)
    clerk.get(f"{MEETINGS}/{key}/notices/1/correct", status=404)  # the portal's own
    correct = clerk.get(f"{MEETINGS}/{key}/notices/2/correct").forms["correct-notice"]
    correct["channel"], correct["place"] = "physical", "Right door"
    fill_days(correct, posted_on="2026-11-23", posted_time="11:30")
    correct.submit(status=303)
    assert "Wrong door" not in site.visit().get(f"{MEETINGS}/{key}")
    assert "Wrong door" in clerk.get(f"{MEETINGS}/{key}/notices")
    assert "it was corrected already" in correct.submit(status=422)
    struck = clerk.get(f"{MEETINGS}/{key}/notices/3/correct").forms["correct-notice"]
    struck["struck"] = True
    struck.submit(status=303)
    assert "Right door" not in site.visit().get(f"{MEETINGS}/{key}")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"posted_on": "2026-12-24"}, "This moment is yet to come"),
        ({"posted_on": "2026-03-08", "posted_time": "02:30"}, "There is no such time on this day"),
        ({"place": ""}, "Say where the notice hangs"),
        ({"file": Upload("door.png", b"<html>", "image/png")}, "no kind of file that can be kept"),
    ],
    ids=["yet to come", "an hour left out", "no place", "a page for a picture"],
)
def test_what_nobody_can_attest_is_refused_at_its_field(
    site: Site, clerk: TestApp, fields: dict[str, Any], said: str
) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    before = read_number(site.database, select(func.count()).select_from(Notice))
    form = clerk.get(f"{MEETINGS}/{key}/notices/attest").forms["attest-notice"]
    form["channel"], form["place"] = "physical", fields.get("place", "Door")
    fill_days(form, **{"posted_on": "2026-11-23", "posted_time": "10:30", **fields})
    if "file" in fields:
        form["file"] = fields["file"]
    assert said in form.submit(status=422)
    assert read_number(site.database, select(func.count()).select_from(Notice)) == before


def post_again(site: Site, clerk: TestApp, key: str, **fields: str) -> str:
    """Change a posted meeting's own fields and post another version; the draft's key."""
    draft = clerk.get(f"{MEETINGS}/{key}/change").forms["take-up"].submit(status=303).location.rsplit("/", 1)[1]
    form = clerk.get(f"{MEETINGS}/prepare/{draft}/change").forms["meeting"]
    for name, value in fields.items():
        form[name] = value
    form.submit(status=303)
    return str(draft)


def test_every_version_stays_with_what_changed_in_words(site: Site, clerk: TestApp) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    draft = post_again(site, clerk, key, place="Library", languages="")
    preview = clerk.get(f"{MEETINGS}/prepare/{draft}/post")
    said = "Place: now “Library”, before “Town hall, room 3”."
    assert said in preview
    preview.forms["post-agenda"].submit(status=303)
    newest, first = site.visit().get(f"{MEETINGS}/{key}/agenda"), site.visit().get(f"{MEETINGS}/{key}/agenda?version=1")
    assert said in newest
    assert "Languages that are interpreted: taken out. It was “Spanish, American Sign Language”." in newest
    assert "Town hall, room 3" in first
    assert "A newer version was posted since." in first
    spanish = site.visit().get(f"{MEETINGS}/{key}/agenda", headers={"Accept-Language": "es"})
    assert "Lugar: ahora «Library», antes «Town hall, room 3»." in spanish
    twin = site.visit().get(f"/api/v1{MEETINGS}/{key}/agenda").json
    assert twin["changes"][0] == said
    assert [one["number"] for one in twin["agendas"]] == [2, 1]
    assert all(re.fullmatch("[0-9a-f]{64}", one["digest"]) for one in twin["agendas"])
    site.visit().get(f"{MEETINGS}/{key}/agenda?version=3", status=404)
    clerk.get(f"{MEETINGS}/prepare/{draft}/post").forms["post-agenda"].submit(status=422)  # nothing changes


def test_what_is_written_after_posting_is_not_public_before_it_is_posted_too(site: Site, clerk: TestApp) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    post_again(site, clerk, key, place="zqsecretplace")
    for path in ("", "/agenda", "/notices", "/packet.zip"):
        for prefix in ("", "/api/v1"):
            assert b"zqsecretplace" not in site.visit().get(f"{prefix}{MEETINGS}/{key}{path}", status="*").body


def test_a_meeting_is_cancelled_only_by_those_whom_the_law_names(site: Site) -> None:
    """The open-meeting law says nothing of it here, so the board adopts a rule of its own."""
    key, _draft = post_meeting(site.database, make_plan())
    chair = site.enter(CHAIR)
    form = chair.get(f"{MEETINGS}/{key}/cancel").forms["cancel-meeting"]
    assert [value for value, *_ in form["decided_by"].options] == ["", "chair", "body"]
    form["decided_by"], form["reason"] = "chair", "A storm closes the town hall"
    form.submit(status=303)
    page = site.visit().get(f"{MEETINGS}/{key}").html.get_text(" ", strip=True)
    assert "This meeting was cancelled" in page
    assert "A storm closes the town hall" in page
    assert "whoever presides over the board" in page
    assert find_meeting(site.database, key).status is MeetingStatus.CANCELLED
    assert "cancelled or postponed already" in form.submit(status=422)


def test_a_meeting_is_postponed_with_its_reason(site: Site, clerk: TestApp) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    form = clerk.get(f"{MEETINGS}/{key}/postpone").forms["postpone-meeting"]
    form["decided_by"], form["reason"] = "body", "  "
    assert "422" in form.submit(status=422).status
    form["reason"] = "No quorum is expected"
    form.submit(status=303)
    assert "No quorum is expected" in site.visit().get(f"{MEETINGS}/{key}")
    clerk.get(f"{MEETINGS}/{key}/change").forms["take-up"].submit(status=422)


@pytest.mark.parametrize("who", [MEMBER, ADMINISTRATOR])
def test_nobody_else_calls_a_meeting_off(site: Site, who: str) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    assert "whoever presides over it" in site.enter(who).get(f"{MEETINGS}/{key}/cancel", status=403)


def add_file(clerk: TestApp, draft: str, item: str, name: str, content: bytes, title: str = "Report") -> Any:
    form = clerk.get(f"{MEETINGS}/prepare/{draft}/items/{item}/documents/new").forms["add-document"]
    form["title"], form["file"] = title, Upload(name, content, "application/pdf")
    return form.submit(status="*")


def test_a_document_goes_from_the_draft_to_the_public_and_is_replaced_and_withdrawn(site: Site, clerk: TestApp) -> None:
    plan = make_plan()
    draft = make_draft(site.database, plan)
    kept = add_file(clerk, draft, plan.items[0].key, "C:\\fake\\figures.pdf", PDF, "Figures")
    paper = kept.follow().html.find("a", string="Figures")["href"].rsplit("/", 1)[1]
    assert clerk.get(f"{MEETINGS}/papers/{paper}").body == PDF
    clerk.get(f"{MEETINGS}/prepare/{draft}/post").forms["post-agenda"].submit(status=303)
    address = find_public(site, plan.title)
    served = site.visit().get(f"{address}/documents/{paper}")
    assert served.body == PDF
    assert served.headers["Content-Disposition"].startswith('attachment; filename="figures.pdf"')
    site.visit().get(f"{address}/documents/{paper}", headers={"If-None-Match": served.headers["ETag"]}, status=304)
    replace_form = clerk.get(f"{MEETINGS}/papers/{paper}/replace").forms["replace-document"]
    replace_form["reason"] = "A wrong sum"
    replace_form["file"] = Upload("figures.pdf", PDF + b"2\n%%EOF", "application/pdf")
    replace_form.submit(status=303)
    page = site.visit().get(address)
    assert "A wrong sum" in page
    assert site.visit().get(f"{address}/documents/{paper}?version=1").body == PDF
    withdraw = clerk.get(f"{MEETINGS}/papers/{paper}/versions/1/withdraw").forms["withdraw-version"]
    withdraw["reason"] = "It named a patient"
    withdraw.submit(status=303)
    gone = site.visit().get(f"{address}/documents/{paper}?version=1", status=410)
    assert "It named a patient" in gone
    assert "It named a patient" in site.visit().get(address)
    assert site.visit().get(f"{address}/documents/{paper}").body.endswith(b"2\n%%EOF")
    versions = site.visit().get(f"/api/v1{address}").json["items"][0]["papers"][0]["versions"]
    assert [one["address"] is None for one in versions] == [False, True]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notice.pdf", b"<html><script>alert(1)</script>", "no kind of file that can be kept"),
        ("logo.svg", b"<svg onload='alert(1)'/>", "no kind of file that can be kept"),
        ("notice.png", PDF, "The name of this file does not fit its content"),
        ("notice.pdf", PDF[:12], "This file is not whole"),
        ("notice.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "office file of an old kind"),
        ("empty.pdf", b"", "This file is empty"),
        ("...", PDF, "no name that can be kept"),
    ],
    ids=["a page for a PDF", "a drawing that runs", "another ending", "cut off", "old office", "empty", "no name"],
)
def test_a_file_that_cannot_be_kept_is_refused_in_words(
    site: Site, clerk: TestApp, name: str, content: bytes, said: str
) -> None:
    plan = make_plan()
    draft = make_draft(site.database, plan)
    before = read_number(site.database, select(func.count()).select_from(LedgerEntry))
    refused = add_file(clerk, draft, plan.items[0].key, name, content)
    assert refused.status_int == 422
    assert said in refused.html.find(class_="error-summary").get_text(" ", strip=True)
    assert read_number(site.database, select(func.count()).select_from(LedgerEntry)) == before


def test_a_file_larger_than_is_taken_is_refused_in_words(site: Site, clerk: TestApp) -> None:
    plan = make_plan()
    draft = make_draft(site.database, plan)
    portal = site.application.registry.portal
    site.application.registry.portal = replace(portal, largest_upload=1)
    try:
        refused = add_file(clerk, draft, plan.items[0].key, "big.pdf", PDF + b"\0" * (1 << 20) + b"%%EOF")
    finally:
        site.application.registry.portal = portal
    assert refused.status_int == 422
    assert "This file is larger than 1 MB" in refused


def test_a_document_of_a_draft_is_nobody_s_before_it_is_posted(site: Site, clerk: TestApp) -> None:
    plan = make_plan()
    draft = make_draft(site.database, plan)
    kept = add_file(clerk, draft, plan.items[0].key, "secret.pdf", PDF + b"zq%%EOF")
    paper = kept.follow().html.find("a", string="Report")["href"].rsplit("/", 1)[1]
    other, _draft = post_meeting(site.database, make_plan())
    site.visit().get(f"{MEETINGS}/{other}/documents/{paper}", status=404)
    assert "/sign-in" in site.visit().get(f"{MEETINGS}/papers/{paper}").location
    site.enter(MEMBER).get(f"{MEETINGS}/papers/{paper}", status=403)


def test_the_packet_holds_the_papers_in_order_and_always_the_same_bytes(site: Site, clerk: TestApp) -> None:
    plan = make_plan()
    draft = make_draft(site.database, plan)
    for item, title, extra in ((1, "Second", b"2"), (0, "First", b"1"), (0, "Third", b"3")):
        add_file(clerk, draft, plan.items[item].key, "paper.pdf", PDF + extra + b"%%EOF", title)
    clerk.get(f"{MEETINGS}/prepare/{draft}/post").forms["post-agenda"].submit(status=303)
    address = find_public(site, plan.title)
    assert site.visit().get(address).html.find("a", string="All documents (ZIP)")
    packet = site.visit().get(f"{address}/packet.zip")
    site.at(NOW + timedelta(hours=1))
    again = site.visit().get(f"{address}/packet.zip")
    assert packet.body == again.body
    site.visit().get(f"{address}/packet.zip", headers={"If-None-Match": packet.headers["ETag"]}, status=304)
    with zipfile.ZipFile(io.BytesIO(packet.body)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert [name.split(" ", 1)[-1] for name in names] == ["contents.txt", "First.pdf", "Third.pdf", "Second.pdf"]
        assert archive.read(names[1]) == PDF + b"1%%EOF"
        assert "SHA-256" in archive.read("contents.txt").decode()
    withdraw_first(site, clerk, address)
    with zipfile.ZipFile(io.BytesIO(site.visit().get(f"{address}/packet.zip").body)) as archive:
        assert not any("First" in name for name in archive.namelist())
        assert "It was another city's" in archive.read("contents.txt").decode()


def withdraw_first(site: Site, clerk: TestApp, address: str) -> None:
    paper = site.visit().get(f"/api/v1{address}").json["items"][0]["papers"][0]["address"].rsplit("/", 1)[1]
    form = clerk.get(f"{MEETINGS}/papers/{paper}/versions/1/withdraw").forms["withdraw-version"]
    form["reason"] = "It was another city's"
    form.submit(status=303)


def test_a_posted_meeting_s_page_takes_a_fixed_number_of_queries(site: Site, clerk: TestApp) -> None:
    plan = make_plan()
    draft = make_draft(site.database, plan)
    for item in plan.items:
        add_file(clerk, draft, item.key, "paper.pdf", PDF + item.key.encode() + b"%%EOF")
    clerk.get(f"{MEETINGS}/prepare/{draft}/post").forms["post-agenda"].submit(status=303)
    address = find_public(site, plan.title)
    for path, most in (("", 13), ("/agenda", 6)):
        with count_statements(site.database) as statements:
            site.visit().get(f"{address}{path}")
        assert len(statements) <= most, path


def test_an_emergency_is_no_way_around_lateness(site: Site, clerk: TestApp) -> None:
    """Without its findings it is refused as any late notice is; with them the public reads what was found."""
    bare = make_draft(site.database, make_plan(1, 14, kind="emergency", emergency={}))
    refused = clerk.get(f"{MEETINGS}/prepare/{bare}/post").forms["post-agenda"].submit(status=422)
    assert "without recording" in refused
    found = {
        "happened": "The line is down", "cannot_wait": "People call it tonight", "found_by": "The chair",
        "known_at": (NOW - timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    plan = make_plan(1, 8, kind="emergency", emergency=found)
    key = make_draft(site.database, plan)
    clerk.get(f"{MEETINGS}/prepare/{key}/post").forms["post-agenda"].submit(status=303)
    page = site.visit().get(find_public(site, plan.title)).html.get_text(" ", strip=True)
    assert "Emergency meeting" in page
    assert "People call it tonight" in page


def test_the_clerk_s_page_of_a_meeting_says_what_can_be_done(site: Site, clerk: TestApp) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    page = clerk.get(f"{MEETINGS}/{key}/notices")
    assert page.html.find("a", string="Change what is posted")
    assert page.html.find("a", string="Cancel it")
    with site.database.reading() as session:
        assert find_clerk(session).account_id is not None


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        (None, set()),
        (CLERK, {"Notices of the meeting", "Postpone this meeting", "Cancel this meeting"}),
        (CHAIR, {"Will you come?", "Postpone this meeting", "Cancel this meeting"}),
        (MEMBER, {"Will you come?"}),
    ],
    ids=["the public", "the clerk", "the chair", "a member"],
)
def test_a_meeting_s_page_shows_everybody_the_way_to_what_they_may_do(
    site: Site, who: str | None, shown: set[str]
) -> None:
    key, _draft = post_meeting(site.database, make_plan())
    browser = site.enter(who) if who else site.visit()
    ways = {"Notices of the meeting", "Postpone this meeting", "Cancel this meeting", "Will you come?"}
    links = browser.get(f"{MEETINGS}/{key}").html.main.find_all("a")
    assert {link.get_text() for link in links} & ways == shown
    for link in links:
        if link.get_text() in ways:
            browser.get(link["href"], status=200)
    assert (browser.get(MEETINGS).html.find("a", string="Prepare meetings") is not None) is (who == CLERK)
