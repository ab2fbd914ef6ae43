"""What everybody reads of what a board asks and a program answers, and of its review."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from webtest import TestApp

from governance.accounts.actions import OPERATOR, invite
from governance.accounts.models import Factor, MadeBy, Role
from governance.accounts.sessions import begin_session
from governance.boards.models import Board
from governance.oversight import inquiry_waiting
from governance.oversight.budget_actions import enter_budget_date, strike_budget_date
from governance.oversight.inquiry_actions import ask_question
from governance.oversight.inquiry_models import Inquiry, ProgressState
from governance.oversight.periods import Owed, Period, Standing
from governance.oversight.response_actions import Answering, respond, tell_progress
from governance.oversight.review_views import list_due, list_leaving
from governance.oversight.target_actions import Wanted, set_target
from governance.oversight.target_models import Comparison, MetricTarget
from tests.conftest import NOW, make_application
from tests.oversight.inquiring import DAY, HERE, OTHER, Asking
from tests.oversight.making import Staff
from tests.support.accounts import make_browser
from tests.support.inquiries import CLERK, MEMBER, STAFF, TODAY
from tests.support.statements import count_statements


@pytest.fixture
def asking(demo_database: Any) -> Asking:
    return Asking(Staff(demo_database))


def test_a_recommendation_is_owed_an_answer_within_45_days(asking: Asking) -> None:
    key = asking.recommend()
    page = asking.read(f"recommendations/{key}")
    assert page["inquiry"]["due_on"] == (TODAY + 45 * DAY).isoformat()
    [finding] = page["findings"]
    assert (finding["rule"], finding["verdict"], finding["how_known"]) == ("RESP-01", "cannot_tell", "own_default")
    assert not finding["binds"]
    assert "45 days later" in finding["sentence"]


def test_a_late_recommendation_says_its_day_and_the_rule(asking: Asking) -> None:
    key = asking.recommend()
    with asking.database.writing.begin() as session:
        session.execute(update(Inquiry).values(sent_on=TODAY - 46 * DAY, due_on=TODAY - DAY))
        session.execute(update(Board).values(record_version=Board.record_version + 1))
    page = asking.read(f"recommendations/{key}")
    assert (page["inquiry"]["standing"], page["inquiry"]["days_late"]) == ("late", 1)
    assert page["findings"][0]["verdict"] == "warned"
    assert "day 46 of 45" in page["findings"][0]["sentence"]


def test_refusals_and_rejections_need_reasons_and_corrections_say_why(asking: Asking) -> None:
    request, recommendation, question = asking.request(), asking.recommend(), asking.ask()
    for key, answer in ((request, "refused"), (recommendation, "rejected"), (recommendation, "accepted_in_part")):
        assert asking.refuse(respond, STAFF, key, Answering(answer, "No."), 0) == "reasons_missing"
    for key, answer in ((request, "accepted"), (recommendation, "delivered"), (question, "refused"), (question, "x")):
        assert asking.refuse(respond, STAFF, key, Answering(answer, "No.", "Why"), 0) == "answer_unusable"
    asking.answer(request, "refused", reasons="There are none.")
    assert asking.refuse(respond, STAFF, request, Answering("delivered", "Here."), 0) == "answered_meanwhile"
    assert asking.refuse(respond, STAFF, request, Answering("delivered", "Here."), 1) == "reason_missing"
    asking.answer(request, "delivered", 1, change="They were found", address="https://example.org/calls.csv")
    page = asking.read(f"data-requests/{request}")
    assert [one["answer"] for one in page["responses"]] == ["delivered", "refused"]
    assert page["inquiry"]["answer"] == "delivered"
    assert page["responses"][0]["web_address"] == "https://example.org/calls.csv"
    for address in ("javascript:x", "ftp://x.example", "https://a b"):
        answering = Answering("delivered", "Here.", address=address, change="x")
        assert asking.refuse(respond, STAFF, request, answering, 2) == "address_unusable"


def test_an_answer_by_letter_counts_from_its_own_day_and_says_who_entered_it(asking: Asking) -> None:
    key = asking.recommend()
    letter = Answering("accepted", "Yes.", address="https://example.org/letter.pdf", answered_on=TODAY - DAY)
    assert asking.refuse(respond, CLERK, key, letter, 0) == "answered_before_sent"
    asking.act(respond, CLERK, key, Answering("accepted", "Yes.", address="https://x.example/l", answered_on=TODAY), 0)
    [response] = asking.read(f"recommendations/{key}")["responses"]
    assert response["by_letter"]


def test_a_letter_that_rejects_without_reasons_is_entered_as_it_came_and_told_for_what_it_is(asking: Asking) -> None:
    key = asking.recommend()
    address = f"{HERE}/recommendations/{key}"
    letter = Answering("rejected", "No.", address="https://example.org/letter.pdf", answered_on=TODAY)
    asking.act(respond, CLERK, key, letter, 0)
    page = asking.read(f"recommendations/{key}")
    assert (page["responses"][0]["answer"], page["responses"][0]["reasons"]) == ("rejected", [])
    assert "without reasons" in page["findings"][0]["sentence"]
    staff = enter(asking, Role.PROGRAM_STAFF)
    form = staff.get(f"{address}/answer").forms["answer-inquiry"]
    assert "Give your reasons" in fill(form, change="Again").submit(status=422).text
    fill(form, change="Reasons were wanting", reasons="No money.").submit().follow()
    assert asking.read(f"recommendations/{key}")["findings"][0]["verdict"] == "met"


def test_what_was_accepted_is_followed_and_what_was_not_is_not(asking: Asking) -> None:
    key = asking.recommend()
    going = (ProgressState.UNDER_WAY, "Posts are advertised.")
    assert asking.refuse(tell_progress, STAFF, key, *going, 0) == "not_accepted"
    asking.answer(key, "accepted")
    asking.act(tell_progress, STAFF, key, *going, 0)
    assert asking.refuse(tell_progress, STAFF, key, *going, 0) == "answered_meanwhile"
    asking.act(tell_progress, STAFF, key, ProgressState.DONE, "They work.", 1)
    page = asking.read(f"recommendations/{key}")
    assert [one["state"] for one in page["progress"]] == ["done", "under_way"]
    assert page["done_on"] == TODAY.isoformat()


def test_the_metric_is_told_before_and_after_from_what_is_published(asking: Asking) -> None:
    asking.staff.publish_file(asking.program, police=1, calls=170)
    key = asking.recommend(metric="police_backup_share")
    page = asking.read(f"recommendations/{key}")
    assert page["before"]["value"] == "1 in 170 (1 of 170)"
    assert page["after"] is None
    with asking.database.writing.begin() as session:
        session.execute(update(Inquiry).values(sent_on=date(2026, 6, 30)))
        session.execute(update(Board).values(record_version=Board.record_version + 1))
    page = asking.read(f"recommendations/{key}")
    assert (page["before"], page["after"]["numerator"]) == (None, 1)


def test_a_question_is_public_from_the_moment_it_is_asked(asking: Asking) -> None:
    reader = make_browser(make_application(asking.database))
    assert asking.read("questions", reader)["inquiries"] == []
    key = asking.ask()
    [told] = asking.read("questions", reader)["inquiries"]
    assert (told["key"], told["standing"]) == (key, "due")
    assert told["asked_by"]
    assert asking.read(f"questions/{key}", reader)["motion"] is None


def test_a_rescinded_motion_leaves_nothing_owed(asking: Asking) -> None:
    key, recommended = asking.request(), asking.recommend()
    asking.rescind()
    assert asking.read(f"recommendations/{recommended}")["findings"] == []
    page = asking.read(f"data-requests/{key}")
    assert (page["inquiry"]["standing"], page["motion_stands"]) == ("not_owed", False)


def test_one_kind_s_key_is_no_address_of_another_kind(asking: Asking) -> None:
    key = asking.request()
    browser = make_browser(make_application(asking.database))
    browser.get(f"{HERE}/data-requests/{key}")
    for path in (f"{HERE}/recommendations/{key}", f"/boards/{OTHER}/data-requests/{key}"):
        browser.get(path, status=404)


def test_a_target_is_held_against_periods_that_began_under_it_and_can_end(asking: Asking) -> None:
    for month in (7, 8, 9):
        asking.staff.publish_file(asking.program, police=20, calls=200, month=month)
    wanted = Wanted(asking.program, "police_backup_share", Comparison.AT_MOST, "10", TODAY, "Fewer of them.")
    key = asking.act(set_target, CLERK, asking.motion, wanted)
    assert asking.refuse(set_target, CLERK, asking.motion, wanted) == "target_known"
    for more, why in (
        ({"value": "101"}, "value_unusable"), ({"value": "1e3"}, "value_unusable"), ({"value": ""}, "value_unusable"),
        ({"metric": "x"}, "unknown_metric"), ({"started_on": date(2020, 1, 1)}, "sent_too_early"),
        ({"comparison": Comparison.NONE, "started_on": TODAY}, "no_target"),
    ):  # fmt: skip
        changed = Wanted(**{**{name: getattr(wanted, name) for name in wanted.__slots__}, **more})
        assert asking.refuse(set_target, CLERK, asking.motion, changed) == why
    with asking.database.writing.begin() as session:
        session.execute(update(MetricTarget).where(MetricTarget.key == key).values(started_on=date(2026, 8, 1)))
        session.execute(update(Board).values(record_version=Board.record_version + 1))
    [reviewed] = [one for one in asking.read("review")["metrics"] if one["metric"] == "police_backup_share"]
    # 20 of 200 is exactly 10 percent: at most that is reached. July began before there was a target.
    assert [(one["target"], one["reached"]) for one in reviewed["figures"]] == [
        ("at most 10 percent", True), ("at most 10 percent", True), (None, None),
    ]  # fmt: skip
    lifted = Wanted(asking.program, "police_backup_share", Comparison.NONE, "", TODAY, "Enough.")
    asking.act(set_target, CLERK, asking.motion, lifted)
    assert [one["said"] for one in asking.read("review")["targets"]] == ["No target any more", "at most 10 percent"]


def test_the_review_tells_what_is_late_what_changed_and_how_good_the_data_are(asking: Asking) -> None:
    asking.staff.publish_file(asking.program, police=1, calls=170)
    asking.staff.publish_file(asking.program, "Two calls were missing", police=3, calls=172)
    asking.request()
    page = asking.read("review")
    assert [one["standing"] for one in page["late"]] == ["late", "not_delivered"]
    assert [one["change"] for one in page["corrections"]] == ["Two calls were missing"]
    assert [one["title"] for one in page["waiting"]] == ["Calls at night"]
    assert (page["rows"]["read"], page["rows"]["counted"]) == (172, 172)
    assert {one["rule"]: one["verdict"] for one in page["findings"]} == {"DATA-01": "warned", "DATA-02": "warned"}


def test_budgets_warn_ahead_and_a_day_that_was_struck_out_warns_no_more(asking: Asking) -> None:
    closes_on = TODAY + 60 * DAY
    key = asking.act(enter_budget_date, CLERK, closes_on, "City budget")
    assert asking.refuse(enter_budget_date, CLERK, closes_on, "Again") == "date_known"
    recommended = asking.recommend()
    assert "in 60 days" in asking.read(f"recommendations/{recommended}")["findings"][1]["sentence"]
    asking.act(strike_budget_date, CLERK, key)
    assert asking.refuse(strike_budget_date, CLERK, key) == "unknown_date"
    assert len(asking.read(f"recommendations/{recommended}")["findings"]) == 1


def test_a_report_counts_for_a_year_and_the_review_changes_on_the_day_it_leaves() -> None:
    owed = [
        Owed(Period(date(2026, 1, 1), date(2026, 1, 31)), TODAY - days * DAY, standing, 0)
        for days, standing in ((366, Standing.PUBLISHED), (365, Standing.LATE), (5, Standing.DUE))
    ]
    assert [one.due_on for one in list_due(owed, TODAY - 365 * DAY)] == [TODAY - 365 * DAY]
    [leaving] = list_leaving(owed, TODAY - 365 * DAY)
    assert leaving == TODAY + DAY
    assert list_due(owed, leaving - 365 * DAY) == []


def test_a_budget_warns_of_recommendations_however_much_else_waits(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiry_waiting, "MOST", 1)
    asking.act(enter_budget_date, CLERK, TODAY + 30 * DAY, "City budget")
    asking.ask()
    for title in ("Night staff", "Day staff", "Weekend staff"):
        asking.recommend(title)
    asking.answer(asking.recommend("Answered"), "accepted")
    with asking.database.reading() as session:
        [warning] = inquiry_waiting.list_warnings(session, [asking.board], NOW)
    assert warning.unanswered == 3
    asking.rescind()
    with asking.database.reading() as session:
        assert inquiry_waiting.list_warnings(session, [asking.board], NOW) == []


def test_the_number_of_queries_does_not_grow_with_what_was_asked(asking: Asking) -> None:
    taken = []
    for more in (1, 20):
        for number in range(more):
            asking.ask(f"Question {more} {number}") if more == 1 else asking.request(f"Request {number}")
        reader = make_browser(make_application(asking.database))
        counts = []
        for page in ("data-requests", "review"):
            with count_statements(asking.database) as statements:
                reader.get(f"{HERE}/{page}")
            counts.append(len(statements))
        taken.append(counts)
    assert taken[0] == taken[1]


def test_a_member_asks_no_more_than_staff_can_answer(asking: Asking) -> None:
    for number in range(20):
        asking.ask(f"Question {number}")
    sending = asking.make_sending("One more")
    assert asking.refuse(ask_question, MEMBER, asking.member, TODAY + DAY, sending) == "too_many_open"


def enter(asking: Asking, role: Role) -> TestApp:
    """A browser of somebody who holds a role on the board; a member is one who sits on it."""
    with asking.database.writing.begin() as session:
        account, _role = invite(
            session, NOW, OPERATOR, name="Somebody", address=f"{role}@example.net", role=role, board_id=asking.board
        )
        if role is Role.MEMBER:
            account.person_id = asking.member
        token = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    browser = make_browser(make_application(asking.database))
    browser.set_cookie("session", token)
    return browser


def fill(form: Any, **values: str) -> Any:
    """The form, filled in by the names of its fields; days too, which stand in groups of their own."""
    marks = [control.value.partition(":")[0] for name, control in form.field_order if name == "__start__"]
    days = [control for name, control in form.field_order if name == "date"]
    for name, value in values.items():
        if name in marks:
            days[marks.index(name)].value = value
        else:
            form[name] = value
    return form


def test_a_clerk_sends_a_recommendation_staff_answer_it_and_tell_what_came_of_it(asking: Asking) -> None:
    clerk, staff = enter(asking, Role.CLERK), enter(asking, Role.PROGRAM_STAFF)
    form = clerk.get(f"{HERE}/recommendations/new").forms["recommend"]
    assert "within 45 days" in clerk.get(f"{HERE}/recommendations/new").text
    fill(form, title="Night staff", words="A team at night.\n\nEvery night.", sent_on="2020-01-01")
    refused = form.submit(status=422)
    assert "Choose" in refused.text
    form = fill(refused.forms["recommend"], motion=asking.motion)
    refused = form.submit(status=422)
    assert "before the one on which the motion carried" in refused.text
    page = fill(refused.forms["recommend"], sent_on=TODAY.isoformat()).submit().follow()
    assert "45 days later" in page.text
    assert "Not answered yet" in page.text
    assert "Answer to a recommendation: Night staff" in staff.get("/home").text
    address = page.request.path
    form = staff.get(f"{address}/answer").forms["answer-inquiry"]
    refused = fill(form, response="rejected", words="No.").submit(status=422)
    assert "Give your reasons" in refused.text
    form = fill(refused.forms["answer-inquiry"], response="accepted_in_part", words="At weekends.", reasons="Money.")
    page = form.submit().follow()
    assert "Answered in time" in page.text
    assert "Accepted in part" in page.text
    assert "Answer to a recommendation: Night staff" not in staff.get("/home").text
    form = staff.get(f"{address}/progress").forms["tell-progress"]
    page = fill(form, state="under_way", words="Posts are advertised.").submit().follow()
    assert "Posts are advertised." in page.text
    spanish = clerk.get(address, headers={"Accept-Language": "es"})
    assert "En curso" in spanish.text


def test_a_member_asks_in_public_and_reads_nothing_that_the_public_does_not(asking: Asking) -> None:
    member = enter(asking, Role.MEMBER)
    page = member.get(f"{HERE}/questions/new")
    assert "tell each other in a meeting, not here" in page.text
    form = fill(page.forms["ask-question"], title="Why so few?", words="Why <b>so</b> few?", due_on=TODAY.isoformat())
    refused = form.submit(status=422)
    assert "Choose a day after the one on which it is sent" in refused.text
    page = fill(refused.forms["ask-question"], due_on=(TODAY + DAY).isoformat()).submit().follow()
    assert "&lt;b&gt;" in page.text
    reader = make_browser(make_application(asking.database))
    assert "Why so few?" in reader.get(page.request.path).text
    assert reader.get(f"/api/v1{page.request.path}").json == member.get(f"/api/v1{page.request.path}").json


def test_only_those_who_may_write_do_and_everybody_is_told_why_not(asking: Asking) -> None:
    member, staff = enter(asking, Role.MEMBER), enter(asking, Role.PROGRAM_STAFF)
    key = asking.recommend()
    address = f"{HERE}/recommendations/{key}"
    for browser, path, why in (
        (member, f"{address}/answer", "Only staff of the program"), (staff, f"{HERE}/questions/new", "Only members"),
        (staff, f"{address}/letter", "Only this board"), (member, f"{HERE}/targets/new", "Only this board"),
    ):  # fmt: skip
        assert why in browser.get(path, status=403).text


def test_the_clerk_s_deadlines_show_what_is_owed_and_which_budget_closes(asking: Asking) -> None:
    clerk = enter(asking, Role.CLERK)
    form = clerk.get(f"{HERE}/budget-dates").forms["budget-date"]
    page = fill(form, closes_on=(TODAY + 30 * DAY).isoformat(), title="City budget").submit().follow()
    assert "City budget" in page.text
    asking.recommend()
    page = clerk.get(f"{HERE}/deadlines")
    assert "City budget closes on December 24, 2026. Recommendations without an answer: 1" in page.text
    assert "Night staff" in page.text
    assert "The budget closes: City budget" in clerk.get("/home").text
    page = clerk.get(f"{HERE}/budget-dates").click("Strike out").forms["strike-budget-date"].submit().follow()
    assert "No day is entered yet." in page.text


def test_a_board_that_is_not_published_shows_nothing_of_what_it_asked(asking: Asking) -> None:
    key = asking.recommend()
    with asking.database.writing.begin() as session:
        session.execute(
            update(Board)
            .where(Board.id == asking.board)
            .values(published=False, record_version=Board.record_version + 1)
        )
    reader = make_browser(make_application(asking.database))
    for path in ("recommendations", f"recommendations/{key}", "review", "questions/new"):
        reader.get(f"{HERE}/{path}", status=404)
    clerk = enter(asking, Role.CLERK)
    assert clerk.get(f"{HERE}/recommendations/{key}/letter").status_int == 200
