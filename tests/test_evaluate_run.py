from docparse.document import Page, Problem
from docparse.evaluate import Truth, run


def test_it_is_said_why_pages_failed() -> None:
    lost = Page(1, None, None, problems=(Problem("timeout", "it took longer than 60 seconds"),))
    short = Page(2, None, None, problems=(Problem("truncated", "cut"),))
    pages = [Truth(f"{name}.png", ()) for name in "abc"]
    said = list(run.failures(pages, [short, lost, None]))
    assert said == ["`b.png` failed: it took longer than 60 seconds"]
