"""A vote on its pages: put to the board by the clerk, answered aloud and on phones, closed, corrected and read."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.db import Database
from governance.ledger.merkle import hash_leaf, verify_inclusion
from governance.meetings.session_models import ItemStepKind
from governance.votes.floor_models import CastBallot, HeldVote
from governance.votes.motion_actions import declare_conflict
from governance.votes.voting_actions import Asked
from tests.support.floors import AYE, ITEM, NAY, after
from tests.support.statements import count_statements
from tests.support.voting import VotingPlace


@pytest.fixture
def make_place(database: Database, tmp_path: Path) -> Callable[..., VotingPlace]:
    def make(here: int = 5, **more: Any) -> VotingPlace:
        place = VotingPlace(database, tmp_path / "vault", **more)
        place.house.call(here=here)
        return place

    return make


@pytest.fixture
def place(make_place: Callable[..., VotingPlace]) -> VotingPlace:
    return make_place()


def test_a_clerk_holds_a_vote_by_forms_alone(place: VotingPlace) -> None:
    house = place.house
    motion = house.move()
    page = place.clerk.get(f"{place.motion(motion)}/open-vote")
    assert "Carries with 3 ayes if all 5 who may vote say aye or nay" in page.text
    place.now = after(2)
    roll = page.forms["open-vote"].submit().follow()
    vote = str(house.read(select(HeldVote.key)))
    form = roll.forms["answers"]
    legends = [legend.text.strip() for legend in roll.html.find(id="answers").find_all("legend")]
    assert legends == [f"Community {number}" for number in range(4)] + ["Other 0"]
    assert "Other 2 is not entered as here." in roll.text
    for number, answer in enumerate(["aye", "aye", "aye", "nay"], 1):
        form[f"answers-{number}"] = answer
    roll = form.submit().follow()
    assert place.tell(vote)["counts"] == {"aye": 3, "nay": 1, "abstain": 0, "recuse": 0}
    closing = roll.click(href="/close-vote$")
    assert "have not answered: Other 0" in closing.text
    place.now = after(9)
    outcome = closing.forms["close-vote"].submit()
    assert outcome.location.endswith(f"/votes/{vote}")
    assert sorted(house.find_ballots(vote).values()) == ["absent"] * 2 + ["aye"] * 3 + ["nay", "not_voting"]
    assert "Carried" in place.clerk.get(f"{place.vote(vote)}/close-vote").text
    assert "The vote is closed." in place.clerk.get(f"{place.vote(vote)}/roll-call").text


def test_a_vote_is_opened_once_however_often_the_button_is_pressed(place: VotingPlace) -> None:
    form = place.open_form(place.house.move())
    assert form.submit().location == form.submit().location
    assert place.house.read(select(func.count()).select_from(HeldVote)) == 1


def test_another_tab_is_led_to_the_vote_that_is_open(place: VotingPlace) -> None:
    motion = place.house.move()
    first, second = place.open_form(motion), place.open_form(motion)
    address = first.submit().location
    answer = second.submit(status=422)
    assert "A vote is open in this meeting already." in answer.text
    again = place.clerk.get(f"{place.motion(motion)}/open-vote")
    assert "open-vote" not in again.forms
    assert [link["href"] for link in again.html.find_all("a", class_="button")] == [
        address.replace("http://localhost", "")
    ]


def test_the_board_cannot_vote_out_of_session_and_the_page_says_so(make_place: Callable[..., VotingPlace]) -> None:
    place = make_place(adopted=["QUOR-01"])
    house = place.house
    motion = house.move()
    form = place.open_form(motion)
    house.leave(house.people[0], 2)
    house.leave(house.people[1], 2)
    place.now = after(3)
    answer = form.submit(status=422)
    assert "There is no quorum at this moment" in answer.text
    page = place.clerk.get(f"{place.motion(motion)}/open-vote")
    assert "There is no quorum: 3 of 7 are here, and 4 are needed." in page.text
    assert "open-vote" not in page.forms
    house.adjourn(4)
    place.now = after(5)
    assert "The meeting was adjourned" in place.clerk.get(f"{place.motion(motion)}/open-vote").text


def test_a_motion_that_nobody_seconded_is_not_put(make_place: Callable[..., VotingPlace]) -> None:
    place = make_place(adopted=["MOVE-01"])
    motion = place.house.move(seconder=None)
    assert "Nobody has seconded this motion yet" in place.clerk.get(f"{place.motion(motion)}/open-vote").text


VOID = {
    "COMP-14.public_status": "verdict", "QUOR-03.breach": "void", "QUOR-03.void_words": "No act of such a board stands.",
}  # fmt: skip


@pytest.mark.parametrize("status", ["office", "verdict"])
def test_a_board_composed_otherwise_is_refused_in_the_words_of_its_instrument(
    make_place: Callable[..., VotingPlace], status: str
) -> None:
    place = make_place(
        community=2, others=5, adopted=["QUOR-03"], local={**VOID, "COMP-14.public_status": status}
    )  # fmt: skip
    page = place.clerk.get(f"{place.motion(place.house.move())}/open-vote")
    assert "open-vote" not in page.forms
    assert "No act of such a board stands." in page.text
    assert ("2 of 7" in page.text) is (status == "office")
    assert ("How far it is met is not public" in page.text) is (status == "verdict")


def test_a_quorum_that_holds_the_share_tells_it_only_where_it_is_public(make_place: Callable[..., VotingPlace]) -> None:
    place = make_place(
        community=2, others=5, adopted=["QUOR-02", "QUOR-03"],
        local={"COMP-14.public_status": "verdict", "QUOR-03.part_of_quorum": True},
    )  # fmt: skip
    page = place.clerk.get(f"{place.motion(place.house.move())}/open-vote")
    assert "open-vote" not in page.forms
    assert "How far it is met is not public" in page.text
    assert not re.search(r"\b[12] of [57]\b", page.text)


def test_what_nobody_objects_to_is_decided_at_once(place: VotingPlace) -> None:
    motion = place.house.move()
    page = place.clerk.get(f"{place.motion(motion)}/consent")
    assert "Is there any objection?" in page.text
    assert page.html.find("a", string="Somebody objects: put it to a vote")["href"].endswith("/open-vote")
    form = page.forms["consent"]
    assert form.submit().location == form.submit().location
    vote = str(place.house.read(select(HeldVote.key)))
    assert list(place.house.find_ballots(vote).values()).count("aye") == 5


def test_a_threshold_is_declared_only_where_no_rule_of_the_board_says_what_carries(place: VotingPlace) -> None:
    form = place.open_form(place.house.move())
    form["share"], form["comparison"], form["base"] = "4/3", "at_least", "serving"
    answer = form.submit(status=422)
    assert "The share must be at most 1" in answer.text
    form = answer.forms["open-vote"]
    form["share"] = "2/3"
    form["open-vote-1"] = "hidden"
    assert "Carries with 5 ayes; 7" in form.submit().follow().text


def test_an_empty_roll_and_a_member_who_has_left_are_told(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    form = place.clerk.get(f"{place.vote(vote)}/roll-call").forms["answers"]
    assert "Enter what at least one member answered." in form.submit(status=422).text
    house.leave(house.people[1], 3)
    place.now = after(4)
    form["answers-1"], form["answers-2"] = "aye", "nay"
    assert "Community 1 is not entered as here." in form.submit(status=422).text
    assert house.read(select(func.count()).select_from(CastBallot)) == 0
    form = place.clerk.get(f"{place.vote(vote)}/roll-call").forms["answers"]
    form["answers-1"] = "nay"
    form.submit(status=303)
    form["answers-1"] = "aye"
    page = form.submit(status=422)
    assert "something else came of it" in page.text
    page.forms["answers"].submit(status=303)


def test_a_closed_vote_is_corrected_in_public_with_its_reason(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    house.call_roll(vote, [(0, AYE), (1, AYE), (2, NAY), (3, NAY), (4, NAY)])
    assert "This vote is still open" in place.clerk.get(f"{place.vote(vote)}/erratum").text
    house.close(vote)
    place.now = after(20)
    form = place.clerk.get(f"{place.vote(vote)}/erratum").forms["erratum"]
    form["ballot_community-2"] = "aye"
    assert "erratum" in form.submit(status=422).forms
    form["reason"] = "The clerk misheard."
    form.submit()
    assert form.submit().status_int == 303
    form["ballot_community-3"] = "aye"
    assert "something else came of it" in form.submit(status=422).text
    page = place.clerk.get(f"{place.vote(vote)}/erratum")
    assert "The clerk misheard." in page.text
    assert "Lost → Carried" in page.text
    form = page.forms["erratum"]
    form["reason"], form["ballot_other-2"] = "Typed wrongly.", "aye"
    assert "Other 2 is not entered as here." in form.submit(status=422).text


def test_a_vote_on_paper_is_entered_with_its_document_and_once(place: VotingPlace) -> None:
    house = place.house
    place.now = after(60)
    form = place.clerk.get(f"/boards/crisis-board/meetings/{house.meeting}/session/past-vote").forms["past-vote"]
    form["item"], form["text"], form["mover"] = "agenda0002", "Send the report.", "other-0"
    opened, closed = form.fields["time"]
    opened.value, closed.value = "13:20", "13:10"
    for number in range(3):
        form[f"ballot_community-{number}"] = "aye"
    assert "past-vote" in form.submit(status=422).forms, "a document is needed"
    form["document_title"] = "Tally sheet"
    assert "A vote closes after it opens." in form.submit(status=422).text
    form.fields["time"][1].value = "13:25"
    address = form.submit().location
    assert form.submit().location == address
    form["text"] = "Send another report."
    refused = form.submit(status=422)
    assert "something else came of it" in refused.text
    assert refused.forms["past-vote"].submit().location != address
    vote = address.rpartition("/")[2]
    assert list(house.find_ballots(vote).values()).count("aye") == 3
    assert "Tally sheet" in str(house.read(select(HeldVote.document_title)))


def test_a_receipt_proves_that_its_ballot_was_counted_and_one_of_before_does_not(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    first, last = house.cast(vote, 0, NAY, 3), house.cast(vote, 0, AYE, 4)
    address = f"{place.vote(vote)}/receipt"
    assert "not closed yet" in place.reader.get(f"{address}?receipt={last.receipt}").text
    house.call_roll(vote, [(member, AYE) for member in range(1, 5)], 5)
    house.close(vote)
    form = place.reader.get(address).forms[0]
    form["receipt"] = f" {last.receipt[:16].upper()} {last.receipt[16:]}"
    page = form.submit()
    assert "This ballot was counted." in page.text
    proof = place.reader.get(f"/api/v1{address}?receipt={last.receipt}").json["proof"]
    path = [bytes.fromhex(one) for one in proof["path"]]
    leaf = hash_leaf(proof["leaf_of"].encode())
    assert leaf.hex() == proof["leaf"]
    assert verify_inclusion(proof["index"], proof["size"], leaf, path, bytes.fromhex(proof["root"]))
    assert proof["root"] in place.reader.get(proof["entry_address"]).text
    assert json.loads(proof["leaf_of"])["choice"] == "aye"
    assert "This ballot does not count" in place.reader.get(f"{address}?receipt={first.receipt}").text
    assert "Nobody was given this receipt" in place.reader.get(f"{address}?receipt={'0' * 32}").text
    place.reader.get(f"{address}?receipt=short", status=400)


def test_a_follower_is_mostly_told_in_one_query_that_nothing_changed(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    address = f"{place.vote(vote)}/tally?part=tally"
    first = place.reader.get(address)
    assert "<html" not in first.text
    assert len(first.body) < 2000
    with count_statements(house.database) as statements:
        place.reader.get(address, headers={"If-None-Match": first.headers["ETag"]}, status=304)
    assert len(statements) == 1
    house.cast(vote, 0, AYE, 3)
    second = place.reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert "1 of 5 members have answered." in second.text
    # Somebody who votes anew in the same way leaves no trace.
    house.cast(vote, 0, AYE, 4)
    place.reader.get(address, headers={"If-None-Match": second.headers["ETag"]}, status=304)
    house.close(vote)
    assert "data-over" in place.reader.get(address).text


def test_where_nobody_sees_the_tally_neither_page_nor_validator_tells_it(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move(), asked=Asked(running_tally=False))
    house.cast(vote, 0, AYE, 3)
    first = place.reader.get(f"{place.vote(vote)}/tally")
    told = place.tell(vote)
    assert (told["answered"], told["may_vote"], told["counts"]) == (1, 5, {})
    house.cast(vote, 0, NAY, 4)
    place.reader.get(f"{place.vote(vote)}/tally", headers={"If-None-Match": first.headers["ETag"]}, status=304)
    house.cast(vote, 1, NAY, 5)
    assert place.tell(vote)["answered"] == 2
    assert "Community 0" not in place.reader.get(f"{place.vote(vote)}/tally").text


def test_nothing_is_told_of_a_vote_behind_closed_doors_while_they_are_closed(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    receipt = house.cast(vote, 0, AYE, 3).receipt
    house.step(4, ItemStepKind.TAKEN_UP, 4)
    told = place.tell(vote)
    assert told["state"] == "closed_doors"
    assert not any(value for name, value in told.items() if name != "state")
    for page in (
        f"{place.vote(vote)}/tally",
        f"{place.vote(vote)}/tally?part=tally",
        f"{place.vote(vote)}/receipt?receipt={receipt}",
    ):
        assert "Send the report" not in place.reader.get(page).text
    before = place.reader.get(f"{place.vote(vote)}/tally")
    house.cast(vote, 1, NAY, 4)
    place.reader.get(f"{place.vote(vote)}/tally", headers={"If-None-Match": before.headers["ETag"]}, status=304)
    house.step(4, ItemStepKind.FINISHED, 5)
    assert place.tell(vote)["question"] == "Send the report."


def test_a_ballot_by_somebody_who_then_steps_aside_is_taken_out_of_the_tally(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    house.cast(vote, 0, AYE, 3)
    house.cast(vote, 1, AYE, 3)
    house.do(declare_conflict, 4, ITEM, house.people[0], "financial", True)
    place.now = after(5)
    assert place.tell(vote)["counts"] == {"aye": 1, "nay": 0, "abstain": 0, "recuse": 1}


def test_the_number_of_queries_does_not_grow_with_the_ballots(place: VotingPlace) -> None:
    house = place.house
    vote = house.open(house.move())
    pages = [f"{place.vote(vote)}/roll-call", f"{place.vote(vote)}/close-vote"]
    house.cast(vote, 0, AYE, 3)

    def count() -> list[int]:
        counted = []
        for page in pages:
            with count_statements(house.database) as statements:
                place.clerk.get(page)
            counted.append(len(statements))
        return counted

    few = count()
    for member in range(1, 5):
        house.cast(vote, member, AYE, 3)
    assert count() == few
    assert max(few) <= 12


def test_who_has_a_vote_is_asked_once_for_a_whole_roll(place: VotingPlace) -> None:
    house = place.house
    asked = []
    for number in (1, 5):
        vote = house.open(house.move(), 2)
        with count_statements(house.database) as statements:
            house.call_roll(vote, [(member, AYE) for member in range(number)])
        asked.append(len(statements) - number)
        house.close(vote)
    assert asked[0] == asked[1]
