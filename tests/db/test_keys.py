"""Opaque keys and slugs."""

import pytest

from governance.db.keys import LETTERS, make_key, make_slug


def test_the_same_seed_gives_the_same_key_and_another_seed_another() -> None:
    assert make_key("legistar:x/meeting/1") == make_key("legistar:x/meeting/1")
    assert len({make_key(f"legistar:x/meeting/{number}") for number in range(20_000)}) == 20_000


def test_a_key_has_ten_letters_that_are_not_read_wrongly() -> None:
    for key in (make_key(), make_key("seed")):
        assert len(key) == 10
        assert set(key) <= set(LETTERS)
        assert not set(key) & set("ilou")


def test_keys_by_chance_differ() -> None:
    assert len({make_key() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Community Advisory Board", "community-advisory-board"),
        ("Comité de Salud — Mental", "comite-de-salud-mental"),
        ("  O'Neill / Ward 7 ", "oneill-ward-7"),
        ("委員会", ""),
        ("a" * 70, "a" * 60),
        ("Committee on " + "very " * 20 + "long names", "committee-on-very-very-very-very-very-very-very-very-very"),
    ],
)
def test_a_slug_is_what_may_stand_in_an_address(text: str, slug: str) -> None:
    assert make_slug(text) == slug
