"""Saying, as intakes, what a gathered Legistar source holds."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from governance.boards.models import BoardKind, Role
from governance.exchange.intake import (
    Assumption,
    BoardIntake,
    BoardNameIntake,
    Intake,
    JurisdictionIntake,
    LeftOut,
    MeetingIntake,
    MembershipIntake,
    PersonIntake,
    Refusal,
    Repeated,
    Unknown,
)
from governance.exchange.legistar_fields import is_vacant
from governance.exchange.legistar_gathering import Gathered, name_person
from governance.exchange.legistar_meetings import (
    name_body,
    order_items,
    state_event_documents,
    state_item,
    state_meeting,
    state_papers,
    tell_status,
    tell_when,
)
from governance.exchange.legistar_place import LegistarOptions, find_place
from governance.exchange.legistar_records import Item
from governance.exchange.legistar_votes import Act, Rule, state_act
from governance.exchange.values import read_name, read_paper, read_role
from governance.meetings.models import MeetingStatus

THRESHOLD_ASSUMED = "assumed when the votes were brought in"
COMMITTEE = re.compile(r"committee", re.IGNORECASE)


class Reading:
    """What a gathered source says. place is settled at once; state gives the intakes, once."""

    def __init__(self, gathered: Gathered, options: LegistarOptions) -> None:
        self.gathered = gathered
        self.options = options
        self.place = find_place(gathered, options)
        self.zone = self.place.zone
        self.zone_info = ZoneInfo(self.zone)
        self.names: dict[str, str] = {}
        self.board_names: dict[str, str] = {}
        self.uses: dict[tuple[str, str], tuple[date, date]] = {}
        self.meeting_days: dict[str, date] = {}

    def state(self) -> Iterator[Intake]:
        """Everything that the source says, as intakes."""
        yield from self.gathered.refusals
        yield from self.place.notes
        for what, count in self.gathered.left_out.items():
            for _ in range(count):
                yield LeftOut(what)
        for kind, count in self.gathered.repeated.items():
            for _ in range(count):
                yield Repeated(kind)
        yield JurisdictionIntake("place", self.place.name, self.zone)
        yield from self.state_meetings()
        yield from self.state_histories()
        yield from self.state_stray_voices()
        yield from self.state_offices()
        yield from self.state_boards()
        yield from self.state_people()
        if not self.options.threshold_declared_by and (self.gathered.votes or any_passed(self.gathered)):
            yield Assumption(
                "Each vote is held to more than half of the votes cast, as the source does not state its threshold."
            )

    @property
    def rule(self) -> Rule:
        return Rule(self.options.threshold, self.options.threshold_declared_by or THRESHOLD_ASSUMED)

    def use_board(self, number: str | None, name: str | None, day: date | None) -> tuple[str, str] | None:
        """Note that a body is named, on a day or at all; its identifier and its name."""
        board = name_body(number, name)
        if board is None:
            return None
        cleaned = read_name(name)[0] if name else self.board_names.get(board, f"Body {number}")
        self.board_names.setdefault(board, cleaned)
        if day and name:
            first, last = self.uses.get((board, cleaned), (day, day))
            self.uses[board, cleaned] = (min(first, day), max(last, day))
        return board, cleaned

    def mention(self, number: str | None, name: str | None) -> None:
        person = name_person(number, name)
        if person and name and not is_vacant(name):
            self.names.setdefault(person, name)

    def state_meetings(self) -> Iterator[Intake]:
        gathered = self.gathered
        by_event: dict[str, list[tuple[str, Item]]] = defaultdict(list)
        for number, item in gathered.items.items():
            if item.event is None:
                yield Refusal(f"item/{number}", "does not say which event it belongs to")
            else:
                by_event[item.event].append((number, item))
        unreadable: Counter[tuple[str, str]] = Counter()
        for number, event in gathered.events.items():
            moment = gathered.moments.get(number)
            if moment is None:
                continue
            when = tell_when(event, moment, self.zone_info)
            day = when.starts_at.astimezone(self.zone_info).date()
            board = self.use_board(event.body, event.body_name, day)
            if board is None:
                yield Refusal(f"event/{number}", "does not say which body it is a meeting of")
                continue
            items = by_event.get(number, [])
            is_minuted = any(
                item_number in gathered.roll_calls
                or item_number in gathered.votes
                or item.passed_name
                or item.passed_flag
                for item_number, item in items
            )
            status = tell_status(event, when, (item for _, item in items), is_minuted, gathered.modified.get(number))
            self.meeting_days[number] = day
            yield state_meeting(number, event, when, self.zone, status, *board)
            yield from state_event_documents(number, event)
            if event.clock and not when.stated:
                unreadable["time of a meeting", event.clock] += 1
            for words in (event.agenda_status, event.minutes_status):
                if words and read_paper(words) is None:
                    unreadable["status of an agenda or minutes", words] += 1
        for (kind, value), count in unreadable.items():
            for _ in range(count):
                yield Unknown(kind, value)
        for number, group in by_event.items():
            yield from self.state_items(number, group)

    def state_items(self, event: str, items: list[tuple[str, Item]]) -> Iterator[Intake]:
        gathered = self.gathered
        meeting, day = f"event/{event}", self.meeting_days.get(event)
        matters: set[str] = set()
        for position, (number, item) in enumerate(order_items(items), start=1):
            row = f"item/{number}"
            is_roll_call = number in gathered.roll_calls or item.roll_call == 1
            yield state_item(number, item, meeting, position, is_roll_call=is_roll_call)
            history = gathered.histories.get(number)
            whole = fill_from_history(item, history.item) if history else item
            yield from self.state_act(Act(number, whole, meeting, day, position, {}, {}))
            yield from state_papers(gathered.papers.get((number, None), {}), row, meeting)
            # The attachments of a matter stand once in a meeting, however many acts it took.
            if item.matter and item.matter not in matters:
                matters.add(item.matter)
                yield from state_papers(gathered.papers.get((None, item.matter), {}), row, meeting)

    def state_act(self, act: Act) -> Iterator[Intake]:
        """What happened at an item, with the people whom it names."""
        gathered = self.gathered
        votes, roll_calls = gathered.votes.get(act.number, {}), gathered.roll_calls.get(act.number, {})
        for voices in (*votes.values(), *roll_calls.values()):
            self.mention(voices[0].person, voices[0].name)
        if act.item:
            if act.item.mover:
                self.mention(act.item.mover, act.item.mover_name or f"Person {act.item.mover}")
            if act.item.seconder:
                self.mention(act.item.seconder, act.item.seconder_name or f"Person {act.item.seconder}")
        return state_act(act._replace(votes=votes, roll_calls=roll_calls), self.rule)

    def state_histories(self) -> Iterator[Intake]:
        """The acts on a matter that stand in its history only: their meeting and item are made where they are missing."""
        gathered = self.gathered
        acts = find_acts(gathered)
        begun: dict[str, datetime] = {}
        for number in acts:
            moment = gathered.history_days.get(number)
            if moment:
                key = self.name_meeting(number)
                begun[key] = min(begun.get(key, moment), moment)
        missing: set[str] = set()
        for number in gathered.histories:
            if number in gathered.items:
                continue
            if number not in acts:
                yield LeftOut("steps of a matter that are no vote")
                continue
            history = gathered.histories[number]
            meeting = self.name_meeting(number)
            moment = begun.get(meeting)
            event = history.item.event
            if event is None or event not in gathered.events:
                board = self.use_board(history.body, history.body_name, None)
                if board is None or moment is None:
                    yield LeftOut("votes without a body or a day")
                    continue
                starts_at = moment.replace(tzinfo=self.zone_info).astimezone(UTC)
                stated = (moment.hour, moment.minute) != (0, 0)
                missing.add(meeting)
                yield MeetingIntake(
                    meeting, board[0], board[1], MeetingStatus.ADJOURNED, starts_at, self.zone, time_stated=stated,
                    stated=False,
                )  # fmt: skip
            position = history.item.minutes_position or history.item.agenda_position or 1
            yield state_item(number, history.item, meeting, position, is_roll_call=False, stated=False)
            day = moment.date() if moment else None
            yield from self.state_act(Act(number, history.item, meeting, day, position, {}, {}))
        if missing:
            yield Assumption(
                f"The source lacks {len(missing)} meetings at which votes in it were taken; where the record lacks them "
                "too, they were made from what the votes say: body, day and time."
            )

    def name_meeting(self, number: str) -> str:
        history = self.gathered.histories[number]
        if history.item.event:
            return f"event/{history.item.event}"
        moment = self.gathered.history_days.get(number)
        return f"event-of/{name_body(history.body, history.body_name)}/{moment:%Y-%m-%d}" if moment else "event-of/none"

    def state_stray_voices(self) -> Iterator[Intake]:
        """Votes and roll calls whose item is not in the source; the record must have it."""
        gathered = self.gathered
        for number in sorted({*gathered.votes, *gathered.roll_calls} - {*gathered.items, *gathered.histories}):
            yield from self.state_act(Act(number, None, None, None, 1, {}, {}))

    def state_offices(self) -> Iterator[Intake]:
        backwards: list[str] = []
        for number, office in self.gathered.offices.items():
            if office.name and is_vacant(office.name):
                yield LeftOut("office records of vacant seats")
                continue
            person, board = name_person(office.person, office.name), self.use_board(office.body, office.body_name, None)
            if person is None or board is None:
                yield LeftOut("office records without a person or a body")
                continue
            self.mention(office.person, office.name or f"Person {office.person}")
            role = read_role(office.title or "", office.member_kind or "")
            if role is None:
                yield Unknown("role", office.title or office.member_kind or "")
            started, ended = self.gathered.terms.get(number, (None, None))
            if started and ended and ended < started:
                backwards.append(number)
                ended = None
            yield MembershipIntake(
                f"office/{number}", board[0], person, role or Role.OTHER, office.title or office.member_kind,
                started_on=started, ended_on=ended,
            )  # fmt: skip
        if backwards:
            yield Assumption(
                f"{len(backwards)} office records end before they begin; their end was left out "
                f"(numbers {', '.join(backwards[:20])}{', …' if len(backwards) > 20 else ''})."
            )

    def state_boards(self) -> Iterator[Intake]:
        bodies = self.gathered.bodies
        for number, body in bodies.items():
            name = body.name or self.board_names.get(f"body/{number}") or f"Body {number}"
            kind = BoardKind.COMMITTEE if COMMITTEE.search(f"{name} {body.kind or ''}") else BoardKind.BOARD
            yield BoardIntake(f"body/{number}", name, kind)
        for (board, name), (first, last) in self.uses.items():
            yield BoardNameIntake(board, name, first, last)
        for board, name in self.board_names.items():
            if board.removeprefix("body/") not in bodies:
                kind = BoardKind.COMMITTEE if COMMITTEE.search(name) else BoardKind.BOARD
                yield BoardIntake(board, name, kind, stated=False)

    def state_people(self) -> Iterator[Intake]:
        for number, person in self.gathered.people.items():
            name = person.name or self.names.get(f"person/{number}")
            if name is None or is_vacant(name):
                yield LeftOut("people without a name")
            else:
                yield PersonIntake(f"person/{number}", name, person.sort_name)
        for identifier, name in self.names.items():
            yield PersonIntake(identifier, name, stated=False)


def any_passed(gathered: Gathered) -> bool:
    return any(item.passed_name or item.passed_flag for item in gathered.items.values())


def fill_from_history(item: Item, history: Item) -> Item:
    """The item, with what only the history of its matter says of the act."""
    fields = ("action", "action_text", "passed_flag", "passed_name", "tally", "mover", "mover_name", "seconder",
              "seconder_name")  # fmt: skip
    return item._replace(**{name: getattr(history, name) for name in fields if getattr(item, name) is None})


def find_acts(gathered: Gathered) -> set[str]:
    """The entries of histories that are votes or motions of their own: no item holds them, and nothing repeats them.

    Some cities enter one act twice, once in its agenda and once in its minutes; the minutes hold.
    """
    acts: dict[str, None] = {}
    twins: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for number, history in gathered.histories.items():
        item = history.item
        is_act = number in gathered.votes or item.passed_name or item.passed_flag or item.mover or item.mover_name
        if not is_act or number in gathered.items:
            continue
        acts[number] = None
        if item.event:
            place = gathered.history_places[number]
            twins[place, item.event, item.action, item.passed_name, item.passed_flag].append(number)
    for group in twins.values():
        minuted = [number for number in group if gathered.histories[number].item.minutes_position]
        for number in group:
            if minuted and number not in minuted and number not in gathered.votes:
                acts.pop(number)
    return set(acts)
