"""The published minutes of a meeting, for everybody: the page, its JSON twin, and the printed file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from governance.boards.queries import BoardIdentity, BoardReference
from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_tomorrow
from governance.documents import serving
from governance.documents.queries import find_documents as find_papers
from governance.meetings.live_contents import CertificateTold, CompositionThen
from governance.meetings.live_telling import tell_certificate
from governance.meetings.models import DocumentKind
from governance.meetings.queries import Document, find_documents, make_meeting_address
from governance.meetings.resources import MEETING_PATH, MeetingRecord
from governance.minutes.contents import MinutesContent, parse_content, read_finding
from governance.minutes.judging import judge_gap, judge_meeting
from governance.minutes.queries import VersionFact, find_content, find_prints, find_versions, prints_composition
from governance.minutes.telling import CommentShown, tell_certified, tell_comments
from governance.minutes.waiting import find_minutes_due
from governance.minutes.words import (
    ITEM_STATES,
    MOTION_KINDS,
    MOTION_STATES,
    OUTCOMES,
    ROUND_REASONS,
    word_change,
    word_stretch,
    word_sum,
)
from governance.security import Permission
from governance.web.layout import Crumb
from governance.web.locale import LANGUAGE_NAMES, _
from governance.web.markdown import render_markdown
from governance.web.pages import Page
from governance.web.parameters import Parameter, read_choice, read_whole_number
from model_law.findings import Finding, Verdict
from model_law.wording import word_finding

MINUTES = _("Minutes")
RESERVED_SINCE = _(
    "This print tells what the board's law has reserved since. The page of the minutes tells all that is public."
)
PRINT_PATH = MEETING_PATH.replace("{meeting:", "{printed:") + "/minutes.pdf"
VERSION = Parameter(
    "version", {"type": "integer", "minimum": 1, "maximum": 9999}, "Which published version, from 1; else the newest"
)
IN = Parameter("in", {"type": "string", "enum": sorted(LANGUAGE_NAMES)}, "The language of the printed file")
MISSED = (Verdict.BREACHED, Verdict.WARNED)


class PrintedMinutes(MeetingRecord):
    """A meeting whose minutes are published, as public as its board."""

    def load(self, request: Any) -> BoardIdentity:
        request.matchdict["meeting"] = request.matchdict["printed"]
        return super().load(request)


@dataclass(frozen=True)
class MissedTold:
    """A time for minutes that was missed, with the sum in words and how the rule is known."""

    rule: str
    title: str
    text: str
    how_known: str


@dataclass(frozen=True)
class MinutesPage:
    """The minutes of a meeting. shown is empty where none are published here; elsewhere: minutes at other addresses.

    missed: times that the law set and that were missed. no_meeting_follows: why no such time is known yet, and what the
    law says of a board that does not meet. certificate: of the call to order, as it was frozen, as far as it is public.
    comments: the words of the first ones. prints: the languages in which the version shown can be had as a file.
    """

    board: BoardReference
    title: str
    address: str
    starts_at: datetime
    time_stated: bool
    zone: str
    shown: VersionFact | None
    is_newest: bool
    versions: list[VersionFact]
    content: MinutesContent | None
    elsewhere: list[Document]
    missed: list[MissedTold]
    no_meeting_follows: list[MissedTold]
    certificate: CertificateTold | None
    comments: list[CommentShown]
    prints: list[str]


def tell_missed(finding: Finding, language: str) -> MissedTold:
    provision = finding.ruled_by.provision
    return MissedTold(
        provision.id, getattr(provision.title, language), word_finding(finding, language), provision.how_known
    )


def find_no_meeting(findings: Sequence[Finding]) -> list[Finding]:
    """What says that the time for the approval hangs on meetings that nobody has held or planned."""
    return [one for one in findings if one.message == "minutes.no_meeting_follows"]


def find_shown(context: MeetingRecord, request: Any) -> tuple[VersionFact | None, list[VersionFact]]:
    """The version asked for and all that are published. Raises HTTPNotFound for one that is not."""
    versions = [one for one in find_versions(request.db, context.meeting.id) if one.published_at is not None]
    asked = read_whole_number(request, VERSION)
    shown = next((one for one in versions if asked is None or one.number == asked), None)
    if shown is None and asked is not None:
        raise HTTPNotFound(_("No minutes of this number are published."))
    return shown, versions


def show_minutes(context: MeetingRecord, request: Any) -> Page:
    board, meeting, db = context.board, context.meeting, request.db
    shown, versions = find_shown(context, request)
    papers = find_documents(db, meeting.id).get(None, [])
    findings = judge_meeting(db, board, meeting.key, request.now)
    following = find_no_meeting(findings) if shown is None else []
    if following:
        following += [one for one in judge_gap(db, board, request.now) if one.verdict in MISSED]
    said = parse_content(find_content(db, shown.id)) if shown is not None else None
    content = MinutesPage(
        board.reference,
        meeting.title,
        make_meeting_address(board.slug, meeting.key),
        meeting.starts_at,
        meeting.time_stated,
        meeting.zone,
        shown,
        bool(versions) and shown == versions[0],
        versions,
        said,
        [paper for paper in papers if paper.kind is DocumentKind.MINUTES and paper.document_id is None],
        [tell_missed(one, request.locale_name) for one in findings if one.verdict in MISSED],
        [tell_missed(one, request.locale_name) for one in following],
        tell_certified(db, said, meeting, board, request.now, request.locale_name) if said is not None else None,
        tell_comments(db, said) if said is not None else [],
        [one.language for one in find_prints(db, shown.id)] if shown is not None else [],
    )
    title = _("Minutes of: ${title}", mapping={"title": meeting.title})
    meetings = Crumb(_("Meetings"), f"{board.address}/meetings")
    crumbs = make_board_crumbs(board, meetings, Crumb(meeting.title, content.address), Crumb(MINUTES))
    # What is missed, and what of a certificate is public, is for the law of the day.
    of_day = findings or content.certificate is not None
    return Page(content, title, crumbs, find_tomorrow(request.now, board.zone) if of_day else None)


def read_print(context: MeetingRecord, request: Any) -> Response:
    """The printed file of a published version, in the language asked for or the reader's."""
    shown, _versions = find_shown(context, request)
    language = read_choice(request, IN) or request.locale_name
    prints = {one.language: one for one in find_prints(request.db, shown.id)} if shown is not None else {}
    if language not in prints:
        raise HTTPNotFound
    if is_reserved(context, request) and prints_composition(request.db, prints[language].document_id):
        raise HTTPNotFound(RESERVED_SINCE)
    papers = find_papers(request.db, [prints[language].document_id])
    version = next(paper.newest for paper in papers.values())
    if not version.is_readable:
        raise HTTPNotFound
    return serving.send(request, version)


