"""One invented package leaflet, set as a page of HTML and as PDFs of several layouts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

# (what it is, its words): t title, h section, b bold line, p paragraph, i list item
LEAFLET: tuple[tuple[str, str], ...] = (
    ("t", "Package leaflet: Information for the user"),
    ("b", "Velnorin 20 mg tablets"),
    ("p", "velnoridine"),
    ("b", "Read all of this leaflet carefully before you start taking this medicine."),
    ("i", "Keep this leaflet. You may need to read it again."),
    ("i", "If you have any further questions, ask your doctor or pharmacist."),
    ("b", "What is in this leaflet"),
    ("p", "1. What Velnorin is and what it is used for"),
    ("p", "2. What you need to know before you take Velnorin"),
    ("p", "3. How to take Velnorin"),
    ("p", "4. Possible side effects"),
    ("p", "5. How to store Velnorin"),
    ("p", "6. Contents of the pack and other information"),
    ("h", "1. What Velnorin is and what it is used for"),
    ("p", "Velnorin helps people who wake too early. It is used in adults for not more than four weeks at a time."),
    ("h", "2. What you need to know before you take Velnorin"),
    ("b", "Do not take Velnorin"),
    ("i", "if you are allergic to velnoridine or any of the other ingredients of this medicine (listed in section 6)."),
    ("i", "if you have ever had a weak liver."),
    ("h", "3. How to take Velnorin"),
    ("p", "Always take this medicine exactly as your doctor has told you. The usual dose is one tablet at bedtime."),
    ("b", "If you forget to take Velnorin"),
    ("p", "Leave the tablet out and take the next one on the following evening at the usual time."),
    ("h", "4. Possible side effects"),
    ("p", "Like all medicines, this medicine can cause side effects, although not everybody gets them."),
    ("b", "Stop taking Velnorin and tell your doctor straight away if you notice any of the following:"),
    ("i", "swelling of the lips, tongue or throat which makes it hard to swallow or to breathe"),
    ("i", "yellow eyes"),
    ("i", "fits"),
    ("b", "Very common (may affect more than 1 in 10 people)"),
    ("i", "sleepiness in the morning"),
    ("i", "dry mouth"),
    ("b", "Common (may affect up to 1 in 10 people)"),
    ("i", "headache"),
    ("i", "feeling sick (nausea)"),
    ("i", "an unpleasant taste of metal which lasts for some hours after the tablet was taken"),
    ("i", "difficulty keeping your balance"),
    ("b", "Uncommon (may affect up to 1 in 100 people)"),
    ("i", "itching (pruritus)"),
    ("i", "hiccups"),
    ("i", "flushing of the face and neck"),
    ("i", "nightmares"),
    ("b", "Rare (may affect up to 1 in 1,000 people)"),
    ("i", "sleep walking"),
    ("i", "inflammation of the pancreas"),
    ("b", "Not known (frequency cannot be estimated from the available data)"),
    ("i", "falls"),
    ("b", "Reporting of side effects"),
    (
        "p",
        "If you get any side effects, talk to your doctor or pharmacist. This includes any not listed here.",
    ),
    ("h", "5. How to store Velnorin"),
    ("p", "Keep this medicine out of the sight and reach of children. Do not store it above 25 degrees."),
    ("h", "6. Contents of the pack and other information"),
    ("b", "What Velnorin contains"),
    ("i", "The active substance is velnoridine. Each tablet contains 20 mg."),
    ("i", "The other ingredients are maize starch and talc."),
)
_TAGS = {"t": "h1", "h": "h2", "b": "p", "p": "p", "i": "li"}


def as_html(leaflet: Sequence[tuple[str, str]] = LEAFLET) -> bytes:
    """Return the leaflet as a page."""
    parts, before = ["<html><body>"], ""
    for kind, words in leaflet:
        if (kind == "i") != (before == "i"):
            parts.append("<ul>" if kind == "i" else "</ul>" if before else "")
        inner = f"<b>{escape(words)}</b>" if kind == "b" else escape(words)
        parts.append(f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>")
        before = kind
    return "\n".join([*parts, "</ul>" if before == "i" else "", "</body></html>"]).encode()


def as_pdf(
    columns: int = 1,
    size: float = 10,
    justified: bool = False,
    bullet: str = "\u2022",
    wide: bool = False,
    leaflet: Sequence[tuple[str, str]] = LEAFLET,
) -> bytes:
    """Return the leaflet as a PDF with this many columns, with a running header and page numbers."""
    width, height = landscape(A4) if wide else A4
    gutter, margin, edge = 7 * mm, 18 * mm, 22 * mm
    each = (width - 2 * margin - (columns - 1) * gutter) / columns
    frames = [
        Frame(margin + n * (each + gutter), edge, each, height - 2 * edge, 0, 0, 0, 0, id=str(n))
        for n in range(columns)
    ]
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=(width, height), invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=_furniture))
    style = ParagraphStyle("p", fontName="Helvetica", fontSize=size, leading=1.2 * size, spaceAfter=0.4 * size)
    if justified:
        style.alignment = TA_JUSTIFY
    document.build([_flowable(kind, words, style, bullet) for kind, words in leaflet])
    return file.getvalue()


def _flowable(kind: str, words: str, style: ParagraphStyle, bullet: str) -> Flowable:
    text = escape(words, quote=False)
    if kind == "i":
        hanging = ParagraphStyle("i", style, leftIndent=14, bulletIndent=2, spaceAfter=0)
        return Paragraph(text, hanging, bulletText=bullet)
    return Paragraph(text if kind == "p" else f"<b>{text}</b>", style)


def _furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(18 * mm, 8 * mm, "Velnorin 20 mg, leaflet of March 2031")
    canvas.drawRightString(document.pagesize[0] - 18 * mm, 8 * mm, f"Page {document.page}")
