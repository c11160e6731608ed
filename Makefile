# Hearth's commands. PORT, HOST, DATABASE_URL, REDIS_URL, WORKERS, SITE_URL and DATA are honoured,
# from the environment or on the line: make run PORT=9000

PYTHON = python3
ENTER = .venv/bin/python

.PHONY: help run demo test lint bench

help: ## What there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: ## Install what is missing and serve
	@$(PYTHON) -m bin.install
	@exec $(ENTER) manage.py serve --prepare

demo: export DATA = var/demo
demo: ## The same with an invented organisation, in a data folder of its own
	@$(PYTHON) -m bin.install
	@$(ENTER) manage.py prepare
	@$(ENTER) manage.py demo
	@exec $(ENTER) manage.py serve --prepare

test: ## Set up what the tests need, and run everything
	@$(PYTHON) -m bin.test

lint: ## The part of it that needs no server: style, types, import rules, JavaScript
	@$(PYTHON) -m bin.test --lint

bench: ## What things cost, beside their peers
	@$(PYTHON) -m bin.install --dev
	@exec $(ENTER) -m benchmarks
