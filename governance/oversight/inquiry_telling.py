"""What boards ask and programs answer, as pages tell it: with its standing today, and in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.boards.queries import BoardIdentity, find_earliest, make_person_address
from governance.clock import find_day, find_start_of_day
from governance.oversight.inquiry_models import InquiryKind
from governance.oversight.inquiry_queries import InquiryFact, ProgressFact, ResponseFact
from governance.oversight.inquiry_resources import make_inquiry_address
from governance.oversight.inquiry_standing import InquiryStanding
from governance.oversight.metrics import load_dictionary
from governance.oversight.telling import say
from governance.web.locale import _

LIST_TITLES = {
    InquiryKind.DATA_REQUEST: _("Data requests"),
    InquiryKind.RECOMMENDATION: _("Recommendations"),
    InquiryKind.QUESTION: _("Questions to the program"),
}
WAITING = (InquiryStanding.DUE, InquiryStanding.LATE)


@dataclass(frozen=True)
class InquiryTold:
    """What a board asked for. days_late: whole days after the last one; answered_on: the day of the first answer;
    answer: the one that stands. metric: in words. asked_by: the member who asks, where it is a question.
    """

    key: str
    kind: str
    title: str
    words: list[str]
    program: str
    metric: str | None
    sent_on: date
    due_on: date
    standing: str
    days_late: int
    answer: str | None
    answered_on: date | None
    asked_by: str | None
    asked_by_address: str | None
    address: str


@dataclass(frozen=True)
class ResponseTold:
    """One answer. report_address: of the report that it points to; by_letter: it came elsewhere, and the clerk entered
    it; change: why it took the place of another one.
    """

    number: int
    answer: str
    words: list[str]
    reasons: list[str]
    report_address: str | None
    web_address: str | None
    answered_on: date
    by_letter: bool
    change: str | None
    entered_at: datetime


@dataclass(frozen=True)
class ProgressTold:
    """How far a program says that it has come with a recommendation."""

    number: int
    state: str
    words: list[str]
    told_on: date


def list_lines(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [line for line in text.split("\n") if line.strip()]


def name_metric(metric: str | None, language: str) -> str | None:
    """A metric by its name, in the newest version that there is of it."""
    if metric is None:
        return None
    newest = load_dictionary().find_newest(metric)
    return say(newest.name, language) if newest is not None else metric


def tell_inquiry(inquiry: InquiryFact, board: BoardIdentity, now: datetime, language: str) -> InquiryTold:
    judged = inquiry.judge(find_day(now, board.zone))
    return InquiryTold(
        inquiry.key, inquiry.kind.value, inquiry.title, list_lines(inquiry.words), inquiry.program_name,
        name_metric(inquiry.metric, language), inquiry.sent_on, inquiry.due_on, judged.standing.value,
        judged.days_late, inquiry.answer.value if inquiry.answer is not None else None, inquiry.answered_on,
        inquiry.asked_by_name, make_person_address(inquiry.asked_by) if inquiry.asked_by is not None else None,
        make_inquiry_address(board.slug, inquiry),
    )  # fmt: skip


def tell_response(response: ResponseFact, board: BoardIdentity) -> ResponseTold:
    return ResponseTold(
        response.number, response.answer.value, list_lines(response.words), list_lines(response.reasons or ""),
        f"{board.address}/reports/{response.report}" if response.report is not None else None, response.address,
        response.answered_on, response.by_letter, response.change, response.entered_at,
    )  # fmt: skip


def tell_progress(progress: ProgressFact) -> ProgressTold:
    return ProgressTold(progress.number, progress.state.value, list_lines(progress.words), progress.told_on)


def find_next_change(inquiries: list[InquiryFact], board: BoardIdentity, now: datetime) -> datetime | None:
    """The next moment at which time alone changes how one of some inquiries stands: a late one is later each day."""
    today = find_day(now, board.zone)
    days = []
    for inquiry in inquiries:
        standing = inquiry.judge(today).standing
        if standing in WAITING:
            last = inquiry.due_on if standing is InquiryStanding.DUE else today
            days.append(last + timedelta(days=1))
    return find_earliest(*(find_start_of_day(day, board.zone) for day in days))
