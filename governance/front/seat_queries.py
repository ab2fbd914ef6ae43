"""What the clerk's page of seats and appointments says, and that of the authority that appoints; neither is for the public.

The number of queries is the same however many seats and members a board has.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from governance.boards.appointment_queries import (
    AppointmentFact,
    SeatFact,
    find_appointments,
    find_ending,
    find_latest_trainings,
    find_seats,
)
from governance.boards.declaration_telling import count_waiting
from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_adoptions, find_profile
from governance.boards.queries import BoardIdentity, make_person_address
from governance.clock import find_day
from governance.front.act_telling import Reader, can_show_sum, may_see, shows_office_of
from governance.front.composition_contents import (
    BreachTold,
    ContestedTold,
    Contradiction,
    ForeseenTold,
    LawHere,
    RuleReference,
)
from governance.front.composition_gathering import BoardUnderLaw, gather_board
from governance.front.composition_judging import JudgedDay
from governance.front.composition_telling import (
    refer,
    tell_breach,
    tell_contradiction,
    tell_foreseen,
    tell_law,
)
from governance.law.findings import FindingTold, PublicVerdict, tell_finding, tell_verdict
from governance.security.vault import Vault
from model_law.breaches import find_breaches
from model_law.forecast import foresee_failures, list_vacancies
from model_law.preview import show_authority
from model_law.profiles import answers_from_roster
from model_law.rules import Rule
from model_law.timeline import FAILING

SOON = timedelta(days=180)
"""How long before its last day a term is said to end soon."""


@dataclass(frozen=True)
class VacantSeat:
    """A vacant seat: since when and for how many days, where that is known, and who appoints to it."""

    number: int
    voting: bool
    since: date | None
    days: int | None
    filled_by: str | None


@dataclass(frozen=True)
class SeatHeld:
    """A seat with its holder today; None where it is vacant."""

    seat: SeatFact
    holder: AppointmentFact | None


@dataclass(frozen=True)
class TrainingDue:
    """A member who has a training to complete, by a day where the law's count has a first day."""

    person: str
    name: str
    due: date | None


@dataclass(frozen=True)
class ClerkPage:
    """All that a clerk has to see to.

    failing: the rules that do not hold today, the share among them; share: the rule on community representatives.
    holdovers, ending, unsworn: appointments, one each. waiting_laws: laws that somebody has yet to confirm.
    waiting_declarations: how many declarations of others a clerk is to decide on.
    """

    law: LawHere | None
    contradiction: Contradiction | None
    share: FindingTold | None
    failing: list[FindingTold]
    breaches: list[BreachTold]
    contested: list[ContestedTold]
    foreseen: list[ForeseenTold]
    vacancies: list[VacantSeat]
    ending: list[AppointmentFact]
    holdovers: list[AppointmentFact]
    unsworn: list[AppointmentFact]
    trainings: list[TrainingDue]
    waiting_laws: list[AdoptionFact]
    waiting_declarations: int
    seats: list[SeatHeld]
    coming: list[AppointmentFact]
    unseated: list[AppointmentFact]


@dataclass(frozen=True)
class AuthorityPage:
    """What the authority that appoints may see: the share, one verdict for all category rules, and whom it may appoint."""

    law: LawHere | None
    share: FindingTold | None
    categories: PublicVerdict | None
    foreseen: list[ForeseenTold]
    vacancies: list[VacantSeat]
    ending: list[AppointmentFact]
    serving: list[AppointmentFact]


def read_seats_for_clerk(
    session: Session, vault: Vault, board: BoardIdentity, now: datetime, language: str, reader: Reader,
    person_id: int | None,
) -> ClerkPage:  # fmt: skip
    today = find_day(now, board.zone)
    under = gather_board(session, vault, board, today, with_contested=True)
    day = JudgedDay(under, today)
    appointments = find_appointments(session, board.id, today)
    serving = find_serving(appointments, today)
    seats = find_seats(session, board.id, today)
    holders = {one.seat: one for one in serving}
    told = tell_findings(day, language, reader)
    trained = find_latest_trainings(session, board.id)
    return ClerkPage(
        law=tell_law(under, under.law.find_adoption(today), language),
        contradiction=tell_contradiction(under),
        share=told.get(day.share.rule) if day.share else None,
        failing=[told[one.rule] for one in day.findings if one.rule in told and one.verdict in FAILING],
        breaches=list_open_breaches(under, today, language, reader),
        contested=tell_contested_acts(under, language, reader),
        foreseen=list_foreseen(day, language, reader),
        vacancies=list_vacant_seats(day),
        ending=find_ending(serving, today, SOON),
        holdovers=[one for one in serving if one.is_holdover(today)],
        unsworn=[one for one in serving if one.sworn_on is None and one.seat is not None],
        trainings=list_trainings_due(serving, trained, find_training_rules(session, board, today)),
        waiting_laws=[law for law in find_adoptions(session, board.id) if law.is_waiting],
        waiting_declarations=count_declarations(session, board, person_id) if reader is Reader.CLERK else 0,
        seats=[SeatHeld(seat, holders.get(seat.number)) for seat in seats],
        coming=[one for one in appointments if one.started_on is not None and one.started_on > today],
        unseated=[one for one in serving if one.seat is None],
    )


