"""Error maps of a shipped model as diffusers' parts compute them: Tests/InferenceTests/Goldens/errormap.

Told timesteps 0, 500, 999; held noise sqrt(1 - alpha bar) at 0 and 500, and 1. Each cell is one UNet call on
sqrt(1 - n^2) z0 + n eps told t, where eps is torch.randn of seed 2024:

 abs_rel, latent_truth  z0 is the scene's depth, encoded: the 2 % and 98 % quantiles to -1 and 1, cut, three
                        times, through the same processor as the picture; AbsRel as in shipped.py, and the root
                        mean square of x0^ - z0
 latent_run             z0 is the last pred_original_sample of trailing-4
"""

import numpy as np
import shipped
import torch
from diffusers import DDIMScheduler
from diffusers.pipelines.marigold.marigold_image_processing import MarigoldImageProcessor
from PIL import Image
from safetensors.torch import save_file

NAME = "marigold-depth-tiny"
TOLD = [0, 500, 999]


def clean_latents(model):
    depth = np.asarray(Image.open(shipped.SCENES / f"{shipped.SCENE}-depth.png")) / 1000
    depth = torch.tensor(depth, dtype=torch.float32)
    low, high = torch.quantile(depth[depth > 0], torch.tensor([0.02, 0.98]))
    plane = ((depth - low) / (high - low) * 2 - 1).clip(-1, 1)
    processor = MarigoldImageProcessor(vae_scale_factor=8)
    planes = plane[None, None].repeat(1, 3, 1, 1)
    planes = processor.resize_to_max_edge(planes, 192, "bilinear")
    return model.encode(planes)


def error_maps(model, image_latents, clean):
    scheduler = DDIMScheduler.from_pretrained(model.folder / "scheduler")
    alphas = scheduler.alphas_cumprod
    held = [(1 - alphas[0]).sqrt(), (1 - alphas[500]).sqrt(), torch.tensor(1.0)]
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(2024))
    abs_rel, latent = np.zeros((3, 3)), np.zeros((3, 3))
    for row, level in enumerate(held):
        sample = (1 - level**2).sqrt() * clean + level * noise
        for column, told in enumerate(TOLD):
            seen = torch.cat([image_latents, sample], 1)
            v = model.unet(seen, told, encoder_hidden_states=model.tokens).sample
            x0 = alphas[told].sqrt() * sample - (1 - alphas[told]).sqrt() * v
            latent[row, column] = ((x0 - clean) ** 2).mean().sqrt().item()
            abs_rel[row, column] = shipped.depth_figures(model.decode(x0), shipped.SCENE)[0]
    return torch.stack(held), torch.tensor(abs_rel).float(), torch.tensor(latent).float()


def main():
    torch.set_num_threads(1)
    folder = shipped.GOLDENS.parent / "errormap"
    folder.mkdir(parents=True, exist_ok=True)
    model = shipped.Model(NAME)
    assert model.unet.config.in_channels == 8
    image_latents = model.encode(model.input(shipped.SCENE))
    clean = clean_latents(model)
    held, abs_rel, latent = error_maps(model, image_latents, clean)
    final = model.steps(image_latents, "trailing-4 gaussian")[-1]["pred_original_sample"]
    _, _, from_run = error_maps(model, image_latents, final)
    save_file(
        {
            "clean": clean.contiguous(),
            "held_noise": held.float(),
            "abs_rel": abs_rel,
            "latent_truth": latent,
            "latent_run": from_run,
        },
        folder / f"{NAME}.safetensors",
    )
    print(abs_rel, latent, from_run, sep="\n")


if __name__ == "__main__":
    with torch.no_grad():
        main()
