"""Gathering the records of a whole Legistar source before anything is said of them.

Files come in any order: the votes of an item may stand before the item, or a year later. What two files say of one
record must be the same.
"""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from governance.db.keys import make_slug
from governance.exchange.intake import Refusal
from governance.exchange.legistar_fields import (
    Unreadable,
    is_vacant,
    read_day,
    read_end,
    read_modified,
    read_possible_moment,
)
from governance.exchange.legistar_records import Body, Event, Found, History, Item, Office, Paper, Person, Voice
from governance.exchange.legistar_shapes import find_things

WORDS = {
    "event": "an event", "item": "an agenda item", "history": "an entry of a matter's history", "office": "an office record",
    "person": "a person", "body": "a body", "vote": "a vote", "roll_call": "a roll call",
}  # fmt: skip


class Gathered:
    """All that a source holds, by number. votes and roll_calls: item -> person -> what stands beside the name."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}
        self.moments: dict[str, datetime] = {}
        self.modified: dict[str, datetime] = {}
        self.items: dict[str, Item] = {}
        self.histories: dict[str, History] = {}
        self.history_days: dict[str, datetime | None] = {}
        self.history_places: dict[str, str] = {}
        self.votes: dict[str, dict[str, list[Voice]]] = defaultdict(dict)
        self.roll_calls: dict[str, dict[str, list[Voice]]] = defaultdict(dict)
        self.offices: dict[str, Office] = {}
        self.terms: dict[str, tuple[date | None, date | None]] = {}
        self.people: dict[str, Person] = {}
        self.bodies: dict[str, Body] = {}
        self.papers: dict[tuple[str | None, str | None], dict[str, Paper]] = defaultdict(dict)
        self.lines: dict[tuple[str, str], Voice] = {}
        self.list_places: dict[tuple[str, str], str] = {}
        self.left_out: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.refusals: list[Refusal] = []
        self.recognized = 0

    def take(self, value: object, place: str) -> None:
        """Take everything from one file's JSON. place: the file, for messages."""
        for found in find_things(value):
            kind = found.kind
            if kind == "left_out":
                self.left_out[found.content] += 1
                self.recognized += found.content != "objects of no known kind"
                continue
            self.recognized += 1
            if kind in ("vote", "roll_call"):
                self.take_voice(found, place)
            elif kind == "attachment":
                owner, paper = found.content
                self.papers[owner][found.number or paper.link or ""] = paper
            elif kind == "matter":
                continue
            elif found.number is None:
                self.refuse(place, f"holds {WORDS[kind]} without a number")
            else:
                self.take_record(kind, found.number, found, place)

    def take_record(self, kind: str, number: str, found: Found, place: str) -> None:
        tables: dict[str, dict[str, Any]] = {
            "event": self.events, "item": self.items, "history": self.histories, "office": self.offices,
            "person": self.people, "body": self.bodies,
        }  # fmt: skip
        content = found.content
        known = tables[kind].setdefault(number, content)
        if known is not content:
            if known != content:
                self.refuse(place, f"holds {WORDS[kind]} {number} that differs from the one read before")
            return
        try:
            self.read_dates(kind, number, content, found.modified, place)
        except Unreadable as error:
            self.refuse(place, f"{WORDS[kind]} {number}: {error}")

    def read_dates(self, kind: str, number: str, content: Any, modified: object, place: str) -> None:
        if kind == "event":
            moment = read_possible_moment(content.date)
            if moment is None:
                raise Unreadable("it has no date")
            self.moments[number] = moment
            changed = read_modified(modified)
            if changed:
                self.modified[number] = changed
        elif kind == "history":
            moment = read_possible_moment(content.date)
            # Wall time in the board's own zone, whatever offset is claimed.
            self.history_days[number] = moment.replace(tzinfo=None) if moment else None
            self.history_places[number] = content.item.matter or place
        elif kind == "office":
            self.terms[number] = (read_day(content.start), read_end(content.end))

    def take_voice(self, found: Found, place: str) -> None:
        kind, voice = found.kind, found.content
        if found.number is not None:
            known = self.lines.setdefault((kind, found.number), voice)
            if known is not voice:
                if known != voice:
                    self.refuse(place, f"holds {WORDS[kind]} {found.number} that differs from the one read before")
                return
        if voice.item is None:
            self.refuse(place, f"holds {WORDS[kind]} that does not say which agenda item it belongs to")
            return
        person = name_person(voice.person, voice.name)
        if person is None or (voice.name and is_vacant(voice.name)):
            self.left_out["lines of roll calls and votes that name nobody"] += 1
            return
        voices = (self.votes if kind == "vote" else self.roll_calls)[voice.item].setdefault(person, [])
        list_place = self.list_places.setdefault((kind, voice.item), place)
        if not any((known.word, known.result) == (voice.word, voice.result) for known in voices):
            voices.append(voice)
        elif list_place == place:
            # The same line twice in one list; from another file it would be the same list again.
            self.repeated["ballots" if kind == "vote" else "attendance"] += 1

    def refuse(self, place: str, reason: str) -> None:
        self.refusals.append(Refusal(place, reason))


def name_person(number: str | None, name: str | None) -> str | None:
    """The identifier of a person: by number, or else by name."""
    if number:
        return f"person/{number}"
    slug = make_slug(name or "")
    return f"person-name/{slug}" if slug else None
