"""Kinds of form field that schemas share: a choice that lets nothing else through, and a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import colander
import deform.widget
from markupsafe import Markup

from governance.web.locale import _


@dataclass(frozen=True)
class Upload:
    """A file that came with a form: bare name, the type its browser claimed, bytes and their count."""

    name: str
    media_type: str
    stream: BinaryIO
    size: int


class FileWidget(deform.widget.Widget):
    """A plain file chooser. `accept` is the HTML attribute, such as ".csv,text/csv"."""

    template = "file_upload"
    accept = ""

    def serialize(self, field: Any, cstruct: Any, **kw: Any) -> Markup:
        rendered: Markup = field.renderer(self.template, **self.get_template_values(field, cstruct, kw))
        return rendered

    def deserialize(self, field: Any, pstruct: Any) -> Any:
        if pstruct is colander.null or pstruct in (b"", ""):
            return colander.null
        if not hasattr(pstruct, "file"):
            raise colander.Invalid(field.schema, _("This is not a file: choose one"))
        size = pstruct.file.seek(0, 2)
        pstruct.file.seek(0)
        name = pstruct.filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
        return Upload(name, pstruct.type or "application/octet-stream", pstruct.file, size)


class UploadedFile(colander.SchemaType):
    """The schema type of a field that takes one file and yields an `Upload`."""

    widget_maker = FileWidget

    def serialize(self, node: Any, appstruct: Any) -> Any:
        return colander.null

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        return cstruct


def one_of(values: Sequence[tuple[str, str]], *, radio: bool = False) -> dict[str, Any]:
    """The widget and the validator of a field where one of `values` (value, title), and no other, is chosen.

    `colander.SchemaNode(colander.String(), title=_("Kind"), **one_of(KINDS))`
    """
    validator = colander.OneOf([value for value, title in values], msg_err=_("Choose one of the choices shown"))
    if radio:
        return {"widget": deform.widget.RadioChoiceWidget(values=list(values)), "validator": validator}
    return {
        "widget": deform.widget.SelectWidget(values=[("", _("Choose one")), *values]),
        "validator": validator,
    }


def any_of(values: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The same for a field (`colander.Set`) where any number of `values` (value, title) is chosen."""
    return {
        "widget": deform.widget.CheckboxChoiceWidget(values=list(values)),
        "validator": colander.ContainsOnly([value for value, title in values]),
    }
