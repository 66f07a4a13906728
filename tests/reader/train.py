# pyright: standard
"""Trains the reader from nothing: `python -m reader.train FOLDER --minutes 90`, from tests/.

Two stages on pages made as it goes: the vision tower alone learns letters from dense text, then both towers
learn to read, with such a lesson now and then. Rates follow the clock. A run that was broken off goes on from
its last state. Each core trains as a process of its own that shares gradients: so they meet once a step, not
in every product.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import count
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import torch
from reader import network, score, tokens
from reader.lessons import Aids, Lesson, Marks, lesson, letters_loss, marks
from reader.pages import SIZES, Page, dense_page, random_page, spell
from torch import Tensor, distributed, nn
from torch.multiprocessing.spawn import spawn

from docparse.document import Size

_RATE: Final = 2e-3
_LETTERS: Final = 0.08  # of the time, for the vision tower alone
_AGAIN: Final = 4  # steps from one lesson for the vision tower alone to the next, later on
_STEADY: Final = 0.7  # of the time until the rate falls
_CORES: Final = 2
_BATCH: Final = 8  # pages to a core
_DENSE: Final = Size(224, 112)
_LONGEST: Final = 224  # cells and tokens of an answer together, so that all sizes are one shape
_SAVE: Final = 180.0  # seconds between states
_PREPROCESSOR: Final = {
    "image_processor_type": "Qwen2VLImageProcessor",
    "processor_class": "Qwen2_5_VLProcessor",
    "patch_size": network.PATCH,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "min_pixels": 3136,
    "max_pixels": 12845056,
    "image_mean": network.MEAN,
    "image_std": network.DEVIATION,
}


class Training:
    """The model, its aids and optimizers, and how long they have been at it."""

    def __init__(self, folder: Path, minutes: float, core: int) -> None:
        self.folder = folder
        self.core = core
        self.seconds = 60 * minutes
        self.model: Any = network.build().train()
        self.aids = Aids()
        self.optimizers = _optimizers(self.model, self.aids)
        self.step = 0
        self.spent = 0.0
        self.blocks = [
            torch.compile(block, dynamic=False) for block in (network.vision_block, network.language_block)
        ]
        self._resume()
        self.looked = time.monotonic()  # at the clock

    @property
    def done(self) -> float:
        """From 0 to 1."""
        return self.spent / self.seconds

    def learn(self) -> dict[str, float]:
        """One step; what came of it."""
        alone = self.done < _LETTERS or self.step % _AGAIN == 0
        figures = self._letters() if alone else self._reading()
        rate = _RATE * _pace(self.step, self.done)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        self._share()
        figures["norm"] = float(nn.utils.clip_grad_norm_([*self.model.parameters()], 1.0))
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return figures

    def _share(self) -> None:
        """Give all cores the mean of their gradients, and one clock."""
        now = time.monotonic()
        spent, self.looked = self.spent + now - self.looked, now
        parts = [*self.model.parameters(), *self.aids.parameters()]
        gradients = [part.grad for part in parts if part.grad is not None]
        packed = torch.cat([*(gradient.flatten() for gradient in gradients), torch.tensor([spent])])
        distributed.all_reduce(packed)
        *means, clock = (packed / _CORES).split([*(part.numel() for part in gradients), 1])
        for gradient, mean in zip(gradients, means, strict=True):
            gradient.copy_(mean.view_as(gradient))
        self.spent = float(clock)

    def _letters(self) -> dict[str, float]:
        first = self.done < _LETTERS
        size = _DENSE if first else SIZES[self.step // _AGAIN % len(SIZES)]
        many = 4 * _BATCH if first else _BATCH
        batch = lesson([dense_page(f"letters {self.core} {self.step} {n}", size) for n in range(many)], 400)
        loss, seen = letters_loss(self.aids, self._see(batch), batch.letters)
        loss.backward()
        return {"alone": float(loss.detach()), "seen_alone": float(seen)}

    def _reading(self) -> dict[str, float]:
        batch = _lesson(self.core, self.step)
        sight = self._see(batch)
        given = batch.answers[:, :-1].clamp(min=0)
        language = self.model.model.language_model
        thought = network.think(language, sight, given, batch.size, self.blocks[1])
        result = marks(self.model, self.aids, batch, sight, thought)
        _loss(result).backward()
        return {name: float(value.detach()) for name, value in result._asdict().items()}

    def _see(self, batch: Lesson) -> Tensor:
        return network.see(self.model.model.visual, batch.images, batch.size, self.blocks[0], torch.bfloat16)

    def keep(self) -> None:
        """The state from which a run can go on."""
        state = {
            "model": self.model.state_dict(),
            "aids": self.aids.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
            "spent": self.spent,
        }
        torch.save(state, self.folder / "state.new")
        (self.folder / "state.new").rename(self.folder / "state.pt")

    def _resume(self) -> None:
        if not (self.folder / "state.pt").exists():
            return
        state = torch.load(self.folder / "state.pt")
        self.model.load_state_dict(state["model"])
        self.aids.load_state_dict(state["aids"])
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.step, self.spent = state["step"], state["spent"]


def _optimizers(model: nn.Module, aids: Aids) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the towers, AdamW for the rest."""
    named = [*model.named_parameters()]
    matrices = [part for name, part in named if part.ndim == 2 and "embed" not in name]
    chosen = {id(part) for part in matrices}
    rest = [part for part in (*model.parameters(), *aids.parameters()) if id(part) not in chosen]
    return [
        torch.optim.Muon(matrices, weight_decay=0.02, adjust_lr_fn="match_rms_adamw", ns_steps=4),
        torch.optim.AdamW(rest, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def _pace(step: int, done: float) -> float:
    return min(1.0, (step + 1) / 50, max(0.02, (1 - done) / (1 - _STEADY)))


def _loss(result: Marks) -> Tensor:
    return result.answer + 0.4 * result.letters + 0.5 * result.guide + 0.25 * (result.pen + result.numbers)


def _lesson(core: int, step: int) -> Lesson:
    size = SIZES[step % len(SIZES)]
    length = _LONGEST - network.layout(size).cells
    return lesson([*_fitting(core, step, size, length)], length)


def _fitting(core: int, step: int, size: Size, length: int) -> Iterator[Page]:
    found = 0
    for number in count():
        page = random_page(f"training {core} {step} {number}", size)
        if len([*spell(page)]) < length:
            yield page
            found += 1
        if found == _BATCH:
            return


def publish(model: Any, folder: Path) -> None:
    """The checkpoint as others load it, in bfloat16."""
    model.to(torch.bfloat16)
    model.save_pretrained(folder)
    tokens.save(folder, tokens.tokenizer())
    (folder / "preprocessor_config.json").write_text(json.dumps(_PREPROCESSOR, indent=2) + "\n")


def run(core: int, folder: Path, minutes: float, every: float) -> None:
    torch.set_num_threads(1)
    meeting = f"file://{folder}/meeting"
    distributed.init_process_group("gloo", init_method=meeting, rank=core, world_size=_CORES)
    training = Training(folder, minutes, core)
    watch = None if core else Watch(training, 60 * every)
    while training.done < 1:
        figures = training.learn()
        if watch:
            watch.look(figures)
    if watch:
        training.keep()
        watch.examine()
        publish(training.model, folder / "checkpoint")


class Watch:
    """Tells how a training goes, keeps its state, and adds a line to its curve from time to time."""

    def __init__(self, training: Training, every: float) -> None:
        self.training = training
        self.every = every  # seconds between lines of the curve
        self.kept = self.examined = training.spent
        self.figures: list[dict[str, float]] = []

    def look(self, figures: dict[str, float]) -> None:
        self.figures.append(figures)
        if len(self.figures) == 40:
            self._tell()
        if self.training.spent - self.kept > _SAVE:
            self.training.keep()
            self.kept = self.training.spent
        if self.training.spent - self.examined > self.every:
            self.examine()
            self.examined = self.training.spent

    def examine(self) -> None:
        """Read unseen pages with `generate`."""
        pages = score.unseen(45)
        found = score.score(pages, score.read(self.training.model.eval(), pages))
        self.training.model.train()
        clock = {"minutes": round(self.training.spent / 60, 1), "steps": self.training.step}
        line = json.dumps(clock | asdict(found))
        with open(self.training.folder / "curve.jsonl", "a") as curve:
            curve.write(line + "\n")
        print(line, flush=True)

    def _tell(self) -> None:
        names = {name: None for figures in self.figures for name in figures}
        means = {name: fmean(figures[name] for figures in self.figures if name in figures) for name in names}
        told = " ".join(f"{name} {mean:.3f}" for name, mean in means.items())
        print(f"{self.training.spent / 60:.1f} min, step {self.training.step}: {told}", flush=True)
        self.figures = []


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--every", type=float, default=15, help="minutes between looks at unseen pages")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "meeting").unlink(missing_ok=True)
    asked = (arguments.folder.resolve(), arguments.minutes, arguments.every)
    spawn(run, asked, nprocs=_CORES)
