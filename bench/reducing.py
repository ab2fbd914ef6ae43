"""The two works that `bench.reduce` holds against each other, each in a process of its own that imports no more."""

import csv
import sys
from collections import Counter
from pathlib import Path
from time import process_time

from bench.measuring import read_peak_memory
from governance.oversight.metrics import load_dictionary
from governance.oversight.reduction import read_mapping, reduce_file, save_document


def count_only(calls: Path) -> None:
    """The floor: what nobody can do without who reads the file."""
    with calls.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        Counter(row[5] for row in rows)


def reduce_calls(calls: Path) -> None:
    """All of `governance reduce`, from the mapping beside the file to the figures beside it."""
    dictionary = load_dictionary()
    mapping = read_mapping(calls.with_suffix(".toml").read_bytes(), "calls.toml", dictionary)
    with calls.open("rb") as file:
        reduction = reduce_file(file, mapping, dictionary)
    assert reduction.document is not None, reduction.bad.listed[:3]
    save_document(reduction.document, calls.with_suffix(".json"))


if __name__ == "__main__":
    started = process_time()
    {"count": count_only, "reduce": reduce_calls}[sys.argv[1]](Path(sys.argv[2]))
    print(process_time() - started, read_peak_memory() / 1e6)
