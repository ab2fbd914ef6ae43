"""What a board may ask of its program by motions that carried, and when an answer to it is late."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from governance.boards.models import Board
from governance.front.queries import find_seats_and_lateness
from governance.oversight.inquiry_actions import ask_question, request_data, send_recommendation
from governance.oversight.inquiry_models import Inquiry, Response
from governance.oversight.inquiry_standing import InquiryStanding, judge_inquiry
from governance.oversight.target_actions import Wanted, set_target
from governance.oversight.target_models import Comparison
from tests.conftest import make_application
from tests.oversight.inquiring import DAY, HERE, OTHER, Asking
from tests.oversight.making import Staff
from tests.support.accounts import make_browser
from tests.support.inquiries import CLERK, MEMBER, TODAY, carry_motion


@pytest.fixture
def asking(demo_database: Any) -> Asking:
    return Asking(Staff(demo_database))


@pytest.mark.parametrize(
    ("answered", "today", "stands", "standing", "late"),
    [
        (None, 0, True, InquiryStanding.DUE, 0),
        (None, 1, True, InquiryStanding.LATE, 1),
        (None, 9, False, InquiryStanding.NOT_OWED, 0),
        (-3, 9, True, InquiryStanding.ANSWERED, 0),
        (0, 9, True, InquiryStanding.ANSWERED, 0),
        (1, 9, True, InquiryStanding.ANSWERED_LATE, 1),
        (1, 9, False, InquiryStanding.ANSWERED_LATE, 1),
    ],
)
def test_an_answer_is_late_from_the_day_after_the_last_one(
    answered: int | None, today: int, stands: bool, standing: InquiryStanding, late: int
) -> None:
    judged = judge_inquiry(TODAY, None if answered is None else TODAY + answered * DAY, stands, TODAY + today * DAY)
    assert (judged.standing, judged.days_late) == (standing, late)


def test_a_motion_that_did_not_carry_or_is_another_board_s_sends_nothing(asking: Asking) -> None:
    sending = asking.make_sending()
    for motion in (asking.lost, "nosuchkey1"):
        assert asking.refuse(send_recommendation, CLERK, motion, TODAY, sending) == "motion_not_carried"
        due = TODAY + DAY
        assert asking.refuse(request_data, CLERK, motion, TODAY, due, sending) == "motion_not_carried"
        wanted = Wanted(asking.program, "complaints", Comparison.AT_MOST, "5", TODAY, "Why.")
        assert asking.refuse(set_target, CLERK, motion, wanted) == "motion_not_carried"
    with asking.database.reading() as session:
        other = session.scalars(select(Board.id).where(Board.slug == OTHER)).one()
    assert asking.refuse(send_recommendation, CLERK, asking.motion, TODAY, sending, board=other) == "unknown_program"
    asking.rescind()
    assert asking.refuse(send_recommendation, CLERK, asking.motion, TODAY, sending) == "motion_not_carried"


def test_a_motion_of_a_committee_sends_nothing_in_the_board_s_name(asking: Asking) -> None:
    with asking.database.writing.begin() as session:
        other = session.scalars(select(Board.id).where(Board.slug == OTHER)).one()
        motion = carry_motion(session, other)
    assert asking.refuse(send_recommendation, CLERK, motion, TODAY, asking.make_sending()) == "motion_not_carried"


def test_days_that_cannot_be_are_refused(asking: Asking) -> None:
    sending = asking.make_sending()
    for sent_on, due_on, why in (
        (TODAY + DAY, TODAY + 2 * DAY, "day_yet_to_come"), (date(2020, 1, 1), TODAY, "sent_too_early"),
        (TODAY, TODAY, "due_unusable"), (TODAY, TODAY + 367 * DAY, "due_unusable"),
    ):  # fmt: skip
        assert asking.refuse(request_data, CLERK, asking.motion, sent_on, due_on, sending) == why
    assert asking.refuse(ask_question, MEMBER, asking.member, TODAY, sending) == "due_unusable"
    assert asking.refuse(ask_question, MEMBER, None, TODAY + DAY, sending) == "no_person"
    for sending, why in (
        (asking.make_sending(words=" \n "), "words_missing"), (asking.make_sending(words="a\u202eb"), "text_unusable"),
        (asking.make_sending(words="a" * 10_001), "text_too_long"), (asking.make_sending(metric="x"), "unknown_metric"),
        (asking.make_sending(report="nosuchkey1"), "unknown_report"), (asking.make_sending(title=""), "name_unusable"),
    ):  # fmt: skip
        assert asking.refuse(send_recommendation, CLERK, asking.motion, TODAY, sending) == why


def test_a_second_click_sends_nothing_twice(asking: Asking) -> None:
    asking.recommend()
    assert asking.refuse(send_recommendation, CLERK, asking.motion, TODAY, asking.make_sending()) == "sent_already"


def test_repeated_lateness_stands_on_the_board_s_first_page_and_one_late_answer_does_not(asking: Asking) -> None:
    """The sum of the database against one over the facts, one by one."""
    keys = [asking.request(f"Request {number}", TODAY + (number + 1) * DAY) for number in range(6)]
    for place, (due, answered) in enumerate([(-1, None), (-2, -1), (-400, None), (0, None), (-3, -3), (9, None)]):
        values = {"sent_on": TODAY - 500 * DAY, "due_on": TODAY + due * DAY}
        if answered is not None:
            asking.answer(keys[place], "delivered")
        with asking.database.writing.begin() as session:
            session.execute(update(Inquiry).where(Inquiry.key == keys[place]).values(**values))
            if answered is not None:
                inquiry = session.scalars(select(Inquiry.id).where(Inquiry.key == keys[place])).one()
                session.execute(
                    update(Response).where(Response.inquiry_id == inquiry).values(answered_on=TODAY + answered * DAY)
                )
            session.execute(update(Board).values(record_version=Board.record_version + 1))
        expected = None if place == 0 else {"owed": 2 + (place > 3), "late": 2, "open": 1}
        reader = make_browser(make_application(asking.database))
        assert reader.get(f"/api/v1{HERE}").json["late_answers"] == expected
    assert "2 of 3 answers that the program owed this board came late or are late" in reader.get(HERE).text
    with asking.database.reading() as session:
        _seats, lateness = find_seats_and_lateness(session, asking.board, TODAY)
    assert lateness.changes_on == TODAY + DAY
