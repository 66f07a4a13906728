"""The GPUs, the driver, and the torch that is to run on them."""
# pyright: standard
# torch types its functions only in part.

import importlib
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, Final

from docparse.doctor.finding import Finding, Request
from docparse.errors import reason

_PATIENCE: Final = 30.0  # seconds
_VISIBLE: Final = "CUDA_VISIBLE_DEVICES"
_BFLOAT16: Final = (8, 0)  # the compute capability that has it
_BUILDS: Final = "https://pytorch.org/get-started/locally"


def present(request: Request) -> Iterator[Finding]:
    del request
    from docparse.checkpoints import devices

    there = [device for device in devices.present() if device.name != "cpu"]
    for device in there:
        says = f"{device.name} is {device.model}, {device.free / 1e9:.1f} of {device.total / 1e9:.1f} GB free"
        facts = {"name": device.name, "model": device.model, "total": device.total, "free": device.free}
        yield Finding("gpu", "ok", says, facts=facts)
    if (program := shutil.which("nvidia-smi")) is None:
        yield Finding("gpu", "note", "there is no NVIDIA driver: models run on the CPU")
    elif cause := _silence(program):
        yield Finding("gpu", "fault", f"the driver does not answer: {cause}", "install the driver, or reboot")
    elif not there and _VISIBLE in os.environ:
        says = f"{_VISIBLE}={os.environ[_VISIBLE]} hides all of them"
        yield Finding("gpu", "note", says, f"unset {_VISIBLE}")


def _silence(program: str) -> str:
    """Why `nvidia-smi` names no driver; empty where it does."""
    command = [program, "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"nothing within {_PATIENCE:.0f} s"
    except OSError as error:
        return reason(error)
    lines = (answer.stdout + answer.stderr).strip().splitlines()
    return "" if answer.returncode == 0 else (lines or [f"exit code {answer.returncode}"])[0]


def torch(request: Request) -> Iterator[Finding]:
    """Imports it, and has each GPU that it sees compute something."""
    del request
    if find_spec("torch") is None:
        return  # which the extras tell
    import torch

    from docparse.checkpoints import devices

    there = [device.name for device in devices.present() if device.name != "cpu"]
    built = torch.version.cuda
    facts = {"version": torch.__version__, "cuda": built}
    says = f"{torch.__version__} for {f'CUDA {built}' if built else 'the CPU'}"
    if not there:
        yield Finding("torch", "ok", says, facts=facts)
    elif cause := _refusal(torch):
        yield Finding(
            "torch", "fault", f"{says} cannot use {', '.join(there)}: {cause}", _match(built), facts
        )
    else:
        yield Finding("torch", "ok", says, facts=facts)
        yield from _tried(torch, there)


def _refusal(torch: Any) -> str:
    """Why no GPU can be used at all; empty where one can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.cuda.init()
        except (AssertionError, RuntimeError) as error:  # a build for the CPU; a driver that does not suit
            return reason(error)
    return "" if torch.cuda.is_available() else "it sees none"


def _match(built: str | None) -> str:
    if built is None:
        return "pip install --force-reinstall torch"
    return f"a driver that knows CUDA {built}, or a torch for the CUDA of this one: {_BUILDS}"


def _tried(torch: Any, there: Sequence[str]) -> Iterator[Finding]:
    for name in there:
        try:
            capability = torch.cuda.get_device_capability(name)
            torch.ones(64, 64, device=name).matmul(torch.ones(64, 64, device=name)).sum().item()
        except (AssertionError, RuntimeError) as error:  # a GPU that is hidden, too old, too new or broken
            says = f"{name} does not compute: {reason(error)}"
            yield Finding("torch", "fault", says, f"a torch for this GPU: {_BUILDS}")
            continue
        says = f"{name} computes, compute capability {'.'.join(map(str, capability))}"
        facts = {"name": name, "capability": list(capability)}
        if capability >= _BFLOAT16:
            yield Finding("torch", "ok", says, facts=facts)
        else:
            yield Finding("torch", "note", f"{says}: without bfloat16", "--dtype float16", facts)


def runtime(request: Request) -> Iterator[Finding]:
    """What runs models, with all that it imports."""
    del request
    if any(find_spec(name) is None for name in ("torch", "transformers", "llguidance", "tokenizers")):
        return  # which the extras tell
    for module in ("load", "generate", "constrain"):
        importlib.import_module(f"docparse.runtime.{module}")
    yield Finding("runtime", "ok", "models can be loaded")
