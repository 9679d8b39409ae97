# Every target sets up what it needs: .venv, and in it what the requirements files pin.
# Once that is done nothing here asks the network for packages.
#
#   ARGS    goes to the program behind the target: make test ARGS='-k captions'
#   PYTHON  the Python to build .venv with, when the usual names do not find a good one

ARGS =
BENCH = cadence
export PYTHON

bin = .venv/bin
runtime = .venv/.runtime
dev = .venv/.dev
bench = .venv/.bench

.DEFAULT_GOAL := help
.PHONY: help demo run test check audit migrate lock bench payloads pictures clean
.DELETE_ON_ERROR:

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s%s\n", $$1, $$2 }' Makefile

demo: $(runtime)  ## Court Crier with courts and a Slack of its own, on this machine
	@$(bin)/crier demo $(ARGS)

run: $(runtime)  ## Court Crier itself, with the settings in .env
	@if [ ! -f .env ] && [ -z "$$SLACK_BOT_TOKEN" ]; then \
		echo "There is no .env: copy .env.example to .env and fill in the Slack tokens, as README.md explains." >&2; \
		exit 2; \
	fi
	@$(bin)/crier run $(ARGS)

# One more worker than there are cores: some tests wait for a demo's day to go by. Compiled modules
# are kept whatever the shell says: each worker, and each crier that is started, would make its own.
test: $(dev)  ## the tests, on all cores
	@env -u PYTHONDONTWRITEBYTECODE $(bin)/python -m pytest -n $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --dist worksteal $(ARGS)

# All four are run, so that one visit shows everything that is to be mended.
check: $(dev)  ## style, types and the order of imports
	@failed=; \
	$(bin)/python -m ruff check . || failed="$$failed ruff-check"; \
	$(bin)/python -m ruff format --check . || failed="$$failed ruff-format"; \
	$(bin)/python -m mypy || failed="$$failed mypy"; \
	$(bin)/lint-imports --no-logo || failed="$$failed lint-imports"; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed" >&2; exit 1; fi

audit: $(dev)  ## what is pinned, looked up in the lists of known vulnerabilities
	@$(bin)/python scripts/audit

migrate: $(runtime)  ## bring the database of DATABASE_URL up to date
	@$(bin)/crier migrate $(ARGS)

lock: $(dev)  ## write the requirements files anew from pyproject.toml
	@scripts/lock $(ARGS)

bench: $(bench)  ## a benchmark: make bench BENCH=cadence ARGS=...
	@$(bin)/python -m benchmarks.$(BENCH) $(ARGS)

payloads: $(dev)  ## build/payloads.json: all that Slack is ever sent to show, each checked
	@$(bin)/python -m tests.payloads build/payloads.json $(ARGS)

pictures: $(dev)  ## docs/pictures, taken anew from the demo in this machine's Chromium
	@$(bin)/python -m benchmarks.pictures docs/pictures $(ARGS)

clean:  ## remove .venv and caches; databases and .env stay
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -type d -name __pycache__ -prune -exec rm -rf {} +

$(runtime): requirements.txt pyproject.toml scripts/setup
	@scripts/setup requirements.txt
	@touch $@

$(dev): requirements-dev.txt pyproject.toml scripts/setup
	@scripts/setup requirements-dev.txt
	@touch $(runtime) $@

$(bench): requirements-bench.txt pyproject.toml scripts/setup
	@scripts/setup requirements-bench.txt
	@touch $(runtime) $(dev) $@
