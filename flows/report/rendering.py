"""The template environment that all pages share; whatever comes from a leaflet is escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2


@cache
def environment() -> jinja2.Environment:
    """Return the environment; an undefined name in a template is an error."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("flows.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["count"] = lambda n: f"{int(n):,}"
    templates.filters["share"] = lambda x: f"{x:.2%}"
    templates.filters["words"] = lambda name: str(name).replace("_", " ") if name is not None else ""
    templates.filters["probability"] = probability
    return templates


def probability(value: float) -> str:
    """Return a probability in two digits; none that is not 1 reads as 1.

    >>> probability(0.998), probability(0.81), probability(1.0)
    ('over 0.99', '0.81', '1.00')
    """
    return "over 0.99" if 0.99 < value < 1 else f"{value:.2f}"


def asset(name: str) -> str:
    """Return a file that stands beside the templates, such as a style sheet."""
    return files("flows.report").joinpath("templates", name).read_text(encoding="utf-8")
