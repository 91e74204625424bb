# Every target sets itself up first: python3 >= 3.11 with venv, and make, are all it needs.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help demo smoke test check bench pictures lock format

help: ## What there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1 \2/p' $(MAKEFILE_LIST) | awk '{printf "  %s %-8s", $$1, $$2; $$1 = $$2 = ""; print}'

demo: $(READY) ## Start everything with sample data and a local Slack, print the page's address; Ctrl-C stops it
	@$(BIN)/python -m playground demo

smoke: $(READY) ## The same without a person: one real command through the whole way, prints the lead's card
	@$(BIN)/python -m playground smoke

test: $(READY) ## All tests, against a real PostgreSQL and the local Slack
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: $(READY) ## Lint, types, imports
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY) ## Speed, side by side with peers in one run: a table and bench/results.json
	@$(BIN)/python -m bench $(ARGS)

pictures: $(READY) ## Draw docs/screens.md and its pictures; needs chromium
	@$(BIN)/python -m tests.browser.pictures $(ARGS)

format: $(READY) ## Format and mend what can be mended
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: $(READY) ## Pin the newest versions that pyproject.toml allows, with hashes
	@$(PYTHON) -m venv .venv/uv && .venv/uv/bin/pip install --quiet uv
	@.venv/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 --extra embedded pyproject.toml -o requirements.lock
	@.venv/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 --extra embedded --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

$(READY): requirements-dev.lock pyproject.toml bot/setup.py
	@$(PYTHON) -I bot/setup.py
