"""Bringing a database to this release's schema, and telling whether it is there."""

import importlib
from itertools import takewhile

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from alembic import command
from governance.db.engine import Database
from governance.db.model import Model
from governance.folders import find_migrations

# Named, not imported: the kernel imports no room, but the schema holds every room's tables.
ROOMS_WITH_TABLES = (
    "governance.db.history",
    "governance.jobs.models",
    "governance.mail.models",
    "governance.security.models",
    "governance.ledger.models",
    "governance.keeping.models",
    "governance.accounts.models",
    "governance.accounts.factor_models",
    "governance.documents.models",
    "governance.boards.models",
    "governance.boards.law_models",
    "governance.boards.appointment_models",
    "governance.boards.declaration_models",
    "governance.meetings.models",
    "governance.meetings.planning_models",
    "governance.meetings.session_models",
    "governance.participation.models",
    "governance.subscriptions.models",
    "governance.votes.models",
    "governance.votes.floor_models",
    "governance.minutes.models",
    "governance.oversight.models",
    "governance.oversight.inquiry_models",
    "governance.oversight.target_models",
)


class UnknownSchema(Exception):
    """The database was made by a release that this one does not know. It was not touched."""


def make_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def read_revision(connection: Connection) -> str | None:
    """The revision that a database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def read_newest_revision() -> str:
    return str(ScriptDirectory.from_config(make_config()).get_current_head())


def upgrade_schema(database: Database, revision: str = "head") -> bool:
    """Bring the database to a revision, in one transaction; True if anything changed.

    Raises UnknownSchema, before anything changes, where the database stands at a revision that this release lacks.
    """
    with database.engine.execution_options(governance_write=True).begin() as connection:
        before = read_revision(connection)
        list_due_steps(before)
        command.upgrade(make_config(connection), revision)
        return read_revision(connection) != before


def list_due_steps(revision: str | None) -> list[str]:
    """What brings a database from a revision (None: an empty one) to this release's schema, in order and in words.

    Raises UnknownSchema where this release lacks the revision.
    """
    scripts = ScriptDirectory.from_config(make_config())
    steps = list(scripts.walk_revisions())  # the newest first
    if revision is not None and revision not in {step.revision for step in steps}:
        raise UnknownSchema(
            f"the database stands at revision {revision}, which this release does not know: a newer one made it"
        )
    due = takewhile(lambda step: step.revision != revision, steps)
    return [f"{step.revision} {(step.doc or '').rstrip('.')}" for step in due][::-1]


def downgrade_schema(database: Database, revision: str) -> None:
    with database.engine.execution_options(governance_write=True).begin() as connection:
        command.downgrade(make_config(connection), revision)


def find_drift(database: Database) -> list[object]:
    """Differences between the tables that the rooms declare and those that the migrations made; none is right."""
    for module in ROOMS_WITH_TABLES:
        importlib.import_module(module)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, Model.metadata))
