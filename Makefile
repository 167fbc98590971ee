# Needs make, Python 3.11 or newer and a package index; everything else is made here.
# `make run` on a made environment costs a few milliseconds before the platform starts.

UV_VERSION := 0.13.9
UV := .tools/bin/uv
PYTHON := .venv/bin/python
STAMP := .venv/.made-from-uv.lock
MEMBERS := schemas servicekit services/registry services/matching services/subsidy gateway client \
	samples deploy/onebox
ARGS ?=

.PHONY: run stop status test test-contract test-long test-tools check fmt bench migrate tools compose-secrets env clean

run: $(STAMP)
	@exec $(PYTHON) -m onebox run $(ARGS)

stop status migrate: $(STAMP)
	@exec $(PYTHON) -m onebox $@ $(ARGS)

test: $(STAMP)
	$(PYTHON) -m pytest -n 2 -m "not contract and not long and not tools" $(ARGS)

# Requests that no client means to send, to a slice of the operations that changes with the day;
# SCHEMATHESIS_SECONDS (1200), SCHEMATHESIS_SLICE and SCHEMATHESIS_SEED say how much and what.
test-contract: $(STAMP)
	$(PYTHON) -m pytest -m contract $(ARGS)

test-long: $(STAMP)
	$(PYTHON) -m pytest -m long $(ARGS)

test-tools: $(STAMP)
	$(PYTHON) -m pytest -m tools $(ARGS)

check: $(STAMP)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy $(MEMBERS:%=%/src) tests bench
	.venv/bin/lint-imports

fmt: $(STAMP)
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: $(STAMP)
	$(PYTHON) -m bench start $(ARGS)
	$(PYTHON) -m bench imports

tools: | $(UV)
	@sh deploy/tools.sh
	UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.tools/containers $(UV) sync --frozen \
	  --only-group containers --python .tools/bin/python

compose-secrets: $(STAMP)
	@exec $(PYTHON) -m onebox.compose deploy/compose/secrets

env: $(STAMP)

# Made things go; `.wengang/`, which holds data, stays.
clean:
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis bench/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): uv.lock | $(UV)
	UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen --all-packages --python .tools/bin/python
	@touch $@

$(UV):
	@sh deploy/uv.sh $(UV_VERSION)
