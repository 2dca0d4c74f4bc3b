r"""Markdown: its marks taken away as a page's tags are, and what is left read as plain text.

What converters of pages write is read (headings, emphasis, links, bullets, escapes); lines stay lines, since people who
write by hand count on them, and lines that a converter broke are joined before their marks are taken away: it is with
them that a line was full, and a link or an emphasis may go on in the next line.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from extractors.model import Document, Element, ElementKind, Issue, replace
from extractors.readers.plain_text import read_text, rejoined

_SIGN: Final = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+\S|(?:[-*+][ \t]+)?(\*\*|__)(?=\S)[^*\n]+\1)", re.MULTILINE)
# Emphasis alone, as pandoc writes it in plain text: a whole line of it, or the label that opens one.
_STRESSED: Final = re.compile(
    r"^[ \t]*(?:[-*+•][ \t]+)?([_*])(?=[^\s_*])[^_*\n]{1,400}[^\s_*]\1(?=[ \t]*$|:|[ \t]\()", re.MULTILINE
)
_OPENING: Final = re.compile(r"\s*#{1,6}[ \t]+\S[^\n]*\n[ \t]*\r?\n")  # a heading, and a blank line below it
_ENOUGH: Final = 2
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE: Final = re.compile(r" {0,3}(?:(=+)|-{2,})[ \t]*$")
_RULE: Final = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_BULLET: Final = re.compile(r"([ \t]*(?:>[ \t]*)*)[-*+][ \t]+(?=\S)")
_QUOTE: Final = re.compile(r" {0,3}(?:>[ \t]*)+")
# Marks stand around words and addresses; where one is never closed, it is not looked for to the end of a long line.
_PICTURE: Final = re.compile(r"!\[[^\]\n]{0,1000}\]\([^()\n]{0,2000}\)")
_LINK: Final = re.compile(
    r"\[((?:[^\[\]\n]|\[[^\[\]\n]{0,500}\]){0,1000}+)\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}+\)"
)
# Emphasis hugs its words, and inside a word only stars emphasise: "5_HT_2" and "2 * 3 * 4" are as they stand.
_EMPHASIS: Final = (
    re.compile(r"(\*\*\*|\*\*|\*)(?=[^\s*])([^*\n]{0,2000}[^\s*])\1"),
    re.compile(r"(?<!\w)(___|__|_)(?=[^\s_])([^\n]{0,1000}?[^\s_])\1(?!\w)"),
    re.compile(r"(`{1,3})([^`\n]{1,2000})\1"),
)
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN: Final = 0xE000  # escaped characters wait in Unicode's private area until the marks are gone
_SHOWN: Final = {_HIDDEN + code: chr(code) for code in range(0x21, 0x7F)}


_DELIMITERS: Final = re.compile(r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_PARTED, _ROWS = " | ", 3
_BETWEEN_CELLS: Final = "   "


class _Line(NamedTuple):
    """A line without marks; ``cells`` are those of a row of a table, ``table`` counts the tables."""

    words: str
    level: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0


def is_markdown(text: str, name: str = "") -> bool:
    """Tell Markdown by two of its headings or bold openings, or by a table; one is enough where the file is named so.

    >>> is_markdown("# Zolpin\\n## Common\\n- rash"), is_markdown("Take # 2 tablets"), is_markdown("**Rash**", "a.md")
    (True, False, True)
    """
    if ("--|" in text or "-- |" in text) and any(map(_DELIMITERS.match, text.splitlines())):
        return True
    if text.count(_PARTED) >= _ROWS:
        lines = text.splitlines()
        if any(_rows(lines, at) for at in range(len(lines))):
            return True
    enough = 1 if PurePosixPath(name).suffix.lower() in (".md", ".markdown") else _ENOUGH
    if text.lstrip().startswith("#") and _OPENING.match(text):
        return True
    has_signs = "#" in text or "**" in text or "__" in text
    if has_signs and _holds(_SIGN, text, enough):
        return True
    return ("_" in text or "*" in text) and _holds(_STRESSED, text, enough)


def _holds(sign: re.Pattern[str], text: str, enough: int) -> bool:
    return sum(1 for _, _ in zip(range(enough), sign.finditer(text), strict=False)) == enough


def read_markdown(text: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of a Markdown file; ``Document.text`` is what it says without its marks."""
    lines = list(_with_tables(rejoined(_without_comments(text), is_whole=_is_whole).splitlines()))
    document = read_text("".join(f"{line.words}\n" for line in lines), issues)
    return replace(document, elements=tuple(_headed(document, lines)))


