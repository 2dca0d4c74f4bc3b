"""The forms in which one composed leaflet may come: every one of them says the same."""

from __future__ import annotations

import csv
import html
import io
import quopri
import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby

from tests.composed import Part


def as_html(parts: list[Part]) -> bytes:
    """Return the page."""
    body = "".join(f"<{tag}>{html.escape(text)}</{tag}>\n" for tag, text in parts)
    listed = re.sub(r"(?:<li>.*</li>\n)+", lambda m: f"<ul>\n{m[0]}</ul>", body)
    return f"<html><body>{listed.replace('[Ref]', '<sup>[Ref]</sup>')}</body></html>".encode()


def as_text(parts: list[Part], *, width: int | None = None, bullet: str = "") -> str:
    """Return the page's text in page order: paragraphs apart, list items line by line; wrapped at ``width``."""
    paragraphs: list[str] = []
    for index, (tag, text) in enumerate(parts):
        mark = bullet if tag == "li" else ""
        shown = f"{mark}{text}"
        if width:
            indent = " " * len(mark)
            shown = textwrap.fill(shown, width, subsequent_indent=indent, break_on_hyphens=False)
        if tag == "li" and index and parts[index - 1][0] == "li":
            paragraphs[-1] += f"\n{shown}"
        else:
            paragraphs.append(shown)
    return "\n\n".join(paragraphs) + "\n"


def as_page(
    parts: list[Part],
    listed: Callable[[list[str]], str] = lambda items: "<ul>{}</ul>".format("".join(f"<li>{i}</li>" for i in items)),
    heading: Callable[[str, str], str] = lambda tag, text: f"<{tag}>{text}</{tag}>",
    labelled: Callable[[str, str], str] = lambda label, items: f"<p><i>{label}</i></p>{items}",
) -> str:
    """Return the page with its lists, its headings and the labels above lists in other tags."""
    shown: list[str] = []
    for is_list, group in groupby(parts, key=lambda part: part[0] == "li"):
        texts = [(tag, html.escape(text, quote=False).replace("[Ref]", "<sup>[Ref]</sup>")) for tag, text in group]
        if is_list:
            items = listed([text for _, text in texts])
            label = shown.pop().removeprefix("<p>").removesuffix("</p>")
            shown.append(f"<p>{label}</p>{items}" if label.endswith(":") else labelled(label, items))
        else:
            shown += [heading(tag, text) if tag.startswith("h") else f"<{tag}>{text}</{tag}>" for tag, text in texts]
    return "\n".join(shown)


def as_cells(items: list[str]) -> str:
    """Return a list as a table of two columns."""
    cells = [*items, ""] if len(items) % 2 else items
    rows = zip(cells[::2], cells[1::2], strict=True)
    return "<table>{}</table>".format("".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows))


def as_site(page: str) -> str:
    """Return a page with what a site puts around it."""
    links = "<ul><li><a href='/a'>Drugs</a></li><li><a href='/n'>News</a></li></ul>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Side effects</title><script>var a = '<li>x</li>';</script></head>"
        f"<body><header><a href='/'>Drugs A-Z</a><nav>{links}</nav></header><div class='cookies'><p>We use cookies.</p>"
        f"<button>Accept</button></div><main><article>{page}</article></main>"
        f"<div><p><strong>More about this drug</strong></p>{links}</div>"
        f"<footer>{links}<p>Terms of use</p></footer></body></html>"
    )


def as_archive(page: str) -> bytes:
    """Return a page as a browser saves it in one file."""
    kind = 'Content-Type: multipart/related; type="text/html"; boundary="--x"'
    head = f"From: <Saved by a browser>\r\nSubject: A page\r\nMIME-Version: 1.0\r\n{kind}\r\n\r\n----x\r\n"
    part = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    body = quopri.encodestring(page.encode()).decode().replace("\n", "\r\n")
    return f"{head}{part}{body}\r\n----x--\r\n".encode()


def as_markdown(parts: list[Part], bullet: str = "- ", *, underlined: bool = False) -> bytes:
    """Return the page in Markdown, as converters of pages write it."""

    def line(tag: str, text: str) -> str:
        text = re.sub(r"([_*])", r"\\\1", text).replace("[Ref]", "[\\[Ref\\]](#refs)")
        if tag == "li":
            return bullet + text
        if tag == "p":
            return re.sub(r"^([A-Z][a-z]+ [a-z]+)", r"**\1**", text)
        level = int(tag[1])
        return f"{text}\n{'=-'[level - 1] * 12}" if underlined and level < 3 else f"{'#' * level} {text}"

    def paragraphs() -> Iterator[str]:
        for is_list, group in groupby(parts, key=lambda part: part[0] == "li"):
            yield ("\n" if is_list else "\n\n").join(line(*part) for part in group)

    return "\n\n".join(paragraphs()).encode()


