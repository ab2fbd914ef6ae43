"""Which programs a board oversees, and when they report: for its clerk."""

from collections.abc import Callable
from typing import Any

from governance.accounts.identities import find_actor
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.oversight.acts import OversightRefused
from governance.oversight.program_actions import add_program, set_schedule
from governance.oversight.resources import PROGRAM_PATH, PROGRAMS_PATH, BoardOversight, OneProgram
from governance.oversight.schemas import make_program_schema, make_schedule_schema, read_rhythm
from governance.oversight.words import OVERSIGHT_REFUSALS, RHYTHMS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

PROGRAMS = _("Programs that the board oversees")
FIELDS = {"started_on": "first_month"}
"""A field of an act -> the field of the form, where that is called otherwise."""


def make_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    if board.published:
        return make_board_crumbs(board, *more)
    # A board that is not published has no page to lead to.
    return (Crumb(board.name), *more)


def attempt(form: Any, act: Callable[[], Any]) -> Any:
    """What an act answers. Raises FieldProblem where it is refused."""
    try:
        return act()
    except OversightRefused as refused:
        field = FIELDS.get(refused.field, refused.field)
        known = field if any(child.name == field for child in form.children) else ""
        raise FieldProblem(known, OVERSIGHT_REFUSALS[refused.refusal]) from None


def show_programs(context: BoardOversight, request: Any) -> dict[str, Any]:
    request.layout.fill(PROGRAMS, make_crumbs(context.board, Crumb(PROGRAMS)), None)
    return {"board": context.board, "programs": context.programs, "rhythms": RHYTHMS}


class AddProgram:
    """The form in which a program is added, with its first schedule."""

    heading = _("Add a program")
    button = Button("add", _("Add it"))
    formid = "program"

    def __init__(self, context: BoardOversight, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button], appstruct=self.find_defaults()
        )

    def make_schema(self) -> Any:
        return make_program_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {"zone": self.board.zone, "every_months": "3", "due_days": 30}

    def show(self) -> dict[str, Any]:
        here = Crumb(PROGRAMS, f"{self.board.address}/programs")
        self.request.layout.fill(self.heading, make_crumbs(self.board, here, Crumb(self.heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(self.heading), "lead": ""}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        attempt(self.form, lambda: self.act(values))
        return f"{self.request.layout.root}{self.board.address}/programs"

    def act(self, values: dict[str, Any]) -> None:
        request, board = self.request, self.board
        add_program(
            request.db, request.now, find_actor(request.identity, board.id), board.id, name=values["name"],
            operator=values["operator"], zone=values["zone"].strip(), rhythm=read_rhythm(values),
        )  # fmt: skip


class SetSchedule(AddProgram):
    """The form in which a program's schedule is set, from a month on."""

    context: OneProgram
    heading = _("Set when the program reports")
    button = Button("set", _("Set it"))
    formid = "schedule"

    def make_schema(self) -> Any:
        return make_schedule_schema()

    def find_defaults(self) -> dict[str, Any]:
        newest = self.context.program.schedules[-1]
        return {"every_months": str(newest.every_months), "due_days": newest.due_days}

    def act(self, values: dict[str, Any]) -> None:
        request, board = self.request, self.board
        set_schedule(
            request.db, request.now, find_actor(request.identity, board.id), board.id, self.context.program.key,
            read_rhythm(values),
        )  # fmt: skip


def includeme(config: Any) -> None:
    define = Permission.PROGRAM_DEFINE
    config.add_route("programs.list", PROGRAMS_PATH, factory=BoardOversight)
    config.add_view(
        show_programs, route_name="programs.list", request_method="GET", permission=define,
        renderer="oversight/programs.jinja2",
    )  # fmt: skip
    for name, path, factory, form in (
        ("add", f"{PROGRAMS_PATH}/new", BoardOversight, AddProgram),
        ("schedule", f"{PROGRAM_PATH}/schedule", OneProgram, SetSchedule),
    ):
        config.add_route(f"programs.{name}", path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=f"programs.{name}", request_method=method, permission=define,
                renderer="oversight/form.jinja2",
            )  # fmt: skip
