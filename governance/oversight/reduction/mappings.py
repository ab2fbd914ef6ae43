"""The mapping of one agency's file: a TOML file that leads its columns and codes to the dictionary's fields."""

import hashlib
import re
from collections.abc import Mapping as TableOf
from dataclasses import dataclass
from typing import Any

from governance.oversight.metrics import Dictionary, Field
from governance.oversight.metrics.definitions import FieldKind
from governance.oversight.metrics.dictionaries import VERSION, WORD, parse_toml
from governance.oversight.reduction.forms import FORMAT_WORDS, Clock, TimeFormat
from governance.oversight.reduction.intake import DELIMITERS
from governance.oversight.reduction.problems import UnusableMapping
from governance.oversight.reduction.zones import NOT_KNOWN, QUARTER, Zone
from model_law.tables import ActError, TableReader

MAPPING_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
CLOCK = re.compile(r"([01]\d|2[0-3]):(00|15|30|45)")
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1250", "latin-1", "iso-8859-15",
    "mac-roman",
)  # fmt: skip
SECONDS_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "clock": 0}
USUAL_DAY_PARTS = {"night": "00:00", "morning": "06:00", "afternoon": "12:00", "evening": "18:00"}
PERIOD_FIELD = "call_received"
LONGEST_CATEGORY = 60
MOST_CATEGORIES = 400


@dataclass(frozen=True)
class TimeColumn:
    """Columns that hold a moment, joined by blanks, and how they write it."""

    field: str
    columns: tuple[str, ...]
    format: TimeFormat


@dataclass(frozen=True)
class CodeColumn:
    """A column of codes. categories: by code. ranges: by whole numbers from and to. otherwise: for all other codes, or ""."""

    field: str
    column: str
    version: str
    before: str
    after: str
    categories: TableOf[str, str]
    ranges: tuple[tuple[int, int, str], ...]
    otherwise: str
    blank: frozenset[str]


@dataclass(frozen=True)
class SecondsColumn:
    """A column with a length of time. unit: seconds in one, or 0 for hours:minutes:seconds."""

    field: str
    column: str
    unit: int
    blank: frozenset[str]


@dataclass(frozen=True)
class Duplicates:
    """What tells a repeated row (no columns: the whole row), and whether it is refused, left out or only counted."""

    columns: tuple[str, ...]
    then: str


@dataclass(frozen=True)
class Mapping:
    """All that is needed to read one agency's file. digest: the SHA-256 of the mapping's own bytes."""

    id: str
    version: str
    digest: str
    zone_name: str
    zone: Zone
    day_begins: str
    day_parts: dict[str, str]
    encoding: str | None
    delimiter: str | None
    header_line: int
    times: tuple[TimeColumn, ...]
    codes: tuple[CodeColumn, ...]
    seconds: tuple[SecondsColumn, ...]
    always: dict[str, str]
    person: tuple[str, ...]
    duplicates: Duplicates

    @property
    def columns(self) -> list[str]:
        """Every column that is read, once."""
        named = [column for time in self.times for column in time.columns]
        named += [code.column for code in self.codes] + [seconds.column for seconds in self.seconds]
        return list(dict.fromkeys([*named, *self.person, *self.duplicates.columns]))

    @property
    def fields(self) -> set[str]:
        """Every field of the dictionary that the file answers."""
        found = {time.field for time in self.times} | {code.field for code in self.codes} | set(self.always)
        found |= {seconds.field for seconds in self.seconds}
        return found | ({"person"} if self.person else set())


def read_mapping(content: bytes, name: str, dictionary: Dictionary) -> Mapping:
    """The mapping in a TOML file's bytes. Raises UnusableMapping, which names the file and the key."""
    try:
        return Reading(TableReader(parse_toml(content, name), f"{name}: "), dictionary).read(
            hashlib.sha256(content).hexdigest()
        )
    except ActError as error:
        raise UnusableMapping(str(error)) from None


