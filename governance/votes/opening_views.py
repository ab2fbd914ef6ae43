"""The pages on which a clerk puts a motion to the vote: by opening one, or by asking whether anybody objects."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from governance.accounts.actions import Actor
from governance.accounts.identities import find_actor
from governance.clock import find_day
from governance.db.keys import make_key
from governance.meetings.session_queries import find_running
from governance.security import Permission
from governance.votes.floor_acts import VoteRefused
from governance.votes.held_vote_queries import find_open_votes
from governance.votes.queries import make_vote_address
from governance.votes.resources import FLOOR_MOTION_PATH, FloorMotion
from governance.votes.vote_findings import Bar, tell_bars
from governance.votes.voting_actions import Asked, Foretold, foretell, open_vote, take_by_consent
from governance.votes.voting_forms import add_vote_form, attempt, find_result_address, make_meeting_crumbs
from governance.votes.voting_schemas import make_consent_schema, make_opening_schema, read_asked
from governance.votes.voting_words import word_refusal
from governance.web.forms import Button, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from model_law.findings import Finding
from model_law.wording import word_message

NOTHING = Foretold({}, asks_award=False, takes_declared=False, chair=None)


class PutMotion:
    """A form that puts one motion to the vote. What carries it is told before; so is why the board cannot vote on it now."""

    formid: str
    heading: Any
    button: Button

    def __init__(self, context: FloorMotion, request: Any) -> None:
        self.context, self.request = context, request
        self.board, self.motion = context.board, context.motion
        self.running = find_running(request.db, self.board.id, context.meeting)
        self.names = self.running.names
        self.refused: Any = None
        self.findings: Sequence[Finding] = ()
        self.foretold = self.foresee()
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button],
            appstruct={"request": make_key(), "chair": self.foretold.chair or ""},
        )  # fmt: skip

    def foresee(self) -> Foretold:
        db, vault, now, actor, board_id, meeting, motion = self.here
        try:
            return foretell(db, vault, now, actor, board_id, meeting, motion)
        except VoteRefused as refused:
            self.refused, self.findings = word_refusal(refused, self.names), refused.findings
            return NOTHING

    @property
    def here(self) -> tuple[Any, Any, datetime, Actor, int, str, str]:
        """What the acts begin with."""
        request = self.request
        actor = find_actor(request.identity, self.board.id)
        return (
            request.db, request.registry.vault, request.now, actor, self.board.id, self.context.meeting.key,
            self.motion.key,
        )  # fmt: skip

    @property
    def people(self) -> list[tuple[str, str]]:
        """Those who are here, one of whom presides."""
        return [(person.key, person.name) for person in self.running.people if person.mode is not None]

    @property
    def matters(self) -> list[str]:
        return [matter for matter in self.foretold.openings if matter]

    def make_schema(self) -> Any:
        raise AssertionError(type(self))

    def put(self, asked: Asked, key: str) -> str:
        """Do it; where it is read next."""
        raise AssertionError(type(self))

    def show(self) -> dict[str, Any]:
        request = self.request
        crumbs = make_meeting_crumbs(self.board, self.context.meeting.key, self.context.meeting.title)
        request.layout.fill(
            self.heading, (*crumbs, Crumb(self.motion.text, self.context.motion_address), Crumb(self.heading)), None
        )
        language = request.locale_name
        return {
            "form": self.form if self.refused is None or self.form.error else None,
            "heading": request.layout.translate(self.heading),
            "motion": self.motion,
            "carries": {
                matter: word_message(opening.message, opening.arguments, language)
                for matter, opening in self.foretold.openings.items()
            },
            "refused": self.refused,
            "quorum": self.running.quorum,
            "bars": self.tell_bars(language),
            "address": f"{request.layout.root}{self.context.motion_address}",
            "open_votes": [
                (vote.question, f"{request.layout.root}{make_vote_address(vote.slug, vote.key)}/roll-call")
                for vote in (find_open_votes(request.db, [self.board.id]) if self.refused else ())
            ],
        }

    def tell_bars(self, language: str) -> list[Bar]:
        if not self.findings:
            return []
        today = find_day(self.request.now, self.board.zone)
        return tell_bars(self.request.db, self.board.id, today, self.findings, language)

    def submit(self) -> Any:
        return submit(self.request, self.form, self.do) or self.show()

    def do(self, values: dict[str, Any]) -> str:
        def act() -> str:
            try:
                return self.put(read_asked(values), values["request"])
            except VoteRefused as refused:
                self.findings = refused.findings
                raise

        made: str = attempt(self.form, act, self.names)
        return made


class OpenVote(PutMotion):
    """Open a vote: from then on members cast their ballots, or answer the roll."""

    formid = "open-vote"
    heading = _("Open the vote")
    button = Button("open", _("Open the vote"))

    def make_schema(self) -> Any:
        told = self.foretold
        return make_opening_schema(
            self.people, self.matters, asks_award=told.asks_award, takes_declared=told.takes_declared
        )

    def put(self, asked: Asked, key: str) -> str:
        held = open_vote(*self.here, asked, key)
        return f"{self.request.layout.root}{make_vote_address(self.board.slug, held.key)}/roll-call"


class AskConsent(PutMotion):
    """Ask whether anybody objects: where nobody does, each member who is here has said aye."""

    formid = "consent"
    heading = _("Ask for unanimous consent")
    button = Button("consent", _("Nobody objects: decide it"))

    def make_schema(self) -> Any:
        return make_consent_schema(self.people, self.matters, asks_award=self.foretold.asks_award)

    def show(self) -> dict[str, Any]:
        return {**super().show(), "may_vote": self.find_asked()}

    def find_asked(self) -> int | None:
        opening = self.foretold.openings.get("")
        return opening.prospect.may_vote if opening is not None else None

    def put(self, asked: Asked, key: str) -> str:
        held = take_by_consent(*self.here, asked=asked, key=key)
        return find_result_address(self.request.layout.root, self.board, held.key)


def includeme(config: Any) -> None:
    for name, path, form, template in (
        ("votes.open", "open-vote", OpenVote, "votes/open_vote.jinja2"),
        ("votes.consent", "consent", AskConsent, "votes/consent.jinja2"),
    ):
        add_vote_form(
            config, name, f"{FLOOR_MOTION_PATH}/{path}", form, template, factory=FloorMotion,
            permission=Permission.MEETING_RUN,
        )  # fmt: skip
