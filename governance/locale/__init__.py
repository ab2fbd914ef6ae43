"""The catalogue: every text that a person reads, in English (the key) and in each other language offered.

governance.pot is extracted from code and templates; LANGUAGE/LC_MESSAGES/governance.po holds the translations,
which are read at start. Pages and mail both take their words from here.
"""

from functools import lru_cache
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from governance.folders import find_catalogues

DOMAIN = "governance"


@lru_cache
def read_catalogue(language: str) -> bytes:
    """A language's texts as the bytes of a compiled catalogue. English is the catalogue's key and has none."""
    path = find_catalogues() / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()
