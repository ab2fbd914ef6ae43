"""Taking in all that a source says, and noticing where it contradicts itself."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from governance.exchange.intake import (
    AgendaItemIntake,
    Assumption,
    AttendanceIntake,
    BallotIntake,
    BoardIntake,
    BoardNameIntake,
    DocumentIntake,
    Intake,
    JurisdictionIntake,
    LeftOut,
    MeetingIntake,
    MembershipIntake,
    MotionIntake,
    PersonIntake,
    Refusal,
    Repeated,
    SeatIntake,
    Unknown,
    UnusableSource,
    VoteIntake,
)

# In the order in which they are written: what refers comes after what it refers to.
KIND_OF: dict[type[tuple[Any, ...]], str] = {
    BoardIntake: "boards",
    PersonIntake: "people",
    SeatIntake: "seats",
    MembershipIntake: "memberships",
    MeetingIntake: "meetings",
    AgendaItemIntake: "agenda_items",
    DocumentIntake: "documents",
    AttendanceIntake: "attendance",
    MotionIntake: "motions",
    VoteIntake: "votes",
    BallotIntake: "ballots",
}
PROGRESS_STEP = 500


class Collected:
    """All statements of one source, by kind and identifier, in the order in which they came."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {kind: {} for kind in KIND_OF.values()}
        self.jurisdiction: JurisdictionIntake | None = None
        self.names: list[BoardNameIntake] = []
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.left_out: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.assumed: dict[str, None] = {}
        self.refusals: list[Refusal] = []

    def keep(self, kind: str, intake: Any) -> None:
        """Keep a record; the same one again is no news, a mention gives way to a statement.

        One identifier for two different things is a refusal.
        """
        records = self.records[kind]
        known = records.setdefault(intake.identifier, intake)
        if known is intake or known == intake:
            return
        if not getattr(intake, "stated", True):
            return
        if not getattr(known, "stated", True):
            records[intake.identifier] = intake
            return
        self.refusals.append(
            Refusal(
                intake.identifier, f"stands for two different records in this source ({word_difference(known, intake)})"
            )
        )

    def note(self, intake: Intake) -> None:
        """Take in what is no record of its own."""
        if isinstance(intake, BoardNameIntake):
            self.names.append(intake)
        elif isinstance(intake, JurisdictionIntake):
            self.jurisdiction = intake
        elif isinstance(intake, Unknown):
            self.unknown[intake.kind, intake.value] += 1
        elif isinstance(intake, Assumption):
            self.assumed[intake.sentence] = None
        elif isinstance(intake, LeftOut):
            self.left_out[intake.what] += 1
        elif isinstance(intake, Repeated):
            self.repeated[intake.kind] += 1
        elif isinstance(intake, Refusal):
            self.refusals.append(intake)
        else:
            raise TypeError(f"no intake: {type(intake).__name__}")


def collect(intakes: Iterable[Intake], progress: Callable[[int], None] | None = None) -> Collected:
    """Everything that the reader says. Raises UnusableSource where it names a refusal."""
    collected = Collected()
    waiting = 0
    for intake in intakes:
        kind = KIND_OF.get(type(intake))
        if kind is None:
            collected.note(intake)
        else:
            collected.keep(kind, intake)
        waiting += 1
        if progress and waiting == PROGRESS_STEP:
            progress(waiting)
            waiting = 0
    if progress and waiting:
        progress(waiting)
    if collected.refusals:
        raise UnusableSource.because_of(collected.refusals)
    return collected


def word_difference(one: Any, other: Any) -> str:
    """Which fields differ. Their values stay out of the message: they could be a person's."""
    fields = [name for name, left, right in zip(one._fields, one, other, strict=True) if left != right]
    return ", ".join(name.replace("_", " ") for name in fields)
