"""Call files that staff send: read while they arrive, and told of with care.

Nothing of a file's rows is kept, written to a disk or logged: not by an error that quotes what it could not read either.
"""

import io
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from governance.oversight.call_words import FILE_BROKE_OFF, FILE_MISSING, MAPPING_UNUSABLE, word_fault
from governance.oversight.metrics import load_dictionary
from governance.oversight.reduction import UnusableFile, UnusableMapping
from governance.security.streams import BrokenOff, find_stream
from governance.web.forms import FieldProblem, submit
from governance.web.locale import translate

Told = TypeVar("Told")


class FileNotRead(RuntimeError):
    """A file on which the portal failed; the message says where in the code, and nothing of the file."""


def take_file(request: Any) -> BinaryIO:
    """The file of this request. Raises FieldProblem where none came."""
    stream = find_stream(request)
    if stream is None:
        raise FieldProblem("file", FILE_MISSING)
    return io.BufferedReader(stream)


def read_safely(read: Callable[[], Told]) -> Told:
    """What a reader makes of a file. Raises FieldProblem for a file that cannot be used, FileNotRead for our own errors."""
    try:
        return read()
    except BrokenOff:
        raise FieldProblem("file", FILE_BROKE_OFF) from None
    except UnusableFile as error:
        raise FieldProblem("file", word_fault(error.fault, error.arguments)) from None
    except UnusableMapping as error:
        raise FieldProblem("", f"{translate(MAPPING_UNUSABLE)} {error}") from None
    except Exception as error:  # whatever it is, its message may quote a cell
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise FileNotRead(f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}") from None


def submit_file(view: Any) -> Any:
    """Answer a form that brings a file: the file is read to its end, so that its sender hears the answer."""
    stream = find_stream(view.request)
    try:
        return submit(view.request, view.form, view.save) or view.show()
    finally:
        if stream is not None:
            stream.drain()


def describe_codes(counts: Any, language: str) -> list[tuple[str, list[tuple[str, int]]]]:
    """Codes by the name of their field, the most frequent first."""
    fields = load_dictionary().fields
    return [
        ((fields[field].name.es if language == "es" else fields[field].name.en), some.most_common(100))
        for field, some in counts.items()
        if some
    ]
