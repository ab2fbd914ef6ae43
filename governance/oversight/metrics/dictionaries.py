"""Reading dictionaries of metrics; a file that says anything unknown, or says it twice, does not load."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from governance.oversight.metrics.definitions import (
    COUNTS,
    DERIVED_BREAKDOWNS,
    DIRECTIONS,
    UNITS,
    Condition,
    Field,
    FieldKind,
    Measure,
    Metric,
    Reported,
)
from model_law.tables import ActError, TableReader, Text

FOLDER = Path(__file__).parent / "dictionary"
WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,29}")
YES_NO = {"yes": Text("Yes", "Sí"), "no": Text("No", "No")}
SINGLE_FIELDS = {FieldKind.PERSON: "person"}
MOST_CATEGORIES = 100


class DictionaryError(ValueError):
    """A dictionary that cannot load; the message names the file, the key and what is wrong there."""


@dataclass(frozen=True)
class Part:
    """One file of a dictionary: its id and version, and the SHA-256 of its bytes."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True)
class Dictionary:
    """All fields and metrics that are known, each metric in all its versions."""

    parts: tuple[Part, ...]
    fields: Mapping[str, Field]
    versions: Mapping[tuple[str, int], Metric]

    @property
    def metrics(self) -> list[Metric]:
        """The newest version of each metric, in the order of the files."""
        newest: dict[str, Metric] = {}
        for metric in self.versions.values():
            if metric.id not in newest or newest[metric.id].version < metric.version:
                newest[metric.id] = metric
        return list(newest.values())

    def find_newest(self, metric: str) -> Metric | None:
        """The newest version of a metric; None for one that no file has, or has any more."""
        return next((one for one in self.metrics if one.id == metric), None)

    def list_fields(self, *kinds: FieldKind) -> list[str]:
        return [field.id for field in self.fields.values() if field.kind in kinds]


def load_dictionary(own: Sequence[Path] = ()) -> Dictionary:
    """The dictionary that ships, with a locality's own files. Raises DictionaryError, and OSError for its own files."""
    if not own:
        return load_shipped()
    return read_dictionary([*list_shipped(), *((path.name, path.read_bytes()) for path in own)])


@cache
def load_shipped() -> Dictionary:
    return read_dictionary(list_shipped())


def list_shipped() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.toml"))]


def read_dictionary(files: Iterable[tuple[str, bytes]]) -> Dictionary:
    """A dictionary from the names and contents of TOML files. Raises DictionaryError."""
    parts: list[Part] = []
    fields: dict[str, Field] = {}
    readers: list[TableReader] = []
    try:
        for name, content in files:
            whole = TableReader(parse_toml(content, name), f"{name}: ")
            parts.append(read_part(whole.inner("dictionary"), content))
            for table in whole.rows("fields"):
                field = read_field(table)
                if field.id in fields:
                    raise table.fail("id", f"{field.id} is defined twice")
                fields[field.id] = field
            readers += whole.rows("metrics")
            whole.close()
        versions: dict[tuple[str, int], Metric] = {}
        for table in readers:
            metric = read_metric(table, fields)
            if (metric.id, metric.version) in versions:
                raise table.fail(
                    "id", f"{metric.id} has version {metric.version} twice; a changed one is a new version"
                )
            versions[metric.id, metric.version] = metric
    except ActError as error:
        raise DictionaryError(str(error)) from None
    return Dictionary(tuple(parts), fields, versions)


