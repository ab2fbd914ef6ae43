"""The Merkle tree of RFC 9162, section 2.1: roots, and proofs that an entry or an older tree is part of a tree.

Pure functions over hashes of 32 bytes. Leaves are counted from 0, and a tree is named by its size. A proof is a list of
hashes of ranges of leaves; which ranges follows from the size alone, so whoever keeps the hashes of complete subtrees
(of 1, 2, 4 … leaves, each beginning at a multiple of its length) can answer with few of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Range = tuple[int, int]
"""Leaves from the first number up to, and without, the second."""

Node = tuple[int, int]
"""A complete subtree: its level (2**level leaves) and its place among those of its level, from 0."""


def hash_leaf(data: bytes) -> bytes:
    """The hash of a leaf, RFC 9162 section 2.1.1."""
    return hashlib.sha256(b"\x00" + data).digest()


def hash_pair(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side, RFC 9162 section 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows leaf by leaf, kept as the roots of its complete subtrees, the largest first."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees")

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> "Frontier":
        """The frontier that pack() wrote for a tree of this size. Raises ValueError where it cannot be of that size."""
        if len(packed) % HASH_BYTES:
            raise ValueError("is not whole hashes")
        return cls(size, split_hashes(packed))

    def pack(self) -> bytes:
        return b"".join(self.hashes)

    def add(self, leaf: bytes) -> list[bytes]:
        """Add the hash of a leaf; the hashes of all complete subtrees that end with it, itself first."""
        completed = [leaf]
        size = self.size
        while size & 1:
            completed.append(hash_pair(self.hashes.pop(), completed[-1]))
            size >>= 1
        self.hashes.append(completed[-1])
        self.size += 1
        return completed

    @property
    def root(self) -> bytes:
        return join_hashes(self.hashes)


def split_hashes(packed: bytes) -> list[bytes]:
    return [packed[start : start + HASH_BYTES] for start in range(0, len(packed), HASH_BYTES)]


def join_hashes(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that stand side by side, the largest first; of none: the empty tree's."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = hash_pair(left, root)
    return root


def compute_root(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root


def split_size(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def list_inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that a leaf is in a tree, the nearest first: RFC 9162 section 2.1.3.1."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    start, end = 0, size
    ranges = []
    while end - start > 1:
        middle = start + split_size(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def list_consistency_ranges(old: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that a tree began as the smaller one: RFC 9162 section 2.1.4.1."""
    if not 0 < old <= size:
        raise ValueError(f"a tree of {size} leaves does not follow one of {old}")
    start, end, whole = 0, size, True
    ranges = []
    while old != end:
        middle = start + split_size(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def list_nodes(leaves: Range) -> list[Node]:
    """The complete subtrees that a range of a proof consists of, from left to right."""
    start, end = leaves
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def find_hashes(ranges: Iterable[Range], look_up: Callable[[Node], bytes]) -> list[bytes]:
    """The hash of each range, from the hashes of complete subtrees."""
    return [join_hashes([look_up(node) for node in list_nodes(leaves)]) for leaves in ranges]


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a path proves that a leaf's hash is at an index of the tree with this root: RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = hash_pair(step, found)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            found = hash_pair(found, step)
        place >>= 1
        last >>= 1
    return last == 0 and found == root


def verify_consistency(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path proves that the tree with this root began as the smaller one: RFC 9162 section 2.1.4.2."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    found_old = found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            found_old = hash_pair(step, found_old)
            found = hash_pair(step, found)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            found = hash_pair(found, step)
        place >>= 1
        last >>= 1
    return last == 0 and found_old == old_root and found == root
