"""Call files with private things in every row, sent to the pages on which staff count and map them."""

from typing import Any

from sqlalchemy import select
from webtest import TestApp, Upload

from governance.accounts.models import Role
from governance.oversight.models import ReportDraft
from tests.oversight.making import Staff
from tests.oversight.reducing import MAPPING
from tests.oversight.test_pages import sign_in_as
from tests.support.accounts import BOARD

HERE = f"/boards/{BOARD}"
CANARIES = ("Wilhelmina Quartermaine", "4711 Larkspur Hollow", "knows everybody upstairs", "CASE-990017")
"""A name, an address, free text and an id that stand in every row of a file."""
NAMED = "name,address,story,case"


def add_private(content: bytes) -> bytes:
    """The same file with what must not be kept beside each row."""
    head, *rows = content.decode().split("\n")
    return "\n".join([f"{head},{NAMED}", *(f"{row},{','.join(CANARIES)}" for row in rows)]).encode()


def open_draft(staff: Staff, mapping: str = MAPPING) -> tuple[TestApp, str]:
    """A browser of staff, and the address of the draft of July, which has a mapping."""
    browser = sign_in_as(staff, Role.PROGRAM_STAFF)
    key = staff.draft(staff.add_program())
    with staff.database.writing.begin() as session:
        draft = session.scalars(select(ReportDraft).where(ReportDraft.key == key)).one()
        draft.content = {**draft.content, "mapping": mapping}
    return browser, f"{HERE}/reports/prepare/drafts/{key}"


def send(browser: TestApp, address: str, content: bytes, status: int = 200, **more: Any) -> Any:
    """The answer to a file that is sent with the only form that takes one."""
    page = browser.get(address)
    form = next(form for form in page.forms.values() if "file" in form.fields)
    for name, value in more.items():
        form[name] = value
    form["file"] = Upload("calls.csv", content, "text/csv")
    return form.submit(status=status)
