"""What the board looks at before it meets, and everybody with it: what changed, what is late, what is missing, how good
the data are, and each metric beside the board's own target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from governance.boards.queries import BoardReference, find_earliest
from governance.boards.views import make_board_crumbs
from governance.clock import find_start_of_day
from governance.oversight.data_quality import find_topics, list_blanks, list_gone
from governance.oversight.finding_telling import AnswerFindingTold, tell_finding
from governance.oversight.histories import list_history
from governance.oversight.inquiry_law import find_rules
from governance.oversight.inquiry_queries import find_unanswered
from governance.oversight.inquiry_resources import REVIEW_PATH, BoardInquiries
from governance.oversight.inquiry_standing import A_YEAR
from governance.oversight.inquiry_telling import InquiryTold, find_next_change, name_metric, tell_inquiry
from governance.oversight.metrics import load_dictionary
from governance.oversight.periods import Owed, Standing
from governance.oversight.queries import (
    ProgramFact,
    PublishedReport,
    find_contents,
    find_owed,
    find_programs,
    find_published,
)
from governance.oversight.target_queries import CorrectionFact, TargetFact, find_corrections, find_targets
from governance.oversight.target_telling import HeldTold, TargetTold, hold_figures, tell_target
from governance.oversight.telling import name_breakdown, name_period, say
from governance.oversight.views import (
    PROGRAM,
    OwedTold,
    ProgramTold,
    choose_program,
    find_change,
    tell_owed,
    tell_program,
)
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from model_law.answers import data_contents, data_delivery
from model_law.findings import Finding
from model_law.rules import Rule

SHOWN = 12
MOST_OPEN = 30
ONE_DAY = timedelta(days=1)
LATE = (Standing.LATE, Standing.NOT_DELIVERED)
ASKED = ("data_delivery", "data_contents")


@dataclass(frozen=True)
class ReviewedTold:
    """A metric of the latest report with the periods before, each beside the board's target of that time."""

    metric: str
    name: str
    has_target: bool
    figures: list[HeldTold]


@dataclass(frozen=True)
class CorrectionTold:
    """A report that was corrected: which, why, and when."""

    period: str
    number: int
    change: str
    published_at: datetime
    address: str


@dataclass(frozen=True)
class BlanksTold:
    """How many rows hold nothing usable in a field. blank: None where the number is hidden to protect people."""

    field: str
    blank: int | None
    rows: int


@dataclass(frozen=True)
class RowsTold:
    """What became of the rows of the call file behind a report. excluded: by reason, as the reduction names it.

    read, counted: None where they are hidden, as the number of calls is.
    """

    read: int | None
    counted: int | None
    repeated: int
    excluded: dict[str, int]


@dataclass(frozen=True)
class ReviewPage:
    """What a board looks at before it meets. latest: the latest report that is out; gone: metrics that the report before
    told and this one does not; waiting: what the program has not answered.
    """

    board: BoardReference
    programs: list[ProgramTold]
    program: ProgramTold | None
    latest: OwedTold | None
    late: list[OwedTold]
    waiting: list[InquiryTold]
    findings: list[AnswerFindingTold]
    corrections: list[CorrectionTold]
    gone: list[str]
    rows: RowsTold | None
    blanks: list[BlanksTold]
    metrics: list[ReviewedTold]
    targets: list[TargetTold]


