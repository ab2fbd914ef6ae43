"""A member's own declaration, and the clerk's pages on which those of others are confirmed or declined."""

from collections.abc import Sequence
from typing import Any

import colander

from governance.accounts.actions import Actor
from governance.accounts.identities import find_actor
from governance.boards.declaration_actions import (
    DeclarationRefused,
    confirm_declaration,
    declare,
    decline_declaration,
    say_in_public,
    unsay_in_public,
    withdraw_declaration,
)
from governance.boards.declaration_contents import find_askable_categories
from governance.boards.declaration_export import LEFT_OUT, gather_own_declarations
from governance.boards.declaration_telling import (
    MAY_DECLARE,
    DeclarationState,
    DeclarationTold,
    count_declarations,
    find_declarations,
)
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.front.declaration_resources import ALL_PATH, ONE_PATH, OWN_PATH, BoardDeclarations, OneDeclaration
from governance.front.declaration_waiting import find_declarations_to_decide, find_own_declarations_to_renew
from governance.front.declaration_words import DECLARATION_REFUSALS, DECLARATION_STATES
from governance.law.queries import make_reference, say
from governance.security import Permission
from governance.web.form_fields import any_of
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import make_paging
from model_law.facts import DECLARED
from model_law.publicity import shows_office
from model_law.rules import Profile

OWN = _("Your declaration to the board")
ALL = _("Declarations of members")
NOT_SAYING = _("A community representative, and no more than that")


def make_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    # A board that is not published has no page to lead to.
    return make_board_crumbs(board, *more) if board.published else (Crumb(board.name), *more)


def write_address(request: Any, board: BoardIdentity, last: str) -> str:
    return f"{request.layout.root}{board.address}/{last}"


def refuse_field(refused: DeclarationRefused, form: Any) -> FieldProblem:
    """The refusal at its field, or at the form as a whole where it has no such field."""
    field = refused.field if any(child.name == refused.field for child in form.children) else ""
    return FieldProblem(field, DECLARATION_REFUSALS[refused.refusal])


def name_categories(context: BoardDeclarations, request: Any, categories: frozenset[str]) -> list[str]:
    """What was declared, in the words of the board's law."""
    known = context.profile.act.categories if context.profile is not None else {}
    names = [say(known[one].title, request.locale_name) for one in sorted(categories) if one in known]
    return names or ([request.layout.translate(NOT_SAYING)] if categories else [])


def make_choice(name: str, choices: Sequence[tuple[str, Any]], nothing_chosen: Any) -> colander.SchemaNode:
    """A field in which at least one of some boxes is to be ticked."""
    options = any_of(choices)
    options["validator"] = colander.All(colander.Length(min=1, min_err=nothing_chosen), options["validator"])
    return colander.SchemaNode(colander.Set(), name=name, missing_msg=nothing_chosen, **options)


