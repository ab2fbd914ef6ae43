"""Words that somebody wrote in Markdown: as HTML that can do nothing, and as plain blocks for print.

HTML in them is shown as it was typed, never obeyed; pictures and headings are left out, since a page has its own. What
the renderer makes passes a second sieve, so that neither alone has to be without fault.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "br", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LEFT_OUT = ["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"]

MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(LEFT_OUT)


@lru_cache(512)
def render_markdown(text: str) -> str:
    """Markdown as HTML that a page may show as it is."""
    made: str = MARKDOWN.render(text)
    return nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )  # fmt: skip


def make_blocks(text: str) -> list[dict[str, Any]]:
    """Markdown as blocks: {"kind": paragraph | bullet | number | code, "depth": int, "runs": [{"text", "style"}]}.

    number holds the item's number as "mark". style is plain, strong, emph or code. A link is its text, with the address in
    parentheses after it.
    """
    blocks: list[dict[str, Any]] = []
    lists: list[int | None] = []
    opens_item = False
    for token in MARKDOWN.parse(text):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                opens_item = True
            case "list_item_close":
                if lists[-1] is not None:
                    lists[-1] += 1
            case "inline":
                kind, mark = find_kind(lists, opens_item)
                runs = list(list_runs(token.children or []))
                blocks.append({"kind": kind, "mark": mark, "depth": len(lists), "runs": runs})
                opens_item = False
            case "fence" | "code_block":
                runs = [{"text": token.content.rstrip("\n"), "style": "code"}]
                blocks.append({"kind": "code", "mark": "", "depth": len(lists), "runs": runs})
    return blocks


def find_kind(lists: Sequence[int | None], opens_item: bool) -> tuple[str, str]:
    if not lists or not opens_item:
        return "paragraph", ""
    number = lists[-1]
    return ("bullet", "•") if number is None else ("number", f"{number}.")


def list_runs(tokens: Sequence[Token]) -> Iterator[dict[str, str]]:
    styles, address = ["plain"], ""
    for token in tokens:
        match token.type:
            case "strong_open":
                styles.append("strong")
            case "em_open":
                styles.append("emph")
            case "strong_close" | "em_close":
                styles.pop()
            case "link_open":
                address = str(token.attrs.get("href", ""))
            case "link_close":
                yield {"text": f" ({address})", "style": "plain"}
            case "code_inline":
                yield {"text": token.content, "style": "code"}
            case "softbreak":
                yield {"text": " ", "style": "plain"}
            case "hardbreak":
                yield {"text": "\n", "style": "plain"}
            case _:
                if token.content:
                    yield {"text": token.content, "style": styles[-1]}
