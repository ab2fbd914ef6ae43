"""Chromium for the tests in this folder, and a fresh page with its record for each of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.browser import NoChromium, PageRecord, record_context, run_browser


# For this folder rather than the session: while it runs, Playwright holds an event loop in this thread, and tests
# elsewhere may want their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; skips the test, saying what to install, where there is none."""
    try:
        with run_browser() as running:
            yield running
    except NoChromium as error:
        pytest.skip(str(error))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A context without cookies, cache or history."""
    with browser.new_context(locale="en-US") as fresh:
        yield fresh


@pytest.fixture
def page_record(context: BrowserContext) -> PageRecord:
    """What `page` asked for and complained of so far."""
    return record_context(context)


@pytest.fixture
def page(context: BrowserContext, page_record: PageRecord) -> Page:
    """A page, 1280 by 720, whose requests and errors stand in `page_record`."""
    return context.new_page()
