#!/usr/bin/env python3
"""Times stepscope and PyTorch on the same model folder, in turns, and prints both with their ratios.

Each side runs in processes of its own, one at a time, so that memory and caches are its own: stepscope,
torch with its default memory format, torch with channels_last; then the next round. In bf16 stepscope's
fp32 takes part as well, and with --compile torch.compile does. A process loads the
model, runs once to warm up and then with the clock: a whole one-step run (encode the picture, one UNet
call and scheduler update, decode) with marks between its parts.
"""

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

PARTS = ["encode", "step", "decode", "run"]


class Side:
    """One column: which program, in which precision, and how torch holds images."""

    def __init__(self, name, precision, is_torch=True, flags=()):
        self.name, self.precision, self.is_torch, self.flags = name, precision, is_torch, list(flags)


def sides(options):
    layout = "--channels-last"
    if options.precision == "fp32":
        return [
            Side("stepscope", "fp32", is_torch=False), Side("torch", "fp32"),
            Side("torch channels_last", "fp32", flags=[layout])]
    chosen = [
        Side("stepscope", "bf16", is_torch=False), Side("stepscope fp32", "fp32", is_torch=False),
        Side("torch", "bf16"), Side("torch channels_last", "bf16", flags=[layout])]
    if options.compile:
        chosen.append(Side("torch compiled", "bf16", flags=[layout, "--compile"]))
    return chosen


def use():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def peak_memory():
    """VmHWM in bytes: ru_maxrss would count what the parent held before exec."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None


class TorchRun:
    """A one-step run of the folder's networks in PyTorch, without a pipeline's Python around it."""

    def __init__(self, folder, resolution, threads, channels_last, precision, compiled):
        import torch
        from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel

        self.torch = torch
        torch.set_num_threads(threads)
        torch.manual_seed(2024)
        dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        layout = torch.channels_last if channels_last else torch.contiguous_format

        def load(network, name):
            loaded = network.from_pretrained(
                folder, subfolder=name, torch_dtype=dtype, low_cpu_mem_usage=False)
            return loaded.eval().to(memory_format=layout)

        self.unet = load(UNet2DConditionModel, "unet")
        self.vae = load(AutoencoderKL, "vae")
        self.scheduler = DDIMScheduler.from_pretrained(
            folder, subfolder="scheduler", timestep_spacing="trailing")
        if compiled:
            self.unet.forward = torch.compile(self.unet.forward)
            self.vae.encoder.forward = torch.compile(self.vae.encoder.forward)
            self.vae.decoder.forward = torch.compile(self.vae.decoder.forward)
        image = torch.rand(1, 3, resolution, resolution) * 2 - 1
        self.image = image.to(dtype, memory_format=layout)
        self.states = torch.randn(1, 2, self.unet.config.cross_attention_dim, dtype=dtype)
        self.labels = None
        if self.unet.config.class_embed_type == "projection":
            self.labels = torch.ones(
                1, self.unet.config.projection_class_embeddings_input_dim, dtype=dtype)

    def marks(self):
        marks = [use()]
        latents = self.vae.encode(self.image).latent_dist.mode() * self.vae.config.scaling_factor
        marks.append(use())
        sample = self.torch.randn(latents.shape, dtype=latents.dtype)
        self.scheduler.set_timesteps(1)
        timestep = self.scheduler.timesteps[0]
        both = self.unet.config.in_channels == 2 * latents.shape[1]
        given = self.torch.cat([latents, sample], dim=1) if both else latents
        output = self.unet(given, timestep, self.states, class_labels=self.labels).sample
        sample = self.scheduler.step(output, timestep, sample).prev_sample
        marks.append(use())
        decoded = self.vae.decode(sample / self.vae.config.scaling_factor).sample
        ((decoded.float().mean(dim=1).clamp(-1, 1) + 1) / 2).contiguous()
        marks.append(use())
        return marks


def time_torch(options):
    """The child's work: prints one JSON object like `stepscope bench --json`."""
    import torch

    start = time.perf_counter()
    run = TorchRun(
        options.model, options.resolution, options.threads, options.channels_last,
        options.precision, options.compile)
    load = time.perf_counter() - start
    with torch.inference_mode():
        run.marks()
        runs = [run.marks() for _ in range(options.repeat)]
    spans = dict(encode=(0, 1), step=(1, 2), decode=(2, 3), run=(0, 3))

    def samples(part, clock):
        begin, end = spans[part]
        return dict(samples=[marks[end][clock] - marks[begin][clock] for marks in runs])

    print(json.dumps(dict(
        load_seconds=load, peak_memory_bytes=peak_memory(), version=torch.__version__,
        timings={
            part: dict(wall_seconds=samples(part, 0), cpu_seconds=samples(part, 1))
            for part in PARTS
        })))


def child(side, options, resolution):
    """Runs one side in a process of its own and gives what it printed."""
    if not side.is_torch:
        command = [
            options.binary, "bench", "--model", options.model, "--threads", str(options.threads),
            "--repeat", str(options.repeat), "--precision", side.precision, "--json"]
        if resolution:
            command += ["--resolution", str(resolution)]
    else:
        command = [
            sys.executable, __file__, "--torch", "--model", options.model, "--resolution",
            str(resolution), "--threads", str(options.threads), "--repeat", str(options.repeat),
            "--precision", side.precision, *side.flags]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {side.name} ended with status {done.returncode}")
    return json.loads(done.stdout)


def measure(options):
    """The sides in turns; every side's processes in the order in which they ran."""
    columns = sides(options)
    taken = {side.name: [] for side in columns}
    resolution = options.resolution
    for _ in range(options.rounds):
        for side in columns:
            taken[side.name].append(child(side, options, resolution))
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
    rivals = [side.name for side in sides(options) if side.is_torch]
    ours = taken["stepscope"][0]
    print(
        f"{Path(options.model).resolve().name}, {resolution}x{resolution} pixels, {options.threads} thread(s), "
        f"{options.rounds} round(s) of {options.repeat}; {processor()}; "
        f"OpenBLAS {ours['openblas_core']}, torch {taken['torch'][0]['version']}, {options.precision}")
    result = dict(
        model=options.model, precision=options.precision, resolution=resolution, threads=options.threads,
        processor=processor(), openblas_core=ours["openblas_core"],
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
    peaks = {side: max(p["peak_memory_bytes"] for p in taken[side]) for side in names}
    result["peak_memory_bytes"] = peaks
    print(f"\n{'memory, MB':10}" + "".join(f"{peaks[side] / 1e6:21.0f}" for side in names))
    print("\nratio: the best torch's median over ours; above 1, stepscope is the faster one.")
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
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--compile", action="store_true", help="in bf16, torch.compile as well")
    parser.add_argument("--json", help="file for every sample")
    parser.add_argument("--torch", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--channels-last", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.torch:
        time_torch(options)
    else:
        compare(options)


if __name__ == "__main__":
    main()
