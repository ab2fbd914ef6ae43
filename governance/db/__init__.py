"""The record's database: engines, sessions, the model base and the column types that every room uses.

SQLite and PostgreSQL give the same guarantees: foreign keys hold, savepoints really roll back, moments are UTC, and two
acts at once come out as if one had followed the other (SQLite takes the write lock at the start of an act, PostgreSQL
runs it serializable and refuses one of two that clash; the web room tries that one again).
No request, no governance rule and no room's table may enter here.
"""

from governance.db.engine import Database, open_database
from governance.db.model import Model

__all__ = ["Database", "Model", "open_database"]
