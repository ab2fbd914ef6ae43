"""Everything that the law will ask of a board's meetings, in order, for its clerk: what, by when, by which provision.

Below it stands what the board's programs owe it, and which budgets close before that is answered.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.boards.resources import BOARD
from governance.boards.views import make_board_crumbs
from governance.clock import find_day
from governance.law.queries import Citation, cite, say
from governance.meetings.law_facts import LOOKING_BACK, find_meeting_law, gather_proceedings
from governance.meetings.planning_queries import find_titles
from governance.meetings.planning_resources import BoardPlanning
from governance.meetings.queries import make_meeting_address
from governance.minutes.queries import find_records
from governance.oversight.inquiry_queries import find_unanswered
from governance.oversight.inquiry_telling import tell_inquiry
from governance.oversight.inquiry_waiting import list_warnings
from governance.security import Permission
from governance.web.layout import Crumb
from governance.web.locale import _
from model_law.deadlines import Deadline, foresee_deadlines
from model_law.proceedings import MINUTES_CHECKS
from model_law.wording import word_deadline

DEADLINES = _("Deadlines")
MOST_OWED = 100


@dataclass(frozen=True)
class DeadlineTold:
    """One thing that is still to be done. meeting: the title of the meeting it is about, if of any; address: of the page
    on which its clerk does it.
    """

    due: datetime
    what: str
    rule: str
    title: str
    missed: bool
    provisional: bool
    binds: bool
    how_known: str
    citation: Citation
    meeting: str | None
    address: str | None


def find_page(deadline: Deadline) -> str:
    """Below a meeting's address, where the clerk does what is still to be done."""
    return "/minutes/draft" if deadline.rule.provision.check in MINUTES_CHECKS else "/notices"


def tell_deadline(deadline: Deadline, slug: str, titles: dict[str, str], language: str) -> DeadlineTold:
    provision = deadline.rule.provision
    key = deadline.meeting
    address = make_meeting_address(slug, key) + find_page(deadline) if key is not None else None
    return DeadlineTold(
        deadline.due, word_deadline(deadline, language), provision.id, say(provision.title, language), deadline.missed,
        deadline.provisional, deadline.rule.enforced, provision.how_known,
        cite(provision.source, provision.place, provision.follows), titles.get(key) if key is not None else None,
        address,
    )  # fmt: skip


def show_deadlines(context: BoardPlanning, request: Any) -> dict[str, Any]:
    board, db, now = context.board, request.db, request.now
    crumbs = (Crumb(board.name),) if not board.published else make_board_crumbs(board)
    request.layout.fill(DEADLINES, (*crumbs, Crumb(DEADLINES)), None)
    law = find_meeting_law(db, board.id, find_day(now, board.zone))
    records = find_records(db, [board.id], now - LOOKING_BACK)
    proceedings = gather_proceedings(db, board.id, board.zone, now, records)
    deadlines = foresee_deadlines(law, proceedings, now) if law else []
    owed = [one for _board, one in find_unanswered(db, [board.id], MOST_OWED)]
    titles = find_titles(db, board.id, [deadline.meeting for deadline in deadlines if deadline.meeting is not None])
    return {
        "board": board,
        "has_law": law is not None,
        "deadlines": [tell_deadline(one, board.slug, titles, request.locale_name) for one in deadlines],
        "owed": [tell_inquiry(one, board, now, request.locale_name) for one in owed],
        "budgets": list_warnings(db, [board.id], now),
    }


def includeme(config: Any) -> None:
    config.add_route("deadlines.board", f"/boards/{BOARD}/deadlines", factory=BoardPlanning)
    config.add_view(
        show_deadlines, route_name="deadlines.board", request_method="GET", permission=Permission.MEETING_NOTICE,
        renderer="front/deadlines.jinja2",
    )  # fmt: skip
