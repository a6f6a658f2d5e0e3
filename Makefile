# `make demo` and `make test` set up everything they need in .venv: Python 3.11+ and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STATE := .demo
# More than the usual two cores: many tests wait for a process more than they compute.
WORKERS ?= 4

.PHONY: demo test sweep attack check lint types imports bench clean

# The reference case, headless, on a practice account that is as new.
demo: $(VENV)/demo
	$(BIN)/multisite-tui --demo --state-dir $(STATE) demo reset
	$(BIN)/multisite-tui --demo --state-dir $(STATE) --answers examples/main-io.yaml --yes

# Everything that must hold before a change lands. Of the largest matrices it tries a part, another for each commit;
# `make test SAMPLE=word` tries the part that this word draws.
test: $(VENV)/dev check
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

# The whole crash sweep, of which `make test` tries a part: a kill at every call of each case, a resume, a comparison.
sweep: $(VENV)/dev
	$(BIN)/python -m tests.sweep

# What strangers, signals and bad disks may do, of which `make test` tries a small fixed part: docs/attack.md.
attack: $(VENV)/dev
	$(BIN)/python -m tests.attack

check: lint types imports

lint: $(VENV)/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(VENV)/dev
	$(BIN)/mypy

imports: $(VENV)/dev
	$(BIN)/lint-imports

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(STATE) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/demo: $(VENV)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[demo]'
	touch $@

$(VENV)/dev: $(VENV)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@
