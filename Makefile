# Sunshine Credit (阳光信贷). The two commands that matter: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Debian's own is built with what profiling showed: a third quicker than one built by hand, which may come first in PATH.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) python3)
PORT ?= 8000
DATA ?= data
TESTS ?= tests
TIMES ?= 25

BIN := .venv/bin
APT := apt-get -o DPkg::Lock::Timeout=300 -qq
# What is started many times is compiled once, whatever the shell around says.
unexport PYTHONDONTWRITEBYTECODE

# One stamp for each lock file as it is now: a second start has nothing to do, a changed lock installs again.
RUN_READY := .venv/.ready-$(shell sha256sum requirements.txt | cut -c1-16)
TEST_READY := .venv/.ready-$(shell sha256sum requirements-test.txt | cut -c1-16)

# $(call need,TEST,DEBIAN PACKAGES,SENTENCE): TEST holds, or as root the packages are installed, or the sentence is said.
need = $(1) || { if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then echo "Installing $(2) ..." && $(APT) update && $(APT) install --yes --no-install-recommends $(2) >/dev/null; \
	else echo "$(3)" >&2; exit 1; fi; }

.PHONY: run
run: $(RUN_READY) ## Start the demonstration: make run [PORT=8000] [DATA=data]; prints the address and the logins
	@[ -e "$(DATA)/sunshine.db" ] || [ -n "$${DATABASE_URL:-}" ] || $(BIN)/python wsgi.py demo --data "$(DATA)"
	@exec $(BIN)/python wsgi.py run --data "$(DATA)" --port "$(PORT)"

.PHONY: test
test: $(TEST_READY) browser database print front ## Run every test: make test [TESTS=tests/kernel]
	@$(BIN)/python -m pytest --numprocesses logical --dist loadfile --no-loadscope-reorder $(TESTS)

# What docs/faults.md lists; each strikes once in `make test` too.
FAULTS := tests/journeys/test_crashes.py tests/journeys/test_faults.py tests/journeys/test_repeats.py \
	tests/journeys/test_messages.py tests/journeys/test_backup.py tests/doors/test_power_cut.py \
	tests/migrations/test_releases.py tests/deploy

.PHONY: faults
faults: $(TEST_READY) database front ## Strike the house again and again where the tests do once: make faults [TIMES=25]
	@own=$$(mktemp -d) && trap 'rm -rf "$$own"' EXIT && SUNSHINE_TEST_FAULTS=$(TIMES) \
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile --basetemp="$$own/run" $(FAULTS)

.PHONY: town
town: $(TEST_READY) ## Take all 15 villages of a town, 7,069 households, to lines in effect, where the tests take two
	@SUNSHINE_TEST_TOWN=whole $(BIN)/python -m pytest tests/office/campaign/test_town.py

.PHONY: lint
lint: $(TEST_READY) ## Check style, types, import contracts and templates
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates

.PHONY: check
check: $(TEST_READY) browser build/vnu/node_modules/vnu-jar build/lighthouse ## Check the HTML of every kind of page, and score the first ones with Lighthouse (needs Java and npm)
	@$(BIN)/python -m tests.support.html_check build/vnu/node_modules/vnu-jar/build/dist/vnu.jar
	@if [ -x build/lighthouse/node_modules/.bin/lighthouse ]; \
	then $(BIN)/python -m tests.support.lighthouse build/lighthouse/node_modules/.bin/lighthouse; \
	else echo "Lighthouse could not be installed: its scores were not taken."; fi

.PHONY: bench
bench: $(TEST_READY) ## Measure against the goals, beside bare Flask where it matters: make bench [ONLY=ledger]
	@$(BIN)/python -m tests.bench $(ONLY)

.PHONY: translations
translations: $(TEST_READY) ## Bring the catalogues up to date with the strings of the house
	@$(BIN)/python -m tests.support.catalogues

.PHONY: wheel
wheel: $(RUN_READY) ## Build the package with templates, static files and catalogues inside
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

.PHONY: lock
lock: build/uv/bin/uv ## Write the lock files anew from pyproject.toml (a changed lock is a change to review)
	@build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.txt
	@build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --extra test --constraint requirements.txt \
		pyproject.toml --output-file requirements-test.txt

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: browser
browser:
	@$(call need,command -v chromium-headless-shell >/dev/null,chromium-headless-shell fonts-wqy-microhei,The browser tests need Chromium: please install the package chromium-headless-shell.)
	@$(call need,command -v w3m >/dev/null,w3m,The tests of the text face need w3m: please install the package w3m.)

.PHONY: print
print:
	@$(call need,tesseract --list-langs 2>/dev/null | grep chi_sim >/dev/null,tesseract-ocr tesseract-ocr-chi-sim,The tests of paper read print: please install the packages tesseract-ocr and tesseract-ocr-chi-sim.)

.PHONY: front
front:
	@$(call need,command -v nginx >/dev/null || [ -x /usr/sbin/nginx ],nginx-light,The tests of the front server need nginx: please install the package nginx-light.)

.PHONY: database
database:
	@$(call need,compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null,postgresql,The database tests need PostgreSQL: please install the package postgresql.)

$(BIN)/python:
	@$(call need,$(PYTHON) -c 'import ensurepip' 2>/dev/null,python3-venv,Python lacks its venv module: please install the package python3-venv.)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@$(PYTHON) -m venv .venv

$(RUN_READY): | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

# The test lock holds every pin of the other, so whoever has it can also run.
$(TEST_READY): | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@ $(RUN_READY)

# The jar lies inside the package; its install script would only download another.
build/vnu/node_modules/vnu-jar:
	@$(call need,command -v java >/dev/null && command -v npm >/dev/null,default-jre-headless npm,The HTML checker needs Java and npm: please install default-jre-headless and npm.)
	@npm install --silent --ignore-scripts --no-save --prefix build/vnu vnu-jar@26.9.27

# Scores are a second opinion: where it cannot be installed, the check goes on without them and says so.
build/lighthouse:
	@npm install --silent --no-save --prefix build/lighthouse lighthouse@12 || rm -rf build/lighthouse

build/uv/bin/uv: | $(BIN)/python
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
