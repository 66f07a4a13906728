import json
from pathlib import Path

from command import answers, docparse, make_pdf

from docparse.document import Page, Problem
from docparse.errors import SourceError
from docparse.manifest import Entry, Manifest

LOST = Page(7, None, None, problems=(Problem("timeout", "not done within 60 s, tried twice"),))
CUT = Page(2, None, None, problems=(Problem("truncated", "cut off"), Problem("blank", "a note")))
FINE = Page(1, None, None)
NOTED = Page(1, None, None, problems=(Problem("blank", "a note"),))


def folder(path: Path, *entries: Entry) -> Path:
    with Manifest(path) as lines:
        for entry in entries:
            lines.add(entry)
    return path


def test_what_failed_is_named_with_its_reasons(tmp_path: Path) -> None:
    out = folder(
        tmp_path,
        Entry("a.md", "a.pdf", pages=(FINE,)),
        Entry("b.md", "b\x1b[2J.pdf", pages=(FINE, CUT)),
        Entry("c.md", "c.pdf", pages=(LOST,)),
        Entry("d.md", "d.pdf", error=SourceError("cannot open `d.pdf`: it is empty")),
    )
    run = docparse("status", out)
    assert run.returncode == 3
    assert (
        run.stdout
        == """\
                ok  partial   failed  refused
documents        1        1        1        1
pages            2        1        1

refused: d.pdf
  cannot open `d.pdf`: it is empty

failed: c.pdf
  page 7: timeout: not done within 60 s, tried twice

partial: b [2J.pdf
  page 2: truncated: cut off; blank: a note
"""
    )
    told = json.loads(docparse("status", out, "--json").stdout)
    assert told["documents"] == {"ok": 1, "partial": 1, "failed": 1, "refused": 1}
    assert told["pages"] == {"ok": 2, "partial": 1, "failed": 1}
    assert told["faults"][0] == {
        "source": "b\x1b[2J.pdf",
        "status": "partial",
        "reasons": ["page 2: truncated: cut off; blank: a note"],
    }


def test_a_document_of_several_outputs_counts_once_as_the_worst_of_them(tmp_path: Path) -> None:
    out = folder(
        tmp_path,
        Entry("a.md", "a.pdf", pages=(FINE, CUT)),
        Entry("a.json", "a.pdf", pages=(FINE,)),
        Entry("b.md", "b.pdf", pages=(LOST,)),
        Entry("b.md", "b.pdf", pages=(FINE,)),
    )
    told = json.loads(docparse("status", out, "--json").stdout)
    assert told["documents"] == {"ok": 1, "partial": 1, "failed": 0, "refused": 0}
    assert told["pages"] == {"ok": 2, "partial": 1, "failed": 0}


def test_status_exits_as_the_run_would_have(tmp_path: Path) -> None:
    noted = folder(tmp_path / "noted", Entry("a.md", "a.pdf", pages=(NOTED,)))
    assert docparse("status", noted).returncode == 0
    assert docparse("status", noted, "--strict").returncode == 3
    refused = folder(tmp_path / "refused", Entry("a.md", "a.pdf", error=SourceError("")))
    assert docparse("status", refused).returncode == 4


def test_where_nothing_was_written_there_is_nothing_to_tell(tmp_path: Path) -> None:
    run = docparse("status", tmp_path)
    assert (run.returncode, run.stdout) == (4, "")
    assert "no such file or directory" in run.stderr
    assert "hint: `docparse FILE... -o DIR/` writes one" in run.stderr


def test_the_command_keeps_answers_notes_outcomes_and_does_things_once(tmp_path: Path) -> None:
    path, out, store = make_pdf(tmp_path / "a.pdf", "One.", "Two."), tmp_path / "out", tmp_path / "store.db"
    words = (path, "-o", f"{out}/", "--store", store)
    assert docparse(*words).returncode == 0
    again = docparse(*words, "--report", tmp_path / "junit.xml")
    assert (again.returncode, again.stderr) == (
        0,
        "1 of 1 documents were done already; `--force` does them again\n",
    )
    assert (tmp_path / "junit.xml").read_text().count("<testcase ") == 2
    assert docparse(path, "--store", store, "--to", "text").stdout == "One.\n\nTwo.\n"
    assert json.loads(docparse("status", out, "--json").stdout)["pages"]["ok"] == 2


def test_saved_answers_are_rendered_anew_each_time(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "x")
    for text in ("Before.", "After."):
        saved = answers(tmp_path / "saved", "a", f"<p>{text}</p>")
        docparse(
            path,
            "--engine",
            "replay",
            "--model",
            saved,
            "-o",
            f"{tmp_path}/out/",
            "--store",
            tmp_path / "s.db",
        )
        assert (tmp_path / "out" / "a.md").read_text() == f"{text}\n"
    assert not (tmp_path / "s.db").exists()
