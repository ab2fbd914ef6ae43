"""The form by which a conflict of interest is declared: ahead of a meeting or at the item, by a member or aloud to the clerk.

Its class is public, and nothing else is asked.
"""

from typing import Any

from governance.meetings.session_queries import RunningSession
from governance.votes.conflict_telling import find_conflicts
from governance.votes.floor_forms import FloorForm, add_floor_form
from governance.votes.floor_schemas import LATER, YES, make_conflict_schema
from governance.votes.motion_actions import declare_conflict
from governance.votes.motion_words import CONFLICTS
from governance.votes.prospects import list_profiles
from governance.votes.resources import CONFLICTS_PATH, MeetingFloor
from governance.web.forms import Button
from governance.web.locale import _
from model_law.conflicts import ConflictClass
from model_law.votes import find_profile_rule


class DeclareConflict(FloorForm):
    formid = "declare-conflict"
    heading = _("Declare a conflict of interest")
    button = Button("declare", _("Declare it"))

    def make_schema(self) -> Any:
        return make_conflict_schema(self.speakers, self.items)

    def find_defaults(self) -> dict[str, Any]:
        return self.fill_item()

    def act(self, values: dict[str, Any]) -> None:
        recuses = None if values["recuses"] == LATER else values["recuses"] == YES
        declare_conflict(*self.here, values["item"], self.read_speaker(values), values["conflict"], recuses)

    def tell(self) -> dict[str, Any]:
        profiles = list_profiles(self.running)
        return {
            "conflicts": find_conflicts(self.request.db, self.meeting.id, profiles),
            "automatic": list_automatic(self.running),
        }

    def find_way_back(self) -> str:
        return f"{self.request.layout.root}{self.context.address}#conflicts"


def list_automatic(running: RunningSession) -> list[Any]:
    """The kinds that recuse by themselves under the board's law, in words."""
    rule = find_profile_rule(list_profiles(running), "recusal")
    if rule is None or not rule.enforced:
        return []
    return [CONFLICTS[ConflictClass(one)] for one in sorted(rule.values["automatic"])]


def includeme(config: Any) -> None:
    add_floor_form(
        config, "conflicts.declare", CONFLICTS_PATH, DeclareConflict, factory=MeetingFloor,
        renderer="votes/conflict.jinja2",
    )  # fmt: skip
