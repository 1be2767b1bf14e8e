#!/bin/sh
# Installs what the Python scripts need, scripts/requirements.txt, for one Python: scripts/python-packages.sh PYTHON
# A machine without a CUDA device gets PyTorch's small build for processors. Its index is asked for that one package
# alone: where it cannot be reached, pip would wait for it once for every package.
set -eu
python=$1
requirements=$(dirname "$0")/requirements.txt

if ! { command -v nvidia-smi && nvidia-smi; } >/dev/null 2>&1; then
  "$python" -m pip install --no-deps --retries 1 --extra-index-url https://download.pytorch.org/whl/cpu \
    "$(grep '^torch==' "$requirements")"
fi
"$python" -m pip install --requirement "$requirements"
