"""The way in: run.py, and the tools that the tests themselves stand on."""
