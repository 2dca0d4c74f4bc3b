"""PDFs of our own making: invented leaflets, drawn line by line where the places matter."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import matplotlib
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, TOP, LEADING = 70.0, 780.0, 13.0
FONT, BOLD = "Helvetica", "Helvetica-Bold"
Draw = Callable[[Canvas], object]


def make_pdf(*pages: Draw, encrypt: object = None, rotate: int = 0) -> bytes:
    """Draw the pages and return the file."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, encrypt=encrypt)
    for draw in pages:
        canvas.setFont(FONT, 11)
        canvas.setPageRotation(rotate)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def deja_vu() -> str:
    """Return the name of a font that has ligatures."""
    folder = Path(os.fspath(matplotlib.get_data_path())) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont("DejaVuSans", folder / "DejaVuSans.ttf"))
    return "DejaVuSans"


def wrapped(text: str, width: float, font: str = FONT, size: float = 11) -> list[str]:
    """Return ``text`` broken into lines that fit ``width``."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pdfmetrics.stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def column(canvas: Canvas, text: str, x: float, y: float, width: float) -> float:
    """Draw a paragraph and return where the next line goes."""
    for line in wrapped(text, width):
        canvas.drawString(x, y, line)
        y -= LEADING
    return y


def items(canvas: Canvas, texts: list[str], x: float, y: float, bullet: str = "\u2022", width: float = 380) -> float:
    """Draw a list with hanging indent and return where the next line goes."""
    for text in texts:
        canvas.drawString(x, y, bullet)
        y = column(canvas, text, x + 18, y, width)
    return y


def heading(canvas: Canvas, text: str, y: float, x: float = LEFT) -> float:
    """Draw a bold line and return where the next line goes."""
    canvas.setFont(BOLD, 11)
    canvas.drawString(x, y, text)
    canvas.setFont(FONT, 11)
    return y - 1.5 * LEADING
