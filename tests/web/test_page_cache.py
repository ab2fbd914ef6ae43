"""The kept pages: found again, bounded, and served only while the record stands still."""

from governance.web.page_cache import KeptPage, PageCache, make_etag


def keep(cache: PageCache, name: str, size: int) -> KeptPage:
    page = KeptPage(1, "1", None, make_etag(name), "text/html", b"x" * size)
    cache.keep((name,), page)
    return page


def test_a_kept_page_is_found_again() -> None:
    cache = PageCache(100)
    page = keep(cache, "a", 10)
    assert cache.find(("a",)) is page
    assert cache.find(("b",)) is None


def test_the_page_that_was_asked_for_longest_ago_leaves_first() -> None:
    cache = PageCache(100)
    for name in "abcdefghij":
        keep(cache, name, 10)
    cache.find(("a",))
    keep(cache, "k", 10)
    assert cache.find(("a",)) is not None
    assert cache.find(("b",)) is None
    assert cache.size == 100


def test_a_page_kept_again_counts_once() -> None:
    cache = PageCache(100)
    keep(cache, "a", 10)
    keep(cache, "a", 12)
    assert cache.size == 12


def test_a_page_too_large_for_its_share_is_not_kept_and_its_older_form_goes() -> None:
    cache = PageCache(100)
    keep(cache, "a", 10)
    keep(cache, "a", 13)
    assert cache.find(("a",)) is None
    assert cache.size == 0


def test_validators_differ_where_any_part_differs() -> None:
    assert make_etag("1", "en") != make_etag("1", "es")
    assert make_etag("11", "") != make_etag("1", "1")
