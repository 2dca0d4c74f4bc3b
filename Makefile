# `make` builds what it needs by itself, in .venv and beside the sources.  Every target can be run from a fresh clone.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
COMPILED := $(VENV)/.compiled
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

# Where there is a C compiler, the modules that read leaflets are compiled; elsewhere they do the same in more time.
# The stamp is as old as the beginning: what is changed in the meantime is compiled the next time.
$(COMPILED): $(READY) setup.py mypyc.ini $(shell find extractors -name '*.py')
	@touch $@.begun
	@if ! $(BIN)/python -c "from extractors.compiled import can_compile; raise SystemExit(not can_compile())"; then \
	  echo "make: no C compiler with Python's headers: leaflets are read by plain Python, at three quarters of the pace"; \
	elif mkdir -p build && ! LEAFLETS_COMPILE=1 $(BIN)/python setup.py build_ext --inplace --parallel 2 >build/log 2>&1; then \
	  echo "make: not compiled (build/log says why): leaflets are read by plain Python, at three quarters of the pace"; fi
	@mv $@.begun $@

run: $(COMPILED)  ## publish the leaflets of raw/ in output/
	@$(BIN)/leaflets run raw --output $(OUTPUT) || [ $$? -eq 3 ]

test: $(COMPILED)  ## run the tests (without the slow ones)
	$(BIN)/python -m pytest -m "not slow"

test-all: $(COMPILED)  ## run all tests, the slow ones too
	$(BIN)/python -m pytest -m "slow or not slow"

lint: $(READY)  ## ruff, mypy, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(READY)  ## rewrite the golden leaflets; fails, so that a person reads the difference
	$(BIN)/python -m pytest tests --update-golden -k golden

accuracy: $(COMPILED)  ## measure against the reviewed corpus (CORPUS=...) and write docs/accuracy.md
	$(BIN)/python -m benchmarks.accuracy --corpus $(CORPUS)

bench: $(COMPILED)  ## measure speed and memory (pages of CORPUS=..., else generated) and write docs/performance.md
	$(BIN)/python -m benchmarks.speed --corpus $(CORPUS)

docs: $(READY)  ## write the data dictionary, the catalogue of codes and, of a run, the terms without a concept
	$(BIN)/python -m schemas.dictionary docs
	@if [ -e $(OUTPUT)/latest ]; then $(BIN)/python -m benchmarks.uncoded_terms $(OUTPUT)/latest docs/uncoded_terms.md; fi

lock: $(READY)  ## resolve the dependencies of pyproject.toml anew
	$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --all-extras --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock

clean:  ## remove the environment, what was compiled, and the output
	rm -rf $(VENV) $(OUTPUT) build dist *.egg-info
	find extractors '(' -name '*.so' -o -name '_compiled_from.sha256' ')' -delete
