"""Notice is given here only in time, stands as it was posted, and is attested as it happened elsewhere."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.models import Board
from governance.db import Database
from governance.db.keys import make_key
from governance.db.retry import run_act
from governance.documents.actions import Bringer, Paper, add_document
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry
from governance.meetings.law_facts import find_meeting_law, gather_proceedings
from governance.meetings.models import AgendaItem, Meeting, MeetingStatus
from governance.meetings.notice_actions import Attestation, attest_notice, call_off, correct_notice
from governance.meetings.planning import Plan, PlannedItem, PlanRefused, read_plan
from governance.meetings.planning_actions import (
    abandon_draft,
    change_draft,
    copy_agenda,
    open_draft,
    post_agenda,
    take_up,
)
from governance.meetings.planning_acts import PlanningRefusal, PlanningRefused
from governance.meetings.planning_models import AgendaVersion, DecidedBy, MeetingDraft, Notice, NoticeChannel
from governance.meetings.queries import count_items, find_documents, find_items
from model_law.proceedings import judge_notice
from tests.conftest import NOW
from tests.support.accounts import ADMINISTRATOR, CLERK
from tests.support.laws import adopt, find_actor

IN_A_WEEK = NOW + timedelta(days=7)
ITEMS = (
    PlannedItem("item000001", "report", "The month's calls"),
    PlannedItem("item000002", "action", "Approve the report", question="Shall the report go to the council?"),
)
PLAN = Plan(
    "Regular meeting", "regular", IN_A_WEEK.isoformat(), (IN_A_WEEK + timedelta(hours=2)).isoformat(), place="Town hall",
    items=ITEMS,
)  # fmt: skip
BOARD = 1


@pytest.fixture
def meetings(demo_database: Database) -> "Clerk":
    return Clerk(demo_database)


class Clerk:
    """The clerk of the demo's board, each act in its own transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.reading() as session:
            self.actor = find_actor(session, CLERK, Office.CLERK)

    def act(self, action: Callable[..., Any], *arguments: Any, now: datetime = NOW, **named: Any) -> Any:
        def run(session: Session) -> Any:
            takes_actor = action not in (change_draft, abandon_draft)
            before = (now, self.actor) if takes_actor else (now,)
            done = action(session, *before, BOARD, *arguments, **named)
            session.flush()
            return getattr(done, "key", None) or getattr(done, "id", None)

        return run_act(self.database, run)

    def draft(self, plan: Plan = PLAN) -> str:
        return str(self.act(open_draft, plan))

    def post(self, plan: Plan = PLAN, *, now: datetime = NOW, **more: Any) -> str:
        """Post a new meeting; its key."""
        key = self.draft(plan)
        self.act(post_agenda, key, 1, now=now, **more)
        with self.database.reading() as session:
            return str(
                session.scalar(
                    select(Meeting.key)
                    .join(MeetingDraft, MeetingDraft.meeting_id == Meeting.id)
                    .where(MeetingDraft.key == key)
                )
            )

    def change(self, meeting: str, plan: Plan, now: datetime = NOW) -> None:
        key = self.act(take_up, meeting)
        edit = self.read(select(MeetingDraft.edit).where(MeetingDraft.key == key))
        self.act(change_draft, key, edit, plan)
        self.act(post_agenda, key, edit + 1, now=now)

    def read(self, query: Any) -> Any:
        with self.database.reading() as session:
            return session.scalar(query)

    def refuse(self, action: Callable[..., Any], *arguments: Any, **named: Any) -> PlanningRefused:
        before = count_rows(self.database)
        with pytest.raises(PlanningRefused) as raised:
            self.act(action, *arguments, **named)
        assert count_rows(self.database) == before
        return raised.value


def count_rows(database: Database) -> dict[str, int]:
    tables = (
        "meeting", "agenda_item", "meeting_document", "meeting_draft", "agenda_version", "notice", "former_state",
        "meeting_status_change", "ledger_entry",
    )  # fmt: skip
    with database.reading() as session:
        return {table: session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}


