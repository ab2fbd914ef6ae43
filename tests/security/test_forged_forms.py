"""Every form that the portal has, sent by somebody who has no right to, or with more in it than the form holds.

The forms are found on the portal's own pages, so that a new one is attacked without being named here.
"""

import gc
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest

from governance.db.model import Model
from tests.support.portal_forms import (
    BY_SCRIPT,
    NEED_A_BROWSER,
    ONLY_SHOW,
    OTHER,
    FoundForm,
    House,
    list_paths,
    take_snapshot,
)
from tests.support.public_pages import fill
from tests.support.routes import find_route, list_ways

# WebOb keeps a file of a large post in a temporary one, which goes with the request and is not closed before.
pytestmark = [
    pytest.mark.usefixtures("nothing_left_over"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

FORGED = "zqforged"
# What a refused post may leave: the text of whoever wrote it, for them alone.
KEPT = ("kept_form",)


def test_every_act_of_the_portal_has_a_form_that_is_attacked(house: House) -> None:
    acts = {way.route for way in list_ways(house.application) if way.method != "GET"}
    assert acts - {found.route for found in house.forms} == BY_SCRIPT
    assert {found.formid for found in house.forms} >= NEED_A_BROWSER
    assert len(house.forms) > 20


def test_every_form_is_taken_where_its_own_page_sends_it(house: House) -> None:
    """Shows that the attacks begin with what would have been accepted."""
    for found in house.forms:
        house.renew()
        before = take_snapshot(house.database)
        answer = house.open(found).submit(status="*")
        assert (answer.status_int in (200, 303)) is (found.formid not in NEED_A_BROWSER), found
        has_acted = take_snapshot(house.database) != before
        assert has_acted is (found.formid not in NEED_A_BROWSER | ONLY_SHOW), found


def test_a_form_with_no_token_or_a_made_up_one_or_anothers_changes_nothing(house: House) -> None:
    stranger = house.enter("visitor")
    other = next(iter(stranger.get("/sign-in").forms.values()))["csrf_token"].value
    before, refused = take_snapshot(house.database, *KEPT), 0
    for found in house.forms:
        browser = house.enter(found.who)
        fields = house.open(found, browser).submit_fields()
        for token in (None, "", "A" * 43, other):
            forged = replace(fields, csrf_token=token)
            answer = browser.post(found.action, forged, status="*")
            # Either it is refused, or the form is shown once more to whoever is to press its button.
            assert answer.status_int == 400 or answer.location == found.action, (found, answer.status)
            refused += 1
    assert refused == 4 * len(house.forms)
    assert take_snapshot(house.database, *KEPT) == before


def test_a_form_that_another_site_sends_changes_nothing(house: House) -> None:
    before = take_snapshot(house.database)
    for found in house.forms:
        browser = house.enter(found.who)
        form = house.open(found, browser)
        form.submit(headers={"Origin": "https://evil.example"}, status=400)
        form.submit(headers={"Sec-Fetch-Site": "same-site"}, status=400)
    assert take_snapshot(house.database) == before


def test_what_a_script_posts_needs_a_token_and_its_own_page_too(house: House) -> None:
    ways = [way for way in list_ways(house.application) if way.route in BY_SCRIPT]
    for way in ways:
        path, before = fill(way.pattern, house.values), take_snapshot(house.database)
        house.enter("keeper").post(path, {}, status="*")
        browser = house.enter("keeper")
        token = house.open(house.forms[0], browser)["csrf_token"].value
        browser.post(path, {"csrf_token": token}, headers={"Origin": "https://evil.example"}, status=400)
        assert take_snapshot(house.database) == before
        browser.post(path, {"csrf_token": token}, status=200)
    assert len(ways) == len(BY_SCRIPT)


# -- mass assignment -------------------------------------------------------------------------------------------


def list_extras(own: set[str]) -> Iterator[tuple[str, str]]:
    """Every column that there is, as a field that the form does not hold; and who one would like to be."""
    wished = {"role": "administrator", "board": OTHER, "is_administrator": "true", "permissions": "account:close"}
    columns = {column.name: column.type for table in Model.metadata.sorted_tables for column in table.columns}
    for name in sorted({*columns, *wished} - own):
        kind = columns[name].python_type if name in columns else str
        forged = {bool: "false", int: "987654", date: "1999-09-09", datetime: "1999-09-09T09:09:09"}
        yield name, wished.get(name) or forged.get(kind, FORGED)


def replace(fields: list[tuple[str, Any]], **changed: str | None) -> list[tuple[str, Any]]:
    """The fields with others in their place; None takes one out."""
    kept = [(name, value) for name, value in fields if name not in changed]
    return kept + [(name, value) for name, value in changed.items() if value is not None]


def describe_rows(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """The rows, without what is made up anew each time: keys, tokens, salts, and what is hashed with them."""
    plain = bool | int | date | datetime | StrEnum | None
    return {
        table: [tuple(value for value in row if isinstance(value, plain)) for row in rows]
        for table, rows in take_snapshot(house.database).items()
    }


def send_with(house: House, found: FoundForm, extras: list[tuple[str, str]]) -> dict[str, list[tuple[Any, ...]]]:
    """What a form leaves in the database when it is sent with more fields than it has."""
    house.renew()
    browser = house.enter(found.who)
    fields = house.open(found, browser).submit_fields()
    browser.post(found.action, [*fields, *extras], status="*")
    return describe_rows(house)


@pytest.mark.parametrize("part", range(4))
def test_fields_that_a_form_does_not_hold_change_nothing(house: House, part: int) -> None:
    for found in house.forms[part::4]:
        house.renew()
        form = house.open(found)
        # A group of choices is named where it begins.
        groups = {mark.value.partition(":")[0] for mark in form.fields.get("__start__", ())}
        own = {name for name in form.fields if name} | groups
        extras = list(list_extras(own))
        assert len(extras) > 100
        assert send_with(house, found, extras) == send_with(house, found, []), found
        rows = take_snapshot(house.database)
        assert FORGED not in str(rows), found


# -- files ----------------------------------------------------------------------------------------------------


TAKE_FILES = {"documents.add", "documents.replace", "notices.attest", "notices.correct"}
"""The forms that take a file. A new one has to bring its own attacks: false kinds, names with a path, archives, sizes."""


def test_only_forms_that_are_known_to_take_a_file_take_one(house: House) -> None:
    keeper = house.enter("keeper")
    paths = list_paths(house)
    pages = [keeper.get(path, status="*") for path in paths]
    assert len(pages) > 40
    shown = {
        find_route(house.application, path)
        for path, page in zip(paths, pages, strict=True)
        if page.content_type == "text/html" and ('type="file"' in page.text or "multipart/form-data" in page.text)
    }
    assert shown == TAKE_FILES


def list_outermost(fields: list[tuple[str, Any]]) -> Iterator[str]:
    """The names of the fields that stand in no group: a file comes last in a post, and so in no group either."""
    depth = 0
    for name, _value in fields:
        depth += {"__start__": 1, "__end__": -1}.get(name, 0)
        if depth == 0 and name != "__end__":
            yield name


@pytest.fixture
def nothing_left_over() -> Iterator[None]:
    """What the garbage collector has to say of a test is said in that test, and not in one that comes later."""
    yield
    gc.collect()


def test_a_file_in_the_place_of_a_text_is_refused(house: House) -> None:
    before, tried = take_snapshot(house.database), 0
    for found in house.forms:
        browser = house.enter(found.who)
        form = house.open(found, browser)
        fields = form.submit_fields()
        for name in list_outermost(fields):
            control = form.fields[name][0]
            if name in ("csrf_token", "__formid__") or control.tag == "button" or control.attrs.get("type") == "file":
                continue
            others = [field for field in fields if field[0] != name]
            file = (name, "notice.pdf", b"<script>zq(7)</script>", "application/pdf")
            answer = browser.post(found.action, others, upload_files=[file], status="*")
            assert 400 <= answer.status_int < 500, (found, name, answer.status)
            tried += 1
    assert tried > 10
    assert take_snapshot(house.database) == before
