"""Motions before a board: what may be done with one, when and by whom; each refusal leaves everything as it was."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from governance.boards.models import Membership
from governance.boards.queries import find_boards_by_id
from governance.db import Database
from governance.meetings.models import Meeting
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.session_models import ItemStepKind
from governance.votes.election_actions import begin_election, take_round
from governance.votes.floor_acts import VoteRefusal
from governance.votes.floor_checks import Moved
from governance.votes.floor_models import MotionVersion
from governance.votes.models import Motion
from governance.votes.motion_actions import (
    declare_conflict,
    move,
    pass_over,
    pull_from_consent,
    second,
    take_up_again,
    withdraw,
)
from governance.votes.motion_queries import find_carried_motion, find_carried_motions
from governance.votes.motion_telling import find_declarations_on, find_floor
from model_law.attendance import Happening
from model_law.conflicts import NoConflict
from model_law.motions import Objection, Status
from model_law.votes import Refusal
from tests.support.floors import AYE, ITEM, NAY, FloorHouse, Kind, after

ALL_AYE = [AYE] * 7

# What is in order is decided by the law alone; the engines are tried with the votes.
pytestmark = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> FloorHouse:
    house = FloorHouse(database, tmp_path / "vault")
    house.call(here=7)
    return house


def find_text(house: FloorHouse, motion: str) -> str:
    text: str = house.read(select(Motion.text).where(Motion.key == motion))
    return text


def count_versions(house: FloorHouse, motion: str) -> int:
    return int(house.read(select(func.count(MotionVersion.id)).join(Motion, Motion.id == MotionVersion.motion_id)
                          .where(Motion.key == motion)))  # fmt: skip


def test_an_amendment_is_decided_first_and_changes_the_text(house: FloorHouse) -> None:
    motion = house.move(effect="The council reads it.")
    amendment = house.move(2, mover=2, kind=Kind.AMEND, about=motion, text="Send the report and its data.")
    first = house.refuse(house.open, motion)
    assert (first.refusal, first.reason, first.about) == (VoteRefusal.MOTION, Objection.DECIDED_FIRST, amendment)
    house.decide(amendment, ALL_AYE)
    assert find_text(house, motion) == "Send the report and its data."
    house.decide(motion, ALL_AYE)
    assert (house.find_status(amendment), house.find_status(motion)) == (Status.CARRIED, Status.CARRIED)
    assert count_versions(house, motion) == 4


def test_a_lost_amendment_changes_nothing(house: FloorHouse) -> None:
    motion = house.move()
    amendment = house.move(2, kind=Kind.AMEND, about=motion, text="Send nothing.")
    house.decide(amendment, [NAY] * 7)
    assert (find_text(house, motion), count_versions(house, motion)) == ("Send the report.", 2)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Kind.TABLE, Status.TABLED), (Kind.POSTPONE, Status.POSTPONED), (Kind.REFER, Status.REFERRED)],
)
def test_a_motion_laid_aside_comes_back_as_it_was(house: FloorHouse, kind: Kind, status: Status) -> None:
    motion = house.move()
    amendment = house.move(2, kind=Kind.AMEND, about=motion, text="Send it later.")
    house.decide(house.move(3, kind=kind, about=motion, text="Lay it aside."), ALL_AYE, 3)
    assert (house.find_status(motion), house.find_status(amendment)) == (status, status)
    if kind is Kind.TABLE:
        house.decide(house.move(4, kind=Kind.TAKE_UP, about=motion, text="Take it up."), ALL_AYE, 4)
    else:
        house.do(take_up_again, 4, motion, ITEM)
    assert (house.find_status(motion), house.find_status(amendment)) == (Status.PENDING, Status.PENDING)


def test_only_somebody_of_the_side_that_won_reconsiders(house: FloorHouse) -> None:
    motion = house.move()
    house.decide(motion, [AYE, AYE, AYE, AYE, NAY, NAY, NAY])
    again = {"kind": Kind.RECONSIDER, "about": motion, "text": "Think again."}
    refused = house.refuse(house.move, 3, mover=5, seconder=None, **again)
    assert refused.reason == Objection.NOT_ON_PREVAILING_SIDE
    house.decide(house.move(3, mover=0, **again), ALL_AYE, 3)
    assert house.find_status(motion) is Status.PENDING
    house.decide(motion, [NAY] * 7, 4)
    assert house.find_status(motion) is Status.LOST


def test_what_amends_a_motion_of_an_earlier_meeting_that_is_reconsidered_is_decided_before_it(
    house: FloorHouse,
) -> None:
    for _earlier in range(3):
        house.do(withdraw, 2, house.move(), house.people[0])
    motion = house.move(3)
    house.decide(motion, ALL_AYE, 3)
    house.adjourn(4)
    items = (PlannedItem("next000001", "action", "The report once more"),)
    house.meeting = house.post(Plan("Later meeting", "regular", after(30).isoformat(), place="Town hall", items=items))
    house.call(30, here=7)
    again = house.move(31, item="next000001", kind=Kind.RECONSIDER, about=motion, text="Think again.")
    house.decide(again, ALL_AYE, 32)
    amendment = house.move(33, kind=Kind.AMEND, about=motion, text="Send the report later.")
    house.do(declare_conflict, 33, "next000001", house.people[6], "personal", True)
    first = house.refuse(house.open, motion, 34)
    assert (first.reason, first.about) == (Objection.DECIDED_FIRST, amendment)
    with house.database.reading() as session:
        (board,) = find_boards_by_id(session, [house.board])
        meeting = house.read(select(Meeting.id).where(Meeting.key == house.meeting))
        told = [one for one in find_floor(session, board, meeting) if one.is_open]
        recused = {one.person for one in find_declarations_on(session, meeting, told[0])}
    assert ([one.key for one in told], recused) == ([motion, amendment], {house.people[6]})
    house.decide(amendment, ALL_AYE[:6], 35)
    house.decide(motion, ALL_AYE[:6], 36)
    assert find_text(house, motion) == "Send the report later."


def test_what_was_carried_is_rescinded_by_a_new_motion_and_no_longer_approves_anything(house: FloorHouse) -> None:
    motion = house.move(effect="It is sent.")
    with house.database.reading() as session:
        assert find_carried_motion(session, motion) is None
    vote = house.decide(motion, ALL_AYE)
    with house.database.reading() as session:
        carried = find_carried_motion(session, motion)
        assert carried is not None
        assert (carried.text, carried.effect, carried.vote) == ("Send the report.", "It is sent.", vote)
        assert carried.board_id == house.board
    rescinding = house.move(3, mover=6, kind=Kind.RESCIND, about=motion, text="Take it back.")
    house.decide(rescinding, ALL_AYE, 3)
    assert house.find_status(motion) is Status.RESCINDED
    with house.database.reading() as session:
        assert find_carried_motion(session, motion) is None
        assert find_carried_motion(session, rescinding) is None


def test_what_was_carried_in_a_closed_session_approves_nothing_until_it_is_over(house: FloorHouse) -> None:
    house.step(4, ItemStepKind.TAKEN_UP, 1)
    motion = house.move(2, item="agenda0004")
    house.decide(motion, ALL_AYE, 3)
    with house.database.reading() as session:
        assert find_carried_motion(session, motion) is None
        assert find_carried_motions(session, house.board, 9) == []
    house.step(4, ItemStepKind.FINISHED, 4)
    with house.database.reading() as session:
        assert [one.key for one in find_carried_motions(session, house.board, 9)] == [motion]


def test_a_motion_that_was_withdrawn_takes_its_amendment_along(house: FloorHouse) -> None:
    motion = house.move()
    amendment = house.move(2, mover=3, kind=Kind.AMEND, about=motion, text="Send it later.")
    assert house.refuse(house.do, withdraw, 3, motion, house.people[3]).reason == Objection.NOT_THE_MOVER
    house.do(withdraw, 3, motion, house.people[0])
    entries = house.count_entries()
    house.do(withdraw, 3, motion, house.people[0])
    assert house.count_entries() == entries
    assert (house.find_status(motion), house.find_status(amendment)) == (Status.WITHDRAWN, Status.WITHDRAWN)


def test_the_chair_passes_over_a_motion_that_nobody_seconds(house: FloorHouse) -> None:
    motion = house.move(seconder=None)
    assert house.refuse(house.open, motion).reason == Objection.NOT_SECONDED
    house.do(pass_over, 2, motion)
    assert house.find_status(motion) is Status.NOT_SECONDED


def test_the_same_act_sent_twice_is_done_once(house: FloorHouse) -> None:
    motion = house.move(key="m0t10n0001")
    entries = house.count_entries()
    assert house.move(key="m0t10n0001") == motion == "m0t10n0001"
    assert house.open(motion, key="v0te000001") == house.open(motion, key="v0te000001")
    assert house.count_entries() == entries + 1
    used = house.refuse(house.move, key="m0t10n0001", text="Something else.")
    assert used.refusal is VoteRefusal.REQUEST_USED


def refuse_closed(house: FloorHouse) -> object:
    motion = house.move()
    house.decide(motion, ALL_AYE)
    return house.refuse(house.move, 3, kind=Kind.AMEND, about=motion, text="Too late.").reason


def refuse_second_level(house: FloorHouse) -> object:
    motion = house.move()
    amendment = house.move(2, kind=Kind.AMEND, about=motion, text="Send it later.")
    return house.refuse(house.move, 3, kind=Kind.AMEND, about=amendment, text="Send it never.").reason


def refuse_own_second(house: FloorHouse) -> object:
    motion = house.move(seconder=None)
    return house.refuse(house.do, second, 2, motion, house.people[0]).reason


def refuse_absent_mover(house: FloorHouse) -> object:
    house.leave(house.people[0], 1)
    return house.refuse(house.move, 2).reason


def refuse_stranger(house: FloorHouse) -> object:
    house.people[0] = house.add_people("Some Stranger")[0]
    return house.refuse(house.move, 2).reason


def refuse_nothing(house: FloorHouse) -> object:
    return house.refuse(house.move, text=" \n ").reason


def refuse_two_main(house: FloorHouse) -> object:
    house.move()
    return house.refuse(house.move, 2).reason


def refuse_recess(house: FloorHouse) -> object:
    house.happen(Happening.RECESS, 1)
    return house.refuse(house.move, 2).reason


def refuse_lived_experience(house: FloorHouse) -> object:
    return house.refuse(house.do, declare_conflict, 1, ITEM, house.people[0], "lived experience", True).reason


TABLE = {
    refuse_closed: Objection.CLOSED,
    refuse_second_level: Objection.AMENDS_AN_AMENDMENT,
    refuse_own_second: Objection.OWN_MOTION,
    refuse_absent_mover: Refusal.NOT_PRESENT,
    refuse_stranger: Refusal.NOT_A_MEMBER,
    refuse_nothing: Objection.NOTHING_SAID,
    refuse_two_main: Objection.ANOTHER_PENDING,
    refuse_recess: "in_recess",
    refuse_lived_experience: NoConflict.NOT_BY_ITSELF,
}


@pytest.mark.parametrize("act", TABLE, ids=lambda act: act.__name__)
def test_what_is_out_of_order_is_refused_with_its_reason(house: FloorHouse, act: object) -> None:
    assert callable(act)
    assert act(house) == TABLE[act]


def test_where_the_record_puts_two_members_in_one_seat_nobody_moves_or_elects(house: FloorHouse) -> None:
    election = house.do(begin_election, 1, ITEM, "Chair")
    with house.database.writing.begin() as session:
        one, other = session.scalars(select(Membership).where(Membership.board_id == house.board).limit(2))
        other.seat_id = one.seat_id

    def elect() -> None:
        with house.database.writing.begin() as session:
            take_round(session, after(2), house.clerk, house.board, election, 1, {}, house.people[:2])

    assert house.refuse(house.move).refusal is VoteRefusal.CONTRADICTION
    assert house.refuse(elect).refusal is VoteRefusal.CONTRADICTION


def test_an_item_pulled_from_the_consent_calendar_is_decided_alone(house: FloorHouse) -> None:
    consent = house.move(consent=True, text="Approve the consent calendar.")
    vote = house.open(consent)
    assert house.refuse(house.do, pull_from_consent, 3, "agenda0003").refusal is VoteRefusal.VOTE_OPEN
    house.call_roll(vote, list(enumerate(ALL_AYE)))
    house.close(vote, 4)
    assert house.find_facts(vote)["items"] == ["agenda0003"]
    on_calendar = house.refuse(house.do, move, 5, Moved(house.people[0], "Approve it.", item="agenda0003"))
    assert on_calendar.refusal is VoteRefusal.ITEM_ON_CALENDAR
    house.do(pull_from_consent, 5, "agenda0003")
    house.do(pull_from_consent, 5, "agenda0003")
    assert house.do(move, 6, Moved(house.people[0], "Approve it.", item="agenda0003"))