def adopt_open_meetings(database: Database, act: str = "tx-open-meetings", **more: Any) -> None:
    adopt(database, date(2026, 1, 2), act=act, **more)


def test_a_draft_makes_no_meeting_and_no_entry(meetings: Clerk) -> None:
    before = count_rows(meetings.database)
    key = meetings.draft()
    meetings.act(change_draft, key, 1, replace(PLAN, title="Special meeting", kind="special"))
    after = count_rows(meetings.database)
    assert {name for name in before if before[name] != after[name]} == {"meeting_draft"}


def test_posting_makes_the_meeting_its_items_its_notice_and_one_entry(meetings: Clerk) -> None:
    before = count_rows(meetings.database)
    key = meetings.post()
    after = count_rows(meetings.database)
    assert {name: after[name] - before[name] for name in before if before[name] != after[name]} == {
        "meeting": 1, "agenda_item": 2, "meeting_draft": 1, "agenda_version": 1, "notice": 1, "ledger_entry": 1,
    }  # fmt: skip
    with meetings.database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.key == key)).one()
        notice = session.scalars(select(Notice).where(Notice.meeting_id == meeting.id)).one()
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "meeting.noticed")).one()
        titles = [item.title for item in find_items(session, meeting.id, 10, 0)]
    assert (meeting.status, meeting.starts_at, meeting.place) == (MeetingStatus.NOTICED, IN_A_WEEK, "Town hall")
    assert (notice.channel, notice.posted_at) == (NoticeChannel.PORTAL, NOW)
    assert key in entry.body
    assert titles == ["The month's calls", "Approve the report"]


def test_another_version_stands_beside_the_first_and_says_what_changed(meetings: Clerk) -> None:
    key = meetings.post()
    meetings.change(key, replace(PLAN, items=(ITEMS[1], PlannedItem("item000003", "discussion", "Next year"))))
    with meetings.database.reading() as session:
        versions = session.scalars(select(AgendaVersion).order_by(AgendaVersion.number)).all()
        meeting = session.scalars(select(Meeting).where(Meeting.key == key)).one()
        titles = [item.title for item in find_items(session, meeting.id, 10, 0)]
        assert count_items(session, meeting.id) == 2
    assert [len(read_plan(version.content).items) for version in versions] == [2, 2]
    assert [change["what"] for change in versions[1].changes] == ["taken_off", "put_on"]
    assert titles == ["Approve the report", "Next year"]


def test_an_item_keeps_its_row_through_every_version(meetings: Clerk) -> None:
    key = meetings.post()
    first = meetings.read(select(AgendaItem.id).where(AgendaItem.key == "item000002"))
    meetings.change(key, replace(PLAN, items=ITEMS[:1]))
    meetings.change(key, PLAN, NOW + timedelta(hours=1))
    assert meetings.read(select(AgendaItem.id).where(AgendaItem.key == "item000002")) == first


def test_the_record_still_verifies_after_every_kind_of_act(meetings: Clerk) -> None:
    key = meetings.post()
    meetings.change(key, replace(PLAN, items=ITEMS[:1]))
    meetings.act(attest_notice, key, Attestation(NoticeChannel.PHYSICAL, NOW, "The door of the town hall"))
    meetings.act(call_off, key, status=MeetingStatus.CANCELLED, decided_by=DecidedBy.CHAIR, reason="A storm")
    with meetings.database.reading() as session:
        check_record(session, WAY_TO_BOARD)  # raises what it finds


def test_notice_that_comes_too_late_is_refused_with_the_law_that_says_so(meetings: Clerk) -> None:
    adopt_open_meetings(meetings.database)
    soon = replace(PLAN, starts_at=(NOW + timedelta(days=1)).isoformat(), ends_at="")
    refused = meetings.refuse(post_agenda, meetings.draft(soon), 1)
    assert refused.refusal is PlanningRefusal.BREAKS_LAW
    assert [finding.rule for finding in refused.findings] == ["NOTE-01"]


