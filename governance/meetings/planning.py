"""What a clerk prepares before it is posted: a meeting and its agenda, as plain facts that are checked when they are made.

A plan is what a draft holds and what a posted agenda froze. It is written as JSON in one way only, so that its hash
says which agenda was posted.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from governance.meetings.models import ItemKind, MeetingKind
from model_law.meetings import EMERGENCY_FINDINGS

LONGEST_LINE = 300
LONGEST_TEXT = 10_000
LONGEST_ADDRESS = 2000
LONGEST_MEETING = timedelta(hours=24)
MOST_ITEMS = 1000
MOST_MINUTES = 24 * 60
PLANNED_KINDS = (MeetingKind.REGULAR, MeetingKind.SPECIAL, MeetingKind.EMERGENCY)
PLANNED_ITEMS = tuple(kind for kind in ItemKind if kind is not ItemKind.UNSTATED)


class PlanRefusal(StrEnum):
    """Why something cannot be planned so; the pages say it in words."""

    TITLE_MISSING = "title_missing"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNUSABLE = "text_unusable"
    ADDRESS_UNUSABLE = "address_unusable"
    KIND_MISSING = "kind_missing"
    NO_SUCH_HOUR = "no_such_hour"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    LASTS_TOO_LONG = "lasts_too_long"
    TOO_MANY_ITEMS = "too_many_items"
    MINUTES_UNUSABLE = "minutes_unusable"
    GROUND_MISSING = "ground_missing"
    ITEM_TWICE = "item_twice"
    FINDINGS_UNWANTED = "findings_unwanted"
    NO_MOMENT = "no_moment"


class PlanRefused(Exception):
    """A plan that is not kept. field: what it is about, "items.3.title" for the fourth item's title."""

    def __init__(self, refusal: PlanRefusal, field: str) -> None:
        super().__init__(f"{refusal}: {field}")
        self.refusal, self.field = refusal, field


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item of an agenda. key stays the item's through all versions; question is what the board is asked to decide.

    documents are keys of papers of the board, in order; minutes is how long it may take.
    """

    key: str
    kind: str
    title: str
    note: str = ""
    presenter: str = ""
    minutes: int | None = None
    question: str = ""
    closed_ground: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting and its agenda. Moments are UTC, written in ISO form; emergency holds EMERGENCY_FINDINGS or is empty,
    and of them known_at is a moment too.
    """

    title: str
    kind: str
    starts_at: str
    ends_at: str = ""
    place: str = ""
    join_address: str = ""
    join_phone: str = ""
    accommodations: str = ""
    languages: str = ""
    recording_address: str = ""
    comment: str = ""
    emergency: Mapping[str, str] | None = None
    items: tuple[PlannedItem, ...] = ()

    @property
    def begins(self) -> datetime:
        return datetime.fromisoformat(self.starts_at)

    @property
    def ends(self) -> datetime | None:
        return datetime.fromisoformat(self.ends_at) if self.ends_at else None


LINES = ("title", "place", "join_phone", "accommodations", "languages")
ADDRESSES = ("join_address", "recording_address")


def find_moment(local: datetime, zone: str, field: str) -> datetime:
    """The moment (UTC) of a wall clock's time. Raises PlanRefused for an hour that the change of clocks leaves out.

    Of an hour that comes twice the first is meant, as people say it before the clocks are changed.
    """
    moment = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise PlanRefused(PlanRefusal.NO_SUCH_HOUR, field)
    return moment


