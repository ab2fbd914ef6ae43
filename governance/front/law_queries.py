"""What the page of a board's law says: the adoptions as the public reads them, and the rules as they bind the board."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_adoptions, find_adoptions_above, find_last_day
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
    """One adoption. in_force_until is None where no end is known; superseded_at: when a correction took its place.

    struck_out: nothing took its place then.
    """

    key: str
    kind: LawKind
    act: ActReference
    title: str
    number: str | None
    dated_on: date
    document_address: str | None
    borrowed: bool
    binds_committees: bool
    adopted: list[str]
    departures: list[Departure]
    in_force_from: date
    in_force_until: date | None
    entered_at: datetime
    confirmed_at: datetime | None
    superseded_at: datetime | None
    struck_out: bool
    corrects: str | None


@dataclass(frozen=True)
class RuleHere:
    """One rule as it stands for the board: provision.binds says whether it decides here."""

    provision: ProvisionTold
    departures: list[Departure]


@dataclass(frozen=True)
class LawHere:
    """A law that is in force for a board. of_board_above: it is the law of the board that this is a committee of, whose
    instrument says that it binds committees."""

    adoption: AdoptionTold
    rules: list[RuleHere]
    of_board_above: bool


@dataclass(frozen=True)
class BoardLawPage:
    """The law of a board: in force (one law of each kind at most), to come, past, and what was entered wrongly: corrected,
    or struck out. is_unbound: it is a committee that no instrument binds."""

    board: BoardReference
    in_force: list[LawHere]
    is_unbound: bool
    coming: list[AdoptionTold]
    past: list[AdoptionTold]
    corrected: list[AdoptionTold]
    struck_out: list[AdoptionTold]


@dataclass(frozen=True)
class ReadLaw:
    """The page of a board's law, and the next day on which time alone changes it."""

    page: BoardLawPage
    changes_on: date | None


def read_law(session: Session, board: BoardIdentity, today: date, language: str) -> ReadLaw:
    """All that the public may know of a board's law. What waits to be confirmed is not part of it."""
    adoptions = [adoption for adoption in find_adoptions(session, board.id) if adoption.confirmed_at is not None]
    above = find_adoptions_above(session, board.id) if board.parent_slug else []
    standing = [adoption for adoption in adoptions if adoption.stands]
    in_force = [law for kind in LawKind if (law := find_law_here(kind, standing, above, today)) is not None]
    struck_out = find_struck_out(adoptions)

    def tell(chosen: Sequence[AdoptionFact]) -> list[AdoptionTold]:
        return [tell_adoption(adoption, adoptions, language) for adoption in chosen]

    page = BoardLawPage(
        board.reference,
        [
            LawHere(
                tell_adoption(law, [*adoptions, *above], language),
                tell_rules(law, today, language),
                law.board_id != board.id,
            )
            for law in in_force
        ],
        board.parent_slug is not None and not in_force,
        tell([adoption for adoption in reversed(standing) if adoption.started_on > today]),
        tell([adoption for adoption in standing if adoption.started_on <= today and adoption not in in_force]),
        tell([one for one in adoptions if one.superseded_at is not None and one.key not in struck_out]),
        tell([one for one in adoptions if one.superseded_at is not None and one.key in struck_out]),
    )
    return ReadLaw(page, find_next_change([*standing, *(one for one in above if one.stands)], in_force, today))


def find_law_here(
    kind: LawKind, standing: Sequence[AdoptionFact], above: Sequence[AdoptionFact], today: date
) -> AdoptionFact | None:  # fmt: skip
    """The law of a kind that is in force: a board's own, or for a committee without one that of its board, if it binds it.

    standing and above: adoptions, the latest first day first. It answers as law_queries.find_adoption_in_force does.
    """
    for adoptions, is_bound in ((standing, True), (above, False)):
        begun = [one for one in adoptions if one.stands and one.kind is kind and one.started_on <= today]
        if begun:
            return begun[0] if is_bound or begun[0].binds_committees else None
    return None


def find_struck_out(adoptions: Sequence[AdoptionFact]) -> set[str]:
    """The keys of the adoptions that were struck out, of all that were confirmed."""
    return {one.corrects for one in adoptions if one.strikes and one.confirmed_at is not None and one.corrects}


def find_next_change(standing: Sequence[AdoptionFact], current: Sequence[AdoptionFact], today: date) -> date | None:
    days = [adoption.started_on for adoption in standing]
    for rule in (rule for law in current for rule in load_act(law.act).provisions):
        days += [rule.effective_from] if rule.effective_from else []
        days += [rule.effective_to + timedelta(days=1)] if rule.effective_to and rule.effective_to < date.max else []
    return min((day for day in days if day > today), default=None)


def tell_adoption(adoption: AdoptionFact, adoptions: Sequence[AdoptionFact], language: str) -> AdoptionTold:
    act = load_act(adoption.act)
    profile = adoption.settle(adoption.started_on)
    return AdoptionTold(
        adoption.key,
        adoption.kind,
        make_reference(act, language),
        adoption.title,
        adoption.number,
        adoption.dated_on,
        adoption.document_address,
        adoption.borrowed,
        adoption.binds_committees,
        list(adoption.adopted),
        [departure for rule in profile.rules for departure in tell_departures(adoption, rule, language)],
        adoption.started_on,
        find_last_day(adoption, adoptions) if adoption.stands else None,
        adoption.entered_at,
        adoption.confirmed_at,
        adoption.superseded_at,
        adoption.key in find_struck_out(adoptions),
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
    """The rules in force on a day, numbered, each with whether it binds the board and where it departs from the act.

    Laws of two kinds may have rules of one name, so that the anchors of an open-meeting law begin with its kind.
    """
    act = load_act(adoption.act)
    prefix = "" if adoption.kind is LawKind.COMPOSITION else "open-meetings-"
    places = {id(provision): number for number, provision in enumerate(act.provisions, start=1)}
    return [
        RuleHere(
            replace(told, number=number, binds=rule.enforced, anchor=prefix + told.anchor),
            tell_departures(adoption, rule, language),
        )
        for number, rule in enumerate(adoption.settle(on).rules, start=1)
        for told in [tell_provision(act, places[id(rule.provision)], rule.provision, language)]
    ]
