"""Finds text for people that stands outside the catalogue: in a template, in Python code, and in a page that was made."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

SPOKEN_ATTRIBUTES = {
    "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "aria-valuetext", "label",
    "placeholder", "summary", "title",
}  # fmt: skip
"""Attributes that a browser shows or reads out."""

TRANSLATED = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
LETTER = re.compile(r"[^\W\d_]")
# A sentence, or a word with a capital: what a person reads. Names in code are lower case and hold no space.
WORDING = re.compile(r"^[^\W\d_]*[A-ZÁÉÍÓÚÑ][a-záéíóúñ]|[^\W\d_][.,:;]? [^\W\d_]{2,}")


class SpokenText(HTMLParser):
    """Every piece of text that a page shows or says, in order: text nodes and spoken attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.pieces += [value for name, value in attributes if value and name in SPOKEN_ATTRIBUTES]
        if tag == "meta" and given.get("name") == "description" and given.get("content"):
            self.pieces.append(str(given["content"]))
        if tag == "input" and given.get("type") in ("submit", "button", "reset") and given.get("value"):
            self.pieces.append(str(given["value"]))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.pieces.append(" ".join(data.split()))


def has_letters(text: str) -> bool:
    return LETTER.search(text) is not None


def find_in_template(source: str) -> list[str]:
    """The text of a template that is neither in `_()` nor in a trans block: in its HTML, and in its expressions."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = [piece for piece in SpokenText(strip_expressions(environment, source)).pieces if has_letters(piece)]
    found += [text for text in find_constants(environment.parse(source)) if WORDING.search(text)]
    return found


def strip_expressions(environment: Environment, source: str) -> str:
    """The HTML of a template alone: without comments, expressions, and what stands in trans blocks."""
    html: list[str] = []
    tokens = list(environment.lex(source))
    in_translation = False
    for position, (_line, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            name = next(text for _, what, text in tokens[position + 1 :] if what == "name")
            in_translation = name == "trans" or (in_translation and name != "endtrans")
        elif kind == "data" and not in_translation:
            html.append(value)
    return "".join(html)


def find_constants(node: nodes.Node) -> Iterator[str]:
    """Each string in a template's expressions that does not go through the catalogue."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATED:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from find_constants(child)


def find_in_python(source: str, quiet_calls: frozenset[str] = frozenset()) -> list[str]:
    """The text in Python code that is not in `_()`.

    Passed over: docstrings, keys of dictionaries, what is logged, and the arguments of the calls and keywords named in
    quiet_calls, which say what programs or programmers read.
    """
    return [text for text in find_strings(ast.parse(source), quiet_calls) if WORDING.search(text)]


def find_strings(node: ast.AST, quiet_calls: frozenset[str] = frozenset()) -> Iterator[str]:
    """Each string that find_in_python looks at."""
    if isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in TRANSLATED or name in quiet_calls:
            return
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "log":
            return
    if isinstance(node, ast.keyword) and node.arg in quiet_calls:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
        return
    passed_over = node.keys if isinstance(node, ast.Dict) else []
    for child in ast.iter_child_nodes(node):
        if child not in passed_over:
            yield from find_strings(child, quiet_calls)
