"""A vote taken here: opened with a quorum, cast on devices and aloud, closed by the law, and read where every vote is read."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.composition_acts import Document
from governance.boards.models import Membership, Person, Role
from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.checking import check_record
from governance.ledger.merkle import verify_inclusion
from governance.meetings.session_certificate import compute_digest
from governance.votes.election_actions import begin_election, take_round
from governance.votes.erratum_actions import Correction, correct_vote
from governance.votes.floor_acts import VoteRefusal
from governance.votes.floor_models import CastBallot, HeldVote, Stage
from governance.votes.motion_actions import declare_conflict
from governance.votes.past_vote_actions import PastVote, record_past_vote
from governance.votes.queries import count_choices, find_ballots, find_vote
from governance.votes.receipts import prove_ballot
from governance.votes.results import make_result
from governance.votes.tally import NO_QUORUM
from governance.votes.voting_actions import Asked, Declared, take_by_consent
from model_law.motions import Status
from model_law.votes import Refusal
from tests.support.composition import FOUNDED, NOW, TODAY
from tests.support.floors import ABSTAIN, AYE, ITEM, NAY, FloorHouse, after


@pytest.fixture
def house(database: Database, tmp_path: Path) -> FloorHouse:
    house = FloorHouse(database, tmp_path / "vault")
    house.call(here=5)
    return house


def test_a_vote_comes_to_what_its_ballots_say(house: FloorHouse) -> None:
    motion = house.move()
    vote = house.open(motion)
    for member, choice in enumerate([AYE, AYE, AYE, NAY, ABSTAIN]):
        house.cast(vote, member, choice)
    assert house.close(vote) == "carried"
    assert house.find_status(motion) is Status.CARRIED
    assert sorted(house.find_ballots(vote).values()) == ["absent"] * 2 + ["abstain", "aye", "aye", "aye", "nay"]
    facts = house.find_facts(vote)
    assert (facts["ayes"], facts["base"], facts["needed"]) == (3, 4, 3)
    assert house.find_facts(vote, Stage.OPENING)["carries"]["arguments"]["needed"] == 3


def test_the_ledger_has_one_entry_at_the_opening_and_one_at_the_close(house: FloorHouse) -> None:
    motion = house.move()
    entries = house.count_entries()
    vote = house.open(motion)
    receipts = [house.cast(vote, member, AYE) for member in range(5)]
    house.cast(vote, 0, NAY)
    assert house.count_entries() == entries + 1
    house.close(vote)
    assert house.count_entries() == entries + 2
    entry = house.find_last_entry("vote.closed")
    assert "rows" not in entry["sealed"]
    assert entry["facts"]["sha256"] == compute_digest(house.find_facts(vote))
    assert {name: entry["facts"][name] for name in ("ballots", "ayes", "nays", "result")} == {
        "ballots": 5, "ayes": 4, "nays": 1, "result": "carried",
    }  # fmt: skip
    with house.database.reading() as session:
        check_record(session, ("motion", "vote", "ballot"))
        assert prove_ballot(session, vote, receipts[0].receipt) is None
        proof = prove_ballot(session, vote, receipts[1].receipt)
        assert proof is not None
    assert (proof.person, proof.choice, proof.root.hex()) == (house.people[1], "aye", entry["facts"]["root"])
    assert verify_inclusion(proof.index, proof.size, proof.leaf, proof.path, proof.root)


def test_a_member_has_one_ballot_whatever_they_and_the_clerk_send(house: FloorHouse) -> None:
    vote = house.open(house.move())
    first = house.cast(vote, 0, AYE, 3, "phone-1")
    assert house.cast(vote, 0, AYE, 3.5, "phone-1") == first
    house.cast(vote, 0, NAY, 4, "laptop-1")
    house.call_roll(vote, [(0, ABSTAIN), (1, AYE)], 5, "roll-1")
    assert house.call_roll(vote, [(0, ABSTAIN), (1, AYE)], 6, "roll-1")[1].at == after(5)
    assert house.read(select(func.count(CastBallot.id))) == 4
    house.close(vote)
    entries = house.count_entries()
    assert house.close(vote, 10) == "carried"
    assert house.count_entries() == entries
    ballots = house.find_ballots(vote)
    assert (ballots[house.people[0]], ballots[house.people[1]]) == ("abstain", "aye")
    # What was sent before the close and comes again after it is the same ballot; anything new is told to be too late.
    assert house.cast(vote, 0, AYE, 20, "phone-1") == first
    assert house.refuse(house.cast, vote, 0, NAY, 20, "phone-1").refusal is VoteRefusal.REQUEST_USED
    assert house.refuse(house.cast, vote, 0, AYE, 20, "phone-9").refusal is VoteRefusal.VOTE_CLOSED
    assert house.refuse(house.call_roll, vote, [(1, AYE)], 20, "roll-9").refusal is VoteRefusal.VOTE_CLOSED


def test_a_vote_is_closed_no_sooner_than_its_last_ballot(house: FloorHouse) -> None:
    """The clerk's clock, or the way to the server, may be slower than a member's."""
    vote = house.open(house.move())
    for member in range(4):
        house.cast(vote, member, AYE, 5)
    house.close(vote, 4)
    assert house.read(select(HeldVote.closed_at)) == after(5)
    assert sorted(house.find_ballots(vote).values()).count("aye") == 4


def test_the_electorate_is_followed_until_the_close(house: FloorHouse) -> None:
    vote = house.open(house.move())
    house.cast(vote, 0, AYE, 3)
    late = house.refuse(house.cast, vote, 5, AYE, 3)
    assert (late.refusal, late.reason, late.about) == (VoteRefusal.BALLOT, Refusal.NOT_PRESENT, house.people[5])
    house.arrive(house.people[5], 4)
    house.cast(vote, 5, AYE, 5)
    house.leave(house.people[0], 6)
    assert house.refuse(house.cast, vote, 0, NAY, 7).reason == Refusal.NOT_PRESENT
    house.close(vote)
    assert house.find_ballots(vote)[house.people[0]] == "aye"


def test_a_conflict_declared_at_the_item_takes_a_member_out_of_the_count(house: FloorHouse) -> None:
    house.do(declare_conflict, 1, ITEM, house.people[0], "employment", True)
    house.do(declare_conflict, 1, ITEM, house.people[1], "organization", False)
    vote = house.open(house.move(mover=2, seconder=3))
    assert house.refuse(house.cast, vote, 0, AYE).reason == Refusal.RECUSED
    for member in range(1, 5):
        house.cast(vote, member, AYE)
    house.close(vote)
    facts = house.find_facts(vote)
    assert facts["recused"]["by_own_word"] == [house.people[0]]
    assert facts["recused"]["refused"] == [house.people[1]]
    assert facts["ballots"][house.people[0]] == "recuse"
    assert house.find_ballots(vote)[house.people[0]] == "recuse"


def test_a_late_conflict_makes_an_earlier_ballot_a_recusal(house: FloorHouse) -> None:
    vote = house.open(house.move())
    house.cast(vote, 2, AYE)
    house.do(declare_conflict, 4, ITEM, house.people[2], "personal", True)
    house.call_roll(vote, [(0, AYE), (1, AYE), (3, AYE)], 5)
    house.close(vote)
    assert house.find_facts(vote)["refused"] == [[house.people[2], "recused"]]
    assert house.find_ballots(vote)[house.people[2]] == "recuse"


def test_a_quorum_that_is_lost_before_the_close_takes_no_action(database: Database, tmp_path: Path) -> None:
    house = FloorHouse(database, tmp_path / "vault", adopted={"QUOR-01", "QUOR-02"})
    house.call(here=4)
    motion = house.move()
    vote = house.open(motion)
    house.call_roll(vote, [(member, AYE) for member in range(4)], 3)
    house.leave(house.people[3], 4)
    assert house.close(vote, 5) == "no_quorum"
    assert house.find_status(motion) is Status.PENDING
    refused = house.refuse(house.open, motion, 6)
    assert refused.refusal is VoteRefusal.NO_QUORUM
    with database.reading() as session:
        board, detail, stated = find_vote(session, "crisis-board", vote) or (None, None, ())
        assert board is not None
        assert detail is not None
        result = make_result(count_choices(find_ballots(session, detail.id)), stated)
    assert (result.recomputed, result.reason, result.ayes) == (None, NO_QUORUM, 4)


def test_unanimous_consent_names_everybody_who_did_not_object(house: FloorHouse) -> None:
    motion = house.move()

    def consent(objectors: list[str]) -> object:
        return run_act(
            house.database,
            lambda session: (
                take_by_consent(
                    session, house.vault, after(2), house.clerk, house.board, house.meeting, motion, objectors
                ).key
            ),
        )

    assert house.refuse(consent, [house.people[1]]).refusal is VoteRefusal.OBJECTED
    vote = str(consent([house.people[6]]))  # who is not there cannot object
    assert sorted(house.find_ballots(vote).values()) == ["absent"] * 2 + ["aye"] * 5
    assert house.find_status(motion) is Status.CARRIED


def correct(house: FloorHouse, vote: str, right: Correction, minutes: float = 30) -> None:
    def run(session: Session) -> None:
        correct_vote(session, house.vault, after(minutes), house.clerk, house.board, vote, right)

    run_act(house.database, run)


def test_a_correction_after_the_close_is_public_and_counts_again(house: FloorHouse) -> None:
    motion = house.move()
    vote = house.decide(motion, [AYE, AYE, AYE, NAY, NAY])
    before = house.find_facts(vote)
    # Who comes late is there now, and was not when the vote was closed.
    house.arrive(house.people[6], 3)
    uncounted = house.refuse(correct, house, vote, Correction("Misheard", {house.people[6]: AYE}))
    assert (uncounted.refusal, uncounted.reason) == (VoteRefusal.BALLOT, Refusal.NOT_PRESENT)
    assert house.refuse(correct, house, vote, Correction(" ", {house.people[0]: NAY})).refusal is (
        VoteRefusal.REASON_MISSING
    )  # fmt: skip
    assert house.refuse(correct, house, vote, Correction("Misheard", {house.people[0]: AYE})).refusal is (
        VoteRefusal.NOTHING_CHANGES
    )  # fmt: skip
    correct(house, vote, Correction("The clerk misheard a nay.", {house.people[0]: NAY}))
    assert house.find_status(motion) is Status.LOST
    assert house.find_ballots(vote)[house.people[0]] == "nay"
    assert house.find_facts(vote) == before
    after_it = house.find_facts(vote, Stage.ERRATUM)
    assert (after_it["result"], after_it["ayes"], after_it["reason"]) == ("lost", 2, "The clerk misheard a nay.")
    entry = house.find_last_entry("vote.corrected")["facts"]
    assert (entry["before"], entry["result"], entry["root"]) == ("carried", "lost", after_it["root"])
    # A second correction stands on the first.
    correct(house, vote, Correction("And another one.", {house.people[1]: None}), 31)
    assert house.find_facts(vote, Stage.ERRATUM)["ballots"] == {
        house.people[0]: "nay", house.people[2]: "aye", house.people[3]: "nay", house.people[4]: "nay"
    }  # fmt: skip
    with house.database.reading() as session:
        check_record(session, ("motion", "vote", "ballot"))


def record(house: FloorHouse, **changes: Any) -> str:
    given: dict[str, Any] = {
        "document": Document("Paper ballots", TODAY), "text": "Keep the office open.", "item": ITEM,
        "opened_at": after(1), "closed_at": after(2), "mover": house.people[0], "seconder": house.people[1],
        "ballots": dict.fromkeys(house.people[:4], AYE), "present": house.people[:5], **changes,
    }  # fmt: skip

    def run(session: Session) -> str:
        return record_past_vote(
            session, house.vault, after(60), house.clerk, house.board, house.meeting, PastVote(**given)
        ).key

    return run_act(house.database, run)


def test_a_vote_on_paper_is_entered_as_it_was_with_its_document(house: FloorHouse) -> None:
    vote = record(house)
    assert house.find_facts(vote)["result"] == "carried"
    assert sorted(house.find_ballots(vote).values()) == ["absent"] * 2 + ["aye"] * 4 + ["not_voting"]
    assert house.find_last_entry("vote.recorded")["facts"]["ballots"] == 4
    unknown = record(house, present=None, ballots={house.people[5]: NAY})
    assert house.find_facts(unknown)["refused"] == [[house.people[5], "not_present"]]
    correct(house, vote, Correction("Counted wrongly", {house.people[4]: NAY}), 70)
    assert house.find_facts(vote, Stage.ERRATUM)["ballots"][house.people[4]] == "nay"


REFUSED_PAST = {
    "document": (Document(" "), VoteRefusal.DOCUMENT_MISSING),
    "closed_at": (after(0), VoteRefusal.TIMES_OUT_OF_ORDER),
    "opened_at": (after(90), VoteRefusal.TIMES_OUT_OF_ORDER),
    "text": ("", VoteRefusal.TEXT_MISSING),
    "item": ("nowhere001", VoteRefusal.UNKNOWN_ITEM),
    "ballots": ({"nobody": AYE}, VoteRefusal.UNKNOWN_PERSON),
}


def test_a_past_vote_that_cannot_have_been_is_refused(house: FloorHouse) -> None:
    for name, (value, refusal) in REFUSED_PAST.items():
        assert house.refuse(record, house, **{name: value}).refusal is refusal, name
    assert house.refuse(record, house, closed_at=after(61)).refusal is VoteRefusal.YET_TO_COME


@pytest.mark.parametrize(
    ("share", "more_than", "reason"),
    [("0", False, "not_positive"), ("3/2", False, "over_one"), ("1", True, "more_than_all"), ("much", False, ""),
     ("1/0", False, "")],
)  # fmt: skip
def test_a_threshold_that_no_vote_can_be_held_to_is_refused(
    house: FloorHouse, share: str, more_than: bool, reason: str
) -> None:
    motion = house.move()
    refused = house.refuse(house.open, motion, asked=Asked(threshold=Declared(share, more_than)))
    assert (refused.refusal, refused.reason) == (VoteRefusal.THRESHOLD_UNUSABLE, reason)


def test_who_has_no_vote_is_told_why(house: FloorHouse) -> None:
    stranger, former = house.add_people("Some Stranger", "Former Member")
    with house.database.writing.begin() as session:
        person = session.scalars(select(Person).where(Person.key == former)).one()
        session.add(
            Membership(
                board_id=house.board, person_id=person.id, key="former0001", role=Role.MEMBER, voting=True,
                started_on=FOUNDED, ended_on=TODAY - timedelta(days=1), entered_at=NOW,
            )
        )  # fmt: skip
    house.accounts |= house.add_accounts_of([stranger, former])
    vote = house.open(house.move())
    assert house.refuse(house.cast, vote, stranger, AYE).reason == Refusal.NOT_A_MEMBER
    assert house.refuse(house.cast, vote, former, AYE).reason == Refusal.NOT_IN_OFFICE
    assert house.refuse(house.call_roll_of, vote, [(former, AYE)]).about == former


def test_nobody_votes_where_all_stepped_aside(house: FloorHouse) -> None:
    motion = house.move()
    for person in house.people:
        house.do(declare_conflict, 2, ITEM, person, "financial", True)
    assert house.refuse(house.open, motion, 3).refusal is VoteRefusal.NOBODY_MAY_VOTE


@pytest.mark.parametrize(("chair", "result"), [("always", "carried"), ("ties_only", "carried"), ("never", "lost")])
def test_a_tie_is_broken_by_the_chair_only_where_the_chair_has_a_vote(
    database: Database, tmp_path: Path, chair: str, result: str
) -> None:
    house = FloorHouse(database, tmp_path / "vault", local={"VOTE-07.chair": chair})
    house.call(here=5)
    motion = house.move()
    vote = house.open(motion, asked=Asked(chair=house.people[4]))
    house.call_roll(vote, [(0, AYE), (1, AYE), (2, NAY), (3, NAY)])
    if chair == "never":
        assert house.refuse(house.cast, vote, 4, AYE).reason == Refusal.CHAIR_HAS_NO_VOTE
    else:
        house.cast(vote, 4, AYE)
    assert house.close(vote) == result


def test_an_officer_is_elected_by_a_majority_after_as_many_rounds_as_it_takes(house: FloorHouse) -> None:
    election = house.do(begin_election, 1, ITEM, "Chair")
    one, two, three = house.people[:3]

    def take(number: int, *names: str | None, candidates: tuple[str, ...] = ()) -> dict[str, Any]:
        named = dict(zip(house.people, names, strict=False))

        def run(session: Session) -> dict[str, Any]:
            row = take_round(session, after(2), house.clerk, house.board, election, number, named, candidates)
            return dict(row.outcome)

        return run_act(house.database, run)

    assert take(1, one, two, one, two, three, candidates=(one, two, three))["reason"] == "no_majority"
    assert take(1, one, two, one, two, three)["reason"] == "no_majority"
    assert house.refuse(take, 1, two).refusal is VoteRefusal.REQUEST_USED
    assert house.refuse(take, 3, two).refusal is VoteRefusal.NOTHING_CHANGES
    assert house.refuse(take, 2, house.people[6]).reason == "does_not_stand"
    absent = dict.fromkeys(range(6))
    assert house.refuse(take, 2, *([one] * len(absent))).reason == Refusal.NOT_PRESENT
    assert take(2, one, one, one, two, None)["elected"] == one
    assert house.refuse(take, 3, one).refusal is VoteRefusal.ALREADY_ELECTED


def test_a_share_that_is_part_of_the_quorum_and_not_public_is_in_no_frozen_facts(
    database: Database, tmp_path: Path
) -> None:
    house = FloorHouse(
        database, tmp_path / "vault", adopted={"QUOR-01", "QUOR-02", "QUOR-03"},
        local={"QUOR-03.part_of_quorum": True, "COMP-14.public_status": "verdict"},
    )  # fmt: skip
    house.call(here=7)
    vote = house.open(house.move(mover=5, seconder=6))
    house.call_roll(vote, [(member, AYE) for member in range(7)])
    for member in range(3):
        house.leave(house.people[member], 4)
    result = house.close(vote, 5)
    facts = house.find_facts(vote)
    quorum = next(finding for finding in facts["findings"] if finding["check"] == "quorum_at_votes")
    assert result == "no_quorum"
    assert quorum["verdict"] == "breached"
    assert not quorum.keys() & {"numerator", "denominator", "arguments", "message"}
    assert not {finding["check"] for finding in facts["findings"]} & {"composition_at_votes", "share_present"}
    assert not {rule["check"] for rule in facts["composition"]["rules"]} & {"share", "share_present"}
