"""What is sealed opens for its own purpose alone, with the key that sealed it, and not at all once it was changed."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.security.vault import KeyMissing, Spoiled, Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "keys")
    vault.make_key()
    return vault


def test_a_secret_comes_back(vault: Vault) -> None:
    sealed = vault.seal(b"secret", "app", "abc")
    assert b"secret" not in sealed
    assert vault.open(sealed, "app", "abc") == b"secret"
    assert vault.seal(b"secret", "app", "abc") != sealed


@pytest.mark.parametrize("what", [("app", "abd"), ("other", "abc"), ("app",), ("appabc",), ("ap", "pabc"), ()])
def test_it_is_bound_to_what_and_whose_it_is(vault: Vault, what: tuple[str, ...]) -> None:
    sealed = vault.seal(b"secret", "app", "abc")
    with pytest.raises(Spoiled):
        vault.open(sealed, *what)


def test_every_changed_byte_is_noticed(vault: Vault) -> None:
    sealed = vault.seal(b"secret", "app", "abc")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises((Spoiled, KeyMissing)):
            vault.open(changed, "app", "abc")
    for length in range(len(sealed)):
        with pytest.raises((Spoiled, KeyMissing)):
            vault.open(sealed[:length], "app", "abc")


@given(st.binary(max_size=60))
def test_bytes_of_anybody_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    vault = Vault(tmp_path_factory.getbasetemp() / "shared-vault")
    if not vault.find_keys():
        vault.make_key()
    for sealed in (content, b"\x01" + content, b"\x01" + vault.find_newest().name + content):
        with pytest.raises((Spoiled, KeyMissing)):
            vault.open(sealed, "app")


def test_the_newest_key_seals_and_an_older_one_still_opens(vault: Vault) -> None:
    before = vault.seal(b"secret", "app")
    first, second = vault.find_newest(), vault.make_key()
    after = vault.seal(b"secret", "app")
    assert [key.number for key in vault.find_keys()] == [2, 1]
    assert (vault.is_newest(before), vault.is_newest(after)) == (False, True)
    assert vault.open(before, "app") == vault.open(after, "app") == b"secret"
    first.file.unlink()
    with pytest.raises(KeyMissing, match=first.name.hex()):
        vault.open(before, "app")
    assert vault.open(after, "app") == b"secret"
    assert second.number == 2


def test_keys_are_for_their_owner_alone(vault: Vault) -> None:
    (key,) = vault.find_keys()
    assert stat.S_IMODE(key.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_without_a_key_nothing_is_sealed(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="governance init"):
        Vault(tmp_path / "none").seal(b"secret", "app")
    (tmp_path / "vault-000001-00000000.key").write_bytes(b"short")
    with pytest.raises(KeyMissing, match="holds no key"):
        Vault(tmp_path).seal(b"secret", "app")
