"""The WSGI application as each process of `governance serve` makes it."""

import logging
import os
import warnings
from configparser import ConfigParser
from logging.config import fileConfig
from pathlib import Path
from typing import Any

from governance.cli.configuration import VARIABLE, read_raw_settings


def set_up_logging(file: str) -> None:
    """Log as the ini file says; to standard error where it says nothing.

    Raises what logging.config.fileConfig raises for a section that cannot be used.
    """
    parser = ConfigParser({"here": str(Path(file).parent).replace("%", "%%"), "__file__": file.replace("%", "%%")})
    parser.read(file, "utf-8")
    if parser.has_section("loggers"):
        fileConfig(parser, disable_existing_loggers=False)
    else:
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
        logging.getLogger("governance").setLevel(logging.INFO)


def make_application() -> Any:
    """The application of the ini file that the environment's GOVERNANCE_CONFIG names."""
    # Pyramid 2.1 and deform 3.0.1 import pkg_resources until their next major versions.
    warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
    from governance import main

    file = os.environ[VARIABLE]
    raw = read_raw_settings(file)
    set_up_logging(file)
    return main({"__file__": file, "here": str(Path(file).parent)}, **raw)
