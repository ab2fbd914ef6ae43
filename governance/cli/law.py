"""`governance law`: list the acts, show what one asks, and judge any board from a CSV roster.

It needs no database, no settings and no other room: acts and judgements are `model_law`'s, this only reads
files, prints and answers with an exit code.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from model_law.facts import count_seats
from model_law.findings import Finding, Verdict, as_data
from model_law.parameters import write_value
from model_law.plain_text import act_as_data, act_lines, cited, wrapped
from model_law.profiles import SettingError, answers_from_roster, judge, settle
from model_law.provisions import Act, list_acts, load_act, read_act
from model_law.roster_rows import RosterError
from model_law.rosters import Reading, read_roster
from model_law.rules import Profile
from model_law.tables import ActError
from model_law.wording import LANGUAGES, label, word_finding, word_remedy

MET, BREACHED, BAD_INPUT = 0, 1, 2

CHECK_HELP = """\
Judge a board from a CSV roster, on one day, under one act. No database is needed.

Columns: name (empty = vacant seat) and categories must be there. seat, voting (yes|no), disqualified
(yes|no|relative), organization, role, start and end (YYYY-MM-DD, empty = open) may be. Categories are ids of
the act, separated by semicolons, or community_representative where the category is not to be told; a person
counts once. `governance law show PROFILE` prints the ids."""

CHECK_END = """\
Exit codes: 0 met; 1 not met, or nobody serves; 2 bad input, with row and column.
Only rules known from a text decide the exit code: the portal's own defaults warn, unless --adopt names
them."""


class InputError(ValueError):
    """What the person typed or the file holds cannot be used; the message says where and what to do."""


def _find_act(name: str) -> Act:
    """An act that ships, by its id, or a locality's own, by the path of its TOML file."""
    if not name.endswith(".toml"):
        try:
            return load_act(name)
        except LookupError as problem:
            raise InputError(str(problem.args[0])) from problem
    try:
        return read_act(Path(name).read_text(encoding="utf-8"), Path(name).name)
    except OSError as problem:
        raise InputError(f"{name}: {problem.strerror or problem}") from problem
    except UnicodeDecodeError as problem:
        raise InputError(f"{name}: is not UTF-8") from problem


