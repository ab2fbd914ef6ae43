"""The scheduled work of the whole house: its table of contents."""

from governance.jobs.runner import ScheduledJob
from governance.jobs.statistics import REFRESH_STATISTICS

JOBS: tuple[ScheduledJob, ...] = (REFRESH_STATISTICS,)
