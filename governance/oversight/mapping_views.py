"""The helper that makes the mapping of a call file: its columns, then its codes, and the TOML to keep and take away."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.renderers import render_to_response
from pyramid.response import Response

from governance.documents.serving import write_disposition
from governance.oversight.aggregates_reading import FileRefusal
from governance.oversight.call_files import read_safely, submit_file, take_file
from governance.oversight.call_words import MAPPING_UNUSABLE
from governance.oversight.draft_queries import KeptMapping, find_mappings
from governance.oversight.mapping_schemas import (
    MOST_COLUMNS,
    ask_codes,
    ask_columns,
    ask_known_codes,
    check_id,
    fill_codes_form,
    make_codes_file_schema,
    make_codes_schema,
    make_columns_file_schema,
    make_columns_schema,
    make_mapping_schema,
    read_asked_codes,
    read_asked_columns,
    split_formats,
)
from governance.oversight.metrics import load_dictionary
from governance.oversight.program_views import make_crumbs
from governance.oversight.reduction import UnusableMapping
from governance.oversight.reduction.composing import (
    ChosenFile,
    complete,
    compose,
    count_codes,
    count_up,
    list_incomplete,
    put_codes,
    read_columns,
    read_tables,
    write_mapping,
)
from governance.oversight.report_actions import keep_mapping
from governance.oversight.resources import DRAFT_PATH, OneReportDraft
from governance.oversight.staff_views import StaffForm
from governance.oversight.telling import name_period, say
from governance.oversight.words import FILE_REFUSALS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form
from governance.web.layout import Crumb
from governance.web.locale import _, translate

MAPPING_PATH = f"{DRAFT_PATH}/mapping"
COLUMNS_PATH, CODES_PATH = f"{MAPPING_PATH}/columns", f"{MAPPING_PATH}/codes"
STREAMED_HEADS = r"/boards/[^/]+/reports/prepare/drafts/[a-z0-9]{10}/mapping/(columns|codes)"
USUAL_ID = "call-file"


class MappingForm(StaffForm):
    """A form that writes the mapping of the draft, or a part of it."""

    context: OneReportDraft

    def find_tables(self) -> dict[str, Any]:
        """The mapping that the draft holds; empty where there is none, or none that can be read."""
        try:
            return read_tables(self.context.draft.draft.mapping)
        except UnusableMapping:
            return {}

    def keep(self, seen: int, text: str, field: str) -> None:
        """Keep a mapping that can be one, whatever codes are still to come. Raises FieldProblem."""
        request, draft = self.request, self.context.draft
        if text.strip():
            try:
                mapping = complete(read_tables(text), load_dictionary())
            except UnusableMapping as error:
                raise FieldProblem(field, f"{translate(MAPPING_UNUSABLE)} {error}") from None
            if mapping.zone_name != draft.zone:
                raise FieldProblem(field, FILE_REFUSALS[FileRefusal.OTHER_ZONE])
        keep_mapping(request.db, request.now, self.board.id, draft.key, seen, text)

    @property
    def mapping_address(self) -> str:
        return f"{self.context.address}/mapping"


class KeepMapping(MappingForm):
    """The mapping as it stands, to be looked over, changed, or taken from an earlier report."""

    heading = _("What the columns of the call file are")
    lead = _(
        "A mapping says which column of your file is what, and which code means what. It holds no row of the file."
    )
    button = Button("keep", _("Keep it"))
    formid = "mapping"

    def find_earlier(self) -> list[KeptMapping]:
        draft = self.context.draft
        kept = find_mappings(self.request.db, draft.program_id)
        return [one for one in kept if one.content != draft.draft.mapping][:20]

    def make_schema(self) -> Any:
        self.earlier = {one.digest: one for one in self.find_earlier()}
        return make_mapping_schema([(digest, name_period(one.period.name)) for digest, one in self.earlier.items()])

    def find_defaults(self) -> dict[str, Any]:
        return {**super().find_defaults(), "mapping": self.context.draft.draft.mapping}

    def tell(self) -> dict[str, Any]:
        dictionary, language = load_dictionary(), self.request.locale_name
        fields = [dictionary.fields[name] for name in list_incomplete(self.find_tables(), dictionary)]
        return {
            "address": f"{self.request.layout.root}{self.context.address}",
            "has_mapping": bool(self.context.draft.draft.mapping),
            "wanting": [say(field.name, language) for field in fields],
        }

    def act(self, values: dict[str, Any]) -> str:
        chosen = values.get("earlier", "")
        self.keep(values["seen"], self.earlier[chosen].content if chosen else values["mapping"], "mapping")
        return self.mapping_address


class ShowColumns(MappingForm):
    """Sending a file, so that its columns are shown."""

    heading = _("Show the columns of a call file")
    button = Button("show", _("Show its columns"))
    formid = "show-columns"

    def make_schema(self) -> Any:
        return make_columns_file_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {"header_line": self.find_tables().get("file", {}).get("header_line", 1)}

    def submit(self) -> Any:
        return submit_file(self)

    def save(self, values: dict[str, Any]) -> Response:
        stream, line, dictionary = take_file(self.request), values["header_line"], load_dictionary()
        columns = read_safely(lambda: read_columns(stream, dictionary, line))
        if len(columns.names) > MOST_COLUMNS:
            raise FieldProblem(
                "file",
                _(
                    "This file has more than ${most} columns. Write its mapping by hand.",
                    mapping={"most": MOST_COLUMNS},
                ),
            )
        file = ChosenFile(columns.encoding, columns.delimiter, line)
        schema = make_columns_schema(ask_columns(columns.names, file), dictionary, self.request.locale_name)
        tables = self.find_tables()
        filled = fill_columns_form(
            columns.names, list_known(tables) or columns.fields, tables, columns.formats, columns.clock
        )
        filled["seen"] = self.context.draft.edit
        return answer_with_form(self, TakeColumns, schema, filled, f"{self.mapping_address}/columns/chosen")


def fill_columns_form(
    names: Sequence[str], fields: Mapping[str, str], tables: Mapping[str, Any], formats: Sequence[str], clock: str
) -> dict[str, Any]:
    """What the form shows at first: what the mapping says already, or else what the file looks like."""
    times: Mapping[str, Any] = next(iter(tables.get("times", {}).values()), {})
    return {
        "columns": {f"c{number}": fields[name] for number, name in enumerate(names) if name and name in fields},
        "formats": "\n".join(times.get("formats", formats)),
        "clock": times.get("clock", clock),
        "id": tables.get("mapping", {}).get("id", USUAL_ID),
    }


def list_known(tables: dict[str, Any]) -> dict[str, str]:
    """What a mapping says of columns: by column, the field."""
    known: dict[str, str] = {}
    for group in ("times", "codes", "seconds"):
        for field, table in tables.get(group, {}).items():
            known |= dict.fromkeys(table.get("columns", [table.get("column", "")]), field)
    known |= dict.fromkeys(tables.get("person", {}).get("columns", ()), "person")
    return known | dict.fromkeys(tables.get("duplicates", {}).get("columns", ()), "identity")


class TakeColumns(MappingForm):
    """Taking what somebody has chosen for each column."""

    heading = _("Say what each column is")
    lead = _("Leave out every column that is not needed, above all names, addresses and free text.")
    button = Button("take", _("Keep this, and go on to the codes"))
    formid = "columns"

    def make_schema(self) -> Any:
        """For the columns of the file that was sent before; without one, for those that the mapping has already."""
        asked = self.request.POST.get("asked")
        if asked is not None:
            self.columns, self.file = read_asked_columns(asked)
        else:
            tables = self.find_tables()
            file = tables.get("file", {})
            self.columns = list(list_known(tables))
            self.file = ChosenFile(
                file.get("encoding", "utf-8"), file.get("delimiter", ","), file.get("header_line", 1)
            )
        return make_columns_schema(ask_columns(self.columns, self.file), load_dictionary(), self.request.locale_name)

    def find_defaults(self) -> dict[str, Any]:
        tables = self.find_tables()
        filled = fill_columns_form(self.columns, list_known(tables), tables, ["iso"], "local")
        return {**super().find_defaults(), **filled}

    def act(self, values: dict[str, Any]) -> str:
        if not check_id(values["id"]):
            raise FieldProblem("id", _("Use small letters, digits and hyphens."))
        before, dictionary = self.find_tables(), load_dictionary()
        version = before.get("mapping", {}).get("version")
        head = {
            "id": values["id"].strip(), "version": count_up(version) if version else "1", "zone": self.context.draft.zone,
        }  # fmt: skip
        chosen = {
            name: field
            for number, name in enumerate(self.columns)
            if (field := values["columns"].get(f"c{number}", ""))
        }  # fmt: skip
        if "call_received" not in chosen.values():
            raise FieldProblem(
                "columns", _("One column must say when the call was received: periods are counted by it.")
            )
        try:
            table = compose(
                head, self.file, chosen, split_formats(values["formats"]), values["clock"], dictionary, before
            )
        except UnusableMapping as error:
            raise FieldProblem("", f"{translate(MAPPING_UNUSABLE)} {error}") from None
        self.keep(values["seen"], write_mapping(table), "")
        return f"{self.mapping_address}/codes" if table.get("codes") else self.mapping_address


class ShowCodes(MappingForm):
    """Sending a file, so that the codes in it are counted."""

    heading = _("Show the codes of a call file")
    button = Button("show", _("Show its codes"))
    formid = "show-codes"

    def make_schema(self) -> Any:
        return make_codes_file_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {}

    def submit(self) -> Any:
        return submit_file(self)

    def save(self, values: dict[str, Any]) -> Response:
        stream, tables, dictionary = take_file(self.request), self.find_tables(), load_dictionary()
        if not tables.get("codes"):
            raise FieldProblem("", _("Say first what the columns of the file are."))
        asked = ask_codes(read_safely(lambda: count_codes(stream, tables, dictionary)))
        schema = make_codes_schema(asked, tables, dictionary, self.request.locale_name)
        filled = {"seen": self.context.draft.edit, **fill_codes_form(asked, tables, dictionary)}
        return answer_with_form(self, TakeCodes, schema, filled, f"{self.mapping_address}/codes/chosen")


class TakeCodes(MappingForm):
    """Taking the categories that somebody has chosen for the codes."""

    heading = _("Say what each code means")
    lead = _(
        "A code in no part is counted as not known, and how often that happens is told to whoever counts the file."
    )
    button = Button("take", _("Keep these codes"))
    formid = "codes"

    def make_schema(self) -> Any:
        dictionary = load_dictionary()
        asked, tables = self.request.POST.get("asked"), self.find_tables()
        self.asked = read_asked_codes(asked, dictionary) if asked is not None else ask_known_codes(tables)
        return make_codes_schema(self.asked, tables, dictionary, self.request.locale_name)

    def find_defaults(self) -> dict[str, Any]:
        return {**super().find_defaults(), **fill_codes_form(self.asked, self.find_tables(), load_dictionary())}

    def act(self, values: dict[str, Any]) -> str:
        tables = self.find_tables()
        if any(field not in tables.get("codes", {}) for field in self.asked):
            raise FieldProblem("", _("The columns were chosen anew in the meantime. Show the codes again."))
        chosen = {
            field: {code: values[field].get(f"k{number}", "") for number, (code, _count) in enumerate(codes)}
            for field, codes in self.asked.items()
        }
        otherwise = {field: values[field].get("otherwise", "") for field in self.asked}
        self.keep(values["seen"], write_mapping(put_codes(tables, chosen, otherwise)), "")
        return self.mapping_address


def answer_with_form(view: MappingForm, next_one: type[MappingForm], schema: Any, filled: Any, action: str) -> Response:
    """The form that comes after a file was looked at. The file is gone with this answer."""
    request = view.request
    form = build_form(
        request, schema, formid=next_one.formid, buttons=[next_one.button], appstruct=filled,
        action=f"{request.layout.root}{action}",
    )  # fmt: skip
    crumbs = make_crumbs(view.board, *view.make_crumbs(), Crumb(next_one.heading))
    request.layout.fill(next_one.heading, crumbs, None)
    values = {"form": form, "heading": translate(next_one.heading), "lead": next_one.lead}
    answer: Response = render_to_response("oversight/form.jinja2", values, request)
    return answer


def download_mapping(context: OneReportDraft, request: Any) -> Response:
    """The mapping as it stands, to be kept and used with `governance reduce`."""
    response = Response(context.draft.draft.mapping.encode(), content_type="application/toml")
    response.headers["Content-Disposition"] = write_disposition("mapping.toml")
    return response


def includeme(config: Any) -> None:
    config.add_streamed_path(STREAMED_HEADS)
    for name, path, form, template in (
        ("mapping", MAPPING_PATH, KeepMapping, "mapping"),
        ("columns", COLUMNS_PATH, ShowColumns, "form"),
        ("columns_chosen", f"{COLUMNS_PATH}/chosen", TakeColumns, "form"),
        ("codes", CODES_PATH, ShowCodes, "form"),
        ("codes_chosen", f"{CODES_PATH}/chosen", TakeCodes, "form"),
    ):
        config.add_route(f"reports.{name}", path, factory=OneReportDraft)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=f"reports.{name}", request_method=method,
                permission=Permission.REPORT_PREPARE, renderer=f"oversight/{template}.jinja2",
            )  # fmt: skip
    config.add_route("reports.mapping_file", f"{MAPPING_PATH}.toml", factory=OneReportDraft)
    config.add_view(
        download_mapping, route_name="reports.mapping_file", request_method="GET", permission=Permission.REPORT_PREPARE
    )
