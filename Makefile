# Everything from nothing: `make up` runs the shop, `make test` and `make check` say whether it is well.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
NODE_MODULES := frontend-contract/node_modules/.installed
CLIENT_MODULES := tests/clients/node_modules/.installed
HAS_NODE := node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1
# The first Python that is new enough; override with `make PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install up test check contract clients bench clean

install: $(INSTALLED)
	@:

up: $(INSTALLED)
	@$(BIN)/waybill up --with-parent

test: $(INSTALLED)
	$(BIN)/pytest -n $(WORKERS)

# How fast it is, each row against a floor of the same run. ONLY=row measures one, QUICK=1 is rough.
bench: $(INSTALLED)
	$(BIN)/python -m bench $(addprefix --only ,$(ONLY)) $(if $(QUICK),--quick)

check: $(INSTALLED) contract clients
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/waybill schema --check
	$(BIN)/waybill migrate --check

# What only Node can say of frontend-contract/: lint, typed documents that compile, what changed for
# clients. Nothing else needs Node, so a machine without it does all the rest.
contract:
	@if $(HAS_NODE); \
	then $(MAKE) --silent $(NODE_MODULES) && npm --prefix frontend-contract run --silent check; \
	else echo "Node 20 and npm are not here: the contract is checked by the tests in tests/contract only," \
		"without graphql-eslint, tsc and graphql-inspector."; fi

# The clients that our users have, against a Waybill that is started for them.
clients: $(INSTALLED)
	@if $(HAS_NODE); \
	then $(MAKE) --silent $(CLIENT_MODULES) && $(BIN)/python tests/clients/run.py; \
	else echo "Node 20 and npm are not here: of the clients only Python's gql is tried, by the tests in tests/api."; fi

$(CLIENT_MODULES): tests/clients/package.json tests/clients/package-lock.json
	npm --prefix tests/clients ci --loglevel=error --no-audit --no-fund
	@touch $@

$(NODE_MODULES): frontend-contract/package.json frontend-contract/package-lock.json
	npm --prefix frontend-contract ci --loglevel=error --no-audit --no-fund
	@touch $@

# The stamp is written last, so that an installation that was stopped half-way is done again.
$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

# Debian keeps a part of venv in a package of its own.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Waybill needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		{ apt-get install -y python3-venv || { apt-get update && apt-get install -y python3-venv; }; }; } || { \
		echo "This Python cannot make virtual environments. Install its package:" \
			"sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		tests/clients/node_modules frontend-contract/node_modules frontend-contract/dist frontend-contract/src/generated
