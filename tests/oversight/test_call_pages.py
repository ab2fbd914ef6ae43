"""Call files that staff send by the web: mapped, counted and published, and nothing of a row is left anywhere."""

import csv
import gzip
import io
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp, Upload

from governance.accounts.models import Account, Role
from governance.db import Database
from governance.keeping.backup import write_backup
from governance.oversight import call_views
from governance.oversight.models import ReportDraft, ReportVersion
from governance.oversight.program_actions import Rhythm, add_program
from governance.security.streams import MULTIPART
from tests.conftest import NOW
from tests.oversight.calling import CANARIES, HERE, add_private, open_draft, send
from tests.oversight.making import Staff, make_call_file
from tests.oversight.reducing import MAPPING
from tests.oversight.test_pages import sign_in_as


@pytest.fixture
def staff(demo_database: Database) -> Staff:
    return Staff(demo_database)


def test_bad_rows_are_named_once_and_left_out_only_when_staff_say_so_with_a_public_count(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    lines = add_private(make_call_file(calls=30, police=20)).decode().split("\n")
    lines[5] = lines[5].replace("2026-07-05 13:00:00", "5 o'clock")
    lines[7] = lines[7].replace("2026-07-07 13:00:00", CANARIES[0], 1)
    lines[9] += ",one more"
    content = "\n".join(lines).encode()
    page = send(browser, f"{draft}/calls", content, status=422)
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in page.html.select("table tbody tr")]
    assert [row[:2] for row in rows] == [["6", "received"], ["8", "received"], ["10", ""]]
    assert [row[3] for row in rows] == ["", "", ""]
    assert "3 of 30 rows cannot be counted" in page.text
    assert not any(one in page.text for one in CANARIES)
    assert browser.get(f"{draft}/calls").html.select("table") == []
    assert "none yet" in browser.get(draft).text
    page = send(browser, f"{draft}/calls", content, exclude=True)
    assert [dd.text for dd in page.html.select("dl.facts dd")][:3] == ["30", "27", "3"]
    report = browser.get(f"{draft}/publish").forms["publish-report"].submit().follow()
    assert "Rows excluded because they could not be read" in report.text
    assert "<dd>3</dd>" in report.text


def test_codes_that_no_part_has_are_told_with_their_counts_once(staff: Staff) -> None:
    browser, draft = open_draft(staff, MAPPING.replace('other = ["OTH"]', "other = []"))
    page = send(browser, f"{draft}/calls", make_call_file(kinds=(100, 70)))
    assert [cell.text for cell in page.html.select("table tbody tr > *")] == ["OTH", "70"]
    assert "OTH" not in browser.get(draft).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04" + b"\0" * 100, "spreadsheet"),
        (b"id,received\n1,2026-07-01\n", "no column “sent”"),
        (b"\xff\xfe\x00", "encoding"),
        (make_call_file(month=8), "another period"),
        (b"id,received,sent,arrived,kind,police\n", "has no rows"),
        (make_call_file() + b'\n"' + b"x" * 200_000, "quotation mark"),
    ],
    ids=["empty", "spreadsheet", "other columns", "broken", "other month", "no rows", "open quote"],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(staff: Staff, content: bytes, said: str) -> None:
    browser, draft = open_draft(staff)
    page = send(browser, f"{draft}/calls", content, status=422)
    assert said in page.text
    assert "none yet" in browser.get(draft).text


OPENED: list[list[str]] = []
"""For each watch that is on, the files that Python opened to write in."""


def note_opened(event: str, arguments: Any) -> None:
    if OPENED and event == "open" and isinstance(arguments[0], str | bytes | Path):
        mode, flags = arguments[1] or "", arguments[2] or 0
        if set(mode) & set("wax+") or flags & 3:
            OPENED[-1].append(str(arguments[0]))


@contextmanager
def watch_files() -> Iterator[list[str]]:
    if not getattr(note_opened, "is_on", False):
        sys.addaudithook(note_opened)
        note_opened.is_on = True  # type: ignore[attr-defined]  # a hook can never be taken away again
    OPENED.append([])
    try:
        yield OPENED[-1]
    finally:
        OPENED.pop()


def test_the_watch_sees_a_file_without_a_name(tmp_path: Path) -> None:
    import tempfile

    with watch_files() as opened, tempfile.TemporaryFile(dir=tmp_path):
        pass
    assert opened