def _without_comments(text: str) -> str:
    """Return the text without HTML's comments; one that is never closed is text.

    >>> _without_comments("Rash <!-- to do -->and fever"), _without_comments("5 <!-- 6")
    ('Rash and fever', '5 <!-- 6')
    """
    shown, *pieces = text.split("<!--")
    for piece in pieces:
        _, closed, after = piece.partition("-->")
        shown += after if closed else f"<!--{piece}"
    return shown


def _is_whole(line: str) -> bool:
    """Tell what converters leave on one line: headings, rows of tables, with html2text also items of lists."""
    return "|" in line or any(kind.match(line) for kind in (_HEADING, _RULE, _UNDERLINE, _BULLET))


def _with_tables(lines: list[str]) -> Iterator[_Line]:
    """Yield the lines without marks; a table is rows with pipes, mostly below a row of heads and one of dashes."""
    at = table = 0
    for index, line in enumerate(lines):
        if index < at or "|" not in line:
            continue
        has_head = index + 1 < len(lines) and _DELIMITERS.match(lines[index + 1]) is not None
        if not has_head and not _rows(lines, index):
            continue
        yield from _lines(lines[at:index])
        table += 1
        yield _row(line, table)
        if has_head:
            yield _Line("")
        at = index + 1 + has_head
        while at < len(lines) and "|" in lines[at]:
            yield _row(lines[at], table)
            at += 1
    yield from _lines(lines[at:])


def _rows(lines: list[str], at: int) -> bool:
    """Tell whether a table begins without a row of dashes: some lines in a row are parted by pipes."""
    return all(_PARTED in line for line in lines[at : at + _ROWS]) and at + _ROWS <= len(lines)


def _row(line: str, table: int) -> _Line:
    inside = line.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    cells = tuple(_plain(cell.strip()) for cell in _PIPE.split(inside))
    return _Line(_BETWEEN_CELLS.join(cells).rstrip(), cells=cells, table=table)


def _lines(lines: list[str]) -> Iterator[_Line]:
    """Yield the lines without marks; those of headings know their level."""
    following = [*lines[1:], ""][: len(lines)]
    underlined = False
    for line, after in zip(lines, following, strict=True):
        if underlined:
            underlined = False
            yield _Line("")
        elif heading := _HEADING.match(line):
            yield _Line(_plain(heading[2]), len(heading[1]))
        elif _RULE.match(line):
            yield _Line("")
        elif _is_title(line) and (rule := _UNDERLINE.match(after)):
            underlined = True
            yield _Line(_plain(line.strip()), 1 if rule[1] else 2)
        elif bullet := _BULLET.match(line):
            yield _Line(f"{bullet[1].replace('>', '')}- {_plain(line[bullet.end() :])}")
        else:
            yield _Line(_plain(_QUOTE.sub("", line)))


def _is_title(line: str) -> bool:
    return bool(line.strip()) and not _BULLET.match(line)


def _plain(line: str) -> str:
    line = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), line)
    line = _LINK.sub(r"\1", _PICTURE.sub("", line))
    for pattern in _EMPHASIS:
        before = None
        while before != line:
            before, line = line, pattern.sub(r"\2", line)
    return html.unescape(line).translate(_SHOWN).rstrip()


def _headed(document: Document, lines: list[_Line]) -> Iterator[Element]:
    """Yield the elements; those that are a heading's line are headings, those of a table's rows are cells."""
    levels: dict[int, int] = {}
    rows: dict[int, tuple[Element, ...]] = {}
    at = 0
    for index, line in enumerate(lines):
        start = at + len(line.words) - len(line.words.lstrip())
        if line.level:
            levels[start] = line.level
        elif line.table:
            rows[start] = tuple(_cells(line, at, index))
        at += len(line.words) + 1
    starts = sorted(rows)
    for element in document.elements:
        if element.start in rows:  # a wrapped file's lines are joined, rows too
            for start in starts[bisect_left(starts, element.start) : bisect_left(starts, element.end)]:
                yield from rows[start]
        else:
            level = levels.get(element.start, 0)
            yield replace(element, kind=ElementKind.HEADING, level=level) if level else element


def _cells(line: _Line, at: int, row: int) -> Iterator[Element]:
    for column, words in enumerate(line.cells):
        if words:
            yield Element(ElementKind.TABLE_CELL, at, at + len(words), group=line.table, row=row, column=column)
        at += len(words) + len(_BETWEEN_CELLS)
