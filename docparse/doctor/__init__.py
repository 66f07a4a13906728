"""What is installed and in order on this machine, and for each fault its cure.

Each check runs in a worker: a library that takes its process along as it is imported is a finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from docparse.doctor import gpus, light, machine, packages, places, weights
from docparse.doctor.finding import Finding, Request
from docparse.errors import DocparseError
from docparse.schedule import Lost, Pool
from docparse.source.limits import Limits

__all__ = ["CHECKS", "Check", "Finding", "Request", "examine"]

_PROCESSES = 2
_PATIENCE = 300.0  # seconds; torch on a network file system takes minutes to import
_PATIENCE_WITH_DIGESTS = 86_400.0

Look: TypeAlias = Callable[[Request], Iterable[Finding]]


class Check(NamedTuple):
    """`cure` is for a look that cannot be taken, because an import fails or takes its process along."""

    topic: str
    look: Look
    cure: str = ""


_AGAIN = "pip install --force-reinstall '.{}' in the folder that docparse was installed from"

CHECKS = (
    Check("python", machine.python),
    Check("memory", machine.memory),
    Check("packages", packages.core),
    Check("extras", packages.extras),
    Check("light engine", light.reads, _AGAIN.format("")),
    Check("light models", light.models),
    Check("fonts", light.fonts, _AGAIN.format("")),
    Check("tesseract", light.tesseract, _AGAIN.format("")),
    Check("gpus", gpus.present),
    Check("torch", gpus.torch, "pip install --force-reinstall torch"),
    Check("runtime", gpus.runtime, _AGAIN.format("[vl]")),
    Check("store", places.store),
    Check("model cache", places.models, _AGAIN.format("[vl]")),
    Check("weights", weights.cached, _AGAIN.format("[vl]")),
    Check("hub", weights.on_hub, _AGAIN.format("[vl]")),
    Check("engine", weights.engine, _AGAIN.format("[vl]")),
)


@dataclass(frozen=True, slots=True)
class _Round:
    """The brief of a worker that looks where it is told to."""

    request: Request

    def serve(self) -> Callable[[Look], tuple[Finding, ...]]:
        return lambda look: tuple(look(self.request))


def examine(request: Request, checks: Sequence[Check] = CHECKS) -> Iterator[Finding]:
    """All findings, in the order of the checks, as they are made. Opens no connection unless asked to."""
    patience = _PATIENCE_WITH_DIGESTS if request.digests else _PATIENCE
    told: list[str] = []
    with Pool(_Round(request), _PROCESSES, Limits(patience)) as pool:
        looks = [(check, pool.submit(check.look)) for check in checks]
        for check, findings in looks:
            try:
                found = findings.result()
            except Lost as lost:
                found = (Finding(check.topic, "fault", lost.reason, check.cure),)
            except DocparseError as error:
                if any(says.endswith(error.message) for says in told):
                    continue  # another look has met it
                found = (Finding(check.topic, "fault", error.message, error.hint),)
            told += [finding.says for finding in found]
            yield from found