def test_nothing_of_a_row_is_in_the_database_the_log_a_spool_file_or_a_backup(
    staff: Staff, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser, draft = open_draft(staff)
    good = add_private(make_call_file(police=17, kinds=(100, 70)))
    bad = good.replace(b"2026-07-05 13:00:00", CANARIES[0].encode())
    # A mapping by mistake leads to the column of names.
    wrong = good.replace(b"kind", b"sort").replace(b"name", b"kind")
    with watch_files() as opened:
        for content, status in ((bad, 422), (wrong, 200), (good, 200)):
            send(browser, f"{draft}/calls", content, status=status)
        send(browser, f"{draft}/mapping/columns", good)
        send(browser, f"{draft}/mapping/codes", good)
    assert len(good) > 20_000
    assert opened == []
    browser.get(f"{draft}/publish").forms["publish-report"].submit()
    assert find_traces(staff.database, tmp_path) == []
    assert not any(one in caplog.text for one in CANARIES)


def find_traces(database: Database, folder: Path, sought: Iterable[str] = CANARIES) -> list[str]:
    """Where a canary stands in the bytes of the database, its journal, or a backup of it."""
    texts = {}
    path = Path(str(database.engine.url.database))
    for file in path.parent.glob(f"{path.name}*"):
        texts[file.name] = file.read_bytes()
    backup = folder / "backup"
    write_backup(database, backup, NOW, lambda *told: None)
    texts["backup"] = gzip.decompress(backup.read_bytes())
    return [f"{name}: {one}" for name, content in texts.items() for one in sought if one.encode() in content]


def test_an_error_that_nobody_foresaw_tells_nothing_of_the_file(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: Any) -> Any:
        raise KeyError(CANARIES[0])

    monkeypatch.setattr(call_views, "reduce_file", fail)
    browser, draft = open_draft(staff)
    page = send(browser, f"{draft}/calls", make_call_file(), status=500)
    assert "KeyError at test_call_pages.py" in caplog.text
    assert CANARIES[0] not in caplog.text + page.text


class Slow(io.BytesIO):
    """A body during whose arrival somebody else acts."""

    def __init__(self, content: bytes, act: Any) -> None:
        super().__init__(content)
        self.act = act

    def read(self, size: int | None = -1) -> bytes:
        if self.act is not None and self.tell() > 60_000:
            self.act, act = None, self.act
            act()
        return super().read(size)


def make_post(browser: TestApp, address: str, content: bytes) -> tuple[bytes, str]:
    """The body of the form with a file, and its type."""
    form = browser.get(address).forms["count-calls"]
    form["file"] = Upload("calls.csv", content, "text/csv")
    kind, body = browser.encode_multipart(
        [(name, value) for name, value in form.submit_fields() if isinstance(value, str)],
        [("file", "calls.csv", content)],
    )
    return body, kind


def post_raw(browser: TestApp, address: str, body: Any, kind: str, length: int, **more: str) -> Any:
    environ = {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": kind,
        "REQUEST_METHOD": "POST",
        **more,
    }
    request = browser.RequestClass.blank(address, environ=environ)
    return browser.do_request(request, status="*", expect_errors=True)


def test_a_file_that_arrives_slowly_keeps_nobody_waiting(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    body, kind = make_post(browser, f"{draft}/calls", add_private(make_call_file(calls=600, police=300)))

    def act() -> None:
        with staff.database.writing.begin() as session:
            session.get_one(Account, staff.actor.account_id).name = "Somebody else"

    answer = post_raw(browser, f"{draft}/calls", Slow(body, act), kind, len(body))
    assert answer.status_int == 200
    with staff.database.reading() as session:
        assert session.get_one(Account, staff.actor.account_id).name == "Somebody else"


def test_a_draft_that_somebody_changed_while_the_file_arrived_is_not_overwritten(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    body, kind = make_post(browser, f"{draft}/calls", add_private(make_call_file(calls=600, police=300)))

    def act() -> None:
        with staff.database.writing.begin() as session:
            session.scalars(select(ReportDraft)).one().edit = 7

    answer = post_raw(browser, f"{draft}/calls", Slow(body, act), kind, len(body))
    assert answer.status_int == 422
    assert "Somebody else has changed this draft" in answer.text


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99])
def test_a_file_that_breaks_off_is_not_counted(staff: Staff, part: float) -> None:
    browser, draft = open_draft(staff)
    body, kind = make_post(browser, f"{draft}/calls", add_private(make_call_file()))
    answer = post_raw(browser, f"{draft}/calls", io.BytesIO(body[: int(len(body) * part)]), kind, len(body))
    assert answer.status_int in (400, 422)
    assert "none yet" in browser.get(draft).text


def list_odd_posts(body: bytes, kind: str) -> dict[str, tuple[bytes, str]]:
    """Posts that no browser sends, each a body and its type."""
    boundary = kind.partition("boundary=")[2].encode()
    end = b"--" + boundary + b"--"
    second = b'\r\nContent-Disposition: form-data; name="file"; filename="b.csv"\r\n\r\nid\r\n'
    return {
        "another boundary": (body, f"{MULTIPART}; boundary=another"),
        "no boundary": (body, MULTIPART),
        "no end": (body[:-3], kind),
        "two files": (body.replace(end, end[:-2] + second + end), kind),
        "a file without a form": (body, "text/csv"),
        "a form of another kind": (body, "application/x-www-form-urlencoded"),
        "no type at all": (body, ""),
        "a file by another name": (body.replace(b'name="file"', b'name="calls"'), kind),
    }


def test_a_post_that_is_no_form_with_one_file_is_refused_and_lies_on_no_disk(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    body, kind = make_post(browser, f"{draft}/calls", add_private(make_call_file()))
    assert len(body) > 20_000
    for name, (odd, odd_kind) in list_odd_posts(body, kind).items():
        assert (odd, odd_kind) != (body, kind), name
        with watch_files() as opened:
            answer = post_raw(browser, f"{draft}/calls", io.BytesIO(odd), odd_kind, len(odd))
        assert answer.status_int in (400, 422), name
        assert opened == [], name
        assert not any(one in answer.text for one in CANARIES)
    assert "none yet" in browser.get(draft).text


def test_a_file_is_taken_only_with_the_token_of_its_form_and_from_our_own_page(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    body, kind = make_post(browser, f"{draft}/calls", make_call_file())
    token = browser.cookies["csrf_token"].encode()
    forged = body.replace(token, b"0" * len(token))
    assert forged != body
    answers = [
        post_raw(browser, f"{draft}/calls", io.BytesIO(forged), kind, len(forged)),
        post_raw(browser, f"{draft}/calls", io.BytesIO(body), kind, len(body), HTTP_ORIGIN="https://elsewhere.example"),
    ]
    assert [answer.status_int for answer in answers] == [400, 400]
    assert "none yet" in browser.get(draft).text
    assert post_raw(browser, f"{draft}/calls", io.BytesIO(body), kind, len(body)).status_int == 200


REAL = {
    "san_diego": ("sandiego_cfs/first_3000_rows.csv", "America/Los_Angeles", date(2023, 1, 1)),
    "montgomery": ("montco_911/first_5000_rows.csv", "America/New_York", date(2015, 12, 1)),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", list(REAL))
def test_a_real_file_goes_from_the_upload_to_a_published_report(
    staff: Staff, real_data: Path, tmp_path: Path, name: str
) -> None:
    file, zone, month = REAL[name]
    content = (real_data / file).read_bytes()
    rhythm = Rhythm(1, 30, month, "Ordinance 12, section 4")
    program = staff.act(add_program, name="Crisis Response", operator="City", zone=zone, rhythm=rhythm)
    browser = sign_in_as(staff, Role.PROGRAM_STAFF)
    draft = f"{HERE}/reports/prepare/drafts/{staff.draft(program, month)}"
    form = browser.get(f"{draft}/mapping").forms["mapping"]
    form["mapping"] = (Path(__file__).with_name("mappings") / f"{name}.toml").read_text("utf-8")
    form.submit().follow()
    send(browser, f"{draft}/calls", content)
    browser.get(f"{draft}/publish").forms["publish-report"].submit()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    with staff.database.reading() as session:
        [version] = session.scalars(select(ReportVersion))
    [calls] = [one for one in version.headlines if one["metric"] == "calls_received"]
    assert calls["numerator"] == len(rows) > 2_000
    private = {
        row[column]
        for row in rows
        for column in ("addr", "twp", "desc", "incident_num")
        if len(row.get(column) or "") > 7
    }
    private |= {row[column] for row in rows for column in row if "address" in column and len(row[column]) > 7}
    assert len(private) > 100
    assert find_traces(staff.database, tmp_path, private) == []
