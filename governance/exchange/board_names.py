"""The names that a board bore, body by body: which came when, and which is the present one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from governance.db.keys import make_slug
from governance.exchange.intake import BoardIntake, BoardNameIntake

MARK = "/name/"


class Use(NamedTuple):
    """A name of a body: the first and last day of its use in the source, and its row on the record.

    held: that row, or None. ordering: the last day of use as far as anybody knows, to put names in order.
    """

    body: str
    name: str
    first: date | None
    last: date | None
    held: Any
    ordering: date


class NameRow(NamedTuple):
    """What a row of board_name should hold."""

    identifier: str
    name: str
    started_on: date | None
    ended_on: date | None
    held: Any


def fold_name(name: str) -> str:
    """A name without what only its spelling has: case, spaces, signs."""
    return make_slug(name, 200) or name.casefold()


def find_body(identifier: str) -> str:
    """The body that a row of board_name belongs to: its first name has the body's identifier, others one made from it."""
    return identifier.split(MARK)[0]


def gather_days(names: Iterable[BoardNameIntake]) -> dict[str, dict[str, BoardNameIntake]]:
    """body -> folded name -> the name in the spelling used last, with the first and last day of its use."""
    found: dict[str, dict[str, BoardNameIntake]] = defaultdict(dict)
    for use in names:
        of_body = found[use.board]
        known = of_body.get(fold_name(use.name))
        if known is not None:
            name = use.name if use.last_on >= known.last_on else known.name
            use = BoardNameIntake(use.board, name, min(use.first_on, known.first_on), max(use.last_on, known.last_on))  # noqa: PLW2901
        of_body[fold_name(use.name)] = use
    return found


def gather_uses(
    bodies: Iterable[str],
    intakes: Mapping[str, BoardIntake],
    days: Mapping[str, Mapping[str, BoardNameIntake]],
    held: Iterable[Any],
    last_meeting: date | None,
) -> list[Use]:
    """Every name of one board, from the source and from the record, in no order.

    last_meeting: the board's last meeting on the record, up to which its present name was in use.
    """
    of_record = {(find_body(row.source_identifier), fold_name(row.name)): row for row in held}
    of_source: dict[tuple[str, str], tuple[str, date | None, date | None]] = {}
    for body in bodies:
        for folded, use in days.get(body, {}).items():
            of_source[body, folded] = (use.name, use.first_on, use.last_on)
        intake = intakes.get(body)
        if intake is not None and (intake.stated or body not in days):
            name, first, last = of_source.get((body, fold_name(intake.name)), (intake.name, None, None))
            of_source[body, fold_name(intake.name)] = (intake.name if intake.stated else name, first, last)
    uses = []
    for key in {**of_record, **of_source}:
        row = of_record.get(key)
        name, first, last = of_source.get(key, (row.name if row else "", None, None))
        known_until = (row.ended_on or max(last_meeting or date.min, row.started_on or date.min)) if row else None
        if row and row.ended_on is None and last_meeting:
            last = max(last, last_meeting) if last else last_meeting
        uses.append(Use(key[0], name, first, last, row, max(last or date.min, known_until or date.min)))
    return uses


def order_uses(uses: list[Use], intakes: Mapping[str, BoardIntake], following: Mapping[str, str]) -> list[Use]:
    """The names from the oldest to the present one.

    following: old body -> the body that continued it. A name that the source states as a body's own comes last for it.
    """
    last = {body: max(use.ordering for use in uses if use.body == body) for body in {use.body for use in uses}}

    def count_successors(body: str) -> int:
        count = 0
        while body in following:
            body, count = following[body], count + 1
        return count

    def is_stated(use: Use) -> bool:
        intake = intakes.get(use.body)
        return intake is not None and intake.stated and fold_name(intake.name) == fold_name(use.name)

    def rank(use: Use) -> tuple[object, ...]:
        is_open = use.held is not None and use.held.ended_on is None
        return -count_successors(use.body), last[use.body], use.body, is_stated(use), use.ordering, is_open

    return sorted(uses, key=rank)


def make_name_rows(uses: list[Use]) -> list[NameRow]:
    """One row a name, for names in their order: the first has no known beginning, the present one no end."""
    taken = {
        find_body(use.held.source_identifier) for use in uses if use.held and MARK not in use.held.source_identifier
    }
    rows = []
    for number, use in enumerate(uses):
        if use.held:
            identifier = use.held.source_identifier
        elif use.body not in taken:
            identifier = use.body
            taken.add(use.body)
        else:
            identifier = f"{use.body}{MARK}{fold_name(use.name)[:100]}"
        started = use.held.started_on if use.held else None
        if number and use.first and (started is None or use.first < started) and not (use.held and started is None):
            started = use.first
        ended = None if number + 1 == len(uses) else latest(use.last, use.held.ended_on if use.held else None)
        rows.append(NameRow(identifier, use.name, None if number == 0 else started, ended, use.held))
    return rows


def latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def differs(row: NameRow, board: int) -> bool:
    """Whether the record holds a name otherwise than it should."""
    held = row.held
    return (row.name, row.started_on, row.ended_on, board) != (held.name, held.started_on, held.ended_on, held.board_id)
