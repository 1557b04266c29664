# make demo and make test need Python 3.11+, make and git; everything else is set up here.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= demo-run

.PHONY: demo test check bench setup clean


demo: $(VENV)/.user
	@rm -rf $(DEMO)
	$(BIN)/colloquist generate examples --out $(DEMO)
	@echo
	@echo "One of them:"
	@$(BIN)/colloquist show $(DEMO)
	@echo
	@echo "The others: $(BIN)/colloquist show $(DEMO) --list"
	@echo "The data: $(DEMO)/conversations.jsonl"

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# make bench DESIGNER=1 also sets up Data Designer, in an environment of its own, and measures beside it.
bench: $(VENV)/.dev $(if $(DESIGNER),$(VENV)-designer/.there)
	$(BIN)/python bench/planted_faults.py
	$(BIN)/python bench/diversity.py
	$(BIN)/python bench/cpu_per_call.py
	$(BIN)/python bench/walking.py
	$(BIN)/python bench/rivals_job.py $(if $(DESIGNER),--designer $(VENV)-designer/bin/python)
	$(BIN)/python bench/latency_hidden.py
	$(BIN)/python bench/workers.py
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/tracing.py

$(VENV)-designer/.there: $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)-designer
	$(VENV)-designer/bin/python -m pip install --quiet --disable-pip-version-check "data-designer>=0.9,<0.10"
	@touch $@

setup: $(VENV)/.dev

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.user: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[documents]"
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(VENV)/.user

clean:
	rm -rf $(VENV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
