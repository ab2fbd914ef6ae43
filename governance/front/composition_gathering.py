"""All that the pages of a board's composition are made from, in a fixed number of queries."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from governance.boards.act_queries import ContestedAct, find_contested
from governance.boards.composition_queries import InForce, gather_record, list_in_force, make_laws
from governance.boards.declaration_queries import AdoptionsRead
from governance.boards.law_queries import AdoptionFact, find_adoptions, find_adoptions_above
from governance.boards.queries import BoardIdentity
from governance.clock import find_start_of_day
from governance.front.queries import find_person
from governance.meetings.absence_queries import find_absences
from governance.security.vault import Vault
from model_law.breaches import Breach, follow_breaches
from model_law.findings import Finding
from model_law.history import History, HistoryError
from model_law.publicity import reserves_seats, shows_office
from model_law.rules import Profile
from model_law.timeline import Adoption, find_laws, judge_changes

CONTESTED_SHOWN = 20
NO_HISTORY = History(())


@dataclass(frozen=True)
class LawsOfBoard:
    """The adoptions that a board is under, one after the other, and their acts as settled from day to day."""

    in_force: tuple[InForce, ...]

    @cached_property
    def laws(self) -> tuple[Adoption, ...]:
        return make_laws(self.in_force)

    @cached_property
    def binding(self) -> tuple[Adoption, ...]:
        """The same, but nothing asked on the days of an act that is only held against the board: nothing is broken then."""
        return make_laws([law if law.binds else InForce(law.first, None) for law in self.in_force])

    @cached_property
    def settled(self) -> tuple[tuple[date, Profile], ...]:
        return find_laws(self.laws)

    def find_adoption(self, day: date) -> AdoptionFact | None:
        place = bisect_right(self.in_force, day, key=lambda law: law.first) - 1
        return self.in_force[place].fact if place >= 0 else None

    def find_profile(self, day: date) -> Profile | None:
        if self.find_adoption(day) is None:
            return None
        return self.settled[bisect_right(self.settled, day, key=lambda entry: entry[0]) - 1][1]


@dataclass(frozen=True)
class BoardUnderLaw:
    """A board's history with its laws, as known at the end of a day (None: as known now).

    error: how the record contradicts itself; history is empty then, and names has that of the person it is about.
    adoptions are the board's own that ever were confirmed, above those of the board above it. law_now are those that
    are recorded now, whatever was known then.
    """

    board: BoardIdentity
    today: date
    known_at: date | None
    history: History
    names: dict[str, str]
    error: HistoryError | None
    adoptions: tuple[AdoptionFact, ...]
    above: tuple[AdoptionFact, ...]
    law: LawsOfBoard
    law_now: LawsOfBoard
    contested: tuple[ContestedAct, ...]

    @cached_property
    def reserves_seats(self) -> bool:
        return reserves_seats(self.history)

    @property
    def last_day(self) -> date:
        """The last day of what is told: of a record as it was known on a past day nothing is told beyond that day."""
        return self.today if self.known_at is None else min(self.today, self.known_at)

    @cached_property
    def first_day(self) -> date | None:
        """The first day of the first law, as far as it has come; None where there was none yet."""
        days = [law.first for law in self.law.in_force if law.fact is not None and law.first <= self.last_day]
        return min(days, default=None)

    @cached_property
    def judged(self) -> tuple[tuple[date, tuple[Finding, ...]], ...]:
        """What was found since the first law, on each day until the last on which anything changed."""
        if self.first_day is None or self.error is not None:
            return ()
        return tuple(judge_changes(self.history, self.law.laws, self.first_day, self.last_day))

    @cached_property
    def breaches(self) -> tuple[Breach, ...]:
        """Every breach until today, of the rules that bound the board on its days."""
        return follow_breaches((day, () if self.is_borrowed(day) else findings) for day, findings in self.judged)

    def is_borrowed(self, day: date) -> bool:
        adoption = self.law.find_adoption(day)
        return adoption is not None and adoption.borrowed

    def as_known(self, moment: datetime) -> "BoardUnderLaw":
        """The same facts, under the laws as they were recorded at a moment."""
        return replace(self, law=LawsOfBoard(tuple(list_in_force(self.adoptions, self.above, known_at=moment))))

    def shows_office(self, day: date) -> bool:
        """Whether every law that has a say lets it be public who represents the community.

        These are the law of the day, the same as recorded now, and that of today: what any of them keeps from the public
        is not told from what was recorded once.
        """
        judged = self.law.find_profile(day)
        others = (self.law_now.find_profile(day), self.law_now.find_profile(self.today))
        return judged is not None and all(profile is None or shows_office(profile) for profile in (judged, *others))


def find_end_of_day(day: date, zone: str) -> datetime:
    """The last moment that still belongs to a day where the board sits."""
    return find_start_of_day(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def gather_board(
    session: Session,
    vault: Vault,
    board: BoardIdentity,
    today: date,
    *,
    known_at: date | None = None,
    with_contested: bool = False,
) -> BoardUnderLaw:
    """Read a board's history and laws: as the record has them now, or as it had them at the end of a day."""
    moment = None if known_at is None else find_end_of_day(known_at, board.zone)
    own = find_adoptions(session, board.id)
    above = tuple(find_adoptions_above(session, board.id)) if board.parent_slug else ()
    adoptions = tuple(fact for fact in own if fact.confirmed_at is not None)
    contested = tuple(find_contested(session, board.id, CONTESTED_SHOWN)) if with_contested else ()
    history, error = NO_HISTORY, None
    names: dict[str, str] = {}
    try:
        history, names = gather_record(
            session,
            vault,
            board.id,
            known_at=moment,
            absences=find_absences(session, board.id),
            adoptions=AdoptionsRead(own, above),
        )
    except HistoryError as problem:
        error = problem
        person = find_person(session, problem.key)
        names = {} if person is None else {problem.key: person.name}
    law_now = LawsOfBoard(tuple(list_in_force(adoptions, above)))
    law = law_now if moment is None else LawsOfBoard(tuple(list_in_force(adoptions, above, known_at=moment)))
    return BoardUnderLaw(board, today, known_at, history, names, error, adoptions, above, law, law_now, contested)
