"""DATA-02: the exact audit, which decides what a reader of a publication can still not tell.

A reader knows the shown counts, every relation and that counts are whole numbers from 0 up. The audit certifies a
hidden cell by witnesses: from the true counts it moves along exchanges (one more here, one less there, every relation
kept) and so reaches other whole tables that agree with everything shown. An exchange moves that cell by one, so that
all numbers between the least and the most that were reached are possible; the reader can rule out none of them. Only
whole numbers are added and compared. A witness cannot be wrong, only missing: where none is found within the effort the
cell counts as unprotected, and more is hidden.

On a table of two ways with totals an exchange is an augmenting path of a flow (L. H. Cox, "Network models for
complementary cell suppression", JASA 90, 1995). On linked tables and tables of more ways the audit is as sound, and more
may be hidden than has to be: M. Fischetti and J. J. Salazar-Gonzalez, "Solving the cell suppression problem on tabular
data with linear constraints", Management Science 47, 2001, give the exact optimum at the price of an integer program.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

EFFORT = 1500
"""How many partial exchanges one search looks at before it gives up."""
BREADTH = 24
"""How many ways to go on are followed from one partial exchange, the cheapest first."""

TURN = 40
"""What a relation still to be mended counts when partial exchanges are compared: the more, the sooner one is closed."""


class System:
    """Cells by number with their true counts, and relations as (cell, +1 or -1) that add up to nothing."""

    def __init__(self, counts: Sequence[int], relations: Iterable[tuple[int, Sequence[int]]]) -> None:
        self.counts = list(counts)
        self.relations: list[tuple[tuple[int, int], ...]] = []
        self.touching: list[list[tuple[int, int]]] = [[] for _ in self.counts]
        for total, parts in relations:
            number = len(self.relations)
            self.relations.append(((total, -1), *((part, 1) for part in parts)))
            for cell, sign in self.relations[number]:
                self.touching[cell].append((number, sign))

    def neighbours(self, cells: Iterable[int]) -> set[int]:
        """The cells and every cell that shares a relation with one of them."""
        found = set(cells)
        numbers = {number for cell in found for number, _ in self.touching[cell]}
        for number in numbers:
            found.update(cell for cell, _ in self.relations[number])
        return found


class Pattern:
    """What is hidden. A ``fixed`` cell is public whatever the engine wants; a hidden cell is at least its ``floor``.

    The floor is 1 where a reader sees that zeros are shown and this is none, and 0 where zeros are hidden too.
    """

    def __init__(self, system: System, fixed: Iterable[int]) -> None:
        size = len(system.counts)
        self.system = system
        self.hidden = [False] * size
        self.floor = [min(count, 1) for count in system.counts]
        self.fixed = [False] * size
        for cell in fixed:
            self.fixed[cell] = True
        sums = [sum(sign < 0 for _, sign in touching) for touching in system.touching]
        self.totals = frozenset(cell for cell, count in enumerate(sums) if count)
        self.price = [8 + 2 * count.bit_length() + 24 * sums[cell] for cell, count in enumerate(system.counts)]

    def hide(self, cell: int, *, with_zeros: bool = False) -> None:
        """Hide a cell that is not fixed; ``with_zeros`` where a zero would have been hidden in its place."""
        if self.fixed[cell]:
            raise AssertionError("a fixed cell cannot be hidden")
        self.hidden[cell] = True
        if with_zeros:
            self.floor[cell] = 0


class Reach(NamedTuple):
    """The least and the most that a hidden cell was shown to possibly be, and the cells that the witnesses move."""

    least: int
    most: int
    moved: frozenset[int]


def find_exchange(
    pattern: Pattern, point: Sequence[int], target: int, step: int, need: int, *, may_hide: bool, may_repeat: bool
) -> dict[int, int] | None:
    """Find an exchange that moves ``target`` by ``step`` (+1 or -1) and only hidden cells, or cells that may be hidden.

    ``point`` is the table from which it starts, ``need`` how many steps are wanted at once: a cell with less room is
    taken only where nothing better offers. With ``may_repeat`` an exchange may move a cell by more than one, as a total
    over two changed parts has to; the search is longer then. The result maps each moved cell to by how much; None where
    none was found.
    """
    system, hidden, fixed, floor = pattern.system, pattern.hidden, pattern.fixed, pattern.floor
    relations, touching, price = system.relations, system.touching, pattern.price
    nets = {number: sign * step for number, sign in touching[target]}
    heap: list[tuple[int, int, int, dict[int, int], dict[int, int]]] = [(0, 0, 0, {target: step}, nets)]
    serial = 0
    seen: set[frozenset[tuple[int, int]]] = set()
    for _ in range(EFFORT):
        if not heap:
            return None
        _, _, cost, moves, nets = heappop(heap)
        if not nets:
            return moves
        number = min(nets, key=lambda known: (len(relations[known]), known))
        direction = -1 if nets[number] > 0 else 1
        ways: list[tuple[int, int, int, int, dict[int, int]]] = []
        for cell, sign in relations[number]:
            move = direction * sign
            already = moves.get(cell, 0)
            if cell == target or already * move < 0 or (already and not may_repeat):
                continue
            extra = 1
            if not hidden[cell] and not already:
                if not may_hide or fixed[cell] or not system.counts[cell]:
                    continue
                extra = price[cell]
            if move < 0:
                room = point[cell] - floor[cell] + already
                if room < 1:
                    continue
                extra += 2 * max(0, need - room)
            mended = dict(nets)
            for other, its_sign in touching[cell]:
                net = mended.pop(other, 0) + its_sign * move
                if net:
                    mended[other] = net
            open_ends = sum(map(abs, mended.values()))
            ways.append((cost + extra + TURN * open_ends, cell, move, cost + extra, mended))
        ways.sort(key=lambda way: way[:2])
        for priority, cell, move, spent, mended in ways[:BREADTH]:
            grown = {**moves, cell: moves.get(cell, 0) + move}
            once = frozenset(grown.items())
            if once not in seen:
                seen.add(once)
                serial += 1
                heappush(heap, (priority, serial, spent, grown, mended))
    return None


class _Walk:
    """A walk through tables that agree with everything shown, from the true one."""

    def __init__(self, pattern: Pattern, target: int, *, may_hide: bool, may_repeat: bool) -> None:
        self.pattern, self.target = pattern, target
        self.may_hide, self.may_repeat = may_hide, may_repeat
        self.point = list(pattern.system.counts)
        self.moved: set[int] = set()

    def go(self, step: int, until: int) -> int:
        """Move the target by ``step`` until it stands at ``until`` or no exchange is left; gives where it stands."""
        pattern, point, target = self.pattern, self.point, self.target
        while (need := (until - point[target]) * step) > 0:
            moves = None
            for may_repeat in (False, True)[: 1 + self.may_repeat]:
                moves = moves or find_exchange(
                    pattern, point, target, step, need, may_hide=self.may_hide, may_repeat=may_repeat
                )
            if moves is None:
                break
            for cell in moves:
                if not pattern.hidden[cell]:
                    pattern.hide(cell)
            rooms = [(point[cell] - pattern.floor[cell]) // -move for cell, move in moves.items() if move < 0]
            times = min([need, *rooms])
            if times < 1:
                break
            for cell, move in moves.items():
                point[cell] += move * times
            self.moved.update(moves)
        return point[target]


def find_reach(
    pattern: Pattern, target: int, most: int, width: int, *, may_hide: bool = False, may_repeat: bool = False
) -> Reach:
    """Show how far a hidden cell may be from its count, no further than up to ``most`` and over ``width`` in all.

    With ``may_hide`` shown cells that an exchange needs are hidden in ``pattern``; they stay hidden where the reach
    falls short. For ``may_repeat`` see `find_exchange`.
    """
    up = _Walk(pattern, target, may_hide=may_hide, may_repeat=may_repeat)
    top = up.go(1, most)
    down = _Walk(pattern, target, may_hide=may_hide, may_repeat=may_repeat)
    bottom = down.go(-1, max(pattern.floor[target], top - width))
    top = up.go(1, max(most, bottom + width))
    return Reach(bottom, top, frozenset(up.moved | down.moved))


def bound_by_fixed(
    system: System, fixed: Iterable[int], floor: Sequence[int] = (), rounds: int = 12
) -> list[tuple[int, int | None]]:
    """Bounds of every cell that the fixed cells alone force, by carrying bounds through the relations.

    ``floor`` is the least that each cell is known to be, 0 without it. The bounds may be wider than what is forced,
    never narrower, however many rounds are made. None is "no most".
    """
    low = list(floor) or [0] * len(system.counts)
    high: list[int | None] = [None] * len(system.counts)
    for cell in fixed:
        low[cell] = system.counts[cell]
        high[cell] = system.counts[cell]
    for _ in range(rounds):
        changed = False
        for relation in system.relations:
            (total, _), *rest = relation
            parts = [cell for cell, _ in rest]
            least = sum(low[part] for part in parts)
            tops = [high[part] for part in parts]
            known = [top for top in tops if top is not None]
            open_tops = len(tops) - len(known)
            most = sum(known)
            changed |= _narrow(low, high, total, least, None if open_tops else most)
            ceiling = high[total]
            for part, top in zip(parts, tops, strict=True):
                others_open = open_tops - (top is None)
                others_most = most - (top or 0)
                bottom = 0 if others_open else low[total] - others_most
                roof = None if ceiling is None else ceiling - (least - low[part])
                changed |= _narrow(low, high, part, bottom, roof)
        if not changed:
            break
    return list(zip(low, high, strict=True))


def _narrow(low: list[int], high: list[int | None], cell: int, floor: int, roof: int | None) -> bool:
    changed = False
    if floor > low[cell]:
        low[cell] = floor
        changed = True
    present = high[cell]
    if roof is not None and (present is None or roof < present):
        high[cell] = roof
        changed = True
    return changed
