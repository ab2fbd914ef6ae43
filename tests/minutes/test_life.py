"""Minutes are drafted, approved by a carried motion of a later meeting, published with a print, and corrected in the open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from webtest import TestApp

from governance.boards.models import Board
from governance.db import Database
from governance.ledger.downloads import Disagreement
from governance.ledger.models import LedgerEntry
from governance.meetings.models import Meeting, PaperStatus, Presence
from governance.meetings.session_acts import SessionRefusal
from governance.meetings.session_models import ItemStepKind, SessionEvent
from governance.minutes.checking import check_prints
from governance.minutes.models import MinutesDraft, MinutesPrint, MinutesVersion
from governance.minutes.printing import compute_input_digest, render
from governance.minutes.queries import find_versions
from governance.votes.motion_actions import declare_conflict, take_up_again
from governance.votes.motion_words import word_floor_refusal
from model_law.motions import Kind
from tests.conftest import make_application
from tests.support.floors import AYE
from tests.support.minuted import LATER, MinutedHouse

SECRET = "zqsecretwords"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> MinutedHouse:
    house = MinutedHouse(database, tmp_path / "vault")
    house.hold()
    return house


def open_pages(house: MinutedHouse) -> tuple[TestApp, str]:
    with house.database.writing.begin() as session:
        session.execute(
            update(Board).where(Board.id == house.board).values(
                published=True, record_version=Board.record_version + 1
            )
        )  # fmt: skip
    slug = house.read(select(Board.slug).where(Board.id == house.board))
    visitor = TestApp(make_application(house.database), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    return visitor, f"/boards/{slug}/meetings/{house.first}"


def test_minutes_say_who_came_what_was_moved_and_how_each_voted(house: MinutedHouse) -> None:
    content, digest = house.look()
    assert [line.presence for line in content.attendance].count(Presence.PRESENT) == 6
    assert [line.presence for line in content.attendance].count(Presence.LEFT_EARLY) == 1
    [item] = [item for item in content.items if item.motions]
    [vote] = item.motions[0].votes
    assert (vote.outcome, vote.ayes, len(vote.ballots)) == ("carried", 4, 7)
    assert content.called_at is not None
    assert content.adjourned_at is not None
    assert [stretch.reached for stretch in content.quorum] == [True]
    assert house.look()[1] == digest


def test_minutes_are_approved_by_a_carried_motion_of_a_later_meeting_and_then_published(house: MinutedHouse) -> None:
    house.write(opening="**Welcome**")
    motion = house.meet_later()
    first = house.approve(motion)
    assert house.approve(motion, house.read(select(MinutesVersion.digest))) == first
    assert house.read(select(MinutesVersion.published_at)) is None
    assert house.publish() == first == house.publish()
    assert house.read(select(Meeting.minutes_status).where(Meeting.key == house.first)) is PaperStatus.FINAL
    kinds = [
        house.read(select(LedgerEntry.kind).where(LedgerEntry.kind == f"minutes.{act}"))
        for act in ("approved", "published")
    ]
    assert kinds == ["minutes.approved", "minutes.published"]


def test_a_motion_that_was_put_off_approves_them_in_the_meeting_that_decided_it(house: MinutedHouse) -> None:
    house.meet_later(carried=False)
    house.meeting = house.later
    motion = house.move(LATER + 2, item="lateda0002", text="Approve them.")
    house.decide(house.move(LATER + 3, about=motion, kind=Kind.POSTPONE, text="Next time."), [AYE] * 7, LATER + 3)
    house.adjourn(LATER + 4)
    last = house.meeting = house.post_another("Last meeting", 2 * LATER, "last")
    house.call(2 * LATER)
    house.do(take_up_again, 2 * LATER + 1, motion, "lastda0002")
    house.decide(motion, [AYE] * 7, 2 * LATER + 2)
    house.meeting, house.written_at = house.first, 2 * LATER + 30
    house.approve(motion)
    day = house.read(select(Meeting.starts_at).where(Meeting.key == last)).date()
    assert house.read(select(MinutesVersion.approved_on)) == day
    with house.database.reading() as session:
        [version] = find_versions(session, session.scalars(select(Meeting.id).where(Meeting.key == house.first)).one())
    assert (version.approved_on, version.meeting_key) == (day, last)


def test_what_did_not_approve_them_is_refused(
    house: MinutedHouse,
) -> None:
    lost = house.meet_later(carried=False)
    digest = house.look()[1]
    assert house.deny(house.approve, lost, digest) == "motion_not_carried"
    assert house.deny(house.approve, house.decided, digest) == "motion_of_itself"
    assert house.deny(house.approve, "nosuchmotn", digest) == "motion_unknown"
    assert house.deny(house.publish) == "not_approved"
    carried = house.move_later(28 * 24 * 60 + 5)
    assert house.deny(house.approve, carried, "0" * 64) == "changed_meanwhile"
    earlier, house.first = house.decided, house.later
    house.meeting = house.later
    house.adjourn(28 * 24 * 60 + 10)
    assert house.deny(house.approve, earlier, digest) == "motion_earlier"


def test_a_meeting_that_is_not_over_has_no_minutes_to_approve(house: MinutedHouse) -> None:
    motion = house.meet_later()
    house.first = house.later
    assert house.deny(house.approve, motion, "0" * 64) == "not_over"


def test_nothing_of_a_draft_is_public_until_it_is_published(house: MinutedHouse) -> None:
    house.write(opening=SECRET)
    house.note(1, f"{SECRET} of the item", None)
    motion = house.meet_later()
    house.approve(motion)
    visitor, address = open_pages(house)
    pages = [address, f"{address}/minutes", f"/api/v1{address}/minutes", f"{address}/live", f"{address}/agenda"]
    assert [page for page in pages if SECRET in visitor.get(page).text] == []
    visitor.get(f"{address}/minutes.pdf", status=404)
    visitor.get(f"{address}/minutes?version=1", status=404)
    house.publish()
    assert SECRET in visitor.get(f"{address}/minutes").text
    assert SECRET in visitor.get(f"/api/v1{address}/minutes").text
    assert visitor.get(f"{address}/minutes.pdf").body.startswith(b"%PDF-")
    assert visitor.get(f"{address}/minutes.pdf?in=es").body != visitor.get(f"{address}/minutes.pdf?in=en").body


def test_nothing_of_a_closed_session_but_its_ground_is_in_the_minutes(house: MinutedHouse) -> None:
    house.note(4, SECRET, None, action=SECRET)
    content, _digest = house.look()
    [closed] = [item for item in content.items if item.kind == "closed_session"]
    assert (closed.note, closed.action, closed.closed_ground) == (None, None, "Gov. Code 54956.9")


def test_a_print_is_made_again_alike_from_what_is_kept_of_it(house: MinutedHouse) -> None:
    house.approve(house.meet_later())
    house.publish()
    with house.database.reading() as session:
        for kept in session.scalars(select(MinutesPrint)):
            assert compute_input_digest(kept.input) == kept.input_digest
            from hashlib import sha256

            assert sha256(render(kept.input)).hexdigest() == kept.digest
            assert kept.head_root in kept.input


def test_a_correction_is_another_version_with_its_own_approval_and_the_old_text_stays(house: MinutedHouse) -> None:
    house.write(opening="First words")
    house.approve(house.meet_later())
    assert house.deny(house.write, "Second words", "", "Why") == "unpublished"
    house.publish()
    assert house.deny(house.write, "Second words") == "reason_missing"
    house.write("Second words", "", "The first words were wrong.")
    house.approve(house.move_later(28 * 24 * 60 + 6))
    house.publish()
    visitor, address = open_pages(house)
    assert "Second words" in visitor.get(f"{address}/minutes").text
    old = visitor.get(f"{address}/minutes?version=1")
    assert "First words" in old.text
    assert "These minutes were corrected" in old.text
    assert house.read(select(MinutesDraft.id).where(MinutesDraft.superseded_at.is_(None))) is None


def test_two_clerks_do_not_overwrite_each_other(house: MinutedHouse) -> None:
    first = house.write(opening="One")
    assert house.deny(house.write, "Two") == "changed_meanwhile"
    assert house.write(opening="Two", seen=first) != first


def test_a_gathering_without_a_quorum_has_minutes_too(database: Database, tmp_path: Path) -> None:
    house = MinutedHouse(database, tmp_path / "vault")
    house.call(0, here=1)
    house.adjourn(5)
    house.first = house.meeting
    content, _digest = house.look()
    assert [stretch.reached for stretch in content.quorum] == [False]
    assert len(content.attendance) == 7


def test_no_act_changes_the_record_once_its_minutes_are_approved_until_they_are_corrected(house: MinutedHouse) -> None:
    step = house.step(1, ItemStepKind.TAKEN_UP, 10, entered=21)
    event = house.read(select(func.max(SessionEvent.id)))
    person = house.people[6]
    acts: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (house.arrive, (person, 5)), (house.correct, (event, None, 30)), (house.excuse, (person, 30)),
        (house.step, (2, ItemStepKind.TAKEN_UP, 12)), (house.take_back, (step,)), (house.note, (2, "Words", None)),
        (house.add_off_agenda, (25,)),
    ]  # fmt: skip

    def expect_closed() -> None:
        for act, given in acts:
            assert house.expect(act, *given).refusal is SessionRefusal.MINUTES_APPROVED, act.__name__

    house.approve(house.meet_later())
    expect_closed()
    house.publish()
    expect_closed()
    digest = house.look()[1]
    house.write("", "", "The clerk entered a step that was not taken.")
    house.take_back(step)
    assert house.look()[1] != digest
    house.approve(house.move_later(28 * 24 * 60 + 6))
    expect_closed()


def test_who_stepped_aside_is_part_of_the_record_that_approved_minutes_close(house: MinutedHouse) -> None:
    declared = (declare_conflict, LATER + 40, "agenda0001", house.people[0], "employment", True)
    motion = house.meet_later()
    house.approve(motion)
    refused = house.refuse(house.do, *declared)
    assert refused.reason is SessionRefusal.MINUTES_APPROVED
    assert "changed only together with them" in word_floor_refusal(refused, {})
    house.publish()
    house.write("", "", "Somebody had stepped aside.")
    digest = house.look()[1]
    house.do(*declared)
    assert house.look()[1] != digest


def test_a_motion_that_only_changes_another_approves_no_minutes(house: MinutedHouse) -> None:
    house.meet_later()
    house.meeting = house.later
    main = house.move(LATER + 3, item="lateda0002", text="Approve them.")
    amendment = house.move(LATER + 4, 1, 2, about=main, kind=Kind.AMEND, text="Approve them as they stand.")
    house.decide(amendment, [AYE] * 7, LATER + 5)
    house.meeting = house.first
    assert house.deny(house.approve, amendment, house.look()[1]) == "motion_not_carried"


def test_verification_sees_a_changed_print_and_a_changed_content(house: MinutedHouse) -> None:
    house.approve(house.meet_later())
    house.publish()

    def check(**changed: str) -> str:
        """What is found where one column of the first print was changed behind the portal's back."""
        with house.database.writing() as session:
            kept = session.scalars(select(MinutesPrint).order_by(MinutesPrint.id)).first()
            for name, value in changed.items():
                setattr(kept, name, value)
            session.flush()
            try:
                return f"{check_prints(session).again} alike"
            except Disagreement as problem:
                return str(problem)
            finally:
                session.rollback()

    assert check() == "2 alike"
    assert check(renderer="typst 0.1") == "1 alike"
    assert "bytes" in check(digest="0" * 64)
    assert "input" in check(input="{}")
    assert "head" in check(head_root="0" * 64)
