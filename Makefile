# Everything a person or CI does with stepscope; `make` lists it.

PACKAGES := libncurses-dev libncursesw5-dev libopenblas-dev libsixel-dev libpng-dev libturbojpeg0-dev libssl-dev
TEST_PACKAGES := $(PACKAGES) tmux xterm xvfb xdotool imagemagick xfonts-base ncurses-term
BINARY := .build/release/stepscope
# With Swift's libraries inside, the program starts sooner and runs where there is no Swift.
RELEASE := swift build -c release --product stepscope --static-swift-stdlib

.PHONY: help deps test-deps build run test lint instructions format bench goldens models figures results photographs snapshots

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

deps: ## install the Debian packages that are missing
	@scripts/install-packages.sh $(PACKAGES)

test-deps:
	@scripts/install-packages.sh $(TEST_PACKAGES)

build: deps ## build the program in release mode
	$(RELEASE)

run: build ## build and open the explorer on a bundled scene
	@$(BINARY) $(ARGS)

test: test-deps ## build and run all tests
	$(RELEASE)
	@STEPSCOPE_BINARY=$(CURDIR)/$(BINARY) scripts/test.sh

lint: ## check format and the rules of the house
	scripts/lint.sh

instructions: ## count the kernels' instructions and compare with the table (RECORD=1: write it anew)
	@RECORD=$(RECORD) scripts/instructions/run.sh

format: ## format all Swift files
	swift format -i -r -p Sources Tests Package.swift

bench: build ## time the engine (MODEL=, RESOLUTION=, THREADS=; TORCH_PYTHON= beside PyTorch) and the explorer (KEYS=); CURVES=FOLDER: scaling
	scripts/bench.sh $(BINARY)
	$(if $(CURVES),,$(BINARY) bench --interface $(if $(KEYS),--keys $(KEYS)))

goldens: ## compute the reference numbers anew (PYTHON= names one with diffusers, else .venv is made)
	scripts/goldens/generate.sh

models: ## train all models anew (SMOKE=1: a few steps of each; PYTHON=, else .venv is made; OUT=, WORK=, ARGS=)
	@assets/training/make.sh $(if $(SMOKE),--smoke --work $(or $(WORK),$(shell mktemp -d)),$(if $(WORK),--work $(WORK))) \
	  $(if $(OUT),--out $(OUT)) $(ARGS)
	$(if $(filter $(abspath assets/models),$(abspath $(OUT))),$(if $(SMOKE),,@$(MAKE) figures PYTHON=$(PYTHON)))

figures: ## compute anew what the tests expect of the shipped models, after new weights (PYTHON= as for goldens)
	scripts/goldens/generate.sh scripts/goldens/shipped.py scripts/goldens/errormap.py

results: build ## measure the shipped models on 200 held-out scenes into docs/results.md (SCENES=, JOBS=, WORK=; PYTHON= renders)
	PYTHON=$(PYTHON) python3 scripts/results/results.py --binary $(BINARY) $(if $(SCENES),--scenes $(SCENES)) \
	  $(if $(JOBS),--jobs $(JOBS)) $(if $(WORK),--work $(WORK)) $(ARGS)

photographs: build ## make the sheets of docs/photographs.md anew (PYTHON= names one with Pillow)
	$(or $(PYTHON),python3) scripts/results/photographs.py --binary $(BINARY)

snapshots: test-deps ## record the screen snapshots anew
	-RECORD_SNAPSHOTS=1 swift test --filter TUITests
	git diff --stat -- Tests/TUITests/Snapshots
