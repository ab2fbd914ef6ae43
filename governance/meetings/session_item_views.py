"""The clerk's page of one item of a meeting: its note, what was done with it when; and items that were on no agenda."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.db.keys import make_key
from governance.meetings.models import ItemKind
from governance.meetings.session_acts import SessionRefusal, SessionRefused
from governance.meetings.session_items import NewItem, Step, add_off_agenda, enter_step, write_note
from governance.meetings.session_queries import ItemPage, find_item_page
from governance.meetings.session_resources import ITEM_PATH, SESSION_PATH, MeetingSession
from governance.meetings.session_schemas import (
    make_note_schema,
    make_off_agenda_schema,
    make_step_schema,
    read_moment,
    read_step,
    write_moment,
)
from governance.meetings.session_views import SessionForm, add_session_form, make_session_crumbs
from governance.web.forms import Button
from governance.web.layout import Crumb
from governance.web.locale import _
from model_law.findings import Finding
from model_law.wording import word_finding


class OfItem(SessionForm):
    """A form on one item."""

    def __init__(self, context: MeetingSession, request: Any) -> None:
        found = find_item_page(request.db, context.meeting.id, request.matchdict["agenda_item"])
        if found is None:
            raise HTTPNotFound
        self.item: ItemPage = found
        super().__init__(context, request)

    @property
    def item_address(self) -> str:
        return f"{self.context.address}/items/{self.item.key}"


class WriteNote(OfItem):
    """What is noted of an item. Where somebody else wrote meanwhile, both are shown, and nothing is lost."""

    formid = "note"
    button = Button("save", _("Save the note"))
    meanwhile = False

    @property
    def heading(self) -> Any:
        return _("Item ${number} ${title}", mapping={"number": self.item.number, "title": self.item.title})

    def make_schema(self) -> Any:
        return make_note_schema()

    def find_defaults(self) -> dict[str, Any]:
        current = self.item.current
        if current is None:
            return {}
        return {"note": current.note or "", "action": current.action or "", "seen": str(current.id)}

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, make_session_crumbs(self.context, Crumb(self.heading)), None)
        return {
            "form": self.form, "heading": self.request.layout.translate(self.heading), "board": self.board,
            "meeting": self.meeting, "item": self.item, "meanwhile": self.meanwhile,
            "address": f"{self.request.layout.root}{self.item_address}",
            "session_address": f"{self.request.layout.root}{self.context.address}",
            "make_key": make_key, **self.tell_minutes(),
        }  # fmt: skip

    def act(self, values: dict[str, Any]) -> None:
        seen = int(values["seen"]) if values["seen"] else None
        try:
            write_note(*self.here, self.item.key, note=values["note"], action=values["action"], seen=seen)
        except SessionRefused as refused:
            if refused.refusal is SessionRefusal.CHANGED_MEANWHILE:
                self.meanwhile = True
                current = self.item.current
                self.form.cstruct = {**self.form.cstruct, "seen": str(current.id) if current else ""}
            raise

    def find_way_back(self) -> str:
        return f"{super().find_way_back()}#at-{self.item.key}"


class EnterLateStep(OfItem):
    """Something that was done with an item earlier."""

    formid = "step"
    button = Button("enter", _("Enter it"))

    @property
    def heading(self) -> Any:
        return _(
            "Enter what was done earlier with item ${number} ${title}",
            mapping={"number": self.item.number, "title": self.item.title},
        )

    def make_schema(self) -> Any:
        return make_step_schema(self.board.zone)

    def find_defaults(self) -> dict[str, Any]:
        return {"day": write_moment(self.request.now, self.board.zone)["day"]}

    def act(self, values: dict[str, Any]) -> None:
        at = read_moment(values, self.board.zone)
        enter_step(*self.here, Step(self.item.key, read_step(values["what"]), at), values["request"])

    def find_way_back(self) -> str:
        return f"{self.request.layout.root}{self.item_address}"


class AddOffAgenda(SessionForm):
    """An item that is on no posted agenda: only by the law's exception, found and recorded."""

    formid = "off-agenda"
    heading = _("Take up a matter that is on no agenda")
    button = Button("add", _("Put it before the meeting"))
    findings: tuple[Finding, ...] = ()

    def make_schema(self) -> Any:
        return make_off_agenda_schema()

    def show(self) -> dict[str, Any]:
        language = self.request.locale_name
        told = [(finding.rule, word_finding(finding, language)) for finding in self.findings]
        return {**super().show(), "findings": told}

    def act(self, values: dict[str, Any]) -> None:
        new = NewItem(
            values["title"], ItemKind(values["kind"]), values["exception"], values["found"], values["closed_ground"]
        )  # fmt: skip
        try:
            add_off_agenda(*self.here, new, values["request"])
        except SessionRefused as refused:
            self.findings = refused.findings
            raise


def includeme(config: Any) -> None:
    for name, path, form, renderer in (
        ("sessions.item", ITEM_PATH, WriteNote, "meetings/session_item.jinja2"),
        ("sessions.step", f"{ITEM_PATH}/late", EnterLateStep, "meetings/session_form.jinja2"),
        ("sessions.add", f"{SESSION_PATH}/off-agenda", AddOffAgenda, "meetings/session_off_agenda.jinja2"),
    ):
        config.add_route(name, path, factory=MeetingSession)
        add_session_form(config, name, form, renderer)