def as_torn(parts: list[Part]) -> bytes:
    """Return the page as its text is when it is taken out tag by tag: bold and raised words on lines of their own."""
    text = as_text(parts).replace("\n\n", "\n").replace("[Ref]", "\n[Ref]")
    text = re.sub(r"^(Check with your doctor [a-z ]+?) (if any)", r"\1\n\2", text, flags=re.MULTILINE)
    text = re.sub(r"(continue or are bothersome)", r"\n\1\n", text)
    text = re.sub(r"^([A-Z][a-z ]+) (\(\d.*?\):)", r"\1\n\2", text, flags=re.MULTILINE)
    is_told_by_marks = text.count("[Ref]\n") > 1
    return (text if is_told_by_marks else as_text(parts)).encode()


def as_paragraphs(parts: list[Part], between: str = "\n\n") -> bytes:
    """Return the text with each section in one paragraph, as it is when lines are joined; bullets are left."""
    told: list[str] = []
    for tag, text in parts:
        if tag.startswith("h") or not told or told[-1].startswith("\0"):
            told.append(f"\0{text}" if tag.startswith("h") else text)
        else:
            told[-1] += f" • {text}" if tag == "li" else f" {text}"
    return between.join(told).replace("\0", "").encode()


def as_wrapped_markdown(parts: list[Part], width: int = 78) -> bytes:
    """Return the page in Markdown as converters wrap it: bullets indented, headings on one line."""

    def wrapped(line: str) -> str:
        if line.startswith("#"):
            return line
        indent = "    " if line.startswith("  * ") else ""
        return textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False)

    return "\n".join(map(wrapped, as_markdown(parts, "  * ").decode().split("\n"))).encode()


def as_hyphenated(parts: list[Part], width: int = 100) -> bytes:
    """Return the page's text wrapped where words are broken at the ends of lines, as typesetters do."""
    lines: list[str] = []
    for paragraph in as_text(parts, bullet="- ").split("\n"):
        line = ""
        for word in paragraph.split(" "):
            room = width - len(line) - 2
            broken = re.fullmatch(rf"([a-z]{{{room}}})([a-z]{{3,}}[,.]?)", word) if room > 3 else None
            if len(line) + len(word) < width:
                line = f"{line} {word}" if line else word
            elif broken:
                lines.append(f"{line} {broken[1]}-")
                line = broken[2]
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return "\n".join(lines).encode()


def as_counted(text: str, between: str) -> bytes:
    """Return a text with the number of each line before it, as tools print them."""
    return "\n".join(f"{number:>4}{between}{line}" for number, line in enumerate(text.splitlines(), 1)).encode()


def as_rows(parts: list[Part]) -> bytes:
    """Return the page as rows of comma-separated values: the number of each part, its tag, its words."""
    rows = io.StringIO()
    csv.writer(rows).writerows([("id", "tag", "text"), *((n, *part) for n, part in enumerate(parts, 1))])
    return rows.getvalue().encode()


_LABELS = ("More common", "Less common", "Rare", "Incidence not known", "Symptoms of overdose")

_XHTML = '<?xml version="1.0" encoding="UTF-8"?>\n<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
_SHOWN = "<html><head><meta charset='utf-8'></head><body><pre style='white-space: pre-wrap'>{}</pre></body></html>"

