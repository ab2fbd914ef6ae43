"""Whether a database could be made where the settings say, or what is there may be brought to this release."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from governance.cli.problems import BadInput

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check_place(file: Path) -> None:
    """Raise BadInput where SQLite could not write its file, or the files that it lays beside it."""
    if not file.parent.is_dir():
        raise BadInput(f"the folder {file.parent} does not exist: make it, or change sqlalchemy.url")
    if file.is_dir():
        raise BadInput(f"{file} is a folder: sqlalchemy.url must name a file")
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise BadInput(f"the folder {file.parent} cannot be written to: change its permissions or sqlalchemy.url")
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        raise BadInput(f"{file} cannot be read and written: change its permissions or sqlalchemy.url")


def check_content(connection: "Connection") -> bool:
    """Whether the database is still empty. Raises BadInput where another program's tables would be in the way."""
    from importlib import import_module

    from sqlalchemy import inspect

    from governance.db import Model
    from governance.db.schema import ROOMS_WITH_TABLES, read_revision

    for module in ROOMS_WITH_TABLES:
        import_module(module)
    if read_revision(connection) is not None:
        return False
    strange = set(inspect(connection).get_table_names()) & set(Model.metadata.tables)
    if strange:
        raise BadInput(
            f"the database holds tables of another program ({', '.join(sorted(strange))}): name an empty one in "
            "sqlalchemy.url"
        )
    return True
