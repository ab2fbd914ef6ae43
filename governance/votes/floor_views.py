"""The motions of a meeting for whoever acts on them while it is held; and a motion as the public reads it."""

from dataclasses import dataclass
from typing import Any

from governance.boards.queries import BoardReference
from governance.meetings.session_queries import find_running
from governance.security import Permission
from governance.votes.conflict_telling import ConflictTold, find_conflicts, find_conflicts_on
from governance.votes.election_telling import find_elections
from governance.votes.floor_forms import FLOOR, make_floor_crumbs
from governance.votes.floor_waiting import find_floors
from governance.votes.motion_form_views import tell_prospect
from governance.votes.motion_telling import (
    MotionTold,
    VersionTold,
    count_earlier,
    find_consent_calendar,
    find_declarations_on,
    find_earlier,
    find_floor,
    find_motions_about,
    find_person_key,
    find_proposal,
    find_versions,
    find_votes_on,
)
from governance.votes.motion_words import CONFLICTS, MOTION_KINDS, MOTION_STATES, STEPPING_ASIDE, UNELECTED
from governance.votes.prospects import list_profiles
from governance.votes.queries import VoteSummary
from governance.votes.resources import FLOOR_PATH, MOTION_PATH, MeetingFloor, MotionRecord
from governance.votes.text_changes import Passage, compare_texts
from governance.votes.voting_forms import make_meeting_crumbs
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import make_paging
from model_law.motions import Kind


class ShowFloor:
    """What is before the meeting, the motion that is decided next first; what was decided; and what can be moved."""

    def __init__(self, context: MeetingFloor, request: Any) -> None:
        self.context, self.request = context, request
        self.board, self.meeting = context.board, context.meeting
        self.running = find_running(request.db, self.board.id, self.meeting)

    def show(self) -> dict[str, Any]:
        db, board, meeting = self.request.db, self.board, self.meeting
        self.request.layout.fill(FLOOR, make_floor_crumbs(self.context), None)
        motions = find_floor(db, board, meeting.id)
        texts = {motion.key: motion.text for motion in motions}
        # The last that was moved is decided first.
        before = [motion for motion in reversed(motions) if motion.is_open]
        calendar = find_consent_calendar(db, meeting.id)
        root = self.request.layout.root
        return {
            "board": board,
            "meeting": meeting,
            "running": self.running,
            "address": f"{root}{self.context.address}",
            "meeting_address": f"{root}{self.context.meeting_address}",
            "before": before,
            "done": [motion for motion in reversed(motions) if not motion.is_open],
            "changes": {
                motion.key: compare_texts(texts[motion.about.key], motion.text)
                for motion in motions
                if motion.is_open and motion.kind is Kind.AMEND and motion.about and motion.about.key in texts
            },
            "together": [item for item in self.running.items if item.key in calendar.together],
            "pulled": [item for item in self.running.items if item.key in calendar.pulled],
            "conflicts": find_conflicts(db, meeting.id, list_profiles(self.running)),
            "elections": find_elections(db, board.slug, meeting.id),
            "prospect": tell_prospect(
                self.running, self.request, find_declarations_on(db, meeting.id, before[0]) if before else ()
            ),
            "keeps_record": self.context.keeps_record,
            "own": find_person_key(db, self.request.identity.person_id),
        }


def show_earlier(context: MeetingFloor, request: Any) -> dict[str, Any]:
    """Motions of the board that were decided or laid aside, on which the meeting can act once more."""
    heading = _("Motions that were decided or laid aside")
    request.layout.fill(heading, make_floor_crumbs(context, Crumb(heading)), None)
    paging = make_paging(request, count_earlier(request.db, context.board.id))
    return {
        "board": context.board,
        "meeting": context.meeting,
        "address": f"{request.layout.root}{context.address}",
        "motions": find_earlier(request.db, context.board, paging.per_page, paging.offset),
        "paging": paging,
        "keeps_record": context.keeps_record,
    }


@dataclass(frozen=True)
class MotionPage:
    """One motion: how it stands and how it came to that, what was moved about it, conflicts on its item, and its votes.

    proposal: for an amendment, the words that it would change, as the text stood when it was moved.
    """

    board: BoardReference
    motion: MotionTold
    proposal: list[Passage]
    versions: list[VersionTold]
    moved_about: list[MotionTold]
    conflicts: list[ConflictTold]
    votes: list[VoteSummary]


def show_motion(context: MotionRecord, request: Any) -> Page:
    board, motion, db = context.board, context.motion, request.db
    content = MotionPage(
        board.reference,
        motion,
        find_proposal(db, motion),
        find_versions(db, board.slug, motion.id),
        find_motions_about(db, board.slug, motion.id),
        find_conflicts_on(db, board, motion.item_id),
        find_votes_on(db, board, motion.id),
    )
    crumbs = make_meeting_crumbs(board, motion.meeting_key, motion.meeting_title, Crumb(_("Motion")))
    return Page(content, _("Motion: ${text}", mapping={"text": motion.text}), crumbs)


def includeme(config: Any) -> None:
    config.add_waiting_source(find_floors)
    config.add_words(
        motion_kinds=MOTION_KINDS, motion_states=MOTION_STATES, conflicts=CONFLICTS, stepping_aside=STEPPING_ASIDE,
        unelected=UNELECTED,
    )  # fmt: skip
    config.add_route("motions.floor", FLOOR_PATH, factory=MeetingFloor)
    config.add_view(
        ShowFloor, attr="show", route_name="motions.floor", request_method="GET", permission=Permission.MOTION_MAKE,
        renderer="votes/floor.jinja2",
    )  # fmt: skip
    config.add_route("motions.earlier", f"{FLOOR_PATH}/earlier", factory=MeetingFloor)
    config.add_view(
        show_earlier, route_name="motions.earlier", request_method="GET", permission=Permission.MOTION_MAKE,
        renderer="votes/floor_earlier.jinja2",
    )  # fmt: skip
    config.add_public_page(
        "votes.motion",
        MOTION_PATH,
        show_motion,
        template="votes/motion.jinja2",
        content=MotionPage,
        factory=MotionRecord,
        summary="One motion with its versions, what was moved about it, conflicts on its item, and its votes",
    )
