"""A board's roles in the portal: who holds them, inviting somebody to one, ending one."""

from typing import Any

from governance.accounts.actions import end_role, invite
from governance.accounts.checks import AccountActRefused
from governance.accounts.delivery import send_invitation
from governance.accounts.identities import find_actor
from governance.accounts.models import Role
from governance.accounts.queries import count_roles_on_board, find_roles_on_board
from governance.accounts.roles import GIVEN_BY_CLERKS, NEED_SECOND_FACTOR
from governance.accounts.schemas import make_ending_schema, make_invitation_schema
from governance.accounts.sign_in_views import require_own_address
from governance.accounts.views import refuse_field
from governance.accounts.words import ACCOUNT_ROLES
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.clock import find_day
from governance.front.role_queries import find_person_id, list_people_of_board
from governance.front.role_resources import ROLE_PATH, ROLES_PATH, BoardRoles, OneRole
from governance.ledger.entries import Office
from governance.security import Permission
from governance.web.forms import Button, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import make_paging

ROLES = _("Roles in the portal")


def write_roles_address(request: Any, board: BoardIdentity) -> str:
    return f"{request.layout.root}{board.address}/roles"


def make_role_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    here = Crumb(ROLES, f"{board.address}/roles") if more else Crumb(ROLES)
    if board.published:
        return make_board_crumbs(board, here, *more)
    # A board that is not published has no page to lead to.
    return (Crumb(board.name), here, *more)


def show_roles(context: BoardRoles, request: Any) -> dict[str, Any]:
    board = context.board
    request.layout.fill(ROLES, make_role_crumbs(board), None)
    paging = make_paging(request, count_roles_on_board(request.db, board.id))
    held = find_roles_on_board(request.db, board.id, request.now, paging.per_page, paging.offset)
    actor = find_actor(request.identity, board.id)
    return {
        "board": board,
        "roles": held,
        "paging": paging,
        "may_have_codes": frozenset(Role) - NEED_SECOND_FACTOR,
        "may_end": GIVEN_BY_CLERKS if actor.office is Office.CLERK else tuple(Role),
    }


class Invite:
    """The form that gives somebody a role on a board, and an account where they have none."""

    def __init__(self, context: BoardRoles, request: Any) -> None:
        self.request, self.board = request, context.board
        self.actor = find_actor(request.identity, self.board.id)
        given = (
            GIVEN_BY_CLERKS if self.actor.office is Office.CLERK else [r for r in Role if r is not Role.ADMINISTRATOR]
        )
        people = list_people_of_board(request.db, self.board.id, find_day(request.now, self.board.zone))
        schema = make_invitation_schema([(role, ACCOUNT_ROLES[role]) for role in given], people)
        self.form = build_form(
            request, schema, formid="invite", buttons=[Button("invite", _("Invite"))],
            appstruct={"language": "en", "name": "", "address": ""},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        heading = _("Invite somebody to a role")
        self.request.layout.fill(heading, make_role_crumbs(self.board, Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.invite) or self.show()

    def invite(self, values: dict[str, Any]) -> str:
        request = self.request
        base = require_own_address(request)
        person = values.get("person")
        try:
            account, _assignment = invite(
                request.db, request.now, self.actor, name=values["name"], address=values["address"],
                role=Role(values["role"]), board_id=self.board.id, started_on=values["started_on"],
                ended_on=values["ended_on"], language=values["language"],
                person_id=find_person_id(request.db, person) if person else None,
            )  # fmt: skip
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        send_invitation(request.db, request.now, base, account)
        return write_roles_address(request, self.board)


class EndRole:
    """The form that ends a role, at once or with a last day."""

    def __init__(self, context: OneRole, request: Any) -> None:
        self.request, self.board, self.role = request, context.board, context.role
        self.form = build_form(
            request, make_ending_schema(), formid="end-role",
            buttons=[Button("end", _("End this role"), css_class="button-danger")],
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        translate = self.request.layout.translate
        role = translate(ACCOUNT_ROLES[self.role.role])
        heading = _("End the role of ${name}: ${role}", mapping={"name": self.role.name, "role": role})
        self.request.layout.fill(heading, make_role_crumbs(self.board, Crumb(heading)), None)
        return {"form": self.form, "heading": translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.end) or self.show()

    def end(self, values: dict[str, Any]) -> str:
        request = self.request
        actor = find_actor(request.identity, self.board.id)
        try:
            end_role(request.db, request.now, actor, self.role.key, last_day=values["last_day"])
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        return write_roles_address(request, self.board)


def includeme(config: Any) -> None:
    config.add_route("roles.list", ROLES_PATH, factory=BoardRoles)
    config.add_route("roles.invite", f"{ROLES_PATH}/invite", factory=BoardRoles)
    config.add_route("roles.end", ROLE_PATH, factory=OneRole)
    config.add_view(
        show_roles, route_name="roles.list", request_method="GET", renderer="front/roles.jinja2",
        permission=Permission.ROLE_READ,
    )  # fmt: skip
    for route, form, permission in (
        ("roles.invite", Invite, Permission.ACCOUNT_INVITE),
        ("roles.end", EndRole, Permission.ROLE_END),
    ):
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=route, request_method=method, permission=permission,
                renderer="forms/page.jinja2",
            )  # fmt: skip
