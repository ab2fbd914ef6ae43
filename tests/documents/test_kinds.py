"""What kind of paper some bytes are is told from the bytes, and what could run on a reader's machine is refused."""

import io
import zipfile

import pytest

from governance.documents.kinds import HEAD_BYTES, KINDS, KindRefusal, KindRefused, check_name, find_kind

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
GIF = b"GIF89a" + b"\0" * 20 + b";"
WEBP = b"RIFF" + (16).to_bytes(4, "little") + b"WEBPVP8 " + b"\0" * 8


def pack(**files: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def office(folder: str, **more: bytes) -> bytes:
    return pack(**{"[Content_Types].xml": b"<Types/>", f"{folder}/main.xml": b"<x/>", **more})


def open_document(kind: str, **more: bytes) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return pack(**{"mimetype": media_type, "content.xml": b"<x/>", **more})


def find(content: bytes) -> str:
    return find_kind(io.BytesIO(content), len(content)).endings[0]


TAKEN = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "gif": GIF,
    "webp": WEBP,
    "docx": office("word"),
    "xlsx": office("xl"),
    "pptx": office("ppt"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
    "txt": "Reunión del 3 de julio\r\n\tÓrdenes: 1 < 2\n🙂 עברית".encode(),
}

REFUSED = {
    "nothing": (b"", KindRefusal.EMPTY),
    "spaces alone": (b" \n\t", KindRefusal.EMPTY),
    "a page": (b"<!doctype html><script>alert(1)</script>", KindRefusal.UNKNOWN_KIND),
    "a page after spaces and a mark": ("\ufeff \n<html>".encode(), KindRefusal.UNKNOWN_KIND),
    "a page that names itself a paper": (b"<html>%PDF-1.7 %%EOF", KindRefusal.UNKNOWN_KIND),
    "a paper behind a page": (b"<script>\n" + PDF, KindRefusal.UNKNOWN_KIND),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', KindRefusal.UNKNOWN_KIND),
    "a program": (b"MZ\x90\0\3\0\0\0", KindRefusal.UNKNOWN_KIND),
    "a shell's script is text but nul is not": (b"#!/bin/sh\n\0", KindRefusal.UNKNOWN_KIND),
    "another encoding": ("Reunión".encode("latin-1"), KindRefusal.UNKNOWN_KIND),
    "a letter cut off at the end": ("año".encode()[:2], KindRefusal.UNKNOWN_KIND),
    "a cut-off paper": (PDF[:-7], KindRefusal.SPOILED),
    "a cut-off picture": (PNG[:-12], KindRefusal.SPOILED),
    "a cut-off photograph": (JPEG[:-2], KindRefusal.SPOILED),
    "a cut-off drawing": (GIF[:-1], KindRefusal.SPOILED),
    "a picture that says it is longer": (WEBP[:-4], KindRefusal.SPOILED),
    "sound": (b"RIFF\x04\0\0\0WAVE", KindRefusal.UNKNOWN_KIND),
    "an archive": (pack(**{"a.txt": b"x"}), KindRefusal.UNKNOWN_KIND),
    "a cut-off archive": (office("word")[:-30], KindRefusal.SPOILED),
    "an archive of nothing": (b"PK\x05\x06" + b"\0" * 18, KindRefusal.UNKNOWN_KIND),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, KindRefusal.OLD_OFFICE),
    "macros": (office("word", **{"word/vbaProject.bin": b"x"}), KindRefusal.MACROS),
    "macros under capital letters": (office("xl", **{"xl/VBAPROJECT.BIN": b"x"}), KindRefusal.MACROS),
    "macros of the open kind": (open_document("text", **{"Basic/Standard/Module1.xml": b"x"}), KindRefusal.MACROS),
    "scripts of the open kind": (open_document("text", **{"Scripts/python/a.py": b"x"}), KindRefusal.MACROS),
    "an open document of another kind": (open_document("graphics"), KindRefusal.UNKNOWN_KIND),
    "a long kind": (pack(mimetype=b"x" * (HEAD_BYTES + 1), **{"content.xml": b""}), KindRefusal.UNKNOWN_KIND),
}


@pytest.mark.parametrize("ending", TAKEN)
def test_a_paper_is_known_by_its_content(ending: str) -> None:
    assert find(TAKEN[ending]) == ending


def test_every_kind_that_can_be_kept_is_tried_here() -> None:
    assert {kind.endings[0] for kind in KINDS} == set(TAKEN)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_paper_is_refused(name: str) -> None:
    content, refusal = REFUSED[name]
    with pytest.raises(KindRefused) as raised:
        find(content)
    assert raised.value.refusal is refusal


@pytest.mark.parametrize("ending", TAKEN)
def test_no_cut_of_a_paper_raises_anything_else(ending: str) -> None:
    content = TAKEN[ending]
    for size in range(len(content)):
        try:
            find(content[:size])
        except KindRefused:
            continue


def test_a_long_text_is_read_in_parts_through_a_letter_that_lies_across_two() -> None:
    assert find(b"x" * ((1 << 20) - 1) + "ñ".encode() + b"y") == "txt"


@pytest.mark.parametrize(("ending", "name"), [("pdf", "a.docx"), ("txt", "a.html"), ("png", "a"), ("jpg", "a.jpg.exe")])
def test_a_name_that_says_another_kind_is_refused(ending: str, name: str) -> None:
    kind = next(kind for kind in KINDS if kind.endings[0] == ending)
    with pytest.raises(KindRefused) as raised:
        check_name(kind, name)
    assert (raised.value.refusal, raised.value.found) == (KindRefusal.NAME_SAYS_OTHERWISE, ending)


@pytest.mark.parametrize(("ending", "name"), [("pdf", "A.PDF"), ("jpg", "photo.JPEG"), ("txt", "minutes.md")])
def test_a_name_may_end_as_people_write_it(ending: str, name: str) -> None:
    check_name(next(kind for kind in KINDS if kind.endings[0] == ending), name)
