"""How fast the portal is, as ratios: each figure is held against a floor that is measured in the same run.

A floor is the least that the work could cost on this machine: a view that reads one row, the page's own SQL and template
alone, the same page of a small database, the driver's own bulk insert. Rounds of floor and ours take turns and medians
are compared, so that a busy machine slows both. One module a topic, each on SQLite and on PostgreSQL. Nothing of the
portal imports this package, and no test asserts on its figures.
"""
