"""What a request says of hosts and of where to go next: nothing of it comes back in a page, a redirect or a message."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from webtest import TestApp

from tests.support.accounts import make_browser, read_messages
from tests.support.portal_forms import FoundForm, House, list_paths
from tests.support.soak import deal

EVIL = "evil.example"
FORGED_HOST = {
    "HTTP_HOST": EVIL, "HTTP_X_FORWARDED_HOST": EVIL, "HTTP_X_FORWARDED_SERVER": EVIL, "HTTP_X_HOST": EVIL,
    "HTTP_FORWARDED": f"host={EVIL}", "HTTP_X_ORIGINAL_URL": f"https://{EVIL}/",
}  # fmt: skip
OWN = "http://localhost:9000"
RETURN = ("return_to", "next", "return", "url", "redirect", "redirect_uri", "came_from", "continue")


@pytest.fixture
def settled(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house of an operator who has set the portal's address."""
    registry = house.application.registry
    monkeypatch.setattr(registry, "portal", replace(registry.portal, address=OWN))
    return house


def name_cookies(browser: TestApp) -> str:
    """The cookies as a browser sends them to the host that it knows; WebTest would keep them from another one."""
    return "; ".join(f"{name}={value.strip(chr(34))}" for name, value in browser.cookies.items())


def read_everything(answer: Any) -> str:
    # A paper or a packet is no text; what it says of this host would still be found.
    said = answer.body.decode("utf-8", "replace")
    return "\n".join([*(f"{name}: {value}" for name, value in answer.headerlist), said])


def test_no_page_says_what_a_request_calls_this_host(settled: House) -> None:
    keeper = settled.enter("keeper")
    said = []
    for path in list_paths(settled):
        answer = keeper.get(path, extra_environ={**FORGED_HOST, "HTTP_COOKIE": name_cookies(keeper)}, status="*")
        assert answer.status_int < 500 or path == "/readyz", path
        said += [path] if EVIL in read_everything(answer) else []
    assert said == []


def test_no_form_leads_to_or_writes_of_what_a_request_calls_this_host(settled: House) -> None:
    sent = 0
    for found in settled.forms:
        settled.renew()
        browser = settled.enter(found.who)
        fields = settled.open(found, browser).submit_fields()
        answer = browser.post(
            found.action, fields, status="*", extra_environ={**FORGED_HOST, "HTTP_COOKIE": name_cookies(browser)}
        )
        assert answer.status_int in (200, 303, 422), found
        assert EVIL not in read_everything(answer), found
        for message in read_messages(settled.database):
            assert EVIL not in f"{message.subject} {message.body}", found
            sent += OWN in str(message.body)
    assert sent > 2


def send_elsewhere(house: House, found: FoundForm, target: str) -> Any:
    """Send a form that says in its address and in each field for it where to go next."""
    house.renew()
    browser = house.enter(found.who)
    fields = [field for field in house.open(found, browser).submit_fields() if field[0] not in RETURN]
    elsewhere = dict.fromkeys(RETURN, target)
    path = f"{found.action.partition('?')[0]}?{urlencode(elsewhere)}"
    return browser.post(path, [*fields, *elsewhere.items()], status="*")


TARGETS = (f"//{EVIL}/{EVIL}", f"https://{EVIL}/{EVIL}", f"\\\\{EVIL}/{EVIL}", "javascript:evil.example()")


@pytest.mark.parametrize("target", TARGETS)
def test_no_form_leads_where_a_request_wants_to_go(house: House, target: str, soak_factor: int) -> None:
    """Each form with one of the targets, in a long run with each; those of signing in, which do read one, always with each."""
    led = 0
    signing_in = [found for found in house.forms if found.action.startswith("/sign-in")]
    assert len(signing_in) > 3
    others = [found for found in house.forms if found not in signing_in]
    for found in [*signing_in, *deal(others, TARGETS.index(target), len(TARGETS), soak_factor)]:
        answer = send_elsewhere(house, found, target)
        if answer.location is not None:
            led += 1
            assert EVIL not in answer.location.partition("?")[0], (found, answer.location)
            assert answer.location.startswith("/"), (found, answer.location)
            assert not answer.location.startswith("//"), (found, answer.location)
    assert led > 8


def test_no_page_links_to_where_a_request_wants_to_go(house: House, soak_factor: int) -> None:
    """Each page as one of those who are signed in, in a long run as each."""
    for number, who in enumerate(house.sessions):
        browser = house.enter(who)
        for path in deal(list_paths(house), number, len(house.sessions), soak_factor):
            answer = browser.get(f"{path}?{urlencode(dict.fromkeys(RETURN, f'https://{EVIL}/'))}", status="*")
            assert EVIL not in (answer.location or "").partition("?")[0], path
            if answer.content_type == "text/html" and EVIL in answer.text:
                links = [tag.get("href") or "" for tag in answer.html.find_all(["a", "link"])]
                assert [link for link in links if EVIL in link.partition("?")[0]] == [], path
                hidden = answer.html.find_all("input", {"name": list(RETURN)})
                assert [field for field in hidden if EVIL in field.get("value", "")] == [], path


# -- what works once ------------------------------------------------------------------------------------------


def test_what_signs_in_once_signs_nobody_in_again(house: House) -> None:
    """Every form that begins a session: a link, a printed code, a code of an app; seen by somebody and sent again."""
    begin = set()
    for found in house.forms:
        house.renew()
        browser, thief = house.enter(found.who), house.enter("keeper by link")
        fields = house.open(found, browser).submit_fields()
        browser.post(found.action, fields, status="*")
        if "session" not in browser.cookies or browser.cookies["session"] == house.sessions[found.who]:
            continue
        begin.add(found.formid)
        visitor = make_browser(house.application)
        for other in (thief, visitor):
            had = other.cookies.get("session")
            token = other.get("/sign-in").forms["sign-in"]["csrf_token"].value
            again = [(name, token if name == "csrf_token" else value) for name, value in fields]
            answer = other.post(found.action, again, status="*")
            assert other.cookies.get("session") == had, (found, answer.status)
    assert begin >= {"use-link", "printed-code", "second-step"}