class Reading:
    """One reading of a mapping's tables."""

    def __init__(self, whole: TableReader, dictionary: Dictionary) -> None:
        self.whole = whole
        self.dictionary = dictionary
        self.blank: frozenset[str] = frozenset()

    def read(self, digest: str) -> Mapping:
        head = self.whole.inner("mapping")
        mapping_id, version = head.matching("id", MAPPING_ID), head.matching("version", VERSION)
        zone_name: str = head.take("zone", str)
        day_begins = read_clock(head, "day_begins", head.take("day_begins", str, "00:00"))
        self.blank = frozenset(read_texts(head, "blank", []))
        day_parts = self.read_day_parts()
        starts = sorted((read_clock(self.whole, "day_parts", begins), name) for name, begins in day_parts.items())
        try:
            zone = Zone(zone_name, day_begins, tuple(starts))
        except ValueError as error:
            raise head.fail("zone", str(error)) from None
        file = TableReader(self.whole.take("file", dict, {}), self.whole.path("file"))
        encoding = file.word("encoding", ENCODINGS, None)
        delimiter = file.word("delimiter", DELIMITERS, None)
        header_line: int = file.take("header_line", int, 1)
        if not 1 <= header_line <= 100:
            raise file.fail("header_line", "must be from 1 to 100")
        found = Mapping(
            id=mapping_id,
            version=version,
            digest=digest,
            zone_name=zone_name,
            zone=zone,
            day_begins=head.table.get("day_begins", "00:00"),
            day_parts=day_parts,
            encoding=encoding,
            delimiter=delimiter,
            header_line=header_line,
            times=tuple(self.read_time(field, table) for field, table in self.read_group("times", FieldKind.TIME)),
            codes=tuple(
                self.read_code(field, table)
                for field, table in self.read_group("codes", FieldKind.CODE, FieldKind.LOCAL_CODE, FieldKind.YES_NO)
            ),
            seconds=tuple(
                self.read_seconds(field, table) for field, table in self.read_group("seconds", FieldKind.SECONDS)
            ),
            always=self.read_always(),
            person=self.read_person(),
            duplicates=self.read_duplicates(),
        )
        for table in (head, file, self.whole):
            table.close()
        if PERIOD_FIELD not in {time.field for time in found.times}:
            raise self.whole.fail("times", f"lacks {PERIOD_FIELD}, by which periods are counted")
        if both := {code.field for code in found.codes} & set(found.always):
            raise self.whole.fail("always", f"{min(both)} has a column too")
        return found

    def read_group(self, key: str, *kinds: FieldKind) -> list[tuple[Field, TableReader]]:
        group = self.whole.take(key, dict, {})
        found = []
        for name, table in group.items():
            field = self.dictionary.fields.get(name)
            if field is None or field.kind not in kinds:
                known = ", ".join(self.dictionary.list_fields(*kinds))
                raise self.whole.fail(key, f"{name!r} is no such field; known: {known}")
            found.append((field, TableReader(table, f"{self.whole.path(key)}.{name}")))
        # The dictionary's order, so that the same mapping in another order gives the same aggregates.
        order = list(self.dictionary.fields)
        return sorted(found, key=lambda pair: order.index(pair[0].id))

    def read_day_parts(self) -> dict[str, str]:
        parts = self.whole.take("day_parts", dict, USUAL_DAY_PARTS)
        for name, begins in parts.items():
            if not WORD.fullmatch(name) or name == NOT_KNOWN or not isinstance(begins, str):
                raise self.whole.fail("day_parts", f'write each as name = "HH:MM", not {name!r}')
        if len(set(parts.values())) < len(parts) or len(parts) > 24:
            raise self.whole.fail("day_parts", "two parts begin at the same time")
        return dict(parts)

    def read_time(self, field: Field, table: TableReader) -> TimeColumn:
        columns = [table.take("column", str)] if "column" in table.table else read_texts(table, "columns")
        forms = tuple(read_texts(table, "formats", ["iso"]))
        for form in forms:
            if form not in FORMAT_WORDS and "%Y" not in form and "%y" not in form:
                raise table.fail(
                    "formats", f"{form!r} is neither {', '.join(FORMAT_WORDS)} nor a date format with %Y or %y"
                )
            check_directives(table, form)
        written = TimeFormat(
            forms=forms,
            clock=Clock(table.word("clock", list(Clock))),
            real_midnight=table.word("midnight", ("stands_in", "real"), "stands_in") == "real",
            blank=self.blank | frozenset(read_texts(table, "blank", [])),
        )
        table.close()
        return TimeColumn(field.id, tuple(columns), written)

    def read_code(self, field: Field, table: TableReader) -> CodeColumn:
        categories: dict[str, str] = {}
        for category, codes in table.take("map", dict, {}).items():
            self.check_category(field, table, "map", category)
            if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
                raise table.fail("map", f"{category} must list codes as texts")
            for code in codes:
                if categories.setdefault(code.strip(), category) != category:
                    raise table.fail("map", f"{code!r} leads to two categories")
        for code in read_texts(table, "as_they_are", []):
            self.check_category(field, table, "as_they_are", code)
            categories.setdefault(code.strip(), code.strip())
        ranges = tuple(
            self.read_range(field, table, name, ends) for name, ends in table.take("ranges", dict, {}).items()
        )
        otherwise = table.take("otherwise", str, "")
        if otherwise:
            self.check_category(field, table, "otherwise", otherwise)
        if field.kind is FieldKind.YES_NO and not categories:
            categories = {word: answer for answer, words in YES_NO_WORDS.items() for word in words}
        if not categories and not ranges:
            raise table.fail("map", "is missing: no value of the file leaves it unless a mapping names it")
        if len(set(categories.values())) > MOST_CATEGORIES:
            raise table.fail("map", f"has more than {MOST_CATEGORIES} categories")
        column = CodeColumn(
            field=field.id,
            column=table.take("column", str),
            version=table.matching("version", VERSION),
            before=table.take("before", str, ""),
            after=table.take("after", str, ""),
            categories=categories,
            ranges=ranges,
            otherwise=otherwise,
            blank=self.blank | frozenset(read_texts(table, "blank", [])),
        )
        table.close()
        return column

    def read_range(self, field: Field, table: TableReader, name: str, ends: Any) -> tuple[int, int, str]:
        self.check_category(field, table, "ranges", name)
        if not (
            isinstance(ends, list) and len(ends) == 2 and all(type(end) is int for end in ends) and ends[0] <= ends[1]
        ):
            raise table.fail("ranges", f"{name} must be two whole numbers, from and to")
        return ends[0], ends[1], name

    def check_category(self, field: Field, table: TableReader, key: str, category: str) -> None:
        if field.kind is FieldKind.LOCAL_CODE:
            if not category.strip() or len(category) > LONGEST_CATEGORY or category == NOT_KNOWN:
                raise table.fail(key, f"a category has 1 to {LONGEST_CATEGORY} letters and is not {NOT_KNOWN}")
        elif category not in field.categories:
            raise table.fail(key, f"{category!r} is no category of {field.id}; known: {', '.join(field.categories)}")

    def read_seconds(self, field: Field, table: TableReader) -> SecondsColumn:
        unit = SECONDS_UNITS[table.word("unit", list(SECONDS_UNITS), "seconds")]
        blank = self.blank | frozenset(read_texts(table, "blank", []))
        column = SecondsColumn(field.id, table.take("column", str), unit, blank)
        table.close()
        return column

    def read_always(self) -> dict[str, str]:
        always = self.whole.take("always", dict, {})
        for name, category in always.items():
            field = self.dictionary.fields.get(name)
            if field is None or field.kind not in (FieldKind.CODE, FieldKind.LOCAL_CODE, FieldKind.YES_NO):
                raise self.whole.fail("always", f"{name!r} is no field of codes")
            if not isinstance(category, str):
                raise self.whole.fail("always", f"{name} must name a category")
            self.check_category(field, self.whole, "always", category)
        return dict(always)

    def read_person(self) -> tuple[str, ...]:
        if "person" not in self.whole.table:
            return ()
        table = self.whole.inner("person")
        columns = tuple(read_texts(table, "columns"))
        table.close()
        return columns

    def read_duplicates(self) -> Duplicates:
        if "duplicates" not in self.whole.table:
            return Duplicates((), "count")
        table = self.whole.inner("duplicates")
        found = Duplicates(
            tuple(read_texts(table, "columns", [])), table.word("then", ("refuse", "keep_first", "count"), "refuse")
        )
        table.close()
        return found


