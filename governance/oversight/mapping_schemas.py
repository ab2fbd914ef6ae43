"""Forms around a call file: sending one, saying what its columns are, and into which categories its codes belong."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any

import colander
import deform
from pyramid.httpexceptions import HTTPBadRequest

from governance.oversight.metrics import Dictionary, Field
from governance.oversight.metrics.definitions import FieldKind
from governance.oversight.reduction.composing import IDENTITY_FIELD, ChosenFile, find_category
from governance.oversight.reduction.forms import Clock
from governance.oversight.reduction.mappings import ENCODINGS, MAPPING_ID
from governance.oversight.reduction.problems import make_printable
from governance.oversight.schemas import make_line, make_seen
from governance.oversight.telling import say
from governance.web.form_fields import FileWidget, UploadedFile, one_of
from governance.web.locale import _, write_number

MOST_COLUMNS = 300
"""Columns that a page offers; a wider file is mapped by hand."""
MOST_CODES = 200
"""Codes of a column that a page offers, the most frequent ones."""
LONGEST_ASKED = 400_000
CLOCKS = {
    Clock.LOCAL: _("The clock on the program's own wall"),
    Clock.UTC: _("UTC"),
    Clock.OFFSET: _("Each time says its own distance from UTC"),
}
FORMATS_HINT = _(
    "One on each line: iso, excel_1900, excel_1904, or signs such as %m/%d/%Y %H:%M (month, day, year, hour, minute)."
)


def make_file_field(title: Any, hint: Any) -> Any:
    """The file stands last in its form: what comes after it is not read."""
    return colander.SchemaNode(
        UploadedFile(), name="file", title=title, description=hint, missing=colander.drop,
        widget=FileWidget(accept=".csv,.txt,text/csv"),
    )  # fmt: skip


def make_calls_schema() -> Any:
    return colander.MappingSchema(
        children=[
            make_seen(),
            colander.SchemaNode(
                colander.Boolean(), name="exclude", missing=False,
                title=_("Leave out rows that cannot be counted"),
                description=_("How many were left out, and why, is then published with the report."),
                widget=deform.widget.CheckboxWidget(),
            ),
            make_file_field(_("Call file"), _("CSV, as your system gives it out. It is read once and kept nowhere.")),
        ]
    )  # fmt: skip


def make_columns_file_schema() -> Any:
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(
                colander.Integer(), name="header_line", default=1, title=_("On which line the names of the columns stand"),
                validator=colander.Range(1, 100), widget=deform.widget.TextInputWidget(),
            ),
            make_file_field(_("Call file"), _("Its first few hundred rows are enough. Nothing of it is kept.")),
        ]
    )  # fmt: skip


def make_codes_file_schema() -> Any:
    return colander.MappingSchema(
        children=[make_file_field(_("Call file"), _("Its codes are counted for you, and nothing else of it is read."))]
    )


def make_mapping_schema(earlier: Sequence[tuple[str, str]]) -> Any:
    """earlier: mappings that the program used, as (digest, title)."""
    begin = choose("earlier", _("Take one that the program used before"), [("", _("No, the text below")), *earlier])
    text = colander.SchemaNode(
        colander.String(), name="mapping", title=_("Mapping, as TOML"), missing="",
        description=_("The two helper pages write it for you. Whoever knows the format may change it here."),
        widget=deform.widget.TextAreaWidget(rows=18),
    )  # fmt: skip
    return colander.MappingSchema(children=[make_seen(), *([begin] if earlier else []), text])


def make_asked(content: Any) -> Any:
    """What the form was made for, in a hidden field, so that its answer can be read by the same schema."""
    return colander.SchemaNode(
        colander.String(), name="asked", default=json.dumps(content), validator=colander.Length(max=LONGEST_ASKED),
        widget=deform.widget.HiddenWidget(),
    )  # fmt: skip


def read_asked(text: Any) -> Any:
    """Raises HTTPBadRequest for what no form of ours sends."""
    if not isinstance(text, str) or len(text) > LONGEST_ASKED:
        raise HTTPBadRequest
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise HTTPBadRequest from None


def choose(name: str, title: Any, values: Sequence[tuple[str, Any]], hint: Any = "") -> Any:
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, missing="",
        widget=deform.widget.SelectWidget(values=list(values)),
        validator=colander.OneOf([value for value, _title in values]),
    )  # fmt: skip


def ask_columns(columns: Sequence[str], file: ChosenFile) -> dict[str, Any]:
    return {
        "columns": list(columns), "encoding": file.encoding, "delimiter": file.delimiter,
        "header_line": file.header_line,
    }  # fmt: skip


def read_asked_columns(text: Any) -> tuple[list[str], ChosenFile]:
    """The columns that a form was made for, and how their file is written. Raises HTTPBadRequest."""
    asked = read_asked(text)
    try:
        columns, file = asked["columns"], ChosenFile(asked["encoding"], asked["delimiter"], asked["header_line"])
        is_ours = (
            all(isinstance(column, str) for column in columns)
            and len(columns) <= MOST_COLUMNS
            and file.encoding in ENCODINGS
            and isinstance(file.delimiter, str)
            and type(file.header_line) is int
        )
    except (KeyError, TypeError):
        raise HTTPBadRequest from None
    if not is_ours:
        raise HTTPBadRequest
    return columns, file


def list_choices(dictionary: Dictionary, language: str) -> list[tuple[str, Any]]:
    """What a column may be."""
    fields = [(field.id, say(field.name, language)) for field in dictionary.fields.values()]
    return [("", _("Not read")), *fields, (IDENTITY_FIELD, _("Number of the call, which tells a repeated row"))]


def make_columns_schema(asked: Mapping[str, Any], dictionary: Dictionary, language: str) -> Any:
    choices = list_choices(dictionary, language)
    columns = [
        choose(f"c{number}", _("Column “${name}”", mapping={"name": make_printable(name)}), choices)
        for number, name in enumerate(asked["columns"])
        if name
    ]
    return colander.MappingSchema(
        children=[
            make_seen(),
            make_asked(asked),
            colander.MappingSchema(name="columns", title=_("What the columns are"), children=columns),
            colander.SchemaNode(
                colander.String(), name="formats", title=_("How dates and times are written"), description=FORMATS_HINT,
                widget=deform.widget.TextAreaWidget(rows=3), validator=colander.Length(max=500),
            ),
            colander.SchemaNode(
                colander.String(), name="clock", title=_("Whose clock they show"), **one_of(list(CLOCKS.items()))
            ),
            make_line(
                "id", _("Name of this mapping"), _("Small letters, digits and hyphens, such as our-dispatch-export."),
            ),
        ]
    )  # fmt: skip


def check_id(text: str) -> bool:
    return bool(MAPPING_ID.fullmatch(text.strip()))


def split_formats(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def ask_codes(counts: Mapping[str, Counter[str]]) -> dict[str, list[list[Any]]]:
    """The codes that a form offers, by field, each with its count."""
    return {field: [[code, number] for code, number in some.most_common(MOST_CODES)] for field, some in counts.items()}


def ask_known_codes(table: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """The codes that a mapping has already, which nobody has counted now."""
    return {
        field: [[code, None] for code in list_codes(column)[:MOST_CODES]]
        for field, column in table.get("codes", {}).items()
    }


def list_codes(column: Mapping[str, Any]) -> list[str]:
    return sorted({code for some in column.get("map", {}).values() for code in some} | {*column.get("as_they_are", ())})


def read_asked_codes(text: Any, dictionary: Dictionary) -> dict[str, list[list[Any]]]:
    """Raises HTTPBadRequest."""
    asked = read_asked(text)
    try:
        is_ours = all(
            field in dictionary.fields
            and len(codes) <= MOST_CODES
            and all(isinstance(code, str) and type(number) in (int, NoneType) for code, number in codes)
            for field, codes in asked.items()
        )
    except (AttributeError, TypeError, ValueError):
        raise HTTPBadRequest from None
    if not is_ours:
        raise HTTPBadRequest
    return dict(asked)


def list_categories(field: Field, code: str, table: Mapping[str, Any], language: str) -> list[tuple[str, Any]]:
    """Into what a code may be put. A locality's own code may stand for itself."""
    nothing = ("", _("In no part"))
    if field.kind is FieldKind.LOCAL_CODE:
        known = table.get("codes", {}).get(field.id, {}).get("map", {})
        itself = [(code, _("As it is: ${code}", mapping={"code": make_printable(code)}))] if code else []
        return [nothing, *itself, *((name, name) for name in known if name != code)]
    return [nothing, *((name, say(text, language)) for name, text in field.categories.items())]