def test_notice_in_time_is_posted_and_says_that_other_places_are_not_recorded(meetings: Clerk) -> None:
    adopt_open_meetings(meetings.database, "ca-brown-act")
    key = meetings.post()
    with meetings.database.reading() as session:
        proceedings = gather_proceedings(session, BOARD, "America/Denver", NOW)
        law = find_meeting_law(session, BOARD, IN_A_WEEK.date())
    meeting = next(meeting for meeting in proceedings.meetings if meeting.key == key)
    assert law is not None
    findings = {finding.rule: finding for finding in judge_notice(law, meeting, proceedings.calendar, NOW)}
    assert findings["NOTE-01"].verdict != "breached"
    assert [posting.channel for posting in meeting.postings or ()] == ["portal"]


def test_a_later_version_for_the_same_time_needs_no_new_notice_and_one_for_another_time_does(meetings: Clerk) -> None:
    adopt_open_meetings(meetings.database)
    key = meetings.post()
    late = IN_A_WEEK - timedelta(hours=2)
    meetings.change(key, replace(PLAN, place="Library"), late)
    draft = meetings.act(take_up, key, now=late)
    edit = meetings.read(select(MeetingDraft.edit).where(MeetingDraft.key == draft))
    moved = replace(PLAN, starts_at=(IN_A_WEEK + timedelta(hours=1)).isoformat(), place="Library")
    meetings.act(change_draft, draft, edit, moved)
    assert meetings.refuse(post_agenda, draft, edit + 1, now=late).refusal is PlanningRefusal.BREAKS_LAW


def test_notice_given_elsewhere_can_be_entered_late_and_stands_with_what_it_breaches(meetings: Clerk) -> None:
    adopt_open_meetings(meetings.database)
    soon = replace(PLAN, starts_at=(NOW + timedelta(days=1)).isoformat(), ends_at="")
    elsewhere = Attestation(NoticeChannel.PHYSICAL, NOW - timedelta(days=6), "The door of the town hall")
    key = meetings.post(soon, noticed_elsewhere=elsewhere)
    with meetings.database.reading() as session:
        found = session.execute(
            select(Notice.channel, Notice.posted_at, Notice.place)
            .join(Meeting)
            .where(Meeting.key == key)
            .order_by(Notice.posted_at)
        ).all()
    assert [tuple(row) for row in found] == [
        (NoticeChannel.PHYSICAL, NOW - timedelta(days=6), "The door of the town hall"),
        (NoticeChannel.PORTAL, NOW, None),
    ]


@pytest.mark.parametrize(
    ("attestation", "refusal"),
    [
        (Attestation(NoticeChannel.PORTAL, NOW), PlanningRefusal.PORTAL_ATTESTS_ITSELF),
        (Attestation(NoticeChannel.MEDIA, NOW + timedelta(seconds=1)), PlanningRefusal.YET_TO_COME),
        (Attestation(NoticeChannel.PHYSICAL, NOW, " "), PlanningRefusal.PLACE_MISSING),
        (Attestation(NoticeChannel.MAIL, NOW, document="0000000000"), PlanningRefusal.UNKNOWN_DOCUMENT),
    ],
    ids=["the portal's own", "not yet", "no place", "no such paper"],
)
def test_what_nobody_can_attest_is_refused(meetings: Clerk, attestation: Attestation, refusal: PlanningRefusal) -> None:
    assert meetings.refuse(attest_notice, meetings.post(), attestation).refusal is refusal


def test_a_false_attestation_is_superseded_and_stays(meetings: Clerk) -> None:
    key = meetings.post()
    wrong = meetings.act(attest_notice, key, Attestation(NoticeChannel.MEDIA, NOW - timedelta(days=1)))
    meetings.act(correct_notice, key, wrong, Attestation(NoticeChannel.MEDIA, NOW))
    with meetings.database.reading() as session:
        rows = session.scalars(
            select(Notice).where(Notice.channel == NoticeChannel.MEDIA).order_by(Notice.id)
        ).all()  # fmt: skip
    assert [(row.superseded_at is None, row.corrects_id) for row in rows] == [(False, None), (True, wrong)]
    assert meetings.refuse(correct_notice, key, wrong, None).refusal is PlanningRefusal.UNKNOWN_NOTICE


