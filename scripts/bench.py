#!/usr/bin/env python3
"""Times stepscope and PyTorch on the same model folder, in turns, and prints both with their ratios.

Each side runs in processes of its own, one at a time, so that memory and caches are its own: stepscope,
torch with its default memory format, torch with channels_last; then the next round. In bf16 and bf16x3
stepscope's fp32 takes part as well, with --compile torch.compile does, with --openvino OpenVINO; the
others have no bf16x3 and compute in fp32 beside it. A process loads the model, runs once to warm up and
then with the clock: a whole one-step run (encode the picture, one UNet call and scheduler update, decode)
with marks between its parts.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PARTS = ["encode", "step", "decode", "run"]


def peer_precision(precision):
    """What the others compute with: they have no bf16x3, which is to be as exact as fp32."""
    return "fp32" if precision == "bf16x3" else precision


class Side:
    """One column: which program, in which precision, with which flags."""

    def __init__(self, name, precision, flags=None):
        self.name, self.precision, self.flags = name, precision, flags

    @property
    def is_ours(self):
        return self.flags is None


def sides(options):
    """The columns, ours first."""
    precision, layout = peer_precision(options.precision), "--channels-last"
    chosen = [Side("stepscope", options.precision)]
    if options.precision != "fp32":
        chosen.append(Side("stepscope fp32", "fp32"))
    chosen += [Side("torch", precision, []), Side("torch channels_last", precision, [layout])]
    if options.compile:
        chosen.append(Side("torch compiled", precision, [layout, "--compile"]))
    if options.openvino:
        chosen.append(Side("openvino", precision, ["--openvino"]))
    return chosen


def child(side, options, resolution, converted):
    """Runs one side in a process of its own and gives what it printed."""
    common = ["--model", options.model, "--threads", str(options.threads), "--repeat", str(options.repeat),
              "--precision", side.precision]
    if resolution:
        common += ["--resolution", str(resolution)]
    if side.is_ours:
        command = [options.binary, "bench", *common, "--json"]
    else:
        peers = Path(__file__).with_name("bench_peers.py")
        command = [sys.executable, str(peers), *common, "--converted", converted, *side.flags]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {side.name} ended with status {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1] if not side.is_ours else done.stdout)


def measure(options):
    """The sides in turns; every side's processes in the order in which they ran."""
    columns = sides(options)
    taken = {side.name: [] for side in columns}
    resolution = options.resolution
    with tempfile.TemporaryDirectory(prefix="stepscope-bench-") as converted:
        for _ in range(options.rounds):
            for side in columns:
                taken[side.name].append(child(side, options, resolution, converted))
                resolution = resolution or taken["stepscope"][0]["resolution"]
    return taken, resolution


def median(taken, side, part, clock):
    return statistics.median(
        sample for process in taken[side] for sample in process["timings"][part][clock]["samples"])


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def compare(options):
    taken, resolution = measure(options)
    names = list(taken)
    rivals = [side.name for side in sides(options) if not side.is_ours]
    ours = taken["stepscope"][0]
    peers = peer_precision(options.precision)
    precisions = options.precision if peers == options.precision else f"{options.precision} beside {peers}"
    print(
        f"{Path(options.model).resolve().name}, {resolution}x{resolution} pixels, {options.threads} thread(s), "
        f"{options.rounds} round(s) of {options.repeat}; {processor()}; "
        f"OpenBLAS {ours['openblas_core']}, torch {taken['torch'][0]['version']}, {precisions}")
    result = dict(
        model=options.model, precision=options.precision, peer_precision=peers, resolution=resolution,
        threads=options.threads, processor=processor(), openblas_core=ours["openblas_core"],
        torch=taken["torch"][0]["version"], medians={}, ratios={}, processes=taken)
    for clock, title in [("wall_seconds", "wall, s"), ("cpu_seconds", "CPU, s")]:
        print(f"\n{title:10}" + "".join(f"{side:>21}" for side in names) + f"{'ratio':>9}")
        result["medians"][clock], result["ratios"][clock] = {}, {}
        for part in PARTS:
            medians = {side: median(taken, side, part, clock) for side in names}
            ratio = min(medians[name] for name in rivals) / medians["stepscope"]
            result["medians"][clock][part], result["ratios"][clock][part] = medians, ratio
            print(
                f"{part:10}" + "".join(f"{medians[side]:21.4f}" for side in names)
                + f"{ratio:8.2f}x")
    for key, title in [("load_seconds", "loading, s"), ("warm_up_seconds", "first, s")]:
        result[key] = {name: statistics.median(process[key] for process in taken[name]) for name in names}
        print(f"{title:10}" + "".join(f"{result[key][name]:21.4f}" for name in names))
    peaks = {side: max(p["peak_memory_bytes"] for p in taken[side]) for side in names}
    result["peak_memory_bytes"] = peaks
    print(f"\n{'memory, MB':10}" + "".join(f"{peaks[side] / 1e6:21.0f}" for side in names))
    print("\nratio: the best of the others' medians over ours; above 1, stepscope is the faster one.")
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=".build/release/stepscope")
    parser.add_argument("--model", required=True, help="a diffusers folder")
    parser.add_argument("--resolution", type=int, help="edge of the square picture")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5, help="timed runs in each process")
    parser.add_argument("--rounds", type=int, default=3, help="how often the sides take turns")
    parser.add_argument("--precision", choices=["fp32", "bf16", "bf16x3"], default="fp32")
    parser.add_argument("--compile", action="store_true", help="torch.compile as well")
    parser.add_argument("--openvino", action="store_true", help="OpenVINO as well; Python needs it")
    parser.add_argument("--json", help="file for every sample")
    compare(parser.parse_args())


if __name__ == "__main__":
    main()
