"""Bringing what a source says into the record: one transaction a run, all of it or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from governance.db import Database
from governance.exchange.intake import Intake, Refusal

KINDS = (
    "boards", "board_names", "people", "memberships", "seats", "meetings", "agenda_items", "documents", "attendance",
    "motions", "votes", "ballots",
)  # fmt: skip


@dataclass
class ImportReport:
    """What a run read and did, by kind of record; as_json gives it as an object for programs."""

    read: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    new: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    changed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    unchanged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    refused: list[Refusal] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        raise AttributeError("written next")


def bring_in(
    database: Database,
    intakes: Iterable[Intake],
    *,
    system: str,
    reader: str,
    file_name: str,
    digest: Callable[[], str] | str,
    now: datetime,
    dry_run: bool = False,
    same_board: Iterable[tuple[str, str]] = (),
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Bring the intakes of one system into the record and say what was done.

    system: the namespace of the source's identifiers, such as legistar:nyc. digest: SHA-256 of all that was read, or a
    function that gives it once the intakes are used up. now: the moment of reading. same_board: pairs of identifiers
    (old, new) where the new body continued the old one. progress is told how many intakes were taken.
    Raises UnusableSource, with the database as before, where an intake is a Refusal, an identifier stands for two
    different things, or a reference leads nowhere in the source and in the record.
    """
    raise AttributeError("written next")
