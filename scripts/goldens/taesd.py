"""Makes Tests/InferenceTests/Goldens/taesd: a small random AutoencoderTiny and what its decoder computes.

config.json and the weights are as diffusers saves them (F16, and the reference is computed from the rounded values
in float32); golden.safetensors holds `in`, `out` and `tap.MODULE` of the decoder. The latents reach beyond the
bound that the decoder puts on them.

Run it from the root of the repository.
"""

import json
import pathlib

import torch
from diffusers import AutoencoderTiny
from diffusers.models.unets.unet_2d_blocks import AutoencoderTinyBlock
from safetensors.torch import save_file

ROOT = pathlib.Path("Tests/InferenceTests/Goldens/taesd")
CONFIG = dict(
    encoder_block_out_channels=(5, 5, 5, 5),
    decoder_block_out_channels=(5, 5, 5, 5),
    num_encoder_blocks=(0, 0, 1, 0),
    num_decoder_blocks=(2, 1, 0, 1),
)


def make():
    model = AutoencoderTiny(**CONFIG).eval()
    for parameter in model.parameters():
        # Wider than at initialisation, so that the last blocks still tell the first ones' mistakes.
        parameter.copy_((1.5 * parameter).half().float())
    return model


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(6)
    ROOT.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        model = make()
        halves = {name: value.half().contiguous() for name, value in model.state_dict().items()}
        save_file(halves, ROOT / "diffusion_pytorch_model.safetensors")
        config = {"_class_name": "AutoencoderTiny", **model.config}
        (ROOT / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
        golden = {}

        def keep(name):
            return lambda _module, _inputs, output: golden.update({f"tap.{name}": output.clone()})

        for place, layer in enumerate(model.decoder.layers):
            is_block = isinstance(layer, (AutoencoderTinyBlock, torch.nn.Conv2d))
            # The last layers are as large as the picture, which is kept.
            if place == 1 or (1 < place < 9 and is_block):
                layer.register_forward_hook(keep(f"decoder.layers.{place}"))
        golden["in"] = 2.5 * torch.randn(1, 4, 3, 4)
        golden["out"] = model.decode(golden["in"]).sample
    save_file({name: value.contiguous() for name, value in golden.items()}, ROOT / "golden.safetensors")
    size = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{size} bytes")


if __name__ == "__main__":
    main()
