"""Recording a board's law: choosing an act, entering what the instrument says, and the second person's confirmation."""

from typing import Any

import colander

from governance.accounts.identities import find_actor
from governance.boards.law_actions import (
    Instrument,
    LawActRefused,
    confirm_law,
    propose_law,
    propose_striking,
    withdraw_law,
)
from governance.boards.law_queries import AdoptionFact, find_account_name, find_adoption, find_adoptions
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.clock import find_day
from governance.front.law_queries import tell_adoption
from governance.front.law_resources import (
    ADOPTION_PATH,
    ENTER_PATH,
    RECORD_PATH,
    STRIKE_PATH,
    BoardLaw,
    LawOfAct,
    OneAdoption,
    StandingAdoption,
)
from governance.front.law_schemas import Wording, make_law_schema, read_local, write_form
from governance.front.law_words import LAW_REFUSALS
from governance.law.queries import find_acts, say
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

RECORD = _("Record the board's law")


def make_law_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    here = Crumb(RECORD, f"{board.address}/law/record") if more else Crumb(RECORD)
    if board.published:
        return make_board_crumbs(board, Crumb(_("Law"), f"{board.address}/law"), here, *more)
    # A board that is not published has no page to lead to.
    return (Crumb(board.name), here, *more)


def write_record_address(request: Any, board: BoardIdentity) -> str:
    return f"{request.layout.root}{board.address}/law/record"


def find_corrected(request: Any, board: BoardIdentity) -> AdoptionFact | None:
    """The adoption that the address says is to be corrected; None where none is, or where it does not stand."""
    key = request.GET.get("corrects", "")
    adoption = find_adoption(request.db, board.id, key) if key else None
    return adoption if adoption is not None and adoption.stands else None


def refuse_field(refused: LawActRefused, form: Any) -> FieldProblem:
    """The refusal at its field; at the form as a whole where the form has no such field."""
    field = form
    for step in refused.field.split("."):
        field = next((child for child in field.children if child.name == step), None)
        if field is None:
            return FieldProblem("", LAW_REFUSALS[refused.refusal])
    return FieldProblem(refused.field, LAW_REFUSALS[refused.refusal])


def show_record(context: BoardLaw, request: Any) -> dict[str, Any]:
    """The first step: which act, or which entry is wrong; and what waits to be confirmed."""
    board = context.board
    request.layout.fill(RECORD, make_law_crumbs(board), None)
    adoptions = find_adoptions(request.db, board.id)
    return {
        "board": board,
        "acts": find_acts(request.locale_name),
        "waiting": [adoption for adoption in adoptions if adoption.is_waiting],
        "standing": [adoption for adoption in adoptions if adoption.stands],
        "corrected": find_corrected(request, board),
        "account_id": request.identity.account_id,
    }


