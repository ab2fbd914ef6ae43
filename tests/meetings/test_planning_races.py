"""Two clerks at once, and one who presses twice: the record holds one of everything, and nobody is overwritten unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.db import Database
from governance.db.retry import run_act
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.planning import PlannedItem, read_plan
from governance.meetings.planning_actions import edit_draft, post_agenda
from governance.meetings.planning_acts import PlanningRefusal, PlanningRefused
from governance.meetings.planning_editing import add_item
from governance.meetings.planning_models import AgendaVersion, MeetingDraft, Notice
from tests.conftest import NOW
from tests.support.planning import IN_TWO_WEEKS, ITEMS, PLAN, find_board_id, find_clerk, make_draft

AT_ONCE = 4


def act_at_once(database: Database, acts: list[Callable[[Session], Any]]) -> list[Any]:
    """Run acts beside one another, each in a transaction of its own; what each answered, or how it was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[Session], Any]) -> Any:
        start.wait()
        try:
            return run_act(database, act)
        except PlanningRefused as refused:
            return refused.refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def post(key: str) -> Callable[[Session], int]:
    return lambda session: (
        post_agenda(session, NOW, find_clerk(session), find_board_id(session), key, 1).number
    )  # fmt: skip


def count_rows(database: Database, table: Any) -> int:
    with database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


def test_one_draft_that_two_clerks_post_at_once_is_posted_once(demo_database: Database) -> None:
    key = make_draft(demo_database)
    meetings = count_rows(demo_database, Meeting)
    outcomes = act_at_once(demo_database, [post(key)] * AT_ONCE)
    assert outcomes.count(1) == 1
    assert set(outcomes) == {1, PlanningRefusal.NOTHING_CHANGES}
    assert count_rows(demo_database, Meeting) == meetings + 1
    assert count_rows(demo_database, AgendaVersion) == count_rows(demo_database, Notice) == 1
    with demo_database.reading() as session:
        check_record(session, WAY_TO_BOARD)  # raises what it finds
        assert session.scalar(select(func.count()).where(AgendaItem.key.in_([item.key for item in ITEMS]))) == 3


def test_of_two_drafts_for_one_time_only_one_is_posted(demo_database: Database) -> None:
    other = replace(PLAN, items=tuple(replace(item, key=f"{item.key[:9]}y") for item in ITEMS))
    keys = [make_draft(demo_database), make_draft(demo_database, other)]
    outcomes = act_at_once(demo_database, [post(key) for key in keys])
    assert sorted(map(str, outcomes)) == ["1", PlanningRefusal.AT_THE_SAME_TIME]


def test_items_that_many_add_at_once_are_all_there(demo_database: Database) -> None:
    key = make_draft(demo_database, replace(PLAN, starts_at=IN_TWO_WEEKS.isoformat(), ends_at=""))
    with demo_database.reading() as session:
        board = find_board_id(session)

    def add(number: int) -> Callable[[Session], int]:
        item = PlannedItem(f"added{number:05}", "report", f"Item {number}")
        return lambda session: edit_draft(session, NOW, board, key, add_item(item, 1)).edit

    # Each is sent twice, as by a double click.
    outcomes = act_at_once(demo_database, [add(number) for number in range(AT_ONCE) for _ in range(2)])
    assert len(outcomes) == 2 * AT_ONCE
    with demo_database.reading() as session:
        draft = session.scalars(select(MeetingDraft).where(MeetingDraft.key == key)).one()
        titles = [item.title for item in read_plan(draft.content).items]
    assert sorted(titles) == sorted([*(f"Item {number}" for number in range(AT_ONCE)), *(item.title for item in ITEMS)])
    assert draft.edit == 1 + AT_ONCE
