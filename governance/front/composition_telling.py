"""A board's composition on a day as the public reads it: judged by the law of that day, and shown as far as is public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.boards.law_queries import AdoptionFact
from governance.boards.queries import make_person_address
from governance.boards.titles import find_public_title
from governance.front.composition_contents import (
    BreachTold,
    CompositionPage,
    ContestedTold,
    Contradiction,
    ForeseenTold,
    LawHere,
    MemberCounted,
    RuleReference,
    SeatsCounted,
    VacancyTold,
)
from governance.front.composition_corrections import tell_known_before
from governance.front.composition_gathering import BoardUnderLaw
from governance.front.composition_judging import JudgedDay
from governance.law.findings import FindingTold, PublicVerdict, tell_remedies, tell_verdict
from governance.law.queries import make_reference, say
from model_law.breaches import Breach, find_breaches, find_effects
from model_law.checks import CHECKS, ROSTER
from model_law.facts import Roster, count_seats
from model_law.findings import Verdict
from model_law.forecast import Foreseen, foresee_failures, list_vacancies
from model_law.provisions import Provision, load_act
from model_law.publicity import (
    Showing,
    name_representatives,
    show_joint_verdict,
    tells_by_authority,
)
from model_law.timeline import find_changes
from model_law.wording import word_finding


def tell_composition(under: BoardUnderLaw, on: date, language: str) -> CompositionPage:
    day = JudgedDay(under, on)
    # What was known of today on a past day is past too: day by day it would tell when each verdict turned.
    is_today = on == under.today and under.known_at is None
    told = sort_findings(day, language, is_today=is_today)
    known = under.error is None
    return CompositionPage(
        board=under.board.reference,
        on=on,
        is_today=is_today,
        known_at=under.known_at,
        law=tell_law(under, under.law.find_adoption(on), language),
        office_is_public=known and day.office,
        contradiction=tell_contradiction(under),
        share=told.share,
        categories=tell_categories(day) if is_today else None,
        members=tell_members(day) if known else [],
        seats=SeatsCounted(*count_seats(day.roster)) if known and day.roster.seats else None,
        rules=told.rules,
        not_told=told.not_told,
        not_public=told.not_public,
        elsewhere=told.elsewhere,
        notes=find_notes(day) if known else [],
        breaches=tell_open_breaches(under, on, language),
        contested=tell_contested(under, language) if is_today and known else [],
        vacancies=tell_vacancies(day.roster) if known else [],
        foreseen=tell_forecast(under, language) if is_today and known else [],
        known_before=tell_known_before(under, on, language) if known else [],
    )


@dataclass(frozen=True)
class SortedFindings:
    share: FindingTold | None
    rules: list[FindingTold]
    not_told: list[FindingTold]
    not_public: list[RuleReference]
    elsewhere: list[RuleReference]


def sort_findings(day: JudgedDay, language: str, *, is_today: bool) -> SortedFindings:
    """Every rule in the place where the page tells it. Of a past day no verdict is shown that is public for today alone."""
    share: FindingTold | None = None
    rules: list[FindingTold] = []
    not_told: list[FindingTold] = []
    not_public: list[RuleReference] = []
    elsewhere: list[RuleReference] = []
    for finding in day.findings:
        provision = finding.ruled_by.provision
        showing = day.show(finding.ruled_by)
        if CHECKS[provision.check].facts != ROSTER or provision.check == "share_present":
            elsewhere.append(refer(provision, language))
        elif showing is Showing.NOTHING or (showing is Showing.VERDICT and not is_today):
            not_public.append(refer(provision, language))
        elif finding is day.share:
            share = day.tell(finding, language)
        elif showing in (Showing.WHOLE, Showing.VERDICT):
            untold = finding.verdict is Verdict.CANNOT_TELL
            (not_told if untold else rules).append(day.tell(finding, language))
    return SortedFindings(share, rules, not_told, not_public, elsewhere)


def refer(provision: Provision, language: str) -> RuleReference:
    return RuleReference(provision.id, say(provision.title, language))


def tell_categories(day: JudgedDay) -> PublicVerdict | None:
    if day.profile is None:
        return None
    verdict = show_joint_verdict(day.findings, day.roster, day.profile, office=day.office)
    return None if verdict is None else tell_verdict(verdict, borrowed=day.under.is_borrowed(day.on))


def tell_law(under: BoardUnderLaw, adoption: AdoptionFact | None, language: str) -> LawHere | None:
    if adoption is None:
        return None
    return LawHere(
        make_reference(load_act(adoption.act), language),
        adoption.title,
        adoption.number,
        adoption.dated_on,
        adoption.document_address,
        adoption.started_on,
        adoption.borrowed,
        adoption.board_id != under.board.id,
    )


def tell_contradiction(under: BoardUnderLaw) -> Contradiction | None:
    error = under.error
    if error is None:
        return None
    seat = error.key if error.key.isdecimal() else None
    return Contradiction(seat, under.names.get(error.key), error.clash)


def tell_members(day: JudgedDay) -> list[MemberCounted]:
    """Everybody who serves, by name, so that a reader can do the sum again."""
    named = frozenset[str]()
    if day.profile is not None:
        named = name_representatives(day.roster, day.profile, office=day.office)
    names = day.under.names
    held = [(seat, seat.holder) for seat in day.roster.seats if seat.holder is not None]
    return [
        MemberCounted(
            names[holder.person],
            make_person_address(holder.person),
            seat.voting,
            seat.alternate,
            seat.holdover,
            holder.person in named if day.office else None,
        )
        for seat, holder in sorted(held, key=lambda entry: names[entry[1].person])
    ]


def find_notes(day: JudgedDay) -> list[str]:
    """What a reader must know beside the sums."""
    notes = []
    if day.profile is not None and day.roster.seats and not day.under.history.complete:
        notes.append("history_incomplete")
    share = day.share
    if share is not None and day.office and share.denominator and not share.numerator:
        notes.append("nobody_declared")
    return notes


def tell_breaches(under: BoardUnderLaw, breaches: Iterable[Breach], on: date, language: str) -> list[BreachTold]:
    """Breaches until a day, as far as their days are public."""
    return [tell_breach(under, breach, on, language) for breach in breaches if is_public_breach(under, breach)]


def tell_open_breaches(under: BoardUnderLaw, on: date, language: str) -> list[BreachTold]:
    if under.error is not None:
        return []
    breaches = find_breaches(under.history, under.law.binding, on)
    return tell_breaches(under, (breach for breach in breaches if breach.is_open), on, language)


def is_public_breach(under: BoardUnderLaw, breach: Breach) -> bool:
    return JudgedDay(under, breach.first).show(breach.finding.ruled_by) is Showing.WHOLE


def tell_breach(under: BoardUnderLaw, breach: Breach, on: date, language: str) -> BreachTold:
    profile = under.law.find_profile(on)
    return BreachTold(
        breach.rule,
        say(breach.finding.ruled_by.provision.title, language),
        breach.first,
        breach.cure_days,
        breach.cure_until,
        None if breach.cure_until is None else (breach.cure_until - on).days,
        breach.is_late(on),
        breach.closed_on,
        breach.closing,
        word_finding(breach.finding, language),
        tell_remedies(breach.finding.remedies, language) if breach.is_open else [],
        list(find_effects(breach, profile)) if breach.is_open and profile else [],
    )


def tell_contested(under: BoardUnderLaw, language: str) -> list[ContestedTold]:
    told = []
    for act in under.contested:
        rules = name_public_rules(under, act.effective_on, act.rules, language)
        if rules:
            told.append(
                ContestedTold(
                    act.kind,
                    act.effective_on,
                    act.entered_at,
                    None if act.person is None else under.names.get(act.person),
                    None if act.person is None else make_person_address(act.person),
                    act.document_title,
                    act.document_dated_on,
                    act.document_address,
                    rules,
                )
            )
    return told


def name_public_rules(under: BoardUnderLaw, on: date, rules: Sequence[str], language: str) -> list[RuleReference]:
    """Those of some rules that may stand beside a day and a person."""
    day = JudgedDay(under, on)
    if day.profile is None:
        return []
    return [
        refer(rule.provision, language)
        for rule in day.profile.rules
        if rule.provision.id in rules and day.show(rule) is Showing.WHOLE
    ]


def tell_vacancies(roster: Roster) -> list[VacancyTold]:
    """Every vacancy; whose duty it is to fill it only where that does not tell which seat it is."""
    is_told = not tells_by_authority(roster)
    return [
        VacancyTold(
            vacancy.since, vacancy.days, vacancy.voting, find_public_title(vacancy.selected_by) if is_told else None
        )
        for vacancy in list_vacancies(roster)
    ]


def tell_forecast(under: BoardUnderLaw, language: str) -> list[ForeseenTold]:
    """For each rule that is met today, the first day on which it will not hold, where its days are public."""
    today = JudgedDay(under, under.today)
    if today.profile is None:
        return []
    return [
        tell_foreseen(under, foreseen, language)
        for foreseen in foresee_failures(under.history, under.law.laws, under.today)
        if today.show(foreseen.finding.ruled_by) is Showing.WHOLE
        and JudgedDay(under, foreseen.day).office == today.office
    ]


def tell_foreseen(under: BoardUnderLaw, foreseen: Foreseen, language: str) -> ForeseenTold:
    finding = foreseen.finding
    return ForeseenTold(
        foreseen.day,
        foreseen.days_left,
        finding.rule,
        say(finding.ruled_by.provision.title, language),
        word_finding(finding, language),
        finding.ruled_by.enforced and not under.is_borrowed(foreseen.day),
        tell_remedies(finding.remedies, language),
    )


def find_next_change(under: BoardUnderLaw, page: CompositionPage) -> date | None:
    """The next day on which time alone changes the page of today: tomorrow, where it counts days.

    Tomorrow too where a verdict rests on what is sealed: that changes without a new version of the public record.
    """
    counts_days = page.vacancies or page.foreseen or any(breach.cure_until for breach in page.breaches)
    rests_on_sealed = page.categories is not None or (page.share is not None and page.share.text is None)
    if counts_days or rests_on_sealed:
        return under.today + timedelta(days=1)
    return find_next_day_of_record(under)


def find_next_day_of_record(under: BoardUnderLaw) -> date | None:
    """The next day on which, by what is recorded, anything that a rule reads will change."""
    if under.error is not None:
        return None
    return next(iter(find_changes(under.history, under.law.laws, under.today, date.max)[1:]), None)
