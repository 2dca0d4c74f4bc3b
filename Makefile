# `make` builds what it needs in .venv by itself.  Every target can be run from a fresh clone.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUTPUT ?= output
CORPUS ?= ../shared/corpus

.DEFAULT_GOAL := help
.PHONY: help run test test-all lint golden accuracy bench docs lock clean

help:  ## show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The lock holds every package with its hashes; --no-deps because pip in hash mode stumbles over extras.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is not here; PYTHON=... names another 3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY)  ## publish the leaflets of raw/ in output/
	@$(BIN)/leaflets run raw --output $(OUTPUT) || [ $$? -eq 3 ]

test: $(READY)  ## run the tests (without the slow ones)
	$(BIN)/python -m pytest -m "not slow"

test-all: $(READY)  ## run all tests, the slow ones too
	$(BIN)/python -m pytest -m "slow or not slow"

lint: $(READY)  ## ruff, mypy, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(READY)  ## rewrite the golden leaflets; fails, so that a person reads the difference
	$(BIN)/python -m pytest tests --update-golden -k golden

accuracy: $(READY)  ## measure against the reviewed corpus (CORPUS=...) and write docs/accuracy.md
	$(BIN)/python -m benchmarks.accuracy --corpus $(CORPUS)

bench: $(READY)  ## measure speed and memory (pages of CORPUS=..., else generated) and write docs/performance.md
	$(BIN)/python -m benchmarks.speed --corpus $(CORPUS)

docs: $(READY)  ## write the data dictionary, the catalogue of codes and, of a run, the terms without a concept
	$(BIN)/python -m schemas.dictionary docs
	@if [ -e $(OUTPUT)/latest ]; then $(BIN)/python -m benchmarks.uncoded_terms $(OUTPUT)/latest docs/uncoded_terms.md; fi

lock: $(READY)  ## resolve the dependencies of pyproject.toml anew
	$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --all-extras --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock

clean:  ## remove the environment and the output
	rm -rf $(VENV) $(OUTPUT) build dist *.egg-info
