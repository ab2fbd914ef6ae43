"""What a program says in its own words, in Markdown, as HTML that can do nothing.

HTML in it is shown as it was typed; pictures and headings are left out, since a page has its own. What the renderer
makes passes a second sieve, so that neither alone has to be without fault.
"""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "br", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LEFT_OUT = ["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"]
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(LEFT_OUT)


def render_narrative(text: str) -> str:
    """Markdown as HTML that a page may show as it is."""
    made: str = MARKDOWN.render(text)
    return nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    )  # fmt: skip
