#!/bin/sh
# Proves that the models and their tables can still be made: the tests of both, then every stage for a few steps, export and all,
# in a temporary folder. Without a Python that has PyTorch it says so and succeeds, having tested nothing.
# Environment:
#   TRAINING_PYTHON   a Python with the packages of scripts/requirements.txt
#   TRAINING_INSTALL  seconds that installing them may take where none is named (default 240; 0: do not try)
set -eu
cd "$(dirname "$0")/.."
python=${TRAINING_PYTHON:-}
patience=${TRAINING_INSTALL:-240}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

if command -v python3 >/dev/null; then
  echo "models-smoke: the tables"
  (cd scripts/results && python3 -m unittest --quiet)
fi

skip() {
  echo "models-smoke: SKIPPED, nothing was tested: $1" >&2
  exit 0
}

if [ -n "$python" ]; then
  "$python" -c 'import diffusers, scipy, torch, transformers' || {
    echo "models-smoke: $python (TRAINING_PYTHON) lacks packages of scripts/requirements.txt" >&2
    exit 1
  }
else
  [ "$patience" -gt 0 ] || skip "no Python is named in TRAINING_PYTHON"
  python3 -m venv "$folder/venv" >/dev/null 2>&1 || skip "python3 cannot make an environment; name one in TRAINING_PYTHON"
  python=$folder/venv/bin/python
  timeout "$patience" scripts/python-packages.sh "$python" >/dev/null 2>&1 ||
    skip "the packages could not be installed within $patience seconds; name a Python in TRAINING_PYTHON"
fi

echo "models-smoke: tests"
(cd assets/training && "$python" -m unittest discover --start-directory tests --top-level-directory .)
echo "models-smoke: every stage"
PYTHON=$python assets/training/make.sh --smoke --device cpu --work "$folder/work"
