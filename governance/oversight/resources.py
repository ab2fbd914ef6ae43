"""Programs and reports, as addresses stand for them: what is out for everybody, what is prepared for staff alone."""

from functools import cached_property
from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.resources import BOARD, BoardRecord
from governance.oversight.draft_queries import DraftFact, find_draft
from governance.oversight.queries import ProgramFact, ReportFact, find_programs, find_report
from governance.security import Permission
from governance.web.locale import _
from governance.web.parameters import Parameter, read_whole_number

METRICS_PATH = f"/boards/{BOARD}/metrics"
REPORTS_PATH = f"/boards/{BOARD}/reports"
REPORT_PATH = REPORTS_PATH + "/{report:[a-z0-9]{10}}"
PREPARE_PATH = REPORTS_PATH + "/prepare"
OPEN_PATH = PREPARE_PATH + "/{program:[a-z0-9]{10}}/{month:[0-9]{4}-[0-9]{2}}"
DRAFT_PATH = PREPARE_PATH + "/drafts/{report_draft:[a-z0-9]{10}}"
PROGRAMS_PATH = f"/boards/{BOARD}/programs"
PROGRAM_PATH = PROGRAMS_PATH + "/{program:[a-z0-9]{10}}"

VERSION = Parameter(
    "version", {"type": "integer", "minimum": 1, "maximum": 9999}, "Which version, from 1; else the newest"
)

STAFF_ONLY = _("Only staff of the program may prepare and publish its reports.")
CLERK_ONLY = _("Only this board's clerk, or an administrator of this portal, may say which programs it oversees.")
REFUSALS = {Permission.REPORT_PREPARE: STAFF_ONLY, Permission.PROGRAM_DEFINE: CLERK_ONLY}


class BoardOversight(BoardRecord):
    """The programs of one board: read by everybody, defined by its clerk, reported on by their staff."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        board = self.board.id
        return (
            *super().__acl__(),
            (Allow, name_principal(Role.PROGRAM_STAFF, board), Permission.REPORT_PREPARE),
            (Allow, name_principal(Role.CLERK, board), Permission.PROGRAM_DEFINE),
            (Allow, ADMINISTRATOR, Permission.PROGRAM_DEFINE),
        )

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (identity is not None and self.board.id in identity.find_boards())
        return REFUSALS if is_known else {}

    @cached_property
    def programs(self) -> list[ProgramFact]:
        return find_programs(self.request.db, self.board.id)


class OneProgram(BoardOversight):
    """One program of the board that the address names; one of another board is not here."""

    @cached_property
    def program(self) -> ProgramFact:
        key = self.request.matchdict["program"]
        found = next((program for program in self.programs if program.key == key), None)
        if found is None:
            raise HTTPNotFound
        return found


class OneReport(BoardOversight):
    """One version of a report that is out, the newest where the address names none."""

    @cached_property
    def report(self) -> ReportFact:
        number = read_whole_number(self.request, VERSION)
        found = find_report(self.request.db, self.board.id, self.request.matchdict["report"], number)
        if found is None:
            raise HTTPNotFound
        return found

    @property
    def address(self) -> str:
        return f"{self.board.address}/reports/{self.request.matchdict['report']}"


class OneReportDraft(BoardOversight):
    """One report that is being prepared."""

    @cached_property
    def draft(self) -> DraftFact:
        found = find_draft(self.request.db, self.board.id, self.request.matchdict["report_draft"])
        if found is None:
            raise HTTPNotFound
        return found

    @property
    def address(self) -> str:
        return f"{self.board.address}/reports/prepare/drafts/{self.draft.key}"
