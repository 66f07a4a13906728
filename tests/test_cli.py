import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import paper
import pytest
from command import DOCPARSE, answers, docparse, make_pdf

PICTURE = '<div class="image" data-bbox="10 10 200 100"></div>'


def replay(folder: Path) -> list[str | Path]:
    return ["--engine", "replay", "--model", folder]


def test_a_document_comes_out_on_stdout(tmp_path: Path) -> None:
    run = docparse(make_pdf(tmp_path / "a.pdf", "The first page.", "The second page."))
    assert (run.returncode, run.stdout, run.stderr) == (0, "The first page.\n\nThe second page.\n", "")


def test_a_page_image_comes_out_as_text_and_no_library_talks(tmp_path: Path) -> None:
    page = paper.document((300, 100))[0]
    paper.write(page, 30, 55, "Read off an image.", 14)
    page.get_pixmap(dpi=150).save(tmp_path / "a.png")
    run = docparse(tmp_path / "a.png", "--to", "text")
    assert (run.returncode, run.stdout, run.stderr) == (0, "Read off an image.\n", "")


def test_the_package_runs_as_the_command(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "docparse", make_pdf(tmp_path / "a.pdf", "As a module.")]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "As a module.\n", "")


def test_options_may_follow_files_or_lead(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "One.", "Two.")
    assert docparse(path, "--pages", "-1", "--to", "text").stdout == "Two.\n"
    assert docparse("--to", "text", "--pages", "1", path).stdout == "One.\n"


def test_a_file_called_check_is_parsed_when_it_is_named_by_its_path(tmp_path: Path) -> None:
    make_pdf(tmp_path / "check", "A file, no verb.")
    assert docparse("./check", cwd=tmp_path).stdout == "A file, no verb.\n"


def test_standard_input_is_a_document(tmp_path: Path) -> None:
    content = make_pdf(tmp_path / "a.pdf", "From a pipe.").read_bytes()
    assert docparse("-", stdin=content).stdout == "From a pipe.\n"
    line = json.loads(docparse("-", "--to", "jsonl", stdin=content).stdout)
    assert line["source"] == "-"


def test_a_named_pipe_is_a_document(tmp_path: Path) -> None:
    path, pipe = make_pdf(tmp_path / "a.pdf", "From a named pipe."), tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", path, pipe]):
        assert docparse(pipe).stdout == "From a named pipe.\n"


