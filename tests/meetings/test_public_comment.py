"""Public comment: who may write, who reads what, what leaves again, and what never leaves the clerk's desk."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from governance.db import Database
from governance.ledger.checking import check_record
from governance.ledger.models import LedgerEntry
from governance.mail import OutgoingMessage
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.notice_actions import call_off
from governance.meetings.planning_models import DecidedBy
from governance.participation.actions import LONGEST_COMMENT, UNCONFIRMED_FOR, destroy_unconfirmed
from governance.participation.models import CommentState, PublicComment
from tests.conftest import NOW
from tests.functional.test_canary import crawl
from tests.meetings.test_notice_pages import make_plan
from tests.support.accounts import ADMINISTRATOR, BOARD, CHAIR, CLERK
from tests.support.comments import write
from tests.support.planning import find_board_id, find_clerk, post_meeting
from tests.support.planning_site import TAKES_FILES, Site, _live_now, make_site  # noqa: F401  # a fixture for every test here

pytestmark = TAKES_FILES
CANARY = "zqcommentxv"
ADDRESS = "canary.writer@example.net"
NUMBERS = count(200)


@pytest.fixture(scope="module")
def site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("comments"))


@pytest.fixture
def meeting(site: Site) -> str:
    """The key of a meeting of the test's own, weeks from now."""
    return post_meeting(site.database, make_plan(next(NUMBERS)))[0]


def find_path(meeting: str) -> str:
    return f"/boards/{BOARD}/meetings/{meeting}/comments"


def send(visitor: TestApp, meeting: str, words: str, **more: str) -> Any:
    form = visitor.get(f"{find_path(meeting)}/new").forms["comment"]
    form["words"] = words
    for name, value in more.items():
        form[name] = value
    return form.submit(status="*")


def find_row(database: Database, meeting: str) -> PublicComment:
    with database.reading() as session:
        query = select(PublicComment).join(Meeting).where(Meeting.key == meeting).order_by(PublicComment.id.desc())
        return session.scalars(query).first()  # type: ignore[return-value]  # the test has made one


def review(clerk: TestApp, meeting: str, key: str, act: str, formid: str, **values: str) -> Any:
    form = clerk.get(f"{find_path(meeting)}/review/{key}/{act}").forms[formid]
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def test_the_form_says_first_where_to_turn_and_shows_the_rules_and_the_closing_time(site: Site, meeting: str) -> None:
    for language, told in (("en", ("call 911", "call or text 988", "Do not threaten")), ("es", ("911", "988"))):
        page = site.visit().get(f"{find_path(meeting)}/new", headers={"Accept-Language": language})
        main = page.html.main.text
        assert [words for words in told if words not in " ".join(main.split())] == []
        assert main.index("911") < main.index("988") < str(page.html.main.text).index(page.html.form.text.strip()[:20])
        assert page.html.find("a", href=f"/boards/{BOARD}/complaints") is not None
        assert page.html.find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"
    assert "You can write until:" in site.visit().get(find_path(meeting)).text


def test_what_is_written_is_nobody_else_s_to_read_before_the_clerk_publishes_it(site: Site, meeting: str) -> None:
    answer = send(site.visit(), meeting, f"{CANARY} words <b>&", name=f"{CANARY} name")
    assert answer.status_int == 303
    key = find_row(site.database, meeting).key
    send(site.visit(), meeting, f"{CANARY} mailed", address=ADDRESS)
    leaks = [path for path, text in crawl(site.application) if CANARY in text or ADDRESS in text]
    assert leaks == []
    for address in (ADMINISTRATOR, CHAIR):
        site.enter(address).get(f"{find_path(meeting)}/review", status=403)
    clerk = site.enter(CLERK)
    assert f"{find_path(meeting)}/review" in clerk.get(f"/boards/{BOARD}/meetings/prepare")
    assert f"{CANARY} words" in clerk.get(f"{find_path(meeting)}/review")
    assert review(clerk, meeting, key, "publish", "publish-comment").status_int == 303
    page = site.visit().get(find_path(meeting))
    assert f"{CANARY} words &lt;b&gt;&amp;" in page
    assert site.visit().get(f"/api/v1{find_path(meeting)}").json["comments"][0]["name"] == f"{CANARY} name"
    assert page.html.find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"
    assert "Disallow: /api/" in site.visit().get("/robots.txt")


