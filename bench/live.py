"""A meeting that many people follow: the part that they ask for, against one row."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from bench.following import measure_following
from bench.measuring import Figure
from bench.places import Engine, Options, open_demo
from governance.boards.models import Board
from governance.db import Database
from governance.security.vault import Vault
from tests.support.sitting import begin_meeting


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database, tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        vault = Vault(Path(folder))
        vault.make_key()
        path = make_path(database, begin_meeting(database, vault)["sitting"])
        yield from measure_following(
            "live", "watcher", "an act", engine, options, database, path, make_happen(database)
        )


def make_path(database: Database, meeting: str) -> str:
    with database.reading() as session:
        slug = session.scalars(select(Board.slug).where(Board.id == 1)).one()
    return f"/boards/{slug}/meetings/{meeting}/live?part=session"


def make_happen(database: Database) -> Callable[[], None]:
    """Something that happens on the board's record."""

    def happen() -> None:
        with database.writing.begin() as session:
            board = session.get_one(Board, 1)
            board.record_version += 1

    return happen
