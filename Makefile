# Two commands: `make test` sets up and passes every test, `make demo` sets up and plays the product.
PYTHON ?= python3
REPO ?= .
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy

.PHONY: test demo check generate setup clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml uv.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "watchkeeper needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --quiet --locked --inexact --all-extras --python $(BIN)/python
	touch $@

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogue.py --check
	$(BIN)/python tools/limits.py

generate: setup
	$(BIN)/python tools/catalogue.py

demo: setup
	@$(BIN)/python demo/play.py --repo "$(REPO)"

clean:
	rm -rf $(VENV)
