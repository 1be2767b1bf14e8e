"""The other side of a comparison: a one-step run of a model folder in PyTorch or OpenVINO, with the clock.

`scripts/bench.py` starts this in a process of its own for each side: it loads the model, runs once to warm up and then
`--repeat` times, and prints one JSON object like `stepscope bench --json`.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path

PARTS = ["encode", "step", "decode", "run"]


def use():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def peak_memory():
    """VmHWM in bytes: ru_maxrss would count what the parent held before exec."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None


def networks(folder, dtype, layout):
    """The UNet and the autoencoder of a folder, to be run and not trained."""
    from diffusers import AutoencoderKL, UNet2DConditionModel

    def load(network, name):
        loaded = network.from_pretrained(folder, subfolder=name, torch_dtype=dtype, low_cpu_mem_usage=False)
        return loaded.eval().to(memory_format=layout)

    return load(UNet2DConditionModel, "unet"), load(AutoencoderKL, "vae")


class Inputs:
    """What the networks are given: a picture of noise, noise, and a prompt's two states."""

    def __init__(self, unet_config, resolution, dtype, layout):
        import torch

        torch.manual_seed(2024)
        image = torch.rand(1, 3, resolution, resolution) * 2 - 1
        self.image = image.to(dtype, memory_format=layout)
        self.states = torch.randn(1, 2, unet_config["cross_attention_dim"], dtype=dtype)
        self.labels = None
        if unet_config["class_embed_type"] == "projection":
            self.labels = torch.ones(1, unet_config["projection_class_embeddings_input_dim"], dtype=dtype)


class OneStep:
    """A one-step run by three functions, without a pipeline's Python around it; the scheduler is diffusers' DDIM."""

    def __init__(self, options, dtype, layout):
        from diffusers import DDIMScheduler

        folder = Path(options.model)
        self.unet_config = json.loads((folder / "unet" / "config.json").read_text())
        self.unet_config = {"class_embed_type": None, **self.unet_config}
        self.scaling = json.loads((folder / "vae" / "config.json").read_text()).get("scaling_factor", 0.18215)
        self.scheduler = DDIMScheduler.from_pretrained(
            folder, subfolder="scheduler", timestep_spacing="trailing")
        self.inputs = Inputs(self.unet_config, options.resolution, dtype, layout)

    def marks(self):
        """Encode, step, decode; the clock before, between and after."""
        import torch

        marks = [use()]
        latents = self.encode(self.inputs.image) * self.scaling
        marks.append(use())
        sample = torch.randn(latents.shape, dtype=latents.dtype)
        self.scheduler.set_timesteps(1)
        timestep = self.scheduler.timesteps[0]
        both = self.unet_config["in_channels"] == 2 * latents.shape[1]
        given = torch.cat([latents, sample], dim=1) if both else latents
        output = self.predict(given, timestep)
        sample = self.scheduler.step(output, timestep, sample).prev_sample
        marks.append(use())
        decoded = self.decode(sample / self.scaling)
        ((decoded.float().mean(dim=1).clamp(-1, 1) + 1) / 2).contiguous()
        marks.append(use())
        return marks


class TorchRun(OneStep):
    """PyTorch, eager or compiled."""

    def __init__(self, options):
        import torch

        torch.set_num_threads(options.threads)
        dtype = torch.bfloat16 if options.precision == "bf16" else torch.float32
        layout = torch.channels_last if options.channels_last else torch.contiguous_format
        super().__init__(options, dtype, layout)
        self.version = torch.__version__
        self.unet, self.vae = networks(options.model, dtype, layout)
        if options.compile:
            self.unet.forward = torch.compile(self.unet.forward)
            self.vae.encoder.forward = torch.compile(self.vae.encoder.forward)
            self.vae.decoder.forward = torch.compile(self.vae.decoder.forward)

    def encode(self, image):
        return self.vae.encode(image).latent_dist.mode()

    def predict(self, sample, timestep):
        return self.unet(sample, timestep, self.inputs.states, class_labels=self.inputs.labels).sample

    def decode(self, latents):
        return self.vae.decode(latents).sample


