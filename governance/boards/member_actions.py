"""What the law asks to know of members besides community status, and the trainings that they completed.

Each act runs in the caller's transaction and writes one entry on the board's ledger. It raises CompositionRefused before
anything is changed. What is known of somebody is a fact: the law refuses none of it, but may be breached by it.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.appointment_models import (
    ActKind,
    CompositionAct,
    Door,
    Interest,
    MemberDescription,
    Training,
)
from governance.boards.composition_acts import (
    LONGEST_TITLE,
    CompositionRefusal,
    CompositionRefused,
    Stage,
    Written,
    check_address,
    check_text,
    enact,
    require_text,
)
from governance.boards.members import find_person
from governance.security.vault import Vault

ONE_DAY = timedelta(days=1)
FACTS = ("interest", "organization", "staff", "law_enforcement", "sector_income", "area")


def describe_member(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    person: str,
    started_on: date,
    interest: Interest | None = None,
    organization: str | None = None,
    staff: bool | None = None,
    law_enforcement: bool | None = None,
    sector_income: bool | None = None,
    area: str | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Say what is known of a member from a day on, all of it at once; None is not known.

    It holds until the next description begins; one from the same day is replaced. Raises CompositionRefused.
    """

    def write(stage: Stage) -> Written:
        who = find_person(stage, person)
        new = MemberDescription(
            board_id=stage.board.id, person_id=who.id, started_on=started_on, ended_on=None, interest=interest,
            organization=check_text(organization, "organization"), staff=staff, law_enforcement=law_enforcement,
            sector_income=sector_income, area=check_text(area, "area"), entered_at=stage.now,
        )  # fmt: skip
        others = stage.session.scalars(
            select(MemberDescription)
            .where(
                MemberDescription.board_id == stage.board.id,
                MemberDescription.person_id == who.id,
                MemberDescription.superseded_at.is_(None),
                or_(MemberDescription.ended_on.is_(None), MemberDescription.ended_on >= started_on),
            )
            .order_by(MemberDescription.started_on)
            .execution_options(populate_existing=True)
        ).all()
        if any(other.started_on == started_on and is_same(other, new) for other in others):
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES)
        rows = []
        for other in others:
            first = other.started_on or date.min
            if first > started_on:
                new.ended_on = first - ONE_DAY
                break
            other.superseded_at = stage.now
            rows.append(other)
            new.ended_on = other.ended_on
            if first == started_on:
                new.corrects_id = other.id
            else:
                former = {name: getattr(other, name) for name in ("board_id", "person_id", "started_on", *FACTS)}
                shorter = MemberDescription(
                    **former, ended_on=started_on - ONE_DAY, entered_at=stage.now, corrects_id=other.id
                )
                rows.append(shorter)
        rows.append(new)
        stage.session.add_all(rows)
        stage.session.flush()
        return Written(ActKind.MEMBER_DESCRIBED, started_on, rows, person=who, refusable=False)

    return enact(session, vault, now, actor, board_id, Door.PROPOSED, None, write, asking)


def record_training(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    person: str,
    title: str,
    completed_on: date,
    document_address: str | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Enter a training that a member completed. Raises CompositionRefused."""

    def write(stage: Stage) -> Written:
        stage.refuse_yet_to_come(completed_on, "completed_on")
        who = find_person(stage, person)
        training = Training(
            board_id=stage.board.id, person_id=who.id, title=require_text(title, "title", LONGEST_TITLE),
            completed_on=completed_on, document_address=check_address(document_address, "document_address"),
            entered_at=stage.now,
        )  # fmt: skip
        same = select(Training.id).where(
            Training.board_id == training.board_id, Training.person_id == training.person_id,
            Training.title == training.title, Training.completed_on == completed_on, Training.superseded_at.is_(None),
        )  # fmt: skip
        if stage.session.scalar(same.limit(1)) is not None:
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES)
        stage.session.add(training)
        stage.session.flush()
        return Written(ActKind.TRAINED, completed_on, [training], person=who, refusable=False)

    return enact(session, vault, now, actor, board_id, Door.PROPOSED, None, write, asking)


def is_same(row: MemberDescription, other: MemberDescription) -> bool:
    return all(getattr(row, name) == getattr(other, name) for name in FACTS)
