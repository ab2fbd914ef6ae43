"""How far long work is, for a person who watches a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_progress(unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error where a person watches; told how far the reading is, and of how much (0: not known)."""
    from tqdm import tqdm

    with tqdm(unit=unit, unit_scale=True, leave=False, disable=not sys.stderr.isatty()) as bar:

        def tell(position: int, size: int) -> None:
            if size and bar.total != size:
                bar.total = size
            bar.update(position - bar.n)

        yield tell
