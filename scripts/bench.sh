#!/bin/sh
# Times the engine: scripts/bench.sh BINARY. Environment, all optional:
#   MODEL         a shipped model or a diffusers folder
#   RESOLUTION    edge of the square picture in pixels
#   THREADS       threads of both sides
#   REPEAT        timed runs in each process
#   ROUNDS        how often the sides take turns
#   PRECISION     fp32 (default beside PyTorch), bf16, or bf16x3, beside which PyTorch has fp32
#   COMPILE=1     torch.compile as well; OPENVINO=1: OpenVINO as well, which that Python needs then
#   JSON          file for every sample of the comparison
#   TORCH_PYTHON  a Python with torch and diffusers: PyTorch is timed beside us
#   CURVES        a folder: cost and memory over RESOLUTIONS and THREADS (both lists with commas) go into scaling.md there
#   MACHINE       what scaling.md says of the machine; NAME of the model
set -eu
here=$(dirname "$0")
binary=$1
model=${MODEL:-marigold-depth-tiny}
threads=${THREADS:-$(nproc)}

if [ -n "${CURVES:-}" ]; then
  exec python3 "$here/scaling.py" --binary "$binary" --model "$model" --out "$CURVES" --repeat "${REPEAT:-3}" \
    ${THREADS:+--threads "$THREADS"} ${RESOLUTIONS:+--resolutions "$RESOLUTIONS"} ${MACHINE:+--machine "$MACHINE"} \
    ${NAME:+--name "$NAME"}
fi

if [ -z "${TORCH_PYTHON:-}" ]; then
  exec "$binary" bench --model "$model" --threads "$threads" --repeat "${REPEAT:-5}" \
    ${RESOLUTION:+--resolution "$RESOLUTION"} ${PRECISION:+--precision "$PRECISION"}
fi

# The shipped models lie beside this script's folder.
folder=$model
[ -d "$folder" ] || folder=$here/../assets/models/$model
exec "$TORCH_PYTHON" "$here/bench.py" --binary "$binary" --model "$folder" --threads "$threads" \
  --repeat "${REPEAT:-5}" --rounds "${ROUNDS:-3}" ${RESOLUTION:+--resolution "$RESOLUTION"} \
  ${PRECISION:+--precision "$PRECISION"} ${COMPILE:+--compile} ${OPENVINO:+--openvino} ${JSON:+--json "$JSON"}
