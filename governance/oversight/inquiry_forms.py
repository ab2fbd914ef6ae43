"""The forms by which a board's clerk sends what it decided, a member asks, and staff answer."""

from datetime import datetime, timedelta
from typing import Any

from governance.accounts.actions import Actor
from governance.accounts.identities import find_actor
from governance.oversight.budget_actions import enter_budget_date, strike_budget_date
from governance.oversight.inquiry_actions import Sending, ask_question, request_data, send_recommendation
from governance.oversight.inquiry_choices import list_metrics, list_motions, list_programs, list_reports
from governance.oversight.inquiry_law import find_rules
from governance.oversight.inquiry_models import InquiryKind, ProgressState
from governance.oversight.inquiry_queries import find_budget_dates, find_progress, find_responses
from governance.oversight.inquiry_resources import (
    BUDGET_PATH,
    BUDGETS_PATH,
    INQUIRY_PATHS,
    LIST_PATHS,
    ONE,
    PLURALS,
    TARGETS_PATH,
    BoardInquiries,
    OneBudgetDate,
    OneInquiry,
)
from governance.oversight.inquiry_schemas import (
    make_answer_schema,
    make_budget_schema,
    make_nothing_schema,
    make_progress_schema,
    make_question_schema,
    make_recommendation_schema,
    make_request_schema,
    make_target_schema,
)
from governance.oversight.inquiry_telling import LIST_TITLES
from governance.oversight.response_actions import Answering, respond, tell_progress
from governance.oversight.staff_views import StaffForm
from governance.oversight.target_actions import Wanted, set_target
from governance.oversight.target_models import Comparison
from governance.security import Permission
from governance.web.forms import Button
from governance.web.layout import Crumb
from governance.web.locale import _

USUAL_WAIT = timedelta(days=14)
"""How long a member waits for the answer to a question, unless they say otherwise."""
BUDGET_DATES = _("Days on which budgets close")
ANSWER_IT = _("Answer it")


class BoardForm(StaffForm):
    """A form of the board as a whole; each has its own heading, fields and act."""

    context: BoardInquiries

    def find_defaults(self) -> dict[str, Any]:
        programs = self.context.programs
        given = {"sent_on": self.context.today}
        return given | ({"program": programs[0].key} if len(programs) == 1 else {})

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return ()

    @property
    def common(self) -> tuple[Any, datetime, Actor, int]:
        """What every act begins with."""
        request, board = self.request, self.board
        return request.db, request.now, find_actor(request.identity, board.id), board.id

    @property
    def programs(self) -> list[tuple[str, str]]:
        return list_programs(self.context.programs)

    @property
    def motions(self) -> list[tuple[str, str]]:
        return list_motions(self.request.db, self.board)

    @property
    def metrics(self) -> list[tuple[str, str]]:
        return list_metrics(self.request.locale_name)

    def find_way_on(self, kind: InquiryKind, key: str) -> str:
        """The page of what was sent; of a board that is not published it is there for nobody."""
        return f"{self.board.address}/{PLURALS[kind]}/{key}" if self.board.published else "/home"


class SendingForm(BoardForm):
    """A form by which something new is put to a program."""

    kind: InquiryKind

    def make_crumbs(self) -> tuple[Crumb, ...]:
        here = Crumb(LIST_TITLES[self.kind], f"{self.board.address}/{PLURALS[self.kind]}")
        return (here,) if self.board.published else ()

    def read_sending(self, values: dict[str, Any]) -> Sending:
        return Sending(values["program"], values["title"], values["words"], values["metric"], values.get("report", ""))


class RequestData(SendingForm):
    """The board's request for data is sent."""

    kind = InquiryKind.DATA_REQUEST
    heading = _("Send a data request")
    lead = _("What the board decided by a motion. It is public at once, and so is what becomes of it.")
    button = Button("send", _("Send it"))
    formid = "request-data"

    def make_schema(self) -> Any:
        return make_request_schema(self.programs, self.motions, self.metrics)

    def act(self, values: dict[str, Any]) -> str:
        sent = request_data(
            *self.common, values["motion"], values["sent_on"], values["due_on"], self.read_sending(values)
        )
        return self.find_way_on(self.kind, sent.key)


