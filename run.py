#!/usr/bin/env python3
"""The one command: makes the portal's environment, starts the portal, and runs its checks.

It needs nothing but Python and its standard library. What it makes stays in .venv, where a second start finds
it. The file must parse under any Python 3.6 or newer, so that an old one can say what is missing.
"""

import argparse
import ctypes.util
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

NEEDED_PYTHON = (3, 11)


def explain_old_python(version, platform, executable):
    """Return the one line that says why this Python cannot be used; an empty one if it can."""
    if tuple(version[:2]) >= NEEDED_PYTHON:
        return ""
    apples = ("/usr/bin/", "/Library/Developer/", "/Applications/Xcode")
    whose, cure = "", "start it with a newer one."
    if platform == "darwin" and executable.startswith(apples):
        whose = "Apple's own "
        cure = "install one from python.org or with 'brew install python', open a new terminal and start again."
    return f"The portal needs Python 3.11 or newer, and this is {whose}Python {version[0]}.{version[1]}: {cure}"


if explain_old_python(sys.version_info, sys.platform, sys.executable):
    print(explain_old_python(sys.version_info, sys.platform, sys.executable), file=sys.stderr)
    sys.exit(2)

HELP = """\
python3 run.py                    start the portal on http://127.0.0.1:6543
python3 run.py --port N           start it on another port
python3 run.py test [ARGUMENTS]   install what testing needs and run every check (ARGUMENTS go to pytest)
python3 run.py soak [ARGUMENTS]   run the same tests with their long counts
python3 run.py bench [ARGUMENTS]  run the benchmark
python3 run.py lock [ARGUMENTS]   resolve setup.cfg into the requirements files again (ARGUMENTS go to uv)
python3 run.py texts              collect the texts of code and templates for translation
python3 run.py help               print this"""
ROOT = Path(__file__).resolve().parent
DEFAULT_PORT = 6543
RUNTIME = "requirements.txt"
TESTING = "requirements-test.txt"  # holds all that RUNTIME holds, at the same versions
PROJECT_FILES = ("setup.cfg", "pyproject.toml")
# A process a core and one more, for a test often waits for its database; but no more servers and browsers than a large
# machine is glad of. "-n0" runs all in one.
SIDE_BY_SIDE = ("-n", str(min(4, (os.cpu_count() or 1) + 1)), "--dist", "worksteal")
# Debian's names: libatomic1 is for the node that Playwright brings, the font for text that can be measured.
BROWSER_PACKAGES = ("chromium", "libatomic1", "fonts-dejavu-core")


