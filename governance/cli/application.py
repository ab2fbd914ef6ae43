"""The WSGI application as each process of `governance serve` makes it."""

import os
import warnings
from logging.config import fileConfig
from pathlib import Path
from typing import Any

from governance.cli.configuration import VARIABLE, read_raw_settings


def set_up_logging(file: str) -> None:
    """Log as the ini file says. Raises what logging.config.fileConfig raises for a section that cannot be used."""
    folder = str(Path(file).parent)
    fileConfig(file, {"here": folder, "__file__": file}, disable_existing_loggers=False, encoding="utf-8")


def make_application() -> Any:
    """The application of the ini file that the environment's GOVERNANCE_CONFIG names."""
    # Pyramid 2.1 and deform 3.0.1 import pkg_resources until their next major versions.
    warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
    from governance import main

    file = os.environ[VARIABLE]
    raw = read_raw_settings(file)
    set_up_logging(file)
    return main({"__file__": file, "here": str(Path(file).parent)}, **raw)