class OpenVINORun(OneStep):
    """OpenVINO with the three networks converted to its own files, in the precision that is asked for."""

    def __init__(self, options):
        import openvino
        import torch

        torch.set_num_threads(1)
        super().__init__(options, torch.float32, torch.contiguous_format)
        self.version = openvino.__version__
        setting = {
            "INFERENCE_PRECISION_HINT": {"fp32": "f32", "bf16": "bf16"}[options.precision],
            "INFERENCE_NUM_THREADS": options.threads, "NUM_STREAMS": 1}
        core = openvino.Core()
        self.networks = {
            name: core.compile_model(core.read_model(Path(options.converted) / f"{name}.xml"), "CPU", setting)
            for name in ("encoder", "unet", "decoder")}

    def run(self, name, *inputs):
        import torch

        return torch.from_numpy(self.networks[name]([x.numpy() for x in inputs])[0])

    def encode(self, image):
        return self.run("encoder", image)

    def predict(self, sample, timestep):
        given = [sample, timestep, self.inputs.states]
        return self.run("unet", *given, *([] if self.inputs.labels is None else [self.inputs.labels]))

    def decode(self, latents):
        return self.run("decoder", latents)


def convert(options):
    """OpenVINO's files of the three networks for pictures of this size, in 16 bits as the checkpoint has them."""
    import openvino
    import torch

    # Shapes are constants here, as they should be.
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    run = OneStep(options, torch.float32, torch.contiguous_format)
    unet, vae = networks(options.model, torch.float32, torch.contiguous_format)
    channels = vae.config.latent_channels
    edge = options.resolution // 2 ** (len(vae.config.block_out_channels) - 1)
    latents = torch.zeros(1, channels, edge, edge)

    class Network(torch.nn.Module):
        def __init__(self, module, forward):
            super().__init__()
            self.module, self.compute = module, forward

        def forward(self, *inputs):
            return self.compute(*inputs)

    def denoise(sample, timestep, states, labels=None):
        return unet(sample, timestep, states, class_labels=labels, return_dict=False)[0]

    sample = torch.zeros(1, unet.config.in_channels, edge, edge)
    given = (sample, torch.tensor(999), run.inputs.states)
    if run.inputs.labels is not None:
        given = (*given, run.inputs.labels)
    jobs = {
        "encoder": (Network(vae, lambda x: vae.quant_conv(vae.encoder(x))[:, :channels]), (run.inputs.image,)),
        "unet": (Network(unet, denoise), given),
        "decoder": (Network(vae, lambda z: vae.decoder(vae.post_quant_conv(z))), (latents,))}
    for name, (network, example) in jobs.items():
        shapes = [tuple(x.shape) for x in example]
        with torch.inference_mode():
            converted = openvino.convert_model(network, example_input=example, input=shapes)
        openvino.save_model(converted, Path(options.converted) / f"{name}.xml", compress_to_fp16=True)


def timed(options):
    """Loads, warms up, runs with the clock, and prints what was measured."""
    import torch

    if options.openvino and not (Path(options.converted) / "decoder.xml").exists():
        # In a process of its own: what conversion needs of memory is not what running needs.
        subprocess.run([*sys.orig_argv, "--convert"], check=True)
    start = time.perf_counter()
    run = (OpenVINORun if options.openvino else TorchRun)(options)
    load = time.perf_counter() - start
    with torch.inference_mode():
        began = time.perf_counter()
        run.marks()
        warm_up = time.perf_counter() - began
        runs = [run.marks() for _ in range(options.repeat)]
    spans = dict(encode=(0, 1), step=(1, 2), decode=(2, 3), run=(0, 3))

    def samples(part, clock):
        begin, end = spans[part]
        return dict(samples=[marks[end][clock] - marks[begin][clock] for marks in runs])

    print(json.dumps(dict(
        load_seconds=load, warm_up_seconds=warm_up, peak_memory_bytes=peak_memory(), version=run.version,
        timings={
            part: dict(wall_seconds=samples(part, 0), cpu_seconds=samples(part, 1))
            for part in PARTS
        })))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--resolution", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--repeat", type=int, required=True)
    parser.add_argument("--precision", choices=["fp32", "bf16"], required=True)
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--openvino", action="store_true")
    parser.add_argument("--converted", help="folder of OpenVINO's files, written where they are missing")
    parser.add_argument("--convert", action="store_true", help="only write them")
    options = parser.parse_args()
    if options.convert:
        convert(options)
    else:
        timed(options)


if __name__ == "__main__":
    main()
