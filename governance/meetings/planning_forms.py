"""What the forms about prepared meetings share: the way to them, refusals at their fields, and acts of one button."""

from collections.abc import Callable
from typing import Any

import colander

from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.meetings.planning import PlanRefused
from governance.meetings.planning_acts import PlanningRefused
from governance.meetings.planning_resources import OneDraft
from governance.meetings.planning_schemas import find_field, make_hidden
from governance.meetings.planning_words import PLAN_REFUSALS, PLANNING_REFUSALS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

PREPARE = _("Prepare meetings")


def make_planning_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    here = Crumb(PREPARE, f"{board.address}/meetings/prepare") if more else Crumb(PREPARE)
    if board.published:
        return make_board_crumbs(board, here, *more)
    # A board that is not published has no page to lead to.
    return (Crumb(board.name), here, *more)


def make_draft_crumbs(context: OneDraft, *more: Crumb) -> tuple[Crumb, ...]:
    title = context.draft.plan.title
    return make_planning_crumbs(context.board, Crumb(title, context.address) if more else Crumb(title), *more)


def write_draft_address(request: Any, board: BoardIdentity, key: str) -> str:
    return f"{request.layout.root}{board.address}/meetings/prepare/{key}"


def refuse_plan(refused: PlanRefused, form: Any) -> FieldProblem:
    """The refusal at its field; at the form as a whole where the form has no such field."""
    return FieldProblem(find_known(find_field(refused), form), PLAN_REFUSALS[refused.refusal])


def refuse_planning(refused: PlanningRefused, form: Any) -> FieldProblem:
    field = {"starts_at": "time"}.get(refused.field, refused.field)
    return FieldProblem(find_known(field, form), PLANNING_REFUSALS[refused.refusal])


def find_known(field: str, form: Any) -> str:
    return field if any(child.name == field for child in form.children) else ""


def attempt(form: Any, act: Callable[[], Any]) -> Any:
    """What an act answers. Raises FieldProblem where it is refused."""
    try:
        return act()
    except PlanRefused as refused:
        raise refuse_plan(refused, form) from None
    except PlanningRefused as refused:
        raise refuse_planning(refused, form) from None


class ButtonForm:
    """An act on a draft or a meeting that is one button, asked once more before it is done."""

    heading: Any
    lead: Any
    button: Button
    formid: str

    def __init__(self, context: Any, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        is_draft = isinstance(context, OneDraft)
        self.form = build_form(
            request, make_seen_schema() if is_draft else make_nothing(), formid=self.formid,
            buttons=[self.button], appstruct={"seen": str(context.draft.edit)} if is_draft else None,
        )  # fmt: skip

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return make_planning_crumbs(self.board, Crumb(self.heading))

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, self.make_crumbs(), None)
        translate = self.request.layout.translate
        return {"form": self.form, "heading": translate(self.heading), "lead": translate(self.lead)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.act) or self.show()

    def act(self, values: dict[str, Any]) -> str:
        raise AssertionError("each button has its own act")


def make_nothing() -> Any:
    """A form without fields: a button alone."""
    return colander.MappingSchema()


def make_seen_schema() -> Any:
    """A form that says which state of the draft its sender saw, and nothing else."""
    return colander.MappingSchema(children=[make_hidden("seen")])


def add_form(config: Any, name: str, path: str, factory: Any, form: Any, permission: Permission, template: str) -> None:
    """A form at an address: shown for GET, sent with POST."""
    config.add_route(name, path, factory=factory)
    for attr, method in (("show", "GET"), ("submit", "POST")):
        config.add_view(
            form, attr=attr, route_name=name, request_method=method, permission=permission, renderer=template
        )
