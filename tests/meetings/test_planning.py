"""What is planned is checked when it is made; two agendas differ in what a reader would say that differs."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from governance.meetings.planning import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_ITEMS,
    Plan,
    PlannedItem,
    PlanRefusal,
    PlanRefused,
    check_plan,
    compute_digest,
    find_changes,
    find_longest_kept,
    find_moment,
    read_plan,
    write_plan,
)

ZONE = "America/Denver"
ITEMS = tuple(PlannedItem(f"item{number}", "action", f"Item {number}") for number in range(5))
PLAN = Plan("Regular meeting", "regular", "2026-12-10T01:00:00+00:00", "2026-12-10T03:00:00+00:00", items=ITEMS)


def test_a_plan_is_read_as_it_was_written() -> None:
    plan = replace(PLAN, items=(replace(ITEMS[0], documents=("a", "b"), minutes=5), *ITEMS[1:]))
    assert read_plan(write_plan(plan)) == plan
    assert compute_digest(read_plan(write_plan(plan))) == compute_digest(plan)
    assert compute_digest(plan) != compute_digest(PLAN)


REFUSED: list[tuple[str, dict[str, Any], PlanRefusal, str]] = [
    ("no title", {"title": " \n"}, PlanRefusal.TITLE_MISSING, "title"),
    ("a kind that only a source can leave open", {"kind": "unstated"}, PlanRefusal.KIND_MISSING, "kind"),
    ("a title without end", {"title": "x" * (LONGEST_LINE + 1)}, PlanRefusal.TEXT_TOO_LONG, "title"),
    ("a comment without end", {"comment": "x" * (LONGEST_TEXT + 1)}, PlanRefusal.TEXT_TOO_LONG, "comment"),
    ("letters turned around", {"place": "Hall \u202egnikrap"}, PlanRefusal.TEXT_UNUSABLE, "place"),
    ("a bell", {"comment": "ring \a"}, PlanRefusal.TEXT_UNUSABLE, "comment"),
    ("half a letter", {"title": "x\ud800"}, PlanRefusal.TEXT_UNUSABLE, "title"),
    ("a script for an address", {"join_address": "javascript:alert(1)"}, PlanRefusal.ADDRESS_UNUSABLE, "join_address"),
    ("a broken address", {"recording_address": "https://a b"}, PlanRefusal.ADDRESS_UNUSABLE, "recording_address"),
    ("an end before the beginning", {"ends_at": PLAN.starts_at}, PlanRefusal.ENDS_BEFORE_IT_BEGINS, "ends_at"),
    ("two days long", {"ends_at": "2026-12-11T01:00:01+00:00"}, PlanRefusal.LASTS_TOO_LONG, "ends_at"),
    ("findings of no emergency", {"emergency": {"happened": "x"}}, PlanRefusal.FINDINGS_UNWANTED, "emergency"),
    ("an item twice", {"items": (ITEMS[0], ITEMS[0])}, PlanRefusal.ITEM_TWICE, "items.1"),
    (
        "an item without a title",
        {"items": (ITEMS[0], replace(ITEMS[1], title=""))}, PlanRefusal.TITLE_MISSING, "items.1.title",
    ),
    ("an item of no kind", {"items": (replace(ITEMS[0], kind="x"),)}, PlanRefusal.KIND_MISSING, "items.0.kind"),
    ("an item of no minutes", {"items": (replace(ITEMS[0], minutes=0),)}, PlanRefusal.MINUTES_UNUSABLE, "items.0.minutes"),
    (
        "a closed session without its ground",
        {"items": (replace(ITEMS[0], kind="closed_session"),)}, PlanRefusal.GROUND_MISSING, "items.0.closed_ground",
    ),
    (
        "items without end",
        {"items": tuple(PlannedItem(str(number), "action", "x") for number in range(MOST_ITEMS + 1))},
        PlanRefusal.TOO_MANY_ITEMS, "items",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "refusal", "field"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_cannot_be_kept_is_refused_by_its_field(values: dict[str, Any], refusal: PlanRefusal, field: str) -> None:
    with pytest.raises(PlanRefused) as raised:
        check_plan(replace(PLAN, **values))
    assert (raised.value.refusal, raised.value.field) == (refusal, field)


def test_what_languages_and_emoji_need_stays() -> None:
    title = "שלום \u200f👩\u200d⚕️ e\u0301"
    assert check_plan(replace(PLAN, title=f"  {title} ")).title == "שלום \u200f👩\u200d⚕️ é"


def test_a_thousand_items_are_kept_in_order() -> None:
    items = tuple(PlannedItem(str(number), "action", f"Item {number}") for number in range(MOST_ITEMS))
    assert check_plan(replace(PLAN, items=items)).items == items


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-12-09T18:00", ZONE, "2026-12-10T01:00"),
        ("2026-07-09T18:00", ZONE, "2026-07-10T00:00"),
        ("2026-03-08T03:00", ZONE, "2026-03-08T09:00"),  # the first hour of summer time
        ("2026-11-01T01:30", ZONE, "2026-11-01T07:30"),  # comes twice: the first is meant
        ("2026-03-08T02:30", "America/Phoenix", "2026-03-08T09:30"),  # keeps one time all year
    ],
)
def test_a_wall_clock_s_time_is_a_moment_where_the_board_sits(local: str, zone: str, moment: str) -> None:
    found = find_moment(datetime.fromisoformat(local), zone, "starts_at")
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_an_hour_that_the_clocks_leave_out_is_no_time_for_a_meeting() -> None:
    with pytest.raises(PlanRefused) as raised:
        find_moment(datetime(2026, 3, 8, 2, 30), ZONE, "starts_at")
    assert (raised.value.refusal, raised.value.field) == (PlanRefusal.NO_SUCH_HOUR, "starts_at")


def tell(before: Plan, after: Plan) -> list[tuple[Any, ...]]:
    return [
        (change["what"], change.get("item") or change.get("field"), change.get("place"))
        for change in find_changes(before, after)
    ]


def test_the_same_agenda_has_no_changes() -> None:
    assert find_changes(PLAN, PLAN) == []


def test_a_new_item_at_the_top_moves_nothing() -> None:
    after = replace(PLAN, items=(PlannedItem("new", "report", "New"), *ITEMS))
    assert tell(PLAN, after) == [("put_on", "new", 1)]


def test_one_item_dragged_to_the_end_is_the_one_that_moved() -> None:
    after = replace(PLAN, items=(*ITEMS[1:], ITEMS[0]))
    assert tell(PLAN, after) == [("moved", "item0", 5)]


def test_taking_off_changing_and_moving_are_told_apart() -> None:
    changed = replace(ITEMS[3], title="Another title")
    after = replace(PLAN, place="Room 2", items=(ITEMS[2], ITEMS[1], changed))
    assert tell(PLAN, after) == [
        ("meeting", "place", None), ("taken_off", "item0", None), ("taken_off", "item4", None),
        ("item", "item3", None), ("moved", "item2", 1),
    ]  # fmt: skip


def test_the_fewest_items_are_said_to_have_moved() -> None:
    """Against every choice of items that could have stayed, for random orders."""
    chance = random.Random(7)
    for _ in range(200):
        before = [str(number) for number in range(chance.randint(0, 6))]
        after = chance.sample(before, len(before))
        most = max(
            size
            for size in range(len(after) + 1)
            for kept in combinations(after, size)
            if [key for key in before if key in kept] == list(kept)
        )
        found = find_longest_kept(after, before)
        assert len(found) == most
        assert [key for key in before if key in found] == found == [key for key in after if key in found]
