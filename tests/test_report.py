from lxml import etree
from samples import CUT, LOST, page

from docparse import report
from docparse.document import Page, Problem
from docparse.errors import SourceError
from docparse.manifest import Entry


def told(*entries: Entry) -> report.Element:
    with report.Report() as made:
        for entry in entries:
            made.add(entry)
        return etree.fromstring("".join(made.pieces()).encode("utf-8"))


def entry(source: str, *pages: Page) -> Entry:
    return Entry("", source, pages=pages)


def test_each_document_is_a_suite_and_each_page_a_case() -> None:
    noted = Page(4, None, None, problems=(Problem("blank", "nothing is printed"),))
    suites = told(entry("tea.pdf", page(), LOST, CUT, noted), entry("b.pdf", page()))
    assert dict(suites.attrib) == {"name": "docparse", "tests": "5", "failures": "2", "errors": "0"}
    first, second = suites
    assert dict(first.attrib) == {"name": "tea.pdf", "tests": "4", "failures": "2", "errors": "0"}
    assert [case.get("name") for case in first] == ["page 1", "page 2", "page 3", "page 4"]
    assert {case.get("classname") for case in first} == {"tea.pdf"}
    assert [[child.tag for child in case] for case in first] == [
        [],
        ["failure"],
        ["failure", "system-out"],
        ["system-out"],
    ]
    assert second.get("name") == "b.pdf"


def test_a_failure_tells_the_problems_and_not_the_notes() -> None:
    case = told(entry("tea.pdf", CUT))[0][0]
    failure, notes = case
    assert dict(failure.attrib) == {"message": "the answer was cut off", "type": "truncated"}
    assert failure.text == "truncated: the answer was cut off"
    assert notes.text == "blank: a note"


def test_a_document_that_could_not_be_opened_is_an_error() -> None:
    suites = told(Entry("", "c.pdf", error=SourceError("cannot open `c.pdf`", hint="pass --password")))
    assert dict(suites.attrib) == {"name": "docparse", "tests": "1", "failures": "0", "errors": "1"}
    (error,) = suites[0][0]
    assert dict(error.attrib) == {"message": "cannot open `c.pdf`", "type": "SourceError"}
    assert error.text == "cannot open `c.pdf`\npass --password"


def test_a_run_without_documents_is_an_empty_report() -> None:
    assert dict(told().attrib) == {
        "name": "docparse",
        "tests": "0",
        "failures": "0",
        "errors": "0",
    }


def test_names_and_reasons_that_xml_cannot_hold_are_mended() -> None:
    odd = "a\x00\x1b\udce9\ufffe]]><b>&.pdf"
    lost = Page(1, None, None, problems=(Problem("crashed", odd),))
    suites = told(entry(odd, lost), Entry("", odd, error=SourceError(odd)))
    mended = "a\ufffd\ufffd\ufffd\ufffd]]><b>&.pdf"
    assert [suite.get("name") for suite in suites] == [mended, mended]
    assert suites[0][0][0].text == f"crashed: {mended}"
    assert suites[1][0][0].get("message") == mended
