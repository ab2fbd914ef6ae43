"""The page of a board's composition, rendered anew, under a law of some years: a fixed number of queries, and little more
time than its SQL, its template and judging take.

Judging is in the floor, once for each day on which anything changes, from the first law until the last day that anything
is recorded for: from that alone the page tells breaches, today and what is coming.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select

from bench.cold import OWN_WORK, QUERIES, gather, open_floor, stop_keeping
from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import Engine, Options, make_application, make_reader, open_demo
from governance.accounts.models import Account
from governance.boards.composition_queries import gather_history, gather_laws
from governance.boards.law_models import Adoption
from governance.boards.models import Board
from governance.db import Database
from governance.security.vault import Vault
from model_law.timeline import timeline
from tests.conftest import NOW
from tests.support.accounts import BOARD
from tests.support.representatives import appoint_representatives

FIRST_LAW = date(2022, 1, 1)
REPRESENTATIVES = 7
PAGES = {"composition": "", "composition over time": "/history"}


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database:
        adopt(database)
        appoint_representatives(database, REPRESENTATIVES)
        application = make_application(database, database.engine.url.render_as_string(hide_password=False))
        stop_keeping(application)
        for name, part in PAGES.items():
            yield from measure_page(engine, options, database, application, name, f"/boards/{BOARD}/composition{part}")


def adopt(database: Database) -> None:
    """The model act in force for the demo's board, without a ledger: what is measured reads none."""
    with database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        account = session.scalars(select(Account.id).limit(1)).one()
        session.add(
            Adoption(key="measured01", board_id=board, act="model-act", title="Ordinance 2022-1", dated_on=FIRST_LAW,
                     local={}, adopted=[], started_on=FIRST_LAW, entered_by=account, entered_at=NOW, confirmed_at=NOW)
        )  # fmt: skip


def measure_page(
    engine: Engine, options: Options, database: Database, application: object, name: str, path: str
) -> Iterator[Figure]:
    found = gather(application, database, path)
    statements = len(found.statements)
    yield Figure("composition", engine.name, f"{name}: statements", QUERIES.number, statements, "queries", Limit(1))
    with tempfile.TemporaryDirectory() as folder, database.reading() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        history, laws = gather_history(session, Vault(Path(folder)), board), gather_laws(session, board)
    with open_floor(database, found) as read_and_write:

        def floor() -> bytes:
            timeline(history, laws, FIRST_LAW, date.max)
            return read_and_write()

        times = time_in_turns({"floor": floor, "ours": make_reader(application, path, 200)}, options.seconds)
    floor_time, our_time = times["floor"] * MILLISECONDS, times["ours"] * MILLISECONDS
    said = f"{name}, its SQL, template and judging alone"
    yield Figure("composition", engine.name, said, floor_time, our_time, "ms", OWN_WORK)
