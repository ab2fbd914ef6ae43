"""The names of files, as they may be kept and sent: one line, no path, nothing that turns letters around."""

import unicodedata

LONGEST_NAME = 150
UNUSABLE = frozenset('<>:"/\\|?*')


def clean_name(name: str) -> str:
    """A file's name without its folders and without letters that no file system or header can hold.

    Control and format characters go, so that no name reads backwards; "" where nothing is left of it.
    """
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    kept = "".join(letter for letter in bare if letter not in UNUSABLE and unicodedata.category(letter)[0] != "C")
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    stem = stem.strip(". ")
    if not dot or not stem:
        return (stem or ending)[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"[:LONGEST_NAME]
