"""What became of a run as JUnit XML, which every CI system shows: a suite a document, a case a page."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeAlias, get_args

from lxml import etree

from docparse.document import NoteCode, Page, Problem
from docparse.errors import DocparseError
from docparse.manifest import Entry

Element: TypeAlias = etree._Element  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - its only name

_UNFIT_FOR_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTS = ("tests", "failures", "errors")


class Report:
    """Pages that are lost or incomplete are failures, documents that could not be opened errors.

    Suites wait on disk until all are counted, so that a report of many documents takes no memory.
    """

    def __init__(self) -> None:
        self._suites = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed on the way out
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._suites.close()

    def add(self, entry: Entry) -> None:
        suite = _suite(entry) if entry.error is None else _refusal(entry.source, entry.error)
        self._counts.update({count: int(suite.get(count, "0")) for count in _COUNTS})
        etree.indent(suite, level=1)
        self._suites.write(f"  {etree.tostring(suite, encoding='unicode')}\n")

    def pieces(self) -> Iterator[str]:
        """The whole of it, so far."""
        counts = " ".join(f'{count}="{self._counts[count]}"' for count in _COUNTS)
        yield f"<?xml version='1.0' encoding='UTF-8'?>\n<testsuites name=\"docparse\" {counts}>\n"
        self._suites.seek(0)
        yield from self._suites
        yield "</testsuites>\n"


def _suite(entry: Entry) -> Element:
    failures = sum(page.status != "ok" for page in entry.pages)
    suite = _element("testsuite", name=entry.source, tests=len(entry.pages), failures=failures, errors=0)
    suite.extend([_case(entry.source, page) for page in entry.pages])
    return suite


def _case(source: str, page: Page) -> Element:
    case = _element("testcase", name=f"page {page.number}", classname=source)
    notes = [problem for problem in page.problems if problem.code in get_args(NoteCode)]
    faults = [problem for problem in page.problems if problem not in notes]
    if faults:
        case.append(_told("failure", faults, message=faults[0].message, type=faults[0].code))
    if notes:
        case.append(_told("system-out", notes))
    return case


def _refusal(source: str, error: DocparseError) -> Element:
    suite = _element("testsuite", name=source, tests=1, failures=0, errors=1)
    case = etree.SubElement(suite, "testcase", {"name": "document", "classname": _fit(source)})
    cause = _element("error", message=error.message, type=type(error).__name__)
    cause.text = _fit("\n".join(filter(None, (error.message, error.hint))))
    case.append(cause)
    return suite


def _told(tag: str, problems: Iterable[Problem], **attributes: str) -> Element:
    element = _element(tag, **attributes)
    element.text = _fit("\n".join(f"{problem.code}: {problem.message}" for problem in problems))
    return element


def _element(tag: str, **attributes: object) -> Element:
    return etree.Element(tag, {name: _fit(str(value)) for name, value in attributes.items()})


def _fit(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _UNFIT_FOR_XML.sub("\ufffd", text)
