#!/bin/sh
# The rules of the house that a machine can check; every violation is printed.
set -u
cd "$(dirname "$0")/.."
failed=0

swift format lint --strict -r -p Sources Tests Package.swift || failed=1

complain() {
  if [ -n "$2" ]; then
    printf '%s:\n%s\n' "$1" "$2"
    failed=1
  fi
}

complain "Files over 400 lines" \
  "$(git ls-files '*.swift' '*.c' '*.h' '*.py' '*.sh' | xargs wc -l | awk '$2 != "total" && $1 > 400')"
complain "Traps in sources" "$(git grep -nE 'fatalError\(|try!|as! ' -- 'Sources/*.swift')"
complain "Networks in Render" \
  "$(git grep -nE '\b(Estimator|UNet|AutoencoderKL)\b' -- 'Sources/Render/*.swift')"
complain "Marks of unfinished work without an issue number" \
  "$(git grep -nE '(TODO|FIXME|XXX)' -- 'Sources' 'Tests/*.swift' | grep -vE '#[0-9]+')"

# Each C library has one door.
door() {
  complain "$1 imported outside $2" \
    "$(git grep -lE "import $1\$" -- 'Sources/*.swift' | grep -vE "$2")"
}
door COpenBLAS 'Kernels/(GEMM|OpenBLAS)\.swift'
door CSixel 'Output/'
door CPNG 'Files/PNG'
door CTurboJPEG 'Files/JPEGReader\.swift'
door CCrypto 'Headless/Digest\.swift'
door CTerminal 'TUI/(Terminal|Runtime)/'
door CKernels 'Inference/(Kernels|Weights|Tensor)/'

exit $failed
