"""A mapping made step by step: what a file's columns seem to be, which codes they hold, and the TOML of what was chosen.

Nothing of a row is kept: the columns' names, and the codes that a person puts into categories, are all of a file that a
mapping holds.
"""

import copy
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping as TableOf
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import tomli_w

from governance.oversight.metrics import Dictionary, Field
from governance.oversight.metrics.definitions import FieldKind
from governance.oversight.reduction.codes import CodeTable
from governance.oversight.reduction.intake import CallFile
from governance.oversight.reduction.mappings import YES_NO_WORDS, Mapping, read_mapping
from governance.oversight.reduction.problems import BadRows, UnusableMapping
from governance.oversight.reduction.proposing import HINTS, IDENTITY, guess_format

IDENTITY_FIELD = "identity"
"""What a column may be besides a field of the dictionary: what tells a repeated row."""
NO_CODE = "\0"
"""Stands for the codes of a column that has none yet; no file holds it."""
NOT_YET = "not_yet"
CODE_KINDS = (FieldKind.CODE, FieldKind.LOCAL_CODE, FieldKind.YES_NO)


@dataclass(frozen=True)
class Columns:
    """The columns of a file, in order, and what they seem to be. fields: by column, as far as their names tell."""

    names: list[str]
    fields: dict[str, str]
    formats: list[str]
    clock: str
    encoding: str
    delimiter: str


@dataclass(frozen=True)
class ChosenFile:
    """How a file is written. header_line: on which line its header stands."""

    encoding: str
    delimiter: str
    header_line: int


def read_columns(source: BinaryIO, dictionary: Dictionary, header_line: int = 1) -> Columns:
    """What the beginning of a file shows. Raises UnusableFile."""
    file = CallFile(source, header_line=header_line)
    batch = next(file.read_batches(BadRows()), None)
    samples = batch.rows[:50] if batch else []
    fields: dict[str, str] = {}
    times: list[str] = []
    for field_id, pattern in HINTS:
        column = next((name for name in file.header if name not in fields and re.search(pattern, name, re.I)), None)
        if column is None or field_id not in dictionary.fields:
            continue
        fields[column] = field_id
        if dictionary.fields[field_id].kind is FieldKind.TIME and not times:
            place = file.header.index(column)
            times = [row[place].strip() for row in samples]
    identity = next((name for name in file.header if name not in fields and IDENTITY.search(name.lower())), None)
    if identity is not None:
        fields[identity] = IDENTITY_FIELD
    formats, clock = guess_format(times)
    return Columns(file.header, fields, formats, clock, file.encoding, file.delimiter)


def compose(
    head: TableOf[str, str],
    file: ChosenFile,
    columns: TableOf[str, str],
    formats: Sequence[str],
    clock: str,
    dictionary: Dictionary,
    before: TableOf[str, Any],
) -> dict[str, Any]:
    """A mapping's tables out of what each column was chosen to be. Code maps of a mapping before it are taken over.

    Raises UnusableMapping where it cannot be one, whatever codes are added to it.
    """
    table: dict[str, Any] = {"mapping": {**head}}
    if kept := {key: before["mapping"][key] for key in ("day_begins", "blank") if key in before.get("mapping", {})}:
        table["mapping"] |= kept
    table["file"] = {"encoding": file.encoding, "delimiter": file.delimiter, "header_line": file.header_line}
    if "day_parts" in before:
        table["day_parts"] = before["day_parts"]
    for column, name in columns.items():
        if name == IDENTITY_FIELD:
            table.setdefault("duplicates", {"columns": []})["columns"].append(column)
            continue
        kind = dictionary.fields[name].kind
        if kind is FieldKind.PERSON:
            table.setdefault("person", {"columns": []})["columns"].append(column)
        elif kind is FieldKind.TIME:
            written = {"columns": [], "formats": list(formats), "clock": clock}
            table.setdefault("times", {}).setdefault(name, written)["columns"].append(column)
        else:
            group = "seconds" if kind is FieldKind.SECONDS else "codes"
            known = before.get(group, {}).get(name, {})
            fresh = {"column": column} if group == "seconds" else {"column": column, "version": "1"}
            if table.setdefault(group, {}).setdefault(name, {**fresh, **known, "column": column})["column"] != column:
                raise UnusableMapping(f"{name}: two columns are chosen for it")
    always = {name: value for name, value in before.get("always", {}).items() if name not in table.get("codes", {})}
    if always:
        table["always"] = always
    complete(table, dictionary)
    return table


