"""What queries return, seen from outside: which fields stay inside the house."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Select

RowKey = Annotated[int, Field(exclude=True)]
"""A row's own number. Pages use it to join what they read; it never leaves the house."""

MaybeRowKey = Annotated[int | None, Field(exclude=True)]
"""The same where there may be no such row."""

Rows = Select[*tuple[Any, ...]]
"""A query whose columns the reader unpacks into a fact."""
