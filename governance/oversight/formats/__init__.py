"""The files that agencies and programs write, described as JSON Schemas: a call file's mapping, aggregates, a dictionary.

Files in TOML are compared as what they read to. What a schema cannot say (that a field or a category is known, that parts
do not exceed wholes) is said by the code that reads the file, which is stricter.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = ("mapping", "aggregates", "dictionary")


def read_schema(name: str) -> bytes:
    """The schema of a file of this name, as JSON."""
    return (FOLDER / f"{name}.schema.json").read_bytes()
