"""Scheduled work, under a lease in the database.

Several processes, on several machines, may all try: a job runs once when it is due, because whoever starts it takes its
lease first, and because each job does no harm when it runs twice. What the work is lives in the rooms; no rule enters
here.
"""
