"""The catalogue's way from code and templates into governance/locale/: `python3 run.py texts` runs this module.

It needs Babel alone, so it works where only the portal itself is installed.
"""

import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "governance" / "locale"
TEMPLATE = FOLDER / "governance.pot"
LANGUAGES = ("es",)
"""Every language but English, which is the catalogue's key."""

WIDTH = 110
HEADER = """\
# Every text that a person reads, found in code and templates by `python3 run.py texts`. Not edited by hand.
msgid ""
msgstr ""
"Project-Id-Version: governance\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def find_translation(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "governance.po"


def extract_messages(root: Path = ROOT) -> Catalog:
    """Every message in code and templates, as babel.cfg says where and how."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for _file, _line, message, comments, context in extract_from_dir(root, methods, options):
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def read_catalogue(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, language, abort_invalid=True)


def write_messages(catalogue: Catalog, header: str) -> str:
    """A catalogue as the text of a file. The header is given: Babel's own holds dates and places for addresses."""
    written = io.BytesIO()
    write_po(
        written, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return f"{header.rstrip()}\n\n{written.getvalue().decode('utf-8').strip()}\n"


def write_template(messages: Catalog) -> str:
    """The text that governance.pot should have."""
    return write_messages(messages, HEADER)


def write_translation(messages: Catalog, language: str) -> str:
    """The text that a language's file should have: its own header and translations, for exactly these messages.

    A message that is new stands there empty; nothing is guessed from a similar one.
    """
    path = find_translation(language)
    header = path.read_text(encoding="utf-8").partition("\n\n")[0]
    catalogue = read_catalogue(path, language)
    catalogue.update(messages, no_fuzzy_matching=True)
    return write_messages(catalogue, header)


def find_empty(catalogue: Catalog) -> list[str]:
    """The English of every message that is not translated, in one of its forms or in all."""
    return [
        name_message(message.id)
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, (list, tuple)) else [message.string])
    ]


def name_message(identifier: str | list[str] | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def main() -> int:
    """Bring governance.pot and every translation up to date, and say what still needs translating."""
    messages = extract_messages()
    TEMPLATE.write_text(write_template(messages), encoding="utf-8", newline="\n")
    print(f"{len(messages)} texts in {TEMPLATE.relative_to(ROOT)}")
    for language in LANGUAGES:
        path = find_translation(language)
        path.write_text(write_translation(messages, language), encoding="utf-8", newline="\n")
        empty = find_empty(read_catalogue(path, language))
        print(f"{len(messages) - len(empty)} of them translated in {path.relative_to(ROOT)}")
        for text in empty:
            print(f"  not translated: {text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
