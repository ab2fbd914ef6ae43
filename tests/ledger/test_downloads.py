"""A downloaded ledger verifies by itself, and whatever was done to it shows."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.db import Database, open_database
from governance.ledger.downloads import Disagreement, NotALedger, Outcome, check_download
from governance.ledger.entries import Office, write_body
from governance.ledger.heads import Head, rotate_key, sign_heads, write_head
from governance.ledger.keys import SigningKey, find_file, load_key, make_key
from governance.ledger.merkle import compute_root, hash_leaf
from tests.ledger.support import NOW, TestAct, add, begin, download, fill

COUNT = 23


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return make_key(tmp_path_factory.mktemp("key"))


def make_lines(count: int, log: str = "logkey0000", first: int = 0) -> list[bytes]:
    return [
        write_body(log, number, NOW, Office.CLERK, TestAct.DONE, {"number": number + first}).encode() + b"\n"
        for number in range(1, count + 1)
    ]


def sign(key: SigningKey, lines: list[bytes], log: str = "logkey0000") -> Head:
    root = compute_root(hash_leaf(line[:-1]) for line in lines).hex()
    signature = key.sign(write_head(log, len(lines), root, "2026-03-10T15:00:00Z", key.public)).hex()
    return Head(log, len(lines), root, "2026-03-10T15:00:00Z", key.public, signature)


def check(lines: list[bytes], *heads: Head, keys: tuple[str, ...] = ()) -> Outcome:
    return check_download(io.BytesIO(b"".join(lines)), heads, keys)


LINES = make_lines(COUNT)


def test_a_whole_ledger_verifies_against_its_heads(key: SigningKey) -> None:
    outcome = check(LINES, sign(key, LINES[:5]), sign(key, LINES), keys=(key.public,))
    root = compute_root(hash_leaf(line[:-1]) for line in LINES).hex()
    assert (outcome.log, outcome.size, outcome.root) == ("logkey0000", COUNT, root)
    assert (outcome.covered, outcome.notes) == (COUNT, [])


def test_what_could_not_be_verified_is_said(key: SigningKey) -> None:
    assert "no head was given" in check(LINES).notes[0]
    notes = check(LINES, sign(key, LINES[:20])).notes
    assert "no public key" in notes[0]
    assert "the 3 entries after entry 20" in notes[1]


@given(st.data())
def test_any_changed_byte_shows(key: SigningKey, draw: st.DataObject) -> None:
    data = bytearray(b"".join(LINES))
    place = draw.draw(st.integers(0, len(data) - 1))
    data[place] ^= draw.draw(st.integers(1, 255))
    with pytest.raises((Disagreement, NotALedger)):
        check_download(io.BytesIO(bytes(data)), [sign(key, LINES)])


@given(st.integers(1, COUNT), st.integers(1, COUNT), st.data())
def test_any_cut_shows_against_a_head(key: SigningKey, kept: int, covered: int, draw: st.DataObject) -> None:
    head = sign(key, LINES[:covered])
    if kept >= covered:
        assert check(LINES[:kept], head).covered == covered
    else:
        with pytest.raises(Disagreement, match=f"ends with entry {kept}, but a head covers {covered}"):
            check(LINES[:kept], head)


@given(st.permutations(range(6)))
def test_any_other_order_shows_without_a_head(order: list[int]) -> None:
    moved = [LINES[number] for number in order]
    if order == sorted(order):
        assert check(moved).size == 6
    else:
        with pytest.raises(Disagreement, match="in the place of entry"):
            check(moved)


def test_a_line_left_out_or_twice_shows_without_a_head() -> None:
    for lines in ([*LINES[:3], *LINES[4:]], [*LINES[:3], *LINES[2:]], LINES[1:]):
        with pytest.raises(Disagreement, match="in the place of entry"):
            check(lines)


def test_a_ledger_written_anew_shows_against_an_older_head_only(key: SigningKey) -> None:
    rewritten = make_lines(COUNT, first=100)
    assert check(rewritten, sign(key, rewritten)).covered == COUNT
    with pytest.raises(Disagreement, match="the first 4 entries are not those that the head"):
        check(rewritten, sign(key, LINES[:4]), sign(key, rewritten))


def test_two_heads_of_one_size_show_a_fork(key: SigningKey) -> None:
    with pytest.raises(Disagreement, match="forked"):
        check(LINES, sign(key, LINES), sign(key, make_lines(COUNT, first=1)))


def test_heads_and_lines_of_another_ledger_show(key: SigningKey) -> None:
    other = make_lines(COUNT, log="otherlog00")
    with pytest.raises(Disagreement, match="of another ledger"):
        check(LINES, sign(key, other, "otherlog00"))
    with pytest.raises(Disagreement, match="entry 4 is of another ledger"):
        check([*LINES[:3], *other[3:]])
    with pytest.raises(Disagreement, match="of different ledgers"):
        check(LINES, sign(key, LINES), sign(key, other[:3], "otherlog00"))


def test_a_signature_that_is_none_or_another_s_shows(key: SigningKey, tmp_path: Path) -> None:
    other, head = make_key(tmp_path), sign(key, LINES)
    with pytest.raises(Disagreement, match="by a key that was not given"):
        check(LINES, head, keys=(other.public,))
    forged = Head(head.log, head.size, head.root, head.at, other.public, head.signature)
    with pytest.raises(Disagreement, match="not signed by the key that it names"):
        check(LINES, forged)


@pytest.mark.parametrize("data", [b"", b"\n", b"nonsense\n", b"{}\n", b"\xff\xfe\n", b"x" * (1 << 21)])
def test_a_file_that_holds_no_ledger_is_refused(data: bytes) -> None:
    with pytest.raises(NotALedger):
        check_download(io.BytesIO(data))


def test_odd_ends_and_lines_show() -> None:
    for data, words in (
        (LINES[1][:-1], "entry 2 is cut off"),
        (LINES[1][:40], "entry 2 is cut off"),
        (b"\n", "entry 2 is not JSON"),
        (LINES[1][:-1] + b"\r\n", "entry 2"),
        (b"x" * (1 << 21), "entry 2 is too long"),
        (b"[" * 100_000 + b"\n", "entry 2 is not JSON"),
    ):
        with pytest.raises(Disagreement, match=words):
            check([LINES[0], data])


class Stream(io.RawIOBase):
    """A log that is made while it is read."""

    def __init__(self, count: int) -> None:
        self.lines: Iterator[bytes] = (line for start in range(count) for line in [self.make(start + 1)])

    def make(self, number: int) -> bytes:
        return write_body("logkey0000", number, NOW, Office.CLERK, TestAct.DONE, {"number": number}).encode() + b"\n"

    def readline(self, size: int | None = -1, /) -> bytes:
        return next(self.lines, b"")


def test_memory_does_not_grow_with_the_ledger(soak_factor: int) -> None:
    def measure(count: int) -> int:
        tracemalloc.start()
        assert check_download(Stream(count)).size == count  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    measure(50)
    assert measure(2000 * soak_factor) < measure(200) + 64_000


def test_the_download_of_a_real_log_verifies_with_its_keys(database: Database, tmp_path: Path) -> None:
    first = begin(database, tmp_path)
    with database.writing.begin() as session:
        board_id = add(session).id
    fill(database, board_id, 5)
    heads = sign_heads(database, NOW, tmp_path)
    with database.writing.begin() as session:
        second = rotate_key(session, tmp_path, NOW)
    heads += sign_heads(database, NOW, tmp_path)
    for log in (board_id, None):
        data = download(database, log)
        own = [head for head in heads if head.log == json.loads(data.partition(b"\n")[0])["log"]]
        outcome = check_download(io.BytesIO(data), own, [first, second])
        assert (outcome.covered, outcome.notes) == (outcome.size, [])


def test_a_key_that_the_one_before_did_not_sign_shows(sqlite_templates: dict[str, Path], tmp_path: Path) -> None:
    import shutil

    database = open_database(f"sqlite:///{shutil.copy(sqlite_templates['empty'], tmp_path / 'a.sqlite')}")
    first = begin(database, tmp_path)
    with database.writing.begin() as session:
        second = rotate_key(session, tmp_path, NOW)
    data = download(database, None)
    signature = json.loads(data.splitlines()[-1])["facts"]["signature"]
    other = load_key(tmp_path, second).sign(b"something else").hex()
    with pytest.raises(Disagreement, match="the one before did not sign"):
        check_download(io.BytesIO(data.replace(signature.encode(), other.encode())))
    with pytest.raises(Disagreement, match="does not follow"):
        check_download(io.BytesIO(data.replace(f'"former":"{first}"'.encode(), f'"former":"{"ab" * 32}"'.encode())))
    find_file(tmp_path, second).unlink()
    with database.writing.begin() as session:
        rotate_key(session, tmp_path, NOW, lost=True)
    notes = check_download(io.BytesIO(download(database, None))).notes
    assert any("was lost" in note for note in notes)
    database.close()
