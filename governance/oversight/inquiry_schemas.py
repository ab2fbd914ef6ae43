"""The shape of the forms by which boards ask and programs answer, nothing more: what may be, the acts themselves say."""

from collections.abc import Sequence
from typing import Any

import colander
import deform.widget

from governance.meetings.planning_schemas import in_span, make_day
from governance.oversight.inquiry_models import ANSWERS, InquiryKind, ProgressState
from governance.oversight.inquiry_rows import LONGEST_WORDS
from governance.oversight.inquiry_words import ANSWER_WORDS, COMPARISONS, PROGRESS_WORDS
from governance.oversight.schemas import make_line
from governance.oversight.target_models import Comparison
from governance.web.form_fields import one_of
from governance.web.locale import _

Choices = Sequence[tuple[str, str]]
CHOOSE = _("Choose one of the choices shown")


def make_words(name: str, title: Any, hint: Any, *, needed: bool = True, rows: int = 8) -> Any:
    optional = {} if needed else {"missing": ""}
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, validator=colander.Length(max=LONGEST_WORDS),
        widget=deform.widget.TextAreaWidget(rows=rows), **optional,
    )  # fmt: skip


def make_choice(name: str, title: Any, hint: Any, choices: Choices, nothing: Any = None) -> Any:
    """A choice among some; nothing: what stands for none of them, where one need not be made."""
    if nothing is None:
        return colander.SchemaNode(colander.String(), name=name, title=title, description=hint, **one_of(choices))
    values = [("", nothing), *choices]
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, missing="",
        widget=deform.widget.SelectWidget(values=values),
        validator=colander.OneOf([key for key, _title in values], msg_err=CHOOSE),
    )  # fmt: skip


def make_optional_line(name: str, title: Any, hint: Any = "") -> Any:
    return make_line(name, title, hint, missing="")


def make_count_seen() -> Any:
    """How many answers whoever fills in the form has seen."""
    return colander.SchemaNode(
        colander.Integer(), name="seen", validator=colander.Range(min=0, max=1_000_000),
        widget=deform.widget.HiddenWidget(),
    )  # fmt: skip


def make_program(programs: Choices) -> Any:
    return make_choice("program", _("Program"), "", programs)


def make_motion(motions: Choices) -> Any:
    hint = _("Motions of this board that carried and still stand, the latest first.")
    return make_choice("motion", _("The motion by which the board decided it"), hint, motions)


def make_metric(metrics: Choices, title: Any) -> Any:
    return make_choice("metric", title, "", metrics, _("None in particular"))


def make_sent_on() -> Any:
    return make_day("sent_on", _("Sent on"), _("The days are counted from here."), validator=in_span)


def make_request_schema(programs: Choices, motions: Choices, metrics: Choices) -> Any:
    return colander.MappingSchema(
        children=[
            make_program(programs),
            make_motion(motions),
            make_line("title", _("What is asked for, in one line")),
            make_words("words", _("The request in full"), _("The public reads it. Ask for no data on single people.")),
            make_metric(metrics, _("The metric that it is about")),
            make_sent_on(),
            make_day(
                "due_on", _("Answer due by"), _("The last day, as the motion gives it."), validator=in_span
            ),
        ]
    )  # fmt: skip


def make_recommendation_schema(programs: Choices, motions: Choices, metrics: Choices, days: int) -> Any:
    schema = colander.MappingSchema(
        children=[
            make_program(programs),
            make_motion(motions),
            make_line("title", _("What is recommended, in one line")),
            make_words("words", _("The recommendation in full"), _("The public reads it.")),
            make_metric(metrics, _("The metric at which it aims")),
            make_sent_on(),
        ]
    )
    schema["sent_on"].description = _(
        "A written answer is owed within ${days} days from here, by the law of that day.", mapping={"days": days}
    )
    return schema


def make_question_schema(programs: Choices, metrics: Choices, reports: Choices) -> Any:
    return colander.MappingSchema(
        children=[
            make_program(programs),
            make_line("title", _("Your question in one line")),
            make_words("words", _("Your question in full"), _("Everybody reads it at once. Name nobody.")),
            make_metric(metrics, _("The metric that it is about")),
            make_choice("report", _("The report that it is about"), "", reports, _("None in particular")),
            make_day("due_on", _("Answer due by"), "", validator=in_span),
        ]
    )


def make_answer_schema(kind: InquiryKind, reports: Choices, *, corrects: bool, by_letter: bool) -> Any:
    """by_letter: the answer came on paper or by mail, on a day of its own."""
    answers = [(answer.value, ANSWER_WORDS[answer][0]) for answer in ANSWERS[kind]]
    where = _("Where on the web it lies. It begins with https://.")
    why = _("As the letter gives them.") if by_letter else _("Needed unless all of it is done.")
    letter = [
        make_day("answered_on", _("Day of the answer"), "", validator=in_span),
        make_line("web_address", _("Address of the letter"), where),
    ]
    here = [make_optional_line("web_address", _("Address"), where)]
    return colander.MappingSchema(
        children=[
            make_choice("response", _("Answer"), "", answers),
            make_words("words", _("The answer in full"), _("The public reads it. Name nobody.")),
            *([] if kind is InquiryKind.QUESTION else [make_words("reasons", _("Reasons"), why, needed=False, rows=5)]),
            make_choice("report", _("The report that holds it"), "", reports, _("None")),
            *(letter if by_letter else here),
            *([make_line("change", _("Why it takes the place of the answer before"))] if corrects else []),
            make_count_seen(),
        ]
    )


def make_progress_schema() -> Any:
    states = [(state.value, PROGRESS_WORDS[state][0]) for state in ProgressState]
    return colander.MappingSchema(
        children=[
            make_choice("state", _("How far it has come"), "", states),
            make_words("words", _("In words"), _("The public reads it."), rows=5),
            make_count_seen(),
        ]
    )


def make_target_schema(programs: Choices, motions: Choices, metrics: Choices) -> Any:
    comparisons = [(one.value, COMPARISONS[one]) for one in Comparison]
    value = _("A share in percent, a time in minutes, anything else as a number. Empty where there is to be no target.")
    return colander.MappingSchema(
        children=[
            make_program(programs),
            make_motion(motions),
            make_choice("metric", _("Metric"), "", metrics),
            make_choice("comparison", _("Target"), "", comparisons),
            make_optional_line("value", _("Value"), value),
            make_day("begins_on", _("From"), _("Not before the day of the motion."), validator=in_span),
            make_words("words", _("Why the board wants it"), _("The public reads it."), rows=4),
        ]
    )


def make_budget_schema() -> Any:
    return colander.MappingSchema(
        children=[
            make_day("closes_on", _("Last day"), _("On which something can still come into it."), validator=in_span),
            make_line("title", _("Which budget")),
        ]
    )


def make_nothing_schema() -> Any:
    """The form of a button alone."""
    return colander.MappingSchema(children=[])
