"""Pages read on the machines of a Ray cluster, as if on this one.

An actor for each processor, or for each group of GPUs, holds what reads pages here too: a workshop of one
seat. Beside the parent one station hands pages to them. Everything else is as in any run: the parent surveys
documents, keeps answers, writes outputs and owns the order.
"""
# pyright: standard
# Ray is typed in part.

import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any, Final

from docparse.cluster.seat import Standing, standing
from docparse.engines import Engine
from docparse.engines.choose import Choice
from docparse.errors import DocparseError, EngineError, UsageError, install, reason
from docparse.schedule import Lost, Pool
from docparse.settings import Settings
from docparse.source.limits import Limits

_PATIENCE: Final = 600.0  # seconds for a cluster to say what it reads with
_KNOCK: Final = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """What the machines of a cluster read with, and how many seats there are; made by asking one of them."""

    address: str
    standing: Standing
    gpus: int  # that a seat holds
    seats: int

    @property
    def slots(self) -> int:
        return self.seats * self.standing.width

    def stations(self, settings: Settings) -> "tuple[Station, ...]":
        return (Station(self, settings),)

    def fingerprint(self, settings: Settings) -> str:
        del settings  # the machines were told of them
        return self.standing.fingerprint

    def news(self, model: str) -> str:
        doing = f"loading {model}" if self.standing.model else "reading"
        return f"{doing} on {self.seats} seats of the Ray cluster at {self.address}"


@dataclass(frozen=True, slots=True)
class Station:
    """The brief of the process that hands pages out over the cluster."""

    plan: Plan
    settings: Settings

    def serve(self) -> Engine:
        from docparse.cluster.desk import Desk

        return Desk(joined(self.plan.address), self.plan, alone(self.settings))


def choose(settings: Settings) -> Choice:
    """The engine that the machines of the cluster choose; raises as `engines.choose` does."""
    if settings.device not in ((), ("cpu",)):
        raise UsageError(
            "--device names devices of this machine, and Ray deals out those of the cluster",
            hint="leave it out, or pass `--device cpu` to take no GPU",
        )
    if find_spec("ray") is None:
        raise EngineError(
            "docparse is installed without Ray",
            hint=install("ray"),
        )
    with Pool(_Envoy(), 1, Limits(_PATIENCE)) as pool:
        try:
            plan: Plan = pool.submit(settings).result()
        except Lost as lost:
            raise EngineError(f"cannot use the Ray cluster at `{settings.ray}`: {lost.reason}") from lost
    return Choice(plan.standing.engine, plan.standing.model, plan)


def alone(settings: Settings) -> Settings:
    """For one seat of a cluster, which keeps nothing."""
    return replace(settings, ray=None, store=None, jobs=1)


@dataclass(frozen=True, slots=True)
class _Envoy:
    """The brief of a process that asks, so that the parent does without Ray."""

    def serve(self) -> Callable[[Settings], Plan]:
        return _asked


def _asked(settings: Settings) -> Plan:
    ray = joined(str(settings.ray))
    ask = ray.remote(standing)
    error: DocparseError | None = None
    for gpus in _counts(ray, settings):
        try:
            answer = ray.get(ask.options(num_cpus=1, num_gpus=gpus).remote(alone(settings)))
        except ray.exceptions.RayError as failed:
            raise no_reader(failed) from failed
        if isinstance(answer, Standing):
            return _plan(ray, settings, answer, gpus if answer.engine == "vl" else 0)
        error = answer
    assert error is not None  # there is at least one count
    raise error


def no_reader(error: Any) -> EngineError:
    """No machine of the cluster can read, by what Ray says of it."""
    return EngineError(
        f"no machine of the Ray cluster can read: {reason(getattr(error, 'cause', None) or error)}",
        hint="install docparse there, the same release and extras as here",
    )


def _plan(ray: Any, settings: Settings, answer: Standing, gpus: int) -> Plan:
    there = ray.cluster_resources()
    seats = int(there["GPU"] // gpus if gpus else there.get("CPU", 1))
    return Plan(str(settings.ray), answer, gpus, min(seats, settings.jobs or seats))


def _counts(ray: Any, settings: Settings) -> Iterator[int]:
    """How many GPUs a seat may need: one, or twice as many each time until no machine has them."""
    most = max(int(node["Resources"].get("GPU", 0)) for node in ray.nodes() if node["Alive"])
    if settings.engine not in ("auto", "vl") or settings.server or settings.device or not most:
        yield 0
        return
    count = 1
    while count <= most:
        yield count
        count *= 2


def joined(address: str) -> Any:
    """Ray, connected; raises EngineError where there is no cluster, or one of another release."""
    import ray

    try:
        _knock(address)
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError, OSError) as error:
        raise EngineError(
            f"cannot join a Ray cluster at `{address}`: {reason(error)}",
            hint="`ray start --head` begins one, and prints the address to pass to --ray",
        ) from error
    return ray


def _knock(address: str) -> None:
    """Raise OSError where nobody is: Ray itself would try again for minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), _KNOCK).close()
