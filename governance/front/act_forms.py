"""Forms in two steps: what is entered, then what it would do to each rule of the board's law, and only then the act.

The second step carries a mark of all that it showed. Where the record, the law or the entries are others by the time it is
confirmed, the second step is shown again: nobody confirms what they have not seen. A form that is sent twice acts
once, since the first time changes the record.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import colander
import deform
from pyramid.csrf import get_csrf_token
from pyramid.renderers import render_to_response
from pyramid.response import Response

from governance.accounts.identities import find_actor
from governance.boards.appointment_models import ActKind, CompositionAct, Door
from governance.boards.composition_acts import CompositionRefusal, CompositionRefused, Document, preview_act
from governance.boards.judging import JudgedChange
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.clock import find_day
from governance.front.act_telling import Reader, find_reader, tell_act
from governance.front.appointment_resources import BoardSeats
from governance.front.appointment_schemas import DOCUMENT, PREVIEWED
from governance.front.appointment_words import COMPOSITION_REFUSALS
from governance.ledger.entries import Office
from governance.web.form_posts import read_controls
from governance.web.forms import Button, FieldProblem, RowsChanged, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

SEATS = _("Seats and appointments")
OF_THE_FORM = ("csrf_token", "__formid__", PREVIEWED)
BUTTONS = ("preview", "confirm", "change")


class Entry(NamedTuple):
    """One thing that was entered, as it is shown before it is confirmed: a text, a day, or yes and no."""

    title: Any
    value: Any


def make_seat_crumbs(board: BoardIdentity, address: str, *more: Crumb) -> tuple[Crumb, ...]:
    here = Crumb(SEATS, f"{board.address}/{address}") if more else Crumb(SEATS)
    if board.published:
        return make_board_crumbs(board, here, *more)
    # A board that is not published has no page to lead to.
    return (Crumb(board.name), here, *more)


def read_done(request: Any) -> ActKind | None:
    """What was just done, where a form has led here."""
    asked = request.GET.get("done")
    return ActKind(asked) if asked in set(ActKind) else None


def read_document(values: dict[str, Any]) -> Document | None:
    """The document that a form names; None where it names none."""
    title, day, address = (values.get(name) for name in DOCUMENT)
    return Document(title, day, address) if title else None


class ActForm:
    """One act on a board's composition. A subclass names the act, its fields, and what becomes of their values.

    door: through which the act comes. refusable: the law may forbid it where it is proposed. reveals: whether the second
    step shows the rules; a member who resigns is shown words alone.
    """

    formid: str
    heading: Any
    action: Callable[..., CompositionAct]
    door = Door.RECORDED
    refusable = True
    reveals = True

    def __init__(self, context: BoardSeats, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.actor = find_actor(request.identity, self.board.id)
        self.today: date = find_day(request.now, self.board.zone)
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[Button("preview", _("See what it would do"))],
            appstruct=self.find_defaults(),
        )  # fmt: skip

    def make_schema(self) -> colander.SchemaNode:
        raise AssertionError("each form has its own fields")

    def find_defaults(self) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        """The act's own arguments, from the values of the form."""
        raise AssertionError("each form knows its own act")

    def say_heading(self) -> Any:
        return self.heading

    def find_way_back(self) -> str:
        """Where the form came from and leads to, below the board's address."""
        return "appointments" if self.actor.office is Office.APPOINTING_AUTHORITY else "seats"

    @property
    def reader(self) -> Reader:
        return find_reader(self.actor.office)

    def show(self) -> dict[str, Any]:
        self.fill_layout()
        chooses_door = any(child.name == "door" for child in self.form.children)
        return {
            "form": self.form, "heading": self.say(self.say_heading()), "door": self.door, "chooses_door": chooses_door,
        }  # fmt: skip

    def fill_layout(self) -> None:
        crumbs = make_seat_crumbs(self.board, self.find_way_back(), Crumb(self.say_heading()))
        self.request.layout.fill(self.say_heading(), crumbs, None)

    def say(self, text: Any) -> str:
        said: str = self.request.layout.translate(text)
        return said

    def submit(self) -> Any:
        return submit(self.request, self.form, self.act) or self.show_again()

    def show_again(self) -> dict[str, Any]:
        """The form with all that was typed. What was shown before does not count for what is now entered."""
        self.form[PREVIEWED].cstruct = ""
        return self.show()

    def act(self, values: dict[str, Any]) -> Response | str:
        """Do the act where it was seen beforehand as it is now; show what it would do otherwise."""
        request = self.request
        if "change" in request.POST:
            raise RowsChanged
        shown = values.pop(PREVIEWED)
        try:
            given = self.read(values)
            judged = preview_act(
                type(self).action, request.db, request.registry.vault, request.now, self.actor, self.board.id, **given
            )
            entries, state = self.digest_entries(values), self.digest_state(judged)
            is_confirmed = "preview" not in request.POST and shown == f"{entries}.{state}"
            if not is_confirmed or self.is_refused(judged):
                is_stale = "preview" not in request.POST and shown.partition(".")[0] == entries and not is_confirmed
                return self.show_preview(values, judged, f"{entries}.{state}", is_stale=is_stale)
            done = type(self).action(
                request.db, request.registry.vault, request.now, self.actor, self.board.id, **given
            )
        except CompositionRefused as refused:
            raise self.place(refused) from None
        return f"{request.layout.root}{self.board.address}/{self.find_way_back()}?done={done.kind}"

    def is_refused(self, judged: JudgedChange) -> bool:
        if self.door is not Door.PROPOSED or not self.refusable:
            return False
        return bool(judged.refusing) or bool(judged.problem and judged.binds)

    def digest_entries(self, values: dict[str, Any]) -> str:
        """A mark of what was entered, at this address."""
        return digest([self.request.path, self.formid, sorted(values.items())])

    def digest_state(self, judged: JudgedChange) -> str:
        """A mark of what the act was judged by and how: the board's record grows with every act on it."""
        return digest([self.board.version, judged.as_data()])

    def place(self, refused: CompositionRefused) -> FieldProblem:
        """The refusal at its field; at the form as a whole where the form has no such field."""
        names = [refused.field.replace(".", "_"), f"{refused.field}_name", f"{refused.field}_title", "reason"]
        known = {child.name for child in self.form.children}
        wanted = names if refused.refusal is CompositionRefusal.ONLY_RECORDED else names[:3]
        path = next((name for name in wanted if name in known), "")
        return FieldProblem(path, COMPOSITION_REFUSALS[refused.refusal])

    def show_preview(
        self, values: dict[str, Any], judged: JudgedChange, mark: str, *, is_stale: bool
    ) -> Response:  # fmt: skip
        request, is_refused = self.request, self.is_refused(judged)
        self.fill_layout()
        told = tell_act(judged, request.locale_name, self.reader, is_refused=is_refused)
        page = {
            "heading": self.say(self.say_heading()),
            "board": self.board,
            "act": told,
            "reveals": self.reveals,
            "is_recorded": self.door is Door.RECORDED,
            "is_stale": is_stale,
            "entries": self.list_entries(values),
            "formid": self.formid,
            "controls": self.keep_controls(),
            "mark": mark,
            "csrf_token": get_csrf_token(request),
            "way_back": f"{self.board.address}/{self.find_way_back()}",
        }
        response = render_to_response("front/act_preview.jinja2", page, request=request)
        response.status_int = 422 if is_refused else 200
        return response

    def keep_controls(self) -> list[tuple[str, str]]:
        """What was sent, name by name in its order, to be sent once more."""
        controls = read_controls(self.request)
        return [(name, value) for name, value in controls if name not in (*OF_THE_FORM, *BUTTONS)]

    def list_entries(self, values: dict[str, Any]) -> list[Entry]:
        """What was entered, by the titles of its fields; what was left empty is left out."""
        filled = [field for field in self.form.children if values.get(field.name) not in (None, "", False)]
        return [Entry(self.say(field.title), self.say_value(field, values[field.name])) for field in filled]

    def say_value(self, field: deform.Field, value: Any) -> Any:
        """A value in words: how it is called where it was chosen, yes where a box was ticked. A day stays one."""
        if isinstance(value, date):
            return value
        if value is True:
            return self.say(_("yes"))
        return self.say(dict(getattr(field.widget, "values", ())).get(value, str(value)))


def digest(facts: list[Any]) -> str:
    text = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