def complete(table: TableOf[str, Any], dictionary: Dictionary) -> Mapping:
    """The mapping that tables make, where codes may still be wanting. Raises UnusableMapping."""
    whole = copy.deepcopy(dict(table))
    for name in list_incomplete(table, dictionary):
        field = dictionary.fields[name]
        category = next(iter(field.categories), NOT_YET)
        whole["codes"][name]["map"] = {category: [NO_CODE]}
    return read_mapping(write_mapping(whole).encode(), "mapping", dictionary)


def list_incomplete(table: TableOf[str, Any], dictionary: Dictionary) -> list[str]:
    """Fields whose column has no codes yet, so that nothing can be counted."""
    return [
        name
        for name, code in table.get("codes", {}).items()
        if name in dictionary.fields
        and dictionary.fields[name].kind is not FieldKind.YES_NO
        and not any(code.get("map", {}).values())
        and not code.get("as_they_are")
        and not code.get("ranges")
    ]


def count_codes(source: BinaryIO, table: TableOf[str, Any], dictionary: Dictionary) -> dict[str, Counter[str]]:
    """By field, the codes in a file with how many rows hold each. Raises UnusableFile and UnusableMapping."""
    mapping = complete(table, dictionary)
    file = CallFile(source, mapping.columns, mapping.encoding, mapping.delimiter, mapping.header_line)
    tables = [CodeTable(column) for column in mapping.codes]
    found: dict[str, Counter[str]] = {one.column.field: Counter() for one in tables}
    for batch in file.read_batches(BadRows()):
        for one in tables:
            place = file.places[one.column.column]
            texts = [row[place] for row in batch.rows]
            one.read(texts)
            found[one.column.field].update(texts)
    return {
        one.column.field: count_cut(found[one.column.field], one)
        for one in tables
    }  # fmt: skip


def count_cut(texts: Counter[str], table: CodeTable) -> Counter[str]:
    """Codes without what stands around them; empty cells are none."""
    counts: Counter[str] = Counter()
    for text, number in texts.items():
        code = table.cut(text)
        if code and code not in table.column.blank:
            counts[code] += number
    return counts


def find_category(table: TableOf[str, Any], field: Field, code: str) -> str:
    """Where a mapping puts a code; "" where it does not."""
    column = table.get("codes", {}).get(field.id, {})
    categories = column.get("map", {})
    if field.kind is FieldKind.YES_NO and not categories:
        categories = YES_NO_WORDS
    for category, codes in categories.items():
        if code in codes:
            return str(category)
    return code if code in column.get("as_they_are", ()) else ""


def put_codes(
    table: TableOf[str, Any], chosen: TableOf[str, TableOf[str, str]], otherwise: TableOf[str, str]
) -> dict[str, Any]:
    """The mapping with codes put into categories, by field; "" takes one out. Changed maps become new versions."""
    whole = copy.deepcopy(dict(table))
    changed = False
    for field, codes in chosen.items():
        column = whole["codes"][field]
        before = json.dumps(column, sort_keys=True)
        known = {code: category for category, some in column.get("map", {}).items() for code in some}
        known |= {code: code for code in column.pop("as_they_are", ())} | dict(codes)
        column.pop("map", None)
        for code, category in sorted(known.items()):
            if category:
                column.setdefault("map", {}).setdefault(category, []).append(code)
        column.pop("otherwise", None)
        if otherwise.get(field):
            column["otherwise"] = otherwise[field]
        if json.dumps(column, sort_keys=True) != before:
            column["version"], changed = count_up(column.get("version", "0")), True
    if changed:
        whole["mapping"]["version"] = count_up(whole["mapping"]["version"])
    return whole


def count_up(version: str) -> str:
    """The version after another one: 3 after 2, 2026-07.1 after 2026-07."""
    if version.isdigit():
        return str(int(version) + 1)
    head, dot, last = version.rpartition(".")
    return f"{head}.{int(last) + 1}" if dot and last.isdigit() else f"{version}.1"


def read_tables(text: str) -> dict[str, Any]:
    """The tables of a mapping as TOML. Raises UnusableMapping."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusableMapping(f"is no TOML: {error}") from None


def write_mapping(table: TableOf[str, Any]) -> str:
    return tomli_w.dumps(dict(table))
