"""The election of an officer: the clerk enters whom each member names aloud, round by round; the public reads each of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.boards.queries import BoardReference
from governance.security import Permission
from governance.votes.election_actions import begin_election, take_round
from governance.votes.election_telling import ElectionTold, RoundTold, find_election, find_rounds
from governance.votes.floor_forms import FloorForm, add_floor_form
from governance.votes.floor_schemas import ROUND, make_begin_schema, make_lot_schema, make_round_schema
from governance.votes.resources import ELECTION_PATH, ELECTIONS_PATH, ROUND_PATH, ElectionRecord, MeetingFloor
from governance.votes.voting_forms import make_meeting_crumbs
from governance.web.forms import Button
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from model_law.elections import Unelected
from model_law.votes import voters


class BeginElection(FloorForm):
    formid = "begin-election"
    heading = _("Begin the election of an officer")
    button = Button("begin", _("Begin it"))
    election = ""

    def make_schema(self) -> Any:
        return make_begin_schema(self.items)

    def find_defaults(self) -> dict[str, Any]:
        return self.fill_item()

    def act(self, values: dict[str, Any]) -> None:
        self.election = begin_election(*self.here, values["item"], values["office"], values["request"]).key

    def find_way_back(self) -> str:
        return f"{self.request.layout.root}{self.context.meeting_address}/elections/{self.election}"


class TakeRound(FloorForm):
    """One round. Where all were even and the rules say so, the lot that somebody drew in public."""

    formid = "round"

    @cached_property
    def election(self) -> ElectionTold:
        found = find_election(self.request.db, self.board.slug, self.request.matchdict["election"])
        if found is None or found[1].meeting_key != self.meeting.key:
            raise HTTPNotFound
        return found[1]

    @cached_property
    def rounds(self) -> list[RoundTold]:
        return find_rounds(self.request.db, self.election.id)

    @cached_property
    def before(self) -> list[RoundTold]:
        """The rounds before the one that is entered: one that was counted already can be sent again as it was."""
        sent = str(self.request.POST.get("number", ""))
        return self.rounds[: int(sent) - 1] if ROUND.fullmatch(sent) else self.rounds

    @property
    def heading(self) -> Any:
        return _("Election: ${office}", mapping={"office": self.election.office})

    @property
    def is_lot(self) -> bool:
        return bool(self.before) and self.before[-1].reason is Unelected.LOT

    @property
    def button(self) -> Button:
        return Button("count", _("Enter whom the lot fell on") if self.is_lot else _("Count this round"))

    @property
    def standing(self) -> list[tuple[str, str]]:
        """Who stands: in the first round whoever serves can, afterwards those whom the round before leaves."""
        names = self.running.names
        if self.before:
            return [(key, names[key]) for key in self.before[-1].next_standing]
        return [(person.key, person.name) for person in self.running.people]

    @property
    def members(self) -> list[tuple[str, str]]:
        """The members with a vote who are here; of a round that was sent, all: what was said by somebody who has left
        meanwhile is refused by name, and not passed over."""
        may_vote, is_sent = voters(self.running.house.sitting.roster), self.request.method == "POST"
        return [
            (person.key, person.name)
            for person in self.running.people
            if person.key in may_vote and (person.mode or is_sent)
        ]

    def make_schema(self) -> Any:
        if self.is_lot:
            return make_lot_schema(self.standing)
        return make_round_schema(self.members, self.standing, first=not self.before)

    def find_defaults(self) -> dict[str, Any]:
        return {"number": str(len(self.rounds) + 1)}

    def act(self, values: dict[str, Any]) -> None:
        db, now, actor, board_id, _meeting = self.here
        number = int(values["number"])
        named = read_named(values, [person.key for person in self.running.people if person.mode])
        candidates = [key for key, _name in self.standing if key in values.get("candidates", ())]
        take_round(
            db, now, actor, board_id, self.election.key, number, named, candidates, drawn=values.get("drawn")
        )  # fmt: skip

    def tell(self) -> dict[str, Any]:
        return {
            "election": self.election, "rounds": self.rounds, "number": len(self.before) + 1, "is_lot": self.is_lot,
        }  # fmt: skip

    def find_way_back(self) -> str:
        return f"{self.request.layout.root}{self.context.meeting_address}/elections/{self.election.key}"


def read_named(values: Mapping[str, Any], here: Collection[str]) -> dict[str, str | None]:
    """Whom each member named, by keys; None for one who is here and named nobody."""
    named = {name.removeprefix("named_"): value for name, value in values.items() if name.startswith("named_")}
    return {member: choice for member, choice in named.items() if choice is not None or member in here}


@dataclass(frozen=True)
class ElectionPage:
    """The election of an officer: each round with whom every member named, and who is elected."""

    board: BoardReference
    election: ElectionTold
    rounds: list[RoundTold]


def show_election(context: ElectionRecord, request: Any) -> Page:
    board, election = context.board, context.election
    content = ElectionPage(board.reference, election, find_rounds(request.db, election.id))
    crumbs = make_meeting_crumbs(board, election.meeting_key, election.meeting_title, Crumb(_("Election")))
    return Page(content, _("Election: ${office}", mapping={"office": election.office}), crumbs)


def includeme(config: Any) -> None:
    for name, path, form, template in (
        ("elections.begin", f"{ELECTIONS_PATH}/begin", BeginElection, "votes/floor_form.jinja2"),
        ("elections.round", ROUND_PATH, TakeRound, "votes/election_round.jinja2"),
    ):
        add_floor_form(
            config, name, path, form, factory=MeetingFloor, renderer=template, permission=Permission.MEETING_RUN
        )
    config.add_public_page(
        "votes.election",
        ELECTION_PATH,
        show_election,
        template="votes/election.jinja2",
        content=ElectionPage,
        factory=ElectionRecord,
        summary="The election of an officer, round by round",
    )
