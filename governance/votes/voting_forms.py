"""What the forms of a vote that is held share: the way to them, refusals at their fields, and where they lead."""

from collections.abc import Callable, Mapping
from typing import Any

from governance.accounts.actions import Actor
from governance.accounts.identities import find_actor
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.db.keys import make_key
from governance.meetings.queries import make_meeting_address
from governance.security import Permission
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.held_vote_queries import find_opening_facts
from governance.votes.held_vote_resources import HeldVoteRecord, VotingRoom
from governance.votes.queries import make_vote_address
from governance.votes.vote_answers import word
from governance.votes.voting_words import word_refusal
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

FIELDS = {"closed_at": "closed_time", "threshold": "share", "document.title": "document_title",
          "document.address": "document_address", "ballots": "", "request": ""}  # fmt: skip
"""Arguments of acts that a form calls otherwise."""


def attempt(form: Any, act: Callable[[], Any], names: Mapping[str, str], *, own: bool = False) -> Any:
    """What an act answers. Raises FieldProblem, at its field or at the form as a whole, where it is refused.

    A form whose name was used for something else gets another one: what is sent from its page next is an act of its own.
    """
    try:
        return act()
    except VoteRefused as refused:
        if refused.refusal is VoteRefusal.REQUEST_USED:
            form["request"].cstruct = make_key()
        field = FIELDS.get(refused.field, refused.field)
        known = any(child.name == field for child in form.children)
        raise FieldProblem(field if known else "", word_refusal(refused, names, own=own)) from None


def make_meeting_crumbs(board: BoardIdentity, meeting_key: str, meeting_title: str, *more: Crumb) -> tuple[Crumb, ...]:
    """The way to a page of a meeting. A board that is not published has no page to lead to."""
    if not board.published:
        return (Crumb(board.name), *more)
    return make_board_crumbs(
        board, Crumb(_("Meetings"), f"{board.address}/meetings"),
        Crumb(meeting_title, make_meeting_address(board.slug, meeting_key)), *more,
    )  # fmt: skip


def make_vote_crumbs(context: HeldVoteRecord, *more: Crumb) -> tuple[Crumb, ...]:
    return make_meeting_crumbs(context.board, context.held.meeting_key, context.held.meeting_title, *more)


def find_result_address(root: str, board: BoardIdentity, vote: str) -> str:
    """Where the outcome of a closed vote is read: by everybody once the board is published, by its clerk before that."""
    address = make_vote_address(board.slug, vote)
    return f"{root}{address}" if board.published else f"{root}{address}/close-vote"


def word_carries(request: Any, context: HeldVoteRecord) -> str | None:
    """What was told before the vote; None of a vote that was taken elsewhere."""
    facts = find_opening_facts(request.db, context.held.id)
    if facts is None:
        return None
    return word(facts["carries"], context.board.zone, request.locale_name)


class VoteForm:
    """One form of the clerk on a vote. A subclass names it, makes its fields, and does its act."""

    formid: str
    heading: Any
    button: Button

    def __init__(self, context: VotingRoom, request: Any) -> None:
        self.context, self.request = context, request
        self.board, self.held = context.board, context.held
        self.gather()
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button], appstruct={"request": make_key()}
        )

    def gather(self) -> None:
        """Load what the form is made of."""

    def make_schema(self) -> Any:
        raise AssertionError(type(self))

    @property
    def names(self) -> Mapping[str, str]:
        """The people whom a refusal may name, by key."""
        return {}

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to do: else the page says why not, and has no form."""
        raise AssertionError(type(self))

    def act(self, values: dict[str, Any]) -> None:
        raise AssertionError(type(self))

    def tell(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def show(self) -> dict[str, Any]:
        request = self.request
        request.layout.fill(self.heading, make_vote_crumbs(self.context, Crumb(self.heading)), None)
        return {
            "form": self.form if self.is_offered or self.form.error else None,
            "heading": request.layout.translate(self.heading),
            "board": self.board,
            "held": self.held,
            "carries": word_carries(request, self.context) if self.held.is_open else None,
            "vote_address": f"{request.layout.root}{self.context.vote_address}",
            "result_address": find_result_address(request.layout.root, self.board, self.held.key),
            **self.tell(),
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.do) or self.show()

    def do(self, values: dict[str, Any]) -> str:
        attempt(self.form, lambda: self.act(values), self.names)
        return self.find_way_on()

    def find_way_on(self) -> str:
        return find_result_address(self.request.layout.root, self.board, self.held.key)

    @property
    def actor(self) -> Actor:
        return find_actor(self.request.identity, self.board.id)


def add_vote_form(
    config: Any, name: str, path: str, form: type, template: str, *, factory: Any = VotingRoom,
    permission: Permission = Permission.MEETING_RUN,
) -> None:  # fmt: skip
    """A form at an address: shown for GET, sent with POST."""
    config.add_route(name, path, factory=factory)
    for attr, method in (("show", "GET"), ("submit", "POST")):
        config.add_view(
            form, attr=attr, route_name=name, request_method=method, permission=permission, renderer=template
        )
