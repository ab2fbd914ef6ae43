"""What waits for a clerk: notices that fall due within days, of meetings that are posted and of drafts that are not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.boards.declaration_queries import AdoptionsRead
from governance.boards.law_models import Adoption
from governance.boards.law_queries import AdoptionFact, select_adoptions
from governance.boards.models import Board, Jurisdiction
from governance.clock import find_day
from governance.meetings.holidays_calendar import make_calendar
from governance.meetings.law_facts import MeetingLaws, read_emergency
from governance.meetings.models import Meeting, MeetingKind
from governance.meetings.notice_clock import make_meeting
from governance.meetings.planning import read_plan
from governance.meetings.planning_models import ClosedDay, MeetingDraft, Notice
from governance.meetings.planning_rows import OPEN
from governance.meetings.queries import make_meeting_address
from governance.security import Identity
from governance.web.locale import _
from model_law import meetings as facts
from model_law.days import CalendarError, DayCalendar, as_utc
from model_law.notice import find_due, find_notice_rules

SOON = timedelta(days=10)
LOOKED_AHEAD = timedelta(days=60)
"""How far meetings are looked for: no law here asks for a notice earlier than that."""


class Asked(NamedTuple):
    """A meeting that may still need a notice, with its title and where to see to it."""

    meeting: facts.Meeting
    title: str
    address: str


def find_notices_due(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """Notices due within SOON, of the boards on which somebody is clerk; the number of queries is the same for all."""
    ids = sorted(identity.find_boards(Role.CLERK))
    if not ids:
        return
    boards = db.execute(
        select(
            Board.id, Board.slug, Board.name, Board.zone, Board.parent_id, Board.jurisdiction_id, Jurisdiction.region
        )
        .join(Jurisdiction, Jurisdiction.id == Board.jurisdiction_id)
        .where(Board.id.in_(ids))
    ).all()
    asked = gather_asked(db, ids, {board.id: (board.slug, board.zone) for board in boards}, now)
    if not any(asked.values()):
        return
    laws = read_laws(db, {board.id: board.parent_id for board in boards})
    closed = read_closed(db, {board.jurisdiction_id for board in boards})
    this_year = now.year
    for board in boards:
        own = closed[board.jurisdiction_id]
        calendar = make_calendar(
            board.region, range(this_year - 1, this_year + 3), [day for day, is_closed in own if is_closed],
            [day for day, is_closed in own if not is_closed],
        )  # fmt: skip
        for one in asked[board.id]:
            due = find_first_due(laws[board.id], one.meeting, calendar, now)
            if due is not None and due <= now + SOON:
                title = _("Notice is due: ${title}", mapping={"title": one.title})
                yield Waiting(find_day(due, board.zone), title, one.address, board.name)


def gather_asked(
    db: Session, ids: Sequence[int], boards: dict[int, tuple[str, str]], now: datetime
) -> dict[int, list[Asked]]:
    """By board, its coming meetings with what was posted of each, and its drafts of meetings that are not posted."""
    asked: defaultdict[int, list[Asked]] = defaultdict(list)
    rows = db.execute(
        select(
            Meeting.id, Meeting.board_id, Meeting.key, Meeting.title, Meeting.kind, Meeting.starts_at, Meeting.zone,
            Meeting.time_stated, Meeting.emergency,
        )
        .where(
            Meeting.board_id.in_(ids), Meeting.status.in_(OPEN), Meeting.starts_at > now,
            Meeting.starts_at < now + LOOKED_AHEAD,
        )
        .order_by(Meeting.starts_at)
    ).all()  # fmt: skip
    posted: defaultdict[int, list[facts.Posting]] = defaultdict(list)
    for meeting_id, channel, posted_at in db.execute(
        select(Notice.meeting_id, Notice.channel, Notice.posted_at).where(
            Notice.meeting_id.in_([row.id for row in rows]), Notice.superseded_at.is_(None)
        )
    ):
        posted[meeting_id].append(facts.Posting(channel.value, posted_at))
    for row in rows:
        kind = None if row.kind is MeetingKind.UNSTATED else row.kind.value
        meeting = facts.Meeting(
            key=row.key, starts_at=row.starts_at, zone=row.zone, kind=kind, time_stated=row.time_stated,
            postings=tuple(posted[row.id]), emergency=read_emergency(row.emergency),
        )  # fmt: skip
        address = f"{make_meeting_address(boards[row.board_id][0], row.key)}/notices"
        asked[row.board_id].append(Asked(meeting, row.title, address))
    for board_id, draft in find_unposted(db, ids):
        slug, zone = boards[board_id]
        plan = read_plan(draft.content)
        if now < plan.begins < now + LOOKED_AHEAD:
            address = f"/boards/{slug}/meetings/prepare/{draft.key}"
            asked[board_id].append(Asked(make_meeting(plan, zone), plan.title, address))
    return asked


def find_unposted(db: Session, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
    drafts = db.execute(
        select(MeetingDraft.board_id, MeetingDraft.key, MeetingDraft.content).where(
            MeetingDraft.board_id.in_(ids), MeetingDraft.abandoned_at.is_(None), MeetingDraft.meeting_id.is_(None)
        )
    )
    return ((draft.board_id, draft) for draft in drafts)


def read_laws(db: Session, parents: dict[int, int | None]) -> dict[int, MeetingLaws]:
    """The laws of several boards, with those of the boards above them."""
    ids = sorted({*parents, *(parent for parent in parents.values() if parent is not None)})
    rows = db.execute(
        select_adoptions()
        .where(Adoption.board_id.in_(ids))
        .order_by(Adoption.started_on.desc(), Adoption.id.desc())
    )  # fmt: skip
    by_board: defaultdict[int, list[AdoptionFact]] = defaultdict(list)
    for row in rows:
        adoption = AdoptionFact(*row)
        by_board[adoption.board_id].append(adoption)
    return {
        board: MeetingLaws(board, AdoptionsRead(by_board[board], by_board[parent] if parent is not None else []))
        for board, parent in parents.items()
    }


def read_closed(db: Session, places: set[int]) -> dict[int, list[tuple[Any, bool]]]:
    closed: defaultdict[int, list[tuple[Any, bool]]] = defaultdict(list)
    for place, day, is_closed in db.execute(
        select(ClosedDay.jurisdiction_id, ClosedDay.day, ClosedDay.closed).where(
            ClosedDay.jurisdiction_id.in_(sorted(places)), ClosedDay.superseded_at.is_(None)
        )
    ):
        closed[place].append((day, is_closed))
    return closed


def find_first_due(laws: MeetingLaws, meeting: facts.Meeting, calendar: DayCalendar, now: datetime) -> datetime | None:
    """The earliest moment by which a channel that the law asks for is still to be used; None where none is."""
    law = laws.find(meeting.day)
    if law is None:
        return None
    posted = {posting.channel for posting in meeting.postings or ()}
    dues = []
    for rule in find_notice_rules(law, meeting):
        if all(channel in posted for channel in rule.values["channels"]):
            continue
        try:
            dues.append(as_utc(find_due(rule, meeting, calendar)))
        except CalendarError:
            continue
    return min((due for due in dues if due >= now), default=None)
