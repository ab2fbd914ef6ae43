"""The audit by itself: exchanges keep every sum, and what is forced is never taken for open."""

import random
from itertools import product

from model_law.suppression_audit import Pattern, System, bound_by_fixed, find_exchange, find_reach

# Two rows of two, with the totals of rows (4, 5), of columns (6, 7) and of all (8).
SUMS = [(4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3)), (8, (4, 5)), (8, (6, 7))]


def two_by_two(a: int, b: int, c: int, d: int) -> System:
    return System([a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d], SUMS)


def hiding(system: System, *cells: int) -> Pattern:
    pattern = Pattern(system, ())
    for cell in cells:
        pattern.hide(cell)
    return pattern


def test_an_exchange_goes_round_the_rectangle_of_hidden_cells() -> None:
    system = two_by_two(3, 20, 30, 40)
    pattern = hiding(system, 0, 1, 2, 3)
    moves = find_exchange(pattern, system.counts, 0, 1, 8, may_hide=False, may_repeat=False)
    assert moves == {0: 1, 1: -1, 2: -1, 3: 1}


def test_no_exchange_is_found_where_the_cell_is_told_by_its_row() -> None:
    system = two_by_two(3, 20, 30, 40)
    assert find_exchange(hiding(system, 0, 2, 3), system.counts, 0, 1, 1, may_hide=False, may_repeat=True) is None
    reach = find_reach(hiding(system, 0, 2, 3), 0, 11, 10)
    assert (reach.least, reach.most) == (3, 3)


def test_a_hidden_cell_reaches_only_what_the_others_leave_it() -> None:
    reach = find_reach(hiding(two_by_two(3, 6, 30, 40), 0, 1, 2, 3), 0, 11, 10)
    # The other cell of its row is hidden too and no zero, so five can be moved.
    assert (reach.least, reach.most) == (1, 8)


def test_a_fixed_cell_is_never_moved() -> None:
    system = two_by_two(3, 20, 30, 40)
    pattern = Pattern(system, [1, 4])
    for cell in (0, 2, 3, 5, 6, 7, 8):
        pattern.hide(cell)
    assert find_exchange(pattern, system.counts, 0, 1, 1, may_hide=True, may_repeat=True) is None


def test_a_total_over_two_changed_parts_moves_by_two_where_that_is_asked() -> None:
    # 0 is a part of 2 and of 3, and 2 and 3 add up to 4: when 0 grows, 4 grows twice.
    system = System([5, 6, 11, 5, 16], [(2, (0, 1)), (3, (0,)), (4, (2, 3))])
    pattern = hiding(system, 0, 2, 3, 4)
    assert find_exchange(pattern, system.counts, 0, 1, 1, may_hide=False, may_repeat=False) is None
    moves = find_exchange(pattern, system.counts, 0, 1, 1, may_hide=False, may_repeat=True)
    assert moves == {0: 1, 2: 1, 3: 1, 4: 2}
    down = find_reach(pattern, 0, 5, 4, may_repeat=True)
    assert (down.least, down.most) == (1, 5)


def test_bounds_hold_every_table_that_writing_all_of_them_down_finds() -> None:
    drawn = random.Random(5)
    for _ in range(30):
        system = two_by_two(*(drawn.randint(0, 3) for _ in range(4)))
        fixed = drawn.sample(range(9), drawn.randint(1, 5))
        bounds = bound_by_fixed(system, fixed)
        for inner in product(range(6), repeat=4):
            counts = two_by_two(*inner).counts
            if all(counts[cell] == system.counts[cell] for cell in fixed):
                for count, (low, high) in zip(counts, bounds, strict=True):
                    assert low <= count
                    assert high is None or count <= high


def test_bounds_carry_a_small_total_to_all_of_its_parts() -> None:
    bounds = bound_by_fixed(two_by_two(1, 2, 30, 40), [4])
    assert bounds[0] == bounds[1] == (0, 3)
    assert bounds[2] == (0, None)
    assert bounds[8] == (3, None)
