"""The scheduled work of the whole house: its table of contents."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from governance.accounts.passkeys import forget_challenges
from governance.boards.declaration_keeping import renew_verdicts
from governance.cli.retention import destroy_keys, purge_on_schedule
from governance.clock import Clock
from governance.front.ledger_queries import find_own_boards
from governance.jobs.runner import ScheduledJob
from governance.jobs.statistics import REFRESH_STATISTICS
from governance.ledger.heads import sign_heads
from governance.ledger.private_acts import write_private_days
from governance.mail.sending import make_sending_work
from governance.security.limits import forget_old_attempts
from governance.settings import Settings
from governance.subscriptions.sending import tell_subscribers


def list_jobs(settings: Settings, clock: Clock) -> tuple[ScheduledJob, ...]:
    """Every piece of scheduled work, as the operator's settings want it done."""
    return (
        # Somebody may be waiting for a link.
        ScheduledJob("send-mail", timedelta(seconds=5), make_sending_work(settings, clock)),
        ScheduledJob("forget-old-attempts", timedelta(hours=6), forget_old_attempts),
        ScheduledJob("forget-challenges", timedelta(hours=6), forget_challenges),
        ScheduledJob(
            "write-private-days", timedelta(hours=1), partial(write_private_days, find_boards=find_own_boards)
        ),
        ScheduledJob("tell-subscribers", timedelta(minutes=15), partial(tell_subscribers, settings)),
        ScheduledJob("sign-ledger", timedelta(minutes=5), partial(sign_heads, folder=Path(settings.ledger_keys))),
        ScheduledJob("purge", timedelta(days=1), partial(purge_on_schedule, settings)),
        ScheduledJob("renew-verdicts", timedelta(days=1), renew_verdicts),
        ScheduledJob("destroy-keys", timedelta(hours=1), partial(destroy_keys, settings)),
        REFRESH_STATISTICS,
    )
