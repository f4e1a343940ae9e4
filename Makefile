# `make test` and `make demo` need python3 (3.11 or later), make and a network the first time; all else they set up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help test demo lint types unit test-nightly quality fit clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

test: lint types unit ## lint, types and tests

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy --strict
	$(BIN)/mypy

unit: $(VENV)/.dev ## tests, with every example of every docstring
	$(BIN)/python -m pytest -q -n 2

test-nightly: $(VENV)/.dev ## the long tests too
	$(BIN)/python -m pytest -q -n 2 -m "nightly or not nightly"

demo: $(VENV)/.dev ## a page being cleaned: what went, why, and how much
	@$(BIN)/python examples/demo.py

# readability-lxml asks for an extra by a name that pip before 24 cannot read
$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

quality: $(VENV)/.bench ## measure against human gold: make quality DATA=path/to/dataset
	$(BIN)/python benchmarks/quality.py $(DATA)

$(VENV)/.fit: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fit]'
	touch $@

fit: $(VENV)/.fit ## fit the coefficients anew: make fit DATA=path/to/scraped
	$(BIN)/python tools/fit.py $(DATA) --folds 5 --out src/cleanarticle/model

clean: ## remove what make made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