def show_review(context: BoardInquiries, request: Any) -> Page:
    board, db, now, language = context.board, request.db, request.now, request.locale_name
    programs = find_programs(db, board.id)
    program = choose_program(programs, request)
    program_id = program.id if program is not None else None
    open_inquiries = [one for _board, one in find_unanswered(db, [board.id], MOST_OPEN, program_id)]
    published = find_published(db, program.id) if program is not None else []
    owed = find_owed(program, published, now) if program is not None else []
    by_period = {one.period: one for one in published}
    zone = program.zone if program is not None else board.zone
    told = [tell_owed(one, by_period, zone, board.address) for one in owed]
    contents = find_contents(db, board.id, [one.key for one in published[:2]]) if published else {}
    latest, before = (contents.get(published[place].key) if place < len(published) else None for place in (0, 1))
    targets = find_targets(db, program.id) if program is not None else []
    rules = find_rules(db, board.id, context.today, ASKED)
    findings = judge_data(rules, program, owed, context.today - A_YEAR, latest) if program is not None else []
    corrections = find_corrections(db, program.id, SHOWN) if program is not None else []
    address = f"{board.address}/review"
    page = ReviewPage(
        board.reference, [tell_program(one, address, program) for one in programs],
        tell_program(program, address, program) if program is not None else None,
        next((one for one in told if one.address is not None), None),
        [one for one in told if one.standing in LATE][:SHOWN],
        [tell_inquiry(one, board, now, language) for one in open_inquiries],
        [tell_finding(one, language) for one in findings],
        [tell_correction(one, board.address) for one in corrections],
        [name_metric(one, language) or one for one in list_gone(latest, before)] if latest is not None else [],
        tell_rows(latest), tell_blanks(latest, language),
        review_metrics(latest, published, targets, board.address, zone, language),
        [tell_target(one, language) for one in targets],
    )  # fmt: skip
    title = _("What the board reviews: ${board}", mapping={"board": board.name})
    changes = find_earliest(
        find_change(programs, now), find_next_change(open_inquiries, board, now),
        *(find_start_of_day(day, board.zone) for day in list_leaving(owed, context.today - A_YEAR)),
    )  # fmt: skip
    return Page(page, title, make_board_crumbs(board, Crumb(_("Review"))), changes)


def list_due(owed: Sequence[Owed], since: date) -> list[Owed]:
    """The reports that have been due since a day, delivered or not."""
    return [one for one in owed if one.standing is not Standing.DUE and one.due_on >= since]


def list_leaving(owed: Sequence[Owed], since: date) -> list[date]:
    """The days on which those reports count no more, because a year has gone by."""
    return [one.due_on + A_YEAR + ONE_DAY for one in list_due(owed, since)]


def judge_data(
    rules: Mapping[str, Rule], program: ProgramFact, owed: Sequence[Owed], since: date, latest: Mapping[str, Any] | None
) -> list[Finding]:
    """What the law of today says of how often and how punctually a program reported in a year, and of what it tells."""
    due = list_due(owed, since)
    in_time = sum(one.standing is Standing.PUBLISHED for one in due)
    findings = [
        data_delivery(rules["data_delivery"], program.schedules[-1].every_months, len(due), in_time)
    ]  # fmt: skip
    if latest is not None:
        findings.append(data_contents(rules["data_contents"], find_topics(latest)))
    return findings


def tell_correction(correction: CorrectionFact, address: str) -> CorrectionTold:
    return CorrectionTold(
        name_period(correction.period.name), correction.number, correction.change, correction.published_at,
        f"{address}/reports/{correction.report}?version={correction.number}",
    )  # fmt: skip


def tell_rows(content: Mapping[str, Any] | None) -> RowsTold | None:
    made = content["made"] if content is not None else None
    if not made:
        return None
    rows = made["rows"]
    return RowsTold(rows["read"], rows["counted"], rows["repeated"], dict(made["excluded"]))


def tell_blanks(content: Mapping[str, Any] | None, language: str) -> list[BlanksTold]:
    if content is None:
        return []
    dictionary = load_dictionary()
    return [
        BlanksTold(name_breakdown(one.field, dictionary, language), one.blank, one.rows)
        for one in list_blanks(content, dictionary)
    ]


def review_metrics(
    content: Mapping[str, Any] | None,
    published: Sequence[PublishedReport],
    targets: Sequence[TargetFact],
    address: str,
    zone: str,
    language: str,
) -> list[ReviewedTold]:
    """The metrics of the latest report, those with a target first."""
    dictionary = load_dictionary()
    plain = [one.target for one in targets]
    found = []
    for one in content["metrics"] if content is not None else ():
        metric = dictionary.versions.get((one["metric"], one["version"]))
        if metric is None:
            continue
        history = list_history(metric.id, published, dictionary, address, zone, SHOWN)
        held = hold_figures(metric, history, plain)
        has_target = any(target.metric == metric.id for target in plain)
        found.append(ReviewedTold(metric.id, say(metric.name, language), has_target, held))
    return sorted(found, key=lambda reviewed: not reviewed.has_target)


def includeme(config: Any) -> None:
    config.add_public_page(
        "oversight.review", REVIEW_PATH, show_review, template="oversight/review.jinja2", content=ReviewPage,
        factory=BoardInquiries, parameters=(PROGRAM,),
        summary="What a board reviews: what changed, what is late or missing, how good the data are, and its targets",
    )  # fmt: skip