def check_plan(plan: Plan, *, to_post: bool = True) -> Plan:
    """The plan without needless space. Raises PlanRefused, which names the first field that cannot be kept.

    to_post: a draft may leave open what kind the meeting and its items are, as a record from elsewhere does.
    """
    lines = {name: tidy_line(getattr(plan, name), name) for name in LINES}
    if not lines["title"]:
        raise PlanRefused(PlanRefusal.TITLE_MISSING, "title")
    if plan.kind not in PLANNED_KINDS and (to_post or plan.kind != MeetingKind.UNSTATED):
        raise PlanRefused(PlanRefusal.KIND_MISSING, "kind")
    check_times(plan)
    if len(plan.items) > MOST_ITEMS:
        raise PlanRefused(PlanRefusal.TOO_MANY_ITEMS, "items")
    items = tuple(check_item(item, f"items.{place}", to_post) for place, item in enumerate(plan.items))
    keys = [item.key for item in items]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise PlanRefused(PlanRefusal.ITEM_TWICE, f"items.{place}")
    return replace(
        plan,
        **lines,
        **{name: check_address(getattr(plan, name), name) for name in ADDRESSES},
        comment=tidy_text(plan.comment, "comment"),
        emergency=check_emergency(plan),
        items=items,
    )


def check_times(plan: Plan) -> None:
    if plan.ends is None:
        return
    if plan.ends <= plan.begins:
        raise PlanRefused(PlanRefusal.ENDS_BEFORE_IT_BEGINS, "ends_at")
    if plan.ends - plan.begins > LONGEST_MEETING:
        raise PlanRefused(PlanRefusal.LASTS_TOO_LONG, "ends_at")


def check_emergency(plan: Plan) -> Mapping[str, str] | None:
    """The findings of an emergency; what is not said yet is empty, and the law says whether that will do."""
    said = {
        name: tidy_text((plan.emergency or {}).get(name, ""), f"emergency.{name}")
        for name in EMERGENCY_FINDINGS
    }  # fmt: skip
    if said["known_at"]:
        check_moment(said["known_at"], "emergency.known_at")
    if plan.kind == MeetingKind.EMERGENCY:
        return said
    if any(said.values()):
        raise PlanRefused(PlanRefusal.FINDINGS_UNWANTED, "emergency")
    return None


def check_moment(text: str, field: str) -> None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise PlanRefused(PlanRefusal.NO_MOMENT, field) from None
    if moment.tzinfo is None:
        raise PlanRefused(PlanRefusal.NO_MOMENT, field)


def check_item(item: PlannedItem, field: str, to_post: bool) -> PlannedItem:
    tidied = replace(
        item,
        title=tidy_line(item.title, f"{field}.title"),
        presenter=tidy_line(item.presenter, f"{field}.presenter"),
        closed_ground=tidy_line(item.closed_ground, f"{field}.closed_ground"),
        note=tidy_text(item.note, f"{field}.note"),
        question=tidy_text(item.question, f"{field}.question"),
    )
    if not tidied.title:
        raise PlanRefused(PlanRefusal.TITLE_MISSING, f"{field}.title")
    if item.kind not in PLANNED_ITEMS and (to_post or item.kind != ItemKind.UNSTATED):
        raise PlanRefused(PlanRefusal.KIND_MISSING, f"{field}.kind")
    if item.minutes is not None and not 1 <= item.minutes <= MOST_MINUTES:
        raise PlanRefused(PlanRefusal.MINUTES_UNUSABLE, f"{field}.minutes")
    if item.kind == ItemKind.CLOSED_SESSION and not tidied.closed_ground:
        raise PlanRefused(PlanRefusal.GROUND_MISSING, f"{field}.closed_ground")
    return tidied


def tidy_line(text: str, field: str) -> str:
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(text) > LONGEST_LINE:
        raise PlanRefused(PlanRefusal.TEXT_TOO_LONG, field)
    refuse_control(text, field)
    return text


def tidy_text(text: str, field: str) -> str:
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")]
    text = "\n".join(lines).strip()
    if len(text) > LONGEST_TEXT:
        raise PlanRefused(PlanRefusal.TEXT_TOO_LONG, field)
    refuse_control(text, field)
    return text


