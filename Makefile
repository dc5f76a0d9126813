# The list of commands.  ./run and ./test need no make; nothing here does more than it says.
.PHONY: help run test format lock upgrade

# The lock files keep every pin they have; a changed pyproject.toml moves only what it must.
COMPILE = uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-annotate --no-header --group build

help:     ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

run:      ## start the whole service (./run --help)
	./run

test:     ## every check that CI makes (arguments go to pytest: ./test -k name)
	./test

format:   ## sort imports, apply safe fixes, lay out the code
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock:     ## write requirements/*.txt again after a change to pyproject.toml (needs uv)
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --group dev -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --group bench -c requirements/dev.txt -o requirements/bench.txt

upgrade:  ## the same, moving every requirement to its newest version
	$(COMPILE) --upgrade -o requirements/run.txt
	$(COMPILE) --upgrade --group dev -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --upgrade --group bench -c requirements/dev.txt -o requirements/bench.txt
