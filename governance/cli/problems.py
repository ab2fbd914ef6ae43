"""What stands in the way, worded for the person who typed the command: one line and an exit code."""

import traceback
from configparser import Error as IniError
from pathlib import Path

SAYS_NO, BAD_INPUT = 1, 2


class Refused(Exception):
    """The law or the record says no."""


class BadInput(Exception):
    """What was typed, or a file or database that it names, cannot be used."""


def explain(error: Exception) -> tuple[str, int]:
    """The line that tells of an error, and the exit code of it."""
    from sqlalchemy.exc import DBAPIError

    from governance.db.schema import UnknownSchema
    from governance.settings import BadSetting

    if isinstance(error, Refused):
        return make_line(str(error)), SAYS_NO
    if isinstance(error, BadInput | BadSetting | UnknownSchema):
        return make_line(str(error)), BAD_INPUT
    if isinstance(error, IniError):
        return f"the settings cannot be read: {make_line(error.message)}", BAD_INPUT
    if isinstance(error, DBAPIError):
        return f"the database cannot be used: {explain_database(error)}", BAD_INPUT
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return f"not possible here: {error.strerror or make_line(str(error))}{place}", BAD_INPUT
    return f"a fault of the portal itself, please report it: {type(error).__name__} at {find_place(error)}", BAD_INPUT


def explain_database(error: Exception) -> str:
    """What the database's own driver says, without statement or values."""
    said = make_line(str(getattr(error, "orig", error)))
    reasons = (
        ("password authentication failed", "the user or the password in sqlalchemy.url is wrong"),
        ("no password supplied", "sqlalchemy.url gives no password, and the server asks for one"),
        ("does not exist", "the server knows no such database or user; sqlalchemy.url names one that is not there"),
        ("could not translate host name", "the host in sqlalchemy.url is not known"),
        ("failed to resolve host", "the host in sqlalchemy.url is not known"),
        ("Connection refused", "no PostgreSQL server answers at the address in sqlalchemy.url"),
        ("Network is unreachable", "no PostgreSQL server answers at the address in sqlalchemy.url"),
        ("timeout", "no PostgreSQL server answers at the address in sqlalchemy.url"),
        ("permission denied", f"its user may not do this ({said})"),
        ("file is not a database", "the file in sqlalchemy.url is not a SQLite database"),
        ("malformed", "the SQLite file is damaged; bring back the last backup"),
        ("database or disk is full", "the disk is full"),
        ("database is locked", "another program holds the SQLite file; try again when it has ended"),
        ("readonly database", "the SQLite file or its folder cannot be written to"),
        ("unable to open", "the SQLite file or its folder cannot be opened or written to"),
    )
    return next((words for mark, words in reasons if mark in said), said)


def make_line(text: str, limit: int = 600) -> str:
    """The text on one line that a terminal can show."""
    line = " ".join(make_printable(text).split())
    return line if len(line) <= limit else line[:limit] + "…"


def make_printable(text: str) -> str:
    """The text without what could steer a terminal: it may come from another system's file."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def find_place(error: Exception) -> str:
    """File and line of our own code where an error came up."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "governance" in Path(frame.filename).parts] or frames
    return f"{Path(ours[-1].filename).name} line {ours[-1].lineno}" if ours else "an unknown place"
