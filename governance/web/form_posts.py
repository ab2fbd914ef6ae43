"""What a post says before its values count: its shape, and whether it asks for one row more or less."""

from collections.abc import Iterable, Sequence
from typing import Any

import colander
import deform
from deform.widget import SequenceWidget
from pyramid.request import Request

from governance.web.form_rendering import fields_below
from governance.web.form_words import PLAIN_WORDS, all_messages

ADD_ROW = "__add__"
REMOVE_ROW = "__remove__"
MARKERS = ("__start__", "__end__")


class Malformed(Exception):
    """A post that no form of ours sends."""


def read_controls(request: Request) -> list[tuple[str, Any]]:
    """The posted names and values in document order; lines end the same way wherever they were typed."""
    try:
        items = list(request.POST.items())
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed("undecodable") from error
    controls = []
    for key, value in items:
        if "\x00" in key or (isinstance(value, str) and "\x00" in value):
            raise Malformed("zero byte")
        controls.append((key, value.replace("\r\n", "\n") if isinstance(value, str) else value))
    return controls


def refuse_repeated_names(controls: Iterable[tuple[str, Any]]) -> None:
    """Two values for one name would leave to chance which of them counts; only a sequence repeats one."""
    open_groups: list[tuple[str, set[str]]] = [("mapping", set())]
    for key, value in controls:
        name = key
        if key in MARKERS and not isinstance(value, str):
            raise Malformed("marker is a file")
        if key == "__end__":
            if len(open_groups) > 1:
                open_groups.pop()
            continue
        if key == "__start__":
            name = value.rpartition(":")[0]
        kind, seen = open_groups[-1]
        if kind == "mapping":
            if name in seen:
                raise Malformed(f"repeated name {name!r}")
            seen.add(name)
        if key == "__start__":
            open_groups.append((value.rpartition(":")[2].strip(), set()))


def read_as_typed(form: deform.Form, posted: dict[str, Any]) -> dict[str, Any]:
    """What the widgets make of the post.

    A person can leave half a date out; anything else a widget objects to is data of a shape it never sends.
    """
    try:
        typed: dict[str, Any] = form.deserialize(posted)
    except colander.Invalid as invalid:
        if not all(str(message) in PLAIN_WORDS for message in all_messages(invalid)):
            raise Malformed("shape") from invalid
        typed = invalid.value
    return typed


def change_rows(form: deform.Form, typed: dict[str, Any], change: str, path: str) -> None:
    """Put one row more, or one row less, into what was typed, and hand it to the form to show."""
    steps = path.split(".")
    place = steps if change == ADD_ROW else steps[:-1]
    field: Any = form
    rows: Any = typed
    for step in place:
        if isinstance(field.widget, SequenceWidget):
            field, rows = field.children[0], rows[_row_number(step, rows)]
        else:
            field, rows = field[step], rows[step]
    if not isinstance(field.widget, SequenceWidget):
        raise Malformed("not rows")
    if change == REMOVE_ROW:
        del rows[_row_number(steps[-1], rows)]
        form.renderer.focus = ".".join(place)
    elif field.widget.max_len is None or len(rows) < field.widget.max_len:
        rows.append(field.schema.children[0].serialize(colander.null))
        form.renderer.focus = f"{path}.{len(rows) - 1}"
    for each in fields_below(form):
        each.__dict__.pop("sequence_fields", None)
    form.cstruct = typed


def _row_number(step: str, rows: Sequence[Any]) -> int:
    if not (step.isascii() and step.isdigit() and len(step) < 7 and int(step) < len(rows)):
        raise Malformed("no such row")
    return int(step)
