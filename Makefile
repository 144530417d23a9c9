PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BROWSER := build/browser

.PHONY: help demo test check slow browser docs schema bench fuzz clean

help:
	@echo "make demo     simulate a ward and report on its dossiers"
	@echo "make test     run the tests, but for the heavy ones"
	@echo "make check    lint, types, import contract"
	@echo "make slow     run the heavy tests"
	@echo "make browser  look at reports and diagrams in Chromium, with axe-core"
	@echo "make docs     build the documentation, every warning an error"
	@echo "make schema   write docs/schema/ anew"
	@echo "make fuzz     fuzz what strangers can send to qr, a minute for each target"
	@echo "make bench    time it, and write docs/performance.md"

$(VENV)/.pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

$(VENV)/.demo: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[storage]'
	touch $@

$(VENV)/.dev: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev
	touch $@

$(VENV)/.bench: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group bench
	touch $@

$(VENV)/.fuzz: $(VENV)/.pip pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group fuzz
	touch $@

demo: $(VENV)/.demo
	$(BIN)/egovkit demo --out build/demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow tests

$(BROWSER)/.npm: Makefile
	@command -v chromium >/dev/null || { apt-get update && apt-get install --yes chromium; }
	@command -v dot >/dev/null || { apt-get update && apt-get install --yes graphviz; }
	npm install --silent --no-audit --no-fund --prefix $(BROWSER) \
		playwright-core@1.65.1 axe-core@4.14.1 mermaid@12.3.0
	touch $@

browser: $(VENV)/.dev $(BROWSER)/.npm
	$(BIN)/python -m pytest -m browser tests

docs: $(VENV)/.dev
	$(BIN)/python -m sphinx -E -n -W --keep-going -q -b html docs build/docs
	@echo "The site: build/docs/index.html"

schema: $(VENV)/.dev
	$(BIN)/python docs/_schemas.py

bench: $(VENV)/.bench
	$(BIN)/python -m bench --write docs/performance.md

FUZZ_SECONDS ?= 60
fuzz: $(VENV)/.fuzz
	set -e; for target in $$($(BIN)/python -m fuzz); do \
		$(BIN)/python -m fuzz $$target -max_total_time=$(FUZZ_SECONDS); \
	done

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=src pyright --verifytypes egovkit --ignoreexternal
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist .*_cache .hypothesis