def test_what_this_portal_posted_cannot_be_taken_back(meetings: Clerk) -> None:
    key = meetings.post()
    own = meetings.read(select(Notice.id).where(Notice.channel == NoticeChannel.PORTAL))
    assert meetings.refuse(correct_notice, key, own, None).refusal is PlanningRefusal.PORTAL_ATTESTS_ITSELF


def test_nobody_overwrites_what_somebody_else_has_written_since(meetings: Clerk) -> None:
    key = meetings.draft()
    meetings.act(change_draft, key, 1, replace(PLAN, place="Library"))
    for action, arguments in ((change_draft, (PLAN,)), (post_agenda, ()), (abandon_draft, ())):
        assert meetings.refuse(action, key, 1, *arguments).refusal is PlanningRefusal.CHANGED_MEANWHILE


def test_a_double_click_posts_once(meetings: Clerk) -> None:
    key = meetings.draft()
    meetings.act(post_agenda, key, 1)
    assert meetings.refuse(post_agenda, key, 1).refusal is PlanningRefusal.NOTHING_CHANGES


def test_two_meetings_at_once_are_refused_and_one_after_the_other_are_not(meetings: Clerk) -> None:
    meetings.post()
    inside = replace(PLAN, starts_at=(IN_A_WEEK + timedelta(minutes=119)).isoformat(), ends_at="")
    assert meetings.refuse(post_agenda, meetings.draft(inside), 1).refusal is PlanningRefusal.AT_THE_SAME_TIME
    meetings.post(copy_agenda(PLAN, IN_A_WEEK + timedelta(hours=2), None))


def test_an_item_of_another_meeting_is_not_taken_from_it(meetings: Clerk) -> None:
    meetings.post()
    later = replace(PLAN, starts_at=(IN_A_WEEK + timedelta(days=7)).isoformat(), ends_at="")
    assert meetings.refuse(post_agenda, meetings.draft(later), 1).refusal is PlanningRefusal.ITEM_ELSEWHERE


def test_a_meeting_in_the_past_is_not_noticed(meetings: Clerk) -> None:
    past = replace(PLAN, starts_at=NOW.isoformat(), ends_at="")
    assert meetings.refuse(post_agenda, meetings.draft(past), 1).refusal is PlanningRefusal.ALREADY_BEGUN


def test_an_agenda_is_not_changed_once_its_meeting_has_begun(meetings: Clerk) -> None:
    key = meetings.post()
    draft = meetings.act(take_up, key)
    meetings.act(change_draft, draft, 1, replace(PLAN, place="Library"))
    assert meetings.refuse(post_agenda, draft, 2, now=IN_A_WEEK).refusal is PlanningRefusal.ALREADY_BEGUN
    assert meetings.refuse(take_up, key, now=IN_A_WEEK).refusal is PlanningRefusal.ALREADY_BEGUN


def test_a_meeting_is_called_off_once_with_its_reason(meetings: Clerk) -> None:
    key = meetings.post()
    given: dict[str, Any] = {"status": MeetingStatus.POSTPONED, "decided_by": DecidedBy.CHAIR}
    assert meetings.refuse(call_off, key, reason=" ", **given).refusal is PlanningRefusal.REASON_MISSING
    meetings.act(call_off, key, reason="The hall is flooded", **given)
    assert meetings.read(select(Meeting.status).where(Meeting.key == key)) is MeetingStatus.POSTPONED
    assert meetings.refuse(call_off, key, reason="Again", **given).refusal is PlanningRefusal.ALREADY_CALLED_OFF
    assert meetings.refuse(take_up, key).refusal is PlanningRefusal.ALREADY_CALLED_OFF