def _read_file(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as problem:
        raise InputError(f"{name}: {problem.strerror or problem}") from problem
    except ValueError as problem:  # a NUL inside the file's name
        raise InputError(f"{name!r}: {problem}") from problem


def _read_day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise InputError(f"--on {text}: write the day as YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise InputError(f"--on {text}: is not a day of the calendar") from problem


def _read_settings(pairs: Sequence[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or "." not in key:
            raise InputError(f"--set {pair}: write RULE.PARAMETER=VALUE, such as COMP-01.p=60/100")
        if key.strip() in settings:
            raise InputError(f"--set {pair}: {key.strip()} is set twice")
        settings[key.strip()] = value.strip()
    return settings


def _settle(act: Act, on: date, settings: dict[str, str], adopt: Sequence[str]) -> Profile:
    adopted = {provision.id for provision in act.provisions} if "all" in adopt else set(adopt)
    profile = settle(act, on, settings, adopted)
    in_force = {rule.provision.id for rule in profile.rules}
    for key in settings:
        if key.partition(".")[0] not in in_force:
            raise InputError(f"--set {key}: the rule is not in force on {on}")
    if not any(rule.enforced and answers_from_roster(rule) for rule in profile.rules):
        raise InputError(f"{act.id} has no rule in force on {on} that a roster can decide")
    return profile


def exit_code(findings: Sequence[Finding]) -> int:
    """0 where what binds is met; 1 where it is breached, or where nobody serves whose share could be told."""
    binding = [finding for finding in findings if finding.ruled_by.enforced]
    if any(finding.verdict is Verdict.BREACHED for finding in binding):
        return BREACHED
    shares = [finding for finding in binding if finding.ruled_by.provision.check in {"share", "share_both"}]
    if any(finding.verdict is Verdict.CANNOT_TELL for finding in shares):
        return BREACHED
    return MET if any(finding.verdict is Verdict.MET for finding in binding) else BREACHED


def _overall(findings: Sequence[Finding]) -> str:
    if exit_code(findings) == MET:
        return "met"
    breached = any(f.verdict is Verdict.BREACHED for f in findings if f.ruled_by.enforced)
    return "breached" if breached else "cannot_tell"


def _finding_lines(finding: Finding) -> Iterator[str]:
    provision = finding.ruled_by.provision
    yield f"{provision.id}  {label('verdicts', finding.verdict, 'en').upper()}  {provision.title.en}"
    yield wrapped(word_finding(finding, "en"), "  ")
    missing = finding.arguments.get("missing")
    if missing:
        yield wrapped("Short: " + ", ".join(f"{category} by {number}" for category, number in missing.items()), "  ")
    if finding.remedies:
        yield "  What would do, any one of these:"
        for remedy in finding.remedies:
            yield wrapped(word_remedy(remedy, "en"), "  - ").replace("\n  - ", "\n    ")
    if finding.ruled_by.departures:
        yield wrapped(
            "Set here, not the act's: "
            + ", ".join(
                f"{name} = {write_value(finding.ruled_by.values[name])}" for name in finding.ruled_by.departures
            ),
            "  ",
        )
    yield wrapped(f"How known: {label('evidence', finding.how_known, 'en')}. {cited(provision)}", "  ")
    yield ""


def _check_lines(profile: Profile, reading: Reading, findings: Sequence[Finding]) -> Iterator[str]:
    count = count_seats(reading.roster)
    yield profile.act.title.en
    yield wrapped(
        {
            "met": f"This board would meet the rules that decide here, on {reading.roster.on}.",
            "breached": f"This board would not meet the rules that decide here, on {reading.roster.on}.",
            "cannot_tell": f"Whether this board meets the rules that decide here, on {reading.roster.on}, "
            "cannot be told.",
        }[_overall(findings)],
        "",
    )
    alternates = f", {count.alternates} alternates beside them" if count.alternates else ""
    yield (
        f"Seats: {count.seats}; held {count.serving}, of them with a vote {count.voting}; "
        f"vacant {count.vacant}{alternates}."
    )
    yield ""
    asked = [finding for finding in findings if answers_from_roster(finding.ruled_by)]
    known = [finding for finding in asked if finding.verdict is not Verdict.CANNOT_TELL or finding.ruled_by.enforced]
    for finding in known:
        yield from _finding_lines(finding)
    if untold := [finding for finding in asked if finding not in known]:
        yield "Cannot be told from this roster, and decides nothing here:"
        for finding in untold:
            yield wrapped(f"{finding.rule}  {word_finding(finding, 'en')}", "  ")
        yield ""
    if other := [finding for finding in findings if finding not in asked]:
        yield "Not judged, because a roster does not hold these facts:"
        for finding in other:
            yield f"  {finding.rule}  {finding.ruled_by.provision.title.en}"
        yield ""
    for note in reading.notes:
        yield wrapped(f"Note: {note}", "")


def _check_data(profile: Profile, reading: Reading, findings: Sequence[Finding]) -> dict[str, Any]:
    count = count_seats(reading.roster)
    return {
        "profile": profile.act.id,
        "title": profile.act.title.en,
        "on": reading.roster.on.isoformat(),
        "verdict": _overall(findings),
        "seats": {
            "authorized": count.seats,
            "serving": count.serving,
            "voting": count.voting,
            "vacant": count.vacant,
            "alternates": count.alternates,
        },
        "findings": [
            as_data(finding)
            | {
                "text": {language: word_finding(finding, language) for language in LANGUAGES},
                "remedies_text": [
                    {language: word_remedy(remedy, language) for language in LANGUAGES} for remedy in finding.remedies
                ],
            }
            for finding in findings
        ],
        "notes": list(reading.notes),
    }


def run_check(arguments: argparse.Namespace) -> int:
    """Judge a roster and print the findings; the exit code is the verdict."""
    act = _find_act(arguments.profile)
    on = _read_day(arguments.on)
    profile = _settle(act, on, _read_settings(arguments.set), arguments.adopt)
    try:
        reading = read_roster(_read_file(arguments.roster), on, act.categories)
    except RosterError as problem:
        raise InputError(f"{arguments.roster}: {problem}") from problem
    findings = judge(profile, reading.roster)
    if arguments.format == "json":
        print(json.dumps(_check_data(profile, reading, findings), indent=2))
    else:
        print("\n".join(_check_lines(profile, reading, findings)).rstrip())
    return exit_code(findings)


def run_list(arguments: argparse.Namespace) -> int:
    """Print every act that ships."""
    acts = [load_act(act_id) for act_id in list_acts()]
    if arguments.format == "json":
        print(
            json.dumps(
                [
                    {
                        "id": act.id,
                        "kind": act.kind,
                        "title": {"en": act.title.en, "es": act.title.es},
                        "jurisdiction": {"en": act.jurisdiction.en, "es": act.jurisdiction.es},
                        "provisions": len(act.provisions),
                    }
                    for act in acts
                ],
                indent=2,
            )
        )
        return MET
    for act in acts:
        print(f"{act.id:<18}{label('kinds', act.kind, 'en')}: {act.title.en}")
    return MET


def run_show(arguments: argparse.Namespace) -> int:
    """Print an act as numbered text: rules, parameters with their ranges, sources, and how each is known."""
    act = _find_act(arguments.profile)
    if arguments.format == "json":
        print(json.dumps(act_as_data(act), indent=2))
    else:
        print("\n".join(act_lines(act, arguments.language)))
    return MET


def run(arguments: argparse.Namespace) -> int:
    """Run a law command; bad input becomes one line on standard error and exit code 2."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="replace")  # a terminal without Spanish letters still gets the rest
    try:
        code: int = arguments.law_command(arguments)
    except (InputError, SettingError, ActError) as problem:
        line = " ".join(str(problem).split())
        print(f"governance law: {line.encode('ascii', 'backslashreplace').decode()}", file=sys.stderr)
        return BAD_INPUT
    return code


def add_commands(subparsers: Any) -> None:
    """Add `law list`, `law show` and `law check` to the subparsers of the command `governance`."""
    words = "list acts, show what they ask, judge a board from a roster"
    law = subparsers.add_parser("law", help=words, description=f"{words.capitalize()}.")
    commands = law.add_subparsers(dest="law_action", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="list the acts", description="List the acts.")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.set_defaults(law_command=run_list, run=run)
    words = "print an act: rules, parameters, sources, and how each is known"
    show = commands.add_parser("show", help=words, description=f"{words.capitalize()}.")
    show.add_argument("profile", metavar="PROFILE", help="an act's id, or the path of an act's TOML file")
    show.add_argument("--language", choices=LANGUAGES, default="en")
    show.add_argument("--format", choices=("text", "json"), default="text")
    show.set_defaults(law_command=run_show, run=run)
    check = commands.add_parser(
        "check",
        help="judge a board from a CSV roster",
        description=CHECK_HELP,
        epilog=CHECK_END,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("--profile", required=True, help="an act's id, or the path of an act's TOML file")
    check.add_argument("--roster", required=True, metavar="FILE.csv", help="the roster; - reads standard input")
    check.add_argument("--on", required=True, metavar="DATE", help="the day to judge, YYYY-MM-DD")
    check.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="RULE.PARAMETER=VALUE",
        help="a local value, such as COMP-01.p=60/100; may be repeated",
    )
    check.add_argument(
        "--adopt",
        action="append",
        default=[],
        metavar="RULE",
        help="let a default of the portal's own decide too, as if the board's instrument adopted it; "
        "all for every rule",
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(law_command=run_check, run=run)
