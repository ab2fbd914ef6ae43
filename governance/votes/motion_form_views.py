"""The forms by which motions are made in a meeting: moved, seconded, amended, laid aside, taken up, withdrawn, passed over."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from governance.meetings.session_queries import RunningSession
from governance.security import Permission
from governance.votes.floor_checks import Moved
from governance.votes.floor_forms import FloorForm, add_floor_form
from governance.votes.floor_schemas import (
    make_about_schema,
    make_amend_schema,
    make_consent_schema,
    make_item_schema,
    make_move_schema,
    make_person_schema,
)
from governance.votes.motion_actions import move, pass_over, pull_from_consent, second, take_up_again, withdraw
from governance.votes.motion_telling import MotionTold, find_consent_calendar
from governance.votes.motion_words import ABOUT_TEXTS
from governance.votes.prospects import find_title, foretell
from governance.votes.resources import (
    FLOOR_MOTION_PATH,
    FLOOR_PATH,
    LAID_ASIDE_PATH,
    UNSECONDED_PATH,
    FloorMotion,
    MeetingFloor,
)
from governance.web.forms import Button
from governance.web.locale import _
from model_law.conflicts import Declaration
from model_law.motions import Kind, Status
from model_law.wording import word_message

LONGEST_QUOTED = 300
"""How much of a motion's text stands in one about it that nobody worded."""


class Moving(FloorForm):
    """Forms that move something: it gets the key that the page gave it, and is seconded at once where somebody did."""

    button = Button("move", _("Move it"))

    def move(self, moved: Moved, values: dict[str, Any]) -> None:
        motion = move(*self.here, moved, values["request"])
        self.motion_key = motion.key
        if values.get("seconder"):
            second(*self.here, motion.key, values["seconder"])

    def tell(self) -> dict[str, Any]:
        return {"prospect": tell_prospect(self.running, self.request)}


def tell_prospect(
    running: RunningSession, request: Any, declarations: Iterable[Declaration] = ()
) -> dict[str, Any] | None:
    """What carries at this moment, in words, and which rule says so."""
    language = request.locale_name
    found = foretell(running, request.now, declarations)
    if found is None:
        return None
    message = word_message(found.message, found.arguments, language) if found.message else None
    rule = found.rule
    return {
        "sum": message,
        "rule": rule.provision.id if rule is not None else None,
        "title": find_title(rule, language),
        "how_known": rule.provision.how_known if rule is not None else None,
    }


class MoveMotion(Moving):
    formid = "move"
    heading = _("Move a motion")

    def make_schema(self) -> Any:
        return make_move_schema(self.speakers, self.items)

    def find_defaults(self) -> dict[str, Any]:
        return self.fill_item()

    def act(self, values: dict[str, Any]) -> None:
        self.move(Moved(self.read_speaker(values), values["text"], values["effect"], item=values["item"]), values)


class MoveConsent(Moving):
    """One motion for what is left on the consent calendar."""

    formid = "move-consent"
    heading = _("Move the consent calendar")

    @cached_property
    def together(self) -> list[str]:
        left = set(find_consent_calendar(self.request.db, self.meeting.id).together)
        return [f"{item.number} {item.title}" for item in self.running.items if item.key in left]

    def make_schema(self) -> Any:
        return make_consent_schema(self.speakers)

    def find_defaults(self) -> dict[str, Any]:
        said = _("Adopt together: ${items}", mapping={"items": "; ".join(self.together)})
        return {"text": self.request.layout.translate(said)}

    def tell(self) -> dict[str, Any]:
        return {**super().tell(), "together": self.together}

    def act(self, values: dict[str, Any]) -> None:
        self.move(Moved(self.read_speaker(values), values["text"], values["effect"], consent=True), values)


class PullItem(FloorForm):
    """Any member may have an item of the consent calendar debated and voted on alone."""

    formid = "pull"
    heading = _("Take an item out of the consent calendar")
    button = Button("pull", _("Take it out"))

    def make_schema(self) -> Any:
        on_it = set(find_consent_calendar(self.request.db, self.meeting.id).items)
        return make_item_schema(
            [(item.key, f"{item.number} {item.title}") for item in self.running.items if item.key in on_it]
        )

    def act(self, values: dict[str, Any]) -> None:
        pull_from_consent(*self.here, values["item"], values["request"])


class OnMotion(FloorForm):
    """A form on one motion."""

    context: FloorMotion

    @property
    def motion(self) -> MotionTold:
        return self.context.motion

    def tell(self) -> dict[str, Any]:
        return {**super().tell(), "motion": self.motion}


class Amend(OnMotion, Moving):
    formid = "amend"
    heading = _("Amend a motion")
    button = Button("move", _("Move the amendment"))

    def make_schema(self) -> Any:
        return make_amend_schema(self.speakers)

    def find_defaults(self) -> dict[str, Any]:
        return {"text": self.motion.text}

    def act(self, values: dict[str, Any]) -> None:
        moved = Moved(
            self.read_speaker(values), values["text"], values["effect"], Kind.AMEND, about=self.motion.key
        )  # fmt: skip
        self.move(moved, values)


