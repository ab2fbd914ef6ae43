"""Keeping the database's own statistics fresh, so that it goes on finding the quick way to an answer."""

from datetime import datetime, timedelta

from governance.db import Database
from governance.jobs.runner import ScheduledJob

# Index rows that SQLite looks at per index: enough to tell how selective it is, and a fraction of a second in all.
SQLITE_ROWS = 1000


def refresh_statistics(database: Database, now: datetime) -> None:
    with database.glancing.connect() as connection:
        if database.is_sqlite:
            # Not PRAGMA optimize: before SQLite 3.46 it passes over tables that its own connection has not used.
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {SQLITE_ROWS}")
        connection.exec_driver_sql("ANALYZE")


REFRESH_STATISTICS = ScheduledJob("refresh-statistics", timedelta(days=1), refresh_statistics)
