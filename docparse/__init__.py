"""docparse: documents in, Markdown, JSON or HTML out."""

__version__ = "0.1.0"