def refuse_control(text: str, field: str) -> None:
    """Control characters and those that turn the order of letters around are in nobody's agenda.

    Marks of direction that languages need (U+200E, U+200F) and joiners of letters and emoji stay.
    """
    turning = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
    if any(
        (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t") or letter in turning for letter in text
    ):
        raise PlanRefused(PlanRefusal.TEXT_UNUSABLE, field)


def check_address(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        return ""
    if (
        len(text) > LONGEST_ADDRESS
        or not text.startswith(("https://", "http://"))
        or not text.isprintable()
        or " " in text
    ):
        raise PlanRefused(PlanRefusal.ADDRESS_UNUSABLE, field)
    return text


def write_plan(plan: Plan) -> dict[str, Any]:
    """The plan as JSON holds it."""
    written = asdict(plan)
    written["items"] = [{**item, "documents": list(item["documents"])} for item in written["items"]]
    return written


def read_plan(content: Mapping[str, Any]) -> Plan:
    """A plan as it was written. What a later release adds to a plan is at its default."""
    known = {field.name for field in fields(Plan)} - {"items"}
    items = [
        PlannedItem(**{**item, "documents": tuple(item.get("documents", ()))})
        for item in content.get("items", ())
    ]  # fmt: skip
    return Plan(**{name: value for name, value in content.items() if name in known}, items=tuple(items))


def compute_digest(plan: Plan) -> str:
    """SHA-256 over the plan's JSON with sorted names and without spaces, in hex."""
    text = json.dumps(write_plan(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find_changes(before: Plan, after: Plan) -> list[dict[str, Any]]:
    """What differs between two agendas, as data: the meeting's own fields, then items taken off, put on, changed, moved.

    An item counts as moved only where its order among the items of both versions differs, so that one new item at the
    top moves nothing.
    """
    changes: list[dict[str, Any]] = [
        {"what": "meeting", "field": field.name, "before": was, "after": now}
        for field in fields(Plan)
        if field.name != "items" and (was := getattr(before, field.name)) != (now := getattr(after, field.name))
    ]
    old = {item.key: item for item in before.items}
    new = {item.key: item for item in after.items}
    changes += [
        {"what": "taken_off", "item": item.key, "title": item.title} for key, item in old.items() if key not in new
    ]
    changes += [
        {"what": "put_on", "item": item.key, "title": item.title, "place": place}
        for place, item in enumerate(after.items, 1)
        if item.key not in old
    ]
    for key, item in new.items():
        if key in old:
            changes += compare_items(old[key], item)
    stayed = [item.key for item in after.items if item.key in old]
    kept = set(find_longest_kept(stayed, [item.key for item in before.items if item.key in new]))
    changes += [
        {
            "what": "moved",
            "item": key,
            "title": new[key].title,
            "place": [item.key for item in after.items].index(key) + 1,
        }
        for key in stayed
        if key not in kept
    ]
    return changes


def compare_items(before: PlannedItem, after: PlannedItem) -> list[dict[str, Any]]:
    return [
        {"what": "item", "item": after.key, "title": after.title, "field": field.name,
         "before": plain(getattr(before, field.name)), "after": plain(getattr(after, field.name))}
        for field in fields(PlannedItem)
        if getattr(before, field.name) != getattr(after, field.name)
    ]  # fmt: skip


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def find_longest_kept(after: Sequence[str], before: Sequence[str]) -> list[str]:
    """The most keys of `after` that stand in the same order as in `before`: all others have moved.

    Both hold the same keys, so this is a longest increasing subsequence (Schensted 1961), found in n log n.
    """
    places = {key: place for place, key in enumerate(before)}
    ends: list[int] = []  # for each length, the place in `after` where the best run of that length ends
    links: list[int | None] = []
    for here, key in enumerate(after):
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if places[after[ends[middle]]] < places[key]:
                low = middle + 1
            else:
                high = middle
        links.append(ends[low - 1] if low else None)
        ends[low : low + 1] = [here]
    run: list[str] = []
    step = ends[-1] if ends else None
    while step is not None:
        run.append(after[step])
        step = links[step]
    return run[::-1]
