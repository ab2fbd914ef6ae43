"""Public pages that have not changed, in this process: against a view of the same application that reads one row."""

from collections.abc import Iterator

from bench.measuring import Figure, Limit, time_in_turns
from bench.places import ONE_ROW, Engine, Options, find_etag, list_pages, make_application, make_reader, open_demo
from tests.support.statements import count_statements

PAGES = ("board", "meeting", "vote")
HALF_THE_RATE = Limit(0.5, at_least=True)
ONE_QUERY = Limit(1)


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database:
        application = make_application(database, database.engine.url.render_as_string(hide_password=False))
        addresses = list_pages(application, database)
        works = {ONE_ROW: make_reader(application, ONE_ROW, 200)}
        for page in PAGES:
            path = addresses[page]
            works[f"{page} page in full"] = make_reader(application, path, 200)
            etag = find_etag(application, path)
            works[f"{page} page as 304"] = make_reader(application, path, 304, {"If-None-Match": etag})
        for name, work in works.items():
            if name != ONE_ROW:
                with count_statements(database) as statements:
                    work()
                yield Figure("unchanged", engine.name, f"{name}: statements", 1, len(statements), "queries", ONE_QUERY)
        times = time_in_turns(works, options.seconds)
        floor = times.pop(ONE_ROW)
        for name, time in times.items():
            yield Figure(
                "unchanged", engine.name, f"{name}, a view of one row", 1 / floor, 1 / time, "1/s", HALF_THE_RATE
            )
