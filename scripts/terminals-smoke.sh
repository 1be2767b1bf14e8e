#!/bin/bash
# Starts the explorer once each in the terminals of people, foot and mlterm, under an X server without a screen: the
# first picture, a step by a key, another picture, q, and the terminal as it was. Not part of CI: it wants packages that
# nothing else here needs. Usage: scripts/terminals-smoke.sh [foot|mlterm]...; STEPSCOPE_BINARY names the program.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${STEPSCOPE_BINARY:-$PWD/.build/release/stepscope}
[ -x "$binary" ] || { echo "terminals-smoke: there is no $binary; make build makes it" >&2; exit 1; }
[ $# -gt 0 ] || set -- mlterm foot
packages="xvfb xdotool imagemagick"
for terminal in "$@"; do
  case $terminal in
    mlterm) packages="$packages mlterm" ;;
    # foot speaks Wayland only. It does not start without a keyboard, and weston's headless backend has none, so the
    # compositor is a window of the X server.
    foot) packages="$packages foot weston" ;;
    *) echo "terminals-smoke: $terminal is not one of foot, mlterm" >&2; exit 64 ;;
  esac
done
# shellcheck disable=SC2086
scripts/install-packages.sh $packages

folder=$(mktemp -d)
chmod 700 "$folder"
processes=()
tidy() {
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap tidy EXIT
trap 'exit 130' INT TERM

# Waits at most two minutes until a command succeeds.
await() {
  local what=$1
  shift
  for _ in $(seq 1200); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "terminals-smoke: $terminal: waited in vain for $what; its log:" >&2
  cat "$folder/log" >&2 || true
  exit 1
}
# Whether the log says something, and later that nothing is left to do.
rested_after() { sed -n "/^$1/,\$p" "$folder/log" | grep -qx idle; }
shown() { import -display "$DISPLAY" -window root "$folder/$1.png"; }
fail() { echo "terminals-smoke: $terminal: $1" >&2; exit 1; }

display=$((400 + RANDOM % 5000))
Xvfb ":$display" -screen 0 1024x768x24 -nolisten tcp >/dev/null 2>&1 &
processes+=($!)
terminal=Xvfb
await "the X server" test -e "/tmp/.X11-unix/X$display"
export DISPLAY=:$display LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=$folder
export XDG_CONFIG_HOME=$folder/config XDG_STATE_HOME=$folder/state STEPSCOPE_TOUR=false
unset WAYLAND_DISPLAY NO_COLOR COLORTERM

cat >"$folder/visit" <<VISIT
stty -g >"$folder/before"
"$binary" --log "$folder/log" scene-05
echo \$? >"$folder/code"
stty -g >"$folder/after"
sleep 600
VISIT

for terminal in "$@"; do
  rm -f "$folder"/{log,before,after,code}
  case $terminal in
    mlterm) HOME=$folder mlterm --geometry=100x32 -e sh "$folder/visit" >/dev/null 2>&1 & own=($!) ;;
    foot)
      weston --backend=x11-backend.so --use-pixman --socket=stepscope --idle-time=0 --no-config \
        --width=900 --height=700 >/dev/null 2>&1 &
      own=($!)
      processes+=($!)
      await "weston" test -S "$folder/stepscope"
      WAYLAND_DISPLAY=stepscope foot --window-size-chars=100x32 sh "$folder/visit" >/dev/null 2>&1 &
      own+=($!)
      ;;
  esac
  processes+=("${own[@]}")

  await "the first picture" rested_after ready
  grep -q '^shown input ' "$folder/log" || fail "no picture of the input was sent"
  grep -q '^shown run 1 step 3 x0 ' "$folder/log" || fail "no depth was sent"
  sleep 0.5
  shown first
  # The photo and the depth have many colours, letters and lines few.
  colours=$(identify -format %k "$folder/first.png")
  [ "$colours" -gt 200 ] || fail "there are $colours colours on the screen, so no pictures"
  # The window under the pointer has the keyboard; weston gives it to the one that is clicked.
  xdotool mousemove 300 300 click 1
  sleep 0.3
  xdotool key h
  await "the key h" rested_after 'key h'
  grep -q '^shown run 1 step 2 x0 ' "$folder/log" || fail "the step brought no picture"
  sleep 0.5
  shown second
  changed=$(compare -metric AE "$folder/first.png" "$folder/second.png" null: 2>&1 || true)
  [ "${changed%%.*}" -gt 2000 ] || fail "the step changed $changed pixels"
  xdotool key q
  await "its end" test -s "$folder/after"
  [ "$(cat "$folder/code")" = 0 ] || fail "it left with $(cat "$folder/code")"
  cmp -s "$folder/before" "$folder/after" || fail "stty -g is another than before"
  cells=$(grep -m1 '^shown input ' "$folder/log")
  echo "$terminal: $colours colours, $changed pixels changed by the step, stty as before (${cells#shown })"
  if [ -n "${KEEP_PICTURES:-}" ]; then cp "$folder/first.png" "$KEEP_PICTURES/$terminal.png"; fi
  for process in "${own[@]}"; do kill "$process" 2>/dev/null || true; done
  sleep 0.5
done