FORMS: dict[str, Callable[[list[Part]], bytes]] = {
    "page": as_html,
    "text in page order": lambda parts: as_text(parts).encode(),
    "no blank lines": lambda parts: as_text(parts).replace("\n\n", "\n").encode(),
    "blank lines everywhere": lambda parts: as_text(parts).replace("\n\n", "\n").replace("\n", "\n\n").encode(),
    "bulleted": lambda parts: as_text(parts, bullet="• ").encode(),
    "hyphens for bullets": lambda parts: as_text(parts, bullet="- ").encode(),
    # Wide enough for any item and one word more: in a narrower file an item without bullet may look like a broken line.
    "wrapped": lambda parts: as_text(parts, width=120).encode(),
    "wrapped and bulleted": lambda parts: as_text(parts, width=72, bullet="* ").encode(),
    "CRLF": lambda parts: as_text(parts).replace("\n", "\r\n").encode(),
    "CR": lambda parts: as_text(parts).replace("\n", "\r").encode(),
    "no-break spaces": lambda parts: as_text(parts).replace(" ", "\u00a0").encode(),
    "UTF-16": lambda parts: as_text(parts).encode("utf-16"),
    "byte order mark": lambda parts: as_text(parts).encode("utf-8-sig"),
    "lines parted by br": lambda parts: as_page(parts, lambda items: f"<p>{'<br>'.join(items)}</p>").encode(),
    "lines parted by br, with bullets and their label": lambda parts: as_page(
        parts,
        lambda items: "<br/>".join(f"&#8226;&nbsp;{item}" for item in items),
        labelled=lambda label, items: f"<p><b>{label}</b><br>{items}</p>",
    ).encode(),
    "bullets inside a paragraph": lambda parts: as_page(
        parts, lambda items: "<p>{}</p>".format(" ".join(f"<span>• {item}</span>" for item in items))
    ).encode(),
    "items in paragraphs": lambda parts: as_page(parts, lambda items: "".join(f"<p>- {i}</p>" for i in items)).encode(),
    "items in cells": lambda parts: as_page(parts, as_cells).encode(),
    "labels beside their items": lambda parts: as_page(
        parts,
        "<br>".join,
        labelled=lambda label, items: f"<table><tr><th>{label}</th><td>{items}</td></tr></table>",
    ).encode(),
    "labels as terms of a list": lambda parts: as_page(
        parts,
        lambda items: "".join(f"<dd>{item}</dd>" for item in items),
        labelled=lambda label, items: f"<dl><dt>{label}</dt>{items}</dl>",
    ).encode(),
    "labels as items above their items": lambda parts: as_page(
        parts, labelled=lambda label, items: f"<ul><li>{label}{items}</li></ul>"
    ).encode(),
    "headings in bold": lambda parts: as_page(
        parts, heading=lambda _, text: f"<p><strong>{text}</strong></p>"
    ).encode(),
    "parts that fold": lambda parts: as_page(
        parts, heading=lambda tag, text: f"<{tag}><button type='button'>{text}</button></{tag}>"
    ).encode(),
    "nothing but div": lambda parts: re.sub(r"<(/?)(?:p|h\d|ul|li)>", r"<\1div>", as_page(parts)).encode(),
    "laid out by a table": lambda parts: (
        f"<table><tr><td><a href='/'>Home</a></td><td>{as_page(parts)}</td></tr></table>".encode()
    ),
    "page of a site": lambda parts: as_site(as_page(parts)).encode(),
    "XHTML fragment": lambda parts: _XHTML.format(as_page(parts)).encode(),
    "saved in one file": lambda parts: as_archive(as_site(as_page(parts))),
    "text shown by a browser": lambda parts: _SHOWN.format(html.escape(as_text(parts))).encode(),
    "Markdown": as_markdown,
    "Markdown, headings underlined": lambda parts: as_markdown(parts, "+   ", underlined=True),
    "Markdown, wrapped": as_wrapped_markdown,
    "emphasis alone": lambda parts: as_text(
        [(tag, f"_{text}_" if text in _LABELS else text) for tag, text in parts], bullet="- "
    ).encode(),
    "words broken at line ends": as_hyphenated,
    "lines joined by bars": lambda parts: "|".join(filter(None, as_text(parts).split("\n"))).encode(),
    "lines joined by an escaped line end": lambda parts: as_text(parts).replace("\n", "\\n").encode(),
    "tags escaped": lambda parts: html.escape(as_html(parts).decode()).encode(),
    "labels among the items": lambda parts: as_text(
        [("li", text) if text in _LABELS else (tag, text) for tag, text in parts], bullet="- "
    ).encode(),
    "items numbered in parentheses": lambda parts: as_text(
        [(tag, f"(1) {text}" if tag == "li" else text) for tag, text in parts]
    ).encode(),
    "question marks for bullets": lambda parts: as_text(parts, bullet="? ").encode(),
    "taken out of the page tag by tag": as_torn,
    "lists on one line, with bullets": lambda parts: (
        re.sub(r"\n(?=• )", " ", as_text(parts, bullet="• ").replace("\n\n•", "\r•")).replace("\r", "\n\n").encode()
    ),
    "items numbered": lambda parts: as_text([(t, f"1. {w}" if t == "li" else w) for t, w in parts]).encode(),
    "plus signs for bullets": lambda parts: as_text(parts, bullet="+ ").encode(),
    "arrows for bullets": lambda parts: as_text(parts, bullet="► ").encode(),
    "headings in capitals": lambda parts: as_text(
        [(tag, text.upper() if tag in ("h2", "h3", "h4") else text) for tag, text in parts]
    ).encode(),
    "sections in one paragraph each": as_paragraphs,
    "all in one paragraph": lambda parts: as_paragraphs(parts, between=" "),
    "words that may be parted anywhere": lambda parts: re.sub(
        r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad\u200b", as_text(parts)
    ).encode(),
    "lines numbered": lambda parts: as_counted(as_text(parts), "  "),
    "lines numbered, with colons": lambda parts: as_counted(as_text(parts), ": "),
    "lines numbered, with tabs": lambda parts: as_counted(as_text(parts), "\t"),
    "rows of comma-separated values": as_rows,
    "bullets between all parts": lambda parts: " • ".join(text for _, text in parts).encode(),
    "what folds between the parts": lambda parts: (
        as_text(parts).replace("\n\n", "\n\nShow more\n\n").encode() + b"\nAdvertisement\n"
    ),
    "quoted": lambda parts: re.sub("^", "> ", as_text(parts).rstrip("\n"), flags=re.MULTILINE).encode(),
    "XHTML with a prefix": lambda parts: (
        re.sub(r"<(/?)(?=[a-z])", r"<\1h:", _XHTML.format(as_page(parts))).replace("xmlns=", "xmlns:h=").encode()
    ),
}
