"""Forms in a browser: nothing for axe to find, the focus where it helps, and rows that grow with and without the script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import PageRecord, find_accessibility_violations, serve_application
from tests.support.form_sampler import make_app


@pytest.fixture(scope="module")
def sampler() -> Iterator[str]:
    with serve_application(make_app()) as address:
        yield address


def fill_wrongly(page: Page) -> None:
    page.get_by_role("button", name="Add: Seat").click()
    page.get_by_role("button", name="Add: Link").click()
    page.get_by_label("Email").fill("nobody")
    page.get_by_role("button", name="Save").click()


def test_neither_the_form_nor_its_errors_give_axe_anything_to_find(page: Page, sampler: str):
    page.goto(sampler)
    assert find_accessibility_violations(page) == []
    fill_wrongly(page)
    expect(page.get_by_role("alert")).to_be_focused()
    assert find_accessibility_violations(page) == []


def test_the_summary_leads_to_the_field_by_keyboard(page: Page, sampler: str):
    page.goto(sampler)
    fill_wrongly(page)
    page.get_by_role("link", name="Seat 1, Name").press("Enter")
    page.keyboard.press("A")
    expect(page.get_by_label("Name")).to_have_value("A")


def test_rows_come_and_go_in_place_and_arrive_whole(page: Page, page_record: PageRecord, sampler: str):
    page.goto(sampler)
    for name, role in (("Ada", "Chair"), ("Ben", "Member"), ("Cleo", "Member")):
        page.get_by_role("button", name="Add: Seat").click()
        seat = page.get_by_role("group", name=re.compile(r"^Seat \d$")).last
        expect(seat).to_be_focused()
        seat.get_by_label("Name").fill(name)
        seat.get_by_label(role).check()
    page.get_by_role("button", name="Remove: Seat 2").click()
    expect(page.get_by_role("group", name="Seat 2")).to_be_focused()
    assert page_record.requests.count(f"{sampler}/") == 1
    ids = page.eval_on_selector_all("[id]", "elements => elements.map((element) => element.id)")
    assert len(ids) == len(set(ids))
    page.get_by_role("button", name="Save").click()
    assert page.eval_on_selector_all("input[name=name]", "all => all.map((one) => one.value)") == ["Ada", "Cleo"]
    expect(page.get_by_label("Chair").first).to_be_checked()
    expect(page.get_by_label("Member").last).to_be_checked()


def test_no_more_rows_are_offered_than_the_form_allows(page: Page, sampler: str):
    page.goto(sampler)
    add = page.get_by_role("button", name="Add: Seat")
    for _ in range(4):
        add.click()
    expect(add).to_have_count(0)


def test_without_the_script_the_same_buttons_keep_what_was_typed(browser: Browser, sampler: str):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(sampler)
        page.get_by_label("Title").fill("Half a")
        page.get_by_role("button", name="Add: Seat").click()
        expect(page.get_by_label("Name")).to_have_count(1)
        expect(page.get_by_label("Title")).to_have_value("Half a")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_fits_a_narrow_phone_in_both_schemes(browser: Browser, sampler: str, scheme: str):
    with browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(sampler)
        fill_wrongly(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert find_accessibility_violations(page) == []
