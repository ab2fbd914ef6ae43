"""Where the folders stand that the house keeps at its top level.

In an installed wheel they travel inside the package; in a checkout they stand beside it.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_folder(name: str) -> Path:
    """The folder `name` (templates, alembic): inside the package, or beside it in a checkout.

    Raises FileNotFoundError, naming both places, where neither exists.
    """
    inside, beside = PACKAGE / name, PACKAGE.parent / name
    for folder in (inside, beside):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name!r} is neither at {inside} nor at {beside}")


def find_templates() -> Path:
    return find_folder("templates")


def find_migrations() -> Path:
    return find_folder("alembic")


def find_catalogues() -> Path:
    return PACKAGE / "locale"
