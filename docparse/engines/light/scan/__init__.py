"""Pages that are images: turned upright and level, read by OCR, laid out like a page with a text layer."""

from docparse.engines.light.scan.scanner import scan

__all__ = ["scan"]