def name_code(code: str, count: int | None) -> Any:
    shown = make_printable(code)
    if count is None:
        return _("Code “${code}”", mapping={"code": shown})
    return _("Code “${code}”, in ${count} rows", mapping={"code": shown, "count": write_number(count)})


def make_codes_schema(
    asked: Mapping[str, Sequence[Sequence[Any]]], table: Mapping[str, Any], dictionary: Dictionary, language: str
) -> Any:
    groups = []
    for name, codes in asked.items():
        field = dictionary.fields[name]
        nodes = [
            choose(f"k{number}", name_code(code, count), list_categories(field, code, table, language))
            for number, (code, count) in enumerate(codes)
        ]
        nodes.append(choose("otherwise", _("All other codes"), list_categories(field, "", table, language)))
        groups.append(colander.MappingSchema(name=name, title=say(field.name, language), children=nodes))
    return colander.MappingSchema(children=[make_seen(), make_asked(asked), *groups])


def fill_codes_form(
    asked: Mapping[str, Sequence[Sequence[Any]]], table: Mapping[str, Any], dictionary: Dictionary
) -> dict[str, dict[str, str]]:
    """Where the mapping puts the codes already."""
    return {
        field: {
            f"k{number}": find_category(table, dictionary.fields[field], code)
            for number, (code, _count) in enumerate(codes)
        }
        | {"otherwise": table.get("codes", {}).get(field, {}).get("otherwise", "")}
        for field, codes in asked.items()
    }
