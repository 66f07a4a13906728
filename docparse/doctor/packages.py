"""What is installed beside docparse, against what its metadata asks for."""

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import NamedTuple

from docparse.doctor.finding import Finding, Request
from docparse.errors import install

DISTRIBUTION = "docparse-vl"
_EXTRAS = ("vl", "gpu", "server", "ray", "chem", "eval", "synth")
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?\s*(==|>=)\s*([\d.]+)(?:.*extra == ['\"](\w+)['\"])?")


class Requirement(NamedTuple):
    name: str
    bound: str  # `==` or `>=`
    wanted: str
    extra: str  # empty for what docparse cannot do without
    installed: str  # empty where it is not

    @property
    def is_met(self) -> bool:
        there, wanted = _numbers(self.installed), _numbers(self.wanted)
        return there == wanted if self.bound == "==" else there >= wanted

    def __str__(self) -> str:
        return f"{self.name}{self.bound}{self.wanted}"


def core(request: Request) -> Iterator[Finding]:
    del request
    asked = [each for each in requirements() if not each.extra]
    yield _weighed("packages", asked, [each for each in asked if not each.is_met])


def extras(request: Request) -> Iterator[Finding]:
    """An extra of which packages are missing was not asked for; one that is whole, but too old, is broken."""
    del request
    asked = requirements()
    for extra in _EXTRAS:
        packages = [each for each in asked if each.extra == extra and _is_own(each, asked)]
        missing = [each.name for each in packages if not each.installed]
        if not missing:
            yield _weighed(f"extra {extra}", packages, [each for each in packages if not each.is_met])
            continue
        says = f"not installed: {', '.join(missing)}"
        yield Finding(f"extra {extra}", "note", says, install(extra), _facts(packages))


def requirements() -> tuple[Requirement, ...]:
    found = (_REQUIREMENT.match(line) for line in requires(DISTRIBUTION) or ())
    parts = [match.groups(default="") for match in found if match]
    return tuple(
        Requirement(name, bound, wanted, extra, installed(name)) for name, bound, wanted, extra in parts
    )


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _is_own(requirement: Requirement, asked: Sequence[Requirement]) -> bool:
    """`gpu` is `vl` and one more: of it that one counts."""
    return requirement.extra != "gpu" or not any(
        other.extra == "vl" and other.name == requirement.name for other in asked
    )


def _weighed(topic: str, asked: Sequence[Requirement], wrong: Sequence[Requirement]) -> Finding:
    if not wrong:
        says = ", ".join(f"{each.name} {each.installed}" for each in asked)
        return Finding(topic, "ok", says, facts=_facts(asked))
    says = ", ".join(f"{each} is asked for, {each.installed or 'none'} is here" for each in wrong)
    cure = " ".join(["pip install", *(f"'{each}'" for each in wrong)])
    return Finding(topic, "fault", says, cure, _facts(asked))


def _facts(asked: Sequence[Requirement]) -> dict[str, object]:
    return {each.name: {"asked": f"{each.bound}{each.wanted}", "installed": each.installed} for each in asked}


def _numbers(release: str) -> tuple[int, ...]:
    """What of a version is compared: `2.13.0+cpu` as 2.13, and 2.0 as 2."""
    public = re.match(r"[\d.]*", release)
    numbers = [int(part) for part in public[0].split(".") if part] if public else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
