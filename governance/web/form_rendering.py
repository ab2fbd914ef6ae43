"""How a form becomes HTML: templates/forms/ with the words and the wiring that every widget needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import colander
import deform
from deform.widget import (
    CheckboxChoiceWidget,
    DateTimeInputWidget,
    MappingWidget,
    RadioChoiceWidget,
    SelectWidget,
    SequenceWidget,
)
from markupsafe import Markup
from pyramid.csrf import get_csrf_token
from pyramid.request import Request
from pyramid_jinja2 import IJinja2Environment

from governance.web.form_fields import FileWidget
from governance.web.form_words import MISSING, all_messages, plain_words
from governance.web.locale import _

# Stands for the number in the path of a row that is not there yet.
NEW_ROW = "new"


def fields_below(field: Any) -> Iterator[Any]:
    """Every field within this one, outer ones first; a sequence counts with its model row alone."""
    for child in field.children:
        yield child
        yield from fields_below(child)


def _is_harmless(name: str) -> bool:
    """Whether a widget may set this attribute: no inline style or handler, nor what the template sets."""
    return name not in ("type", "id", "style") and not name.startswith("on")


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: which field, what to do, and the id to go to (None if not visible)."""

    label: str
    message: str
    target: str | None


class FormRenderer:
    """Renders deform's widgets from templates/forms/ with the words and wiring that each needs."""

    form: deform.Form
    focus: str | None = None
    is_taken_up = False
    """Whether the form shows what was written before its writer had to sign in again."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.prototypes: dict[str, Markup] = {}
        self.environment = request.registry.getUtility(IJinja2Environment, name=".jinja2")

    def __call__(self, template: str, **values: Any) -> Markup:
        values.setdefault("path", "")
        values["null"] = colander.null
        source = self.environment.get_template(f"forms/{template}.jinja2")
        rendered = source.render(forms=self, say=self.say, **values)
        return Markup(rendered)  # noqa: S704 - the template has escaped its values

    def say(self, message: str) -> str:
        """A title, hint or message in the reader's language."""
        said: str = self.request.localizer.translate(plain_words(message))
        return said

    def csrf_token(self) -> str:
        token: str = get_csrf_token(self.request)
        return token

    def takes_files(self) -> bool:
        return any(isinstance(field.widget, FileWidget) for field in fields_below(self.form))

    def child_path(self, path: str, step: str | int) -> str:
        return f"{path}.{step}" if path else str(step)

    def prototype(self, field: Any, item_field: Any, path: str) -> str:
        """The id of an empty row that forms.js may copy; it stands behind the form and is not sent."""
        steps = [step for step in path.split(".") if step != NEW_ROW and not step.isdigit()]
        row_id = "-".join([field.id_prefix, *steps, "row"])
        if row_id not in self.prototypes:
            self.prototypes[row_id] = Markup()
            self.prototypes[row_id] = item_field.clone().render_template(
                field.widget.item_template,
                parent=field,
                number=1,
                path=self.child_path(path, NEW_ROW),
                removable=True,
            )
        return row_id

    def control_id(self, field: Any) -> str:
        """The id of the field's first control, where its label and the error summary lead."""
        return f"{field.id_prefix}-{field.order}"

    def is_group(self, field: Any) -> bool:
        """Whether the field is several controls under one question, which takes a fieldset and a legend."""
        return isinstance(field.widget, RadioChoiceWidget | CheckboxChoiceWidget | DateTimeInputWidget)

    def is_rows(self, field: Any) -> bool:
        return isinstance(field.widget, SequenceWidget)

    def is_structure(self, field: Any) -> bool:
        return isinstance(field.widget, MappingWidget | SequenceWidget)

    def messages(self, field: Any) -> list[str]:
        """What is wrong with this field itself, each thing once."""
        if field.error is None:
            return []
        found = field.error.messages() if self.is_structure(field) else all_messages(field.error)
        return list(dict.fromkeys(self.say(self._missing(field) or message) for message in found))

    def _missing(self, field: Any) -> Any:
        """How to say that nothing was given where it is not a matter of filling in."""
        if str(field.errormsg) != MISSING:
            return None
        if isinstance(field.widget, SelectWidget | CheckboxChoiceWidget):
            return _("Choose one")
        return _("Add at least one") if self.is_rows(field) else None

    def described_by(self, field: Any) -> str:
        """The ids of the hint and the error of a field, as far as it has them."""
        base = self.control_id(field)
        parts = [f"{base}-hint"] if field.description else []
        return " ".join([*parts, f"{base}-error"] if self.messages(field) else parts)

    def wiring(self, field: Any, part: str = "") -> Markup:
        """The attributes of a control: id, what describes it, whether it is wrong, its widget's own."""
        attributes = {"id": self.control_id(field) + part}
        if (described := self.described_by(field)) and not self.is_group(field):
            attributes["aria-describedby"] = described
        if self.messages(field):
            attributes["aria-invalid"] = "true"
        if isinstance(field.typ, colander.Integer):
            attributes["inputmode"] = "numeric"
        given = getattr(field.widget, "attributes", {}).items()
        attributes |= {name: value for name, value in given if _is_harmless(name)}
        return Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in attributes.items())

    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the page."""
        return list(self._problems_of(self.form, []))

    def _problems_of(self, field: Any, labels: list[str]) -> Iterator[Problem]:
        target = None if field.widget.hidden else self.control_id(field)
        for message in self.messages(field):
            yield Problem(", ".join(labels), message, target if labels else None)
        if self.is_rows(field):
            for number, row in enumerate(getattr(field, "sequence_fields", []), start=1):
                yield from self._problems_of(row, [*labels[:-1], f"{self.say(row.title)} {number}"])
        elif self.is_structure(field):
            for child in field.children:
                yield from self._problems_of(child, [*labels, self.say(child.title)])
