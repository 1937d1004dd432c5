# make run: serve the product; make test: prove it; make check: the fast loop.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= $(or $(LVZHI_DATA),data/local)
PORT ?= 8501
# Modules are compiled once, not again by every process the tests start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run real test check soak audit access hostile bench screenshots docs templates programs clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 13

$(VENV)/run.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lvzhi needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

# The example campaign, unless the data directory is in use already.
$(DATA)/campaign.toml: | $(VENV)/run.stamp
	rm -rf build/demo
	$(BIN)/python -m lvzhi demo --out build/demo
	$(BIN)/python -m lvzhi --data $(DATA) load build/demo --received-at folder > build/demo-load.txt || test $$? -eq 1
	$(BIN)/python -m lvzhi --data $(DATA) decide build/demo/decisions.yaml > /dev/null

run: $(DATA)/campaign.toml ## serve the product, with the example campaign unless there is another
	LVZHI_DATA=$(DATA) $(BIN)/streamlit run app.py --server.port $(PORT)

# A real, empty campaign instead of the example: make real, then make run.
real: $(VENV)/run.stamp ## set up a real, empty campaign in DATA
	$(BIN)/python -m lvzhi --data $(DATA) init

programs: ## install the browser and what else the tests drive
	sh tests/install_debian.sh

test: $(VENV)/dev.stamp programs ## prove it: everything, in minutes
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 12

check: $(VENV)/dev.stamp ## the fast loop: lint, types, generated documents, layers
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit -q -c pyproject.toml -r lvzhi schemas pages app.py
	$(BIN)/python -m lvzhi docs --check
	$(BIN)/python -m pytest -n 2 tests/test_layers.py tests/test_docs.py tests/test_template.py

soak: $(VENV)/dev.stamp programs ## the long runs, of which the tests hold a sample
	$(BIN)/python -m pytest -m soak -n 2

audit: $(VENV)/dev.stamp ## known holes of the pinned packages; asks the package index
	$(BIN)/pip-audit --strict -r requirements.txt

access: $(VENV)/dev.stamp ## who may open, do, measure, export and run what, each tried for real, as tables
	$(BIN)/python -m tests.matrix

hostile: $(VENV)/dev.stamp ## every kind of hostile file: what is said of it, seconds, memory
	$(BIN)/python -m tests.hostile

bench: $(VENV)/dev.stamp ## what the product costs, side by side with others in one run; takes some hours
	$(BIN)/python -m benchmarks

docs: $(VENV)/run.stamp ## write the generated documents anew
	$(BIN)/python -m lvzhi docs

templates: $(VENV)/run.stamp ## write the blank books anew
	$(BIN)/python -m lvzhi templates --blank --out data/templates

screenshots: $(VENV)/dev.stamp programs $(DATA)/campaign.toml ## take the README's pictures anew
	$(BIN)/python -m tests.screenshots

clean: ## remove the virtual environment and what was built
	rm -rf $(VENV) build
