"""Makes Tests/InferenceTests/Goldens/networks: small random networks and what they compute.

Each case is a folder with config.json and weights as diffusers and transformers save them (F16, and the
reference is computed from the rounded values in float32), and golden.safetensors. Its tensors are called
RUN/in.NAME, RUN/tap.MODULE and RUN/out.NAME; every run has its own inputs.

Needs torch, diffusers, transformers and safetensors; VERSIONS in the folder says which made the files.
Run it from the root of the repository.
"""

import json
import pathlib
import shutil

import diffusers
import torch
import transformers
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.models.attention import BasicTransformerBlock
from diffusers.models.attention_processor import Attention
from diffusers.models.downsampling import Downsample2D
from diffusers.models.embeddings import TimestepEmbedding
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.transformers.transformer_2d import Transformer2DModel
from diffusers.models.upsampling import Upsample2D
from safetensors.torch import save_file
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
)

ROOT = pathlib.Path("Tests/InferenceTests/Goldens/networks")
TAPPED = (
    ResnetBlock2D,
    Transformer2DModel,
    BasicTransformerBlock,
    Downsample2D,
    Upsample2D,
    TimestepEmbedding,
)
TAPPED_NAMES = {"conv_in", "conv_out", "quant_conv", "post_quant_conv"}

UNET = dict(
    sample_size=8,
    in_channels=8,
    out_channels=4,
    layers_per_block=2,
    norm_num_groups=4,
    cross_attention_dim=12,
    use_linear_projection=True,
)
UNETS = {
    "unet-linear": dict(block_out_channels=(8, 8, 16, 16), attention_head_dim=(1, 2, 2, 4)),
    "unet-conv": dict(
        block_out_channels=(8, 12, 16),
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=(2, 3, 4),
        layers_per_block=(1, 2, 1),
        transformer_layers_per_block=[1, 2, 2],
        use_linear_projection=False,
        downsample_padding=0,
        mid_block_scale_factor=2,
        center_input_sample=True,
        flip_sin_to_cos=False,
        freq_shift=1,
        norm_eps=1e-4,
    ),
    "unet-class": dict(
        block_out_channels=(8, 16),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=2,
        layers_per_block=1,
        class_embed_type="projection",
        projection_class_embeddings_input_dim=4,
    ),
    "unet-concat": dict(
        block_out_channels=(8, 12),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        mid_block_type="UNetMidBlock2D",
        attention_head_dim=4,
        layers_per_block=1,
        class_embed_type="projection",
        projection_class_embeddings_input_dim=3,
        class_embeddings_concat=True,
    ),
    "unet-no-middle": dict(
        block_out_channels=(8,),
        down_block_types=("DownBlock2D",),
        up_block_types=("CrossAttnUpBlock2D",),
        mid_block_type=None,
        attention_head_dim=2,
        layers_per_block=1,
    ),
    "unet-shipped": dict(
        block_out_channels=(8, 8, 12),
        down_block_types=("DownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 2, 3),
        layers_per_block=1,
    ),
    "unet-joint": dict(
        block_out_channels=(8, 12),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=(2, 3),
        layers_per_block=1,
        cross_attention_dim=6,
        class_embed_type="projection",
        projection_class_embeddings_input_dim=10,
    ),
    "unet-intrinsic": dict(
        in_channels=16,
        out_channels=12,
        block_out_channels=(8,),
        down_block_types=("CrossAttnDownBlock2D",),
        up_block_types=("CrossAttnUpBlock2D",),
        attention_head_dim=2,
        layers_per_block=1,
    ),
}
# The networks whose attn1 sees both halves of the batch.
JOINT = {"unet-joint"}
# Batch, height, width, timestep, tokens; a negative number stands for a prompt of its own for every image.
UNET_RUNS = {
    "unet-linear": [(1, 5, 7, 999, 2), (2, 8, 8, 251, 2)],
    "unet-conv": [(1, 6, 9, 19, 5), (1, 8, 4, 999, 2)],
    "unet-class": [(1, 8, 8, 999, 2), (2, 5, 4, 1, 2)],
    "unet-concat": [(2, 4, 6, 501, 2)],
    "unet-no-middle": [(1, 3, 5, 0, 2)],
    "unet-shipped": [(1, 8, 8, 999, 2), (1, 9, 6, 1, 2)],
    "unet-joint": [(2, 5, 4, 999, 1), (4, 4, 6, 251, -3)],
    "unet-intrinsic": [(1, 4, 6, 749, 2)],
}

VAE = dict(norm_num_groups=4, latent_channels=4, sample_size=32)
VAES = {
    "vae": dict(block_out_channels=(4, 8, 8, 12), layers_per_block=2),
    "vae-plain": dict(
        block_out_channels=(8, 12),
        layers_per_block=1,
        mid_block_add_attention=False,
        use_quant_conv=False,
        use_post_quant_conv=False,
    ),
}
# Batch, height, width of the picture; whether its latents are decoded too.
VAE_RUNS = {
    "vae": [(1, 24, 40, True), (1, 37, 51, False)],
    "vae-plain": [(2, 8, 6, True)],
}

CLIPS = {"text-gelu": "gelu", "text-quick-gelu": "quick_gelu"}
CLIP_TOKENS = [[30, 31], [30, 4, 9, 21, 31]]
VISIONS = {"vision-quick-gelu": "quick_gelu", "vision-gelu": "gelu"}


def randomise(model):
    """Weights that make every part count: norms away from 1 and 0, attention away from uniform."""
    for name, parameter in model.named_parameters():
        last = name.split(".")[-1]
        if "norm" in name.split(".")[-2]:
            torch.nn.init.normal_(parameter, 1.0 if last == "weight" else 0.0, 0.3)
        elif any(part in name for part in ("to_q", "to_k", "q_proj", "k_proj")):
            parameter.data *= 3
        elif last == "bias":
            torch.nn.init.normal_(parameter, 0.0, 0.1)
        parameter.data = parameter.data.half().float()
    return model.eval()


def save_weights(model, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model.half().save_pretrained(folder)
    model.float()
    config = json.loads((folder / "config.json").read_text())
    config.pop("_name_or_path", None)
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


def tapped(name, module):
    last = name.split(".")[-1]
    if last in TAPPED_NAMES or isinstance(module, TAPPED):
        return True
    return isinstance(module, Attention) and ".attentions." in name and "transformer" not in name


def record(model, prefix, golden, run, names=None):
    """Hooks that put every block's output into `golden`; returns what removes them."""

    def hook(name):
        def keep(_module, _inputs, output):
            value = output if torch.is_tensor(output) else output[0]
            if name == "time_embedding":
                value = value[:1]  # One timestep for all images.
            golden[f"{run}/tap.{prefix}{name}"] = value.detach().clone().contiguous()

        return keep

    hooks = [
        module.register_forward_hook(hook(name))
        for name, module in model.named_modules()
        if (name in names if names else tapped(name, module))
    ]
    return lambda: [handle.remove() for handle in hooks]


class JointAttention:
    """Attention whose keys and values are those of image i and of image i + B/2, by its definition."""

    def __call__(self, attn, hidden_states, **_ignored):
        batch, tokens, channels = hidden_states.shape
        heads, half = attn.heads, batch // 2
        pairs = [(index % half, index % half + half) for index in range(batch)]
        query, key, value = (f(hidden_states) for f in (attn.to_q, attn.to_k, attn.to_v))
        answers = []
        for index, (first, second) in enumerate(pairs):
            q = query[index].view(tokens, heads, -1).transpose(0, 1)
            k, v = (
                torch.cat((x[first], x[second])).view(2 * tokens, heads, -1).transpose(0, 1)
                for x in (key, value)
            )
            scores = q @ k.transpose(1, 2) / (channels // heads) ** 0.5
            answers.append((scores.softmax(-1) @ v).transpose(0, 1).reshape(tokens, channels))
        return attn.to_out[0](torch.stack(answers))


def set_joint_attention(model):
    for module in model.modules():
        if isinstance(module, BasicTransformerBlock):
            module.attn1.set_processor(JointAttention())


def make_unet(case):
    torch.manual_seed(len(case))
    model = randomise(UNet2DConditionModel(**{**UNET, **UNETS[case]}))
    save_weights(model, ROOT / case)
    if case in JOINT:
        set_joint_attention(model)
    golden = {}
    for batch, height, width, timestep, tokens in UNET_RUNS[case]:
        run = f"{batch}x{height}x{width}"
        sample = torch.randn(batch, model.config.in_channels, height, width)
        prompts = batch if tokens < 0 else 1
        states = torch.randn(prompts, abs(tokens), model.config.cross_attention_dim)
        classes = None
        if UNETS[case].get("class_embed_type"):
            length = UNETS[case]["projection_class_embeddings_input_dim"]
            classes = torch.randn(batch, length)
            golden[f"{run}/in.class_labels"] = classes
        stop = record(model, "", golden, run)
        out = model(
            sample, timestep, states.expand(batch, -1, -1), class_labels=classes, return_dict=False
        )[0]
        stop()
        golden[f"{run}/in.sample"] = sample
        golden[f"{run}/in.timestep"] = torch.tensor([float(timestep)])
        golden[f"{run}/in.hidden_states"] = states
        golden[f"{run}/out.sample"] = out.contiguous()
    save_file(golden, ROOT / case / "golden.safetensors")


def make_vae(case):
    torch.manual_seed(len(case))
    model = randomise(
        AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * len(VAES[case]["block_out_channels"]),
            up_block_types=("UpDecoderBlock2D",) * len(VAES[case]["block_out_channels"]),
            **{**VAE, **VAES[case]},
        )
    )
    save_weights(model, ROOT / case)
    golden = {}
    for batch, height, width, decodes in VAE_RUNS[case]:
        run = f"{batch}x{height}x{width}"
        image = torch.rand(batch, 3, height, width) * 2 - 1
        stop = record(model, "", golden, run)
        posterior = model.encode(image).latent_dist
        golden[f"{run}/in.image"] = image
        golden[f"{run}/out.mean"] = posterior.mean.contiguous()
        golden[f"{run}/out.log_variance"] = posterior.logvar.contiguous()
        if decodes:
            latents = torch.randn_like(posterior.mean)
            golden[f"{run}/in.latents"] = latents
            golden[f"{run}/out.image"] = model.decode(latents).sample.contiguous()
        stop()
    save_file(golden, ROOT / case / "golden.safetensors")


def make_clip(case):
    torch.manual_seed(len(case))
    config = CLIPTextConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=40,
        vocab_size=32,
        max_position_embeddings=8,
        hidden_act=CLIPS[case],
        bos_token_id=30,
        eos_token_id=31,
    )
    model = randomise(CLIPTextModel(config))
    save_weights(model, ROOT / case)
    names = {"embeddings", "final_layer_norm"} | {f"encoder.layers.{i}" for i in range(2)}
    golden = {}
    for tokens in CLIP_TOKENS:
        run = f"{len(tokens)}"
        stop = record(model, "text_model.", golden, run, names)
        out = model(torch.tensor([tokens])).last_hidden_state
        stop()
        golden[f"{run}/in.tokens"] = torch.tensor(tokens, dtype=torch.float32)
        golden[f"{run}/out.states"] = out.contiguous()
    save_file(golden, ROOT / case / "golden.safetensors")


def make_vision(case):
    torch.manual_seed(len(case))
    config = CLIPVisionConfig(
        hidden_size=12,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=20,
        projection_dim=7,
        image_size=12,
        patch_size=4,
        hidden_act=VISIONS[case],
    )
    model = randomise(CLIPVisionModelWithProjection(config))
    save_weights(model, ROOT / case)
    inner = {"embeddings", "pre_layrnorm", "post_layernorm", "encoder.layers.0", "encoder.layers.1"}
    names = {f"vision_model.{name}" for name in inner} | {"visual_projection"}
    golden = {}
    for batch in (1, 2):
        run = f"{batch}"
        image = torch.randn(batch, 3, 12, 12)
        stop = record(model, "", golden, run, names)
        out = model(image).image_embeds
        stop()
        for name, value in golden.items():
            if "/tap." in name and value.dim() == 2:
                golden[name] = value[:, None]  # One token for each picture.
        golden[f"{run}/in.image"] = image
        golden[f"{run}/out.embeds"] = out.contiguous()
    save_file(golden, ROOT / case / "golden.safetensors")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    ROOT.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        for case in UNETS:
            make_unet(case)
        for case in VAES:
            make_vae(case)
        for case in CLIPS:
            make_clip(case)
        for case in VISIONS:
            make_vision(case)
    versions = [(m.__name__, m.__version__) for m in (torch, diffusers, transformers)]
    text = "".join(f"{name} {version}\n" for name, version in versions)
    (ROOT / "VERSIONS").write_text(text)
    size = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{size} bytes")


if __name__ == "__main__":
    main()
