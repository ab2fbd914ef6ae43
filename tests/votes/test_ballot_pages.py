"""A member's ballot on their own phone: chosen, confirmed, changed, and each time told plainly whether it counts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from governance.accounts.models import Factor, MadeBy
from governance.db import Database
from governance.votes.floor_models import CastBallot
from governance.votes.motion_actions import declare_conflict
from tests.support.composition import TODAY
from tests.support.floors import AYE, ITEM, NAY, after
from tests.support.voting import VotingPlace


@pytest.fixture
def place(database: Database, tmp_path: Path) -> VotingPlace:
    place = VotingPlace(database, tmp_path / "vault")
    place.house.call(here=5)
    return place


@pytest.fixture
def vote(place: VotingPlace) -> str:
    vote = place.house.open(place.house.move(effect="The council reads it in April."))
    place.now = after(3)
    return vote


def count_ballots(place: VotingPlace) -> int:
    return int(place.house.read(select(func.count()).select_from(CastBallot)))


def test_a_member_chooses_confirms_and_keeps_a_receipt(place: VotingPlace, vote: str) -> None:
    member = place.enter_member(0)
    page = member.get("/home").click("Vote now: Send the report.")
    assert "The council reads it in April." in page.text
    confirm = page.click(href="/ballot/nay$")
    assert count_ballots(place) == 0
    assert "Cast my ballot: Nay – Send the report." in confirm.html.find(id="ballot").text
    page = confirm.forms["ballot"].submit().follow()
    receipt = place.house.read(select(CastBallot.receipt))
    assert receipt in page.text
    own = page.html.find("section", attrs={"aria-labelledby": "own-heading"})
    assert own.find(role="status").find("span").text == "Nay"
    page = place.cast(member, vote, "aye").follow()
    assert "Change your ballot" in page.text
    assert [one["choice"] for one in member.get("/account/export.json").json["ballots_cast"]] == ["nay", "aye"]
    assert place.tell(vote)["counts"]["aye"] == 1
    place.house.call_roll(vote, [(member, AYE) for member in range(1, 5)], 4)
    place.house.close(vote)
    page = member.get(f"{place.vote(vote)}/ballot")
    assert "Your ballot was counted: Aye" in " ".join(page.html.find(id="main").text.split())
    assert "This ballot was counted." in page.click(href=r"/receipt\?receipt=").text


def test_a_double_click_is_one_ballot_and_a_replay_after_the_close_is_told_the_same(
    place: VotingPlace, vote: str
) -> None:
    member = place.enter_member(0)
    form = member.get(f"{place.vote(vote)}/ballot/aye").forms["ballot"]
    assert [form.submit().status_int for _ in range(2)] == [303, 303]
    assert count_ballots(place) == 1
    place.house.close(vote)
    place.now = after(10)
    assert "Your ballot was counted" in form.submit().follow().text
    assert count_ballots(place) == 1


def test_of_two_tabs_the_later_counts_and_a_tab_that_comes_after_the_close_is_told_what_counts(
    place: VotingPlace, vote: str
) -> None:
    member = place.enter_member(0)
    first, second, third = (
        member.get(f"{place.vote(vote)}/ballot/{choice}").forms["ballot"] for choice in ("aye", "nay", "abstain")
    )
    first.submit()
    page = second.submit().follow()
    assert page.html.find(role="status").find("span").text == "Nay"
    place.house.close(vote)
    place.now = after(10)
    answer = third.submit(status=422)
    assert (
        "The vote was closed before this came. This ballot was not counted. What is recorded of you is: Nay."
        in answer.text
    )
    assert count_ballots(place) == 2


def test_a_ballot_that_comes_too_late_and_is_the_only_one_was_not_counted(place: VotingPlace, vote: str) -> None:
    member = place.enter_member(0)
    form = member.get(f"{place.vote(vote)}/ballot/aye").forms["ballot"]
    place.house.close(vote)
    place.now = after(10)
    assert "This ballot was not counted." in form.submit(status=422).text
    page = member.get(f"{place.vote(vote)}/ballot")
    assert "No ballot of yours was counted." in page.text
    assert "ballot" not in member.get(f"{place.vote(vote)}/ballot/aye").forms


def test_a_member_and_the_clerk_for_the_same_member_are_one_vote(place: VotingPlace, vote: str) -> None:
    member = place.enter_member(0)
    place.cast(member, vote, "aye")
    place.house.call_roll(vote, [(0, NAY)], 4)
    page = member.get(f"{place.vote(vote)}/ballot")
    assert "aloud, entered by the clerk" in page.text
    assert place.tell(vote)["counts"] == {"aye": 0, "nay": 1, "abstain": 0, "recuse": 0}
    assert "has voted, on their own device" not in place.clerk.get(f"{place.vote(vote)}/roll-call").text
    place.now = after(5)
    place.cast(member, vote, "abstain")
    # How somebody votes on their own device is theirs alone until the close.
    roll = place.clerk.get(f"{place.vote(vote)}/roll-call").html.find(id="answers").find("fieldset").text
    assert "has voted, on their own device" in roll
    assert "Abstained" not in roll


def test_who_is_recused_away_or_in_a_seat_without_a_vote_is_told_why(place: VotingPlace, vote: str) -> None:
    house = place.house
    member, away = place.enter_member(0), place.enter_member(6)
    form = member.get(f"{place.vote(vote)}/ballot/aye").forms["ballot"]
    page = away.get(f"{place.vote(vote)}/ballot")
    assert "You are not entered as here." in page.text
    assert not page.html.find_all("ul", class_="ballot-choices")
    house.do(declare_conflict, 4, ITEM, house.people[0], "financial", True)
    place.now = after(5)
    page = member.get(f"{place.vote(vote)}/ballot")
    assert "You are recused from this item" in page.text
    assert [link["href"].rpartition("/")[2] for link in page.html.select(".ballot-choices a")] == ["recuse"]
    assert "You are recused from this item" in form.submit(status=422).text
    assert "ballot" not in member.get(f"{place.vote(vote)}/ballot/aye").forms
    assert count_ballots(place) == 0


def test_a_session_that_a_printed_code_began_casts_no_ballot(place: VotingPlace, vote: str) -> None:
    weak = place.enter_member(0, Factor.RECOVERY_CODE, made_by=MadeBy.RECOVERY_CODE)
    page = weak.get(f"{place.vote(vote)}/ballot")
    assert "It is not enough to cast a ballot." in page.text
    assert not page.html.select(".ballot-choices a")
    address = f"{place.vote(vote)}/ballot/aye"
    assert "ballot" not in weak.get(address).forms
    fields = place.enter_member(1).get(address).forms["ballot"].submit_fields()
    token = weak.get(page.request.path).html.find("input", attrs={"name": "csrf_token"})["value"]
    answer = weak.post(
        address, [(name, token if name == "csrf_token" else value) for name, value in fields], status=422
    )
    assert "It is not enough to cast a ballot." in answer.text
    assert count_ballots(place) == 0


def test_a_vote_of_another_board_or_no_vote_is_not_there(place: VotingPlace, vote: str) -> None:
    member = place.enter_member(0)
    member.get(f"/boards/another/votes/{vote}/ballot", status=404)
    member.get(f"{place.vote('0' * 10)}/ballot", status=404)
    assert place.clerk.get(f"{place.vote(vote)}/ballot", status=403).status_int == 403
    member.get(f"{place.vote(vote)}/roll-call", status=403)


def test_whatever_changes_who_may_vote_is_known_to_the_next_page(place: VotingPlace, vote: str) -> None:
    """Who may vote is kept for each version of the board's record, so that each of these acts has to make another one."""
    house = place.house
    person = house.people[0]
    member = place.enter_member(0)

    def may_vote() -> bool:
        # As a ballot would keep it: the answer of a version is kept once somebody has voted under it.
        house.cast(vote, 1, AYE, 3)
        return bool(member.get(f"{place.vote(vote)}/ballot").html.select(".ballot-choices a[href$='/aye']"))

    versions = [house.find_record_version()]
    assert may_vote()
    changes: list[tuple[Callable[[], object], bool]] = [
        (lambda: house.leave(person, 3), False),
        (lambda: house.arrive(person, 3), True),
        (lambda: house.do(declare_conflict, 3, ITEM, person, "financial", True), False),
        (lambda: house.do(declare_conflict, 3, ITEM, person, "financial", False), True),
        (lambda: house.adopt(TODAY, adopted=["VOTE-04"], local={"VOTE-04.automatic": ["financial"]}), False),
    ]
    for change, expected in changes:
        change()
        assert may_vote() is expected
        versions.append(house.find_record_version())
    assert versions == sorted(set(versions))
