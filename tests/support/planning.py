"""Meetings of the demo's board that are prepared here: drafts, posted agendas, notices and papers."""

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from governance.accounts.actions import Actor
from governance.accounts.models import Factor, MadeBy
from governance.accounts.queries import find_account_of_mailbox
from governance.accounts.sessions import begin_session
from governance.boards.models import Board
from governance.db import Database
from governance.documents.actions import Bringer, Paper, add_document
from governance.ledger.entries import Office
from governance.meetings.models import Meeting
from governance.meetings.notice_actions import Attestation, attest_notice
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_actions import abandon_draft, open_draft, post_agenda
from governance.meetings.planning_models import MeetingDraft, NoticeChannel
from governance.meetings.schedule_actions import add_closed_day
from tests.conftest import NOW
from tests.support.accounts import BOARD, CLERK, make_browser
from tests.support.laws import find_actor

IN_A_WEEK = NOW + timedelta(days=7)
IN_TWO_WEEKS = NOW + timedelta(days=14)
PDF = b"%PDF-1.7\nquarterly figures\n%%EOF\n"
CLOSED_DAY = date(2026, 12, 28)
ITEMS = (
    PlannedItem("calls00001", "report", "The month's calls", presenter="Program staff", minutes=15),
    PlannedItem("approve001", "action", "Approve the report", question="Shall the report go to the council?"),
    PlannedItem(
        "closed0001",
        "closed_session",
        "Claims against the city",
        closed_ground="Gov. Code 551.071",
        note="With counsel",
    ),
)
PLAN = Plan(
    "Regular meeting", "regular", IN_A_WEEK.isoformat(), (IN_A_WEEK + timedelta(hours=2)).isoformat(),
    place="Town hall, room 3", join_address="https://example.org/join", join_phone="+1 555 0100",
    accommodations="clerk@example.org, two days before", languages="Spanish, American Sign Language", items=ITEMS,
)  # fmt: skip


def find_board_id(session: Session) -> int:
    return session.scalars(select(Board.id).where(Board.slug == BOARD)).one()


def find_clerk(session: Session) -> Actor:
    return find_actor(session, CLERK, Office.CLERK)


def add_paper(session: Session, title: str = "Quarterly report", content: bytes = PDF, name: str = "report.pdf") -> str:
    """A paper of the board as one version; its key."""
    clerk = find_clerk(session)
    bringer = Bringer(clerk.office, clerk.account_id)
    paper = Paper(name, io.BytesIO(content), len(content))
    document, _version = add_document(
        session, NOW, bringer, find_board_id(session), title=title, paper=paper, largest=1 << 20
    )
    return document.key


def make_draft(database: Database, plan: Plan = PLAN) -> str:
    """A draft of the board; its key."""
    with database.writing.begin() as session:
        return open_draft(session, NOW, find_clerk(session), find_board_id(session), plan).key


def post_meeting(database: Database, plan: Plan = PLAN, **more: Any) -> tuple[str, str]:
    """A meeting that is posted; its key, and that of its draft."""
    draft = make_draft(database, plan)
    with database.writing.begin() as session:
        post_agenda(session, NOW, find_clerk(session), find_board_id(session), draft, 1, **more)
        row = session.scalars(select(MeetingDraft).where(MeetingDraft.key == draft)).one()
        return session.get_one(Meeting, row.meeting_id).key, draft


def make_places(database: Database) -> dict[str, str]:
    """A posted meeting with a paper and an attested notice, a draft of another, and a closed day: for places in paths."""
    with database.writing.begin() as session:
        document = add_paper(session)
        add_closed_day(session, NOW, find_clerk(session), find_board_id(session), CLOSED_DAY, "Between the years", True)
    with_paper = replace(ITEMS[0], documents=(document,))
    meeting, posted = post_meeting(database, replace(PLAN, items=(with_paper, *ITEMS[1:])))
    with database.writing.begin() as session:
        abandon_draft(session, NOW, find_board_id(session), posted, 1)
    other = tuple(replace(item, key=f"{item.key[:9]}x") for item in (with_paper, *ITEMS[1:]))
    draft = make_draft(
        database,
        replace(PLAN, starts_at=IN_TWO_WEEKS.isoformat(), ends_at="", title="Next regular meeting", items=other),
    )
    with database.writing.begin() as session:
        attested = Attestation(NoticeChannel.PHYSICAL, NOW - timedelta(hours=1), "The door of the town hall")
        attest_notice(session, NOW, find_clerk(session), find_board_id(session), meeting, attested)
    return {
        "meeting": meeting, "draft": draft, "item": other[0].key, "document": document, "version": "1", "notice": "2",
        "day": CLOSED_DAY.isoformat(),
    }  # fmt: skip


def enter(application: Any, address: str) -> TestApp:
    """A browser of somebody who has proven all that their role asks for."""
    with application.registry.database.writing.begin() as session:
        account = find_account_of_mailbox(session, address)
        assert account is not None
        token = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    browser = make_browser(application)
    browser.set_cookie("session", token)
    return browser


def fill_days(form: Any, **days: Any) -> None:
    """Fill in the days and times of a form by the names of its fields: each stands in a group of its own."""
    marks = [control.value.partition(":") for key, control in form.field_order if key == "__start__"]
    names = [name for name, _colon, kind in marks if kind == "mapping"]
    kinds = [(key, control) for key, control in form.field_order if key in ("date", "time")]
    for name, (_key, control) in zip(names, kinds, strict=True):
        if name in days:
            control.value = days[name]
