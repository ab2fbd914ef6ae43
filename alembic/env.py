"""How the schema moves: run by `governance init`, and by alembic itself with a Config from governance.db.schema."""

import importlib

from alembic import context
from governance.db.model import Model, Moment
from governance.db.schema import ROOMS_WITH_TABLES

for module in ROOMS_WITH_TABLES:
    importlib.import_module(module)


def render_type(kind: str, item: object, autogen_context: object) -> str | bool:
    # A migration must not change when the column type's code does.
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    compare_server_default=True,
    render_as_batch=True,
    render_item=render_type,
)
with context.begin_transaction():
    context.run_migrations()