class SendRecommendation(SendingForm):
    """A recommendation of the board is sent."""

    kind = InquiryKind.RECOMMENDATION
    heading = _("Send a recommendation")
    lead = _("What the board decided by a motion. It is public at once, and so is the answer to it.")
    button = Button("send", _("Send it"))
    formid = "recommend"

    def make_schema(self) -> Any:
        rules = find_rules(self.request.db, self.board.id, self.context.today, ["written_answer"])
        days = rules["written_answer"].values["days"]
        return make_recommendation_schema(self.programs, self.motions, self.metrics, days)

    def act(self, values: dict[str, Any]) -> str:
        sent = send_recommendation(*self.common, values["motion"], values["sent_on"], self.read_sending(values))
        return self.find_way_on(self.kind, sent.key)


class AskQuestion(SendingForm):
    """A member asks staff of a program."""

    kind = InquiryKind.QUESTION
    heading = _("Ask the program a question")
    lead = _(
        "Your question and its answer are public, with your name, from the moment you send it. Staff answer it. What the"
        " members think of it they tell each other in a meeting, not here."
    )
    button = Button("ask", _("Ask it in public"))
    formid = "ask-question"

    def make_schema(self) -> Any:
        return make_question_schema(self.programs, self.metrics, list_reports(self.request.db, self.board.id))

    def find_defaults(self) -> dict[str, Any]:
        metrics, reports = (dict(choices) for choices in (self.metrics, list_reports(self.request.db, self.board.id)))
        asked = {name: self.request.GET.get(name, "") for name in ("metric", "report")}
        return {
            **super().find_defaults(), "due_on": self.context.today + USUAL_WAIT,
            "metric": asked["metric"] if asked["metric"] in metrics else "",
            "report": asked["report"] if asked["report"] in reports else "",
        }  # fmt: skip

    def act(self, values: dict[str, Any]) -> str:
        person = self.request.identity.person_id
        sent = ask_question(*self.common, person, values["due_on"], self.read_sending(values))
        return self.find_way_on(self.kind, sent.key)


class AnswerInquiry(BoardForm):
    """Staff answer, or put another answer in the place of the one that stands."""

    context: OneInquiry
    heading = ANSWER_IT
    lead = _("The public reads the answer at once, and every answer that it takes the place of.")
    button = Button("answer", _("Publish the answer"))
    formid = "answer-inquiry"
    by_letter = False

    def make_schema(self) -> Any:
        self.answers = find_responses(self.request.db, self.context.inquiry.id)
        reports = list_reports(self.request.db, self.board.id)
        return make_answer_schema(
            self.context.kind, reports, corrects=bool(self.answers), by_letter=self.by_letter
        )  # fmt: skip

    def find_defaults(self) -> dict[str, Any]:
        held: dict[str, Any] = {"seen": len(self.answers)}
        if self.answers:
            newest = self.answers[0]
            held |= {name: getattr(newest, name) or "" for name in ("words", "reasons", "report")}
            held["response"] = newest.answer.value
            held["web_address"] = newest.address or ""
        return held

    def make_crumbs(self) -> tuple[Crumb, ...]:
        inquiry = self.context.inquiry
        return (Crumb(inquiry.title, self.context.address if self.board.published else ""),)

    def tell(self) -> dict[str, Any]:
        return {"inquiry": self.context.inquiry}

    def act(self, values: dict[str, Any]) -> str:
        answering = Answering(
            values["response"], values["words"], values.get("reasons", ""), values["report"], values["web_address"],
            values.get("answered_on"), values.get("change", ""),
        )  # fmt: skip
        respond(*self.common, self.context.inquiry.key, answering, values["seen"])
        return self.find_way_on(self.context.kind, self.context.inquiry.key)


class EnterLetter(AnswerInquiry):
    """The clerk enters an answer that came on paper or by mail."""

    heading = _("Enter an answer that came by letter")
    lead = _("The day of the letter counts. Everybody reads who entered it: the clerk, and not the program.")
    button = Button("enter", _("Enter it"))
    formid = "enter-letter"
    by_letter = True


class TellProgress(AnswerInquiry):
    """Staff tell how far a recommendation that was accepted has come."""

    heading = _("Tell how far it has come")
    lead = _("The public reads it at once. What was told before stays.")
    button = Button("tell", _("Publish it"))
    formid = "tell-progress"

    def make_schema(self) -> Any:
        self.told = find_progress(self.request.db, self.context.inquiry.id)
        return make_progress_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {"seen": len(self.told)}

    def act(self, values: dict[str, Any]) -> str:
        key = self.context.inquiry.key
        tell_progress(*self.common, key, ProgressState(values["state"]), values["words"], values["seen"])
        return self.find_way_on(self.context.kind, key)


