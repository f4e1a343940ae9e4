# `make test` and `make demo` need python3 (3.11 or later), make and a network the first time; all else they set up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help test demo lint types unit test-nightly test-browser test-engines audit fuzz mutants quality bench fit languages engines example-crawl example-warc clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'cython>=3.1' 'regex>=2024.5.15' 'setuptools>=77'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[dev]'
	touch $@ $(VENV)/.built

# The compiled modules and the index of the packs, anew where their sources changed.
SOURCES := setup.py $(shell find src/cleanarticle -name '*.py' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.toml')
$(VENV)/.built: $(VENV)/.dev $(SOURCES)
	$(BIN)/python setup.py --quiet build_ext --inplace
	touch $@

test: lint types unit ## lint, types and tests

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.built ## mypy --strict
	$(BIN)/mypy

unit: $(VENV)/.built ## tests, with every example of every docstring
	$(BIN)/python -m pytest -q -n 3

test-nightly: $(VENV)/.built ## the long tests too
	$(BIN)/python -m pytest -q -n 3 -m "nightly or not nightly"

$(VENV)/.browser: $(VENV)/.built
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[browser]'
	touch $@

test-browser: $(VENV)/.browser ## the report in a real Chromium, which must be installed; screenshots go to build/screenshots
	$(BIN)/python -m pytest -q tests/browser

SECONDS ?= 600
fuzz: $(VENV)/.built ## search for input that breaks a promise: make fuzz SECONDS=3600
	$(BIN)/python fuzz/run.py --seconds $(SECONDS)

# mutmut changes Python, so the compiled form of each module that it changes is deleted from the copy it works on.
MUTANTS := build/mutants
mutants: $(VENV)/.built ## change the deciding modules in every small way: what no test notices is listed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'mutmut>=3.8'
	rm -rf $(MUTANTS) && mkdir -p $(MUTANTS)
	cp -r pyproject.toml conftest.py src tests benchmarks fixtures fuzz tools $(MUTANTS)
	cd $(MUTANTS) && for module in $$(sed -n '/^only_mutate/,/^]/s/.*"\(.*\)\.py".*/\1/p' pyproject.toml); do rm -f $$module.*.so; done
	cd $(MUTANTS) && $(CURDIR)/$(BIN)/mutmut run && $(CURDIR)/$(BIN)/mutmut results

demo: $(VENV)/.built ## a page being cleaned: what went, why, and how much
	@$(BIN)/python examples/demo.py

ENGINES := .venv-engines/.ready
ADAPTERS := dask,datasets,datatrove,haystack,langchain,llamaindex,pandas,polars,ray,scrapy,spark
$(ENGINES): pyproject.toml $(VENV)/.built
	$(PYTHON) -m venv .venv-engines
	.venv-engines/bin/python -m pip install --quiet --disable-pip-version-check 'cython>=3.1' 'regex>=2024.5.15' 'setuptools>=77'
	.venv-engines/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[dev,$(ADAPTERS)]'
	touch $@

engines: $(ENGINES) # the tools, a few gigabytes of them

test-engines: $(ENGINES) ## the adapters, in the tools themselves, with the examples that use them
	.venv-engines/bin/python -m pytest -q tests/engines

example-crawl: $(ENGINES) ## a small site crawled with Scrapy, cleaned, and written as Parquet
	@mkdir -p build
	@.venv-engines/bin/python examples/crawl/crawl.py build/articles.parquet

example-warc: $(ENGINES) ## an archive of pages cleaned with DataTrove on two workers
	@.venv-engines/bin/python examples/warc_datatrove.py build/warc

build/recheck/node_modules:
	mkdir -p build/recheck
	npm install --silent --no-audit --no-fund --prefix build/recheck recheck@4.5.0

audit: $(VENV)/.built build/recheck/node_modules ## judge every pattern by recheck (needs node) and by the clock
	$(BIN)/python tools/audit.py --recheck build/recheck

# readability-lxml asks for an extra by a name that pip before 24 cannot read
$(VENV)/.bench: $(VENV)/.built
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[bench]'
	touch $@

quality: $(VENV)/.bench ## measure against human gold: make quality DATA=path/to/dataset
	$(BIN)/python benchmarks/quality.py $(DATA)

bench: $(VENV)/.bench ## speed beside peers, and growth with length; GATE=--gate fails below the demands
	$(BIN)/python -m benchmarks.speed $(GATE)
	$(BIN)/python -m benchmarks.growth $(GATE)

$(VENV)/.fit: $(VENV)/.built
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[fit]'
	touch $@

fit: $(VENV)/.fit ## fit the coefficients anew: make fit DATA=path LINES="further folders of labelled documents"
	$(BIN)/python tools/fit.py $(DATA) $(if $(LINES),--lines $(LINES)) --models build/models
	cp build/models/all/*.txt src/cleanarticle/model/
	$(BIN)/python tools/judge.py $(DATA) build/models

languages: $(VENV)/.built ## count the rules of each language anew, into docs/languages.md
	$(BIN)/python tools/languages.py

clean: ## remove what make made
	rm -rf $(VENV) .venv-engines build .mypy_cache .pytest_cache .ruff_cache .hypothesis
