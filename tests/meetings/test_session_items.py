"""Items in a meeting: in any order, one at a time, off the agenda only by the law's exception, and noted in private."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.db import Database
from governance.ledger.models import LedgerEntry, LedgerPrivateAct
from governance.meetings.models import AgendaItem, ItemKind
from governance.meetings.session_actions import Happened
from governance.meetings.session_acts import SessionRefusal
from governance.meetings.session_items import NewItem, add_off_agenda, take_back_step
from governance.meetings.session_models import ItemNote, ItemStep, ItemStepKind, OffAgenda
from model_law.attendance import Happening
from tests.support.sessions import SessionHouse, after

UP, DONE = ItemStepKind.TAKEN_UP, ItemStepKind.FINISHED
PUT_OFF, PULLED = ItemStepKind.POSTPONED, ItemStepKind.PULLED
NEW = NewItem(
    "Burst pipe at the crisis house", ItemKind.ACTION, "It came up after the agenda was posted", "It cannot wait"
)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> SessionHouse:
    house = SessionHouse(database, tmp_path / "vault")
    house.call()
    return house


def list_steps(house: SessionHouse) -> list[tuple[str, ItemStepKind, int]]:
    """Every step that stands: the item's key, what was done, and how many minutes after the hour."""
    with house.database.reading() as session:
        rows = session.execute(
            select(AgendaItem.key, ItemStep.what, ItemStep.at)
            .join(AgendaItem, AgendaItem.id == ItemStep.agenda_item_id)
            .where(ItemStep.superseded_at.is_(None))
            .order_by(ItemStep.at, ItemStep.id)
        )
        return [(key, what, (at - after(0)) // timedelta(minutes=1)) for key, what, at in rows]


def add(house: SessionHouse, new: NewItem, minutes: int = 5, key: str | None = None) -> Any:
    return house.run(
        lambda session: add_off_agenda(session, after(minutes), house.clerk, house.board, house.meeting, new, key)
    )


def test_taking_up_another_item_finishes_the_one_that_is_up(house: SessionHouse) -> None:
    entries = house.count_entries()
    house.step(2, UP, 1)
    house.step(1, UP, 5)
    house.step(1, DONE, 9)
    assert list_steps(house) == [
        ("agenda0002", UP, 1), ("agenda0002", DONE, 5), ("agenda0001", UP, 5), ("agenda0001", DONE, 9),
    ]  # fmt: skip
    assert house.count_entries() == entries + 3


@pytest.mark.parametrize(
    ("steps", "refusal"),
    [
        ([(1, DONE)], SessionRefusal.ITEM_NOT_UP),
        ([(1, UP), (1, UP)], SessionRefusal.ITEM_UP_ALREADY),
        ([(1, PUT_OFF), (1, PUT_OFF)], SessionRefusal.ITEM_DONE_ALREADY),
        ([(1, UP), (1, DONE), (1, PUT_OFF)], SessionRefusal.ITEM_DONE_ALREADY),
        ([(3, PULLED), (3, PULLED)], SessionRefusal.ITEM_DONE_ALREADY),
        ([(1, PULLED)], SessionRefusal.ITEM_NOT_CONSENT),
        ([(9, UP)], SessionRefusal.UNKNOWN_ITEM),
        ([(4, UP), (1, UP)], SessionRefusal.CLOSED_SESSION_LASTS),
    ],
    ids=["finish", "twice up", "twice postponed", "postpone finished", "twice pulled", "pull", "unknown", "closed"],
)
def test_a_step_that_cannot_follow_is_refused(
    house: SessionHouse, steps: list[tuple[int, ItemStepKind]], refusal: SessionRefusal
) -> None:
    for minutes, (item, what) in enumerate(steps[:-1], 1):
        house.step(item, what, minutes)
    assert house.expect(house.step, *steps[-1], 10).refusal is refusal


def test_a_consent_item_is_pulled_and_taken_up_alone(house: SessionHouse) -> None:
    house.step(3, PULLED, 1)
    house.step(3, UP, 2)
    house.step(3, DONE, 3)
    assert [what for _, what, _ in list_steps(house)] == [PULLED, UP, DONE]


def test_a_postponed_item_can_be_taken_up_after_all(house: SessionHouse) -> None:
    house.step(1, PUT_OFF, 1)
    house.step(1, UP, 2)
    assert [what for _, what, _ in list_steps(house)] == [PUT_OFF, UP]


def test_nothing_is_taken_up_in_a_recess_or_outside_the_meeting(house: SessionHouse) -> None:
    house.happen(Happening.RECESS, 5)
    assert house.expect(house.step, 1, UP, 6).refusal is SessionRefusal.NOT_IN_SESSION
    assert house.expect(house.step, 1, UP, -1).refusal is SessionRefusal.NOT_IN_SESSION
    house.adjourn(9)
    assert house.expect(house.step, 1, UP, 10).refusal is SessionRefusal.NOT_IN_SESSION


def test_a_step_is_entered_late_where_it_was_possible(house: SessionHouse) -> None:
    house.step(1, UP, 10)
    house.adjourn(60)
    house.step(2, UP, 5, entered=90)
    house.step(2, DONE, 9, entered=91)
    assert list_steps(house)[0] == ("agenda0002", UP, 5)
    assert list_steps(house)[-1] == ("agenda0001", DONE, 60)


def test_the_same_step_under_the_same_name_is_done_once(house: SessionHouse) -> None:
    first = house.step(1, UP, 1, request="a")
    before = house.count_rows()
    assert house.step(1, UP, 2, request="a") == first
    assert house.count_rows() == before
    assert house.expect(house.step, 2, UP, 2, request="a").refusal is SessionRefusal.REQUEST_USED


def test_a_step_entered_wrongly_is_taken_back_once(house: SessionHouse) -> None:
    step = house.step(1, UP, 1)
    done = house.step(1, DONE, 2)

    def take_back(number: int) -> Any:
        return house.run(
            lambda session: take_back_step(session, after(5), house.clerk, house.board, house.meeting, number)
        )

    assert house.expect(take_back, step).refusal is SessionRefusal.ITEM_NOT_UP
    take_back(done)
    before = house.count_rows()
    take_back(done)
    assert house.count_rows() == before
    assert list_steps(house) == [("agenda0001", UP, 1)]


def test_the_hours_of_a_meeting_cannot_be_corrected_away_from_its_items(house: SessionHouse) -> None:
    house.step(1, UP, 20)
    ended = house.adjourn(30)
    refused = house.expect(house.correct, ended, Happened(Happening.ADJOURN, after(10)), 40)
    assert refused.refusal is SessionRefusal.STEP_OUTSIDE


def test_an_item_off_the_agenda_needs_the_exception_and_what_was_found(house: SessionHouse) -> None:
    refused = house.expect(add, house, NewItem("Burst pipe", ItemKind.ACTION, "", ""))
    assert refused.refusal is SessionRefusal.EXCEPTION_MISSING
    assert (
        house.expect(add, house, NewItem("Pipe", ItemKind.ACTION, "late", "")).refusal is SessionRefusal.FOUND_MISSING
    )
    assert house.expect(add, house, NewItem(" ", ItemKind.ACTION, "a", "b")).refusal is SessionRefusal.TITLE_MISSING
    closed = NewItem("Counsel", ItemKind.CLOSED_SESSION, "a", "b")
    assert house.expect(add, house, closed).refusal is SessionRefusal.GROUND_MISSING
    add(house, NEW, key="newagenda1")
    before = house.count_rows()
    add(house, NEW, minutes=6, key="newagenda1")
    assert house.count_rows() == before
    item = house.read(select(AgendaItem).where(AgendaItem.key == "newagenda1"))
    assert (item.position, item.agenda_position) == (5, None)
    assert house.read(select(OffAgenda.found)) == "It cannot wait"


def test_where_the_law_keeps_to_the_agenda_the_refusal_carries_its_finding(database: Database, tmp_path: Path) -> None:
    house = SessionHouse(database, tmp_path / "vault", adopted=["NOTE-03"])
    house.call()
    refused = house.expect(add, house, NewItem("Burst pipe", ItemKind.ACTION, "", "It cannot wait"))
    assert refused.refusal is SessionRefusal.BREAKS_LAW
    assert [finding.rule for finding in refused.findings] == ["NOTE-03"]
    add(house, NEW)


def test_an_item_cannot_be_added_before_or_after_the_meeting(house: SessionHouse) -> None:
    house.adjourn(9)
    assert house.expect(add, house, NEW, 10).refusal is SessionRefusal.NOT_IN_SESSION


def test_each_save_of_a_note_is_kept_and_nobody_s_is_overwritten_unseen(house: SessionHouse) -> None:
    entries, version = house.count_entries(), house.find_record_version()
    first = house.note(1, "Ten calls.", None)
    assert house.note(1, "Ten calls.", None) == first
    second = house.note(1, "Eleven calls.", first, "Received")
    assert house.expect(house.note, 1, "Twelve calls.", first).refusal is SessionRefusal.CHANGED_MEANWHILE
    assert house.note(1, "Eleven calls.", first, "Received") == second
    assert house.read(select(func.count()).select_from(ItemNote)) == 2
    assert (house.count_entries(), house.find_record_version()) == (entries, version)
    assert house.read(select(func.count()).select_from(LedgerPrivateAct)) == 3


def test_what_stands_in_a_note_is_on_no_ledger(house: SessionHouse) -> None:
    house.note(1, "zqnote", None)
    with house.database.reading() as session:
        bodies = session.scalars(select(LedgerEntry.body)).all()
    assert not [body for body in bodies if "zqnote" in str(body)]


@pytest.mark.parametrize("text", ["a\u202eb", "x" * 10_001, "a\x07b"], ids=["turned around", "huge", "control"])
def test_a_note_that_cannot_be_shown_is_refused(house: SessionHouse, text: str) -> None:
    assert house.expect(house.note, 1, text, None).refusal is SessionRefusal.TEXT_UNUSABLE
