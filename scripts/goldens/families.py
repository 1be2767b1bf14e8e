"""Makes Tests/InferenceTests/Goldens/families: a miniature checkpoint of every family and what it computes.

A case is a folder as diffusers saves it: model_index.json, scheduler/, and links to the components in parts/,
whose weights are random, F16, and shared by the cases of one structure. golden.safetensors holds
steps.I.{sample,model_output,pred_original_sample,prev_sample}, image_latents, initial_latents and
prediction[-NAME], the maps at the picture's size. picture.safetensors is the picture, 64x48 in -1...1.
miniatures/ holds the sizes, the networks and the families' formulas.

Run it from the root of the repository; VERSIONS in networks/ says which packages made the files.
"""

import torch
import torch.nn.functional as F
from miniatures.case import Case
from miniatures.cases import CASES, ROOT
from miniatures.parts import make_parts
from miniatures.runs import RUNS
from safetensors.torch import save_file


def picture():
    torch.manual_seed(3)
    coarse = F.interpolate(torch.rand(1, 3, 6, 8), size=(48, 64), mode="bilinear")
    fine = torch.rand(1, 3, 48, 64) * 0.2
    return (coarse * 0.8 + fine).clamp(0, 1) * 2 - 1


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    make_parts()
    image = picture()
    save_file({"picture": image}, ROOT / "picture.safetensors")
    with torch.no_grad():
        for name in CASES:
            case = Case(name)
            RUNS[case.kind](case, image)
            case.write()
    size = sum(path.lstat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{size} bytes")


if __name__ == "__main__":
    main()
