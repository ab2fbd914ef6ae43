"""The browser's own tools must bite, or every page would pass them."""

from playwright.sync_api import Page

from tests.support.browser import PageRecord, find_accessibility_violations, serve_application

POLICY = "default-src 'none'; style-src 'self'"
GOOD = '<html lang="en"><title>A board</title><main><h1>A board</h1><p>It meets on Tuesday.</p></main></html>'
BAD = '<html><main><h1>A board</h1><input><script>document.title = "set"</script></main></html>'


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)])
    return [(BAD if environ["PATH_INFO"] == "/bad" else GOOD).encode()]


def test_a_sound_page_has_no_violation_and_no_error(page: Page, page_record: PageRecord):
    with serve_application(application) as address:
        page.goto(f"{address}/")
        assert find_accessibility_violations(page) == []
    assert page_record.errors == []
    # Chromium asks for an icon by itself; it comes from the same host.
    assert page_record.requests[0] == f"{address}/"
    assert all(request.startswith(address) for request in page_record.requests)


def test_violations_and_blocked_scripts_are_found(page: Page, page_record: PageRecord):
    with serve_application(application) as address:
        page.goto(f"{address}/bad")
        rules = {line.split(" ")[0] for line in find_accessibility_violations(page)}
    assert {"html-has-lang", "document-title", "label"} <= rules
    assert any("Content Security Policy" in error for error in page_record.errors)
    assert page.title() == ""


def test_an_uncaught_exception_and_a_request_elsewhere_are_recorded(page: Page, page_record: PageRecord):
    page.set_content("<img src='http://elsewhere.invalid/picture.png'><script>throw new Error('lost')</script>")
    assert "http://elsewhere.invalid/picture.png" in page_record.requests
    assert any("lost" in error for error in page_record.errors)