class SetTarget(BoardForm):
    """The board sets itself a target for a metric."""

    heading = _("Set a target for a metric")
    lead = _("The board's own, by a motion. The public sees it beside the figures, and never as the metric's own.")
    button = Button("set", _("Set it"))
    formid = "set-target"

    def make_schema(self) -> Any:
        return make_target_schema(self.programs, self.motions, self.metrics)

    def find_defaults(self) -> dict[str, Any]:
        return {**super().find_defaults(), "begins_on": self.context.today}

    def act(self, values: dict[str, Any]) -> str:
        wanted = Wanted(
            values["program"], values["metric"], Comparison(values["comparison"]), values["value"],
            values["begins_on"], values["words"],
        )  # fmt: skip
        set_target(*self.common, values["motion"], wanted)
        return f"{self.board.address}/review" if self.board.published else "/home"


class BudgetDates(BoardForm):
    """The days on which budgets close, and the form that enters another one."""

    heading = BUDGET_DATES
    lead = _(
        "A recommendation that is not answered by then comes too late for the budget. The portal warns ahead of it."
    )
    button = Button("enter", _("Enter it"))
    formid = "budget-date"

    def make_schema(self) -> Any:
        return make_budget_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {}

    def tell(self) -> dict[str, Any]:
        dates = find_budget_dates(self.request.db, self.board.id)
        return {"dates": dates, "here": f"{self.request.layout.root}{self.board.address}/budget-dates"}

    def act(self, values: dict[str, Any]) -> str:
        enter_budget_date(*self.common, values["closes_on"], values["title"])
        return f"{self.board.address}/budget-dates"


class StrikeBudgetDate(BoardForm):
    """Striking out a day that was entered wrongly."""

    context: OneBudgetDate
    heading = _("Strike out this day")
    button = Button("strike", _("Strike it out"), css_class="button-danger")
    formid = "strike-budget-date"

    def make_schema(self) -> Any:
        budget = self.context.budget
        self.lead = _("${title}. What stood here stays on the ledger.", mapping={"title": budget.title})
        return make_nothing_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {}

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(BUDGET_DATES, f"{self.board.address}/budget-dates"),)

    def act(self, values: dict[str, Any]) -> str:
        strike_budget_date(*self.common, self.context.budget.key)
        return f"{self.board.address}/budget-dates"


def includeme(config: Any) -> None:
    send, ask, give = Permission.INQUIRY_SEND, Permission.QUESTION_ASK, Permission.RESPONSE_GIVE
    forms: list[tuple[str, str, Any, Any, Permission, str]] = [
        ("inquiries.request", f"{LIST_PATHS[InquiryKind.DATA_REQUEST]}/new", BoardInquiries, RequestData, send, "form"),
        (
            "inquiries.recommend", f"{LIST_PATHS[InquiryKind.RECOMMENDATION]}/new", BoardInquiries, SendRecommendation,
            send, "form",
        ),
        ("inquiries.ask", f"{LIST_PATHS[InquiryKind.QUESTION]}/new", BoardInquiries, AskQuestion, ask, "form"),
        (
            "inquiries.progress", f"{INQUIRY_PATHS[InquiryKind.RECOMMENDATION]}/progress",
            ONE[InquiryKind.RECOMMENDATION], TellProgress, give, "answer",
        ),
        ("targets.set", f"{TARGETS_PATH}/new", BoardInquiries, SetTarget, send, "form"),
        ("budgets.list", BUDGETS_PATH, BoardInquiries, BudgetDates, send, "budgets"),
        ("budgets.strike", f"{BUDGET_PATH}/strike", OneBudgetDate, StrikeBudgetDate, send, "form"),
    ]  # fmt: skip
    for kind, path in INQUIRY_PATHS.items():
        forms += [
            (f"inquiries.{kind}_answer", f"{path}/answer", ONE[kind], AnswerInquiry, give, "answer"),
            (f"inquiries.{kind}_letter", f"{path}/letter", ONE[kind], EnterLetter, send, "answer"),
        ]
    for name, path, factory, form, permission, template in forms:
        config.add_route(name, path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=name, request_method=method, permission=permission,
                renderer=f"oversight/{template}.jinja2",
            )  # fmt: skip
