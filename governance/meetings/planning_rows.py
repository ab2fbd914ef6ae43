"""The rows behind a posted agenda: what a plan makes of them, and what they held before."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from governance.boards.models import Board
from governance.db.history import FormerState
from governance.db.model import Model
from governance.documents.models import Document
from governance.meetings.models import (
    AgendaItem,
    DocumentKind,
    ItemKind,
    Meeting,
    MeetingDocument,
    MeetingKind,
    MeetingStatus,
    PaperStatus,
)
from governance.meetings.planning import LONGEST_LINE, Plan, PlannedItem
from governance.meetings.planning_acts import PlanningRefusal, PlanningRefused
from governance.meetings.planning_models import AgendaVersion, MeetingDraft
from governance.meetings.queries import Item, make_meeting_address
from governance.meetings.states import find_end

OPEN = (MeetingStatus.SCHEDULED, MeetingStatus.NOTICED)
"""What can still be noticed, changed and called off."""


def lock_draft(session: Session, board_id: int, key: str, edit: int | None) -> MeetingDraft:
    """The draft, held until the transaction ends. edit: the change that its writer saw last; None: whichever is the last."""
    draft = session.scalar(
        select(MeetingDraft)
        .where(MeetingDraft.board_id == board_id, MeetingDraft.key == key, MeetingDraft.abandoned_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if draft is None:
        raise PlanningRefused(PlanningRefusal.UNKNOWN_DRAFT)
    if edit is not None and draft.edit != edit:
        raise PlanningRefused(PlanningRefusal.CHANGED_MEANWHILE)
    return draft


def find_meeting_row(session: Session, board_id: int, key: str) -> Meeting:
    meeting = session.scalar(
        select(Meeting)
        .where(Meeting.board_id == board_id, Meeting.key == key)
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        raise PlanningRefused(PlanningRefusal.UNKNOWN_MEETING)
    return meeting


def find_open_meeting(session: Session, now: datetime, board_id: int, key: str) -> Meeting:
    meeting = find_meeting_row(session, board_id, key)
    refuse_closed(now, meeting)
    return meeting


def refuse_closed(now: datetime, meeting: Meeting) -> None:
    if meeting.status in (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED):
        raise PlanningRefused(PlanningRefusal.ALREADY_CALLED_OFF)
    if meeting.status not in OPEN or meeting.starts_at <= now:
        raise PlanningRefused(PlanningRefusal.ALREADY_BEGUN)


def refuse_same_time(session: Session, board_id: int, plan: Plan, meeting: Meeting | None) -> None:
    """A board cannot meet in two places at once: a meeting without an end lasts as long as the house reckons with."""
    others = session.scalars(
        select(Meeting).where(
            Meeting.board_id == board_id,
            Meeting.status.in_((*OPEN, MeetingStatus.IN_SESSION)),
            Meeting.time_stated,
            Meeting.starts_at < find_end(plan.begins, plan.ends, True),
            or_(Meeting.ends_at.is_(None), Meeting.ends_at > plan.begins),
        )
    )
    for other in others:
        same = meeting is not None and other.id == meeting.id
        if not same and find_end(other.starts_at, other.ends_at, True) > plan.begins:
            raise PlanningRefused(PlanningRefusal.AT_THE_SAME_TIME, "starts_at")


def find_paper(session: Session, board_id: int, key: str, field: str) -> Document:
    paper = session.scalar(select(Document).where(Document.board_id == board_id, Document.key == key))
    if paper is None:
        raise PlanningRefused(PlanningRefusal.UNKNOWN_DOCUMENT, field)
    return paper


def find_papers(session: Session, board_id: int, plan: Plan) -> dict[str, Document]:
    """The papers that a plan names, by their keys. Raises PlanningRefused for one that the board has not."""
    keys = {key for item in plan.items for key in item.documents}
    papers = {
        paper.key: paper
        for paper in session.scalars(
            select(Document).where(Document.board_id == board_id, Document.key.in_(sorted(keys)))
        )
    }  # fmt: skip
    for place, item in enumerate(plan.items):
        if any(key not in papers for key in item.documents):
            raise PlanningRefused(PlanningRefusal.UNKNOWN_DOCUMENT, f"items.{place}.documents")
    return papers


def find_newest_agenda(session: Session, meeting_id: int) -> AgendaVersion | None:
    return session.scalar(
        select(AgendaVersion)
        .where(AgendaVersion.meeting_id == meeting_id)
        .order_by(AgendaVersion.number.desc())
        .limit(1)
    )


def plan_recorded(session: Session, meeting: Meeting) -> Plan:
    """What the record holds of a meeting that was not posted here, as a plan."""
    items = session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position, AgendaItem.id)
    )
    return Plan(
        title=meeting.title, kind=meeting.kind, starts_at=meeting.starts_at.isoformat(),
        ends_at=meeting.ends_at.isoformat() if meeting.ends_at else "", place=meeting.place or "",
        join_address=meeting.join_address or "", join_phone=meeting.join_phone or "",
        items=tuple(map(plan_item, items)),
    )  # fmt: skip


def plan_item(item: AgendaItem | Item) -> PlannedItem:
    """What the record holds of an item, as a plan has it, without its papers.

    Other systems have titles as long as a page: of such a one the title holds the beginning, and the note all of it.
    """
    title, note = item.title or item.matter_name or item.number or "-", item.note or ""
    if len(title) > LONGEST_LINE:
        title, note = f"{title[: LONGEST_LINE - 1]}…", "\n\n".join(filter(None, (title, note)))
    return PlannedItem(
        item.key, item.kind, title, note, item.presenter or "", item.minutes_planned,
        item.question or "", item.closed_ground or "",
    )  # fmt: skip


def keep_former(session: Session, now: datetime, row: Meeting | AgendaItem) -> FormerState:
    """Keep what a row held, with which its change begins."""
    table = row.__tablename__
    since = session.scalar(
        select(func.max(FormerState.superseded_at)).where(FormerState.table_name == table, FormerState.row_id == row.id)
    )
    held = {
        column.name: value.isoformat() if isinstance(value, datetime) else value
        for column in row.__table__.columns
        if not column.name.startswith("source_") and (value := getattr(row, column.name)) is not None
    }
    state = FormerState(
        table_name=table, row_id=row.id, values=held, entered_at=since or row.entered_at, superseded_at=now
    )  # fmt: skip
    session.add(state)
    session.flush()
    return state


def set_meeting(meeting: Meeting, plan: Plan) -> None:
    meeting.title, meeting.kind, meeting.status = plan.title, MeetingKind(plan.kind), MeetingStatus.NOTICED
    meeting.starts_at, meeting.ends_at, meeting.time_stated = plan.begins, plan.ends, True
    for name in (
        "place", "join_address", "join_phone", "accommodations", "languages", "recording_address", "comment",
    ):  # fmt: skip
        setattr(meeting, name, getattr(plan, name) or None)
    meeting.emergency = dict(plan.emergency) if plan.emergency else None
    meeting.agenda_status = PaperStatus.FINAL


def write_items(session: Session, now: datetime, meeting: Meeting, plan: Plan) -> list[Model]:
    """Bring the meeting's items to what the plan says; returns every row that was made or changed, and what they held.

    An item that is taken off stays as a row, for it is sealed and earlier agendas name it.
    """
    standing = {
        item.key: item for item in session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    }
    refuse_foreign(session, meeting, [planned.key for planned in plan.items if planned.key not in standing])
    rows: list[Model] = []
    planned_keys = {planned.key for planned in plan.items}
    for item in standing.values():
        if item.key not in planned_keys and item.taken_off_at is None:
            rows += [keep_former(session, now, item), item]
            item.taken_off_at = now
    for place, planned in enumerate(plan.items, 1):
        item = standing.get(planned.key) or AgendaItem(key=planned.key, meeting_id=meeting.id, entered_at=now)
        values = describe_item(planned, place)
        if item.id is not None and all(getattr(item, name) == value for name, value in values.items()):
            continue
        if item.id is not None:
            rows.append(keep_former(session, now, item))
        for name, value in values.items():
            setattr(item, name, value)
        session.add(item)
        rows.append(item)
    session.flush()
    return rows


def refuse_foreign(session: Session, meeting: Meeting, keys: list[str]) -> None:
    """An item belongs to one meeting for good."""
    foreign = session.scalar(
        select(AgendaItem.key).where(AgendaItem.key.in_(keys), AgendaItem.meeting_id != meeting.id).limit(1)
    )
    if foreign is not None:
        raise PlanningRefused(PlanningRefusal.ITEM_ELSEWHERE, "items")


def describe_item(planned: PlannedItem, place: int) -> dict[str, object]:
    """What an item's row holds of the plan, by column."""
    return {
        "position": place,
        "agenda_position": place,
        "number": f"{place}.",
        "kind": ItemKind(planned.kind),
        "title": planned.title,
        "note": planned.note or None,
        "presenter": planned.presenter or None,
        "minutes_planned": planned.minutes,
        "question": planned.question or None,
        "closed_ground": planned.closed_ground or None,
        "taken_off_at": None,
    }


