"""Whole meetings at random and their minutes, with late entries and corrections, against a plain replay: letters in a row."""

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from governance.db import open_database
from governance.db.schema import upgrade_schema
from governance.meetings.models import AttendanceMode
from governance.meetings.session_actions import Happened
from governance.meetings.session_acts import SessionRefused
from governance.meetings.session_facts import ActionBar
from governance.minutes.contents import MinutesContent
from model_law.attendance import Happening
from tests.support.sessions import IN_PERSON, REMOTE, SessionHouse, after

MINUTES, PEOPLE, NEEDED = 12, 7, 4
LATER = 1000
"""When all is entered: long after the meeting."""

WHOLE_MEETING = re.compile(r"\.*(c\.*(p\.*r\.*)*(p\.*)?a?)?")
"""c: called to order, p: recess (a pause), r: resumed, a: adjourned, a dot: somebody came or went, or the roll was called."""

LETTERS = {
    Happening.CALL_TO_ORDER: "c", Happening.RECESS: "p", Happening.RESUME: "r", Happening.ADJOURN: "a",
}  # fmt: skip
Entry = dict[str, Any]


class PlainMeeting:
    """The same meeting once more: a list of entries, each with its minute, in the order in which they were made."""

    def __init__(self, entries: list[Entry]) -> None:
        # Python's sort keeps what happened in one minute in the order of the list.
        self.entries = sorted(entries, key=lambda entry: entry["minute"])

    def spell_session(self, until: int = MINUTES) -> str:
        return "".join(LETTERS.get(entry["what"], ".") for entry in self.entries if entry["minute"] <= until)

    def spell_person(self, person: int, until: int = MINUTES) -> str:
        """i, m: came in person or remotely; l: left; in capitals what a roll call says."""
        letters = ""
        for entry in self.entries:
            if entry["minute"] > until:
                continue
            if entry["what"] is Happening.ROLL_CALL:
                letters += {IN_PERSON: "I", REMOTE: "M", None: "L"}[entry["roll"].get(person)]
            elif entry.get("person") == person:
                letters += "l" if entry["what"] is Happening.LEAVE else "i" if entry["mode"] is IN_PERSON else "m"
        return letters

    def is_possible(self) -> bool:
        if not WHOLE_MEETING.fullmatch(self.spell_session()):
            return False
        return all(
            (now != "l" or before in "imIM") and (now not in "im" or before.lower() != now)
            for person in range(PEOPLE)
            for before, now in pairwise("L" + self.spell_person(person))
        )

    def is_there(self, person: int, minute: int) -> bool:
        return self.spell_person(person, minute)[-1:] in tuple("imIM")

    def find_bar(self, minute: int) -> ActionBar | None:
        last = self.spell_session(minute).replace(".", "")[-1:]
        if last in ("", "a", "p"):
            return {"": ActionBar.NOT_BEGUN, "a": ActionBar.ADJOURNED, "p": ActionBar.IN_RECESS}[last]
        there = sum(self.is_there(person, minute) for person in range(PEOPLE))
        return ActionBar.NO_QUORUM if there < NEEDED else None

    def find_minute(self, what: Happening) -> int | None:
        return next((entry["minute"] for entry in self.entries if entry["what"] is what), None)

    def find_opening(self, begin: int) -> int:
        if any(self.is_there(person, begin) for person in range(PEOPLE)):
            return begin
        telling = [one for one in self.entries if one["minute"] >= begin and one["what"] not in LETTERS]
        return int(telling[0]["minute"]) if telling and telling[0]["what"] is Happening.ROLL_CALL else begin

    def list_stretches(self) -> list[tuple[int, int, bool, int]]:
        """From which minute to which there was a quorum or none, in session, and the least number that was there."""
        found: list[tuple[int, int, bool, int]] = []
        for minute in range(MINUTES + 1):
            if self.find_bar(minute) not in (None, ActionBar.NO_QUORUM):
                continue
            there = sum(self.is_there(person, minute) for person in range(PEOPLE))
            if found and found[-1][1] == minute and found[-1][2] is (there >= NEEDED):
                since, _until, reached, least = found.pop()
                found.append((since, minute + 1, reached, min(least, there)))
            else:
                found.append((minute, minute + 1, there >= NEEDED, there))
        return found

    def sum_up(self, person: int) -> tuple[str, int | None, int | None]:
        """How somebody attended, and the minutes in which they came late and left early."""
        begin, end = self.find_minute(Happening.CALL_TO_ORDER), self.find_minute(Happening.ADJOURN)
        assert begin is not None
        assert end is not None
        minutes = list(range(begin, end)) or [begin]
        there = [minute for minute in minutes if self.is_there(person, minute)]
        if not there:
            return "absent", None, None
        late = there[0] if there[0] > self.find_opening(begin) else None
        left = there[-1] + 1 if there[-1] != minutes[-1] else None
        return "late" if late is not None else "left_early" if left is not None else "present", late, left


