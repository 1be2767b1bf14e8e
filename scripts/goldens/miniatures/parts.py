"""The networks of the miniatures: random weights in F16, and a tokenizer of four words."""

import json
import shutil

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from miniatures.cases import EXTRACTOR, PARTS, ROOT, UNET, UNETS, WIDTH
from networks import randomise, save_weights
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPVisionConfig, CLIPVisionModelWithProjection


def make_parts():
    shutil.rmtree(ROOT, ignore_errors=True)
    for name, config in UNETS.items():
        torch.manual_seed(len(name))
        save_weights(randomise(UNet2DConditionModel(**UNET, **config)), PARTS / name)
    torch.manual_seed(1)
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(4, 4, 8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=4,
    )
    randomise(vae)
    # Away from zero, where the direction of a normal is a matter of rounding.
    vae.decoder.conv_out.bias.data = torch.tensor([0.25, -0.5, 0.75])
    save_weights(vae, PARTS / "vae")
    save_file(
        {"empty_embedding": torch.randn(1, 2, WIDTH)}, PARTS / "empty_embedding.safetensors"
    )
    vision = CLIPVisionConfig(
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        projection_dim=WIDTH,
        image_size=224,
        patch_size=14,
        hidden_act="quick_gelu",
    )
    save_weights(randomise(CLIPVisionModelWithProjection(vision)), PARTS / "image_encoder")
    write_json(PARTS / "feature_extractor/preprocessor_config.json", EXTRACTOR)
    make_text()


# The pieces that the byte-pair encoding of the three prompts passes through.
WORDS = ["indoor", "outdoor", "object", "geometry"]


def make_text():
    merges, pieces = [], sorted({letter for word in WORDS for letter in word})
    vocabulary = pieces + [piece + "</w>" for piece in pieces]
    for word in WORDS:
        parts = [*word[:-1], word[-1] + "</w>"]
        while len(parts) > 1:
            pair = (parts[0], parts[1])
            if pair not in merges:
                merges.append(pair)
                vocabulary.append("".join(pair))
            parts = ["".join(pair), *parts[2:]]
    vocabulary += ["<|startoftext|>", "<|endoftext|>"]
    write_json(PARTS / "tokenizer/vocab.json", {word: i for i, word in enumerate(vocabulary)})
    lines = ["#version: 0.2"] + [" ".join(pair) for pair in merges]
    (PARTS / "tokenizer/merges.txt").write_text("\n".join(lines) + "\n")
    write_json(PARTS / "tokenizer/tokenizer_config.json", dict(model_max_length=77))
    config = CLIPTextConfig(
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        vocab_size=len(vocabulary),
        max_position_embeddings=77,
        hidden_act="gelu",
        bos_token_id=len(vocabulary) - 2,
        eos_token_id=len(vocabulary) - 1,
    )
    save_weights(randomise(CLIPTextModel(config)), PARTS / "text_encoder")


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")
