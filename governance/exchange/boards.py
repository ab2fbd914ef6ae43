"""Settling places, boards and their names: a board keeps one row through renamings and re-creations."""

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from governance.boards.models import Board, BoardName, Jurisdiction
from governance.db.keys import make_key, make_slug
from governance.exchange.board_names import (
    NameRow,
    Use,
    differs,
    find_body,
    fold_name,
    gather_days,
    gather_uses,
    make_name_rows,
    order_uses,
)
from governance.exchange.intake import BoardIntake, JurisdictionIntake, Refusal, UnusableSource
from governance.exchange.rows import Row, find_zone, get_table
from governance.exchange.writing import fingerprint
from governance.meetings.models import Meeting

if TYPE_CHECKING:
    from governance.exchange.reconcile import Run

BOARD, NAME = get_table(Board), get_table(BoardName)
NAMED_HERE = "{count} boards keep the name that they were given here, though the source calls them otherwise."


def settle_boards(run: "Run") -> None:
    """Write the place, the boards and their names. run.ids["boards"] then leads from every body to its board."""
    intakes: dict[str, BoardIntake] = run.collected.records["boards"]
    heads = join_bodies(run.same_board)
    held = read_held_names(run)
    ids = {find_body(row.source_identifier): row.board_id for row in held}
    join_with_record(ids, heads)
    run.ids["boards"], run.parents["boards"] = ids, {}
    if not intakes:
        return
    place, zone = settle_place(run)
    groups: dict[int | str, list[str]] = defaultdict(list)
    for body in intakes:
        groups[ids.get(body) or heads.get(body, body)].append(body)
    new_ids = run.writer.take_ids(BOARD, sum(isinstance(group, str) for group in groups))
    boards = {new_ids.pop(0) if isinstance(group, str) else group: bodies for group, bodies in groups.items()}
    for board, bodies in boards.items():
        ids.update(dict.fromkeys(bodies, board))
    uses = order_names(run, boards, held, zone)
    newest = {board: choose_statement(bodies, uses[board], intakes) for board, bodies in boards.items()}
    named_here = read_boards_named_here(run, newest)
    write_boards(run, newest, named_here, place, zone)
    write_names(run, {board: names for board, names in uses.items() if board not in named_here})