def test_a_comment_with_an_address_waits_for_its_writer_and_the_address_is_nowhere(site: Site, meeting: str) -> None:
    send(site.visit(), meeting, f"{CANARY} mailed", address=ADDRESS)
    assert find_row(site.database, meeting).state is CommentState.UNCONFIRMED
    assert CANARY not in site.enter(CLERK).get(f"{find_path(meeting)}/review")
    with site.database.reading() as session:
        letter = session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id.desc())).first()
        assert letter is not None
        assert (letter.recipient, letter.reason, CANARY in (letter.body or "")) == (ADDRESS, "confirm_comment", False)
        [link] = [line for line in (letter.body or "").splitlines() if "/comments/confirm/" in line]
    path = link[link.index("/comments/") :]
    page = site.visit().get(path)
    assert find_row(site.database, meeting).state is CommentState.UNCONFIRMED
    page.forms["confirm-comment"].submit(status=303).follow()
    row = find_row(site.database, meeting)
    assert (row.state, ADDRESS in str(vars(row))) == (CommentState.WAITING, False)
    clerk = site.enter(CLERK)
    assert ADDRESS not in clerk.get(f"{find_path(meeting)}/review")
    site.visit().get(path, status=410)
    review(clerk, meeting, row.key, "publish", "publish-comment")
    told = site.visit().get(find_path(meeting)).text + site.visit().get(f"/api/v1{find_path(meeting)}").text
    assert (CANARY in told, ADDRESS in told) == (True, False)


def test_a_comment_that_is_not_confirmed_in_a_week_is_destroyed(site: Site, meeting: str) -> None:
    with site.database.writing.begin() as session:
        row = write(session, meeting, "Unsure", confirmation="C" * 43).id
        kept = write(session, meeting, "Sure").id
    with site.database.writing.begin() as session:
        destroy_unconfirmed(session, NOW + UNCONFIRMED_FOR - timedelta(seconds=1))
        assert session.get(PublicComment, row) is not None
        assert destroy_unconfirmed(session, NOW + UNCONFIRMED_FOR) >= 1
    with site.database.reading() as session:
        assert session.get(PublicComment, row) is None
        assert session.get(PublicComment, kept) is not None


def test_the_same_form_sent_twice_is_one_comment_and_other_words_are_not_lost(site: Site, meeting: str) -> None:
    visitor = site.visit()
    form = visitor.get(f"{find_path(meeting)}/new").forms["comment"]
    form["words"] = "Once"
    first, second = form.submit(status=303), form.submit(status=303)
    assert first.location == second.location
    form["words"] = "Something else"
    refused = form.submit(status=422)
    assert "This form was sent already" in refused
    assert refused.forms["comment"]["words"].value == "Something else"
    assert refused.forms["comment"].submit(status=303).location != first.location
    with site.database.reading() as session:
        query = select(func.count()).select_from(PublicComment).join(Meeting).where(Meeting.key == meeting)
        assert session.scalar(query) == 2


def test_its_writer_takes_it_back_until_the_meeting_and_its_words_are_destroyed(site: Site, meeting: str) -> None:
    visitor = site.visit()
    receipt = send(visitor, meeting, f"{CANARY} regret", name=CANARY).location
    key = find_row(site.database, meeting).key
    review(site.enter(CLERK), meeting, key, "publish", "publish-comment")
    assert f"{CANARY} regret" in visitor.get(find_path(meeting))
    page = visitor.get(receipt)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    page.forms["withdraw-comment"].submit(status=303)
    assert CANARY not in visitor.get(find_path(meeting))
    row = find_row(site.database, meeting)
    assert (row.state, row.words, row.name) == (CommentState.WITHDRAWN, None, None)
    visitor.get(f"/comments/{'A' * 43}", status=410)
    with site.database.reading() as session:
        check_record(session, ())


