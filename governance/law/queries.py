"""What the pages of the acts say: the acts as model_law loads them, in one language, read once in each process."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from model_law import answers
from model_law.parameters import NUMBERS, TABLES, Kind, Parameter, write_value
from model_law.plain_text import allowed_range
from model_law.proceedings import CHECKED
from model_law.profiles import FUNCTIONS, settle
from model_law.provisions import EVIDENCE, Act, Provision, Source, list_acts, load_act
from model_law.tables import Text
from model_law.wording import exact, label

COMPUTED = FUNCTIONS.keys() | CHECKED | answers.CHECKED
"""What the portal works out: from a board's roster, from its meetings, and from what a program owes it."""


@dataclass(frozen=True)
class ActReference:
    """An act by its name and address."""

    key: str
    title: str
    address: str


@dataclass(frozen=True)
class ActSummary:
    """One act in the list of acts; rules_known_as counts its rules by how they are known."""

    act: ActReference
    kind: str
    jurisdiction: str
    rules: int
    rules_known_as: dict[str, int]


@dataclass(frozen=True)
class Citation:
    """Where a rule stands. address is None for the portal's own; follows names a law that a default is modelled on."""

    title: str
    place: str
    address: str | None
    follows: str


@dataclass(frozen=True)
class CategoryTold:
    """A kind of member that the act names; counts says whether it makes a community representative by itself."""

    name: str
    title: str
    counts: bool
    how_known: str
    citation: Citation


@dataclass(frozen=True)
class ParameterTold:
    """One parameter: default and allowed as they are written for `governance law check --set`, and the same to be read.

    default_shown and choices hold names of words.law_values or text in the reader's language; least and most are text.
    """

    name: str
    meaning: str
    default: str
    allowed: str
    default_shown: list[str]
    least: str | None
    most: str | None
    choices: list[str]
    how_known: str


@dataclass(frozen=True)
class ProvisionTold:
    """One rule of an act.

    binds: whether it decides without a board adopting it. computed: whether the portal works it out. anchor: its place
    in the page; versions of one rule for different days have one each.
    """

    number: int
    anchor: str
    rule: str
    title: str
    statement: str
    parameters: list[ParameterTold]
    in_force_from: date | None
    in_force_until: date | None
    how_known: str
    consequence: str
    cure_days: int | None
    binds: bool
    computed: bool
    citation: Citation


@dataclass(frozen=True)
class ActTold:
    """One act as plain numbered text."""

    act: ActReference
    kind: str
    jurisdiction: str
    summary: str
    rules_known_as: dict[str, int]
    categories: list[CategoryTold]
    provisions: list[ProvisionTold]


def say(text: Text, language: str) -> str:
    return text.es if language == "es" else text.en


def make_reference(act: Act, language: str) -> ActReference:
    return ActReference(act.id, say(act.title, language), f"/law/{act.id}")


def count_evidence(act: Act) -> dict[str, int]:
    """How many of an act's rules are known in each way, the surest first; ways that none is known in are left out."""
    counted = Counter(provision.how_known for provision in act.provisions)
    return {how: counted[how] for how in EVIDENCE if counted[how]}


@cache
def find_acts(language: str) -> tuple[ActSummary, ...]:
    """All acts that ship, the model act first."""
    return tuple(
        ActSummary(
            make_reference(act, language),
            act.kind,
            say(act.jurisdiction, language),
            len(act.provisions),
            count_evidence(act),
        )
        for act in map(load_act, list_acts())
    )


@cache
def find_act(key: str, language: str) -> ActTold:
    """One act. Raises LookupError for one that does not ship."""
    act = load_act(key)
    return ActTold(
        make_reference(act, language),
        act.kind,
        say(act.jurisdiction, language),
        say(act.summary, language),
        count_evidence(act),
        [
            CategoryTold(
                category.id,
                say(category.title, language),
                category.counts,
                category.how_known,
                cite(category.source),
            )
            for category in act.categories.values()
        ],
        [tell_provision(act, number, provision, language) for number, provision in enumerate(act.provisions, start=1)],
    )


def tell_provision(act: Act, number: int, provision: Provision, language: str) -> ProvisionTold:
    earlier = [other.id for other in act.provisions[: number - 1]].count(provision.id)
    return ProvisionTold(
        number,
        f"{provision.id}-{earlier + 1}" if earlier else provision.id,
        provision.id,
        say(provision.title, language),
        say(provision.statement, language),
        [tell_parameter(act, parameter, language) for parameter in provision.parameters.values()],
        provision.effective_from,
        provision.effective_to,
        provision.how_known,
        provision.consequence,
        provision.cure_days,
        binds(act, provision),
        provision.check in COMPUTED,
        cite(provision.source, provision.place, provision.follows),
    )


def binds(act: Act, provision: Provision) -> bool:
    """Whether a rule decides, on a day of its own, for a board that has adopted nothing beyond the act."""
    day = provision.effective_from or provision.effective_to or date.max
    return next(rule.enforced for rule in settle(act, day).rules if rule.provision is provision)


def tell_parameter(act: Act, parameter: Parameter, language: str) -> ParameterTold:
    numeric = parameter.kind in NUMBERS
    return ParameterTold(
        parameter.name,
        label("parameters", parameter.name, language),
        write_value(parameter.default),
        allowed_range(parameter).strip(" ()"),
        show_value(act, parameter.kind, parameter.default, language),
        show_number(parameter.kind, parameter.least) if numeric else None,
        show_number(parameter.kind, parameter.most) if numeric else None,
        [write_value(choice) for choice in ((True, False) if parameter.kind is Kind.FLAG else parameter.choices)],
        parameter.how_known,
    )


def show_value(act: Act, kind: Kind, value: Any, language: str) -> list[str]:
    """A value as the parts that a page shows; an empty table or list has none."""

    def name(categories: Iterable[str]) -> list[str]:
        return [say(act.categories[category].title, language) for category in categories]

    if kind in TABLES:
        return [
            f"{title}: {show_number(kind, number)}" for title, number in zip(name(value), value.values(), strict=True)
        ]
    if kind is Kind.CATEGORIES:
        return name(value)
    if kind in NUMBERS:
        return [show_number(kind, value)]
    if kind is Kind.TEXT:
        return [value] if value else []
    return list(value) if kind is Kind.NAMES else [write_value(value)]


def show_number(kind: Kind, value: Any) -> str:
    """A figure of the law, exact: a share as ``51 %`` or ``1/3``, a count as ``72``."""
    return exact(Fraction(value)) if kind in (Kind.FRACTION, Kind.SHARES) else write_value(value)


def cite(source: Source, place: str = "", follows: str = "") -> Citation:
    return Citation(source.title, "" if place in source.title else place, source.address or None, follows)
