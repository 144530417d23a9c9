PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test check slow clean

help:
	@echo "make demo   run the main job on the example table"
	@echo "make test   run the tests, but for the heavy ones"
	@echo "make check  lint, types, import contract"
	@echo "make slow   run the heavy tests"

$(VENV)/.pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

$(VENV)/.demo: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev
	touch $@

demo: $(VENV)/.demo
	@mkdir -p build/demo
	$(BIN)/egovkit report examples/ward.csv --config examples/ward.toml --rows build/demo/dossiers.csv
	@echo "The dossiers with their due dates: build/demo/dossiers.csv"

test: $(VENV)/.dev
	$(BIN)/python -m pytest

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow tests

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pyright --pythonpath $(BIN)/python --verifytypes egovkit --ignoreexternal
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist .*_cache .hypothesis