def test_streams_that_the_caller_closed_are_no_fault(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "", "The second page.")
    words = ["sh", "-c", f"exec {DOCPARSE} {path} --verbose <&- 2>&-"]
    run = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "The second page.\n")
    run = subprocess.run(["sh", "-c", f"exec {DOCPARSE} - <&-"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (4, "error: cannot open `-`: it is empty\n")


def test_standard_output_may_go_by_the_name_of_its_device(tmp_path: Path) -> None:
    run = docparse(make_pdf(tmp_path / "a.pdf", "Words."), "-o", "/dev/stdout")
    assert (run.stdout, Path("/dev/stdout").is_symlink()) == ("Words.\n", True)


def test_an_unknown_option_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    run = docparse(make_pdf(tmp_path / "a.pdf", "x"), "--page", "1")
    assert run.returncode == 2
    assert "--pages" in run.stderr
    assert run.stdout == ""


def test_several_documents_need_a_directory_or_jsonl(tmp_path: Path) -> None:
    files = [make_pdf(tmp_path / f"{name}.pdf", name) for name in "ab"]
    refused = docparse(*files)
    assert refused.returncode == 2
    assert "hint: pass -o DIR/" in refused.stderr
    lines = [json.loads(line) for line in docparse(*files, "--to", "jsonl").stdout.splitlines()]
    assert [line["source"] for line in lines] == [str(file) for file in files]


def test_outputs_keep_the_tree_of_a_directory(tmp_path: Path) -> None:
    make_pdf(tmp_path / "in" / "a.pdf", "a")
    make_pdf(tmp_path / "in" / "deep" / "b.pdf", "b")
    run = docparse("in", "-o", "out/", "--to", "text", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, "")
    assert sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.txt")) == [
        "a.txt",
        "deep/b.txt",
    ]


def test_one_bad_file_in_a_batch_costs_only_itself(tmp_path: Path) -> None:
    good = make_pdf(tmp_path / "good.pdf", "Still here.")
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing more")
    run = docparse(bad, tmp_path / "none.pdf", good, "-o", f"{tmp_path}/out/")
    assert run.returncode == 3
    assert (tmp_path / "out" / "good.md").read_text() == "Still here.\n"
    assert run.stderr.count("error: cannot open") == 2
    assert docparse(bad, tmp_path / "none.pdf", "-o", f"{tmp_path}/out/").returncode == 4


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["none.pdf"], 4, "error: cannot open `none.pdf`: no such file or directory"),
        (["a.pdf", "--engine", "nope"], 5, "has no engine `nope`"),
        (["a.pdf", "--model", "qwen-9000"], 5, "there is no model `qwen-9000`"),
        (["a.pdf", "--task", "caption"], 2, "the light engine has none"),
        (["a.pdf", "--engine", "replay", "--model", ".", "--task", "ocr"], 2, "the replay engine has none"),
        (["a.pdf", "--prompt", "none.txt"], 4, "cannot open `none.txt`"),
        (["a.pdf", "--prompt", "."], 4, "cannot open `.`: it is a folder"),
        (["a.pdf", "--engine", "vl", "--model", ""], 5, "the name of the model is empty"),
        (["a.pdf", "--dtype", "int8"], 2, "error: invalid value for `--dtype`: `int8` is not one of"),
        (["a.pdf", "--pages", "9"], 2, "the document has 1 page"),
        (["a.pdf", "--pages", "x"], 2, "cannot read the page range `x`"),
        (["a.pdf", "--dpi", "0"], 2, "`--dpi`: it should be"),
        (["a.pdf", "--to", "docx"], 2, "--to"),
        (["a.pdf", "-o", "a.pdf/x.md"], 7, "cannot write `a.pdf/x.md`"),
        ([], 2, "hint: `docparse FILE`; `docparse --help` lists what it takes"),
        (["synth"], 2, "hint: `docparse synth -o DIR`; `docparse synth --help` lists what it takes"),
        (["synth", "-o"], 2, "hint: `docparse --help` lists what it takes"),
        (["chekc", "a.html"], 2, "there is no file and no verb `chekc`\n\nhint: `docparse check`?"),
        (["a.pdf", "--report", "."], 7, "cannot write `.`: it is a folder"),
        ([""], 2, "the name of an input is empty"),
        (["a.pdf", "-o", ""], 2, "the name of the output is empty"),
        (["help"], 2, "hint: `docparse --help`?"),
        (["extract", "a.pdf"], 2, "`docparse extract FILE --schema SCHEMA`"),
    ],
)
def test_an_error_has_its_exit_code_and_one_message(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    make_pdf(tmp_path / "a.pdf", "x")
    run = docparse(*words, cwd=tmp_path)
    assert run.returncode == code
    assert said in run.stderr + run.stdout
    assert "Traceback" not in run.stderr


def test_an_encrypted_file_opens_with_its_password_alone(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "secret.pdf", "Between us.", password="opensesame")
    without = docparse(path)
    assert without.returncode == 4
    assert "it is encrypted\n\nhint: pass --password, or set DOCPARSE_PASSWORD" in without.stderr
    wrong = docparse(path, "--password", "hush")
    assert wrong.returncode == 4
    assert "hush" not in wrong.stderr
    assert docparse(path, "--password", "opensesame").stdout == "Between us.\n"
    assert docparse(path, env={**os.environ, "DOCPARSE_PASSWORD": "opensesame"}).stdout == "Between us.\n"


def test_saved_answers_are_read_and_a_missing_one_is_said(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "x", "y", "z")
    folder = answers(tmp_path / "saved", "a", "<h1 data-bbox='72 72 400 120'>Title</h1>", None, "<p>open")
    run = docparse(path, *replay(folder))
    assert run.returncode == 3
    assert run.stdout.startswith("# Title\n\n<!-- page 2 incomplete: ")
    assert "there is no saved answer `a-2.html`" in run.stderr


def test_output_is_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *(f"Page {number} speaks." for number in range(1, 13)))
    outputs = {docparse(path, "--to", "json", "--jobs", str(jobs)).stdout for jobs in (1, 2, 3)}
    assert len(outputs) == 1
    assert [page["number"] for page in json.loads(outputs.pop())["pages"]] == list(range(1, 13))


def test_notes_count_only_under_strict(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "Words.", "")
    assert docparse(path).returncode == 0
    assert docparse(path, "--strict").returncode == 3
    assert "blank" in docparse(path, "-v").stderr


