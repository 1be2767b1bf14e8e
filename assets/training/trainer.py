"""The one training loop: resumes at any step to the same bits, averages weights, logs its curve.

Nothing random has a state here: data order and noise are functions of (seed, step), so a checkpoint is the step
number, the weights, their average and the optimiser's moments.
"""

import io
import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save

from errors import Interrupted, TrainingError
from files import read_json, write_bytes, write_json
from settings import Training
from stages.task import Task

SAVE_SECONDS = 120
Report = Callable[[str], None]


class Trainer:
    """Trains one task in a folder of its own: checkpoint.pt, curve.jsonl, at the end final/ and done.json."""

    def __init__(
        self,
        task: Task,
        training: Training,
        folder: Path,
        fingerprint: str,
        report: Report = print,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.task, self.training, self.folder = task, training, folder
        self.fingerprint, self.report, self.should_stop = fingerprint, report, should_stop
        self.parameters = [p for m in task.modules.values() for p in m.parameters()]
        self.optimiser = torch.optim.AdamW(
            self.parameters,
            lr=training.peak,
            betas=(0.9, training.beta2),
            weight_decay=training.weight_decay,
            fused=True,
        )
        self.average = {f"{n}/{k}": v.detach().float().clone() for n, k, v in self._weights()}
        self.step, self.seconds = 0, 0.0
        self.sums: dict[str, torch.Tensor] = {}
        self.counted = 0

    def run(self) -> None:
        """Goes on from the last checkpoint to the end.

        Raises Interrupted, with a checkpoint written, when asked to stop.
        """
        self.resume()
        started, saved = time.monotonic() - self.seconds, time.monotonic()
        while self.step < self.training.steps:
            self.advance()
            self.seconds = time.monotonic() - started
            if self.step % self.training.log_every == 0 or self.step == self.training.steps:
                self._log()
            if self.should_stop():
                self.checkpoint()
                raise Interrupted
            if time.monotonic() - saved > SAVE_SECONDS:
                self.checkpoint()
                saved = time.monotonic()
        self._finish()

    def advance(self) -> None:
        """One step of the optimiser."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate(self.training, self.step)
        loss, parts = self.task.loss(self.step)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, self.training.clip)
        self.optimiser.step()
        self.task.after_step()
        self.step += 1
        self._average()
        for name, value in ({"loss": loss} | parts).items():
            self.sums[name] = self.sums.get(name, 0) + value.detach().float()
        self.counted += 1

    def checkpoint(self) -> None:
        """Writes everything needed to go on, in one step."""
        state = {
            "fingerprint": self.fingerprint,
            "step": self.step,
            "seconds": self.seconds,
            "weights": {n: m.state_dict() for n, m in (self.task.modules | self.task.companions).items()},
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "sums": self.sums,
            "counted": self.counted,
        }
        buffer = io.BytesIO()
        torch.save(state, buffer)
        write_bytes(self.folder / "checkpoint.pt", buffer.getvalue())

    def resume(self) -> None:
        """Takes the last checkpoint's state, if there is one, and cuts the curve to it."""
        path = self.folder / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, map_location="cpu", weights_only=True)
            if state["fingerprint"] != self.fingerprint:
                raise TrainingError(
                    f"The checkpoint {path} was made with other settings: bring them back, or remove {self.folder}."
                )
            for name, module in (self.task.modules | self.task.companions).items():
                module.load_state_dict(state["weights"][name])
            self.optimiser.load_state_dict(state["optimiser"])
            self.average = self._here(state["average"])
            self.step, self.seconds = state["step"], state["seconds"]
            self.sums, self.counted = self._here(state["sums"]), state["counted"]
            self.report(f"goes on from step {self.step}")
        curve = self.folder / "curve.jsonl"
        lines = curve.read_text().splitlines() if curve.exists() else []
        kept = [line for line in lines if line.endswith("}") and json.loads(line)["step"] <= self.step]
        write_bytes(curve, "".join(line + "\n" for line in kept).encode())

    def _here(self, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {name: tensor.to(self.task.device) for name, tensor in tensors.items()}

    def _weights(self) -> Iterator[tuple[str, str, torch.Tensor]]:
        for name, module in self.task.modules.items():
            for key, value in module.state_dict().items():
                yield name, key, value

    @torch.no_grad()
    def _average(self) -> None:
        """Moves the averaged weights toward the present ones, faster in the beginning."""
        decay = min(self.training.ema, (self.step + 1) / (self.step + 20))
        pairs = [(self.average[f"{n}/{k}"], v.float()) for n, k, v in self._weights() if v.is_floating_point()]
        torch._foreach_lerp_([a for a, _ in pairs], [v for _, v in pairs], 1 - decay)

    def _log(self) -> None:
        means = {name: float(total) / self.counted for name, total in self.sums.items()}
        self.sums, self.counted = {}, 0
        if not all(math.isfinite(value) for value in means.values()):
            raise TrainingError(
                f"The loss of {self.folder.name} is no longer a number at step {self.step}:"
                " lower its peak, or set its precision to float32."
            )
        record = {"step": self.step, "rate": rate(self.training, self.step - 1), **means}
        with open(self.folder / "curve.jsonl", "a") as file:
            file.write(json.dumps(record) + "\n")
        left = (self.training.steps - self.step) * self.seconds / self.step / 60
        numbers = "  ".join(f"{name} {value:.4f}" for name, value in means.items())
        self.report(f"{self.step}/{self.training.steps}  {numbers}  {left:.0f} min left")

    def _finish(self) -> None:
        final = {name: {} for name in self.task.modules}
        for name, key, value in self._weights():
            final[name][key] = self.average[f"{name}/{key}"].to(value.dtype).contiguous().cpu()
        for name, weights in final.items():
            write_bytes(self.folder / "final" / f"{name}.safetensors", save(weights))
        facts = self.task.finish(final)
        record = {"fingerprint": self.fingerprint, "steps": self.step, "seconds": round(self.seconds), **facts}
        write_json(self.folder / "done.json", record)
        (self.folder / "checkpoint.pt").unlink(missing_ok=True)


def rate(training: Training, step: int) -> float:
    """The learning rate of a step: linear warm-up, then level, then a cosine down to floor · peak."""
    rise = min(1.0, (step + 1) / max(training.warmup, 1))
    share = step / training.steps
    if share <= training.hold:
        return training.peak * rise
    fall = 0.5 * (1 + math.cos(math.pi * (share - training.hold) / (1 - training.hold)))
    return training.peak * rise * max(training.floor, fall)


def finished(folder: Path, fingerprint: str) -> bool:
    """Whether a stage is done in this folder with these settings.

    Raises TrainingError where it was done with others.
    """
    record = read_json(folder / "done.json")
    if record is not None and record["fingerprint"] != fingerprint:
        raise TrainingError(f"{folder} was trained with other settings: bring them back, or remove that folder.")
    return record is not None


def final_weights(folder: Path, name: str) -> dict[str, torch.Tensor]:
    """The averaged weights of a finished stage's module, float32."""
    return load_file(folder / "final" / f"{name}.safetensors")
