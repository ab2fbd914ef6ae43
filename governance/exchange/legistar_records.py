"""What the record keeps of each Legistar object, as plain tuples that both of its shapes come down to."""

from typing import Any, NamedTuple


class Event(NamedTuple):
    """A meeting as written. date: with or without an offset, see legistar_fields.read_moment; clock: a time in words."""

    body: str | None
    body_name: str | None
    date: Any
    clock: str | None
    comment: str | None
    place: str | None
    agenda_status: str | None
    minutes_status: str | None
    agenda_file: str | None
    minutes_file: str | None
    recording: str | None
    address: str | None
    is_mirror: bool


class Item(NamedTuple):
    """An agenda item, or an entry of a matter's history: Legistar keeps both under one number."""

    event: str | None
    title: str | None
    agenda_position: int | None
    minutes_position: int | None
    number: str | None
    agenda_note: str | None
    minutes_note: str | None
    action: str | None
    action_text: str | None
    passed_flag: int | None
    passed_name: str | None
    tally: str | None
    consent: int | None
    roll_call: int | None
    mover: str | None
    mover_name: str | None
    seconder: str | None
    seconder_name: str | None
    matter: str | None
    matter_file: str | None
    matter_name: str | None
    matter_kind: str | None
    matter_status: str | None


class History(NamedTuple):
    """Where and when an entry of a matter's history happened, which its item does not say."""

    item: Item
    date: Any
    body: str | None
    body_name: str | None


class Voice(NamedTuple):
    """One person's line in a roll call or a vote. record: the number of the line, where it has one."""

    record: str | None
    item: str | None
    person: str | None
    name: str | None
    word: str
    result: int | None
    sort: int


class Office(NamedTuple):
    person: str | None
    name: str | None
    body: str | None
    body_name: str | None
    title: str | None
    member_kind: str | None
    start: Any
    end: Any


class Person(NamedTuple):
    name: str | None
    sort_name: str | None


class Body(NamedTuple):
    name: str | None
    kind: str | None


class Paper(NamedTuple):
    """An attachment of a matter."""

    name: str | None
    link: str | None
    sort: int


class Found(NamedTuple):
    """One thing that was told: its kind, its number, and what it says. owner: what an attachment belongs to."""

    kind: str
    number: str | None
    content: Any
    modified: Any = None


class Context(NamedTuple):
    """What is around an object: the event, the item and the matter that it may belong to."""

    event: str | None = None
    item: str | None = None
    matter: Item | None = None


NO_ITEM = Item(*[None] * len(Item._fields))
