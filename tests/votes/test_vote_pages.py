"""The public page of a vote that was taken here: what it came to, whether it was lawful, and what nobody may be told."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webtest import TestApp

from governance.boards.actions import unpublish_board
from governance.boards.composition_acts import Document
from governance.boards.declaration_models import CommunityStanding
from governance.boards.models import Person
from governance.db import open_database
from governance.db.retry import run_act
from governance.meetings.models import ItemKind
from governance.meetings.planning import PlannedItem
from governance.meetings.planning_actions import edit_draft, post_agenda
from governance.meetings.planning_models import MeetingDraft
from governance.meetings.session_models import ItemStepKind
from governance.votes.erratum_actions import Correction, correct_vote
from governance.votes.floor_acts import VoteRefusal
from governance.votes.motion_actions import declare_conflict
from governance.votes.past_vote_actions import PastVote, record_past_vote
from governance.votes.voting_actions import Asked, Declared
from tests.conftest import make_application
from tests.support.composition import TODAY
from tests.support.floors import ABSTAIN, AYE, ITEM, NAY, FloorHouse, after
from tests.support.statements import count_statements

MakeSite = Callable[..., "VoteSite"]
VERDICT_ONLY = {"COMP-14.public_status": "verdict"}


class VoteSite:
    """A board in session whose votes the public reads."""

    def __init__(self, house: FloorHouse, here: int = 6) -> None:
        self.house = house
        if here:
            house.call(here=here)
        application = make_application(house.database)
        application.registry.clock = lambda: after(90)
        self.visitor = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})

    def read(self, vote: str, language: str = "en") -> str:
        answer = self.visitor.get(f"/boards/crisis-board/votes/{vote}?language={language}")
        text: str = " ".join(answer.html.main.get_text(" ").split())
        return text

    def tell(self, vote: str) -> dict[str, Any]:
        told: dict[str, Any] = self.visitor.get(f"/api/v1/boards/crisis-board/votes/{vote}").json
        return told

    def find_answer(self, vote: str, question: str) -> dict[str, Any]:
        return next(answer for answer in self.tell(vote)["held"]["answers"] if answer["question"] == question)

    def correct(self, vote: str, right: Correction) -> None:
        house = self.house

        def run(session: Session) -> None:
            correct_vote(session, house.vault, after(30), house.clerk, house.board, vote, right)

        run_act(house.database, run)

    def record(self, **changes: Any) -> str:
        house = self.house
        given: dict[str, Any] = {
            "document": Document("Paper ballots of March", TODAY, "https://example.org/paper"), "item": ITEM,
            "text": "Keep the office open.", "opened_at": after(1), "closed_at": after(2), "mover": house.people[0],
            "seconder": house.people[1], "ballots": dict.fromkeys(house.people[:4], AYE), "present": house.people[:5],
            **changes,
        }  # fmt: skip

        def run(session: Session) -> str:
            return record_past_vote(
                session, house.vault, after(60), house.clerk, house.board, house.meeting, PastVote(**given)
            ).key

        return run_act(house.database, run)


@pytest.fixture(scope="module")
def make_site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSite]:
    databases = []

    def make(here: int = 6, **law: Any) -> VoteSite:
        folder = tmp_path_factory.mktemp("votes")
        copy = folder / "record.sqlite"
        copy.write_bytes(sqlite_templates["empty"].read_bytes())
        databases.append(open_database(f"sqlite:///{copy}"))
        return VoteSite(FloorHouse(databases[-1], folder / "vault", **law), here)

    yield make
    for database in databases:
        database.close()


@pytest.fixture(scope="module")
def site(make_site: MakeSite) -> VoteSite:
    return make_site()


def test_the_page_says_first_what_a_vote_came_to_and_then_answers_each_question(site: VoteSite) -> None:
    vote = site.house.decide(site.house.move(), [AYE, AYE, AYE, NAY, ABSTAIN])
    text = site.read(vote)
    assert "Carried. 3 ayes, 1 nay, 1 abstained, 1 did not vote. 6 members counted as present. 7 serving." in text
    assert "The rule asks more than 50 %, which is 3: 100 x 3 = 300 > 50 x 4 = 200." in text
    assert "Carries with 4 ayes if all 6 who may vote say aye or nay" in text
    told = site.tell(vote)["held"]
    answers = {answer["question"]: answer for answer in told["answers"]}
    assert list(answers) == [
        "noticed", "seconded", "in_session", "quorum", "composition", "conflicts", "entitled", "recorded", "matter",
        "threshold",
    ]  # fmt: skip
    assert {name: answer["verdict"] for name, answer in answers.items() if answer["verdict"] != "met"} == {
        "noticed": "cannot_tell", "recorded": "warned", "matter": "cannot_tell",
    }  # fmt: skip
    assert told["unknown"] == ["noticed", "matter"]
    assert [rule["rule"] for rule in answers["quorum"]["rules"]] == ["QUOR-01", "QUOR-02"]
    assert answers["composition"]["rules"][0]["text"].startswith("4 of 7 voting members who serve count")
    # A default of the portal's own that nobody adopted is no instrument's word.
    assert told["threshold"]["declared_by"] is None
    assert (told["threshold"]["rule"], answers["threshold"]["rules"][0]["how_known"]) == ("VOTE-02", "own_default")
    for rule in (rule for answer in answers.values() for rule in answer["rules"]):
        assert rule["title"], rule["rule"]
        assert rule["citation"]["follows"] or rule["citation"]["address"], rule["rule"]
    assert "¿Fue legal esta votación?" in site.read(vote, "es")


def test_the_page_leads_to_the_ledger_which_holds_the_same_hash_and_root(site: VoteSite) -> None:
    vote = site.house.decide(site.house.move(), [AYE, AYE, AYE])
    stages = site.tell(vote)["held"]["stages"]
    assert [stage["stage"] for stage in stages] == ["opening", "close"]
    for stage, kind in zip(stages, ("vote.opened", "vote.closed"), strict=True):
        entry = site.visitor.get(f"/api/v1{stage['entry_address']}").json["entry"]
        assert (entry["kind"], entry["facts"]["sha256"]) == (kind, stage["sha256"])
        assert entry["facts"].get("root") == stage["root"]


def test_conflicts_are_told_by_their_class_and_by_what_came_of_them(site: VoteSite) -> None:
    house = site.house
    house.do(declare_conflict, 10, "agenda0001", house.people[0], "employment", True)
    house.do(declare_conflict, 10, "agenda0001", house.people[1], "organization", False)
    vote = house.open(house.move(10, mover=2, seconder=3, item="agenda0001"), 10)
    house.cast(vote, 2, AYE, 11)
    house.do(declare_conflict, 12, "agenda0001", house.people[2], "personal", True)
    house.call_roll(vote, [(1, AYE), (3, AYE), (4, NAY)], 13)
    house.close(vote, 14)
    text = site.read(vote)
    assert "Community 0 : employment; stepped aside" in text
    assert "Community 1 : organization; was asked to step aside and did not" in text
    assert "Community 2 : The member is recused." in text
    assert "2 ayes, 1 nay, 2 recused" in text
    assert site.find_answer(vote, "entitled")["verdict"] == "met"


def test_while_a_vote_is_open_its_page_says_what_it_needs_and_nothing_of_how_anybody_voted(site: VoteSite) -> None:
    house = site.house
    vote = house.open(house.move(15), 15, Asked(running_tally=False))
    before = site.read(vote)
    house.call_roll(vote, [(0, AYE), (1, NAY), (2, AYE)], 16)
    assert site.read(vote) == before
    assert "Open. The vote is being taken." in before
    assert "Carries with 4 ayes if all 6 who may vote" in before
    told = site.tell(vote)
    assert (told["ballots"], told["result"], told["held"]["result"]) == ([], None, None)
    assert [answer["question"] for answer in told["held"]["answers"]] == ["noticed", "composition"]
    assert "/tally" not in site.visitor.get(f"/boards/crisis-board/votes/{vote}").text
    house.close(vote, 17)
    assert "Carried. 2 ayes, 1 nay" in site.read(vote)


def test_a_correction_stands_beside_what_it_corrects(site: VoteSite) -> None:
    vote = site.house.decide(site.house.move(20), [AYE, AYE, AYE, NAY, NAY], 20)
    before = site.tell(vote)["held"]["stages"][1]
    site.correct(vote, Correction("The clerk misheard a nay.", {site.house.people[0]: NAY}))
    text, told = site.read(vote), site.tell(vote)["held"]
    assert "Lost. 2 ayes, 3 nays" in text
    assert "Reason: The clerk misheard a nay." in text
    assert "Community 0 : Aye → Nay" in text
    assert told["stages"][1] == before
    assert [stage["result"] for stage in told["stages"]] == [None, "carried", "lost"]


def test_a_vote_on_paper_is_marked_with_its_document(site: VoteSite) -> None:
    vote = site.record()
    text = site.read(vote)
    assert "This vote was not taken on this portal. It was entered afterwards with its document." in text
    assert "Paper ballots of March" in text
    assert [stage["stage"] for stage in site.tell(vote)["held"]["stages"]] == ["close"]


def test_what_carries_is_said_to_be_nobody_s_rule_where_it_was_only_declared(make_site: MakeSite) -> None:
    site = make_site(act="paimi")
    asked = Asked(threshold=Declared("2/3"))
    vote = site.house.decide(site.house.move(), [AYE, AYE, NAY], asked=asked)
    answer = site.find_answer(vote, "threshold")
    assert answer["verdict"] == "cannot_tell"
    assert "The threshold was declared and stands in no adopted rule" in answer["text"]
    assert "Carried. 2 ayes, 1 nay" in site.read(vote)


def test_a_breach_of_composition_marks_a_vote_and_voids_it_in_the_instrument_s_words_alone(make_site: MakeSite) -> None:
    words = "Acts of a board not so composed are void."
    for breach in ("flagged", "void"):
        # A member whom nobody knows to represent the community any more leaves the board short between opening and close.
        site = make_site(
            adopted={"QUOR-03", "COMP-01"},
            local={"QUOR-03.breach": breach, **({"QUOR-03.void_words": words} if breach == "void" else {})},
        )
        house = site.house
        vote = house.open(house.move())
        house.call_roll(vote, [(member, AYE) for member in range(6)])
        with house.database.writing.begin() as session:
            session.execute(delete(CommunityStanding))
        house.close(vote)
        text, told = site.read(vote), site.find_answer(vote, "composition")
        if breach == "flagged":
            assert told["verdict"] == "warned"
            assert "Carried. 6 ayes, 0 nays" in text
            assert "The vote is marked for this, and it stands" in text
        else:
            assert told["verdict"] == "breached"
            assert "Void: no action was taken. 6 ayes, 0 nays" in text
            assert words in text


def differ(
    one: Any, other: Any, drawn: Sequence[str] = ("sha256", "root", "key", "meeting_address", "entry_address")
) -> bool:
    def plain(told: Any) -> Any:
        if isinstance(told, dict):
            return {name: plain(part) for name, part in told.items() if name not in drawn}
        return [plain(part) for part in told] if isinstance(told, list) else told

    return bool(plain(one) != plain(other))


def test_where_the_composition_is_not_public_no_page_of_a_vote_tells_how_near_it_was(make_site: MakeSite) -> None:
    """The same vote by two boards, of which one is far from a breach and the other at its edge: who represents the
    community differs, and composition is a part of the quorum.
    """
    told = []
    for counting in (7, 4):
        site = make_site(
            7, adopted={"QUOR-01", "QUOR-02", "QUOR-03"}, local={**VERDICT_ONLY, "QUOR-03.part_of_quorum": "yes"}
        )
        house = site.house
        with house.database.writing.begin() as session:
            session.execute(delete(CommunityStanding))
            numbers = session.scalars(select(Person.id).where(Person.key.in_(house.people[:counting]))).all()
            session.add_all(
                CommunityStanding(board_id=house.board, person_id=number, entered_at=after(0)) for number in numbers
            )
        vote = house.decide(house.move(), [AYE] * 5 + [NAY] * 2)
        told.append(site.tell(vote))
    assert not differ(*told)
    answers = {answer["question"]: answer for answer in told[0]["held"]["answers"]}
    assert answers["composition"]["verdict"] is None
    [at_the_vote] = [rule for rule in answers["quorum"]["rules"] if rule["rule"] == "QUOR-02"]
    assert (at_the_vote["verdict"], at_the_vote["text"]) == ("met", None)
    assert told[0]["held"]["withheld"] == ["composition"]
    assert "count as community representatives" not in json.dumps(told[0])


def test_a_vote_in_a_closed_session_is_read_once_the_session_is_over(site: VoteSite) -> None:
    house = site.house
    house.step(4, ItemStepKind.TAKEN_UP, 40)
    vote = house.decide(house.move(41, item="agenda0004", text="Settle the claim."), [AYE] * 4, 41)
    refused = site.visitor.get(f"/boards/crisis-board/votes/{vote}", status=404)
    assert "Settle the claim" not in refused.text
    site.visitor.get(f"/api/v1/boards/crisis-board/votes/{vote}", status=404)
    assert "Settle the claim" not in site.visitor.get("/boards/crisis-board/votes").text
    house.step(4, ItemStepKind.FINISHED, 45)
    assert "Settle the claim" in site.visitor.get("/boards/crisis-board/votes").text
    assert "Carried. 4 ayes" in site.read(vote)


def test_an_item_that_came_late_onto_the_agenda_was_noticed_when_it_came(make_site: MakeSite) -> None:
    """The meeting was noticed two weeks before, the item an hour before."""
    site = make_site(0)
    house = site.house
    house.adopt(act="il-open-meetings")
    late = PlannedItem("agenda0009", ItemKind.ACTION, "A late matter")
    posted = after(-60)

    def add(session: Session) -> None:
        draft = session.query(MeetingDraft).one()
        changed = edit_draft(
            session, posted, house.board, draft.key, lambda plan: replace(plan, items=(*plan.items, late))
        )
        post_agenda(session, posted, house.clerk, house.board, draft.key, changed.edit)

    run_act(house.database, add)
    house.call(here=6)
    refused = house.refuse(house.open, house.move(item="agenda0009"), 3)
    assert refused.refusal is VoteRefusal.BREAKS_LAW
    assert {finding.message for finding in refused.findings} == {"notice.late"}
    on_paper = site.record(item="agenda0009")
    assert site.find_answer(on_paper, "noticed")["verdict"] == "breached"
    text = site.read(on_paper)
    assert "The matter was on an agenda that was posted late." in text
    assert "One rule that binds the board was not met." in text


def test_the_number_of_queries_does_not_grow_with_ballots_and_corrections(site: VoteSite) -> None:
    few = site.house.decide(site.house.move(50, mover=3, seconder=4), [AYE], 50)
    many = site.house.decide(site.house.move(51, mover=3, seconder=4), [AYE] * 6, 51)
    for number in range(3):
        site.correct(many, Correction(f"Correction {number}", {site.house.people[0]: (NAY, AYE)[number % 2]}))
    counts = []
    for vote in (few, many):
        with count_statements(site.house.database) as statements:
            site.read(vote)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_a_former_member_who_is_named_is_named_by_name(site: VoteSite) -> None:
    """What a document says of somebody who is not on the roster is told too."""
    stranger = site.house.add_people("Somebody Else")[0]
    vote = site.record(ballots={site.house.people[0]: AYE, stranger: NAY}, present=[site.house.people[0], stranger])
    assert "Somebody Else : It is not a member's." in site.read(vote)


def test_a_board_that_is_not_public_shows_no_vote(make_site: MakeSite) -> None:
    site = make_site()
    open_one = site.house.open(site.house.move())
    with site.house.database.writing.begin() as session:
        unpublish_board(session, after(5), "crisis-board")
    for address in (f"/boards/crisis-board/votes/{open_one}", f"/api/v1/boards/crisis-board/votes/{open_one}"):
        assert site.visitor.get(address, status=404).status_int == 404