POSSIBLE = {
    Status.MOVED: (Kind.TABLE, Kind.POSTPONE, Kind.REFER),
    Status.PENDING: (Kind.TABLE, Kind.POSTPONE, Kind.REFER),
    Status.TABLED: (Kind.TAKE_UP,),
    Status.POSTPONED: (Kind.TAKE_UP,),
    Status.REFERRED: (Kind.TAKE_UP,),
    Status.CARRIED: (Kind.RECONSIDER, Kind.RESCIND),
    Status.LOST: (Kind.RECONSIDER,),
    None: (Kind.RECONSIDER, Kind.RESCIND),
}
"""What can be moved about a motion as it stands; None: its record came from another system."""


class MoveAbout(OnMotion, Moving):
    """Lay a motion aside, take it up again, reconsider or rescind it: each is a motion of its own."""

    formid = "about"
    heading = _("Move something about a motion")

    @property
    def possible(self) -> tuple[Kind, ...]:
        return POSSIBLE.get(self.motion.status, ())

    def make_schema(self) -> Any:
        return make_about_schema(self.speakers, self.items, self.possible)

    def find_defaults(self) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": self.possible[0].value} if self.possible else {}
        return found if self.motion.meeting_key == self.meeting.key else {**found, **self.fill_item()}

    def act(self, values: dict[str, Any]) -> None:
        kind = Kind(values["kind"])
        text = values["text"] or self.request.layout.translate(
            _(str(ABOUT_TEXTS[kind]), mapping={"text": quote(self.motion.text)})
        )
        moved = Moved(self.read_speaker(values), text, "", kind, self.motion.key, values["item"])
        self.move(moved, values)


def quote(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1].rstrip()}…"


class Second(OnMotion):
    formid = "second"
    heading = _("Second a motion")
    button = Button("second", _("Second it"))

    def make_schema(self) -> Any:
        return make_person_schema(self.speakers, _("Seconded by"))

    def act(self, values: dict[str, Any]) -> None:
        self.motion_key = second(*self.here, self.motion.key, self.read_speaker(values)).key


class Withdraw(OnMotion):
    """By the mover alone; the clerk enters that the mover said so."""

    formid = "withdraw-motion"
    heading = _("Withdraw a motion")
    button = Button("withdraw", _("Withdraw it"), css_class="button-danger")

    def make_schema(self) -> Any:
        return make_person_schema([], "")

    def act(self, values: dict[str, Any]) -> None:
        person = (self.motion.mover_key or "") if self.context.keeps_record else self.read_speaker(values)
        self.motion_key = withdraw(*self.here, self.motion.key, person).key


class PassOver(OnMotion):
    formid = "pass-over"
    heading = _("Pass over a motion that nobody seconds")
    button = Button("pass", _("Nobody seconds it"))

    def make_schema(self) -> Any:
        return make_person_schema([], "")

    def act(self, values: dict[str, Any]) -> None:
        self.motion_key = pass_over(*self.here, self.motion.key).key


class TakeUpAgain(OnMotion):
    """What was postponed or referred comes back at its time by itself, without a vote."""

    formid = "take-up-again"
    heading = _("A motion comes back")
    button = Button("take_up", _("It comes back now"))

    def make_schema(self) -> Any:
        return make_item_schema(self.items)

    def find_defaults(self) -> dict[str, Any]:
        return self.fill_item()

    def act(self, values: dict[str, Any]) -> None:
        self.motion_key = take_up_again(*self.here, self.motion.key, values["item"]).key


ON_FLOOR: tuple[tuple[str, str, type[FloorForm]], ...] = (
    ("motions.move", f"{FLOOR_PATH}/move", MoveMotion),
    ("motions.consent", f"{FLOOR_PATH}/consent", MoveConsent),
    ("motions.pull", f"{FLOOR_PATH}/pull", PullItem),
)
ON_MOTION: tuple[tuple[str, str, type[FloorForm]], ...] = (
    ("motions.amend", f"{FLOOR_MOTION_PATH}/amend", Amend),
    ("motions.about", f"{FLOOR_MOTION_PATH}/about", MoveAbout),
    ("motions.withdraw", f"{FLOOR_MOTION_PATH}/withdraw", Withdraw),
    ("motions.second", f"{UNSECONDED_PATH}/second", Second),
)
BY_CLERK: tuple[tuple[str, str, type[FloorForm]], ...] = (
    ("motions.pass_over", f"{UNSECONDED_PATH}/pass-over", PassOver),
    ("motions.take_up_again", f"{LAID_ASIDE_PATH}/take-up", TakeUpAgain),
)
"""What nobody moves and the chair says; the clerk enters it."""


def includeme(config: Any) -> None:
    for name, path, form in ON_FLOOR:
        add_floor_form(config, name, path, form, factory=MeetingFloor)
    for name, path, form in ON_MOTION:
        add_floor_form(config, name, path, form, factory=FloorMotion)
    for name, path, form in BY_CLERK:
        add_floor_form(config, name, path, form, factory=FloorMotion, permission=Permission.MEETING_RUN)
