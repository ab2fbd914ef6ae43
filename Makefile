# Short names for the one command; everything is in run.py.
PYTHON ?= python3

.PHONY: start test soak bench lock
start:
	$(PYTHON) run.py
test soak bench lock:
	$(PYTHON) run.py $@