people = st.integers(0, PEOPLE - 1)
modes = st.sampled_from([IN_PERSON, REMOTE])
rolls = st.dictionaries(people, modes, max_size=PEOPLE)
plain_events = st.sampled_from([Happening.RECESS, Happening.RESUME, Happening.ADJOURN])
steps = st.one_of(
    st.tuples(st.just("come"), people, modes),
    st.tuples(st.just("come"), people, modes),
    st.tuples(st.just("go"), people, modes),
    st.tuples(st.just("roll"), st.just(0), rolls),
    st.tuples(st.just("do"), st.just(0), plain_events),
    st.tuples(st.just("correct"), st.integers(0, 30), st.integers(0, MINUTES)),
    st.tuples(st.just("remove"), st.integers(0, 30), st.just(0)),
)
# Most of what is entered comes in its order; now and then something comes late.
meetings = st.tuples(
    rolls, st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), steps), min_size=6, max_size=24)
)  # fmt: skip


@pytest.fixture(scope="module")
def make_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], SessionHouse]]:
    """Makes a house over a copy of one that was prepared, in which a quorum binds."""
    folder = tmp_path_factory.mktemp("sessions")
    database = open_database(f"sqlite:///{folder / 'prepared.sqlite'}")
    upgrade_schema(database)
    prepared = SessionHouse(database, folder / "vault", adopted=["QUOR-01"])
    with database.glancing.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    opened: list[Any] = []

    def make() -> SessionHouse:
        path = Path(folder / f"copy{len(opened)}.sqlite")
        shutil.copy(folder / "prepared.sqlite", path)
        house = copy.copy(prepared)
        house.database = open_database(f"sqlite:///{path}")
        opened.append(house.database)
        return house

    yield make
    for one in opened:
        one.close()


