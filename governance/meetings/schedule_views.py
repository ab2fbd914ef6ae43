"""The days by which notices are counted, and the yearly schedule: what a board's clerk keeps of them."""

from datetime import date, datetime
from typing import Any

import colander
import deform.widget
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.identities import find_actor
from governance.clock import find_day
from governance.meetings.holidays_calendar import find_holidays, list_regions
from governance.meetings.planning import find_moment
from governance.meetings.planning_acts import PlanningRefusal, PlanningRefused
from governance.meetings.planning_forms import ButtonForm, add_form, attempt, make_planning_crumbs
from governance.meetings.planning_resources import DAYS_PATH, BoardPlanning
from governance.meetings.planning_schemas import make_box, make_day, make_line, make_text, make_time
from governance.meetings.schedule_actions import add_closed_day, give_schedule, set_region, strike_closed_day
from governance.meetings.schedule_queries import find_entered_days, find_region, find_schedules
from governance.security import Permission
from governance.web.form_fields import one_of
from governance.web.forms import Button, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

DAYS = _("Closed days and yearly schedule")
YEARS_BACK = 60
NAMES = {"region": "region", "day": "day", "name": "name"}


def show_days(context: BoardPlanning, request: Any) -> dict[str, Any]:
    """The closed days of this year and the next as notices are counted by them, and the schedules that were given."""
    board, db = context.board, request.db
    request.layout.fill(DAYS, make_planning_crumbs(board, Crumb(DAYS)), None)
    today = find_day(request.now, board.zone)
    region = find_region(db, board.id)
    entered = find_entered_days(db, board.id, date(today.year, 1, 1))
    holidays = find_holidays(region, [today.year, today.year + 1])
    opened = {one.day for one in entered if not one.closed}
    return {
        "board": board,
        "region": region,
        "entered": entered,
        "holidays": [(day, name) for day, name in holidays.items() if day >= today and day not in opened],
        "schedules": find_schedules(db, board.id),
    }


class DayForm:
    """A form about the calendar of the board's place."""

    heading: Any
    button: Button
    formid: str

    def __init__(self, context: BoardPlanning, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button], appstruct=self.find_defaults()
        )

    lead: Any = _("It holds for every board of this place, and notices are counted by it from now on.")

    def make_schema(self) -> Any:
        raise AssertionError("each form has its own fields")

    def find_defaults(self) -> dict[str, Any]:
        return {}

    def act(self, values: dict[str, Any]) -> Any:
        raise AssertionError("each form has its own act")

    def show(self) -> dict[str, Any]:
        crumbs = (Crumb(DAYS, f"{self.board.address}/meetings/days"), Crumb(self.heading))
        self.request.layout.fill(self.heading, make_planning_crumbs(self.board, *crumbs), None)
        return {"form": self.form, "heading": self.request.layout.translate(self.heading), "lead": self.lead}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        attempt(self.form, lambda: self.act(values))
        return f"{self.request.layout.root}{self.board.address}/meetings/days"

    @property
    def actor(self) -> Any:
        return find_actor(self.request.identity, self.board.id)


class AddDay(DayForm):
    heading = _("Enter a closed or an open day")
    button = Button("enter", _("Enter it"))
    formid = "closed-day"

    def make_schema(self) -> Any:
        from governance.meetings.planning_schemas import in_span

        return colander.MappingSchema(
            children=[
                make_day("day", _("Day"), validator=in_span),
                make_line("name", _("What day it is"), _("Such as: day of the city's founding."), needed=True),
                make_box("opened", _("It is a holiday, and offices are open all the same")),
            ]
        )

    def act(self, values: dict[str, Any]) -> Any:
        request = self.request
        return add_closed_day(
            request.db, request.now, self.actor, self.board.id, values["day"], values["name"], not values["opened"]
        )


