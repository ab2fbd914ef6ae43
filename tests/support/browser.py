"""What browser tests share: Chromium, a served application, a record of what a page did, and axe's verdict on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress import create_server

from tests.support.chromium import find_chromium

# Chromium asks hosts of its own maker at every start, unless told not to. Playwright itself leaves Chromium's sandbox
# out, which could not work for root or in a container; nothing but our own pages is loaded.
QUIET = (
    *("--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
ACCESSIBILITY_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class NoChromium(Exception):
    """No Chromium was found; the text says what to install."""


@dataclass
class PageRecord:
    """What the pages of one context did.

    requests: each address asked for, in order. errors: each console error (a blocked script or style is one) and each
    uncaught exception, as text.
    """

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def run_browser() -> Iterator[Browser]:
    """Run the machine's Chromium without a window. Raises NoChromium if there is none."""
    program = find_chromium()
    if program is None:
        raise NoChromium(
            "No Chromium. Debian: apt-get install --no-install-recommends chromium libatomic1 fonts-dejavu-core. "
            "Mac: install Google Chrome, or type .venv/bin/playwright install chromium"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET])
        try:
            yield browser
        finally:
            browser.close()


def record_context(context: BrowserContext) -> PageRecord:
    """Write down from now on what the pages of `context` ask for and complain of."""
    record = PageRecord()
    context.on("request", lambda request: record.requests.append(request.url))
    context.on("console", lambda message: record.errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: record.errors.append(str(error.error)))
    return record


def find_accessibility_violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA and its own best practice: one line for each element."""
    options = {"runOnly": {"type": "tag", "values": list(ACCESSIBILITY_TAGS)}, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html']}"
        for violation in violations
        for node in violation["nodes"]
    ]


@contextmanager
def serve_application(application: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application on a free port of this machine, in a thread; yield its address without a slash."""
    sockets: dict[int, Any] = {}
    server = create_server(application, map=sockets, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, name="served application")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # In this order: no worker may answer into a socket that is gone, and the loop, which ends when it has no
        # socket left, must close them itself.
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(sockets))
        thread.join()
