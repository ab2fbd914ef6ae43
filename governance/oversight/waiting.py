"""What waits for staff of a program: reports that are due within two weeks, or late."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.queries import find_boards_by_id
from governance.clock import find_day
from governance.oversight.periods import Standing
from governance.oversight.queries import find_owed, find_programs, find_published
from governance.security import Identity
from governance.web.locale import _

SOON = timedelta(days=14)
MOST_BOARDS, MOST_PROGRAMS, MOST_REPORTS = 3, 3, 12
"""Programs are read one by one, so that no more of them are than one office reports on."""
OWED = (Standing.DUE, Standing.LATE, Standing.NOT_DELIVERED)


def find_reports_due(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """The reports that somebody's program owes, each by its due day where the program sits."""
    boards = sorted(identity.find_boards(Role.PROGRAM_STAFF))[:MOST_BOARDS]
    for board in find_boards_by_id(db, boards):
        for program in find_programs(db, board.id)[:MOST_PROGRAMS]:
            soon = find_day(now, program.zone) + SOON
            owed = find_owed(program, find_published(db, program.id), now)
            for one in [one for one in owed if one.standing in OWED and one.due_on <= soon][:MOST_REPORTS]:
                is_late = one.standing is not Standing.DUE
                said = {"program": program.name, "day": one.period.ends_on.isoformat()}
                title = (
                    _("Late: report of ${program} on the period until ${day}", mapping=said)
                    if is_late
                    else _("Report of ${program} on the period until ${day}", mapping=said)
                )
                yield Waiting(one.due_on, title, f"/boards/{board.slug}/reports/prepare", board.name)
