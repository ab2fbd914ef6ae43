"""What the page of a board's law says: the adoptions as the public reads them, and the rules as they bind the board."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from governance.boards.law_queries import AdoptionFact, find_adoptions, find_last_day
from governance.boards.queries import BoardIdentity, BoardReference
from governance.law.queries import ActReference, ProvisionTold, make_reference, say, show_value, tell_provision
from model_law.provisions import load_act
from model_law.rules import Rule
from model_law.wording import label


@dataclass(frozen=True)
class Departure:
    """A value that is not the act's own. in_act and here hold names of words.law_values or text to be read."""

    rule: str
    rule_title: str
    parameter: str
    meaning: str
    in_act: list[str]
    here: list[str]


@dataclass(frozen=True)
class AdoptionTold:
    """One adoption. in_force_until is None where no end is known; superseded_at: when a correction took its place."""

    key: str
    act: ActReference
    title: str
    number: str | None
    dated_on: date
    document_address: str | None
    borrowed: bool
    adopted: list[str]
    departures: list[Departure]
    in_force_from: date
    in_force_until: date | None
    entered_at: datetime
    confirmed_at: datetime | None
    superseded_at: datetime | None
    corrects: str | None


@dataclass(frozen=True)
class RuleHere:
    """One rule as it stands for the board: provision.binds says whether it decides here."""

    provision: ProvisionTold
    departures: list[Departure]


@dataclass(frozen=True)
class BoardLawPage:
    """The law of a board: in force, to come, past, and what was entered wrongly and corrected."""

    board: BoardReference
    in_force: AdoptionTold | None
    rules: list[RuleHere]
    coming: list[AdoptionTold]
    past: list[AdoptionTold]
    corrected: list[AdoptionTold]


@dataclass(frozen=True)
class ReadLaw:
    """The page of a board's law, and the next day on which time alone changes it."""

    page: BoardLawPage
    changes_on: date | None


def read_law(session: Session, board: BoardIdentity, today: date, language: str) -> ReadLaw:
    """All that the public may know of a board's law. What waits to be confirmed is not part of it."""
    adoptions = [adoption for adoption in find_adoptions(session, board.id) if adoption.confirmed_at is not None]
    standing = [adoption for adoption in adoptions if adoption.stands]
    begun = [adoption for adoption in standing if adoption.started_on <= today]

    def tell(chosen: Sequence[AdoptionFact]) -> list[AdoptionTold]:
        return [tell_adoption(adoption, adoptions, language) for adoption in chosen]

    page = BoardLawPage(
        board.reference,
        tell(begun[:1])[0] if begun else None,
        tell_rules(begun[0], today, language) if begun else [],
        tell([adoption for adoption in reversed(standing) if adoption.started_on > today]),
        tell(begun[1:]),
        tell([adoption for adoption in adoptions if not adoption.stands]),
    )
    return ReadLaw(page, find_next_change(standing, begun[0] if begun else None, today))


def find_next_change(standing: Sequence[AdoptionFact], current: AdoptionFact | None, today: date) -> date | None:
    days = [adoption.started_on for adoption in standing]
    for rule in load_act(current.act).provisions if current is not None else ():
        days += [rule.effective_from] if rule.effective_from else []
        days += [rule.effective_to + timedelta(days=1)] if rule.effective_to and rule.effective_to < date.max else []
    return min((day for day in days if day > today), default=None)


def tell_adoption(adoption: AdoptionFact, adoptions: Sequence[AdoptionFact], language: str) -> AdoptionTold:
    act = load_act(adoption.act)
    profile = adoption.settle(adoption.started_on)
    return AdoptionTold(
        adoption.key,
        make_reference(act, language),
        adoption.title,
        adoption.number,
        adoption.dated_on,
        adoption.document_address,
        adoption.borrowed,
        list(adoption.adopted),
        [departure for rule in profile.rules for departure in tell_departures(adoption, rule, language)],
        adoption.started_on,
        find_last_day(adoption, adoptions) if adoption.stands else None,
        adoption.entered_at,
        adoption.confirmed_at,
        adoption.superseded_at,
        adoption.corrects,
    )


def tell_departures(adoption: AdoptionFact, rule: Rule, language: str) -> list[Departure]:
    act = load_act(adoption.act)
    return [
        Departure(
            rule.provision.id,
            say(rule.provision.title, language),
            name,
            label("parameters", name, language),
            show_value(act, rule.provision.parameters[name].kind, rule.provision.parameters[name].default, language),
            show_value(act, rule.provision.parameters[name].kind, rule.values[name], language),
        )
        for name in rule.departures
    ]


def tell_rules(adoption: AdoptionFact, on: date, language: str) -> list[RuleHere]:
    """The rules in force on a day, numbered, each with whether it binds the board and where it departs from the act."""
    act = load_act(adoption.act)
    places = {id(provision): number for number, provision in enumerate(act.provisions, start=1)}
    return [
        RuleHere(
            replace(
                tell_provision(act, places[id(rule.provision)], rule.provision, language),
                number=number,
                binds=rule.enforced,
            ),
            tell_departures(adoption, rule, language),
        )
        for number, rule in enumerate(adoption.settle(on).rules, start=1)
    ]
