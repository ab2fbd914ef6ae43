"""A page that many people follow: what they ask for while nothing changes, and once after each change, against one row.

The limit is on what nearly all of the asking is; a change makes the page anew once, whoever asks first.
"""

from collections.abc import Callable, Iterator

from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import ONE_ROW, Engine, Options, find_etag, make_application, make_reader
from governance.db import Database
from tests.support.statements import count_statements

CROWD = 200
HALF_THE_RATE = Limit(0.5, at_least=True)
ONE_QUERY = Limit(1)


def measure_following(
    topic: str, one: str, change: str, engine: Engine, options: Options, database: Database, path: str,
    happen: Callable[[], None],
) -> Iterator[Figure]:  # fmt: skip
    """one: what somebody who follows the page at path is called; change: what happen does, in words."""
    application = make_application(database, database.engine.url.render_as_string(hide_password=False))
    row = make_reader(application, ONE_ROW, 200)
    unchanged = make_reader(application, path, 304, {"If-None-Match": find_etag(application, path)})
    with count_statements(database) as statements:
        unchanged()
    yield Figure(topic, engine.name, f"{one}: statements", 1, len(statements), "queries", ONE_QUERY)
    times = time_in_turns({"row": row, one: unchanged}, options.seconds)
    yield Figure(
        topic, engine.name, f"{one}, a view of one row", 1 / times["row"], 1 / times[one], "1/s", HALF_THE_RATE
    )
    anew = make_reader(application, path, 200)

    def happen_and_ask() -> None:
        happen()
        for _ in range(CROWD):
            anew()

    times = time_in_turns({"rows": lambda: [row() for _ in range(CROWD)], "crowd": happen_and_ask}, options.seconds)
    yield Figure(
        topic, engine.name, f"{CROWD} {one}s after {change}, {CROWD} of one row", times["rows"] * MILLISECONDS,
        times["crowd"] * MILLISECONDS, "ms", aim=Limit(2),
    )  # fmt: skip
