"""Keeping the portal: copies of the record, how it fares, and what is destroyed when its time is over.

A backup is one consistent view of every table that is the record, in a form that both engines read; a restore checks
all of it before anything can be opened. The operator's monitor reads here how database, scheduled work and mail are.
A purge follows rules that the rooms declare, and stops at a legal hold.

Keys, sessions and other short-lived secrets may not enter a backup; no rule of a board may enter this room.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.keeping.views")
