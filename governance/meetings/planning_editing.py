"""One change of a plan at a time, so that two clerks can work on one agenda: each names what was seen before it.

Everything here is a pure function over plans. What somebody else has changed since is refused with CHANGED_MEANWHILE;
what they changed elsewhere in the agenda stays.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_acts import PlanningRefusal, PlanningRefused

Change = Callable[[Plan], Plan]


def digest_item(item: PlannedItem) -> str:
    """A mark of what an item says."""
    return digest(asdict(item))


def digest_meeting(plan: Plan) -> str:
    """A mark of what a plan says of the meeting itself, without its items."""
    return digest(asdict(replace(plan, items=())))


def digest(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=list)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def find_place(plan: Plan, key: str) -> int | None:
    """An item's place on the agenda, from 1; None where it is not on it."""
    return next((place for place, item in enumerate(plan.items, 1) if item.key == key), None)


def require_place(plan: Plan, key: str) -> int:
    place = find_place(plan, key)
    if place is None:
        raise PlanningRefused(PlanningRefusal.CHANGED_MEANWHILE)
    return place


def change_meeting(now_said: Plan, seen: str) -> Change:
    """Put the meeting's own fields in the place of those that were seen; the items stay as they are."""

    def change(plan: Plan) -> Plan:
        if digest_meeting(plan) != seen and digest_meeting(plan) != digest_meeting(now_said):
            raise PlanningRefused(PlanningRefusal.CHANGED_MEANWHILE)
        return replace(now_said, items=plan.items)

    return change


def add_item(item: PlannedItem, place: int | None) -> Change:
    """Put a new item on the agenda: at a place, or last. One that is there already stays, so that a repeat adds nothing."""

    def change(plan: Plan) -> Plan:
        if find_place(plan, item.key) is not None:
            return plan
        return put(plan, item, place if place is not None else len(plan.items) + 1)

    return change


def change_item(item: PlannedItem, seen: str, place: int | None) -> Change:
    """Put an item in the place of the one that was seen. place: None leaves it where it stands now.

    Its documents are those of the newest plan: they are changed by acts of their own.
    """

    def change(plan: Plan) -> Plan:
        stands = require_place(plan, item.key)
        before = plan.items[stands - 1]
        after = replace(item, documents=before.documents)
        if digest_item(replace(before, documents=())) not in (seen, digest_item(replace(after, documents=()))):
            raise PlanningRefused(PlanningRefusal.CHANGED_MEANWHILE)
        return put(take_off(plan, item.key), after, place if place is not None else stands)

    return change


def remove_item(key: str, seen: str) -> Change:
    """Take an item off. One that is gone already stays gone."""

    def change(plan: Plan) -> Plan:
        stands = find_place(plan, key)
        if stands is not None and digest_item(replace(plan.items[stands - 1], documents=())) != seen:
            raise PlanningRefused(PlanningRefusal.CHANGED_MEANWHILE)
        return take_off(plan, key)

    return change


def move_item(key: str, seen: int, place: int) -> Change:
    """Bring an item from the place where it was seen to another one. Where it is there already nothing changes."""

    def change(plan: Plan) -> Plan:
        stands = require_place(plan, key)
        if stands == place:
            return plan
        if stands != seen:
            raise PlanningRefused(PlanningRefusal.CHANGED_MEANWHILE)
        return put(take_off(plan, key), plan.items[stands - 1], place)

    return change


def attach_document(key: str, document: str) -> Change:
    """Let a paper belong to an item, last of its papers."""

    def change(plan: Plan) -> Plan:
        stands = require_place(plan, key)
        item = plan.items[stands - 1]
        if document in item.documents:
            return plan
        return swap(plan, stands, replace(item, documents=(*item.documents, document)))

    return change


def detach_document(key: str, document: str) -> Change:
    """Let a paper no longer belong to an item. The paper itself stays in the record."""

    def change(plan: Plan) -> Plan:
        stands = require_place(plan, key)
        item = plan.items[stands - 1]
        return swap(plan, stands, replace(item, documents=tuple(one for one in item.documents if one != document)))

    return change


def put(plan: Plan, item: PlannedItem, place: int) -> Plan:
    """The plan with an item at a place from 1; behind the last one it becomes the last."""
    index = max(0, min(place - 1, len(plan.items)))
    return replace(plan, items=(*plan.items[:index], item, *plan.items[index:]))


def take_off(plan: Plan, key: str) -> Plan:
    return replace(plan, items=tuple(item for item in plan.items if item.key != key))


def swap(plan: Plan, place: int, item: PlannedItem) -> Plan:
    return replace(plan, items=(*plan.items[: place - 1], item, *plan.items[place:]))
