"""Who asks: what the session of a request says of its account, detached from the database."""

from dataclasses import dataclass

# What a loader finds depends on the accounts room, which sits above: it hands its own in with set_identity_loader.


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in account, at the moment of one request.

    roles: each role held today, with the row number of its board, or None for the instance. principals: the same as
    resources' ACLs name them, such as role:clerk@12, administrator, and account:KEY. factors: what the session has proven.
    lacks_factor: a role needs a second factor that the session has not proven; until it has, no role is granted.
    """

    account_id: int
    account: str
    name: str
    person_id: int | None
    session_id: int
    session: str
    factors: frozenset[str]
    roles: frozenset[tuple[str, int | None]]
    principals: frozenset[str]
    lacks_factor: bool = False

    def may_act_as(self, *principals: str) -> bool:
        return not self.principals.isdisjoint(principals)

    def find_boards(self, *roles: str) -> set[int]:
        """The row numbers of the boards on which this account holds one of the roles; of all, where none is named."""
        return {board for role, board in self.roles if board is not None and (not roles or role in roles)}
