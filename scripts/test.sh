#!/usr/bin/env bash
# Runs all tests; what failed is said once more at the end, above the runner's totals. Arguments go to `swift test`.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  printf '\nWhat failed:\n'
  grep -aE 'recorded an issue|error:|Fatal error|Crash' "$log" | cut -c1-600 | head -40
  grep -aE 'Test run with' "$log" | tail -1
fi
exit "$status"
