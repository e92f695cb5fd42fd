# `make` alone lists the targets. Everything is installed in .venv; nothing needs more than git, make and Python 3.11.
PORT ?= 8000
PIP = .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes
COMPILE = .venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.PHONY: help run test test-long lint lock bench audit
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 : /p' $(MAKEFILE_LIST)

run: export SITE_URL ?= http://localhost:$(PORT)
run: .venv/installed ## the site and its worker, with a database and a demo: make run PORT=8000
	@exec .venv/bin/python manage.py serve --port $(PORT)

test: .venv/installed-dev ## the tests: every commit, about ten minutes
	@.venv/bin/python -m pytest -n 2

test-long: .venv/installed-dev ## the tests with the full rounds and examples
	@TEST_LONG=1 .venv/bin/python -m pytest -n 2

lint: .venv/installed-dev ## style of code and templates, and that no migration is missing
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/djlint --lint --quiet templates
	@.venv/bin/python manage.py makemigrations --check

lock: .venv/installed-dev ## requirements.in → requirements.txt, with a hash for each file
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

bench: .venv/installed-dev bench/audit/node_modules/installed ## measure: figures are ratios against a floor taken in the same run
	@.venv/bin/python bench/all.py

audit: .venv/installed-dev bench/audit/node_modules/installed ## ask HTML checker, Lighthouse and Observatory, weigh the page
	@.venv/bin/python bench/audit.py

.venv/installed: requirements.txt
	@.ci/system-packages venv
	@test -x .venv/bin/python || python3 -m venv .venv
	@echo "Installing what the site needs in .venv"
	@$(PIP) -r requirements.txt
	@.ci/system-packages pdf
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt tests/ical_js/package-lock.json
	@echo "Installing what the tests need in .venv"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@.ci/system-packages browser
	@.ci/system-packages ical.js
	@touch $@

bench/audit/node_modules/installed: bench/audit/package-lock.json
	@.ci/system-packages audit
	@cd bench/audit && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