def test_staff_do_not_call_off_what_the_law_leaves_to_the_board(meetings: Clerk) -> None:
    adopt(meetings.database, date(2026, 1, 2), adopted=["MEET-03"])
    key = meetings.post()
    given: dict[str, Any] = {"status": MeetingStatus.CANCELLED, "reason": "Nobody is free"}
    refused = meetings.refuse(call_off, key, decided_by=DecidedBy.STAFF, **given)
    assert (refused.refusal, [finding.rule for finding in refused.findings]) == (
        PlanningRefusal.BREAKS_LAW,
        ["MEET-03"],
    )
    meetings.act(call_off, key, decided_by=DecidedBy.BODY, **given)


def test_papers_of_items_are_shown_replaced_and_taken_off_with_them(meetings: Clerk) -> None:
    with meetings.database.writing.begin() as session:
        paper = Paper("report.pdf", io.BytesIO(b"%PDF-1.7\n%%EOF"), 14)
        document, _ = add_document(
            session, NOW, Bringer(Office.CLERK, None), BOARD, title="The report", paper=paper, largest=1 << 20
        )  # fmt: skip
        paper_key = document.key
    with_paper = replace(PLAN, items=(ITEMS[0], replace(ITEMS[1], documents=(paper_key,))))
    key = meetings.post(with_paper)

    def list_papers() -> list[str]:
        with meetings.database.reading() as session:
            meeting = session.scalars(select(Meeting.id).where(Meeting.key == key)).one()
            return [paper.address for papers in find_documents(session, meeting).values() for paper in papers]

    slug = meetings.read(select(Board.slug).where(Board.id == BOARD))
    assert list_papers() == [f"/boards/{slug}/meetings/{key}/documents/{paper_key}"]
    meetings.change(key, PLAN)
    assert list_papers() == []


def test_a_paper_of_another_board_is_on_nobody_s_agenda(meetings: Clerk) -> None:
    refused = meetings.refuse(open_draft, replace(PLAN, items=(replace(ITEMS[0], documents=("0000000000",)),)))
    assert (refused.refusal, refused.field) == (PlanningRefusal.UNKNOWN_DOCUMENT, "items.0.documents")


def test_the_last_agenda_is_copied_as_new_items_on_another_day() -> None:
    copy = copy_agenda(PLAN, datetime(2027, 1, 5, 1, tzinfo=UTC), None)
    assert [item.title for item in copy.items] == [item.title for item in ITEMS]
    assert not {item.key for item in copy.items} & {item.key for item in ITEMS}
    assert (copy.begins, copy.ends) == (datetime(2027, 1, 5, 1, tzinfo=UTC), None)


def test_an_abandoned_draft_is_gone_and_the_posted_meeting_stays(meetings: Clerk) -> None:
    key = meetings.post()
    draft = meetings.act(take_up, key)
    meetings.act(abandon_draft, draft, 1)
    assert meetings.refuse(change_draft, draft, 1, PLAN).refusal is PlanningRefusal.UNKNOWN_DRAFT
    assert meetings.act(take_up, key) != draft


def test_what_is_posted_must_still_be_a_plan(meetings: Clerk) -> None:
    with pytest.raises(PlanRefused):
        meetings.act(open_draft, replace(PLAN, title=""))


def test_keys_of_items_never_clash_between_meetings(meetings: Clerk) -> None:
    first = meetings.post(replace(PLAN, items=(PlannedItem(make_key(), "action", "One"),)))
    later = replace(PLAN, starts_at=(IN_A_WEEK + timedelta(days=7)).isoformat(), ends_at="")
    second = meetings.post(copy_agenda(later, IN_A_WEEK + timedelta(days=7), None))
    assert first != second
    assert meetings.read(select(func.count()).select_from(AgendaItem).where(AgendaItem.title == "One")) == 1
    assert (
        meetings.read(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == "meeting.noticed")) == 2
    )


def test_another_actor_s_act_is_entered_under_their_office(meetings: Clerk) -> None:
    with meetings.database.writing.begin() as session:
        actor: Actor = find_actor(session, ADMINISTRATOR, Office.ADMINISTRATOR)
        open_draft(session, NOW, actor, BOARD, PLAN)
        assert session.scalar(select(MeetingDraft.entered_by)) == actor.account_id
