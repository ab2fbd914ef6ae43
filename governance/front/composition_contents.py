"""What the pages of a board's composition say."""

from dataclasses import dataclass
from datetime import date, datetime

from governance.boards.appointment_models import ActKind
from governance.boards.queries import BoardReference
from governance.law.findings import FindingTold, PublicVerdict
from governance.law.queries import ActReference
from governance.web.parameters import Paging
from model_law.breaches import Closing, Effect
from model_law.history import Clash


@dataclass(frozen=True)
class LawHere:
    """The law by which a day is judged: an act by an instrument, or borrowed as a measure. of_board_above: a committee's."""

    act: ActReference
    instrument: str
    number: str | None
    dated_on: date
    document_address: str | None
    in_force_from: date
    borrowed: bool
    of_board_above: bool


@dataclass(frozen=True)
class Contradiction:
    """Why nothing can be told: the record says two things of one seat or one person. clash says how."""

    seat: str | None
    person: str | None
    clash: Clash


@dataclass(frozen=True)
class MemberCounted:
    """Somebody who serves on the day. representative is empty where the law does not let it be public."""

    name: str
    address: str
    voting: bool
    alternate: bool
    holds_over: bool
    representative: bool | None


@dataclass(frozen=True)
class SeatsCounted:
    authorized: int
    serving: int
    voting: int
    vacant: int
    alternates: int


@dataclass(frozen=True)
class RuleReference:
    """A rule by its id and title."""

    rule: str
    title: str


@dataclass(frozen=True)
class BreachTold:
    """A breach of a rule that binds. days_left counts to the last day of the cure period, below zero once it is over."""

    rule: str
    title: str
    first: date
    cure_days: int | None
    cure_until: date | None
    days_left: int | None
    late: bool
    closed_on: date | None
    closing: Closing | None
    text: str
    remedies: list[str]
    effects: list[Effect]


@dataclass(frozen=True)
class ContestedTold:
    """An act that stands although it broke a rule when it was entered."""

    kind: ActKind
    effective_on: date
    entered_at: datetime
    name: str | None
    address: str | None
    document_title: str | None
    document_dated_on: date | None
    document_address: str | None
    rules: list[RuleReference]


@dataclass(frozen=True)
class VacancyTold:
    """A vacant seat, whichever it is: since when, for how many days, with a vote or without, and who is to fill it.

    filled_by is empty where it is not recorded, and where it would tell what the seat is reserved for.
    """

    since: date | None
    days: int | None
    voting: bool
    filled_by: str | None


@dataclass(frozen=True)
class ForeseenTold:
    """The first day on which a rule that is met will not hold, by what is recorded. remedies: what is needed by then."""

    day: date
    days_left: int
    rule: str
    title: str
    text: str
    binds: bool
    remedies: list[str]


@dataclass(frozen=True)
class KnownBefore:
    """One day's verdict on the share under a law that was corrected since, and its verdict as known now.

    Both are empty where they are not public. address leads to all that was known the day before the correction.
    """

    on: date
    corrected_on: date
    act: ActReference
    instrument: str
    verdict: PublicVerdict | None
    text: str | None
    verdict_now: PublicVerdict | None
    text_now: str | None
    address: str


@dataclass(frozen=True)
class CompositionPage:
    """A board's composition on a day, judged by the law of that day.

    share: the rule on community representatives. categories: one verdict for all category rules, where it may be public.
    rules: every other rule that could be judged; not_told: those whose verdict cannot be told, and why; not_public: those
    of which nothing is shown, since it would tell of somebody; elsewhere: those that speak of meetings, votes, notices,
    minutes or reports. notes: names of what a reader must know beside the sums.
    """

    board: BoardReference
    on: date
    is_today: bool
    known_at: date | None
    law: LawHere | None
    office_is_public: bool
    contradiction: Contradiction | None
    share: FindingTold | None
    categories: PublicVerdict | None
    members: list[MemberCounted]
    seats: SeatsCounted | None
    rules: list[FindingTold]
    not_told: list[FindingTold]
    not_public: list[RuleReference]
    elsewhere: list[RuleReference]
    notes: list[str]
    breaches: list[BreachTold]
    contested: list[ContestedTold]
    vacancies: list[VacancyTold]
    foreseen: list[ForeseenTold]
    known_before: list[KnownBefore]


@dataclass(frozen=True)
class SpanTold:
    """Days with the same public answers; last is empty for those that run on. verdict and text are those of the share,
    empty where they are not public.
    """

    first: date
    last: date | None
    has_law: bool
    verdict: PublicVerdict | None
    text: str | None
    not_met: list[RuleReference]
    address: str


@dataclass(frozen=True)
class CompositionHistoryPage:
    """A board's verdicts since its first law, the latest first: one row for each change, and the breaches of its rules.

    share_is_public: whether the share may be told of past days.
    """

    board: BoardReference
    known_at: date | None
    contradiction: Contradiction | None
    has_law: bool
    share_is_public: bool
    spans: list[SpanTold]
    breaches: list[BreachTold]
    known_before: list[KnownBefore]
    paging: Paging


@dataclass(frozen=True)
class YearOfMonths:
    """The months of a year in which a rule did not hold, each told by its first day."""

    year: int
    months: list[date]


@dataclass(frozen=True)
class Asked:
    """What the law is supposed to have said, as it was asked; empty: what it says."""

    percent: int | None
    comparison: str | None
    members: str | None
    denominator: str | None
    holdovers: str | None


@dataclass(frozen=True)
class CompositionReplayPage:
    """The share over the time since the first law, as it was and as it would have been had the law said otherwise.

    refused: why there is no answer, in a word. least and most: what percent the acts let a locality ask.
    """

    board: BoardReference
    contradiction: Contradiction | None
    refused: str | None
    asked: Asked
    least: str | None
    most: str | None
    first: date | None
    last: date | None
    failed: list[YearOfMonths]
    would_have_failed: list[YearOfMonths]
    spans: list[SpanTold]