def parse_toml(content: bytes, name: str) -> dict[str, Any]:
    """Raises ActError, as for whatever else is wrong in a file."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ActError(f"{name}: is no TOML in UTF-8: {error}") from None


def read_part(table: TableReader, content: bytes) -> Part:
    part = Part(table.matching("id", WORD), table.matching("version", VERSION), hashlib.sha256(content).hexdigest())
    table.close()
    return part


def read_field(table: TableReader) -> Field:
    kind = FieldKind(table.word("kind", list(FieldKind)))
    field_id = table.matching("id", WORD)
    if field_id in DERIVED_BREAKDOWNS:
        raise table.fail("id", f"{field_id} comes from the time of a call")
    if kind in SINGLE_FIELDS and field_id != SINGLE_FIELDS[kind]:
        raise table.fail("id", f"a field of this kind is called {SINGLE_FIELDS[kind]}")
    categories = dict(YES_NO) if kind is FieldKind.YES_NO else {}
    if kind is FieldKind.CODE:
        inner = table.inner("categories")
        for category in list(inner.table):
            if not WORD.fullmatch(category) or category == "not_known":
                raise inner.fail(category, "is no name of a category: small letters, digits and _, not not_known")
            categories[category] = inner.text(category)
        if not 1 < len(categories) <= MOST_CATEGORIES:
            raise table.fail("categories", f"holds {len(categories)}; 2 to {MOST_CATEGORIES} are wanted")
    field = Field(field_id, kind, table.text("name"), table.text("meaning"), categories)
    table.close()
    return field


def read_metric(table: TableReader, fields: Mapping[str, Field]) -> Metric:
    measure = Measure(table.word("measure", list(Measure)))

    def name_field(key: str, kind: FieldKind) -> str:
        name: str = table.take(key, str)
        if name not in fields or fields[name].kind is not kind:
            raise table.fail(key, f"{name!r} is no field that holds a {kind}")
        return name

    interval = measure is Measure.INTERVAL
    version = table.take("version", int)
    days = table.take("days", int) if measure is Measure.REPEATS else 0
    if version < 1 or days < 0 or (measure is Measure.REPEATS and days < 1):
        raise table.fail("version" if version < 1 else "days", "must be 1 or more")
    metric = Metric(
        id=table.matching("id", WORD),
        version=version,
        measure=measure,
        counts=table.word("counts", COUNTS),
        unit=table.word("unit", UNITS),
        direction=table.word("direction", DIRECTIONS),
        name=table.text("name"),
        definition=table.text("definition"),
        numerator=table.text("numerator"),
        denominator=table.text("denominator") if "denominator" in table.table else None,
        caveat=table.text("caveat"),
        source=table.take("source", str),
        breakdowns=read_breakdowns(table, fields, measure),
        numerator_where=read_conditions(table, "numerator_where", fields),
        denominator_where=read_conditions(table, "denominator_where", fields),
        start=name_field("start", FieldKind.TIME) if interval else "",
        end=name_field("end", FieldKind.TIME) if interval else "",
        seconds=name_field("seconds", FieldKind.SECONDS) if interval and "seconds" in table.table else "",
        days=days,
        reported=tuple(read_reported(row) for row in table.rows("reported")),
    )
    if metric.unit == "share" and metric.denominator is None:
        raise table.fail("denominator", "is missing: a rate never stands without one")
    if measure is Measure.SHARE and not metric.numerator_where:
        raise table.fail("numerator_where", "is missing")
    table.close()
    return metric


def read_breakdowns(table: TableReader, fields: Mapping[str, Field], measure: Measure) -> tuple[str, ...]:
    names = table.take("breakdowns", list, [])
    kinds = (FieldKind.CODE, FieldKind.LOCAL_CODE, FieldKind.YES_NO)
    for name in names:
        derived = name in DERIVED_BREAKDOWNS
        entered = measure is Measure.ENTERED and isinstance(name, str) and WORD.fullmatch(name)
        if not derived and not entered and (name not in fields or fields[name].kind not in kinds):
            raise table.fail("breakdowns", f"{name!r} is no field of categories")
    if len(set(names)) < len(names):
        raise table.fail("breakdowns", "names one twice")
    return tuple(names)


def read_conditions(table: TableReader, key: str, fields: Mapping[str, Field]) -> tuple[Condition, ...]:
    found = []
    for field_id, wanted in table.take(key, dict, {}).items():
        field = fields.get(field_id)
        if field is None or not field.categories:
            raise table.fail(key, f"{field_id!r} is no field with categories")
        unknown = [word for word in wanted if word not in field.categories] if isinstance(wanted, list) else [wanted]
        if unknown or not wanted:
            raise table.fail(key, f"{field_id} must list some of: {', '.join(field.categories)}")
        found.append(Condition(field_id, frozenset(wanted)))
    return tuple(found)


def read_reported(table: TableReader) -> Reported:
    reported = Reported(table.text("program"), table.text("figure"), table.take("source", str))
    table.close()
    return reported


def digest_definition(metric: Metric) -> str:
    """The SHA-256 of what decides a metric's figures and of its English definition: it changes with its meaning."""
    meaning = asdict(metric)
    for key in ("name", "caveat", "source", "reported", "direction", "breakdowns"):
        del meaning[key]

    def plain(value: Any) -> Any:
        if isinstance(value, frozenset):
            return sorted(value)
        raise TypeError(type(value))

    for key in ("definition", "numerator", "denominator"):
        meaning[key] = meaning[key] and meaning[key]["en"]
    return hashlib.sha256(json.dumps(meaning, sort_keys=True, default=plain).encode()).hexdigest()


def list_texts(dictionary: Dictionary) -> Iterator[Text]:
    """Every text of a dictionary that a reader may see."""
    for field in dictionary.fields.values():
        yield from (field.name, field.meaning, *field.categories.values())
    for metric in dictionary.versions.values():
        yield from (metric.name, metric.definition, metric.numerator, metric.caveat)
        if metric.denominator:
            yield metric.denominator
        for reported in metric.reported:
            yield from (reported.program, reported.figure)
