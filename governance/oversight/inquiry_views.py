"""Public pages of what a board asks of its programs: data requests, recommendations, questions, and each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from governance.boards.queries import BoardReference, find_earliest
from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_start_of_day
from governance.oversight.finding_telling import TONES, AnswerFindingTold, tell_finding
from governance.oversight.histories import tell_rows
from governance.oversight.inquiry_law import find_rules
from governance.oversight.inquiry_models import Answer, InquiryKind, ProgressState
from governance.oversight.inquiry_queries import (
    BudgetFact,
    InquiryFact,
    ProgressFact,
    count_inquiries,
    find_budget_dates,
    find_deciding_vote,
    find_inquiries,
    find_progress,
    find_responses,
)
from governance.oversight.inquiry_resources import INQUIRY_PATHS, LIST_PATHS, ONE, BoardInquiries, OneInquiry
from governance.oversight.inquiry_telling import (
    LIST_TITLES,
    InquiryTold,
    ProgressTold,
    ResponseTold,
    find_next_change,
    tell_inquiry,
    tell_progress,
    tell_response,
)
from governance.oversight.inquiry_waiting import find_answers_owed, find_budgets_near
from governance.oversight.inquiry_words import (
    ANSWER_WORDS,
    COMPARISONS,
    INQUIRY_KINDS,
    INQUIRY_STANDINGS,
    PROGRESS_WORDS,
)
from governance.oversight.metrics import load_dictionary
from governance.oversight.queries import PublishedReport, find_programs, find_published
from governance.oversight.telling import FigureTold
from governance.votes.queries import make_vote_address
from governance.web.layout import Crumb
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, make_paging
from model_law.answers import AnswerRecord, before_budget, written_answer
from model_law.findings import Finding

ASKED = ("written_answer", "before_budget")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class InquiriesPage:
    """What a board asked of its programs, of one kind, the latest first."""

    board: BoardReference
    kind: str
    inquiries: list[InquiryTold]
    paging: Paging


@dataclass(frozen=True)
class InquiryPage:
    """One thing that a board asked for, with every answer, the newest first.

    motion: its text, with the address of the vote; motion_stands: whether the board still wants it. findings: what the
    law says of the answer. before and after: the figures of the metric at which a recommendation aims, before it was sent
    and the latest since; done_on: when the program said that it is done.
    """

    board: BoardReference
    inquiry: InquiryTold
    motion: str | None
    motion_address: str | None
    motion_stands: bool
    report_address: str | None
    findings: list[AnswerFindingTold]
    responses: list[ResponseTold]
    progress: list[ProgressTold]
    done_on: date | None
    before: FigureTold | None
    after: FigureTold | None


def make_list_view(kind: InquiryKind) -> Callable[[BoardInquiries, Any], Page]:
    def show_inquiries(context: BoardInquiries, request: Any) -> Page:
        board, db, now = context.board, request.db, request.now
        paging = make_paging(request, count_inquiries(db, board.id, kind))
        found = find_inquiries(db, board.id, kind, paging.per_page, paging.offset)
        told = [tell_inquiry(one, board, now, request.locale_name) for one in found]
        page = InquiriesPage(board.reference, kind.value, told, paging)
        crumbs = make_board_crumbs(board, Crumb(LIST_TITLES[kind]))
        return Page(page, LIST_TITLES[kind], crumbs, find_next_change(found, board, now))

    return show_inquiries


def judge_answer(
    context: OneInquiry, inquiry: InquiryFact, reasoned: bool, budgets: Sequence[BudgetFact]
) -> list[Finding]:
    """What the law of the day on which a recommendation was sent, as it was known then, says of its answer today."""
    board, db = context.board, context.request.db
    rules = find_rules(db, board.id, inquiry.sent_on, ASKED, inquiry.entered_at)
    today = find_day(context.request.now, board.zone)
    rejected = inquiry.answer in (Answer.REJECTED, Answer.ACCEPTED_IN_PART)
    record = AnswerRecord(inquiry.sent_on, inquiry.answered_on, rejected, reasoned)
    findings = [written_answer(rules["written_answer"], record, today)]
    closes_on = next((one.closes_on for one in budgets if one.closes_on >= inquiry.sent_on), None)
    if closes_on is not None:
        findings.append(before_budget(rules["before_budget"], inquiry.due_on, inquiry.answered_on, closes_on, today))
    return findings


def show_inquiry(context: OneInquiry, request: Any) -> Page:
    board, db, inquiry, now = context.board, request.db, context.inquiry, request.now
    language = request.locale_name
    responses = find_responses(db, inquiry.id)
    vote = find_deciding_vote(db, inquiry.motion) if inquiry.motion is not None else None
    findings: list[Finding] = []
    progress: list[ProgressFact] = []
    figures: tuple[FigureTold | None, FigureTold | None] = (None, None)
    changes: list[datetime | None] = [find_next_change([inquiry], board, now)]
    if inquiry.kind is InquiryKind.RECOMMENDATION:
        budgets = find_budget_dates(db, board.id)
        is_owed = inquiry.stands or inquiry.answered_on is not None
        findings = judge_answer(context, inquiry, any(one.reasons for one in responses), budgets) if is_owed else []
        progress = find_progress(db, inquiry.id)
        if inquiry.answered_on is None:
            # A budget comes nearer, and the days of the answer are counted, day by day.
            changes.append(find_start_of_day(find_day(now, board.zone) + ONE_DAY, board.zone))
        if inquiry.metric is not None:
            program = next(one for one in find_programs(db, board.id) if one.key == inquiry.program)
            figures = find_figures(inquiry, find_published(db, program.id), board.address, program.zone)
    done = next((one.told_on for one in progress[:1] if one.state is ProgressState.DONE), None)
    page = InquiryPage(
        board.reference, tell_inquiry(inquiry, board, now, language), inquiry.motion_text,
        make_vote_address(board.slug, vote[1]) if vote is not None else None, inquiry.stands,
        f"{board.address}/reports/{inquiry.report}" if inquiry.report is not None else None,
        [tell_finding(one, language) for one in findings], [tell_response(one, board) for one in responses],
        [tell_progress(one) for one in progress], done, *figures,
    )  # fmt: skip
    crumbs = make_board_crumbs(
        board, Crumb(LIST_TITLES[inquiry.kind], context.address.rpartition("/")[0]), Crumb(inquiry.title)
    )
    return Page(page, inquiry.title, crumbs, find_earliest(*changes))


def find_figures(
    inquiry: InquiryFact, published: Sequence[PublishedReport], address: str, zone: str
) -> tuple[FigureTold | None, FigureTold | None]:
    """A recommendation's metric in the last period before it was sent, and in the latest that began since."""
    told = [
        (report, headline)
        for report in published
        for headline in report.headlines
        if headline["metric"] == inquiry.metric
    ]
    before = next((one for one in told if one[0].period.ends_on < inquiry.sent_on), None)
    after = next((one for one in told if one[0].period.starts_on >= inquiry.sent_on), None)
    rows = [row for row in (after, before) if row is not None]
    figures = tell_rows(inquiry.metric or "", rows, load_dictionary(), address, zone, len(rows))
    return (
        next((one for one in figures if before is not None and one.starts_on == before[0].period.starts_on), None),
        next((one for one in figures if after is not None and one.starts_on == after[0].period.starts_on), None),
    )


