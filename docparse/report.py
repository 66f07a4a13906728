"""What became of a run as JUnit XML, which every CI system shows: a suite a document, a case a page."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias, get_args

from lxml import etree

from docparse.document import About, NoteCode, Page, Problem
from docparse.errors import DocparseError

Element: TypeAlias = etree._Element  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - its only name

_UNFIT_FOR_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(
    written: Iterable[tuple[About, Sequence[Page]]], refused: Iterable[tuple[str, DocparseError]] = ()
) -> str:
    """Pages that are lost or incomplete are failures, documents that could not be opened errors.

    Only numbers, statuses and problems are read, so pages may come without their blocks.
    """
    root = etree.Element("testsuites", name="docparse")
    root.extend([_suite(about.source, pages) for about, pages in written])
    root.extend([_refusal(source, error) for source, error in refused])
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True).decode("utf-8")


def _suite(source: str, pages: Sequence[Page]) -> Element:
    failures = sum(page.status != "ok" for page in pages)
    suite = _element("testsuite", name=source, tests=len(pages), failures=failures, errors=0)
    suite.extend([_case(source, page) for page in pages])
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