class Both:
    """One meeting kept by the portal and plainly; every act is tried on both."""

    def __init__(self, house: SessionHouse) -> None:
        self.house = house
        self.entries: list[Entry] = []

    def name_roll(self, roll: dict[int, AttendanceMode]) -> dict[str, AttendanceMode]:
        return {self.house.people[person]: mode for person, mode in roll.items()}

    def write(self, entry: Entry) -> Happened:
        person = entry.get("person")
        return Happened(
            entry["what"], after(entry["minute"]), None if person is None else self.house.people[person],
            entry["mode"] if entry["what"] is Happening.ARRIVE else None, self.name_roll(entry.get("roll", {})),
        )  # fmt: skip

    def attempt(self, act: Callable[[], Any], entries: list[Entry], *, allowed: bool = True) -> Any:
        """Do an act; it must be done exactly where the plain meeting is possible with it."""
        possible = allowed and PlainMeeting(entries).is_possible()
        done, refused = None, None
        try:
            done = act()
        except SessionRefused as problem:
            refused = problem
        assert (refused is None) is possible, (refused, entries)
        if refused is not None:
            event(f"refused: {refused.reason or refused.refusal}")
            return None
        self.entries = entries
        return done

    def enter(self, entry: Entry) -> None:
        answered = self.name_roll(entry.get("roll", {}))
        person = entry.get("person")
        entry["id"] = self.attempt(
            lambda: self.house.happen(
                entry["what"], entry["minute"], person=None if person is None else self.house.people[person],
                mode=entry["mode"] if entry["what"] is Happening.ARRIVE else None, answered=answered, entered=LATER,
            ),
            [*self.entries, entry],
        )  # fmt: skip

    def call(self, roll: dict[int, AttendanceMode]) -> None:
        called = {"what": Happening.CALL_TO_ORDER, "minute": 0}
        before = [{"what": Happening.ROLL_CALL, "minute": 0, "roll": roll, "id": None}] if roll else []
        called["id"] = self.attempt(
            lambda: self.house.happen(
                Happening.CALL_TO_ORDER, 0, answered=self.name_roll(roll), entered=LATER
            ),
            [*self.entries, *before, called],
        )  # fmt: skip

    def correct(self, number: int, minute: int | None) -> None:
        known = [entry for entry in self.entries if entry.get("id") is not None]
        if not known:
            return
        wrong = known[number % len(known)]
        right = {**wrong, "minute": minute} if minute is not None else None
        entries = [
            (right if right is not None else None) if entry is wrong else entry for entry in self.entries
        ]  # fmt: skip
        is_call = wrong["what"] is Happening.CALL_TO_ORDER
        done = self.attempt(
            lambda: self.house.correct(wrong["id"], self.write(right) if right is not None else None, LATER),
            [entry for entry in entries if entry is not None],
            allowed=(right is not None or not is_call) and (right is None or right["minute"] != wrong["minute"]),
        )
        if right is not None and done is not None:
            right["id"] = done

    def do(self, minute: int, step: tuple[str, Any, Any]) -> None:
        kind, first, second = step
        match kind:
            case "come":
                self.enter({"what": Happening.ARRIVE, "minute": minute, "person": first, "mode": second})
            case "go":
                self.enter({"what": Happening.LEAVE, "minute": minute, "person": first, "mode": None})
            case "roll":
                self.enter({"what": Happening.ROLL_CALL, "minute": minute, "roll": second, "mode": None})
            case "do":
                self.enter({"what": second, "minute": minute, "mode": None})
            case "correct":
                self.correct(first, second)
            case "remove":
                self.correct(first, None)

    def compare(self) -> None:
        plain = PlainMeeting(self.entries)
        for minute in range(MINUTES + 1):
            now = self.house.may_act(minute)
            assert now.bar == plain.find_bar(minute), minute
            assert set(now.present) == {
                self.house.people[person] for person in range(PEOPLE) if plain.is_there(person, minute)
            }
        rows = self.house.find_attendance()
        if plain.find_minute(Happening.ADJOURN) is None:
            assert rows == {}
            return
        event("adjourned")
        content = self.house.look_at_minutes()
        self.compare_minutes(plain, content)
        for person, key in enumerate(self.house.people):
            presence, late, left = plain.sum_up(person)
            row = rows[key]
            assert (row.presence.value, row.arrived_at, row.left_at) == (
                presence, None if late is None else after(late), None if left is None else after(left),
            )  # fmt: skip

    def compare_minutes(self, plain: PlainMeeting, content: MinutesContent) -> None:
        told = {line.person: line for line in content.attendance}
        for person, key in enumerate(self.house.people):
            presence, late, left = plain.sum_up(person)
            line = told.pop(key)
            assert (line.presence, line.arrived_at, line.left_at) == (
                presence, None if late is None else after(late), None if left is None else after(left),
            )  # fmt: skip
        assert told == {}
        assert [(one.since, one.until, one.reached, one.present) for one in content.quorum] == [
            (after(since), after(until), reached, least) for since, until, reached, least in plain.list_stretches()
        ]
        names = [f"Community {number}" for number in range(4)] + [f"Other {number}" for number in range(3)]
        assert [(one.what, one.at, one.name, one.late) for one in content.events] == [
            (entry["what"], after(entry["minute"]), names[entry["person"]] if "person" in entry else None, True)
            for entry in plain.entries
        ]
        assert content.called_at == after(plain.find_minute(Happening.CALL_TO_ORDER) or 0)
        assert content.adjourned_at == after(plain.find_minute(Happening.ADJOURN) or 0)


@settings(
    max_examples=max(4, settings().max_examples // 2),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(meetings)
def test_a_meeting_and_its_minutes_read_the_same_as_a_plain_replay_of_what_was_accepted(
    make_house: Callable[[], SessionHouse], meeting: tuple[Any, list[tuple[int, int, Any]]]
) -> None:
    roll, rest = meeting
    both = Both(make_house())
    both.call(roll)
    minute = 0
    for forward, back, step in rest:
        minute = min(MINUTES, minute + forward)
        # One in eight is entered for an earlier minute.
        both.do(minute if back else max(0, minute - 3), step)
    if PlainMeeting(both.entries).find_minute(Happening.ADJOURN) is None:
        both.enter({"what": Happening.ADJOURN, "minute": MINUTES, "mode": None})
    both.compare()
