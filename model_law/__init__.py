"""What the law requires of a board: acts as data, and pure functions that judge plain facts by them.

One TOML file under ``acts/`` holds one act or statute: its provisions, their parameters, where each was
read and how far it may be trusted. The functions take a roster at a date and return findings: provision,
verdict, sum and remedies.

What may enter: the standard library, whole numbers and exact fractions, dates handed in by the caller. What
may not: web, database, files other than this package's own, clock, environment, floating point, any room of
the portal. A finding never names a person; its words are ids with arguments, worded in English or Spanish
by ``wording``.

Start with ``provisions.load_act``, ``profiles.settle`` and ``profiles.judge``.
"""
