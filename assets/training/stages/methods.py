"""The methods by the names that settings use, and the latents each needs."""

from torch import nn

from errors import TrainingError
from networks import image_token, unet
from settings import Stage
from stages.consistency import Consistency
from stages.context import Context
from stages.depthfm import QUANTITY, DepthFM
from stages.end_to_end import EndToEnd
from stages.geowizard import GeoWizard
from stages.image_base import ImageBase
from stages.lotus import Lotus
from stages.marigold import Marigold
from stages.task import Task
from stages.vae import Autoencoder

METHODS: dict[str, type[Task]] = {
    "vae": Autoencoder,
    "marigold": Marigold,
    "consistency": Consistency,
    "end-to-end": EndToEnd,
    "image-base": ImageBase,
    "lotus": Lotus,
    "geowizard": GeoWizard,
    "depthfm": DepthFM,
}


def check(stages: tuple[Stage, ...]) -> None:
    """Raises TrainingError for a method that does not exist, or options that are not the method's."""
    for stage in stages:
        if stage.method not in METHODS:
            known = ", ".join(METHODS)
            raise TrainingError(f'{stage.name}.toml: there is no method "{stage.method}"; there are {known}.')
        wanted = set(METHODS[stage.method].options)
        for name in sorted(wanted ^ set(stage.options)):
            fault = "needs" if name in wanted else "does not have"
            raise TrainingError(f'{stage.name}.toml: the method {stage.method} {fault} the option "{name}".')


def make(context: Context, stage: Stage) -> Task:
    """A stage's task, its networks started."""
    return METHODS[stage.method](context, stage)


def quantities(stage: Stage) -> tuple[str, ...]:
    """The quantities whose latents a stage trains on."""
    if stage.method == "vae":
        return ()
    if stage.method == "image-base":
        return ("picture",)
    if stage.method == "geowizard":
        return ("picture", "depth", stage.options["normals"])
    if stage.method == "depthfm":
        return ("picture", QUANTITY)
    return ("picture", stage.options["quantity"])


def make_networks(context: Context, stage: Stage) -> dict[str, nn.Module]:
    """Untrained networks of the shapes that a stage trains, but for the autoencoder, by their folders' names."""
    shape, generative = context.settings.unet, stage.options.get("generative", True)
    classes = {"lotus": 4, "geowizard": 10}.get(stage.method)
    inputs = 8 if generative and stage.method != "image-base" else 4
    networks: dict[str, nn.Module] = {"unet": unet.make(shape, inputs, classes)}
    if stage.method == "geowizard":
        networks["image_encoder"] = image_token.make(shape.cross)
    return networks
