#!/bin/sh
# Makes the models with a Python that has the packages: assets/training/make.sh [OPTIONS of make_models.py]
# Environment:
#   PYTHON  a Python with the packages of scripts/requirements.txt; without it, one is made in .venv
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-}

if [ -z "$python" ]; then
  environment=$here/../../.venv
  python=$environment/bin/python
  if ! "$python" -c 'import diffusers, scipy, torch, transformers' 2>/dev/null; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
      echo "models: this needs Python 3.11 or newer as python3; install it, or name one in PYTHON" >&2
      exit 1
    }
    python3 -m venv "$environment" || {
      echo "models: python3 cannot make an environment here; install python3-venv, or name a Python in PYTHON" >&2
      exit 1
    }
    "$here/../../scripts/python-packages.sh" "$environment/bin/python" || {
      echo "models: the packages could not be installed; look above for why, or name a Python that has them in PYTHON" >&2
      exit 1
    }
  fi
elif ! command -v "$python" >/dev/null; then
  echo "models: there is no program $python; name a Python in PYTHON, or leave it away to have one made" >&2
  exit 1
fi

exec "$python" "$here/make_models.py" "$@"
