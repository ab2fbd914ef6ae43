"""From an agency's call file to aggregates, as a stream: rows are read once, counted and forgotten.

    intake      bytes to rows: encodings, delimiters, quotes, what is no CSV at all
    mappings    which column is which field of the dictionary, in a TOML file
    zones forms times  moments of calls in the program's own zone
    codes       local codes to categories, numbers
    identities  repeats of rows and of persons, by salted hashes that end with the process
    grid tallies kept intervals cells    counting, medians
    reducing    all of it in one pass; aggregates writes what is left

It runs on the agency's own machine, so no database, no web and no other room may enter. No value of a file leaves it
unless the mapping names that value.
"""

from governance.oversight.reduction.aggregates import save_document
from governance.oversight.reduction.mappings import Mapping, read_mapping
from governance.oversight.reduction.problems import BadRow, BadRows, Reason, UnusableFile, UnusableMapping
from governance.oversight.reduction.reducing import Reduction, reduce_file

__all__ = [
    "BadRow",
    "BadRows",
    "Mapping",
    "Reason",
    "Reduction",
    "UnusableFile",
    "UnusableMapping",
    "read_mapping",
    "reduce_file",
    "save_document",
]
