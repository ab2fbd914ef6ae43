"""Keeping the database's own statistics fresh, so that it goes on finding the quick way to an answer."""

from datetime import datetime, timedelta

from governance.db import Database
from governance.jobs.runner import ScheduledJob


def refresh_statistics(database: Database, now: datetime) -> None:
    with database.glancing.connect() as connection:
        if database.is_sqlite:
            # 0x10002: look at all tables, not only at those that this connection has used. The limit keeps it short.
            connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("PRAGMA optimize = 0x10002")
        else:
            connection.exec_driver_sql("ANALYZE")


REFRESH_STATISTICS = ScheduledJob("refresh-statistics", timedelta(days=1), refresh_statistics)
