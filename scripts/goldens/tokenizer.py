"""Makes Tests/InferenceTests/Goldens/tokenizer: a small CLIP vocabulary and what its reference tokenizer gives.

vocab.json and merges.txt have the real files' form; cases.json holds [text, tokens] pairs. The image
processor's golden is in clip-image.safetensors: pictures `HxW.input` in 0..1 and `HxW.output`, prepared by
torch's antialiased bicubic and CLIP's mean and deviation.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import CLIPTokenizer

ROOT = pathlib.Path("Tests/InferenceTests/Goldens/tokenizer")
MERGES = [
    *("i n", "d o", "in do", "o r</w>", "indo or</w>", "g e", "ge o", "m e", "t r", "tr y</w>"),
    *("geo me", "geome try</w>", "o b", "j e", "ob je", "c t</w>", "obje ct</w>", "' s</w>"),
    *("n o", "! !", "!! !</w>", "o u", "\u00c3 \u00a9</w>", "a a", "aa aa", "a a</w>", "aa a</w>"),
]
TEXTS = [
    *("", " ", "\t\n", "indoor geometry", "outdoor geometry", "object geometry"),
    *("Indoor  GEOMETRY ", "don't we'll I'm they've you're he'd it's 'S", "!'s 's"),
    *("a_b-c ... !!! !!", "year 2024, 1/2", "\u0661\u0662\u00bd\u2167", "caf\u00e9"),
    *("cafe\u0301", "\u0130\u03a3\u0391\u03a3 \u00c0\u0410", "\u4e2d\u6587 \u65e5\u672c\u8a9e"),
    *("\U0001f600\U0001f468\u200d\U0001f469", "a\u00a0b\u0085c\u001cd\u200be\u3000f"),
    *("x<|endoftext|>y", "<|startoftext|>", "a<|ENDOFTEXT|>!!!b", "!<|STARTOFTEXT|>!"),
    *("aaaaaaaaa aaaaa", "\u0e01\u0e34\u0e19 \u0928\u0940", "a\r\nb", "''' \"x\""),
    *("\u01c5\u02b0", "\ufb01ne \u212b", "\u00e9\u00e9", "not in the mood"),
]


def byte_letters():
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return [chr(byte) for byte in kept] + [chr(256 + index) for index in range(256 - len(kept))]


def make_tokens():
    letters = byte_letters()
    # One byte is left out at the end of words: what the vocabulary lacks is the token of the end.
    tokens = letters + [letter + "</w>" for letter in letters if letter != "-"]
    tokens += [merge.replace(" ", "") for merge in MERGES] + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    assert len(vocabulary) == len(tokens)
    merges = [tuple(merge.split(" ")) for merge in MERGES]
    reference = CLIPTokenizer(vocab=vocabulary, merges=merges)
    cases = [[text, reference(text).input_ids] for text in TEXTS]
    (ROOT / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False) + "\n")
    (ROOT / "merges.txt").write_text("#version: 0.2\n" + "\n".join(MERGES) + "\n")
    (ROOT / "cases.json").write_text(json.dumps(cases) + "\n")


def make_pictures():
    generator = torch.Generator().manual_seed(3)
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073])[:, None, None]
    deviation = torch.tensor([0.26862954, 0.26130258, 0.27577711])[:, None, None]
    golden = {}
    for height, width in [(37, 61), (9, 14)]:
        picture = torch.rand(1, 3, height, width, generator=generator)
        small = F.interpolate(picture, (14, 14), mode="bicubic", antialias=True)
        golden[f"{height}x{width}.input"] = picture
        golden[f"{height}x{width}.output"] = ((small - mean) / deviation).contiguous()
    save_file(golden, ROOT / "clip-image.safetensors")


def main():
    ROOT.mkdir(parents=True, exist_ok=True)
    make_tokens()
    make_pictures()


if __name__ == "__main__":
    main()
