"""Asking for mail, confirming it and ending it in a browser, and by what mail programs send: nothing tells who is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from webob import Request

from governance.boards.actions import unpublish_board
from governance.boards.models import Board
from governance.mail import OutgoingMessage
from governance.security.models import LimitedAttempt
from governance.subscriptions.actions import open_ending
from governance.subscriptions.models import Subscription
from tests.conftest import NOW
from tests.functional.test_canary import crawl
from tests.support.accounts import BOARD, CLERK
from tests.support.planning_site import TAKES_FILES, Site, _live_now, make_site  # noqa: F401  # a fixture for every test here
from tests.support.subscriptions import READER, subscribe

pytestmark = TAKES_FILES
ASK = f"/boards/{BOARD}/subscribe"
BASE = "https://boards.example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(scope="module")
def house(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    for made in make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("subscriptions")):
        registry = made.application.registry
        registry.portal = replace(registry.portal, address=BASE)
        yield made


@pytest.fixture
def site(house: Site) -> Site:
    """The house with nobody subscribed, and nothing tried lately."""
    with house.database.writing.begin() as session:
        for table in (Subscription, OutgoingMessage, LimitedAttempt):
            session.execute(delete(table))
    return house


def ask(site: Site, address: str = READER, visitor: Any = None, **headers: str) -> Any:
    form = (visitor or site.visit()).get(ASK, headers=headers).forms["subscribe"]
    form["address"] = address
    return form.submit(status="*", headers=headers)


def read_letter(site: Site) -> OutgoingMessage:
    with site.database.reading() as session:
        return session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id.desc())).first()  # type: ignore[return-value]  # one was sent


def find_link(letter: OutgoingMessage) -> str:
    [link] = [line for line in (letter.body or "").splitlines() if line.startswith(f"{BASE}/subscriptions/")]
    return link.removeprefix(BASE)


def count(site: Site, *conditions: Any) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Subscription).where(*conditions)) or 0


def add(site: Site) -> str:
    """A subscription; the path that ends it."""
    with site.database.writing.begin() as session:
        return f"/subscriptions/end/{open_ending(site.vault, subscribe(session, site.vault))}"


def test_opening_the_link_changes_nothing_and_its_button_confirms(site: Site) -> None:
    page = ask(site).follow()
    assert READER not in page
    letter = read_letter(site)
    path, visitor = find_link(letter), site.visit()
    assert (letter.recipient, letter.reason) == (READER, "confirm_subscription")
    opened = visitor.get(path)
    assert count(site, Subscription.confirmed_at.is_not(None)) == 0
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert READER not in opened
    done = opened.forms["confirm-subscription"].submit(status=303).follow()
    assert "You are told by mail" in done
    assert count(site, Subscription.confirmed_at.is_not(None)) == 1
    visitor.get(path, status=410)
    opened.forms["confirm-subscription"].submit(status=303)
    assert count(site) == 1


def test_who_asks_is_told_the_same_whether_the_address_is_subscribed(site: Site) -> None:
    visitor = site.visit()
    strange = ask(site, "stranger@example.org", visitor)
    strange_letter = read_letter(site)
    add(site)
    known = ask(site, READER, visitor)
    letter = read_letter(site)
    assert (strange.status, strange.location) == (known.status, known.location)
    assert strange.follow().text == known.follow().text
    assert strange_letter.subject == letter.subject
    assert (strange_letter.body or "").split("/confirm/")[0] == (letter.body or "").split("/confirm/")[0]


@pytest.mark.parametrize("signed_in", [False, True], ids=["nobody", "somebody signed in"])
def test_a_mail_program_ends_it_with_one_post_without_session_or_token(site: Site, signed_in: bool) -> None:
    path = add(site)
    program = site.enter(CLERK) if signed_in else site.visit()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    answer = program.post(path, ONE_CLICK, headers=headers, status=200)
    assert answer.location is None
    assert count(site) == 0
    # It may ask twice.
    again = program.post(path, ONE_CLICK, headers=headers, status=200)
    assert again.text == answer.text


def test_a_mail_program_may_send_the_other_form_too(site: Site) -> None:
    path = add(site)
    body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b"
    answer = Request.blank(path, method="POST", body=body.encode(), content_type=kind).get_response(site.application)
    assert answer.status_int == 200
    assert count(site) == 0


def test_opening_the_link_of_a_message_ends_nothing_and_its_button_does(site: Site) -> None:
    path = add(site)
    visitor = site.visit()
    page = visitor.get(path)
    visitor.head(path)
    visitor.get(f"{path}?List-Unsubscribe=One-Click")
    assert count(site) == 1
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert READER not in page
    for forged in ({}, {"end": "end"}, {"List-Unsubscribe": "Two-Clicks"}):
        visitor.post(path, forged, status=400)
    assert count(site) == 1
    done = page.forms["end-subscription"].submit(status=303).follow()
    assert "the address is destroyed" in done
    assert count(site) == 0
    visitor.get(path, status=410)


def test_a_guessed_secret_ends_nothing(site: Site) -> None:
    add(site)
    site.visit().post(f"/subscriptions/end/{'A' * 43}", ONE_CLICK, status=200)
    site.visit().post("/subscriptions/end/short", ONE_CLICK, status=404)
    assert count(site) == 1


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: all@example.org", "a@example.org\nX: y", "a@example.org, b@example.org", "a b@example.org",
        "<a@example.org>", "a@example", "@example.org", "a@[127.0.0.1]", "\u202ea@example.org", "a@example.org\x0b",
        f"{'a' * 250}@example.org", "",
    ],
    ids=["a header", "a line", "two", "a blank", "brackets", "no domain", "no name", "a number", "turned around",
         "a control", "too long", "nothing"],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused(site: Site, address: str) -> None:
    refused = ask(site, address)
    kept = read_letter(site)
    if refused.status_int == 303:
        # A line's end at its edge is no part of what was typed.
        assert (kept.recipient or "").isprintable()
        assert kept.recipient == address.strip()
    else:
        assert refused.status_int == 422
        assert kept is None
    assert count(site) == (1 if refused.status_int == 303 else 0)


def test_no_topic_or_one_that_is_not_there_is_refused(site: Site) -> None:
    form = site.visit().get(ASK).forms["subscribe"]
    form["address"] = READER
    for box in form.fields["checkbox"]:
        box.checked = False
    assert "Choose at least one" in form.submit(status=422)
    assert count(site) == 0


def test_nobody_fills_the_mailbox_of_another_with_questions(site: Site) -> None:
    assert [ask(site).status_int for _again in range(6)] == [303] * 5 + [429]


def test_an_address_is_in_no_public_output(site: Site) -> None:
    add(site)
    ask(site, "waiting@example.org")
    leaks = [path for path, text in crawl(site.application) if READER in text or "waiting@example.org" in text]
    assert leaks == []
    assert "Disallow: /subscriptions/" in site.visit().get("/robots.txt")


def test_the_board_s_page_leads_to_all_ways_to_follow_it(site: Site) -> None:
    page = site.visit().get(f"/boards/{BOARD}")
    for end in ("subscribe", "calendar.ics", "feed.atom"):
        assert page.html.main.find("a", href=f"/boards/{BOARD}/{end}") is not None
    spanish = site.visit().get(ASK, headers={"Accept-Language": "es"})
    assert "Recibir correo sobre esta junta" in spanish
    ask(site, **{"Accept-Language": "es"})
    assert read_letter(site).language == "es"


def test_a_board_that_is_not_public_is_not_followed(site: Site) -> None:
    with site.database.writing.begin() as session:
        unpublish_board(session, NOW, BOARD)
    for path in (ASK, f"{ASK}/sent", f"/boards/{BOARD}/calendar.ics"):
        site.visit().get(path, status=404)
    page = site.visit().get(add(site))
    with site.database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        assert board.name not in page
        board.published, board.record_version = True, board.record_version + 1


def test_without_an_address_of_its_own_the_portal_asks_for_none(site: Site) -> None:
    registry = site.application.registry
    registry.portal = replace(registry.portal, address="")
    try:
        page = site.visit().get(ASK, headers={"Host": "boards.evil.example"})
        assert "No mail can be sent from here" in page
        assert "subscribe" not in page.forms
    finally:
        registry.portal = replace(registry.portal, address=BASE)
