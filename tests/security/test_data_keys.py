"""A key of one person's own: in a file of its own, sealed under the newest master key, and gone with its file."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance.security.data_keys import DataKeyGone, DataKeys
from governance.security.vault import KeyMissing, Spoiled, Vault

LATER = datetime.now(UTC) + timedelta(days=2)


@pytest.fixture
def keys(tmp_path: Path) -> DataKeys:
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    return DataKeys(vault)


def test_what_a_key_sealed_opens_for_its_own_purpose_alone(keys: DataKeys) -> None:
    name, other = keys.make(), keys.make()
    sealed = keys.seal(name, b"secret", "declaration", "one")
    assert keys.open(name, sealed, "declaration", "one") == b"secret"
    assert b"secret" not in sealed
    for wrong_name, wrong in (
        (name, ("declaration", "two")),
        (other, ("declaration", "one")),
        (name, ("declaration",)),
    ):
        with pytest.raises(Spoiled):
            keys.open(wrong_name, sealed, *wrong)
    for damaged in (b"", sealed[:5], sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(Spoiled):
            keys.open(name, damaged, "declaration", "one")


def test_a_file_is_its_owners_alone_and_holds_no_key_in_the_clear(keys: DataKeys) -> None:
    name = keys.make()
    file = keys.find_file(name)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert keys.read(name) not in file.read_bytes()
    assert [found.name for found in keys.folder.iterdir()] == [f"{name}.key"]


def test_one_file_put_in_the_place_of_another_opens_nothing(keys: DataKeys) -> None:
    name, other = keys.make(), keys.make()
    keys.find_file(name).write_bytes(keys.find_file(other).read_bytes())
    with pytest.raises(Spoiled):
        keys.read(name)


@pytest.mark.parametrize("name", ["", "..", "../vault", "A" * 32, "0" * 31])
def test_no_name_leads_out_of_the_folder(keys: DataKeys, name: str) -> None:
    with pytest.raises(Spoiled):
        keys.read(name)


def test_a_destroyed_key_is_gone_whatever_master_keys_there_are(keys: DataKeys) -> None:
    name = keys.make()
    sealed = keys.seal(name, b"secret")
    keys.find_file(name).unlink()
    with pytest.raises(DataKeyGone):
        keys.open(name, sealed)
    assert keys.seal_anew(keys.read_outdated()) == 0


def test_only_what_nothing_names_and_is_old_enough_is_destroyed(keys: DataKeys) -> None:
    used, unused = keys.make(), keys.make()
    (keys.folder / f"{used}.0a1b2c3d").write_bytes(b"half")
    (keys.folder / "not-ours.txt").touch()
    assert keys.destroy_unused({used}, LATER - timedelta(days=4)) == 0
    assert keys.destroy_unused({used}, LATER - timedelta(days=1)) == 1
    assert keys.find_names() == {used}
    assert not keys.is_there(unused)
    assert sorted(file.name for file in keys.folder.iterdir()) == sorted([f"{used}.key", "not-ours.txt"])


def test_rotating_seals_each_key_anew_and_says_nothing_of_when(keys: DataKeys) -> None:
    name, gone = keys.make(), keys.make()
    sealed, made_at = keys.seal(name, b"secret"), keys.find_file(name).stat().st_mtime
    before, [former] = keys.find_file(name).read_bytes(), keys.vault.find_keys()
    keys.vault.make_key()
    outdated = keys.read_outdated()
    keys.find_file(gone).unlink()
    assert keys.seal_anew(outdated) == 1
    assert keys.read_outdated() == {}
    assert keys.find_file(name).read_bytes() != before
    assert keys.find_file(name).stat().st_mtime == pytest.approx(made_at)
    former.file.unlink()
    assert keys.open(name, sealed) == b"secret"
    assert not keys.is_there(gone)


def test_without_the_master_key_nothing_opens_and_nothing_is_sealed_anew(keys: DataKeys) -> None:
    name = keys.make()
    [former] = keys.vault.find_keys()
    former.file.unlink()
    with pytest.raises(KeyMissing):
        keys.make()
    keys.vault.make_key()
    with pytest.raises(KeyMissing):
        keys.read_outdated()
    with pytest.raises(KeyMissing):
        keys.read(name)
