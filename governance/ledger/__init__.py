"""The ledger: what was done, in an order that nobody can change unseen.

One append-only log a board and one for the portal itself. An act writes one entry in its own transaction, as canonical
JSON of opaque ids, numbers, closed codes and hashes; the rows it wrote are sealed under salted hashes, so that a purge
can destroy row and salt while every proof stands. A Merkle tree (RFC 9162) covers each log, and signed heads fix what
it held when.

Names, written text and governance rules may not enter. The rooms above say what an act is.
"""
