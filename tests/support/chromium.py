"""Where Chromium is on this machine. Standard library only: run.py asks before anything is installed."""

import os
import shutil
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Playwright keeps the browsers that it downloads in one of these, each version in a folder of its own.
PLAYWRIGHT_FOLDERS = (".cache/ms-playwright", "Library/Caches/ms-playwright")
PLAYWRIGHT_PROGRAMS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")


def find_chromium() -> str | None:
    """Return the path of Chromium or Chrome: $CHROMIUM, else the system's, else Playwright's; None without any.

    Raises FileNotFoundError if $CHROMIUM names something that is no program.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise FileNotFoundError(2, "CHROMIUM names no program that can be started", chosen)
        return found
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            return found
    candidates = [root / path for root in (Path("/"), Path.home()) for path in MAC_APPLICATIONS]
    candidates += find_playwright_programs()
    return next((str(path) for path in candidates if os.access(path, os.X_OK)), None)


def find_playwright_programs() -> list[Path]:
    """Return the Chromium programs that Playwright downloaded, the newest version first."""
    folders = [Path.home() / folder for folder in PLAYWRIGHT_FOLDERS]
    if os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        folders.insert(0, Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"]))
    found = [path for folder in folders for pattern in PLAYWRIGHT_PROGRAMS for path in folder.glob(pattern)]
    return sorted(found, key=read_version, reverse=True)


def read_version(program: Path) -> tuple[int, str]:
    """Return a sorting key from the version in a path such as chromium-1200/chrome-linux/chrome."""
    versions = [part.split("-")[1] for part in program.parts if part.startswith("chromium-")]
    return (int(versions[-1]) if versions[-1].isdigit() else 0, str(program))
