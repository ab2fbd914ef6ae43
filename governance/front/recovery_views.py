"""Printing codes that sign in, for a member of a board who has no steady phone or mailbox."""

from typing import Any

import colander

from governance.accounts.checks import AccountActRefused
from governance.accounts.identities import find_actor, find_own_address
from governance.accounts.recovery_codes import LIFE, issue_codes
from governance.accounts.views import refuse_field
from governance.clock import find_day
from governance.front.role_resources import CODES_PATH, OneRole
from governance.front.role_views import make_role_crumbs
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, read_submission
from governance.web.layout import Crumb
from governance.web.locale import _


class PrintCodes:
    """The question before codes are made, and the sheet of paper. It is shown once: nothing but hashes is kept."""

    def __init__(self, context: OneRole, request: Any) -> None:
        self.request, self.board, self.role = request, context.board, context.role
        buttons = [Button("print", _("Make the codes"))]
        self.form = build_form(request, colander.MappingSchema(), formid="print-codes", buttons=buttons)

    def show(self, codes: list[str] | None = None, told: bool = False) -> dict[str, Any]:
        heading = _("Codes for ${name} to sign in", mapping={"name": self.role.name})
        self.request.layout.fill(heading, make_role_crumbs(self.board, Crumb(heading)), None)
        return {
            "form": self.form,
            "heading": self.request.layout.translate(heading),
            "name": self.role.name,
            "codes": codes,
            "told": told,
            "last_day": find_day(self.request.now + LIFE, self.board.zone),
            "address": f"{find_own_address(self.request) or ''}{self.request.layout.root}/sign-in/code",
        }

    def submit(self) -> Any:
        request = self.request
        read_submission(request, self.form)
        actor = find_actor(request.identity, self.board.id)
        try:
            codes, told = issue_codes(request.db, request.now, actor, self.role.account, self.board.id)
        except AccountActRefused as refused:
            problem: FieldProblem = refuse_field(refused)
            self.form.error = colander.Invalid(self.form.schema, problem.message)
            request.response.status_int = 422
            return self.show()
        return self.show(codes, told)


def includeme(config: Any) -> None:
    config.add_route("roles.codes", CODES_PATH, factory=OneRole)
    for attr, method in (("show", "GET"), ("submit", "POST")):
        config.add_view(
            PrintCodes, attr=attr, route_name="roles.codes", request_method=method,
            permission=Permission.RECOVERY_ISSUE, renderer="front/codes.jinja2",
        )  # fmt: skip