def read_seats_for_authority(
    session: Session, vault: Vault, board: BoardIdentity, now: datetime, language: str
) -> AuthorityPage:  # fmt: skip
    today = find_day(now, board.zone)
    under = gather_board(session, vault, board, today)
    day = JudgedDay(under, today)
    categories = show_authority(day.findings).categories
    told = tell_findings(day, language, Reader.AUTHORITY)
    serving = find_serving(find_appointments(session, board.id, today), today)
    return AuthorityPage(
        law=tell_law(under, under.law.find_adoption(today), language),
        share=next(iter(told.values()), None),
        categories=None if categories is None else tell_verdict(categories, borrowed=under.is_borrowed(today)),
        foreseen=list_foreseen(day, language, Reader.AUTHORITY),
        vacancies=list_vacant_seats(day),
        ending=find_ending(serving, today, SOON),
        serving=[one for one in serving if one.seat is not None],
    )


def count_declarations(session: Session, board: BoardIdentity, person_id: int | None) -> int:
    return sum(waiting.count for waiting in count_waiting(session, [board.id], person_id))


def tell_findings(day: JudgedDay, language: str, reader: Reader) -> dict[str, FindingTold]:
    """The findings of a day that a reader may see, by their rules."""
    office = shows_office_of(finding.ruled_by for finding in day.findings)
    borrowed = day.under.is_borrowed(day.on)
    return {
        one.rule: tell_finding(
            one, language, borrowed=borrowed, whole=can_show_sum(one.ruled_by, reader, office=office)
        )
        for one in day.findings
        if answers_from_roster(one.ruled_by) and may_see(one.ruled_by, reader)
    }


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_serving(appointments: Iterable[AppointmentFact], today: date) -> list[AppointmentFact]:
    return [one for one in appointments if one.started_on is None or one.started_on <= today]


def may_see_whole(day: JudgedDay, rule: Rule, reader: Reader) -> bool:
    """Whether a reader may see a rule with its days and its sum."""
    office = shows_office_of(finding.ruled_by for finding in day.findings)
    return may_see(rule, reader) and can_show_sum(rule, reader, office=office)


def list_open_breaches(under: BoardUnderLaw, today: date, language: str, reader: Reader) -> list[BreachTold]:
    """The open breaches, whatever of them is public."""
    if under.error is not None:
        return []
    day = JudgedDay(under, today)
    found = [breach for breach in find_breaches(under.history, under.law.binding, today) if breach.is_open]
    return [
        tell_breach(under, breach, today, language)
        for breach in found
        if may_see_whole(day, breach.finding.ruled_by, reader)
    ]


def list_foreseen(day: JudgedDay, language: str, reader: Reader) -> list[ForeseenTold]:
    under = day.under
    if under.error is not None:
        return []
    return [
        tell_foreseen(under, one, language)
        for one in foresee_failures(under.history, under.law.laws, under.today)
        if may_see_whole(day, one.finding.ruled_by, reader)
    ]


def list_vacant_seats(day: JudgedDay) -> list[VacantSeat]:
    return [
        VacantSeat(int(one.seat), one.voting, one.since, one.days, one.selected_by)
        for one in list_vacancies(day.roster)
        if one.seat.isdecimal()
    ]


def tell_contested_acts(under: BoardUnderLaw, language: str, reader: Reader) -> list[ContestedTold]:
    """The acts that broke a rule, with those of the rules that a reader may see."""
    return [
        ContestedTold(
            act.kind, act.effective_on, act.entered_at,
            None if act.person is None else under.names.get(act.person),
            None if act.person is None else make_person_address(act.person),
            act.document_title, act.document_dated_on, act.document_address,
            name_rules(under, act.effective_on, act.rules, language, reader),
        )
        for act in under.contested
    ]  # fmt: skip


def name_rules(
    under: BoardUnderLaw, on: date, rules: Sequence[str], language: str, reader: Reader
) -> list[RuleReference]:  # fmt: skip
    """Those of some rules that a reader may see beside a day and a person."""
    day = JudgedDay(under, on)
    found = [] if day.profile is None else [rule for rule in day.profile.rules if rule.provision.id in rules]
    return [refer(rule.provision, language) for rule in found if may_see_whole(day, rule, reader)]


def find_training_rules(session: Session, board: BoardIdentity, today: date) -> list[Rule]:
    """The rules on trainings of both laws that the board is under."""
    found = [find_profile(session, board.id, today, kind=kind) for kind in LawKind]
    rules = [rule for law in found if law is not None for rule in law[1].rules]
    return [rule for rule in rules if rule.provision.check == "member_training"]


def list_trainings_due(
    serving: Sequence[AppointmentFact], trained: dict[str, date], rules: Sequence[Rule]
) -> list[TrainingDue]:  # fmt: skip
    """Who has a training before them: the first one from the start of a service, the next one some months after the last."""
    due: dict[str, TrainingDue] = {}
    for member, rule in ((member, rule) for member in serving for rule in rules):
        latest, months = trained.get(member.person), rule.values["every_months"]
        if latest is None:
            started = member.started_on
            day = None if started is None else started + timedelta(days=rule.values["days"])
        elif months:
            day = add_months(latest, months)
        else:
            continue
        known = due.get(member.person)
        if known is None or (day or date.max) < (known.due or date.max):
            due[member.person] = TrainingDue(member.person, member.name, day)
    return sorted(due.values(), key=lambda one: one.due or date.max)
