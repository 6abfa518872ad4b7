# What is installed and indexed lives in var/, which git ignores. Two commands matter: make run, make test.
PYTHON ?= python3
VENV   := var/venv
BIN    := $(VENV)/bin

.PHONY: run mcp scans test quick check bench quality pages torture soak screenshot lock clean

run: $(VENV)/.run                      ## set up, index corpus/, serve the search page
	$(BIN)/baogao index corpus
	$(BIN)/baogao web

mcp: $(VENV)/.mcp                      ## install the door for programs, `baogao mcp`

scans: $(VENV)/.scans                  ## install the reader of scanned pages and pictures

test: check                            ## set up, then every check there is
	$(BIN)/python tests/tools/cluster_nodes.py $(BIN)/python -m pytest -n 2 --dist worksteal

quick: check                           ## what needs neither browser nor cluster nor much time
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -p no:schemathesis -m "not browser and not cluster and not slow"

check: $(VENV)/.dev                    ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench                  ## the index beside its peers, in one run
	$(BIN)/python tests/tools/bench_engines.py

quality: $(VENV)/.bench                ## how well reports are found, beside peers: SETS="folder …"
	$(BIN)/python tests/tools/bench_quality.py $(SETS)

pages: $(VENV)/.dev                    ## how well saved pages are read: PAGES="folder …" with gold.jsonl
	$(BIN)/python tests/tools/bench_pages.py $(PAGES)

torture: $(VENV)/.dev                  ## every kind of fault, 300 times each: the table in MEASUREMENTS.md
	$(BIN)/python -m tests.tools.torture

soak: $(VENV)/.dev                     ## an hour at 30 requests a second, with an update every minute
	$(BIN)/python -m tests.tools.soak

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q baogao.py search web index
	touch $@

$(VENV)/.scans: requirements-scans.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-scans.lock
	touch $@

$(VENV)/.mcp: requirements-mcp.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mcp.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

screenshot: $(VENV)/.dev               ## the picture in the README, taken of the sample corpus
	$(BIN)/python tests/tools/screenshot.py

lock:                                  ## pin every dependency again, with hashes, and list them with their licences
	uv pip compile --universal --generate-hashes --no-header --quiet --no-emit-index-url --no-emit-find-links --extra cluster --extra bilingual --extra meaning --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --quiet --no-emit-index-url --no-emit-find-links --extra cluster --extra bilingual --extra meaning --extra dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-header --quiet --no-emit-index-url --no-emit-find-links --extra bench --constraint requirements.lock pyproject.toml -o requirements-bench.lock
	uv pip compile --universal --generate-hashes --no-header --quiet --no-emit-index-url --no-emit-find-links --extra scans --constraint requirements.lock pyproject.toml -o requirements-scans.lock
	uv pip compile --universal --generate-hashes --no-header --quiet --no-emit-index-url --no-emit-find-links --extra mcp --constraint requirements.lock pyproject.toml -o requirements-mcp.lock
	$(BIN)/python tests/tools/bill_of_materials.py

clean:
	rm -rf var
