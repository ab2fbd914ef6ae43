"""Reading a list of seats: a CSV file with one row a seat, in whatever columns its owner chose.

A mapping, a TOML file, says what the columns hold. Its keys (only system, jurisdiction, zone, columns.board and
columns.person must be there):

    system = "springfield-boards"       # names this list; keep it the same for every later import of it
    jurisdiction = "Springfield"        # the place whose boards these are
    zone = "America/Chicago"
    delimiter = ";"                     # , ; | or \\t; left out: told from the header
    encoding = "windows-1252"           # left out: utf-8
    seats_vote = true                   # whether a seat votes where no rule says
    same_name_is_same_person = false    # true: one name on two boards is one person
    seat_identity = ["Seat no."]        # columns that, with the board, tell a seat from all others; see below

    [columns]                           # which column holds
    board = "Board"                     #   the board's name
    person = "Name"                     #   who sits there
    board_identifier = …                #   a number or code for the board or person, where the list has one: it
    person_identifier = …               #   then tells one from another, instead of the name
    seat_number = …                     #   a whole number
    term_start = …                      #   the first and
    term_end = …                        #   the last day of the term; a term that is over is kept as it is
    appointed_on = …
    reserved_for = …                    #   what the seat is reserved for: never shown beside a name
    appointing_authority = …
    role = …                            #   the office: chair, secretary, … (known words are in popolo.toml)
    title = …                           #   the office in words that may be shown
    voting = …                          #   whether the seat votes, by the rules for voting below

    [dates]
    formats = ["%m/%d/%Y"]              # left out: 2031-12-30; a date that two formats read differently is refused
    none = ["TBD"]                      # words for no date

    [[vacant]]                          # which rows are vacant seats, besides those whose person is empty or "vacant"
    column = "Name"
    is = ["Open", "TBD"]                # the whole cell; or: contains = a regular expression

    [[roles]]                           # the first rule that applies gives the role; none: member
    column = "Position"
    contains = "vice.?chair"
    role = "vice_chair"                 # member chair vice_chair secretary treasurer ex_officio alternate liaison
                                        # staff other
    [[voting]]
    column = "Position"
    contains = "non.?voting"
    voting = false

    [take_out]                          # regular expressions for what to take out of a cell before it is kept
    reserved_for = ["^chair(man)? / "]

Columns that the mapping does not name are dropped, and the report says how many cells that were.

Seats are told apart by the columns of seat_identity, else by seat_number: rows of a board that agree in them are one
seat, held by several people or for several terms. Where the mapping names neither, they are told apart by what they are
reserved for and, among equals, by their order: someone new in a row is someone new in the same seat, and one person's
terms that begin on different days are terms in one seat.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from governance.boards.models import Role
from governance.exchange.contents import SourceFile, shorten
from governance.exchange.csv_rows import Row, Unreadable, read_rows
from governance.exchange.fields import digest_identifier, fit_identifier, fold, tidy
from governance.exchange.intake import (
    Assumption,
    BoardIntake,
    Intake,
    JurisdictionIntake,
    LeftOut,
    MembershipIntake,
    PersonIntake,
    SeatIntake,
    Unknown,
)
from governance.exchange.popolo import load_table
from governance.exchange.seat_mapping import SeatMapping, read_mapping
from governance.exchange.values import is_private

__all__ = ["SeatMapping", "read_mapping", "read_seats"]

VACANT = ("", "vacant", "vacancy")
DEFAULT_VOTING = "{count} seats are taken to {verb}, as the list does not say."
NO_OFFICE = "{count} people are taken to be members without an office, as the list names none."


def read_seats(source: Iterable[SourceFile], mapping: SeatMapping) -> Iterator[Intake]:
    """What a list of seats says, read by its mapping: boards, seats, and who holds them for which term.

    A row that cannot be used comes out as a Refusal with its row and column. Raises UnusableSource where a file is no
    list with the mapping's columns.
    """
    yield JurisdictionIntake(mapping.system, mapping.jurisdiction, mapping.zone)
    reading = Reading(mapping)
    for file in source:
        for row in read_rows(file, reading.needed, mapping.delimiter, mapping.encoding):
            try:
                yield from reading.read_row(row)
            except Unreadable as error:
                yield error.refusal
    yield from reading.conclude()


class Reading:
    """One reading of a list, with the boards, people and seats that earlier rows named."""

    def __init__(self, mapping: SeatMapping) -> None:
        self.mapping = mapping
        self.role_words = load_table().roles
        self.needed = mapping.list_columns()
        self.boards: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.seats: dict[str, SeatIntake] = {}
        self.numbers = Counter[str]()
        self.terms = Counter[str]()
        self.occurrences = Counter[tuple[str, str]]()
        self.occupied: dict[tuple[str, ...], tuple[int, set[str]]] = {}
        self.by_default = Counter[bool]()
        self.without_office = 0

    def read_row(self, row: Row) -> Iterator[Intake]:
        columns = self.mapping.columns
        for column, cell in row.cells.items():
            if column not in self.needed and cell.strip():
                yield LeftOut(f"column {shorten(column)}")
        board_name = self.take(row, columns.board, self.mapping.take_out.board)
        if not board_name:
            raise Unreadable(row, columns.board, "names no board")
        board = fit_identifier(self.take(row, columns.board_identifier) or board_name)
        seat = self.read_seat(row, board)
        held = [] if self.is_vacant(row) else list(self.read_holder(row, board, seat))
        if board not in self.boards:
            yield BoardIntake(board, board_name)
        known = self.boards.setdefault(board, board_name)
        if known != board_name:
            raise Unreadable(row, columns.board, f"names the board {shorten(board_name)}, before {shorten(known)}")
        yield seat
        yield from held
        if not held and (self.read_date(row, columns.term_start) or self.read_date(row, columns.term_end)):
            yield LeftOut("terms of vacant seats")

    def is_vacant(self, row: Row) -> bool:
        name = self.take(row, self.mapping.columns.person)
        return fold(name) in VACANT or any(rule.matches(self.take(row, rule.column)) for rule in self.mapping.vacant)

    def read_seat(self, row: Row, board: str) -> SeatIntake:
        columns = self.mapping.columns
        reserved_for = self.take(row, columns.reserved_for, self.mapping.take_out.reserved_for).strip(" /;,-–") or None
        identifier = f"{board} / {self.identify_seat(row, board, reserved_for)}"
        known = self.seats.get(identifier)
        voting = self.read_voting(row)
        if known is None:
            self.numbers[board] += 1
            if voting is None:
                self.by_default[self.mapping.seats_vote] += 1
        number = self.read_number(row) if columns.seat_number else known.number if known else self.numbers[board]
        seat = SeatIntake(
            fit_identifier(identifier),
            board,
            number,
            reserved_for=reserved_for,
            voting=self.mapping.seats_vote if voting is None else voting,
            appointing_authority=self.take(row, columns.appointing_authority) or None,
        )
        if known is not None and known != seat:
            raise Unreadable(row, None, "says other things about its seat than an earlier row with the same identity")
        self.seats[identifier] = seat
        return seat

    def identify_seat(self, row: Row, board: str, reserved_for: str | None) -> str:
        """What tells a seat from the others of its board. It says nothing of the cells that it is made from."""
        columns = self.mapping.columns
        named = self.mapping.seat_identity or ((columns.seat_number,) if columns.seat_number else ())
        if named:
            cells = [self.take(row, column) for column in named]
            if not any(cells):
                raise Unreadable(row, named[0], "is empty, so that its seat cannot be told")
            return digest_identifier(*cells)
        kind = (board, reserved_for or "")
        term = (*kind, self.take(row, columns.person), self.take(row, columns.term_start))
        if term[-1] and term[:-1] in self.occupied and not self.is_vacant(row):
            occurrence, starts = self.occupied[term[:-1]]
            if term[-1] not in starts:
                starts.add(term[-1])
                return digest_identifier(kind[1], str(occurrence))
        self.occurrences[kind] += 1
        self.occupied[term[:-1]] = (self.occurrences[kind], {term[-1]})
        return digest_identifier(kind[1], str(self.occurrences[kind]))

    def read_holder(self, row: Row, board: str, seat: SeatIntake) -> Iterator[Intake]:
        columns = self.mapping.columns
        name = self.take(row, columns.person, self.mapping.take_out.person)
        if not name:
            raise Unreadable(row, columns.person, "has no name left after what is taken out of it")
        code = self.take(row, columns.person_identifier)
        person = fit_identifier(code or (name if self.mapping.same_name_is_same_person else f"{board} / {name}"))
        known = self.people.setdefault(person, name)
        if known != name:
            raise Unreadable(
                row, columns.person, "has a name that differs from an earlier row with the same identifier"
            )
        started_on, ended_on = self.read_date(row, columns.term_start), self.read_date(row, columns.term_end)
        if started_on and ended_on and started_on > ended_on:
            raise Unreadable(row, columns.term_end, f"ends on {ended_on}, before the term starts on {started_on}")
        role, statements = self.read_role(row)
        title = self.take(row, columns.title or columns.role, self.mapping.take_out.title) or None
        if title and is_private(title):
            title = None
            statements.append(LeftOut("titles that could speak of health or family"))
        held = f"{board} / {code or name}"
        self.terms[held] += 1
        identifier = fit_identifier(held if self.terms[held] == 1 else f"{held} ({self.terms[held]})")
        yield PersonIntake(person, name)
        yield MembershipIntake(
            identifier,
            board,
            person,
            role=role,
            title=title,
            seat=seat.identifier,
            voting=self.read_voting(row),
            started_on=started_on,
            ended_on=ended_on,
            appointed_on=self.read_date(row, columns.appointed_on),
        )
        yield from statements

    def read_role(self, row: Row) -> tuple[Role, list[Intake]]:
        for rule in self.mapping.roles:
            if rule.matches(self.take(row, rule.column)):
                return rule.role, []
        words = self.take(row, self.mapping.columns.role)
        if not words:
            self.without_office += 1
            return Role.MEMBER, []
        if fold(words) in self.role_words:
            return self.role_words[fold(words)], []
        return Role.OTHER, [Unknown("role", "(withheld)" if is_private(words) else words)]

    def read_voting(self, row: Row) -> bool | None:
        for rule in self.mapping.voting:
            if rule.matches(self.take(row, rule.column)):
                return rule.voting
        words = self.take(row, self.mapping.columns.voting)
        if words:
            raise Unreadable(
                row, self.mapping.columns.voting, f"holds {shorten(words)}, for which no rule for voting is"
            )
        return None

    def read_number(self, row: Row) -> int:
        text = self.take(row, self.mapping.columns.seat_number)
        if not re.fullmatch(r"[0-9]{1,6}", text):
            raise Unreadable(row, self.mapping.columns.seat_number, f"holds {shorten(text)}, which is no whole number")
        return int(text)

    def read_date(self, row: Row, column: str | None) -> date | None:
        text = self.take(row, column)
        dates = self.mapping.dates
        if not text or fold(text) in {fold(word) for word in dates.none}:
            return None
        days = set()
        for form in dates.formats:
            try:
                days.add(datetime.strptime(text, form).date())  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
        if len(days) != 1:
            reason = "can be read as more than one day" if days else f"is no date as {' or '.join(dates.formats)}"
            raise Unreadable(row, column, f"holds {shorten(text)}, which {reason}")
        return days.pop()

    def take(self, row: Row, column: str | None, taken_out: tuple[str, ...] = ()) -> str:
        """The cell of a column, tidied, without what is taken out of it; "" where the mapping names no column."""
        if column is None:
            return ""
        cell = row.take(column)
        for pattern in taken_out:
            cell = tidy(re.sub(pattern, " ", cell, flags=re.IGNORECASE))
        return cell

    def conclude(self) -> Iterator[Intake]:
        for votes, count in self.by_default.items():
            yield Assumption(DEFAULT_VOTING.format(count=count, verb="vote" if votes else "have no vote"))
        if self.without_office:
            yield Assumption(NO_OFFICE.format(count=self.without_office))
