"""A board's laws of two kinds, the striking out of an entry, and committees that their board's law binds."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from governance.boards.law_actions import LawActRefused, LawRefusal, confirm_law, propose_law, propose_striking
from governance.boards.law_models import LawKind
from governance.boards.law_queries import find_adoption_in_force, find_adoptions, find_last_day, find_profile
from governance.boards.models import Board, BoardKind
from governance.db import Database
from model_law.provisions import load_act
from tests.boards.test_law import DAY, INSTRUMENT, LATER, NOW, House
from tests.support.statements import count_statements

BROWN, COMPOSED = "ca-brown-act", "model-act"


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def strike(house: House, key: str) -> str:
    with house.database.writing.begin() as session:
        return propose_striking(session, LATER, house.first, house.board, key).key


def confirm(house: House, key: str) -> None:
    with house.database.writing.begin() as session:
        confirm_law(session, LATER, house.second, house.board, key)


def find_act(house: House, on: date, kind: LawKind = LawKind.COMPOSITION, **more: object) -> str | None:
    with house.database.reading() as session:
        found = find_adoption_in_force(session, house.board, on, kind=kind, **more)  # type: ignore[arg-type]  # known_at alone
    return found and found.act


def add_committee(house: House) -> int:
    with house.database.writing.begin() as session:
        board = session.get_one(Board, house.board)
        committee = Board(
            slug="committee", jurisdiction_id=board.jurisdiction_id, parent_id=board.id, kind=BoardKind.COMMITTEE,
            name="Committee", zone=board.zone, entered_at=NOW,
        )  # fmt: skip
        session.add(committee)
        session.flush()
        return committee.id


def test_a_board_is_under_one_law_of_each_kind_at_a_time(house: House) -> None:
    house.adopt()
    house.adopt(act=BROWN)
    assert (find_act(house, DAY), find_act(house, DAY, LawKind.OPEN_MEETINGS)) == (COMPOSED, BROWN)
    for act in (COMPOSED, BROWN):
        with house.database.writing.begin() as session, pytest.raises(LawActRefused, match="same_day"):
            house.propose(session, act=act)
    later = DAY + timedelta(days=9)
    house.adopt(act=BROWN, started_on=later)
    with house.database.reading() as session:
        adoptions = find_adoptions(session, house.board)
    ends = {
        (one.kind, one.started_on): find_last_day(one, adoptions) for one in adoptions
    }  # fmt: skip
    assert ends == {
        (LawKind.COMPOSITION, DAY): None,
        (LawKind.OPEN_MEETINGS, DAY): later - timedelta(days=1),
        (LawKind.OPEN_MEETINGS, later): None,
    }
    with house.database.reading() as session:
        found = find_profile(session, house.board, later, kind=LawKind.OPEN_MEETINGS)
    assert found is not None
    assert (found[0].started_on, found[1].act.id) == (later, BROWN)


def test_a_correction_never_takes_away_the_law_of_the_other_kind(house: House) -> None:
    """It would leave the board without any law on who sits on it, and every verdict with it."""
    keys = {BROWN: house.adopt(), COMPOSED: house.adopt(act=BROWN)}
    for act, key in keys.items():
        with house.database.writing.begin() as session, pytest.raises(LawActRefused) as refused:
            house.propose(session, act=act, corrects=key)
        assert (refused.value.refusal, refused.value.field) == (LawRefusal.OTHER_KIND, "act")
    assert (find_act(house, DAY), find_act(house, DAY, LawKind.OPEN_MEETINGS)) == (COMPOSED, BROWN)


def test_what_is_struck_out_holds_no_longer_and_is_still_what_was_known_then(house: House) -> None:
    house.adopt(started_on=DAY - timedelta(days=30), local={"COMP-01.p": "60/100"}, instrument=EARLIER)
    wrong = house.adopt()
    waiting = strike(house, wrong)
    assert house.find_share(DAY) is not None
    assert find_act(house, DAY) == COMPOSED
    with house.database.writing.begin() as session, pytest.raises(LawActRefused, match="same_person"):
        confirm_law(session, LATER, house.first, house.board, waiting)
    confirm(house, waiting)
    assert str(house.find_share(DAY)) == "3/5", "the law before it holds on its days too"
    assert str(house.find_share(DAY, LATER - timedelta(seconds=1))) == "51/100"
    with house.database.reading() as session:
        rows = {row.key: row for row in find_adoptions(session, house.board)}
    assert (rows[wrong].superseded_at, rows[waiting].corrects, rows[waiting].stands) == (LATER, wrong, False)
    kinds = [(entry["kind"], entry["facts"].get("strikes"), entry["sealed"]["rows"]) for entry in house.read_entries()]
    assert kinds[-2:] == [("law.strike_proposed", None, 1), ("law.struck", wrong, 2)]
    house.adopt(LATER)
    assert str(house.find_share(DAY)) == "51/100", "its day is free again"


EARLIER = type(INSTRUMENT)("An earlier ordinance", date(2025, 1, 1))


def test_only_what_stands_can_be_struck_out_and_once(house: House) -> None:
    wrong = house.adopt()
    first, second = strike(house, wrong), strike(house, wrong)
    confirm(house, first)
    for act in (lambda: confirm(house, second), lambda: strike(house, wrong), lambda: strike(house, first)):
        with pytest.raises(LawActRefused, match="not_standing"):
            act()
    with house.database.writing.begin() as session:
        waiting = house.propose(session).key
    with pytest.raises(LawActRefused, match="not_standing"):
        strike(house, waiting)
    with house.database.writing.begin() as session, pytest.raises(LawActRefused, match="not_standing"):
        house.propose(session, corrects=first, started_on=DAY + timedelta(days=2))


def test_a_committee_is_under_its_board_s_law_only_where_the_instrument_says_so(house: House) -> None:
    committee = add_committee(house)

    def find(on: date) -> tuple[int, date] | None:
        with house.database.reading() as session, count_statements(house.database) as statements:
            found = find_adoption_in_force(session, committee, on)
            known_then = find_adoption_in_force(session, committee, on, LATER)
        assert len(statements) == 2
        assert found == known_then
        return found and (found.board_id, found.started_on)

    days = [DAY + timedelta(days=10 * place) for place in range(4)]
    house.adopt(started_on=days[0], binds_committees=True)
    assert find(days[0]) == (house.board, days[0])
    house.adopt(started_on=days[1])
    assert find(days[1]) is None, "the board's law of that day binds no committee, whatever an earlier one said"
    house.adopt(started_on=days[2], binds_committees=True)
    with house.database.writing.begin() as session:
        own = propose_law(
            session, NOW, house.first, committee, act=COMPOSED, instrument=INSTRUMENT, started_on=days[2]
        ).key
        confirm_law(session, NOW, house.second, committee, own)
    assert find(days[3]) == (committee, days[2])
    assert find(days[0] - timedelta(days=1)) is None


def test_a_confirmed_law_changes_the_pages_of_the_committees_that_it_may_bind(house: House) -> None:
    committee = add_committee(house)
    with house.database.reading() as session:
        before = session.scalar(select(Board.record_version).where(Board.id == committee))
    house.adopt(binds_committees=True)
    with house.database.reading() as session:
        assert session.scalar(select(Board.record_version).where(Board.id == committee)) != before


@pytest.mark.parametrize("act", ["hrsa-330", "paimi", "silc-796d"])
def test_where_the_class_is_itself_a_condition_only_the_verdict_can_be_public(house: House, act: str) -> None:
    assert any(rule.id == "COMP-14" for rule in load_act(act).provisions)
    with house.database.writing.begin() as session:
        with pytest.raises(LawActRefused) as refused:
            house.propose(session, act=act, local={"COMP-14.public_status": "office"})
        assert (refused.value.refusal, refused.value.field) == (LawRefusal.VALUE_NOT_ALLOWED, "COMP-14.public_status")
        house.propose(session, act=act, local={"COMP-14.public_status": "verdict"})


def test_a_place_that_the_act_reserves_can_be_taken_away_where_the_act_lets_it(house: House) -> None:
    with house.database.writing.begin() as session:
        key = house.propose(session, act="il-cessa", local={"COMP-04.counts.advocate": "0"}).key
        confirm_law(session, NOW, house.second, house.board, key)
    with house.database.reading() as session:
        found = find_profile(session, house.board, date(2027, 1, 1))
    assert found is not None
    counts = next(rule for rule in found[1].rules if rule.provision.id == "COMP-04").values["counts"]
    assert (counts["advocate"], counts["law_enforcement"]) == (0, 1)
    with house.database.writing.begin() as session, pytest.raises(LawActRefused, match="value_not_allowed"):
        house.propose(session, act="ca-bhb", local={"COMP-04.shares.consumer": "0"})


def test_the_entries_say_no_day_before_a_striking_is_confirmed(house: House) -> None:
    strike(house, house.adopt())
    assert set(house.read_entries()[-1]["facts"]) == {"adoption"}
    assert str(DAY) not in json.dumps(house.read_entries()[-1]["facts"])
