"""What minutes say of quorum and order of items, compared with a plain replay; and hostile text in page and print."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.meetings.models import AttendanceMode, ItemKind, MeetingKind
from governance.meetings.session_facts import EventFact, QuorumNow
from governance.meetings.session_models import ItemStepKind
from governance.minutes.assembly import ItemFact, MeetingFact, MinutesFacts, StepFact, assemble
from governance.minutes.contents import compute_digest, read_content, write_content
from governance.minutes.printed_parts import Imprint
from governance.minutes.printing import print_minutes
from model_law.attendance import Happening, State

BEGAN = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
NEEDED = 3
HOSTILE = (
    '#panic() *x* $y$ #import "a" \\ <b>', "<script>alert(1)</script><img src=x onerror=y>", "שלום مرحبا", "😀 👩‍👩‍👧 日本",
)  # fmt: skip


def count(present: object) -> QuorumNow:
    there = len(list(present))  # type: ignore[call-overload]  # keys of those present
    return QuorumNow(NEEDED, 5, "serving", there, there >= NEEDED, None, True, "QUOR-01")


def make_facts(events: list[EventFact], items: list[ItemFact], title: str = "Regular meeting") -> MinutesFacts:
    meeting = MeetingFact(
        "Board", "Town", title, MeetingKind.REGULAR, BEGAN, True, "America/Denver", title, None, None, {}
    )
    return MinutesFacts(meeting, events, {f"p{n}": f"Person {n}" for n in range(5)}, count, [], items, {}, None)


def make_random(seed: int) -> tuple[list[EventFact], list[ItemFact], dict[int, tuple[State, set[str]]]]:
    """A meeting at random, and a plain model of it: minute -> where it stands from then on, and who is there."""
    draw = random.Random(seed)
    there: set[str] = {"p0", "p1"}
    state = State.IN_SESSION
    events = [make_event(1, 0, Happening.CALL_TO_ORDER, answered=dict.fromkeys(sorted(there), "in_person"))]
    events.append(make_event(2, 0, Happening.ROLL_CALL, answered=dict.fromkeys(sorted(there), "in_person")))
    model = {0: (state, set(there))}
    for minute in range(1, 40):
        person = f"p{draw.randrange(5)}"
        choice = draw.random()
        if choice < 0.15:
            what, state = (
                (Happening.RECESS, State.IN_RECESS)
                if state is State.IN_SESSION
                else (Happening.RESUME, State.IN_SESSION)
            )
            events.append(make_event(minute + 5, minute, what))
        elif person in there:
            there.discard(person)
            events.append(make_event(minute + 5, minute, Happening.LEAVE, person))
        else:
            there.add(person)
            events.append(make_event(minute + 5, minute, Happening.ARRIVE, person))
        model[minute] = (state, set(there))
    events.append(make_event(99, 40, Happening.ADJOURN))
    items = []
    for number in range(8):
        at = draw.choice([None, *range(1, 39)])
        steps = (StepFact(ItemStepKind.TAKEN_UP, BEGAN + timedelta(minutes=at)),) if at is not None else ()
        items.append(ItemFact(number, f"k{number}", f"{number}.", f"Item {number}", ItemKind.ACTION, number, steps))
    draw.shuffle(events)
    return events, items, model


def make_event(
    number: int, minute: int, what: Happening, person: str | None = None, answered: dict[str, str] | None = None
) -> EventFact:
    mode = AttendanceMode.IN_PERSON if what is Happening.ARRIVE else None
    at = BEGAN + timedelta(minutes=minute)
    return EventFact(number, at, what, person, mode, answered, at, None, None)


@pytest.mark.parametrize("seed", range(40))
def test_quorum_and_items_are_those_of_a_plain_replay(seed: int) -> None:
    events, items, model = make_random(seed)
    content = assemble(make_facts(events, items))
    for minute, (state, there) in model.items():
        middle = BEGAN + timedelta(minutes=minute, seconds=30)
        told = [one for one in content.quorum if one.until is not None and one.since <= middle < one.until]
        assert [one.reached for one in told] == ([len(there) >= NEEDED] if state is State.IN_SESSION else []), minute
    taken = sorted((item.steps[0].at, item.position) for item in items if item.steps)
    assert [(item.taken_up_at, int(item.key[1:])) for item in content.items if item.taken_up_at] == taken
    assert compute_digest(write_content(content)) == compute_digest(write_content(assemble(make_facts(events, items))))
    assert read_content(write_content(content)) == content


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_is_and_runs_nothing(text: str) -> None:
    note = f"{text}\n\n- {text}\n- [a](javascript:alert(1))"
    items = [ItemFact(n, f"k{n}", f"{n}.", text, ItemKind.ACTION, n, note=note) for n in range(60)]
    content = assemble(make_facts([], items, text), opening=text, closing=text)
    imprint = Imprint(1, text, date(2026, 4, 1), text, "a" * 64, "log", 1, "b" * 64)
    made = print_minutes(content, imprint, "en")
    assert made.content.startswith(b"%PDF-")
    assert print_minutes(content, imprint, "en").digest == made.digest
