"""The page on which a clerk enters a vote that was taken on paper, or in a room without a network, with its document."""

from typing import Any

from governance.boards.composition_acts import Document
from governance.meetings.session_resources import SESSION_PATH, MeetingSession
from governance.meetings.session_schemas import read_moment, write_moment
from governance.meetings.session_views import SessionForm
from governance.votes.past_vote_actions import PastVote, record_past_vote
from governance.votes.voting_forms import add_vote_form, attempt, find_result_address
from governance.votes.voting_schemas import make_past_vote_schema, read_asked, read_ballots
from governance.web.forms import Button
from governance.web.locale import _


class RecordVote(SessionForm):
    """A vote as its document tells it. It is entered as it was, lawful or not, and judged like any other."""

    formid = "past-vote"
    heading = _("Enter a vote that was taken on paper")
    button = Button("record", _("Enter this vote"))

    def make_schema(self) -> Any:
        items = [(item.key, f"{item.number} {item.title}") for item in self.running.items]
        return make_past_vote_schema(self.people, items, self.board.zone)

    def find_defaults(self) -> dict[str, Any]:
        return {"day": write_moment(self.meeting.starts_at, self.board.zone)["day"]}

    def do(self, values: dict[str, Any]) -> str:
        past = self.read(values)
        made: str = attempt(self.form, lambda: self.record(past, values["request"]), self.running.names)
        return find_result_address(self.request.layout.root, self.board, made)

    def record(self, past: PastVote, key: str) -> str:
        db, now, actor, board_id, meeting = self.here
        return record_past_vote(db, self.request.registry.vault, now, actor, board_id, meeting, past, key).key

    def read(self, values: dict[str, Any]) -> PastVote:
        zone = self.board.zone
        document = Document(
            values["document_title"], values["document_dated_on"], values["document_address"] or None
        )  # fmt: skip
        return PastVote(
            document=document,
            text=values["text"],
            item=values["item"],
            opened_at=read_moment(values, zone),
            closed_at=read_moment({"day": values["day"], "time": values["closed_time"]}, zone),
            ballots=read_ballots(values),
            mover=values["mover"],
            seconder=values["seconder"],
            effect=values["effect"],
            # In the order of the roll, so that the same answers are the same entry.
            present=[key for key, _name in self.people if key in values["present"]] or None,
            asked=read_asked(values),
        )


def includeme(config: Any) -> None:
    add_vote_form(
        config, "votes.record", f"{SESSION_PATH}/past-vote", RecordVote, "votes/record_vote.jinja2",
        factory=MeetingSession,
    )  # fmt: skip
