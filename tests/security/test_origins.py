"""An act counts only where one of our own pages sent it, over https and over plain http, whatever its token says."""

from types import SimpleNamespace
from typing import Any

import pytest

from governance.accounts.models import SessionOfAccount
from governance.db import Database
from governance.security.origins import is_from_here
from tests.support.accounts import CLERK, MEMBER, make_browser, make_path, press, sign_in


def ask(address: str = "", **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    registry = SimpleNamespace(portal=SimpleNamespace(address=address))
    return SimpleNamespace(headers=sent, host="boards.example.gov", registry=registry)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://boards.example.gov"},
        {"Origin": "http://boards.example.gov"},
        {"Origin": "null"},  # a page that tells no referrer
        {"Sec_Fetch_Site": "same-origin", "Origin": "null"},
        {"Sec_Fetch_Site": "none"},
    ],
)
def test_a_post_of_our_own_page_counts(headers: dict[str, str]) -> None:
    assert is_from_here(ask(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://boards.example.gov.evil.example"},
        {"Origin": "https://boards.example.gov:8443"},
        {"Origin": "https://boards.example.gov@evil.example"},
        {"Origin": "boards.example.gov"},
        {"Origin": ""},
        {"Origin": "https://["},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://boards.example.gov"},
    ],
)
def test_a_post_of_another_site_does_not(headers: dict[str, str]) -> None:
    assert not is_from_here(ask(**headers))


def test_the_portals_own_address_counts_behind_a_proxy_that_names_another_host() -> None:
    assert is_from_here(ask("https://public.example.gov", Origin="https://public.example.gov"))
    assert not is_from_here(ask("https://public.example.gov", Origin="https://other.example.gov"))


def test_another_sites_form_changes_nothing_even_with_the_right_token(
    application: Any, demo_database: Database
) -> None:
    browser = sign_in(application, demo_database, MEMBER)
    form = browser.get("/account/correct").forms["correct-own"]
    form["name"] = "Forged"
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        form.submit(headers=headers, status=400)
        assert "Forged" not in browser.get("/account").text
    form.submit(headers={"Origin": "http://localhost:80"}, status=303)
    assert "Forged" in browser.get("/account").text


def test_the_button_of_a_link_works_though_its_page_hides_where_it_was(
    application: Any, demo_database: Database
) -> None:
    """A browser says `Origin: null` for the form of a page that tells no referrer, over https as well."""
    browser = make_browser(application)
    browser.extra_environ |= {"wsgi.url_scheme": "https", "HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert press(browser, make_path(demo_database, CLERK)).location == "/home"
    with demo_database.reading() as session:
        assert session.query(SessionOfAccount).count() == 1
