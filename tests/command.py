"""Run the installed command as a user would, and make small documents for it."""

import subprocess
import sys
from pathlib import Path

import pymupdf

DOCPARSE = Path(sys.executable).with_name("docparse")


def docparse(
    *words: str | Path, stdin: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    run = subprocess.run(
        [DOCPARSE, *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=env,
        timeout=300,
        check=False,
    )
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())


def make_pdf(path: Path, *pages: str, password: str = "") -> Path:
    """A PDF with one paragraph a page; a page whose text is empty is blank."""
    document = pymupdf.open()
    for text in pages:
        page = document.new_page()
        if text:
            page.insert_text((72, 100), text, fontsize=11)
    path.parent.mkdir(parents=True, exist_ok=True)
    if password:  # AES, 256 bits
        document.save(path, encryption=5, user_pw=password, owner_pw=password)
    else:
        document.save(path)
    return path


def answers(folder: Path, stem: str, *pages: str | None) -> Path:
    """A folder of saved answers for the replay engine; None leaves a page without one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(pages, start=1):
        if body is not None:
            (folder / f"{stem}-{number}.html").write_text(
                f"<html><body>{body}</body></html>", encoding="utf-8"
            )
    return folder
