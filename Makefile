# The developer's manual: `make` lists what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# One more than there are processors: many tests wait for a process or a socket.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')

.DEFAULT_GOAL := help
.PHONY: help demo run console test coverage lint compiled format check-config schema lock clean \
        wheel bench-poll bench-corpus bench-match bench-figures bench-stories bench-ingest screens image

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# ── set-up: a virtual environment, filled from the lock files ──────────────────────────────
# The lock files are complete, hence --no-deps: pip would look for newer releases of what is asked
# for with an extra (coverage[toml]) and refuse them, having no hash for them.

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tidings needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." \
	         "Try: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up a virtual environment in $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.lock pyproject.toml bot/matching/_scanner.c
	@echo "Installing Tidings …"
	@$(PIP) install --no-deps --only-binary :all: --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the developer's tools …"
	@$(PIP) install --no-deps --only-binary :all: --require-hashes -r requirements-dev.lock
	@touch $@

# ── use ───────────────────────────────────────────────────────────────────────────────────

demo: $(VENV)/.run ## the whole thing in this terminal: no token, no network
	@$(BIN)/tidings demo

run: $(VENV)/.run ## the real thing, on config/
	@$(BIN)/tidings run

console: $(VENV)/.run ## ask the running bot questions from this terminal
	@$(BIN)/tidings console

check-config: $(VENV)/.run ## check config/ and say what is wrong, where and how to fix it
	@$(BIN)/tidings check

# ── checks ────────────────────────────────────────────────────────────────────────────────

# The tests start some sixty bots as processes: what Python compiled for one is there for the next.
# Counting lines triples the time, so it is a target of its own.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

test: lint ## everything: lint, then all tests
	@$(BIN)/python -m tests.support.postgres --ensure
	@$(PYTEST)

coverage: $(VENV)/.dev ## all tests, and the lines they don't reach; three times as long
	@$(BIN)/python -m tests.support.postgres --ensure
	@$(PYTEST) --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev ## ruff and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

format: $(VENV)/.dev ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

compiled: bot/figures/compiled/made_of ## compile what reads figures: five times as fast (a minute)

bot/figures/compiled/made_of: $(VENV)/.dev $(wildcard bot/figures/*.py)
	@$(BIN)/python -m wheels.rules
	@$(BIN)/python -m pytest -q tests/unit/figures/test_native.py # it reads the same

wheel: $(VENV)/.dev ## build the wheel, compiled, install it elsewhere and read with it (two minutes)
	@TIDINGS_TEST_WHEEL=1 $(BIN)/python -m pytest -q tests/integration/packaging

# ── measurements: ratios against peers or raw limits in the same run ──────────────────────

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	@$(PIP) install --no-deps --only-binary :all: --require-hashes -r requirements-bench.lock
	@touch $@

bench-poll: $(VENV)/.bench ## feeds per second and CPU per feed, against a raw GET and `reader`
	@$(BIN)/python -m benchmarks.poll

bench-corpus: $(VENV)/.bench ## how many real and malformed feeds give items or a clear error
	@$(BIN)/python -m benchmarks.corpus

bench-match: $(VENV)/.bench ## names: speed and exactness against the peers
	@$(BIN)/python -m benchmarks.match

bench-figures: $(VENV)/.bench bot/figures/compiled/made_of ## figures: exactness and speed
	@$(BIN)/python -m benchmarks.figures

bench-stories: $(VENV)/.bench ## stories: clusters and repeats against the peers
	@$(BIN)/python -m benchmarks.stories

bench-ingest: $(VENV)/.bench ## storing items, against raw sqlite3 and PostgreSQL
	@$(BIN)/python -m benchmarks.ingest

# ── upkeep ────────────────────────────────────────────────────────────────────────────────

schema: $(VENV)/.run ## write docs/schema/ anew from the code
	@$(BIN)/tidings schema docs/schema

screens: $(VENV)/.dev ## draw the pictures of docs/ anew
	@$(BIN)/python -m docs.screens
	@$(BIN)/python -m docs.charts
	@$(BIN)/python -m docs.slackscreens
	@$(BIN)/python -m docs.discordscreens

lock: $(VENV)/.dev ## resolve the lock files anew
	@$(PIP) install uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --extra charts --extra postgres -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --extra charts --extra postgres --extra full-text --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --extra charts --extra postgres --extra full-text --group dev --group bench -c requirements-dev.lock -o requirements-bench.lock pyproject.toml

image: ## build the container image
	docker build -t tidings .

clean: ## remove what the targets made (not your data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* htmlcov *.egg-info build dist
