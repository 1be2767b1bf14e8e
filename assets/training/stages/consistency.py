"""LCM: consistency distillation, after which few steps do what many did."""

import copy

import torch

import diffusion
from losses import huber
from networks import unet
from settings import Stage
from stages.context import Context
from stages.marigold import draw
from stages.task import LatentTask

SOLVER_STEPS = 50
SIGMA_DATA, SCALING = 0.5, 10.0


class Consistency(LatentTask):
    """The student's answer at a timestep must be what a slow copy of it says one solver step of the teacher later.

    The solver's 50 timesteps and the boundary condition are those of diffusers' LCMScheduler.
    """

    options = ("quantity", "noise", "target_ema", "last")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        self.unet = unet.make(context.settings.unet, inputs=8)
        unet.inherit(self.unet, context.weights(stage.start))
        self.placed(self.unet)
        self.teacher = copy.deepcopy(self.unet).requires_grad_(False)
        self.target = copy.deepcopy(self.teacher)
        self.modules, self.companions = {"unet": self.unet}, {"target": self.target}

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        options, rows, generator = self.stage.options, self.rows(step), self.generator(step)
        picture = self.picture(rows)
        clean = self.context.latents.mean(options["quantity"], rows)
        late, early = solver_timesteps(len(rows), options["last"], generator)
        made = draw(options["noise"], clean.shape, late, generator).to(self.device)
        late, early = late.to(self.device), early.to(self.device)
        held = diffusion.noised(clean, made, late)
        with torch.no_grad():
            v = self.predict(self.teacher, torch.cat([picture, held], 1), late)
            stepped = diffusion.noised(diffusion.origin(held, v, late), diffusion.noise_of(held, v, late), early)
            goal = self.consistent(self.target, picture, stepped, early)
        answer = self.consistent(self.unet, picture, held, late)
        return huber(answer, goal), {"teacher": (diffusion.origin(held, v, late) - answer).square().mean()}

    def consistent(
        self, network: torch.nn.Module, picture: torch.Tensor, held: torch.Tensor, t: torch.Tensor
    ) -> torch.Tensor:
        """c_skip·x + c_out·x0 [B, 4, h, w]: what a network says that latents held at t [B] come from."""
        x0 = diffusion.origin(held, self.predict(network, torch.cat([picture, held], 1), t), t)
        skip, out = boundary(t)
        return skip * held + out * x0

    @torch.no_grad()
    def after_step(self) -> None:
        share = 1 - self.stage.options["target_ema"]
        torch._foreach_lerp_(list(self.target.parameters()), list(self.unet.parameters()), share)


def boundary(t: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """c_skip and c_out, both [B, 1, 1, 1]: at t = 0 the answer is the input itself."""
    scaled = (SCALING * t.float()).view(-1, 1, 1, 1)
    total = scaled.square() + SIGMA_DATA**2
    return SIGMA_DATA**2 / total, scaled / total.sqrt()


def solver_timesteps(count: int, last: float, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Timesteps [count] of the solver and the ones it steps to (20 lower, not below 0); a share is the last."""
    stride = diffusion.STEPS // SOLVER_STEPS
    index = torch.randint(1, SOLVER_STEPS + 1, (count,), generator=generator)
    index[: round(last * count)] = SOLVER_STEPS
    late = index * stride - 1
    return late, (late - stride).clamp_min(0)