def write_papers(
    session: Session, now: datetime, board: Board, meeting: Meeting, plan: Plan, papers: Mapping[str, Document]
) -> list[Model]:
    """Bring the papers of the meeting's items to what the plan says. Those that other systems gave stay."""
    keys = select(AgendaItem.key, AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)
    items: dict[str, int] = {row.key: row.id for row in session.execute(keys)}
    standing = {
        (paper.agenda_item_id, paper.document_id): paper
        for paper in session.scalars(
            select(MeetingDocument).where(
                MeetingDocument.meeting_id == meeting.id, MeetingDocument.document_id.is_not(None)
            )
        )
    }
    wanted = {
        (items[planned.key], papers[key].id): (papers[key], position)
        for planned in plan.items
        for position, key in enumerate(planned.documents, 1)
    }
    rows: list[Model] = []
    for place, paper in standing.items():
        if place not in wanted and paper.taken_off_at is None:
            paper.taken_off_at = now
            rows.append(paper)
    for (item_id, document_id), (document, position) in wanted.items():
        row = standing.get((item_id, document_id)) or MeetingDocument(
            meeting_id=meeting.id, agenda_item_id=item_id, document_id=document_id, kind=DocumentKind.ATTACHMENT,
            entered_at=now,
        )  # fmt: skip
        values = {
            "title": document.title,
            "address": f"{make_meeting_address(board.slug, meeting.key)}/documents/{document.key}",
            "position": position,
            "taken_off_at": None,
        }
        if row.id is not None and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        rows.append(row)
    session.flush()
    return rows
