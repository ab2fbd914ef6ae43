"""Load an act from its TOML file into frozen facts; a file that says anything unknown does not load.

Everything is checked by hand here, with the standard library alone, so that a locality's own act gets the
same answer as the ones that ship. ``acts/schema.json`` says the same in JSON Schema for editors and for the
tests.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from model_law.checks import CHECKS, ROSTER, Check
from model_law.facts import DECLARED
from model_law.parameters import NUMBERS, Kind, Parameter, ParameterError, check_range, read_fraction, read_value
from model_law.tables import ActError, TableReader, Text

ACTS = Path(__file__).parent / "acts"

EVIDENCE = ("read", "read_in_part", "second_hand", "recalled", "own_default")
CONSEQUENCES = ("refuse", "cure", "warn", "report")
ACT_KINDS = ("model_act", "statute", "regulation", "bill", "open_meetings")

CURE_DAYS = "cure_days"
LONGEST_CURE = 3660
"""The parameter by which a locality says for how many days a breach may last, and the most that it can say."""

# These apply the figure of the act's share rule to other members, so they mean nothing without one.
NEEDS_SHARE = frozenset({"share_both", "share_present"})

_ACT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_PROVISION_ID = re.compile(r"[A-Z]+-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands, and how far it was read. ``address`` is empty for the portal's own."""

    id: str
    title: str
    address: str
    how_known: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of member that an act names.

    ``counts`` says whether it makes a community representative; a ``family`` category counts where the
    family rule says so. ``part_of`` names a wider category that it belongs to.
    """

    id: str
    title: Text
    counts: bool
    how_known: str
    source: Source
    family: bool = False
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Vector:
    """A worked example that rides with its provision: a roster as groups of alike seats, a vote in numbers, or the
    notice of one meeting, and the right answer.
    """

    says: str
    on: date
    seats: tuple[Mapping[str, Any], ...]
    settings: Mapping[str, Any]
    verdict: str
    numerator: int | None
    denominator: int | None
    vote: Mapping[str, Any] = field(default_factory=dict)
    notice: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule of an act. ``follows`` names another law that an own default is modelled on."""

    id: str
    title: Text
    statement: Text
    check: str
    parameters: Mapping[str, Parameter]
    consequence: str
    how_known: str
    source: Source
    place: str
    cure_days: int | None = None
    follows: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    vectors: tuple[Vector, ...] = ()

    def in_force(self, on: date) -> bool:
        """Whether the provision is in force on a day; an end left open means that none is known."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class Act:
    """One act or statute as data."""

    id: str
    kind: str
    title: Text
    summary: Text
    jurisdiction: Text
    sources: Mapping[str, Source]
    categories: Mapping[str, Category]
    provisions: tuple[Provision, ...]


def _source(row: TableReader) -> Source:
    source = Source(
        id=row.matching("id", _WORD),
        title=row.take("title", str),
        address=row.take("address", str, ""),
        how_known=row.word("how_known", EVIDENCE),
    )
    row.close()
    if source.address and not source.address.startswith("https://"):
        raise row.fail("address", "must start with https://")
    if not source.address and source.how_known != "own_default":
        raise row.fail("address", "is missing")
    return source


def _cited(row: TableReader, sources: Mapping[str, Source]) -> Source:
    source = row.take("source", str)
    if source not in sources:
        raise row.fail("source", f"unknown citation {source!r}; the file's sources are {', '.join(sources)}")
    return sources[source]


def _category(row: TableReader, sources: Mapping[str, Source]) -> Category:
    category = Category(
        id=row.matching("id", _WORD),
        title=row.text("title"),
        counts=row.take("counts", bool),
        how_known=row.word("how_known", EVIDENCE),
        source=_cited(row, sources),
        family=row.take("family", bool, False),
        part_of=row.take("part_of", str, None),
    )
    row.close()
    return category


def _parameter(
    row: TableReader, name: str, check: Check, categories: frozenset[str], provision_known: str
) -> Parameter:
    kind = check.parameters[name]

    def value(key: str, raw: object) -> Any:
        try:
            return read_value(kind, raw)
        except ParameterError as problem:
            raise row.fail(key, str(problem)) from problem

    row.seen.add("default")
    if "default" not in row.table:
        raise row.fail("default", "is missing")
    bounds: dict[str, Any] = {}
    if kind in NUMBERS:
        for key in ("min", "max"):
            row.seen.add(key)
            try:
                bounds[key] = read_fraction(row.table[key])
            except KeyError as problem:
                raise row.fail(key, "is missing") from problem
            except ParameterError as problem:
                raise row.fail(key, str(problem)) from problem
        if bounds["min"] > bounds["max"]:
            raise row.fail("min", "is greater than max")
    known_choices = check.choices.get(name, ())
    choices = tuple(value("choices", raw) for raw in row.take("choices", list, list(known_choices)))
    if unknown := [choice for choice in choices if known_choices and choice not in known_choices]:
        raise row.fail("choices", f"unknown {unknown[0]!r}; known: {', '.join(known_choices)}")
    parameter = Parameter(
        name=name,
        kind=kind,
        default=value("default", row.table["default"]),
        how_known=row.word("how_known", EVIDENCE, provision_known),
        least=bounds.get("min"),
        most=bounds.get("max"),
        choices=choices,
    )
    row.close()
    try:
        check_range(parameter, parameter.default, categories)
    except ParameterError as problem:
        raise row.fail("default", str(problem)) from problem
    return parameter


def _parameters(
    reader: TableReader, check: Check, categories: frozenset[str], provision_known: str
) -> dict[str, Parameter]:
    for name in reader.table:
        if name not in check.parameters:
            known = ", ".join(check.parameters) or "none"
            raise reader.fail(str(name), f"unknown parameter; the check takes {known}")
    return {name: _parameter(reader.inner(name), name, check, categories, provision_known) for name in check.parameters}


def _vector(row: TableReader) -> Vector:
    vector = Vector(
        says=row.take("says", str),
        on=row.day("on") or date(2026, 1, 1),
        seats=tuple(row.take("seats", list, [] if {"vote", "notice"} & set(row.table) else ...)),
        settings=dict(row.take("set", dict, {})),
        verdict=row.word("verdict", ("met", "breached", "warned", "cannot_tell")),
        numerator=row.take("numerator", int, None),
        denominator=row.take("denominator", int, None),
        vote=row.take("vote", dict, {}),
        notice=row.take("notice", dict, {}),
    )
    row.close()
    return vector


def _cure_parameter(provision: Provision) -> dict[str, Parameter]:
    """How many days a breach may last, which a locality may say of every rule on composition whose breach counts.

    0: nobody says. No act that was read says it, so the number is nobody's but the locality's.
    """
    if provision.consequence not in ("refuse", "cure") or CHECKS[provision.check].facts != ROSTER:
        return {}
    known = provision.how_known if provision.cure_days else "own_default"
    return {CURE_DAYS: Parameter(CURE_DAYS, Kind.INTEGER, provision.cure_days or 0, known, 0, LONGEST_CURE)}


def _provision(row: TableReader, sources: Mapping[str, Source], categories: frozenset[str]) -> Provision:
    check_id = row.word("check", tuple(CHECKS))
    how_known = row.word("how_known", EVIDENCE)
    parameters = row.take("parameters", dict, {})
    citation = row.inner("citation")
    consequence = row.word("consequence", CONSEQUENCES)
    effective = TableReader(row.take("effective", dict, {}), f"{row.where}.effective")
    provision = Provision(
        id=row.matching("id", _PROVISION_ID),
        title=row.text("title"),
        statement=row.text("statement"),
        check=check_id,
        parameters=_parameters(
            TableReader(parameters, f"{row.where}.parameters"), CHECKS[check_id], categories, how_known
        ),
        consequence=consequence,
        how_known=how_known,
        source=_cited(citation, sources),
        place=citation.take("place", str, ""),
        follows=citation.take("follows", str, ""),
        cure_days=row.take("cure_days", int, None),
        effective_from=effective.day("from"),
        effective_to=effective.day("to"),
        vectors=tuple(_vector(vector) for vector in row.rows("vectors")),
    )
    for reader in (citation, effective, row):
        reader.close()
    provision = replace(provision, parameters={**provision.parameters, **_cure_parameter(provision)})
    if provision.cure_days is not None and (consequence != "cure" or provision.cure_days < 1):
        raise row.fail("cure_days", 'needs consequence = "cure" and at least one day')
    if provision.effective_from and provision.effective_to and provision.effective_from > provision.effective_to:
        raise effective.fail("to", "lies before from")
    return provision


def _unique(rows: list[TableReader], ids: list[str]) -> None:
    for number, identifier in enumerate(ids):
        if identifier in ids[:number]:
            raise rows[number].fail("id", f"{identifier!r} stands twice")


def _check_versions(rows: list[TableReader], provisions: Sequence[Provision]) -> None:
    """The same id may stand twice only as versions that are never in force on the same day."""
    for (_, first), (number, second) in combinations(enumerate(provisions), 2):
        apart = (first.effective_to or date.max) < (second.effective_from or date.min) or (
            second.effective_to or date.max
        ) < (first.effective_from or date.min)
        if first.id == second.id and not apart:
            raise rows[number].fail("id", f"{second.id!r} stands twice for the same days")


def read_act(text: str, name: str) -> Act:
    """Read an act from the text of its TOML file; ``name`` is the file's name, for errors.

    Raises ActError with file and key: unknown keys, checks, parameters, choices, categories and citations,
    values outside their own range, and anything that is missing.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ActError(f"{name}: is not TOML: {problem}") from problem
    root = TableReader(document, f"{name}: ")
    head = root.inner("act")
    source_rows = root.rows("sources")
    sources = [_source(row) for row in source_rows]
    _unique(source_rows, [source.id for source in sources])
    by_id = {source.id: source for source in sources}
    category_rows = root.rows("categories")
    categories = [_category(row, by_id) for row in category_rows]
    _unique(category_rows, [category.id for category in categories])
    category_ids = frozenset(category.id for category in categories)
    for category, row in zip(categories, category_rows, strict=True):
        if category.id == DECLARED:
            raise row.fail("id", f"{DECLARED!r} is what a member may declare under every act")
        if category.part_of is not None and (category.part_of not in category_ids or category.part_of == category.id):
            raise row.fail("part_of", f"unknown category {category.part_of!r}")
    provision_rows = root.rows("provisions")
    provisions = [_provision(row, by_id, category_ids) for row in provision_rows]
    _check_versions(provision_rows, provisions)
    if not provisions:
        raise root.fail("provisions", "is missing")
    shares = [provision for provision in provisions if provision.check == "share"]
    for provision, row in zip(provisions, provision_rows, strict=True):
        if provision.check in NEEDS_SHARE and not shares:
            raise row.fail("check", f"{provision.check!r} needs a provision whose check is 'share'")
    act = Act(
        id=head.matching("id", _ACT_ID),
        kind=head.word("kind", ACT_KINDS),
        title=head.text("title"),
        summary=head.text("summary"),
        jurisdiction=head.text("jurisdiction"),
        sources=by_id,
        categories={category.id: category for category in categories},
        provisions=tuple(provisions),
    )
    head.close()
    root.close()
    return act


def list_acts() -> tuple[str, ...]:
    """The ids of the acts that ship with the package, the model act first."""
    return tuple(sorted((path.stem for path in ACTS.glob("*.toml")), key=lambda act: (act != "model-act", act)))


@cache
def load_act(act_id: str) -> Act:
    """Load a shipped act by its id. Raises LookupError for an unknown id, ActError for a file that cannot
    load.
    """
    if act_id not in list_acts():
        raise LookupError(f"unknown act {act_id!r}; known: {', '.join(list_acts())}")
    act = read_act((ACTS / f"{act_id}.toml").read_text(encoding="utf-8"), f"{act_id}.toml")
    if act.id != act_id:
        raise ActError(f"{act_id}.toml: act.id: is {act.id!r}, not the file's name")
    return act