class Declare:
    """A member's own page: where their declaration stands, what is kept of it, and the form to declare."""

    def __init__(self, context: BoardDeclarations, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, self.make_schema(), formid="declare", buttons=[Button("declare", _("I declare this"))]
        )

    def make_schema(self) -> colander.SchemaNode:
        """One box to tick; or the law's categories, where it counts them."""
        law = self.context.law
        askable = find_askable_categories(law[1]) if law is not None and not law[0].borrowed else frozenset()
        if law is None or not askable:
            statement = _("I am a community representative as this board's law defines it")
            field = make_choice("declared", [(DECLARED, statement)], _("Tick the box if you want to declare this"))
            field.title = _("My declaration")
        else:
            language, categories = self.request.locale_name, law[1].act.categories
            choices = [(key, say(categories[key].title, language)) for key in sorted(askable)]
            field = make_choice("categories", [*choices, (DECLARED, NOT_SAYING)], _("Choose at least one of these"))
            field.title = _("I want to be counted as")
            field.description = _("The law counts these one by one. Choose as few as you like.")
        return colander.SchemaNode(colander.Mapping(), field)

    def show(self) -> dict[str, Any]:
        request, own, law = self.request, self.context.own, self.context.law
        request.layout.fill(OWN, make_crumbs(self.board, Crumb(OWN)), None)
        on_record = request.identity.person_id is not None
        may_declare = on_record and law is not None and (own is None or own.state in MAY_DECLARE)
        return {
            "form": self.form if may_declare or self.form.error else None,
            "board": self.board,
            "own": own,
            "declared": name_categories(self.context, request, own.categories) if own else [],
            "states": DECLARATION_STATES,
            "act": make_reference(law[1].act, request.locale_name) if law else None,
            "counting": self.list_counting(),
            "asks_category": any(child.name == "categories" for child in self.form.children),
            "office_is_public": law is not None and shows_office(law[1]),
            "on_record": on_record,
            "may_take_back": own is not None and may_take_back(own),
            "may_say": own is not None and may_say(own),
            "has_said": own is not None and has_said(own),
        }

    def list_counting(self) -> list[str]:
        """Who counts as a community representative under the board's law, in its words."""
        profile = self.context.profile
        if profile is None:
            return []
        counting = profile.counting.categories
        return [
            say(one.title, self.request.locale_name) for one in profile.act.categories.values() if one.id in counting
        ]

    def submit(self) -> Any:
        return submit(self.request, self.form, self.declare) or self.show()

    def declare(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        actor = find_actor(request.identity, board.id)
        chosen = values.get("categories", frozenset())
        try:
            declare(request.db, request.registry.vault, request.now, actor, board.id, categories=chosen)
        except DeclarationRefused as refused:
            raise refuse_field(refused, self.form) from None
        return write_address(request, board, "declaration")


def may_take_back(own: DeclarationTold) -> bool:
    return own.state not in (DeclarationState.DECLINED, DeclarationState.WITHDRAWN)


def may_say(own: DeclarationTold) -> bool:
    return own.decided_at is not None and may_take_back(own) and not own.said


def has_said(own: DeclarationTold) -> bool:
    return own.said


class OwnAct:
    """One thing that a member does with their own declaration, asked once more before it is done."""

    heading: Any
    lead: Any
    button: Button
    action: Any
    is_possible: Any

    def __init__(self, context: BoardDeclarations, request: Any) -> None:
        self.request, self.board, self.own = request, context.board, context.own
        self.form = build_form(request, colander.MappingSchema(), formid="own-declaration", buttons=[self.button])

    def show(self) -> dict[str, Any]:
        own = Crumb(OWN, f"{self.board.address}/declaration")
        self.request.layout.fill(self.heading, make_crumbs(self.board, own, Crumb(self.heading)), None)
        translate = self.request.layout.translate
        is_possible = self.own is not None and type(self).is_possible(self.own)
        return {
            "form": self.form,
            "heading": translate(self.heading),
            "lead": translate(self.lead),
            "is_possible": is_possible or self.form.error is not None,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.act) or self.show()

    def act(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        try:
            type(self).action(request.db, request.now, find_actor(request.identity, board.id), board.id)
        except DeclarationRefused as refused:
            raise refuse_field(refused, self.form) from None
        return write_address(request, board, "declaration")


class TakeBack(OwnAct):
    heading = _("Take back your declaration")
    lead = _(
        "From today on you are not counted as a community representative. What you declared is destroyed within a day, "
        "unless a court has ordered that nothing be destroyed. That you were counted until now stays on record where it "
        "was public."
    )
    button = Button("withdraw", _("Take it back"), css_class="button-danger")
    action = staticmethod(withdraw_declaration)
    is_possible = staticmethod(may_take_back)


class SayInPublic(OwnAct):
    heading = _("Say it in public")
    lead = _(
        "Your page on this portal then says that you call yourself a community representative. It never says why. You can "
        "take this back, but others may have copied it by then."
    )
    button = Button("say", _("Say it in public"))
    action = staticmethod(say_in_public)
    is_possible = staticmethod(may_say)


class Unsay(OwnAct):
    heading = _("No longer say it in public")
    lead = _("Your page no longer says it. What you declared to the board stands.")
    button = Button("unsay", _("No longer say it"))
    action = staticmethod(unsay_in_public)
    is_possible = staticmethod(has_said)


def show_declarations(context: BoardDeclarations, request: Any) -> dict[str, Any]:
    """What a board's members declared, for its clerk alone."""
    board = context.board
    request.layout.fill(ALL, make_crumbs(board, Crumb(ALL)), None)
    paging = make_paging(request, count_declarations(request.db, board.id, context.today))
    declarations = find_declarations(
        request.db, request.registry.vault, board.id, context.profile, context.today, limit=paging.per_page,
        offset=paging.offset,
    )  # fmt: skip
    return {
        "board": board,
        "declarations": [(one, name_categories(context, request, one.categories)) for one in declarations],
        "states": DECLARATION_STATES,
        "paging": paging,
        "account_id": request.identity.account_id,
        "person_id": request.identity.person_id,
    }


class Decide:
    """What the clerk sees before a declaration is confirmed or declined."""

    heading: Any
    button: Button
    action: Any

    def __init__(self, context: OneDeclaration, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.declaration = context.declaration
        self.form = build_form(request, colander.MappingSchema(), formid="decide-declaration", buttons=[self.button])

    def show(self) -> dict[str, Any]:
        request, declaration = self.request, self.declaration
        way = Crumb(ALL, f"{self.board.address}/declarations")
        request.layout.fill(self.heading, make_crumbs(self.board, way, Crumb(self.heading)), None)
        identity = request.identity
        is_own = identity.account_id == declaration.entered_by or identity.person_id == declaration.person_id
        return {
            "form": self.form,
            "heading": request.layout.translate(self.heading),
            "board": self.board,
            "declaration": declaration,
            "declared": name_categories(self.context, request, declaration.categories),
            "states": DECLARATION_STATES,
            "is_waiting": declaration.state is DeclarationState.WAITING,
            "is_own": is_own,
            "confirms": isinstance(self, Confirm),
            "is_to_be_checked": asks_for_a_check(self.context.profile),
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.decide) or self.show()

    def decide(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        try:
            type(self).action(request, find_actor(request.identity, board.id), board.id, self.declaration.key)
        except DeclarationRefused as refused:
            raise refuse_field(refused, self.form) from None
        return write_address(request, board, "declarations")


def asks_for_a_check(profile: Profile | None) -> bool:
    """Whether the law asks that somebody has checked it, and is not content with a member's word."""
    rules = profile.rules if profile is not None else ()
    return any(rule.values["basis"] == "attested" for rule in rules if rule.provision.check == "attestation")


def confirm(request: Any, actor: Actor, board_id: int, key: str) -> None:
    confirm_declaration(request.db, request.registry.vault, request.now, actor, board_id, key)


def decline(request: Any, actor: Actor, board_id: int, key: str) -> None:
    decline_declaration(request.db, request.now, actor, board_id, key)


class Confirm(Decide):
    heading = _("Confirm a declaration")
    button = Button("confirm", _("Confirm it"))
    action = staticmethod(confirm)


class Decline(Decide):
    heading = _("Decline a declaration")
    button = Button("decline", _("Decline it"), css_class="button-danger")
    action = staticmethod(decline)


def includeme(config: Any) -> None:
    config.add_own_data(gather_own_declarations, LEFT_OUT)
    config.add_waiting_source(find_declarations_to_decide)
    config.add_waiting_source(find_own_declarations_to_renew)
    own, decide = Permission.DECLARATION_MAKE_OWN, Permission.DECLARATION_DECIDE
    config.add_route("declarations.list", ALL_PATH, factory=BoardDeclarations)
    config.add_view(
        show_declarations, route_name="declarations.list", request_method="GET", permission=decide,
        renderer="front/declarations.jinja2",
    )  # fmt: skip
    for name, path, factory, form, permission, template in (
        ("own", OWN_PATH, BoardDeclarations, Declare, own, "declaration_own"),
        ("withdraw", f"{OWN_PATH}/withdraw", BoardDeclarations, TakeBack, own, "declaration_act"),
        ("say", f"{OWN_PATH}/say", BoardDeclarations, SayInPublic, own, "declaration_act"),
        ("unsay", f"{OWN_PATH}/unsay", BoardDeclarations, Unsay, own, "declaration_act"),
        ("confirm", f"{ONE_PATH}/confirm", OneDeclaration, Confirm, decide, "declaration_decide"),
        ("decline", f"{ONE_PATH}/decline", OneDeclaration, Decline, decide, "declaration_decide"),
    ):
        config.add_route(f"declarations.{name}", path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=f"declarations.{name}", request_method=method, permission=permission,
                renderer=f"front/{template}.jinja2",
            )  # fmt: skip
