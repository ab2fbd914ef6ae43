"""Plain facts about a board at a date: who sits where, for how long, and what the law asks to know of them.

Whoever gathers the facts (a room of the portal, a roster file) fills these in; nothing here reads or
decides anything. ``None`` always means "not known", never "no".
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# The declaration "I am a community representative as this law defines it", without saying which category.
# It counts under every act, so that nobody has to say why.
DECLARED = "community_representative"

# Somebody declared something that was confirmed and cannot be read any more. Where it could turn a verdict, the
# verdict cannot be told.
UNTOLD = "not_told_any_more"

OWN_INTEREST = "own"
RELATIVE_INTEREST = "relative"
NO_INTEREST = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the board, as far as the law asks.

    ``interest`` is ``"own"`` for somebody whom the act bars from counting (an employee or contractor of the
    operator, a funder or the police), ``"relative"`` for the immediate family of such a person, ``""`` for
    neither. ``basis`` says how the qualifying status is known: ``"declared"`` or ``"attested"``.
    """

    person: str
    categories: frozenset[str] = frozenset()
    interest: str | None = None
    organization: str | None = None
    chair: bool = False
    staff: bool | None = None
    law_enforcement: bool | None = None
    sector_income: bool | None = None
    area: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One service of one person in one seat. All dates are the first or the last day served.

    ``end`` is the last day the person was appointed for, ``ended`` the last day actually served where that
    is known. ``remainder`` is true for a vacancy's appointee, and ``remainder_of`` is the last day of the
    predecessor's term.
    """

    person: str
    seat: str
    start: date | None = None
    end: date | None = None
    ended: date | None = None
    remainder: bool = False
    remainder_of: date | None = None
    selected_by: str | None = None
    removed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat on the day of the roster; ``holder`` is None while it is vacant.

    ``holdover`` is true where the holder's term has ended and the holder serves until a successor takes the
    seat. ``alternate`` seats are not part of the authorized size.
    """

    label: str
    holder: Member | None = None
    voting: bool = True
    alternate: bool = False
    holdover: bool = False
    ex_officio: bool = False
    term: Term | None = None
    reserved_for: str | None = None
    selected_by: str | None = None
    vacant_since: date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """One meeting that one person missed."""

    person: str
    on: date
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """A board on one day: every authorized seat, and what is known of its past.

    ``terms`` holds services present and past; ``complete`` says whether that is the whole history, without
    which a rule about past services cannot be called met. ``present`` are the persons at a meeting, where
    one is judged.
    """

    on: date
    seats: tuple[Seat, ...]
    terms: tuple[Term, ...] = ()
    complete: bool = False
    present: frozenset[str] | None = None
    absences: tuple[Absence, ...] | None = None


class Count(NamedTuple):
    """How many seats a roster has of each sort; alternates are counted apart."""

    seats: int
    serving: int
    voting: int
    vacant: int
    alternates: int


def count_seats(roster: Roster) -> Count:
    """Count the authorized seats of a roster: all, held, held with a vote, vacant; and its alternates."""
    serving = voting = alternates = 0
    for seat in roster.seats:
        if seat.alternate:
            alternates += 1
        elif seat.holder is not None:
            serving += 1
            voting += seat.voting
    seats = len(roster.seats) - alternates
    return Count(seats, serving, voting, seats - serving, alternates)