def test_nothing_is_taken_back_once_the_meeting_has_begun(site: Site, meeting: str) -> None:
    visitor = site.visit()
    form = visitor.get(send(visitor, meeting, "Late regret").location).forms["withdraw-comment"]
    with site.database.reading() as session:
        starts_at = session.scalars(select(Meeting.starts_at).where(Meeting.key == meeting)).one()
    site.at(starts_at)
    assert form.submit(status=422)
    assert find_row(site.database, meeting).words == "Late regret"


@pytest.mark.parametrize(
    ("hours", "status", "taken"),
    [(25, None, True), (24, None, False), (25, MeetingStatus.CANCELLED, False)],
    ids=["an hour before the end of the time", "at its end", "a meeting that was cancelled"],
)
def test_comments_are_taken_until_the_closing_time(
    site: Site, meeting: str, hours: int, status: MeetingStatus | None, taken: bool
) -> None:
    visitor = site.visit()
    form = visitor.get(f"{find_path(meeting)}/new").forms["comment"]
    form["words"] = "In time?"
    with site.database.writing.begin() as session:
        starts_at = session.scalars(select(Meeting.starts_at).where(Meeting.key == meeting)).one()
        if status is not None:
            call_off(
                session, NOW, find_clerk(session), find_board_id(session), meeting, status=status,
                decided_by=DecidedBy.CHAIR, reason="A storm",
            )  # fmt: skip
    site.at(starts_at - timedelta(hours=hours))
    assert (form.submit(status="*").status_int == 303) is taken


def test_a_comment_is_held_back_by_a_rule_and_the_public_reads_which_and_why(site: Site, meeting: str) -> None:
    send(site.visit(), meeting, f"{CANARY} buy now")
    key, clerk = find_row(site.database, meeting).key, site.enter(CLERK)
    assert review(clerk, meeting, key, "hold-back", "hold-back", rule="4", reason="").status_int == 422
    assert review(clerk, meeting, key, "hold-back", "hold-back", rule="4", reason="An advert").status_int == 303
    told = site.visit().get(f"/api/v1{find_path(meeting)}")
    [held] = told.json["held_back"]
    assert (held["comments"], held["reason"]) == (1, "An advert")
    assert held["rule"].startswith("Do not advertise")
    assert CANARY not in told
    assert CANARY not in site.visit().get(find_path(meeting))


def test_a_complaint_about_a_response_is_counted_and_shown_to_nobody(site: Site, meeting: str) -> None:
    before = site.visit().get(f"/api/v1/boards/{BOARD}/complaints").json["counted"]
    send(site.visit(), meeting, f"{CANARY} they came late")
    key = find_row(site.database, meeting).key
    assert review(site.enter(CLERK), meeting, key, "hold-back", "hold-back", rule="complaint").status_int == 303
    assert site.visit().get(f"/api/v1/boards/{BOARD}/complaints").json["counted"] == before + 1
    assert CANARY not in site.visit().get(find_path(meeting))


def test_a_passage_is_taken_out_for_good_with_a_mark(site: Site, meeting: str) -> None:
    send(site.visit(), meeting, f"My neighbour {CANARY} was ill. Keep the team. {CANARY}!")
    key, clerk = find_row(site.database, meeting).key, site.enter(CLERK)
    review(clerk, meeting, key, "publish", "publish-comment")
    assert review(clerk, meeting, key, "take-out", "take-out", passage="not in it").status_int == 422
    assert review(clerk, meeting, key, "take-out", "take-out", passage=CANARY).status_int == 303
    page = site.visit().get(find_path(meeting))
    assert CANARY not in page
    assert page.text.count("[taken out: somebody's health]".replace("'", "&#39;")) == 2
    assert CANARY not in (find_row(site.database, meeting).words or "")
    with site.database.reading() as session:
        check_record(session, ())


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("x" * 100_000, 422),
        ("x" * (LONGEST_COMMENT + 1), 422),
        ("x" * LONGEST_COMMENT, 303),
        ("", 422),
        ("   \n ", 422),
        ("👩‍👩‍👧 ¡gracias! 🙏", 303),
        ("שלום לכולם, תודה", 303),
        ("left \u202eright", 422),
        ("taken \ue000 out", 422),
        ("a\x00b", 400),
        ("<script>zq(7)</script>", 303),
    ],
    ids=["100 KB", "one too long", "just so long", "nothing", "blanks", "emoji", "right to left", "turned around",
         "a false mark", "a zero", "markup"],
)  # fmt: skip
def test_any_text_gets_a_right_answer(site: Site, meeting: str, words: str, status: int) -> None:
    assert send(site.visit(), meeting, words).status_int == status
    kept = find_row(site.database, meeting)
    assert (kept.words if status == 303 else kept) == (words if status == 303 else None)


