"""`governance keys`: the keys under which secrets lie sealed in the database."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BadInput


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "keys",
        help="rotate the keys under which secrets are sealed",
        description="Keep the keys under which secrets lie sealed in the database. The setting governance.vault_keys "
        "names their folder.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    words = "make a new key, and seal every secret anew with it"
    rotating: ArgumentParser = commands.add_parser(
        "rotate",
        help=words,
        description=f"{words.capitalize()}. It may run while the portal does. The earlier key opens what older backups "
        "hold: keep it as long as them, and elsewhere. Members' own data keys, in the folder data-keys beside it, are sealed "
        "anew too; let no copy of that folder be made, or what is destroyed by destroying such a key lives on in it.",
    )
    add_config_argument(rotating)
    rotating.set_defaults(run=run_rotate)


def run_rotate(arguments: Namespace) -> int:
    from governance.accounts.authenticator_apps import reseal
    from governance.db.retry import run_act
    from governance.meetings.coming_actions import reseal_reasons
    from governance.security.data_keys import DataKeys
    from governance.security.vault import KeyMissing, Spoiled, Vault
    from governance.subscriptions.actions import reseal_subscriptions

    settings = read_configuration(arguments).settings
    database = open_record(settings)
    vault = Vault(Path(settings.vault_keys))
    data_keys = DataKeys(vault)
    try:
        key = vault.make_key()
        # All of them are read before anything is sealed anew.
        outdated = data_keys.read_outdated()
        count = run_act(
            database,
            lambda session: (
                reseal(session, vault) + reseal_reasons(session, vault) + reseal_subscriptions(session, vault)
            ),
        )
        count += data_keys.seal_anew(outdated)
    except KeyMissing as error:
        raise BadInput(f"{error}; nothing was sealed anew") from None
    except Spoiled:
        raise BadInput("a sealed secret was changed in the database, so nothing was sealed anew") from None
    finally:
        database.close()
    print(f"A new key seals from now on: {key.file}. Keep a copy of it apart, and of no data key.")
    print(f"Sealed anew: {count}.")
    return 0
