"""The Merkle tree is that of RFC 9162: by the published vectors, and by the RFC's own recursive definition."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    compute_root,
    find_hashes,
    hash_leaf,
    hash_pair,
    list_consistency_ranges,
    list_inclusion_ranges,
    list_nodes,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves of the reference implementations of Certificate Transparency, and the roots over the first n of them.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Published paths: (index from 0, size) and (old, size).
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

SIZES = st.integers(1, 70)


def split(count: int) -> int:
    """The largest power of two below count, found by trying."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def define_root(data: Sequence[bytes]) -> bytes:
    """MTH of section 2.1.1, word for word."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return hashlib.sha256(b"\x01" + define_root(data[:k]) + define_root(data[k:])).digest()


def define_path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1, word for word."""
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*define_path(m, data[:k]), define_root(data[k:])]
    return [*define_path(m - k, data[k:]), define_root(data[:k])]


def define_proof(m: int, data: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of section 2.1.4.1, word for word."""
    if m == len(data):
        return [] if whole else [define_root(data)]
    k = split(len(data))
    if m <= k:
        return [*define_proof(m, data[:k], whole), define_root(data[k:])]
    return [*define_proof(m - k, data[k:], False), define_root(data[:k])]


def make_data(size: int) -> list[bytes]:
    return [number.to_bytes(2) * (number % 5) for number in range(size)]


def keep_nodes(data: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """The complete subtrees as a log keeps them: those that end with each leaf."""
    frontier, nodes = Frontier(), {}
    for index, leaf in enumerate(data):
        for level, found in enumerate(frontier.add(hash_leaf(leaf))):
            nodes[level, index >> level] = found
    return nodes


def test_the_roots_are_the_published_ones() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert compute_root([]) == EMPTY_ROOT
    found = [compute_root(map(hash_leaf, LEAVES[:size])).hex() for size in range(1, 9)]
    assert found == ROOTS


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_paths_are_the_published_ones(index: int, size: int) -> None:
    path = find_hashes(list_inclusion_ranges(index, size), keep_nodes(LEAVES[:size]).__getitem__)
    assert [step.hex() for step in path] == INCLUSION[index, size]
    assert verify_inclusion(index, size, hash_leaf(LEAVES[index]), path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_consistency_paths_are_the_published_ones(old: int, size: int) -> None:
    path = find_hashes(list_consistency_ranges(old, size), keep_nodes(LEAVES[:size]).__getitem__)
    assert [step.hex() for step in path] == CONSISTENCY[old, size]
    assert verify_consistency(old, size, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[size - 1]), path)


@given(SIZES)
def test_a_tree_grown_leaf_by_leaf_has_the_defined_root(size: int) -> None:
    data = make_data(size)
    frontier = Frontier()
    for leaf in data:
        frontier = Frontier.unpack(frontier.size, frontier.pack())
        frontier.add(hash_leaf(leaf))
    assert frontier.root == define_root(data)
    assert (frontier.size, len(frontier.hashes)) == (size, bin(size).count("1"))


@given(SIZES, st.data())
def test_inclusion_paths_are_as_defined_and_prove_one_leaf_in_one_place(size: int, draw: st.DataObject) -> None:
    data = make_data(size)
    index = draw.draw(st.integers(0, size - 1))
    root = define_root(data)
    path = find_hashes(list_inclusion_ranges(index, size), keep_nodes(data).__getitem__)
    assert path == define_path(index, data)
    leaf = hash_leaf(data[index])
    assert verify_inclusion(index, size, leaf, path, root)
    wrong = draw.draw(st.integers(0, size + 3).filter(lambda other: other != index))
    assert not verify_inclusion(wrong, size, leaf, path, root)
    assert not verify_inclusion(index, size, hash_leaf(b"another"), path, root)
    assert not verify_inclusion(index, size, leaf, [*path, root], root)
    assert not verify_inclusion(index, size, leaf, path[:-1], root) or not path
    for place in range(len(path)):
        spoiled = [*path[:place], hash_leaf(path[place]), *path[place + 1 :]]
        assert not verify_inclusion(index, size, leaf, spoiled, root)


@given(SIZES, st.data())
def test_consistency_paths_are_as_defined_and_prove_one_beginning(size: int, draw: st.DataObject) -> None:
    data = make_data(size)
    old = draw.draw(st.integers(1, size))
    old_root, root = define_root(data[:old]), define_root(data)
    path = find_hashes(list_consistency_ranges(old, size), keep_nodes(data).__getitem__)
    assert path == define_proof(old, data)
    assert verify_consistency(old, size, old_root, root, path)
    assert not verify_consistency(old, size, hash_leaf(b"another"), root, path)
    assert not verify_consistency(old, size, old_root, hash_leaf(b"another"), path)
    assert not verify_consistency(old, size, old_root, root, [*path, root])
    for place in range(len(path)):
        spoiled = [*path[:place], hash_leaf(path[place]), *path[place + 1 :]]
        assert not verify_consistency(old, size, old_root, root, spoiled)


@given(SIZES)
def test_a_proof_needs_few_complete_subtrees(size: int) -> None:
    for index in range(size):
        nodes = [node for leaves in list_inclusion_ranges(index, size) for node in list_nodes(leaves)]
        assert len(nodes) == len(set(nodes)) <= 2 * size.bit_length()


def test_what_cannot_be_a_tree_is_refused() -> None:
    for size, packed in ((1, b""), (2, bytes(64)), (3, bytes(63)), (0, bytes(32))):
        with pytest.raises(ValueError):
            Frontier.unpack(size, packed)
    for call, values in ((list_inclusion_ranges, (3, 3)), (list_inclusion_ranges, (-1, 3)),
                         (list_consistency_ranges, (0, 3)), (list_consistency_ranges, (4, 3))):  # fmt: skip
        with pytest.raises(ValueError):
            call(*values)
    assert not verify_inclusion(1, 1, hash_leaf(b""), [], hash_leaf(b""))
    assert not verify_consistency(2, 1, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(3, 5, EMPTY_ROOT, EMPTY_ROOT, [])


def test_two_subtrees_are_not_taken_for_a_leaf() -> None:
    left, right = hash_leaf(b"a"), hash_leaf(b"b")
    assert hash_pair(left, right) != hash_leaf(left + right)
