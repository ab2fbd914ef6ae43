"""The same pages over one board's record and over a whole city's: what a page costs must not grow with its neighbours."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from bench.city import ARCHIVE, is_wanted, open_city, write_busiest_body
from bench.cold import stop_keeping
from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import Engine, Options, find_fullest_meeting, make_application, make_reader
from governance.boards.models import Board
from governance.db import Database
from governance.meetings.models import Meeting

NO_SLOWER = Limit(1.25)


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    if not is_wanted("size", engine, options):
        return
    with tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        write_busiest_body(Path(folder))
        with open_city(engine, Path(folder)) as small, open_city(engine, ARCHIVE) as large:
            applications = {
                name: make_application(database, database.engine.url.render_as_string(hide_password=False))
                for name, database in (("small", small), ("large", large))
            }
            for application in applications.values():
                stop_keeping(application)
            for page, path in list_city_pages(small).items():
                times = time_in_turns(
                    {name: make_reader(application, path, 200) for name, application in applications.items()},
                    options.seconds,
                )
                small_time, large_time = times["small"] * MILLISECONDS, times["large"] * MILLISECONDS
                yield Figure(
                    "size", engine.name, f"{page} page, in one board's record", small_time, large_time, "ms", NO_SLOWER
                )


def list_city_pages(small: Database) -> dict[str, str]:
    """The pages of the one board that the small record holds; they are at the same addresses in the large one."""
    with small.reading() as session:
        slug = session.scalar(select(Board.slug).join(Meeting).group_by(Board.slug).order_by(func.count().desc()))
        key = session.scalar(select(Meeting.key).where(Meeting.id == find_fullest_meeting().scalar_subquery()))
    address = f"/boards/{slug}"
    return {
        "board": address,
        "meeting": f"{address}/meetings/{key}",
        "meetings": f"{address}/meetings",
        "members": f"{address}/members",
    }
