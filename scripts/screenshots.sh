#!/bin/bash
# Makes the pictures of docs/screens.md: scripts/screenshots.sh [--binary PROGRAM] [NAME ...], by default every one.
# Needs xterm, Xvfb, xdotool and ImageMagick. Each line at the end is a name, a window in cells, and what is typed:
# <KEY> is a key by X's name, :COMMAND is typed with Enter after it (_ stands for a space), anything else goes key by key.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$PWD/.build/release/stepscope
if [ "${1:-}" = --binary ]; then binary=$(realpath "$2"); shift 2; fi
wanted=" $* "
settle=${SETTLE:-2} # seconds for which a screen must not change
patience=300        # seconds after which it is taken as it is
colours=64
[ -x "$binary" ] || { echo "screenshots: there is no program $binary; run make build, or name one with --binary" >&2; exit 1; }
for tool in xterm Xvfb xdotool import convert; do
  command -v $tool >/dev/null || { echo "screenshots: $tool is missing; make test-deps installs it" >&2; exit 1; }
done

folder=$(mktemp -d)
server=
terminal=
cleanup() {
  for process in $terminal $server; do kill "$process" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Waits until the explorer says that it is idle and the screen has stayed the same for a while.
rest() {
  local last= now since end=$((SECONDS + patience))
  since=$SECONDS
  while [ $SECONDS -lt $end ]; do
    import -window root "$folder/now.ppm"
    now=$(md5sum <"$folder/now.ppm")
    if [ "$now" != "$last" ] || ! tail -n 1 "$folder/home/log" 2>/dev/null | grep -q idle; then
      last=$now
      since=$SECONDS
    elif [ $((SECONDS - since)) -ge "$settle" ]; then
      return
    fi
    sleep 0.3
  done
}

type_in() {
  local word
  for word; do
    case $word in
      "<"*">") xdotool key --clearmodifiers "$(printf %s "$word" | tr -d '<>')" ;;
      :*)
        xdotool type --delay 60 "$(printf %s "$word" | tr _ ' ')"
        xdotool key --clearmodifiers Return
        ;;
      *) xdotool type --delay 150 "$(printf %s "$word" | tr _ " ")" ;;
    esac
    rest
  done
}

shot() {
  local name=$1 size=$2
  shift 2
  case $wanted in "  " | *" $name "*) ;; *) return 0 ;; esac
  local width=$((${size%x*} * 8)) height=$((${size#*x} * 17))
  local number=$((300 + RANDOM % 5000))
  export DISPLAY=:$number
  Xvfb "$DISPLAY" -screen 0 "${width}x${height}x24" -nolisten tcp 2>/dev/null &
  server=$!
  while [ ! -e "/tmp/.X11-unix/X$number" ]; do sleep 0.1; done
  rm -rf "$folder/home"
  mkdir "$folder/home"
  HOME=$folder/home XDG_STATE_HOME=$folder/home XDG_CONFIG_HOME=$folder/home STEPSCOPE_TOUR=false STEPSCOPE_FRAME_KB=1024 LC_ALL=C.UTF-8 \
    xterm -ti vt340 -tn xterm-256color -fa "DejaVu Sans Mono" -fs 10 -b 0 -bw 0 +sb -bg "#101418" -fg "#d8dee4" \
    -geometry "$size+0+0" -e "$binary" --log "$folder/home/log" scene-05 2>/dev/null &
  terminal=$!
  sleep 2
  # Without a window manager the window under the pointer gets the keys.
  xdotool mousemove $((width - 4)) $((height - 4))
  rest
  type_in "$@"
  import -window root "$folder/$name.png"
  convert "$folder/$name.png" -dither None -colors $colours -define png:compression-level=9 -strip "PNG8:docs/images/$name.png"
  echo "docs/images/$name.png $(stat -c %s "docs/images/$name.png") bytes"
  kill $terminal $server 2>/dev/null || true
  wait $terminal $server 2>/dev/null || true
  terminal=
  server=
}

shot steps 120x40 cp ll
shot noise 120x40 :set_steps_1
shot schedule 120x40 2
shot map 120x40 3
shot compare 120x40 4 p
shot seeds 120x40 cp :set_steps_1 5 A
shot metrics 120x40 cp 6
shot model 120x40 7
shot together 120x40 :model_geowizard-tiny D "$"
shot zoom 120x40 cp "$" i z
shot open 120x40 o j
shot tour 120x40 :tour "<Return>"
shot palette 120x40 :model_lotus-g-depth-tiny "<colon>" "set_s"
shot wide 200x60 cp "$"
