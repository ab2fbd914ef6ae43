"""The house that is attacked: made once, and as it was made for each test."""

from pathlib import Path

import pytest

from tests.support.portal_forms import House, prepare_house


@pytest.fixture(scope="session")
def prepared_house(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> House:
    return prepare_house(sqlite_templates["demo"], tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(prepared_house: House) -> House:
    prepared_house.renew()
    return prepared_house
