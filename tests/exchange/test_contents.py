"""Taking text and JSON from a file that may hold anything."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.exchange.contents import LARGEST_INTEGER
from governance.exchange.files import Limits, SourceFile, UnusableSource

USUAL = Limits()
SMALL = Limits(nesting=10)


def refuse_json(data: bytes, limits: Limits = USUAL) -> str:
    with pytest.raises(UnusableSource) as caught:
        SourceFile("a.json", data, limits).read_json()
    assert caught.value.place == "a.json"
    return caught.value.reason


def test_json_is_read_with_or_without_a_byte_order_mark() -> None:
    value = {"a": [1, -2.5, True, None, "Ñandú", "\U0001f600"], "b": {"a": {}}, "n": LARGEST_INTEGER}
    for data in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False).encode("utf-8-sig")):
        assert SourceFile("a.json", data).read_json() == value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b'{"a": [1, 2', "was cut off"),
        (b'{"a": "b', "was cut off"),
        (b'{"a": 1} x', "line 1, column 10"),
        (b"{'a': 1}", "is not JSON: line 1"),
        (b'{"a": "\xe9"}', "is not UTF-8: byte 7 is 0xe9"),
        (b'\xef\xbb\xbf{"a": "\xe9"}', "is not UTF-8: byte 10 is 0xe9"),
        (b'{"a": "\xed\xa0\x80"}', "is not UTF-8: byte 7"),
        ('{"a": 1}'.encode("utf-16"), "is UTF-16 text"),
        ('{"a": 1}'.encode("utf-32"), "is UTF-32 text"),
        (b'{"a": "\x00"}', "NUL character at byte 7"),
        (b'{"a": "\n"}', "is not JSON"),
        (b'{"a": 1, "b": 2, "a": 1}', 'holds the key "a" twice'),
        (b'[{"b": {"\\u0061": 1, "a": 2}}]', 'holds the key "a" twice'),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": -Infinity}', "holds -Infinity"),
        (b'{"a": 1e999}', "beyond what can be kept"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number of 5000 digits"),
        (b'{"a": -9223372036854775808}', "a number of 19 digits"),
        (b'{"\\u0000": 1}', "which no text can hold"),
        (b"[" * 11 + b"]" * 11, "nested deeper than 10 levels"),
        (b'{"a":' * 200_000, "nested deeper than 10 levels"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper than 10 levels"),
        (b"<!DOCTYPE html><html></html>", "is not JSON but an HTML page"),
        (b"\n <html>", "is not JSON but an HTML page"),
        (b"<?xml version='1.0'?><a/>", "is not JSON but an XML document"),
        (b"%PDF-1.7\n", "is not JSON but a PDF document"),
        (b"PK\x03\x04abc", "is not JSON but a ZIP archive"),
        (b"\xfd7zXZ\x00", "is not JSON but xz data"),
        (b"id,name\n1,x\n", "is not JSON: line 1"),
    ],
)
def test_unsound_json_is_refused_in_one_clear_reason(data: bytes, reason: str) -> None:
    assert reason in refuse_json(data, SMALL)


def test_nesting_up_to_the_limit_is_read() -> None:
    wide = [[]] * 50  # type: ignore[var-annotated]
    value: Any = wide
    for _ in range(8):
        value = [value]
    assert SourceFile("a", json.dumps(value).encode(), SMALL).read_json() == value
    assert "deeper" in refuse_json(json.dumps([value]).encode(), SMALL)


def test_characters_that_no_database_keeps_are_cleaned_and_counted() -> None:
    data = rb'{"a": ["x\u0000y", "\ud83d\ude00", "\ud83d!", "\\u0000"], "b": "\uDE00"}'
    file = SourceFile("a.json", data)
    assert file.read_json() == {"a": ["xy", "\U0001f600", "\ufffd!", "\\u0000"], "b": "\ufffd"}
    assert file.cleaned == 3


def test_text_is_read_in_the_encoding_that_is_stated() -> None:
    assert SourceFile("a.csv", b"Jos\xe9").read_text("windows-1252") == "José"
    with pytest.raises(UnusableSource, match="is not windows-1252: byte 1 is 0x81"):
        SourceFile("a.csv", b"a\x81").read_text("windows-1252")
    with pytest.raises(UnusableSource, match="is not text but an old office document"):
        SourceFile("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1").read_text()


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(json_values, st.booleans())
def test_any_sound_json_comes_out_as_the_plain_decoder_reads_it(value: Any, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert SourceFile("a.json", data).read_json() == value


@given(
    json_values, st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4), st.integers(0, 10_000)
)
def test_spoiled_json_is_read_or_refused_and_nothing_else(value: Any, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(json.dumps(value).encode())
    for position, byte in changes:
        data[position % len(data)] = byte
    try:
        SourceFile("a.json", bytes(data[: cut % (len(data) + 1) or None])).read_json()
    except UnusableSource as error:
        assert error.place == "a.json"  # noqa: PT017  # being read is as right as being refused