class SetRegion(DayForm):
    heading = _("Say whose holidays are kept here")
    button = Button("save", _("Save"))
    formid = "region"

    def make_schema(self) -> Any:
        regions = [(region, region) for region in list_regions()]
        choice = one_of(regions)
        choice["widget"] = deform.widget.SelectWidget(values=[("", _("Only those of the whole country")), *regions])
        return colander.MappingSchema(
            children=[
                colander.SchemaNode(
                    colander.String(), name="region", title=_("State, district or territory"), missing="", **choice
                )
            ]
        )

    def find_defaults(self) -> dict[str, Any]:
        return {"region": find_region(self.request.db, self.board.id) or ""}

    def act(self, values: dict[str, Any]) -> Any:
        request = self.request
        return set_region(request.db, request.now, self.actor, self.board.id, values["region"] or None)


class GiveSchedule(DayForm):
    heading = _("Enter the schedule of a year")
    button = Button("enter", _("Enter it"))
    formid = "schedule"
    lead = _("Enter when the schedule of the year's regular meetings was given to the public, and the days in it.")

    def make_schema(self) -> Any:
        from governance.meetings.planning_schemas import in_span

        this_year = find_day(self.request.now, self.board.zone).year
        years = [(str(year), str(year)) for year in (this_year, this_year + 1, this_year - 1)]
        zone = {"zone": self.board.zone}
        return colander.MappingSchema(
            children=[
                colander.SchemaNode(colander.String(), name="year", title=_("Year"), **one_of(years)),
                make_day("given_on", _("Day on which it was given"), validator=in_span),
                make_time("given_time", _("At what time"), _("Local time of the board: ${zone}", mapping=zone)),
                make_text("days", _("Days of the meetings"), _("One in each line, like 2026-03-31."), needed=True),
            ]
        )

    def find_defaults(self) -> dict[str, Any]:
        return {"year": str(find_day(self.request.now, self.board.zone).year)}

    def act(self, values: dict[str, Any]) -> Any:
        request, board = self.request, self.board
        moment = find_moment(datetime.combine(values["given_on"], values["given_time"]), board.zone, "given_time")
        days = read_days(values["days"])
        return give_schedule(request.db, request.now, self.actor, board.id, int(values["year"]), moment, days)


def read_days(text: str) -> list[date]:
    """One day a line. Raises PlanningRefused."""
    try:
        return [date.fromisoformat(line.strip()) for line in text.splitlines() if line.strip()]
    except ValueError:
        raise PlanningRefused(PlanningRefusal.DAYS_UNUSABLE, "days") from None


class StrikeDay(ButtonForm):
    """Taking back what was entered of a day."""

    heading = _("Take back what was entered of a day")
    button = Button("strike", _("Take it back"), css_class="button-danger")
    formid = "strike-day"

    def __init__(self, context: BoardPlanning, request: Any) -> None:
        super().__init__(context, request)
        try:
            self.day = date.fromisoformat(request.matchdict["day"])
        except ValueError:
            raise HTTPNotFound from None
        found = [one for one in find_entered_days(request.db, context.board.id, self.day) if one.day == self.day]
        if not found:
            raise HTTPNotFound
        self.lead = _("${day}: ${name}", mapping={"day": self.day.isoformat(), "name": found[0].name})

    def act(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        actor = find_actor(request.identity, board.id)
        attempt(self.form, lambda: strike_closed_day(request.db, request.now, actor, board.id, self.day))
        return f"{request.layout.root}{board.address}/meetings/days"


def includeme(config: Any) -> None:
    notice = Permission.MEETING_NOTICE
    config.add_route("days.list", DAYS_PATH, factory=BoardPlanning)
    config.add_view(
        show_days, route_name="days.list", request_method="GET", permission=notice, renderer="meetings/days.jinja2"
    )
    for name, path, form in (
        ("days.add", f"{DAYS_PATH}/new", AddDay),
        ("days.region", f"{DAYS_PATH}/region", SetRegion),
        ("days.schedule", f"{DAYS_PATH}/schedule", GiveSchedule),
        ("days.strike", f"{DAYS_PATH}/{{day:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}}}/strike", StrikeDay),
    ):
        add_form(config, name, path, BoardPlanning, form, notice, "meetings/button.jinja2")
