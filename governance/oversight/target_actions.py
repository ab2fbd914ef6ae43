"""A board's own targets for the metrics of its programs, each by a motion that carried and from a day on."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.db.keys import make_key
from governance.oversight.acts import OversightAct, OversightRefusal, OversightRefused, enter_act
from governance.oversight.inquiry_rows import find_carried_day, require_motion, tidy_words
from governance.oversight.metrics import load_dictionary
from governance.oversight.program_actions import find_program_row
from governance.oversight.target_models import Comparison, MetricTarget
from governance.oversight.targets import read_target


@dataclass(frozen=True, slots=True)
class Wanted:
    """A target as it is entered. program: its key; value: as somebody types it, empty where there is to be no target."""

    program: str
    metric: str
    comparison: Comparison
    value: str
    started_on: date
    words: str


def set_target(
    session: Session, now: datetime, actor: Actor, board_id: int, motion: str, wanted: Wanted
) -> MetricTarget:
    """Set a target from a day on, not before its motion carried. One that begins on the day of another takes its place."""
    metric = load_dictionary().find_newest(wanted.metric)
    if metric is None:
        raise OversightRefused(OversightRefusal.UNKNOWN_METRIC, "metric")
    lifted = wanted.comparison is Comparison.NONE
    value = Fraction(0) if lifted else read_target(metric, wanted.value)
    words = tidy_words(wanted.words, "words")
    board = lock_board(session, board_id)
    program = find_program_row(session, board.id, wanted.program)
    carried, motion_id = require_motion(session, board, motion)
    if wanted.started_on < find_carried_day(carried, board):
        raise OversightRefused(OversightRefusal.SENT_TOO_EARLY, "begins_on")
    known = session.scalars(
        select(MetricTarget)
        .where(
            MetricTarget.program_id == program.id, MetricTarget.metric == metric.id,
            MetricTarget.superseded_at.is_(None),
        )
        .order_by(MetricTarget.started_on)
    ).all()  # fmt: skip
    replaced = next((one for one in known if one.started_on == wanted.started_on), None)
    before = [one for one in known if one.started_on < wanted.started_on]
    if lifted and (not before or before[-1].comparison is Comparison.NONE):
        raise OversightRefused(OversightRefusal.NO_TARGET, "comparison")
    target = MetricTarget(
        key=make_key(), program_id=program.id, metric=metric.id, comparison=wanted.comparison,
        numerator=value.numerator, denominator=value.denominator, started_on=wanted.started_on, words=words,
        motion_id=motion_id, entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip
    if replaced is not None:
        if (replaced.comparison, Fraction(replaced.numerator, replaced.denominator)) == (wanted.comparison, value):
            raise OversightRefused(OversightRefusal.TARGET_KNOWN, "value")
        replaced.superseded_at, target.corrects_id = now, replaced.id
        session.flush()
    session.add(target)
    session.flush()
    said = {
        "program": program.key, "target": target.key, "comparison": target.comparison, "motion": motion,
        "from": target.started_on,
    }  # fmt: skip
    rows = [target, *([replaced] if replaced is not None else [])]
    enter_act(session, now, actor, board.id, OversightAct.TARGET_SET, said, rows)
    grow_versions(session, board)
    return target
