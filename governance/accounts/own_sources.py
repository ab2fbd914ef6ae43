"""What other rooms hold on somebody, for the file that they take away: a registry, so that each room gives its own.

A room registers a function with config.add_own_data, and the columns that it leaves out, with the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from governance.security.vault import Vault

OwnDataSource = Callable[[Session, Vault, int], dict[str, Any]]
"""What one room holds on the account of a number, by the name that it has in the file."""


@dataclass(frozen=True, slots=True)
class OwnDataRoom:
    """One room's source, and what it does not give: tables and columns, each with the reason."""

    source: OwnDataSource
    left_out: Mapping[str, str]


def gather_from_rooms(rooms: list[OwnDataRoom], db: Session, vault: Vault, account_id: int) -> dict[str, Any]:
    """What all rooms hold on somebody; left_out joins what each of them does not give."""
    held: dict[str, Any] = {"left_out": {}}
    for room in rooms:
        held |= room.source(db, vault, account_id)
        held["left_out"] |= room.left_out
    return held


def add_own_data(config: Any, source: OwnDataSource, left_out: Mapping[str, str]) -> None:
    config.registry.own_data_rooms.append(OwnDataRoom(source, left_out))


def includeme(config: Any) -> None:
    config.registry.own_data_rooms = []
    config.add_directive("add_own_data", add_own_data)
