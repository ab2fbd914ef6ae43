"""A pytest plugin: where the real records stand, and what becomes of a test that needs them where they are absent."""

from pathlib import Path

import pytest

REAL_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real records, beside the checkout. Skips where it is absent; CI=true makes that a failure."""
    if not REAL_DATA.is_dir():
        pytest.skip("the real records are not here: they belong in ../shared/data beside this checkout")
    return REAL_DATA
