"""Forms: deform's machinery behind our own accessible widget templates (templates/forms/).

A view class makes its form once per request and looks like every other view of its kind::

    def __init__(self, context, request):
        buttons = [Button("save", _("Save"))]
        self.form = build_form(request, MeetingSchema(), formid="schedule-meeting", buttons=buttons)

    def show(self):
        return {"form": self.form, "heading": _("Schedule a meeting")}

    def submit(self):
        return submit(self.request, self.form, self.schedule) or self.show()

where `schedule(values)` calls one action and returns the address to go to. Everything works without
JavaScript; forms.js only saves the round trip of adding or taking away a row. Schemas find kinds of field in
form_fields.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import colander
import deform
import peppercorn
from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from governance.web.form_posts import (
    ADD_ROW,
    REMOVE_ROW,
    Malformed,
    change_rows,
    read_as_typed,
    read_controls,
    refuse_repeated_names,
)
from governance.web.form_rendering import FormRenderer
from governance.web.locale import _

Button = deform.Button
ROW_CHANGES = (ADD_ROW, REMOVE_ROW)
UNREADABLE = (Malformed, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What a post raises that no form of ours sends."""


class RowsChanged(Exception):
    """The person asked for one row more or less: show the form again, with everything that was typed."""


class FieldProblem(Exception):
    """What only the act could find out about one field, such as a name that is taken.

    `path` leads to the field ("name", "seats.2.name"; "" is the form as a whole), `message` says what to do.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path = path
        self.message = message


def build_form(
    request: Request,
    schema: colander.SchemaNode,
    *,
    formid: str,
    buttons: Iterable[str | deform.Button],
    action: str = "",
    appstruct: Mapping[str, Any] | None = None,
    counter: Iterator[int] | None = None,
) -> deform.Form:
    """A form for this request alone: a form remembers what was typed and what was wrong with it.

    `formid` tells forms on one page apart and starts every id in it. `appstruct` fills the fields at first.
    """
    renderer = FormRenderer(request)
    form = deform.Form(
        schema,
        action=action,
        buttons=tuple(buttons),
        formid=formid,
        focus="off",
        renderer=renderer,
        counter=counter or itertools.count(),
        appstruct=colander.null if appstruct is None else appstruct,
        id_prefix=formid,
    )
    renderer.form = form
    take_up_kept_text(request, form)
    return form


def take_up_kept_text(request: Request, form: deform.Form) -> None:
    """Show once more what was written in this form when its writer's session was over.

    A form whose text is to be kept so is shown and sent at one address.
    """
    kept_forms = getattr(request, "kept_forms", None)
    if kept_forms is None:
        return
    try:
        if request.method not in ("GET", "HEAD"):
            if is_posted(request, form):
                kept_forms.forget(form.formid)
            return
        controls = kept_forms.recall(form.formid)
        if controls is None:
            return
        form.cstruct = read_as_typed(form, peppercorn.parse([pair for pair in controls if pair[0] not in ROW_CHANGES]))
    except UNREADABLE:
        return
    form.renderer.is_taken_up = True


def submit(request: Request, form: deform.Form, act: Callable[[dict[str, Any]], Response | str]) -> Response | None:
    """Read the post, act once, and say where to go; or None where the form is to be shown again.

    `act` gets the values and returns an address (answered with 303) or a response of its own. Where a field
    is wrong the answer is the form with 422, so that nothing is stored; where rows came or went, with 200.

    Raises HTTPBadRequest for a post that no form of ours sends.
    """
    try:
        outcome = act(read_submission(request, form))
    except RowsChanged:
        return None
    except FieldProblem as problem:
        field = _field_at(form, problem.path)
        field.error = colander.Invalid(field.schema, problem.message)
        form.error = form.error or colander.Invalid(form.schema)
        request.response.status_int = 422
        return None
    except deform.ValidationFailure:
        request.response.status_int = 422
        return None
    return HTTPSeeOther(outcome) if isinstance(outcome, str) else outcome


def read_submission(request: Request, form: deform.Form) -> dict[str, Any]:
    """The values of the post, as the schema types them.

    Raises deform.ValidationFailure (the form now carries the errors), RowsChanged (it now has the other rows)
    or HTTPBadRequest.
    """
    try:
        controls = read_controls(request)
        if dict(controls).get("__formid__", form.formid) != form.formid:
            raise Malformed("another form")
        changes = [(key, value) for key, value in controls if key in ROW_CHANGES]
        controls = [(key, value) for key, value in controls if key not in ROW_CHANGES]
        refuse_repeated_names(controls)
        posted = peppercorn.parse(controls)
        typed = read_as_typed(form, posted)
        if changes:
            change_rows(form, typed, *changes[0])
    except UNREADABLE as error:
        detail = _("The form did not arrive in one piece. Go back, reload the page and send it again.")
        raise HTTPBadRequest(detail=detail) from error
    if changes:
        raise RowsChanged
    values: dict[str, Any] = form.validate_pstruct(posted)
    return values


def is_posted(request: Request, form: deform.Form) -> bool:
    """Whether this post came from `form`, for a view that shows several."""
    return bool(request.POST.get("__formid__") == form.formid)


def pressed(request: Request, form: deform.Form) -> str:
    """The name of the button that sent the form: the first one where none is told, as with the Enter key."""
    names = [button.name for button in form.buttons]
    return str(next((name for name in names if name in request.POST), names[0]))


def _field_at(form: deform.Form, path: str) -> Any:
    field: Any = form
    for step in path.split(".") if path else ():
        field = field.sequence_fields[int(step)] if step.isdigit() else field[step]
    return field
