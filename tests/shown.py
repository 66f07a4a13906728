"""What a reader of Markdown sees, by markdown-it."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = re.compile(r"</?(?:strong|em|sub|sup|code)>|<br>")


def shown(markdown: str) -> list[tuple[str, str]]:
    """Each piece of text with the path of the blocks around it; tags that no renderer writes fail."""
    return list(_walk(READER.parse(markdown)))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def _walk(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    path: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            path.append(_name(token))
        elif token.nesting == -1:
            path.pop()
        elif token.type == "inline":
            yield "/".join(path), squeezed("".join(map(_text, token.children or [])))
        else:
            yield "/".join([*path, token.type]), token.content


def _name(token: Token) -> str:
    start = token.attrGet("start")
    return (
        token.tag
        + (token.markup if token.tag in ("ul", "ol") else "")
        + (f"={start}" if start is not None else "")
    )


def _text(token: Token) -> str:
    if token.type == "html_inline":
        assert OURS.fullmatch(token.content), token.content
        return "\n" if token.content == "<br>" else ""
    assert token.type != "image", token
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content
