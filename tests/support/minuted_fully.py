"""A meeting with everything that minutes can tell of one: for tests of what they say."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from governance.accounts.tokens import make_token
from governance.boards.composition_acts import Document
from governance.meetings.models import Meeting
from governance.meetings.session_models import ItemStepKind
from governance.participation.actions import (
    Writing,
    count_as_complaint,
    hold_back,
    publish_comment,
    take_out_passage,
    withdraw_comment,
    write_comment,
)
from governance.participation.models import CommentKind
from governance.votes.election_actions import begin_election, take_round
from governance.votes.erratum_actions import Correction, correct_vote
from governance.votes.motion_actions import declare_conflict
from governance.votes.past_vote_actions import PastVote, record_past_vote
from model_law.motions import Kind
from tests.support.composition import TODAY
from tests.support.floors import ABSTAIN, AYE, ITEM, NAY
from tests.support.minuted import LATER, MinutedHouse
from tests.support.sessions import POSTED, REMOTE, after

WRITER, ADDRESSED, SECRET_WORDS = "Wren Aldous", "somebody@example.org", "zqnobodysaid"
RULE = "Speak to the matter."


class FullHouse(MinutedHouse):
    """Its meeting has comments, a recusal, an election, corrected and recorded votes, and motions that come back later.

    again: the key of another motion of the later meeting that can approve a correction, once somebody moved it.
    """

    again = ""

    def hold(self) -> None:
        self.write_comments()
        self.call(0, here=5)
        self.arrive(self.people[5], 2, REMOTE)
        self.excuse(self.people[6], 2)
        self.step(1, ItemStepKind.TAKEN_UP, 3, entered=30)
        self.note(1, "*Ten* calls.", None, action="Received.")
        self.do(declare_conflict, 4, ITEM, self.people[4], "financial", True)
        self.decided = self.move(4, text="Send the report.")
        amendment = self.move(5, 1, 2, about=self.decided, kind=Kind.AMEND, text="Send the report by mail.")
        self.decide(amendment, [AYE] * 4, 6)
        self.voted = self.decide(self.decided, [AYE, AYE, AYE, NAY], 7)
        self.elect()
        self.tabled = self.move(10, text="Hire a second clerk.")
        laying = self.move(11, 2, 3, about=self.tabled, kind=Kind.TABLE, text="Lay it on the table.")
        self.decide(laying, [AYE] * 4, 12)
        calendar = self.move(13, consent=True, text="Adopt the consent calendar.")
        self.decide(calendar, [AYE] * 4, 14)
        self.step(4, ItemStepKind.TAKEN_UP, 15)
        self.note(4, SECRET_WORDS, None, action=SECRET_WORDS)
        self.add_off_agenda(16)
        self.leave(self.people[0], 17)
        self.leave(self.people[1], 17)
        self.leave(self.people[2], 17, entered=31)
        self.adjourn(32)
        self.first = self.meeting
        self.correct_it()
        self.record_paper_vote()

    def write_comments(self) -> None:
        with self.database.writing.begin() as session:
            meeting = session.scalars(select(Meeting).where(Meeting.key == self.meeting)).one()

            def write(words: str, kind: CommentKind = CommentKind.WRITTEN, **given: Any) -> tuple[str, str]:
                receipt = make_token()
                writing = Writing(kind, given.get("item", ""), given.get("name", ""), words, receipt)
                row, _new = write_comment(session, POSTED, self.board, meeting.id, writing, given.get("confirmation"))
                return row.key, receipt

            now = POSTED + timedelta(hours=1)
            self.comment, _ = write("My neighbour's asthma got help.", item=ITEM, name=WRITER)
            publish_comment(session, now, self.clerk, self.board, self.comment)
            take_out_passage(session, now, self.clerk, self.board, self.comment, "neighbour's asthma")
            self.plain_comment, _ = write("I am for it.")
            publish_comment(session, now, self.clerk, self.board, self.plain_comment)
            withdrawn, receipt = write(f"{SECRET_WORDS} withdrawn")
            publish_comment(session, now, self.clerk, self.board, withdrawn)
            withdraw_comment(session, now, receipt)
            held, _ = write(f"{SECRET_WORDS} held back")
            hold_back(session, now, self.clerk, self.board, held, RULE, "It was about something else.", [RULE])
            complaint, _ = write(f"{SECRET_WORDS} complaint")
            count_as_complaint(session, now, self.clerk, self.board, complaint)
            write(f"{SECRET_WORDS} waiting")
            write(f"{SECRET_WORDS} unconfirmed", confirmation=make_token())
            speaker, _ = write("", CommentKind.SPEAKING, name="Sorrel Thistlewood")
            publish_comment(session, now, self.clerk, self.board, speaker)

    def elect(self) -> None:
        election = self.do(begin_election, 8, ITEM, "Vice chair")
        one, two, three, four, *_rest = self.people
        for number, named in ((1, {one: one, two: two, three: None}), (2, {one: two, two: two, three: two, four: one})):
            self.act(
                lambda session, number=number, named=named: take_round(
                    session, after(9), self.clerk, self.board, election, number, named, (one, two)
                )
            )

    def correct_it(self) -> None:
        right = Correction("The clerk misheard.", {self.people[0]: NAY, self.people[1]: ABSTAIN})
        self.act(
            lambda session: correct_vote(session, self.vault, after(40), self.clerk, self.board, self.voted, right)
        )  # fmt: skip

    def record_paper_vote(self) -> None:
        past = PastVote(
            document=Document("Tally sheet 7", TODAY), text="Thank the staff.", item=ITEM, opened_at=after(3),
            closed_at=after(4), mover=self.people[0], seconder=self.people[1],
            ballots=dict.fromkeys(self.people[:4], AYE), present=self.people[:4],
        )  # fmt: skip
        self.act(
            lambda session: record_past_vote(
                session, self.vault, after(50), self.clerk, self.board, self.meeting, past
            )
        )  # fmt: skip

    def take_up_again(self) -> None:
        """In the later meeting the motion that was laid on the table comes back, and is lost."""
        self.meeting = self.later
        item = "lateda0002"
        bringing = self.move(LATER + 3, about=self.tabled, kind=Kind.TAKE_UP, item=item, text="Take it up again.")
        self.decide(bringing, [AYE] * 7, LATER + 4)
        self.decide(self.tabled, [NAY] * 7, LATER + 5)
        self.meeting = self.first
