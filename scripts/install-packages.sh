#!/bin/sh
# Installs those of the named Debian packages that are missing; one clear sentence where it can't.
set -u

missing=""
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' \
    || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "stepscope needs these Debian packages, and there is no apt-get here to install them:$missing." >&2
  exit 69
fi

run=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "stepscope needs these packages; as root, run: apt-get install$missing" >&2
    exit 69
  fi
  run=sudo
fi

echo "Installing$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  $run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >"$log" 2>&1
}
# The package lists may be old or missing: try as it is, then with fresh lists.
install || { $run apt-get update >"$log" 2>&1 && install; } || {
  tail -n 5 "$log" >&2
  echo "The packages could not be installed (see above); install them by hand:$missing" >&2
  exit 69
}
