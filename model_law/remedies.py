"""The least change of each kind that makes a share of community representatives large enough.

Closed forms over whole numbers, so that a breach on a very large board costs no more than one on a small
board. Each kind is computed for one or two groups of members at once (the voting members, and all members):
a community representative who takes a voting seat counts in both.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from model_law.findings import Remedy
from model_law.rules import SizeLimits


class Share(NamedTuple):
    """A group of members measured against a share: who qualifies, the other members, and the group's vacant
    seats.
    """

    qualifying: int
    others: int
    vacant: int
    p: Fraction
    more_than: bool
    authorized: bool

    @property
    def total(self) -> int:
        """The denominator: everybody who serves, or every seat."""
        return self.qualifying + self.others + (self.vacant if self.authorized else 0)

    @property
    def needed(self) -> int:
        """The least number of qualifying members that the present denominator asks, and never none at all."""
        parts, whole = self.p.numerator * self.total, self.p.denominator
        return max(1, parts // whole + 1 if self.more_than else -(-parts // whole))

    @property
    def holds(self) -> bool:
        """Whether the share is reached; a group of nobody never reaches it."""
        return self.total > 0 and self.qualifying >= self.needed


def _least(share: Share, gain: int) -> int | None:
    """The least number of steps that close the gap of whole number arithmetic, each step gaining ``gain``.

    With p = a/b the share holds when b x qualifying >= a x total. One more qualifying member in place of
    another gains b, one more in a new place b - a, and one other member fewer a.
    """
    gap = share.p.numerator * share.total - share.p.denominator * share.qualifying
    if gap < 0 or (gap == 0 and not share.more_than):
        return 0 if share.qualifying else 1
    if gain <= 0:
        return None
    steps = gap // gain + 1 if share.more_than else -(-gap // gain)
    return steps if share.qualifying else max(1, steps)


def _steps(shares: Sequence[Share], gains: Sequence[int], most: Sequence[int]) -> list[int] | None:
    """The least steps for each group, or None where some group cannot get there within what it has."""
    steps = []
    for share, gain, limit in zip(shares, gains, most, strict=True):
        step = _least(share, gain)
        if step is None or step > limit:
            return None
        steps.append(step)
    return steps


def _counted(steps: Sequence[int]) -> dict[str, int]:
    """The number for all groups at once, and where there are two, how many of them concern voting seats."""
    return {"count": max(steps)} if len(steps) == 1 else {"count": max(steps), "voting": steps[0]}


def _replace(shares: Sequence[Share]) -> Remedy | None:
    steps = _steps(shares, [share.p.denominator for share in shares], [share.others for share in shares])
    return Remedy("replace", _counted(steps)) if steps else None


def _grow(shares: Sequence[Share], board: Share, seats: int, limits: SizeLimits) -> Remedy | None:
    """Fill vacant seats with community representatives, and only where they do not suffice add new seats."""
    new = 0
    for share in shares:
        filled = Share(share.qualifying + share.vacant, share.others, 0, share.p, share.more_than, False)
        step = _least(filled, share.p.denominator - share.p.numerator)
        if step is None:
            return None
        new = max(new, step)
    grown = [
        Share(share.qualifying + new, share.others, share.vacant, share.p, share.more_than, share.authorized)
        for share in shares
    ]
    gains = [share.p.denominator - (0 if share.authorized else share.p.numerator) for share in shares]
    steps = _steps(grown, gains, [share.vacant for share in shares])
    if steps is None:
        return None
    filled_count = max(steps)
    if limits.most_serving is not None and board.qualifying + board.others + filled_count + new > limits.most_serving:
        return None
    if new and limits.most_seats is not None and seats + new > limits.most_seats:
        return None
    if new:
        return Remedy("add_seats", {"count": filled_count + new, "filled": filled_count, "new": new})
    return Remedy("fill_vacant", _counted(steps) | {"vacant": shares[-1].vacant})


def _leave(shares: Sequence[Share], board: Share, limits: SizeLimits) -> Remedy | None:
    """Other members leave: nobody follows them for now, and the denominator is those who serve."""
    if any(share.authorized or not share.qualifying for share in shares):
        return None
    steps = _steps(shares, [share.p.numerator for share in shares], [share.others for share in shares])
    if steps is None:
        return None
    remaining = board.qualifying + board.others - max(steps)
    if limits.least_serving is not None and remaining < limits.least_serving:
        return None
    return Remedy("others_leave", _counted(steps))


def _abolish(shares: Sequence[Share], seats: int, limits: SizeLimits) -> Remedy | None:
    """Vacant seats are abolished, where the denominator is every seat."""
    if any(not share.authorized or not share.qualifying for share in shares):
        return None
    steps = _steps(shares, [share.p.numerator for share in shares], [share.vacant for share in shares])
    if steps is None or (limits.least_seats is not None and seats - max(steps) < limits.least_seats):
        return None
    return Remedy("abolish_vacant", _counted(steps))


def remedies_for(shares: Sequence[Share], board: Share, seats: int, limits: SizeLimits) -> tuple[Remedy, ...]:
    """Every kind of remedy that is possible for groups that fall short, each with its least number.

    ``shares`` are the groups judged, the narrower first; ``board`` counts everybody who serves and all
    vacant seats, ``seats`` all authorized seats. A remedy that would break an enforced size rule is left
    out.
    """
    found = (
        _replace(shares),
        _grow(shares, board, seats, limits),
        _leave(shares, board, limits),
        _abolish(shares, seats, limits),
    )
    return tuple(remedy for remedy in found if remedy is not None)