class EnterLaw:
    """The form of one act: its instrument, and a field for each of its parameters."""

    def __init__(self, context: LawOfAct, request: Any) -> None:
        self.request, self.board, self.act = request, context.board, context.act
        self.corrected = find_corrected(request, self.board)
        schema = make_law_schema(self.act, Wording(request.locale_name, request.layout.translate))
        is_same_act = self.corrected is not None and self.corrected.act == self.act.id
        self.form = build_form(
            request, schema, formid="law", buttons=[Button("enter", _("Enter it, to be confirmed by somebody else"))],
            appstruct=write_form(self.act, self.corrected) if self.corrected is not None and is_same_act else None,
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        act = say(self.act.title, self.request.locale_name)
        heading = _("Record a law: ${act}", mapping={"act": act})
        self.request.layout.fill(heading, make_law_crumbs(self.board, Crumb(heading)), None)
        return {
            "form": self.form,
            "heading": self.request.layout.translate(heading),
            "board": self.board,
            "corrected": self.corrected,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.enter) or self.show()

    def enter(self, values: dict[str, Any]) -> str:
        request = self.request
        local, adopted = read_local(self.act, values)
        instrument = Instrument(values["title"], values["dated_on"], values["number"], values["document_address"])
        try:
            propose_law(
                request.db, request.now, find_actor(request.identity, self.board.id), self.board.id, act=self.act.id,
                instrument=instrument, started_on=values["started_on"], local=local, adopted=adopted,
                borrowed=values["borrowed"], binds_committees=values["binds_committees"],
                corrects=request.GET.get("corrects") or None,
            )  # fmt: skip
        except LawActRefused as refused:
            raise refuse_field(refused, self.form) from None
        return write_record_address(request, self.board)


class DecideLaw:
    """What somebody sees before a law that waits is confirmed or withdrawn, or before one that stands is struck out."""

    heading: Any
    button: Button
    action: Any

    def __init__(self, context: OneAdoption, request: Any) -> None:
        self.request, self.board, self.adoption = request, context.board, context.adoption
        self.form = build_form(request, colander.MappingSchema(), formid="decide-law", buttons=[self.button])

    def show(self) -> dict[str, Any]:
        request, adoption = self.request, self.adoption
        translate = request.layout.translate
        request.layout.fill(self.heading, make_law_crumbs(self.board, Crumb(self.heading)), None)
        corrected = find_adoption(request.db, self.board.id, adoption.corrects) if adoption.corrects else None
        return {
            "form": self.form,
            "heading": translate(self.heading),
            "board": self.board,
            "adoption": tell_adoption(adoption, [], request.locale_name),
            "corrected": tell_adoption(corrected, [], request.locale_name) if corrected else None,
            "entered_by": find_account_name(request.db, adoption.entered_by),
            "is_waiting": adoption.is_waiting,
            "is_confirmed": adoption.confirmed_at is not None,
            "is_own": adoption.entered_by == request.identity.account_id,
            "reaches_back_to": self.find_first_changed_day(corrected),
            "confirms": self.action is confirm_law,
            "strikes": self.action is propose_striking,
            "is_striking": adoption.strikes,
            "stands": adoption.stands,
        }

    def find_first_changed_day(self, corrected: AdoptionFact | None) -> Any:
        """The first past day that is judged otherwise once this is confirmed; None where there is none."""
        first = min([self.adoption.started_on, *([corrected.started_on] if corrected else [])])
        return first if first < find_day(self.request.now, self.board.zone) else None

    def submit(self) -> Any:
        return submit(self.request, self.form, self.decide) or self.show()

    def decide(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        actor = find_actor(request.identity, board.id)
        try:
            type(self).action(request.db, request.now, actor, board.id, self.adoption.key)
        except LawActRefused as refused:
            raise refuse_field(refused, self.form) from None
        return write_record_address(request, board)


class ConfirmLaw(DecideLaw):
    """The second person's confirmation."""

    heading = _("Confirm the board's law")
    button = Button("confirm", _("Confirm this law"))
    action = staticmethod(confirm_law)


class WithdrawLaw(DecideLaw):
    """Taking back what waits."""

    heading = _("Withdraw a law that waits")
    button = Button("withdraw", _("Withdraw it"), css_class="button-danger")
    action = staticmethod(withdraw_law)


class StrikeLaw(DecideLaw):
    """Asking that an entry be struck out: for somebody else to confirm."""

    heading = _("Strike out a law")
    button = Button("strike", _("Ask that it be struck out"), css_class="button-danger")
    action = staticmethod(propose_striking)


def includeme(config: Any) -> None:
    config.add_route("law.record", RECORD_PATH, factory=BoardLaw)
    config.add_route("law.enter", ENTER_PATH, factory=LawOfAct)
    config.add_route("law.confirm", f"{ADOPTION_PATH}/confirm", factory=OneAdoption)
    config.add_route("law.withdraw", f"{ADOPTION_PATH}/withdraw", factory=OneAdoption)
    config.add_route("law.strike", STRIKE_PATH, factory=StandingAdoption)
    config.add_view(
        show_record, route_name="law.record", request_method="GET", renderer="front/law_record.jinja2",
        permission=Permission.LAW_RECORD,
    )  # fmt: skip
    for route, form, permission, renderer in (
        ("law.enter", EnterLaw, Permission.LAW_RECORD, "front/law_enter.jinja2"),
        ("law.confirm", ConfirmLaw, Permission.LAW_CONFIRM, "front/law_decide.jinja2"),
        ("law.withdraw", WithdrawLaw, Permission.LAW_RECORD, "front/law_decide.jinja2"),
        ("law.strike", StrikeLaw, Permission.LAW_RECORD, "front/law_decide.jinja2"),
    ):
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=route, request_method=method, permission=permission, renderer=renderer
            )
