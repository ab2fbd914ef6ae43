"""Oversight: what a board is told of its program, and how figures are made that can be trusted.

`metrics` holds the definitions as data. `reduction` turns an agency's call file into aggregates, on the agency's own
machine as well as here. Incident rows, addresses, names, ids and free text may not enter any table, log or file of
this room: only counts, medians and what is needed to judge them.
"""
