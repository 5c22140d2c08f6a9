# `make demo` and `make test` are all a new user needs; both make .venv first, when something changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Two processes share the tests; threads of PyTorch that wait must not take the other's core.
TESTS := OMP_WAIT_POLICY=passive $(BIN)/pytest --numprocesses 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: demo test test-slow browser lint bench bench-gpu docs help clean

demo: $(INSTALLED)  ## train on real digits at several depths and report (results in runs/demo, begin with report.html)
	$(BIN)/depthlimit demo --out runs/demo

test: $(INSTALLED) browser  ## the whole test suite
	$(TESTS)

test-slow: $(INSTALLED) browser  ## the tests that take longer than the ordinary suite allows
	$(TESTS) -m slow

browser: $(INSTALLED)  ## a Chromium for the tests of pages, where there is none
	@.ci/browser $(BIN)

lint: $(INSTALLED)  ## style, docstrings, types, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(INSTALLED)  ## measure what the documentation claims (results in benchmarks/results)
	$(BIN)/python -m benchmarks

bench-gpu: $(INSTALLED)  ## measure the fused engine on a GPU; fails without one
	DEPTHLIMIT_REQUIRE_GPU=1 $(BIN)/python -m benchmarks gpu

docs: $(INSTALLED)  ## the documentation as a site (in site/)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[docs]'
	$(BIN)/mkdocs build --strict

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

clean:  ## remove .venv and what the tools leave
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache

# torch first, alone and pinned: asked for by another package it may come as the largest build there is.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'depthlimit needs Python 3.11 or newer: write make PYTHON=python3.11'; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo 'Python has no venv module: on Debian, apt install python3-venv'; exit 1; }
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@
