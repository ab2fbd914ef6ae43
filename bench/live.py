"""A meeting that many people follow: the part that they ask for, unchanged and once after each act, against one row.

The limit is on what nearly all of the asking is; an act makes the part anew once, whoever asks first.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import ONE_ROW, Engine, Options, find_etag, make_application, make_reader, open_demo
from governance.boards.models import Board
from governance.db import Database
from governance.security.vault import Vault
from tests.support.sitting import begin_meeting
from tests.support.statements import count_statements

WATCHERS = 200
HALF_THE_RATE = Limit(0.5, at_least=True)
ONE_QUERY = Limit(1)


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database, tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        vault = Vault(Path(folder))
        vault.make_key()
        path = make_path(database, begin_meeting(database, vault)["sitting"])
        application = make_application(database, database.engine.url.render_as_string(hide_password=False))
        row = make_reader(application, ONE_ROW, 200)
        watcher = make_reader(application, path, 304, {"If-None-Match": find_etag(application, path)})
        with count_statements(database) as statements:
            watcher()
        yield Figure("live", engine.name, "watcher: statements", 1, len(statements), "queries", ONE_QUERY)
        times = time_in_turns({"row": row, "watcher": watcher}, options.seconds)
        yield Figure(
            "live", engine.name, "watcher, a view of one row", 1 / times["row"], 1 / times["watcher"], "1/s",
            HALF_THE_RATE,
        )  # fmt: skip
        crowd = make_crowd(database, application, path)
        times = time_in_turns({"rows": lambda: [row() for _ in range(WATCHERS)], "crowd": crowd}, options.seconds)
        yield Figure(
            "live", engine.name, f"{WATCHERS} watchers after an act, {WATCHERS} of one row",
            times["rows"] * MILLISECONDS, times["crowd"] * MILLISECONDS, "ms", aim=Limit(2),
        )  # fmt: skip


def make_path(database: Database, meeting: str) -> str:
    with database.reading() as session:
        slug = session.scalars(select(Board.slug).where(Board.id == 1)).one()
    return f"/boards/{slug}/meetings/{meeting}/live?part=session"


def make_crowd(database: Database, application: object, path: str) -> Callable[[], None]:
    """Something happens on the board's record, and then everybody asks what is new."""
    ask = make_reader(application, path, 200)

    def happen_and_ask() -> None:
        with database.writing.begin() as session:
            board = session.get_one(Board, 1)
            board.record_version += 1
        for _ in range(WATCHERS):
            ask()

    return happen_and_ask
