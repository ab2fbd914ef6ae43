"""What queries return, seen from outside: which fields stay inside the house."""

from typing import Annotated

from pydantic import Field

RowKey = Annotated[int, Field(exclude=True)]
"""A row's own number. Pages use it to join what they read; it never leaves the house."""
