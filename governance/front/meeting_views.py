"""One meeting as the public reads it: how it was noticed, what is on its agenda, who came, what was moved and voted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.boards.queries import BoardIdentity, BoardReference
from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_tomorrow
from governance.documents.queries import DocumentFact, find_documents_of_keys
from governance.documents.queries import find_documents as find_papers
from governance.front.agenda_telling import AgendaReference, PaperTold, list_agendas, tell_changes, tell_paper
from governance.front.notice_telling import (
    NoticeRuleTold,
    NoticeTold,
    find_next_due,
    judge_meeting,
    tell_notices,
    tell_rules,
)
from governance.meetings.live_contents import CertificateTold, SessionTold
from governance.meetings.live_telling import tell_certificate, tell_session
from governance.meetings.models import MeetingStatus
from governance.meetings.notice_queries import CalledOff, find_agenda, find_called_off, find_notices
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_rows import plan_item
from governance.meetings.queries import (
    Attendee,
    Document,
    Item,
    MeetingDetail,
    count_items,
    find_attendance,
    find_documents,
    find_items,
    make_meeting_address,
)
from governance.meetings.resources import MEETING_PATH, MeetingRecord
from governance.meetings.states import MeetingState, find_end
from governance.votes.queries import MotionOfItem, find_motions
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, Parameter, make_paging, read_whole_number

ITEMS_PER_PAGE = 200
VERSION = Parameter(
    "version", {"type": "integer", "minimum": 1, "maximum": 9999}, "Which posted version, from 1; else the newest"
)
HELD = (MeetingStatus.IN_SESSION, MeetingStatus.ADJOURNED)
NOT_HELD = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.NEVER_MET)


@dataclass(frozen=True)
class ItemOfMeeting:
    """An item with its papers: those at addresses elsewhere, and those that are kept here with their versions."""

    item: Item
    documents: list[Document]
    papers: list[PaperTold]
    motions: list[MotionOfItem]


@dataclass(frozen=True)
class MeetingPage:
    """One meeting: when and where, how it was noticed, its papers, who came, and each item with its motions and votes."""

    board: BoardReference
    meeting: MeetingDetail
    state: MeetingState
    called_off: CalledOff | None
    notices: list[NoticeTold]
    notice_rules: list[NoticeRuleTold]
    agendas: list[AgendaReference]
    documents: list[Document]
    papers: list[PaperTold]
    attendance: list[Attendee]
    items: list[ItemOfMeeting]
    motions: list[MotionOfItem]
    session: SessionTold | None
    certificate: CertificateTold | None
    paging: Paging


@dataclass(frozen=True)
class ItemOfAgenda:
    """An item as it was posted, with its papers as they are now."""

    place: int
    item: PlannedItem
    documents: list[Document]
    papers: list[PaperTold]


@dataclass(frozen=True)
class AgendaPage:
    """One version of a meeting's agenda.

    posted is None where no agenda was posted here: the items are then those that the record has. changes: what differs
    from the version before, in words. plan: the meeting as that version told it.
    """

    board: BoardReference
    meeting: MeetingDetail
    state: MeetingState
    posted: AgendaReference | None
    is_newest: bool
    agendas: list[AgendaReference]
    changes: list[str]
    plan: Plan | None
    items: list[ItemOfAgenda]
    paging: Paging


def show_meeting(context: MeetingRecord, request: Any) -> Page:
    board, meeting, db, now = context.board, context.meeting, request.db, request.now
    address = make_meeting_address(board.slug, meeting.key)
    paging = make_paging(request, count_items(db, meeting.id), ITEMS_PER_PAGE)
    documents = find_documents(db, meeting.id)
    motions = find_motions(db, board, meeting.id)
    items = find_items(db, meeting.id, paging.per_page, paging.offset)
    shown = [None, *(item.id for item in items)]
    papers = find_papers(db, [one.document_id for item in shown for one in documents.get(item, []) if one.document_id])
    notices = find_notices(db, meeting.id)
    # Of a meeting that nobody noticed here and that is over there is nothing to say.
    is_coming = meeting.judge(now) is MeetingState.UPCOMING and meeting.source_system is None
    _law, findings = judge_meeting(db, board, meeting, notices, now) if notices or is_coming else (None, ())
    content = MeetingPage(
        board.reference,
        meeting,
        meeting.judge(now),
        find_called_off(db, meeting.id) if meeting.status in NOT_HELD else None,
        tell_notices(notices, address),
        tell_rules(findings, request.locale_name),
        list_agendas(notices, address),
        keep_foreign(documents.get(None, [])),
        tell_papers(documents.get(None, []), papers, address),
        find_attendance(db, meeting.id),
        [
            ItemOfMeeting(
                item, keep_foreign(documents.get(item.id, [])), tell_papers(documents.get(item.id, []), papers, address),
                motions.get(item.id, []),
            )
            for item in items
        ],
        motions.get(None, []),
        *tell_held(db, board, meeting, now, request.locale_name),
        paging,
    )  # fmt: skip
    crumbs = make_meeting_crumbs(board, Crumb(meeting.title))
    # What of a certificate is public is for the law of the day.
    tomorrow = find_tomorrow(now, board.zone) if content.certificate is not None else None
    return Page(content, meeting.title, crumbs, find_next_change(meeting, now, find_next_due(findings, now), tomorrow))


def tell_held(
    db: Any, board: BoardIdentity, meeting: MeetingDetail, now: datetime, language: str
) -> tuple[SessionTold | None, CertificateTold | None]:
    """What happened in a meeting that is held here, and the certificate of its call to order."""
    if meeting.status not in HELD or meeting.source_system is not None:
        return None, None
    certificate = tell_certificate(db, meeting.id, board.id, find_day(now, board.zone), language)
    return (tell_session(db, meeting, board.id) if certificate is not None else None), certificate


def make_meeting_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    return make_board_crumbs(board, Crumb(_("Meetings"), f"{board.address}/meetings"), *more)


def find_next_change(meeting: MeetingDetail, now: datetime, *others: datetime | None) -> datetime | None:
    """The next moment at which time alone changes the page: the meeting is past, or another, as when a notice falls due."""
    end = find_end(meeting.starts_at, meeting.ends_at, meeting.time_stated)
    return min((moment for moment in (end, *others) if moment is not None and moment > now), default=None)


def keep_foreign(documents: Sequence[Document]) -> list[Document]:
    return [document for document in documents if document.document_id is None]


def tell_papers(
    documents: Sequence[Document], papers: Mapping[int, DocumentFact], meeting_address: str
) -> list[PaperTold]:
    return [
        tell_paper(papers[document.document_id], meeting_address)
        for document in documents
        if document.document_id is not None and document.document_id in papers
    ]


def show_agenda(context: MeetingRecord, request: Any) -> Page:
    """The agenda as it was posted last, or as it was posted before; else what the record has of it."""
    board, meeting, db = context.board, context.meeting, request.db
    address = make_meeting_address(board.slug, meeting.key)
    agendas = list_agendas(find_notices(db, meeting.id), address)
    asked = read_whole_number(request, VERSION)
    number = asked if asked is not None else agendas[0].number if agendas else None
    posted = find_agenda(db, meeting.id, number) if number is not None else None
    if posted is None and (asked is not None or agendas):
        raise HTTPNotFound(_("No agenda of this number was posted."))
    paging = make_paging(
        request, count_items(db, meeting.id) if posted is None else len(posted.plan.items), ITEMS_PER_PAGE
    )
    if posted is None:
        plan, changes = None, []
        items = tell_recorded(context, request, paging)
    else:
        changes = tell_changes(posted.changes, board.zone, request.layout.translate)
        shown = posted.plan.items[paging.offset : paging.offset + paging.per_page]
        plan = replace(posted.plan, items=())
        papers = find_documents_of_keys(db, board.id, [key for item in shown for key in item.documents])
        items = [
            ItemOfAgenda(place, item, [], [tell_paper(papers[key], address) for key in item.documents if key in papers])
            for place, item in enumerate(shown, paging.offset + 1)
        ]
    content = AgendaPage(
        board.reference,
        meeting,
        meeting.judge(request.now),
        next((agenda for agenda in agendas if agenda.number == number), None),
        number is None or number == agendas[0].number,
        agendas,
        changes,
        plan,
        items,
        paging,
    )
    title = _("Agenda of: ${title}", mapping={"title": meeting.title})
    crumbs = make_meeting_crumbs(board, Crumb(meeting.title, address), Crumb(_("Agenda")))
    return Page(content, title, crumbs, find_next_change(meeting, request.now))


def tell_recorded(context: MeetingRecord, request: Any, paging: Paging) -> list[ItemOfAgenda]:
    """The items of a meeting whose agenda was not posted here."""
    documents = find_documents(request.db, context.meeting.id)
    return [
        ItemOfAgenda(place, plan_item(item), keep_foreign(documents.get(item.id, [])), [])
        for place, item in enumerate(
            find_items(request.db, context.meeting.id, paging.per_page, paging.offset), paging.offset + 1
        )
        if item.agenda_position is not None or item.minutes_position is None
    ]


def includeme(config: Any) -> None:
    config.add_public_page(
        "front.meeting",
        MEETING_PATH,
        show_meeting,
        template="front/meeting.jinja2",
        content=MeetingPage,
        factory=MeetingRecord,
        summary="One meeting: notice, agenda, attendance, motions, votes, documents",
        parameters=(PAGE,),
    )
    config.add_public_page(
        "front.agenda",
        f"{MEETING_PATH}/agenda",
        show_agenda,
        template="front/agenda.jinja2",
        content=AgendaPage,
        factory=MeetingRecord,
        summary="One version of a meeting's agenda, and what changed in it",
        parameters=(PAGE, VERSION),
    )
