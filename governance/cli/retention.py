"""What is destroyed when its time is over, in the whole house: its table of contents."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from governance.accounts.retention import destroy_former_addresses
from governance.accounts.sessions import remove_ended
from governance.boards.declaration_keeping import destroy_declarations, sweep_data_keys
from governance.db import Database
from governance.jobs.models import Job
from governance.keeping.purge import RetentionRule, purge
from governance.mail.purge import erase_addresses
from governance.meetings.coming_actions import destroy_reasons
from governance.participation.actions import destroy_unconfirmed
from governance.security.vault import Vault
from governance.settings import Settings
from governance.subscriptions import actions as subscriptions

FORGOTTEN = timedelta(days=30)
"""After this long a piece of scheduled work that nobody did is one that this release no longer has."""


def list_rules(settings: Settings) -> tuple[RetentionRule, ...]:
    """Every rule of retention, as the operator's settings want it."""
    days = settings.mail_keep_days
    return (
        RetentionRule(
            "ended-sessions",
            "links a day, kept forms at once and sessions 30 days after they ran out",
            remove_ended,
            held=False,
        ),
        RetentionRule(
            "mail-addresses",
            f"addresses and texts in the log of messages, {days} days after a message was sent or given up",
            lambda session, now: erase_addresses(session, now, days),
        ),
        RetentionRule(
            "former-addresses",
            "people's former addresses for mail, when the calendar year after the one of the change is over",
            destroy_former_addresses,
        ),
        RetentionRule(
            "declarations",
            "what members declared, once it is declined or withdrawn, or 30 days after their service",
            destroy_declarations,
        ),
        RetentionRule(
            "absence-reasons",
            "why members do not come to a meeting, once it is called off or its minutes are final, or 60 days after it",
            destroy_reasons,
        ),
        RetentionRule(
            "unconfirmed-comments",
            "public comments that their writers did not confirm within 7 days, or before the meeting",
            destroy_unconfirmed,
        ),
        RetentionRule(
            "unconfirmed-subscriptions",
            "subscriptions that nobody confirmed within 7 days, and those of mailboxes that are refused for good",
            subscriptions.destroy_unconfirmed,
        ),
    )


def destroy_keys(settings: Settings, database: Database, now: datetime) -> None:
    """Destroy the keys of what was destroyed in the database, so that no copy of it can be read any more."""
    sweep_data_keys(Vault(Path(settings.vault_keys)), database, now)


def purge_on_schedule(settings: Settings, database: Database, now: datetime) -> None:
    """The work of the daily job: every rule that no hold stops, and rows of scheduled work that there is no more."""
    purge(database, list_rules(settings), now)
    destroy_keys(settings, database, now)
    with database.writing.begin() as session:
        forget_former_jobs(session, now)


def forget_former_jobs(session: Session, now: datetime) -> None:
    unheld = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    session.execute(delete(Job).where(Job.due_at <= now - FORGOTTEN, unheld))