def test_a_speaker_gives_a_name_and_the_public_reads_only_how_many_there_are(site: Site, meeting: str) -> None:
    assert send(site.visit(), meeting, "", kind="speaking").status_int == 422
    assert send(site.visit(), meeting, "", kind="speaking", name=f"{CANARY} Speaker").status_int == 303
    key, clerk = find_row(site.database, meeting).key, site.enter(CLERK)
    review(clerk, meeting, key, "publish", "publish-comment")
    told = site.visit().get(f"/api/v1{find_path(meeting)}")
    assert (told.json["speakers"], CANARY in told.text) == (1, False)


def test_forged_places_lead_nowhere(site: Site, meeting: str) -> None:
    visitor, clerk = site.visit(), site.enter(CLERK)
    other = post_meeting(site.database, make_plan(next(NUMBERS)))[0]
    send(visitor, other, "Of another meeting")
    key = find_row(site.database, other).key
    clerk.get(f"{find_path(meeting)}/review/{key}/publish", status=404)
    clerk.get(f"{find_path(meeting)}/review/0000000000/publish", status=404)
    form = visitor.get(f"{find_path(meeting)}/new").forms["comment"]
    form["words"] = "An item of another meeting"
    form["item"].force_value("calls00000")
    form.submit(status=422)
    form = visitor.get(f"{find_path(meeting)}/new").forms["comment"]
    form["words"], form["receipt"] = "A secret that is none", "short"
    form.submit(status=422)


def test_a_flood_from_one_place_is_stopped(site: Site, meeting: str) -> None:
    visitor = site.visit()
    visitor.extra_environ["REMOTE_ADDR"] = "93.184.216.34"
    statuses = [send(visitor, meeting, f"Flood {number}").status_int for number in range(21)]
    assert statuses == [303] * 20 + [429]


def test_the_clerk_sets_the_rules_and_the_closing_time_on_the_ledger(site: Site, meeting: str) -> None:
    clerk = site.enter(CLERK)
    page = clerk.get(f"/boards/{BOARD}/comment-rules")
    form = page.forms["comment-rules"]
    form["rules_en"], form["rules_es"], form["closes_hours"] = "Be brief.\nBe kind.", "Sea breve.\nSea amable.", "3"
    form.submit(status=303)
    english = site.visit().get(f"/api/v1{find_path(meeting)}").json["terms"]
    spanish = site.visit().get(f"/api/v1{find_path(meeting)}", headers={"Accept-Language": "es"}).json["terms"]
    assert english["rules"] == {"paragraphs": ["Be brief.", "Be kind."], "language": "en", "is_own": True}
    assert spanish["rules"]["paragraphs"] == ["Sea breve.", "Sea amable."]
    assert (english["closes_hours"], english["danger"]["is_own"]) == (3, False)
    clerk.get(f"/boards/{BOARD}/comment-rules").forms["comment-rules"].submit(status=422)
    with site.database.reading() as session:
        kinds = session.scalars(select(LedgerEntry.kind)).all()
        assert kinds.count("comment.terms_set") == 1
    again = clerk.get(f"/boards/{BOARD}/comment-rules").forms["comment-rules"]
    again["rules_en"], again["rules_es"], again["closes_hours"] = "", "", "24"
    again.submit(status=303)
