"""What the forms of a meeting's motions share: who speaks, refusals in words, and the way back to the floor.

The clerk enters what others say aloud and chooses who said it; a member acts for themselves and is asked no name.
"""

from functools import cached_property
from typing import Any

from governance.meetings.session_steps import ItemState
from governance.meetings.session_views import SessionForm
from governance.security import Permission
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.motion_telling import find_person_key
from governance.votes.motion_words import word_floor_refusal
from governance.votes.resources import MeetingFloor
from governance.votes.voting_forms import make_meeting_crumbs
from governance.web.forms import FieldProblem
from governance.web.layout import Crumb
from governance.web.locale import _

FLOOR = _("Motions in this meeting")


def make_floor_crumbs(context: MeetingFloor, *more: Crumb) -> tuple[Crumb, ...]:
    board, meeting = context.board, context.meeting
    here = Crumb(FLOOR, context.address) if more else Crumb(FLOOR)
    return make_meeting_crumbs(board, meeting.key, meeting.title, here, *more)


class FloorForm(SessionForm):
    """One form on what a meeting has before it. A subclass names it, makes its fields, and does its act."""

    context: MeetingFloor
    motion_key = ""

    @cached_property
    def own(self) -> str | None:
        """The key of whoever asks, on the public record."""
        return find_person_key(self.request.db, self.request.identity.person_id)

    @property
    def speakers(self) -> list[tuple[str, Any]]:
        """Those whom the clerk can enter as speaking; nobody where a member acts for themselves.

        Whoever is not here stands among them too: that they cannot, and why, the law says.
        """
        if not self.context.keeps_record:
            return []
        return [
            (person.key, person.name if person.mode else _("${name} (not here)", mapping={"name": person.name}))
            for person in sorted(self.running.people, key=lambda person: person.mode is None)
        ]

    @property
    def items(self) -> list[tuple[str, str]]:
        """The items of the meeting, by number and title."""
        return [(item.key, f"{item.number} {item.title}") for item in self.running.items]

    def find_item_now(self) -> str | None:
        """The item that was asked for, else the one that is up."""
        offered = {key for key, _title in self.items}
        asked = self.request.GET.get("item")
        up = [item for item in self.running.items if item.state is ItemState.UP and item.since is not None]
        latest = max(up, key=lambda item: (item.since, item.id)).key if up else None
        return next((key for key in (asked, latest) if key in offered), None)

    def fill_item(self) -> dict[str, Any]:
        """The field for the item, filled with the one that is most likely meant."""
        item = self.find_item_now()
        return {"item": item} if item is not None else {}

    def read_speaker(self, values: dict[str, Any]) -> str:
        """Who moves or seconds: the one whom the clerk chose, or whoever asks."""
        person = values["person"] if self.context.keeps_record else self.own
        if person is None:
            raise VoteRefused(VoteRefusal.NO_PERSON)
        return str(person)

    def tell(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, make_floor_crumbs(self.context, Crumb(self.heading)), None)
        return {
            "form": self.form, "heading": self.request.layout.translate(self.heading), "board": self.board,
            "meeting": self.meeting, "running": self.running,
            "floor_address": f"{self.request.layout.root}{self.context.address}",
            "motion": None, "prospect": None, "together": None, **self.tell(),
        }  # fmt: skip

    def do(self, values: dict[str, Any]) -> str:
        try:
            self.act(values)
        except VoteRefused as refused:
            known = any(child.name == refused.field for child in self.form.children)
            raise FieldProblem(refused.field if known else "", self.word(refused)) from None
        return self.find_way_back()

    def word(self, refused: VoteRefused) -> Any:
        quorum = self.running.quorum
        if refused.refusal is VoteRefusal.NO_QUORUM and quorum is not None and quorum.needed is not None:
            sum_ = {"present": quorum.present, "total": quorum.total, "needed": quorum.needed, "rule": quorum.rule}
            return _(
                "There is no quorum: ${present} of ${total} are here, and ${needed} are needed (${rule}). Until there is one"
                " the board can meet, and take no action.",
                mapping=sum_,
            )
        own = not self.context.keeps_record and refused.about in ("", self.own)
        return word_floor_refusal(refused, self.running.names, own=own)

    def find_way_back(self) -> str:
        """The floor again, at the motion that was acted on."""
        place = f"#motion-{self.motion_key}" if self.motion_key else ""
        return f"{self.request.layout.root}{self.context.address}{place}"


def add_floor_form(
    config: Any, name: str, path: str, form: type[FloorForm], *, factory: Any,
    renderer: str = "votes/floor_form.jinja2", permission: Permission = Permission.MOTION_MAKE,
) -> None:  # fmt: skip
    """A form at an address: shown for GET, sent with POST."""
    config.add_route(name, path, factory=factory)
    for attr, method in (("show", "GET"), ("submit", "POST")):
        config.add_view(
            form, attr=attr, route_name=name, request_method=method, permission=permission, renderer=renderer
        )
