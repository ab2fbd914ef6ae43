"""`governance keys rotate`: a new key seals from then on, and nothing that an earlier one sealed is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from governance.accounts.authenticator_apps import SEALED_AS, begin_app, read_secret
from governance.accounts.factor_models import AuthenticatorApp
from governance.db import Database, open_database
from governance.security.data_keys import DataKeys
from governance.security.vault import KeyMissing, Vault
from tests.cli.conftest import Type
from tests.support.accounts import find_account

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
NAMES = ("Ansel Brightwater", "Winifred Castellane")


@pytest.fixture
def database(folder: Path, type_command: Type) -> Iterator[Database]:
    """The demo board's database, in which two people have an authenticator app."""
    type_command("init")
    type_command("demo")
    database = open_database(f"sqlite:///{folder / 'record.sqlite'}")
    with database.writing.begin() as session:
        for name in NAMES:
            begin_app(session, NOW, Vault(folder / "vault-keys"), find_account(database, name).id)
    yield database
    database.close()


def read_sealed(database: Database) -> dict[str, bytes]:
    """What lies sealed, by the key of its row."""
    with database.reading() as session:
        return {key: sealed for key, sealed in session.execute(select(AuthenticatorApp.key, AuthenticatorApp.sealed))}  # noqa: C416  # rows are no pairs to dict()


def read_secrets(database: Database, vault: Vault) -> list[str | None]:
    ids = [find_account(database, name).id for name in NAMES]
    with database.reading() as session:
        return [read_secret(session, vault, account_id, confirmed=False) for account_id in ids]


def test_rotating_seals_every_secret_anew_and_each_is_the_same_as_before(
    database: Database, folder: Path, type_command: Type
) -> None:
    vault = Vault(folder / "vault-keys")
    [former] = vault.find_keys()
    secrets, sealed = read_secrets(database, vault), read_sealed(database)

    answer = type_command("keys", "rotate")

    newest, earlier = vault.find_keys()
    assert (earlier, newest.number) == (former, former.number + 1)
    assert answer.lines == [
        f"A new key seals from now on: {newest.file}. Keep a copy of it apart, and of no data key.",
        "Sealed anew: 4.",
    ]
    assert (answer.code, answer.complaint) == (0, [])
    now_sealed = read_sealed(database)
    assert all(now_sealed[key] != sealed[key] and vault.is_newest(now_sealed[key]) for key in sealed)
    assert not [secret for secret in secrets if str(secret) in answer.out]

    # What an older backup holds was sealed with the earlier key, and still opens while that is there.
    assert [vault.open(value, SEALED_AS, key).decode() for key, value in sealed.items()] == secrets
    former.file.unlink()
    assert read_secrets(database, vault) == secrets
    with pytest.raises(KeyMissing):
        vault.open(*next((value, SEALED_AS, key) for key, value in sealed.items()))


def test_each_rotation_makes_a_key_of_its_own(database: Database, folder: Path, type_command: Type) -> None:
    vault = Vault(folder / "vault-keys")
    secrets = read_secrets(database, vault)
    for _ in range(2):
        assert type_command("keys", "rotate").lines[-1] == "Sealed anew: 4."
    assert [key.number for key in vault.find_keys()] == [3, 2, 1]
    assert read_secrets(database, vault) == secrets


def test_without_the_earlier_key_nothing_is_sealed_anew(database: Database, folder: Path, type_command: Type) -> None:
    [former] = Vault(folder / "vault-keys").find_keys()
    sealed = read_sealed(database)
    former.file.rename(folder / former.file.name)
    answer = type_command("keys", "rotate")
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert f"-{former.name.hex()}.key is not in" in answer.complaint[0]
    assert read_sealed(database) == sealed
    (folder / former.file.name).rename(former.file)
    assert type_command("keys", "rotate").lines[-1] == "Sealed anew: 4."


def test_one_changed_secret_keeps_all_of_them_as_they_were(
    database: Database, folder: Path, type_command: Type
) -> None:
    last = find_account(database, NAMES[-1]).id
    with database.writing.begin() as session:
        value = session.scalars(select(AuthenticatorApp.sealed).where(AuthenticatorApp.account_id == last)).one()
        changed = value[:-1] + bytes([value[-1] ^ 1])
        session.execute(update(AuthenticatorApp).where(AuthenticatorApp.account_id == last).values(sealed=changed))
    sealed = read_sealed(database)
    answer = type_command("keys", "rotate")
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert "nothing was sealed anew" in answer.complaint[0]
    assert read_sealed(database) == sealed


def test_it_says_where_there_is_no_database_yet(folder: Path, type_command: Type) -> None:
    answer = type_command("keys", "rotate")
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert not (folder / "vault-keys").exists()


def test_rotating_seals_every_data_key_anew_and_none_of_what_they_sealed(
    database: Database, folder: Path, type_command: Type
) -> None:
    keys = DataKeys(Vault(folder / "vault-keys"))
    [former] = keys.vault.find_keys()
    sealed = {name: keys.seal(name, b"secret", name) for name in (keys.make(), keys.make(), keys.make())}
    answer = type_command("keys", "rotate")
    assert answer.lines[-1] == "Sealed anew: 7."
    former.file.unlink()
    assert [keys.open(name, value, name) for name, value in sealed.items()] == [b"secret"] * 3
    assert not [name for name in sealed if name in answer.out]


def test_a_changed_data_key_keeps_all_of_them_as_they_were(
    database: Database, folder: Path, type_command: Type
) -> None:
    keys = DataKeys(Vault(folder / "vault-keys"))
    whole, changed = keys.make(), keys.make()
    before, sealed = keys.find_file(whole).read_bytes(), read_sealed(database)
    content = keys.find_file(changed).read_bytes()
    keys.find_file(changed).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    answer = type_command("keys", "rotate")
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert "nothing was sealed anew" in answer.complaint[0]
    assert keys.find_file(whole).read_bytes() == before
    assert read_sealed(database) == sealed