class StartError(Exception):
    """What stands in the way, in one line for the person who typed the command."""


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command named by `arguments` for the checkout in `root`; return the exit code."""
    if arguments and not arguments[0].startswith("-"):
        name, rest = arguments[0], arguments[1:]
    elif arguments[:1] in (["-h"], ["--help"]):
        name, rest = "help", []
    else:
        name, rest = "start", arguments
    commands = {
        "start": start,
        "test": test,
        "soak": soak,
        "bench": bench,
        "lock": lock,
        "texts": texts,
        "help": print_help,
    }
    try:
        if name not in commands:
            raise StartError(f"There is no command {name!r}: python3 run.py help lists them.")
        os.chdir(root)
        return commands[name](Checkout(root), rest)
    except StartError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        print(f"Not possible here: {error.strerror or error}{place}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 2


# -- the commands ------------------------------------------------------------------------------------------


def start(checkout: "Checkout", arguments: list[str]) -> int:
    """Install what is missing, bring the database up to date, load the demo board once, and serve."""
    parser = argparse.ArgumentParser(prog="python3 run.py")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    port = parser.parse_args(arguments).port
    check_port(port)
    checkout.prepare(RUNTIME)
    governance = checkout.program("governance")
    for step in ("init", "demo"):
        code = subprocess.call([governance, step])
        if code:
            return code
    print(f"The portal starts: open http://127.0.0.1:{port}/ in a browser. Ctrl+C stops it.", flush=True)
    return os.execv(governance, [governance, "serve", "--port", str(port)])


def test(checkout: "Checkout", arguments: list[str]) -> int:
    """Run every check: style, types, import rules, then all tests. Fails if any of them failed."""
    checkout.prepare(TESTING)
    prepare_browser()
    python = checkout.program("python")
    checks = [
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("import rules", [checkout.program("lint-imports")]),
        ("pytest", [python, "-m", "pytest", *SIDE_BY_SIDE, *arguments]),
    ]
    failed = []
    for name, command in checks:
        print(f"== {name}", flush=True)
        if subprocess.call(command):
            failed.append(name)
    names = ", ".join(name for name, _ in checks)
    print(f"Not well: {', '.join(failed)}" if failed else f"All well: {names}")
    return 1 if failed else 0


def soak(checkout: "Checkout", arguments: list[str]) -> int:
    """Run the tests with their long counts."""
    checkout.prepare(TESTING)
    prepare_browser()
    return subprocess.call([checkout.program("python"), "-m", "pytest", *SIDE_BY_SIDE, "--soak", *arguments])


def bench(checkout: "Checkout", arguments: list[str]) -> int:
    """Run the benchmark."""
    checkout.prepare(TESTING)
    return subprocess.call([checkout.program("python"), "-m", "bench", *arguments])


def lock(checkout: "Checkout", arguments: list[str]) -> int:
    """Resolve setup.cfg for every Python from 3.11 up into the requirements files, each pin with its hashes."""
    uv = shutil.which(checkout.program("uv")) or shutil.which("uv")
    if uv is None:
        raise StartError("Locking needs uv: 'python3 run.py test' installs it, or 'pip install uv'.")
    compile_ = [uv, "pip", "compile", "setup.cfg", "--quiet", "--generate-hashes", "--universal"]
    compile_ += ["--python-version", "{}.{}".format(*NEEDED_PYTHON)]
    compile_ += ["--custom-compile-command", "python3 run.py lock", *arguments]
    for target in (["-o", RUNTIME], ["--extra", "test", "--constraint", RUNTIME, "-o", TESTING]):
        if subprocess.call([*compile_, *target], stdout=subprocess.DEVNULL):
            raise StartError("uv could not resolve setup.cfg; what it says stands above.")
    print(f"Wrote {RUNTIME} and {TESTING}.")
    return 0


def texts(checkout: "Checkout", arguments: list[str]) -> int:
    """Bring the catalogue of texts up to date with code and templates, and say what is not translated."""
    checkout.prepare(RUNTIME)
    return subprocess.call([checkout.program("python"), "-m", "tests.support.catalogue", *arguments])


def print_help(checkout: "Checkout", arguments: list[str]) -> int:
    """Print what can be typed."""
    print(HELP)
    return 0


# -- the environment ---------------------------------------------------------------------------------------


class Checkout:
    """The folder of the project, and the environment `.venv` in it.

    A stamp in the environment says for which folder and Python it was made, and what was last installed, so
    that a start with nothing to do does nothing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = root / ".venv"
        self.stamp = self.environment / "installed.json"
        self.log = self.environment / "install.log"

    def program(self, name: str) -> str:
        """Return the path of a program in the environment."""
        return str(self.environment / "bin" / name)

    def prepare(self, requirements: str) -> None:
        """Make sure that the environment holds what the file `requirements` locks, and the project itself."""
        for folder in (self.root, self.environment):
            if folder.exists() and not os.access(folder, os.W_OK):
                raise StartError(f"{folder} cannot be written to: copy the project to a folder of your own.")
        version = self.ask_python()
        stamp = self.read_stamp()
        wanted = self.fingerprint(requirements)
        remake = version is None or stamp.get("python", version) != version
        if not remake and stamp.get("installed", {}).get(requirements) == wanted:
            return
        if remake or not self.has_pip():
            self.make()
        self.install(requirements)
        installed = {requirements: wanted}
        if requirements == TESTING:
            installed[RUNTIME] = self.fingerprint(RUNTIME)
        stamp = {"folder": str(self.environment), "python": self.ask_python(), "installed": installed}
        self.stamp.write_text(json.dumps(stamp, indent=1), encoding="utf-8")

    def ask_python(self) -> "str | None":
        """Return the version of the environment's Python, such as "3.11"; None where it cannot be used.

        An environment that was copied or moved here cannot: its programs name the folder they came from.
        """
        if self.read_stamp().get("folder", str(self.environment)) != str(self.environment):
            return None
        question = "import sys; print(sys.prefix); print('%d.%d' % sys.version_info[:2])"
        command = [self.program("python"), "-I", "-c", question]
        try:
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        except (OSError, subprocess.CalledProcessError):
            return None
        prefix, version = answer.splitlines()
        ours = os.path.realpath(prefix) == os.path.realpath(self.environment)
        new_enough = tuple(int(part) for part in version.split(".")) >= NEEDED_PYTHON
        return version if ours and new_enough else None

    def has_pip(self) -> bool:
        """Return whether the environment can install anything (not if its making was cut short)."""
        command = [self.program("python"), "-I", "-m", "pip", "--version"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def read_stamp(self) -> dict:
        """Return what the stamp says; an empty dict where there is none that can be read."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def fingerprint(self, requirements: str) -> str:
        """Return a digest of all that decides what an installation of `requirements` holds."""
        digest = hashlib.sha256()
        for name in (requirements, *PROJECT_FILES):
            content = (self.root / name).read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()

    def make(self) -> None:
        """Make the environment anew."""
        ensure_ensurepip()
        if self.environment.is_symlink() or self.environment.is_file():
            self.environment.unlink()
        elif self.environment.exists():
            shutil.rmtree(self.environment)
        print("Making the environment in .venv", flush=True)
        try:
            venv.create(self.environment, with_pip=True, symlinks=True)
        except subprocess.CalledProcessError:
            message = "This Python could not make a virtual environment: reinstall it, or use another."
            raise StartError(message) from None
        except ValueError as error:  # a folder whose name no environment can have
            raise StartError(str(error)) from None

    def install(self, requirements: str) -> None:
        """Install the locked packages and the project. Raises StartError if pip fails."""
        total = (self.root / requirements).read_text(encoding="utf-8").count("==")
        print(f"Installing the packages of {requirements}, once; this may take a minute", flush=True)
        pip = [self.program("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        # The project and its build need no download: setuptools is one of the locked packages.
        steps = (
            ["--retries", "2", "--require-hashes", "-r", requirements],
            ["--no-deps", "--no-index", "--no-build-isolation", "-e", "."],
        )
        with self.log.open("w", encoding="utf-8") as log:
            for step in steps:
                code, answer = follow([*pip, *step], self.root, log, total)
                if code:
                    raise StartError(f"{explain_pip(answer)}. What pip said: {self.log}")


def follow(command: list[str], folder: Path, log, total: int) -> tuple[int, str]:
    """Run pip in `folder` and copy what it says to the open file `log`; count its packages on a terminal.

    Returns its exit code and all that it said.
    """
    lines, count, watched = [], 0, sys.stderr.isatty()
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, **output) as process:
        for line in process.stdout:
            log.write(line)
            lines.append(line)
            count += line.startswith("Collecting ")
            if watched:
                print(f"\r{min(count, total)} of {total} ", end="", file=sys.stderr, flush=True)
    if watched:
        print("\r" + " " * 20 + "\r", end="", file=sys.stderr, flush=True)
    return process.returncode, "".join(lines)


def explain_pip(answer: str) -> str:
    """Return why pip failed, as part of a sentence, from what it said."""
    unreachable = "The package index could not be reached: check the network and start again"
    reasons = (
        ("DO NOT MATCH THE HASHES", "A downloaded package is not the one that the requirements file names"),
        ("No space left", "The disk is full"),
        ("Permission denied", "A file in .venv cannot be written to"),
        ("connection broken", unreachable),
        ("Could not fetch URL", unreachable),
        ("from versions: none", unreachable),
        ("No matching distribution", "A locked package does not exist for this Python and system"),
    )
    return next((reason for mark, reason in reasons if mark in answer), "pip could not install the packages")


# -- what the machine must have ----------------------------------------------------------------------------


def check_port(port: int) -> None:
    """Raise StartError if the portal could not listen on `port` of this machine."""
    if not 0 < port < 65536:
        raise StartError(f"{port} is no port: choose one from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as a server does after a restart
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except PermissionError:
            message = f"Port {port} is not open to you: try python3 run.py --port {DEFAULT_PORT}"
            raise StartError(message) from None
        except OSError:
            other = port + 1 if port < 65535 else DEFAULT_PORT
            cure = f"stop the program that uses it, or try python3 run.py --port {other}"
            raise StartError(f"Port {port} is taken, perhaps by a portal that runs already: {cure}") from None


def ensure_ensurepip() -> None:
    """Make sure that this Python can make environments; on Debian and its kin that is a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    line = f"'apt-get update && apt-get install -y {package}'"
    sudo = shutil.which("sudo")
    if shutil.which("apt-get") is None:
        raise StartError("This Python lacks its modules venv and ensurepip: install them, and start again.")
    if os.geteuid() == 0:
        install_with_apt([package])
    elif sudo and sys.stdin.isatty() and input(f"Install {package} with sudo? [y/N] ").lower() in ("y", "yes"):
        install_with_apt([package], ["sudo"])
    else:
        cure = f"type this and start again: {'sudo sh -c' if sudo else 'su -c'} {line}"
        raise StartError(f"This Python cannot make environments without {package}: {cure}")
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        raise StartError(f"{package} is installed, yet this Python has no ensurepip: try /usr/bin/python3 run.py")


def prepare_browser() -> None:
    """Make sure that the browser tests find Chromium: as root on Debian install it, else say what to install."""
    from tests.support.chromium import find_chromium

    debian = shutil.which("apt-get") is not None
    if find_chromium() and (not debian or ctypes.util.find_library("atomic")):
        return
    if debian and os.geteuid() == 0:
        try:
            install_with_apt(BROWSER_PACKAGES)
        except StartError as error:
            print(error, file=sys.stderr)
    elif debian:
        packages = " ".join(BROWSER_PACKAGES)
        print(f"For the browser tests: sudo apt-get install --no-install-recommends {packages}")
    else:
        print("For the browser tests: install Google Chrome, or type .venv/bin/playwright install chromium")


def install_with_apt(packages: "tuple | list", prefix: "tuple | list" = ()) -> None:
    """Install Debian packages, without those that are merely recommended. Raises StartError if that fails."""
    names = " ".join(packages)
    print(f"Installing {names} with apt-get", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    with tempfile.TemporaryFile() as answer:
        quietly = {"stdin": subprocess.DEVNULL, "stdout": answer, "stderr": answer}
        # A list that could not be renewed, of some other source perhaps, matters only if a package is missing.
        subprocess.call([*apt, "update"], **quietly)
        code = subprocess.call([*apt, "install", "-y", "--no-install-recommends", *packages], **quietly)
        answer.seek(0)
        said = answer.read().decode("utf-8", "replace")
    if code:
        reason = next((line[3:] for line in said.splitlines() if line.startswith("E: ")), f"exit code {code}")
        raise StartError(f"apt-get could not install {names}: {reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
