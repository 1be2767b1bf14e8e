#!/bin/bash
# Counts the instructions of the kernels under callgrind and compares them with counts.txt: a kernel that takes more than
# MARGIN percent more fails, by name and ratio. Instructions do not depend on what else the machine does, as times would.
# The kernels are compiled for AVX2 alone, whatever the processor, and with memory functions of our own.
# Without valgrind, AVX2 or the compiler of the table it says so and succeeds, having tested nothing.
# Environment:
#   RECORD   not empty: write the table anew
#   CLANG    the compiler (default: the one beside swift)
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.."
margin=3
table=scripts/instructions/counts.txt

skip() {
  echo "instructions: SKIPPED, nothing was counted: $1" >&2
  exit 0
}

[ "$(uname -m)" = x86_64 ] || skip "the table is of x86-64"
grep -qw avx2 /proc/cpuinfo || skip "the processor has no AVX2"
clang=${CLANG:-$(dirname "$(readlink -f "$(command -v swift)")")/clang}
command -v "$clang" >/dev/null || skip "there is no $clang; name a compiler in CLANG"
version=$("$clang" --version | head -n 1)
if [ -z "${RECORD:-}" ] && [ "$version" != "$(sed -n 's/^# compiler: //p' "$table")" ]; then
  skip "the table is of another compiler than $version; RECORD=1 make instructions writes it anew"
fi
command -v valgrind >/dev/null || timeout 300 scripts/install-packages.sh valgrind >/dev/null 2>&1 ||
  skip "valgrind could not be installed"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
flags="-O3 -ffp-contract=fast -fno-math-errno -march=x86-64-v3 -DCK_SINGLE_TARGET -ISources/CKernels/include"
"$clang" $flags -fno-builtin -c scripts/instructions/memory.c -o "$folder/memory.o"
# A case that ends in a jump would never be seen to return.
"$clang" $flags -fno-optimize-sibling-calls Sources/CKernels/*.c scripts/instructions/kernels.c "$folder/memory.o" -lm -o "$folder/kernels"
valgrind --tool=callgrind --zero-before=begin --dump-after='case_*' --callgrind-out-file="$folder/out" \
  "$folder/kernels" >"$folder/log" 2>&1 || {
  tail -n 5 "$folder/log" >&2
  skip "valgrind could not run the kernels (see above)"
}

awk '/^desc: Trigger: --dump-after=case_/ { sub(/.*case_/, ""); name = $0 }
  /^(totals|summary):/ && name != "" { print name, $2; name = "" }' "$folder"/out.* | sort >"$folder/counts"
[ -s "$folder/counts" ] || skip "callgrind wrote no counts"

if [ -n "${RECORD:-}" ]; then
  { echo "# Instructions of each kernel's case; make instructions compares, RECORD=1 make instructions writes."
    echo "# compiler: $version"
    cat "$folder/counts"; } >"$table"
  echo "instructions: $(wc -l <"$folder/counts") kernels recorded in $table"
  exit 0
fi
grep -v '^#' "$table" | sort >"$folder/expected"
join -a 1 -a 2 -e missing -o 0,1.2,2.2 "$folder/expected" "$folder/counts" | awk -v margin="$margin" '
  $2 == "missing" { print "instructions: " $1 " is not in the table; RECORD=1 make instructions adds it"; bad = 1; next }
  $3 == "missing" { print "instructions: " $1 " was not counted"; bad = 1; next }
  { ratio = $3 / $2; kernels++ }
  ratio > 1 + margin / 100 {
    printf "instructions: %s takes %.2f times the instructions of the table: %d, not %d\n", $1, ratio, $3, $2; bad = 1 }
  ratio < 1 - margin / 100 {
    printf "instructions: %s takes %.2f times the instructions of the table; record it anew to keep that\n", $1, ratio }
  END { if (!bad) printf "instructions: %d kernels within %d %% of the table\n", kernels, margin; exit bad }'