def is_reserved(context: MeetingRecord, request: Any) -> bool:
    """Whether a law that came after the call to order keeps from the public how the composition was judged then."""
    board, today = context.board, find_day(request.now, context.board.zone)
    certificate = tell_certificate(request.db, context.meeting.id, board.id, today, request.locale_name)
    return certificate is not None and certificate.composition is CompositionThen.WITHHELD


def includeme(config: Any) -> None:
    config.add_words(
        minutes_outcomes=OUTCOMES,
        minutes_item_states=ITEM_STATES,
        motion_states_told=MOTION_STATES,
        minutes_motion_kinds=MOTION_KINDS,
        round_reasons=ROUND_REASONS,
        read_finding=read_finding,
        word_change=word_change,
        word_stretch=word_stretch,
        word_sum=word_sum,
        render_markdown=render_markdown,
    )
    config.add_waiting_source(find_minutes_due)
    config.add_public_page(
        "minutes.read",
        f"{MEETING_PATH}/minutes",
        show_minutes,
        template="minutes/minutes.jinja2",
        content=MinutesPage,
        factory=MeetingRecord,
        summary="The published minutes of a meeting, in any version",
        parameters=(VERSION,),
    )
    config.add_route("minutes.print", PRINT_PATH, factory=PrintedMinutes)
    config.add_view(read_print, route_name="minutes.print", request_method="GET", permission=Permission.RECORD_READ)
