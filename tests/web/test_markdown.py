"""Words in Markdown: emphasis and lists as they were meant, and nothing that runs."""

from governance.web.markdown import make_blocks, render_markdown


def test_markdown_makes_emphasis_and_lists_and_never_runs_html() -> None:
    made = render_markdown("**a** <script>x</script> [b](javascript:x) ![p](https://example.org/x.png)\n\n# h\n\n- c")
    assert "<strong>a</strong>" in made
    assert "<li>c</li>" in made
    assert "<script" not in made
    assert "<img" not in made
    assert "<h1" not in made
    assert 'href="javascript' not in made
    assert [block["kind"] for block in make_blocks("a\n\n- b\n- c\n\n1. d")] == [
        "paragraph",
        "bullet",
        "bullet",
        "number",
    ]
