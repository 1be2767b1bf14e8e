"""What UNets are told beside picture and time: the text embedding, the task and the domain."""

import torch

EMBEDDING_SEED = 2024
ANNOTATION, RECONSTRUCTION = (1.0, 0.0), (0.0, 1.0)
GEO_DEPTH, GEO_NORMALS = (0.0, 1.0), (1.0, 0.0)


def empty_embedding(width: int) -> torch.Tensor:
    """The fixed embedding [1, 2, width] that stands in for a text encoder's empty prompt."""
    generator = torch.Generator().manual_seed(EMBEDDING_SEED)
    return torch.randn(1, 2, width, generator=generator).half().float()


def encoded(label: torch.Tensor) -> torch.Tensor:
    """Sines, then cosines [B, 2k] of a label [B, k]: Lotus' and GeoWizard's encoding."""
    return torch.cat([label.sin(), label.cos()], dim=-1)


def task(label: tuple[float, float], count: int, device: torch.device) -> torch.Tensor:
    """Lotus' task switcher [count, 4]."""
    return encoded(torch.tensor([label], device=device)).expand(count, -1)


def geowizard(domains: torch.Tensor) -> torch.Tensor:
    """GeoWizard v1's class vector [2B, 10], depth's half before the normals', for domains [B] (0, 1, 2).

    Four numbers say depth or normals, six say indoor, outdoor or object.
    """
    domain = encoded(torch.nn.functional.one_hot(domains.long(), 3).float())
    halves = [torch.cat([task(label, len(domain), domain.device), domain], 1) for label in (GEO_DEPTH, GEO_NORMALS)]
    return torch.cat(halves)