def includeme(config: Any) -> None:
    config.add_waiting_source(find_answers_owed)
    config.add_waiting_source(find_budgets_near)
    config.add_words(
        inquiry_kinds=INQUIRY_KINDS, inquiry_standings=INQUIRY_STANDINGS, answers=ANSWER_WORDS,
        progress=PROGRESS_WORDS, comparisons=COMPARISONS, finding_tones=TONES,
    )  # fmt: skip
    add_list(config, InquiryKind.DATA_REQUEST, summary="What data a board asked of its programs, and what became of it")
    add_list(
        config, InquiryKind.RECOMMENDATION,
        summary="What a board recommended to its programs, and what they answered",
    )  # fmt: skip
    add_list(config, InquiryKind.QUESTION, summary="What members of a board asked its programs, and what they answered")
    add_one(config, InquiryKind.DATA_REQUEST, summary="One request for data, with its answers")
    add_one(config, InquiryKind.RECOMMENDATION, summary="One recommendation, with its answers and what came of it")
    add_one(config, InquiryKind.QUESTION, summary="One question of a member, with its answers")


def add_list(config: Any, kind: InquiryKind, *, summary: str) -> None:
    config.add_public_page(
        f"oversight.{kind}s", LIST_PATHS[kind], make_list_view(kind), template="oversight/inquiries.jinja2",
        content=InquiriesPage, factory=BoardInquiries, parameters=(PAGE,), summary=summary,
    )  # fmt: skip


def add_one(config: Any, kind: InquiryKind, *, summary: str) -> None:
    config.add_public_page(
        f"oversight.{kind}", INQUIRY_PATHS[kind], show_inquiry, template="oversight/inquiry.jinja2",
        content=InquiryPage, factory=ONE[kind], summary=summary,
    )  # fmt: skip
