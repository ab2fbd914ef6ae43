"""A meeting that is over, a later one whose motions can approve its minutes, and the acts on them, for tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from governance.db.retry import run_act
from governance.meetings.models import ItemKind
from governance.meetings.session_items import NewItem, add_off_agenda, take_back_step
from governance.minutes.actions import (
    MinutesRefused,
    Words,
    approve,
    publish,
    write_draft,
)
from governance.minutes.clerk_views import make_render
from governance.minutes.contents import MinutesContent, compute_digest, write_content
from tests.support.floors import AYE, NAY, FloorHouse
from tests.support.sessions import BEGINS, PLAN, after

LATER = 28 * 24 * 60
"""When the later meeting begins, in minutes after the first."""


class MinutedHouse(FloorHouse):
    """A board whose meeting was held and adjourned, with one vote; nothing of its minutes is written yet."""

    written_at = LATER + 30
    """When acts on the minutes are entered, in minutes after the first meeting began."""

    def hold(self) -> None:
        self.call(0)
        self.leave(self.people[6], 1)
        self.decided = self.move(2)
        self.decide(self.decided, [AYE, AYE, AYE, AYE, NAY, NAY], 3)
        self.adjourn(20)
        self.first = self.meeting

    def post_another(self, title: str, minutes: int, prefix: str) -> str:
        """Post a meeting whose items have keys of their own; its key."""
        starts_at = (BEGINS + timedelta(minutes=minutes)).isoformat()
        items = tuple(replace(item, key=f"{prefix}{item.key[-6:]}") for item in PLAN.items)
        return self.post(replace(PLAN, title=title, starts_at=starts_at, items=items))

    def meet_later(self, *, carried: bool = True) -> str:
        """Hold the later meeting and decide a motion in it; the motion's key."""
        self.meeting = self.later = self.post_another("Later meeting", LATER, "late")
        self.call(LATER)
        motion = self.move_later(LATER + 1, carried=carried)
        self.meeting = self.first
        return motion

    def move_later(self, minutes: int, *, carried: bool = True) -> str:
        before, self.meeting = self.meeting, self.later
        motion = self.move(minutes, item="late" + "da0002", text="Approve the minutes.")
        self.decide(motion, [AYE if carried else NAY] * 7, minutes)
        self.meeting = before
        return motion

    def add_off_agenda(self, minutes: int) -> None:
        new = NewItem("A pipe burst", ItemKind.DISCUSSION, "Gov. Code 54954.2(b)(2)", "It came up after the posting.")
        self.act(
            lambda session: add_off_agenda(session, after(minutes), self.clerk, self.board, self.meeting, new)
        )  # fmt: skip

    def take_back(self, step: int) -> None:
        self.act(
            lambda session: take_back_step(session, after(40), self.clerk, self.board, self.meeting, step)
        )  # fmt: skip

    def act(self, action: Callable[[Session], Any]) -> None:
        def run(session: Session) -> None:
            action(session)

        run_act(self.database, run)

    def write(self, opening: str = "", closing: str = "", reason: str = "", seen: int | None = None) -> int | None:
        number: int | None = self.act_on(write_draft, Words(opening, closing, reason), seen)
        return number

    def look(self) -> tuple[MinutesContent, str]:
        """The minutes as they would be approved now, and their hash."""
        content = self.look_at_minutes(self.first)
        return content, compute_digest(write_content(content))

    def approve(self, motion: str, seen: str | None = None) -> int:
        number: int = self.act_on(approve, motion, seen or self.look()[1])
        return number

    def publish(self) -> int:
        number: int = self.act_on(publish, make_render(("en", "es")))
        return number

    def act_on(self, action: Callable[..., Any], *arguments: Any) -> Any:
        now = after(self.written_at)
        return run_act(
            self.database,
            lambda session: getattr(
                action(session, now, self.clerk, self.board, self.first, *arguments), "id", None
            ),
        )  # fmt: skip

    def deny(self, act: Callable[..., Any], *arguments: Any) -> str:
        """Why an act on minutes is refused; it may leave nothing behind."""
        before = self.count_rows(), self.find_record_version()
        with pytest.raises(MinutesRefused) as raised:
            act(*arguments)
        assert (self.count_rows(), self.find_record_version()) == before
        return raised.value.refusal.value