def join_bodies(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Every body that was joined -> the last one of its chain. Raises UnusableSource on a circle."""
    following = dict(pairs)
    heads = {}
    for start in {body for pair in pairs for body in pair}:
        seen, head = {start}, start
        while head in following:
            head = following[head]
            if head in seen:
                raise UnusableSource(head, "is said to continue itself")
            seen.add(head)
        heads[start] = head
    return heads


def join_with_record(ids: dict[str, int], heads: dict[str, str]) -> None:
    """Let joined bodies lead to the board that the record has for one of them."""
    members: dict[str, list[str]] = defaultdict(list)
    for body, head in heads.items():
        members[head].append(body)
    for head, group in members.items():
        boards = {ids[body] for body in group if body in ids}
        if len(boards) > 1:
            raise UnusableSource(head, "is on the record as another board than the one that it is said to continue")
        for board in boards:
            ids.update(dict.fromkeys(group, board))


def read_held_names(run: "Run") -> list[Any]:
    query = select(NAME).where(NAME.c.source_system == run.system, NAME.c.superseded_at.is_(None))
    return list(run.connection.execute(query.order_by(NAME.c.id)))


def read_boards_named_here(run: "Run", newest: dict[int, BoardIntake]) -> set[int]:
    """The boards whose name an operator gave: it stands, whatever name a source goes on using."""
    query = select(NAME.c.board_id, NAME.c.name).where(
        NAME.c.source_system.is_(None), NAME.c.superseded_at.is_(None), NAME.c.ended_on.is_(None)
    )
    names = {row.board_id: row.name for row in run.connection.execute(query)}
    named = {board for board, intake in newest.items() if board in names}
    other = sum(fold_name(newest[board].name) != fold_name(names[board]) for board in named)
    if other:
        run.collected.assumed[NAMED_HERE.format(count=other)] = None
    return named


def settle_place(run: "Run") -> tuple[int, str]:
    """The row of the place, made or changed where need be, and its zone."""
    intake = run.collected.jurisdiction or JurisdictionIntake("place", run.system, "UTC")
    table = get_table(Jurisdiction)
    slug = make_slug(intake.name, 80) or make_key(f"{run.system}/{intake.identifier}")
    own = (table.c.source_system == run.system) & (table.c.source_identifier == intake.identifier)
    rows = list(run.connection.execute(select(table).where(own | (table.c.slug == slug))))
    row = next((row for row in rows if row.source_system == run.system), rows[0] if rows else None)
    mark = fingerprint(intake)
    columns = {"name": intake.name, "zone": intake.zone, "source_fingerprint": mark, "source_read_at": run.now}
    if row is None:
        new_id = run.writer.take_ids(table, 1)[0]
        origin = {"source_system": run.system, "source_identifier": intake.identifier, "source_address": intake.address}
        run.writer.insert(table, [{"id": new_id, "slug": slug, "entered_at": run.now, **columns, **origin}])
        return new_id, intake.zone
    if row.source_system == run.system and row.source_fingerprint != mark:
        run.writer.change(table, {row.id: columns})
    return row.id, intake.zone


def order_names(run: "Run", boards: dict[int, list[str]], held: list[Any], zone: str) -> dict[int, list[Use]]:
    """board -> all its names that the source or the record knows, from the oldest to the present one."""
    intakes = run.collected.records["boards"]
    days = gather_days(run.collected.names)
    following = dict(run.same_board)
    of_board: dict[int, list[Any]] = defaultdict(list)
    for row in held:
        of_board[row.board_id].append(row)
    last_meetings = read_last_meetings(run, zone) if of_board else {}
    return {
        board: order_uses(
            gather_uses(bodies, intakes, days, of_board[board], last_meetings.get(board)), intakes, following
        )
        for board, bodies in boards.items()
    }


def read_last_meetings(run: "Run", zone: str) -> dict[int, date]:
    """board -> the day of its last meeting on the record, where its clocks run."""
    query = select(Meeting.board_id, func.max(Meeting.starts_at)).where(Meeting.source_system == run.system)
    rows = run.connection.execute(query.group_by(Meeting.board_id))
    return {board: last.astimezone(find_zone(zone)).date() for board, last in rows}


def choose_statement(bodies: list[str], uses: list[Use], intakes: dict[str, BoardIntake]) -> BoardIntake:
    """What the source says of the newest body of a board, under the board's present name."""
    order = list(dict.fromkeys(use.body for use in uses))
    newest = intakes[max(bodies, key=order.index)]
    return newest if newest.stated else newest._replace(name=uses[-1].name)


def write_boards(run: "Run", newest: dict[int, BoardIntake], named_here: set[int], place: int, zone: str) -> None:
    columns = (BOARD.c.id, BOARD.c.slug, BOARD.c.name, BOARD.c.source_system, BOARD.c.source_fingerprint, BOARD.c.parent_id,
               BOARD.c.purpose, BOARD.c.website)  # fmt: skip
    known = {row.id: row for row in run.connection.execute(select(*columns))}
    slugs = {row.slug for row in known.values()}
    rows, restated, renamed = [], {}, {}
    for board, intake in newest.items():
        row = known.get(board)
        if row is None:
            rows.append(make_board(run, board, intake, place, zone, slugs))
        elif intake.stated and row.source_fingerprint != fingerprint((*intake, zone)):
            name = row.name if board in named_here else intake.name
            restated[board] = {**make_columns(run, intake, zone, row), "name": name}
        elif (
            board not in named_here
            and not intake.stated
            and row.name != intake.name
            and row.source_system == run.system
        ):
            renamed[board] = {"name": intake.name, "source_read_at": run.now}
    if run.refusals:
        raise UnusableSource.because_of(run.refusals)
    # A committee may come before its parent, so parents are set once all are there.
    run.writer.insert(BOARD, [{**row, "parent_id": None} for row in rows])
    for made in rows:
        if made["parent_id"]:
            run.writer.sealing.note_changed(BOARD, [made["id"]])
            run.connection.execute(BOARD.update().where(BOARD.c.id == made["id"]).values(parent_id=made["parent_id"]))
    run.writer.change(BOARD, restated)
    run.writer.change(BOARD, renamed)
    run.new_boards.update(made["id"] for made in rows)
    run.touched_boards.update(restated, renamed)
    run.set_counts("boards", len(newest), len(rows), len(restated) + len(renamed))


def make_columns(run: "Run", intake: BoardIntake, zone: str, known: Any = None) -> Row:
    """The columns that a source may set; what it does not say stays as it is on the record."""
    parent = run.ids["boards"].get(intake.parent) if intake.parent else None
    if intake.parent and parent is None:
        what = f"refers to {intake.parent}, which is neither in this source nor on the record"
        run.refusals.append(Refusal(intake.identifier, what))
    return {
        "kind": intake.kind,
        "parent_id": parent or (known.parent_id if known else None),
        "name": intake.name,
        "purpose": intake.purpose or (known.purpose if known else None),
        "website": intake.website or (known.website if known else None),
        "zone": zone,
        "source_address": intake.address,
        "source_read_at": run.now,
        "source_fingerprint": fingerprint((*intake, zone)),
    }


def make_board(run: "Run", board: int, intake: BoardIntake, place: int, zone: str, slugs: set[str]) -> Row:
    fixed = {"id": board, "slug": choose_slug(run, intake, slugs), "jurisdiction_id": place, "published": True,
             "is_demo": False, "record_version": 1, "entered_at": run.now}  # fmt: skip
    origin = {"source_system": run.system, "source_identifier": intake.identifier}
    return {**make_columns(run, intake, zone), **origin, **fixed}


def choose_slug(run: "Run", intake: BoardIntake, slugs: set[str]) -> str:
    """An address that no other board has: the name, with the place before it or a key after it where it must be."""
    place = run.collected.jurisdiction.name if run.collected.jurisdiction else run.system
    key = make_key(f"{run.system}/{intake.identifier}")
    choices = (
        make_slug(intake.name),
        make_slug(f"{place} {intake.name}", 68),
        f"{make_slug(intake.name)}-{key}".lstrip("-"),
    )
    slug = next(choice for choice in choices if choice and choice not in slugs)
    slugs.add(slug)
    return slug


def write_names(run: "Run", uses: dict[int, list[Use]]) -> None:
    """Write the names that are new and correct those that differ."""
    in_source = {(use.board, fold_name(use.name)) for use in run.collected.names}
    in_source |= {(body, fold_name(intake.name)) for body, intake in run.collected.records["boards"].items()}
    wanted = [(board, row) for board, names in uses.items() for row in make_name_rows(names)]
    fresh = [(board, row) for board, row in wanted if row.held is None]
    changed = [(board, row) for board, row in wanted if row.held is not None and differs(row, board)]
    new_ids = run.writer.take_ids(NAME, len(fresh) + len(changed))
    run.writer.supersede(NAME, [row.held.id for _, row in changed])
    rows = [make_name(run, new_id, *row) for new_id, row in zip(new_ids, (*fresh, *changed), strict=True)]
    run.writer.insert(NAME, rows)
    run.touched_boards.update(board for board, _ in (*fresh, *changed))
    unchanged = sum(
        (find_body(row.identifier), fold_name(row.name)) in in_source
        for board, row in wanted
        if row.held is not None and not differs(row, board)
    )
    run.set_counts("board_names", len(fresh) + len(changed) + unchanged, len(fresh), len(changed))


def make_name(run: "Run", new_id: int, board: int, row: NameRow) -> Row:
    return {
        "id": new_id, "board_id": board, "name": row.name, "started_on": row.started_on, "ended_on": row.ended_on,
        "entered_at": run.now, "superseded_at": None, "corrects_id": row.held.id if row.held else None,
        "source_system": run.system, "source_identifier": row.identifier, "source_address": None,
        "source_read_at": run.now, "source_fingerprint": fingerprint(row[:4]),
    }  # fmt: skip