YES_NO_WORDS = {
    "yes": ("yes", "Yes", "YES", "y", "Y", "true", "True", "TRUE", "t", "T", "1"),
    "no": ("no", "No", "NO", "n", "N", "false", "False", "FALSE", "f", "F", "0"),
}


def read_texts(table: TableReader, key: str, default: Any = ...) -> list[str]:
    texts: list[str] = table.take(key, list, default)
    if not all(isinstance(text, str) for text in texts) or (default is ... and not texts):
        raise table.fail(key, "must list texts")
    return texts


def read_clock(table: TableReader, key: str, text: str) -> int:
    found = CLOCK.fullmatch(text)
    if not found:
        raise table.fail(key, f"{text!r} is no time on the quarter of an hour, such as 06:00")
    seconds = int(found[1]) * 3600 + int(found[2]) * 60
    assert seconds % QUARTER == 0  # noqa: S101 - as CLOCK says
    return seconds


def check_directives(table: TableReader, form: str) -> None:
    if form in FORMAT_WORDS:
        return
    unknown = set(re.findall(r"%(.)", form)) - set("YymdbBjaAHIpMSfz%")
    if unknown or form.count("%") != len(re.findall(r"%.", form)) + form.count("%%"):
        raise table.fail("formats", f"{form!r} holds a sign after % that is not known")