def test_pages_stream_while_later_ones_are_read(tmp_path: Path) -> None:
    """The first page is on the pipe although the reader of the pipe never takes the rest."""
    path = make_pdf(tmp_path / "a.pdf", *("word " * 10 for _ in range(300)))
    with subprocess.Popen(
        [DOCPARSE, path, "--to", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["number"] == 1
        assert process.poll() is None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""  # a closed pipe ends quietly
    assert process.returncode == 0


def test_a_full_device_is_an_error_of_the_output(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "word")
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run([DOCPARSE, path], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (
        7,
        b"error: cannot write standard output: no space left on device\n",
    )


def test_interruption_keeps_finished_files_and_leaves_no_part_of_others(tmp_path: Path) -> None:
    files = [make_pdf(tmp_path / "in" / f"{name}.pdf", *["word"] * 400) for name in "abcdef"]
    out = tmp_path / "out"
    # What runs in the background ignores the signal, and so would what it starts, unless it handles it.
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen([DOCPARSE, *files, "-o", f"{out}/", "--jobs", "1"], stderr=subprocess.PIPE)
    signal.signal(signal.SIGINT, usual)
    while not list(out.glob("a.md")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=300)
    assert process.returncode == 130
    assert b"error: interrupted: " in stderr
    assert b"Traceback" not in stderr
    assert all(
        path.name in {"manifest.jsonl", *(f"{name}.md" for name in "abcdef")} for path in out.iterdir()
    )


def test_a_terminal_sees_progress_and_a_pipe_does_not(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *["word"] * 20)
    ours, theirs = pty.openpty()
    with subprocess.Popen([DOCPARSE, path, "-o", tmp_path / "a.md"], stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
    assert process.returncode == 0
    assert b"pages/s" in seen or b"20/20" in seen
    assert docparse(path, "-o", tmp_path / "b.md").stderr == ""


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # how Linux says that the other end of a terminal is gone
        return b""


def test_figures_are_cut_out_beside_an_output_file_and_nowhere_on_stdout(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "x")
    folder = answers(tmp_path / "saved", "a", PICTURE)
    assert "![" not in docparse(path, *replay(folder)).stdout
    docparse(path, *replay(folder), "-o", tmp_path / "out" / "a.md")
    assert "(a_images/p1-b1.png)" in (tmp_path / "out" / "a.md").read_text()
    picture = (tmp_path / "out" / "a_images" / "p1-b1.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 190  # its width, in pixels of the page image
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.md", "a_images"]
    assert "data:image/png;base64," in docparse(path, *replay(folder), "--images", "embed").stdout


def test_a_run_over_a_directory_that_holds_its_outputs_reads_no_figure_of_its_own(tmp_path: Path) -> None:
    make_pdf(tmp_path / "a.pdf", "x")
    folder = answers(tmp_path / "saved", "a", PICTURE)
    for _ in range(2):
        run = docparse(".", *replay(folder), "-o", "out/", cwd=tmp_path)
        assert run.returncode == 0, run.stderr
    made = sorted(path.name for path in (tmp_path / "out").rglob("*.*"))
    assert made == ["a.md", "manifest.jsonl", "p1-b1.png"]


@pytest.mark.parametrize(
    "words",
    [
        ("a.pdf", "-o", "a.pdf"),
        ("a.pdf", "-o", "./x/../a.pdf"),
        ("a.pdf", "--report", "a.pdf"),
        ("view", "a.pdf", "-o", "a.pdf"),
    ],
)
def test_a_source_is_never_written_over(tmp_path: Path, words: tuple[str, ...]) -> None:
    content = make_pdf(tmp_path / "a.pdf", "Words.").read_bytes()
    (tmp_path / "x").mkdir()
    run = docparse(*words, cwd=tmp_path)
    assert run.returncode == 2
    assert "would be written over" in run.stderr
    assert (tmp_path / "a.pdf").read_bytes() == content


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems have no such names")
def test_a_name_that_is_not_utf8_is_as_good_as_any(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff")
    make_pdf(tmp_path / "a.pdf", "x").rename(tmp_path / f"{name}.pdf")
    folder = answers(tmp_path / "saved", name, PICTURE)
    run = docparse(".", *replay(folder), "-o", "out/", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "(a%FF_images/p1-b1.png)" in (tmp_path / "out" / f"{name}.md").read_text()


def test_a_report_has_a_case_for_each_page(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "x", "y")
    folder = answers(tmp_path / "saved", "a", "<p>Read.</p>", None)
    run = docparse(
        path, tmp_path / "none.pdf", *replay(folder), "--to", "jsonl", "--report", tmp_path / "junit.xml"
    )
    assert run.returncode == 3
    report = (tmp_path / "junit.xml").read_text()
    assert report.count("<testcase") == 3
    assert "unreadable" in report
    assert "no such file" in report


def test_check_names_line_and_cause_and_repairs(tmp_path: Path) -> None:
    path = tmp_path / "answer.html"
    path.write_text('<html><body>\n<p data-bbox="9 9 1 1">upside down</p>\n</body></html>\n')
    found = docparse("check", path)
    assert found.returncode == 6
    assert found.stdout.startswith(f"{path}:2:")
    fixed = docparse("check", path, "--fix")
    assert fixed.returncode == 0
    assert '<p data-bbox="1 1 9 9">upside down</p>' in fixed.stdout
    assert docparse("check", "-", stdin=fixed.stdout.encode()).returncode == 0


def test_help_and_version_are_data() -> None:
    shown = docparse("--help")
    assert shown.returncode == 0
    told = ("docparse report.pdf", "\n  check ", "--pages", "--version")
    places = [shown.stdout.index(words) for words in told]
    assert places == sorted(places)
    assert "..." not in shown.stdout.partition("Verbs")[2].partition("Arguments")[0]
    assert docparse("--version").stdout.startswith("docparse 0.")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['docparse', '--help']\n"
        "from docparse.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted(name for name in sys.modules if '.' not in name))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout.splitlines()[-1]
    assert not [
        name
        for name in ("pymupdf", "torch", "lxml", "PIL", "numpy", "cv2", "onnxruntime", "rapidocr", "rich")
        if f"'{name}'" in loaded
    ]
