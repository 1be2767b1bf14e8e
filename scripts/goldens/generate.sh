#!/bin/sh
# Computes all goldens anew: scripts/goldens/generate.sh [SCRIPT ...], by default every script of this folder.
# Environment:
#   PYTHON  a Python with the packages of scripts/requirements.txt; without it, one is made in .venv
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-}

if [ -z "$python" ]; then
  python=.venv/bin/python
  if ! "$python" -c 'import diffusers, torch, transformers' 2>/dev/null; then
    python3 -m venv .venv || {
      echo "goldens: python3 cannot make an environment here; install python3-venv, or name a Python in PYTHON" >&2
      exit 1
    }
    scripts/python-packages.sh .venv/bin/python
  fi
fi

[ $# -gt 0 ] || set -- scripts/goldens/*.py
for script; do
  echo "goldens: $script"
  case $script in
    */shipped.py) "$python" "$script" write && "$python" "$script" figures ;;
    *) "$python" "$script" ;;
  esac
done
git status --short -- Tests/InferenceTests/Goldens
