"""The pages on which a board makes and decides motions: a clerk's, a member's, and what the public reads of them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from governance.db import Database
from governance.meetings.session_models import ItemStepKind
from governance.votes.floor_models import ConflictDeclaration
from governance.votes.models import Motion
from governance.votes.text_changes import Change, compare_texts
from model_law.motions import Status
from tests.support.floors import AYE, ITEM, NAY
from tests.support.sessions import after
from tests.support.statements import count_statements
from tests.votes.floor_forms import Floor


@pytest.fixture
def floor(database: Database, tmp_path: Path) -> Floor:
    """The meeting was called to order with everybody."""
    floor = Floor(database, tmp_path / "vault")
    floor.house.call(here=7)
    return floor


def test_a_clerk_enters_a_motion_its_second_an_amendment_and_the_public_reads_them(floor: Floor) -> None:
    page = floor.clerk.get(f"{floor.meeting}/motions/move")
    assert "Carries with 4 ayes if all 7 who may vote say aye or nay" in page.text
    motion = floor.move(effect="The council gets it.")
    amendment = floor.send(
        f"motions/{motion}/amend", "amend", person=2, text="Send the annual report.", seconder=3
    ).location.rpartition("#motion-")[2]
    shown = floor.clerk.get(floor.floor)
    assert [one["id"] for one in shown.html.select("ol.motions > li")] == [f"motion-{amendment}", f"motion-{motion}"]
    first = shown.html.find(id=f"motion-{amendment}")
    assert first.find("ins").get_text().split() == ["[put", "in:", "annual]"]
    assert first.find("a", string="Open the vote")["href"].endswith(f"/motions/{amendment}/open-vote")
    assert shown.html.find(id=f"motion-{motion}").find("a", string="Open the vote") is None
    told = floor.tell(motion)["motion"]
    assert (told["mover"]["name"], told["seconder"]["name"]) == ("Community 0", "Community 1")
    assert (told["status"], told["effect"], told["item_title"]) == (
        "pending",
        "The council gets it.",
        "Approve the report",
    )
    public = floor.reader.get(f"/boards/crisis-board/motions/{amendment}")
    assert public.html.find("ins").get_text().endswith("annual]")
    floor.house.decide(amendment, [AYE] * 7, minutes=3)
    versions = floor.tell(motion)["versions"]
    assert [(one["status"], one["text"]) for one in versions[1:]] == [
        ("pending", "Send the report."), ("pending", "Send the annual report."),
    ]  # fmt: skip
    assert [one["change"] for one in versions[-1]["changes"]] == ["same", "put_in", "same"]
    assert "It has not been voted on." in floor.reader.get(f"/boards/crisis-board/motions/{motion}").text
    floor.house.decide(motion, [AYE] * 7, minutes=4)
    assert [vote["result"]["recomputed"] for vote in floor.tell(motion)["votes"]] == ["carried"]


def test_a_motion_stands_under_its_item_on_the_page_of_its_meeting(floor: Floor) -> None:
    motion = floor.move()
    entry = floor.reader.get(floor.meeting).html.find(id=f"item-{ITEM}")
    assert entry.find("a", href=f"/boards/crisis-board/motions/{motion}") is not None
    assert "Before the board" in entry.text


def test_what_is_moved_in_a_closed_session_is_told_once_it_is_over(floor: Floor) -> None:
    before = floor.move(text="Send the report.")
    floor.send(f"motions/{before}/withdraw", "withdraw-motion")
    floor.house.step(4, ItemStepKind.TAKEN_UP, 2)
    floor.now = after(3)
    motion = floor.move(item="agenda0004", text="Settle for zqsecretv.")
    addresses = (f"/boards/crisis-board/motions/{motion}", floor.meeting, f"{floor.meeting}/live")
    for address in addresses:
        for path in (address, f"/api/v1{address}"):
            assert "zqsecretv" not in floor.reader.get(path, status="*").text, path
    assert "once the session is over" in floor.reader.get(addresses[0], status=404).text
    assert floor.tell(before)["motion"]["status"] == "withdrawn"
    floor.house.step(4, ItemStepKind.FINISHED, 4)
    assert "zqsecretv" in floor.reader.get(addresses[0]).text
    assert "zqsecretv" in floor.reader.get(floor.meeting).text


def test_members_move_second_and_withdraw_for_themselves_alone(floor: Floor) -> None:
    mover, other = floor.enter_member(0), floor.enter_member(1)
    form = floor.fill("motions/move", "move", mover, item=ITEM, text="Send the report.")
    assert "person" not in form.fields
    assert "seconder" not in form.fields
    motion = form.submit(status=303).location.rpartition("#motion-")[2]
    own = mover.get(floor.floor).html.find(id=f"motion-{motion}")
    assert [one.text for one in own.select(".actions a")] == ["Withdraw it", "As the public reads it"]
    assert "Nobody seconds their own motion" in floor.refuse(f"motions/{motion}/second", "second", mover)
    floor.send(f"motions/{motion}/second", "second", other)
    assert floor.tell(motion)["motion"]["seconder"]["name"] == "Community 1"
    assert "Only the member who moved it can withdraw it." in floor.refuse(
        f"motions/{motion}/withdraw", "withdraw-motion", other
    )
    floor.send(f"motions/{motion}/withdraw", "withdraw-motion", mover)
    assert floor.tell(motion)["motion"]["status"] == "withdrawn"
    for path in (f"{floor.floor}/{motion}/pass-over", f"{floor.meeting}/elections/begin"):
        mover.get(path, status=403)


def test_a_member_is_led_to_the_motions_of_a_meeting_that_is_held(floor: Floor) -> None:
    home = floor.enter_member(0).get("/home")
    link = home.html.find("a", href=floor.floor)
    assert link.text.strip() == "Motions, and conflicts of interest: Regular meeting"
    assert floor.clerk.get("/home").html.find("a", href=floor.floor) is None


def test_a_form_sent_twice_moves_once_and_another_tab_is_told(floor: Floor) -> None:
    given = {"item": ITEM, "person": 0, "text": "Send the report.", "seconder": 1}
    form, other = floor.fill("motions/move", "move", **given), floor.fill("motions/move", "move", **given)
    first = form.submit(status=303)
    assert form.submit(status=303).location == first.location
    assert floor.house.read(select(func.count()).select_from(Motion)) == 1
    assert "Another motion is before the board already" in other.submit(status=422).text
    form["text"] = "Keep the report."
    assert "something else came of it" in form.submit(status=422).text


def test_what_is_not_in_order_is_refused_in_words_and_leaves_nothing(floor: Floor) -> None:
    motion = floor.move()
    move = {"item": ITEM, "text": "Another.", "seconder": 3}
    assert "Another motion is before the board already" in floor.refuse("motions/move", "move", person=2, **move)
    assert "This is the text as it stands already" in floor.refuse(f"motions/{motion}/amend", "amend", person=2)
    assert "Nobody seconds their own motion" in floor.refuse(
        f"motions/{motion}/amend", "amend", person=2, text="Otherwise.", seconder=2
    )
    amend = f"motions/{motion}/amend"
    lonely = floor.send(amend, "amend", person=2, text="Keep it.").location[-10:]
    of_lonely = floor.refuse(f"motions/{lonely}/amend", "amend", person=3, text="Burn it.")
    assert "Nobody has seconded this motion yet" in of_lonely
    floor.send(f"motions/{lonely}/pass-over", "pass-over")
    assert floor.tell(lonely)["motion"]["status"] == "not_seconded"
    amendment = floor.send(amend, "amend", person=2, text="Keep it.", seconder=3).location[-10:]
    of_amendment = floor.refuse(f"motions/{amendment}/amend", "amend", person=3, text="Burn it.")
    assert "An amendment is not amended" in of_amendment
    floor.send(f"motions/{amendment}/withdraw", "withdraw-motion")
    floor.house.leave(floor.house.people[4], 2)
    floor.now = after(3)
    assert "Other 0 is not entered as here" in floor.refuse(
        f"motions/{motion}/amend", "amend", person=4, text="Otherwise."
    )
    stray = floor.fill("motions/move", "move", person=2, **move)
    stray["item"].force_value("agenda0009")
    assert "Choose one of the choices shown" in stray.submit(status=422).text


def test_without_a_quorum_nothing_is_moved_and_the_sum_says_so(database: Database, tmp_path: Path) -> None:
    floor = Floor(database, tmp_path / "vault", adopted={"QUOR-01"})
    floor.house.call(here=7)
    for number in range(4):
        floor.house.leave(floor.house.people[number], 2 + number)
    floor.now = after(9)
    told = floor.refuse("motions/move", "move", item=ITEM, person=5, text="Send the report.")
    assert "There is no quorum: 3 of 7 are here, and 4 are needed (" in told
    in_spanish = floor.fill("motions/move", "move", item=ITEM, person=5, text="Send the report.")
    floor.clerk.set_cookie("language", "es")
    assert "No hay quórum: hay 3 de 7 presentes y hacen falta 4 (" in in_spanish.submit(status=422).text


def test_a_motion_is_laid_aside_taken_up_reconsidered_and_rescinded_each_by_a_motion(floor: Floor) -> None:
    house = floor.house
    motion = floor.move()

    def move_about(kind: str, person: int = 0, **more: Any) -> str:
        where = f"motions/{motion}/about"
        answer = floor.send(where, "about", kind=kind, person=person, seconder=3, **more)
        return str(answer.location[-10:])

    postponed = move_about("postpone")
    assert floor.tell(postponed)["motion"]["text"] == "Postpone: Send the report."
    house.decide(postponed, [AYE] * 7, minutes=3)
    assert house.find_status(motion) is Status.POSTPONED
    floor.send(f"motions/{motion}/take-up", "take-up-again", item=ITEM)
    assert house.find_status(motion) is Status.PENDING
    house.decide(move_about("table"), [AYE] * 7, minutes=4)
    assert "was not laid aside" in floor.refuse(f"motions/{motion}/take-up", "take-up-again", item=ITEM)
    house.decide(move_about("take_up"), [AYE] * 7, minutes=5)
    house.decide(motion, [AYE] * 5 + [NAY] * 2, minutes=6)
    floor.now = after(7)
    lost_side = floor.refuse(f"motions/{motion}/about", "about", kind="reconsider", person=6)
    assert "only somebody who voted with the side that won" in lost_side
    house.decide(move_about("reconsider"), [AYE] * 7, minutes=7)
    house.decide(motion, [AYE] * 7, minutes=8)
    floor.now = after(9)
    assert "was reconsidered once already" in floor.refuse(
        f"motions/{motion}/about", "about", kind="reconsider", person=1
    )
    house.decide(move_about("rescind", text="Undo it."), [AYE] * 7, minutes=9)
    assert house.find_status(motion) is Status.RESCINDED
    told = floor.tell(motion)
    assert [one["kind"] for one in told["moved_about"]] == ["postpone", "table", "take_up", "reconsider", "rescind"]
    assert len(told["votes"]) == 2
    assert floor.clerk.get(f"{floor.floor}/earlier").html.find(id=f"motion-{motion}") is None


def test_the_consent_calendar_is_moved_without_what_was_taken_out(floor: Floor) -> None:
    member = floor.enter_member(2)
    assert "agenda0003" in {value for value, *_ in floor.fill("motions/pull", "pull", member)["item"].options}
    on_calendar = floor.refuse("motions/move", "move", item="agenda0003", person=0, text="Approve them.")
    assert "This item is on the consent calendar." in on_calendar
    form = floor.fill("motions/consent", "move-consent", person=0, seconder=1)
    assert form["text"].value == "Adopt together: 3. Minutes of February"
    again = floor.fill("motions/pull", "pull", member, item="agenda0003")
    again.submit(status=303)
    again.submit(status=303)
    assert "Choose the item under which it stands." in form.submit(status=422).text
    shown = floor.clerk.get(floor.floor).html.find("section", {"aria-labelledby": "consent-heading"})
    assert "Taken out, for a vote of their own:" in shown.text
    motion = floor.move(item="agenda0003", text="Approve the minutes.")
    assert floor.tell(motion)["motion"]["consent"] is False


def test_a_conflict_has_a_class_and_nothing_else_and_its_recusal_is_public(floor: Floor) -> None:
    member = floor.enter_member(4)
    page = member.get(f"{floor.meeting}/conflicts")
    form = page.forms["declare-conflict"]
    typed = {control.tag for name in form.fields for control in form.fields[name]} - {"input", "select", "button"}
    assert typed == set(), "there is nothing to write in"
    assert "is not a conflict by itself" in page.text
    floor.send("conflicts", "declare-conflict", member, item=ITEM, conflict="organization", recuses="yes")
    floor.send("conflicts", "declare-conflict", person=5, item=ITEM, conflict="financial", recuses="no")
    floor.send("conflicts", "declare-conflict", person=6, item=ITEM, conflict="personal", recuses="later")
    motion = floor.move()
    assert "Carries with 4 ayes if all 6 who may vote say aye or nay" in floor.clerk.get(floor.floor).text
    told = [(one["name"], one["conflict"], one["follows"]) for one in floor.tell(motion)["conflicts"]]
    assert told == [
        ("Other 0", "organization", "by_own_word"), ("Other 1", "financial", "refused"), ("Other 2", "personal", "unanswered"),
    ]  # fmt: skip
    assert set(floor.tell(motion)["conflicts"][0]) == {
        "name", "address", "conflict", "follows", "item_number", "item_title",
    }  # fmt: skip
    stray = floor.fill("conflicts", "declare-conflict", item=ITEM, person=3, recuses="yes")
    stray["conflict"].force_value("lived_experience")
    stray.submit(status=422)
    assert floor.house.read(select(func.count()).select_from(ConflictDeclaration)) == 3


def test_a_member_declares_a_conflict_before_the_meeting(database: Database, tmp_path: Path) -> None:
    floor = Floor(database, tmp_path / "vault")
    floor.now = after(-600)
    floor.send("conflicts", "declare-conflict", floor.enter_member(0), item=ITEM, conflict="personal", recuses="yes")
    assert "Steps aside" in floor.clerk.get(floor.floor).text
    told = floor.refuse("motions/move", "move", item=ITEM, person=1, text="Send the report.")
    assert "has not been called to order yet" in told


def test_the_floor_costs_the_same_however_much_is_on_it(floor: Floor) -> None:
    def count() -> int:
        with count_statements(floor.house.database) as statements:
            floor.clerk.get(floor.floor)
        return len(statements)

    motion = floor.move()
    before = count()
    floor.send(f"motions/{motion}/amend", "amend", person=2, text="Keep it.", seconder=3)
    floor.send("conflicts", "declare-conflict", person=5, item=ITEM, conflict="financial", recuses="no")
    floor.send("elections/begin", "begin-election", item=ITEM, office="Chair")
    assert count() == before


def test_nobody_else_comes_to_the_floor(floor: Floor) -> None:
    assert floor.reader.get(floor.floor, status=303).location.startswith("/sign-in")
    floor.reader.get(f"/boards/crisis-board/motions/{'z' * 10}", status=404)
    floor.clerk.get(f"{floor.floor}/{'z' * 10}/amend", status=404)
    floor.clerk.get(f"{floor.meeting}/elections/{'z' * 10}", status=404)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "Send the report.",
            "Send the annual report.",
            [("same", "Send the"), ("put_in", " annual"), ("same", " report.")],
        ),
        ("Send it.", "Send it.", [("same", "Send it.")]),
        ("", "Send it.", [("put_in", "Send it.")]),
        ("a" + " b" * 300, "c" + " d" * 300, [("taken_out", "a" + " b" * 300), ("put_in", "c" + " d" * 300)]),
    ],
    ids=["a word put in", "nothing", "from nothing", "too long to compare"],
)
def test_two_versions_are_compared_word_by_word(before: str, after: str, told: list[tuple[str, str]]) -> None:
    assert [(passage.change.value, passage.text) for passage in compare_texts(before, after)] == told


@given(st.text("ab \n"), st.text("ab \n"))
def test_what_differs_leads_from_one_version_to_the_other(before: str, after: str) -> None:
    passages = compare_texts(before, after)
    assert "".join(passage.text for passage in passages if passage.change is not Change.PUT_IN) == before
    assert "".join(passage.text for passage in passages if passage.change is not Change.TAKEN_OUT) == after
