"""One published leaflet on a terminal: its sections in their order, every effect coloured by how urgent it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from rich.console import Console
from rich.text import Text

from flows.reading import read_parts, read_table
from flows.report.rendering import probability
from schemas.vocab import Presence, Urgency

_NAMES = ("leaflet_id", "source", "generic_name", "brand_name")
_COLOURS = {
    Urgency.EMERGENCY: "bold red",
    Urgency.IMMEDIATE: "red",
    Urgency.AS_SOON_AS_POSSIBLE: "yellow",
    Urgency.ROUTINE: "green",
}
_DETAILS = ("frequency", "context_raw", "dose_raw", "population_raw")

Row = dict[str, Any]


def print_sections(snapshot: Path, name: str) -> None:
    """Print the leaflets of that name.  Raises KeyError where there is none."""
    console = Console(highlight=False)
    for leaflet in _named(snapshot, name):
        _print_one(console, snapshot, leaflet)


def _named(snapshot: Path, name: str) -> list[Row]:
    """Return the leaflets whose key, source or a name of the drug is ``name``, whatever its case."""
    leaflets = read_table(snapshot, "leaflets", [*_NAMES, "layout", "n_unrecognised_chars"])
    found = [row for row in leaflets.to_pylist() if name.lower() in {str(row[column]).lower() for column in _NAMES}]
    if not found:
        raise KeyError(f"no leaflet has the drug, brand, source or leaflet_id {name!r}")
    return found


def _print_one(console: Console, snapshot: Path, leaflet: Row) -> None:
    title = Text(leaflet["generic_name"] or leaflet["source"], "bold")
    title.append("".join(f"  {leaflet[n]}" for n in ("brand_name", "source", "layout") if leaflet[n]), "not bold dim")
    console.print(title)
    for tables in read_parts(snapshot, ["sections", "effects"], leaflets=[leaflet["leaflet_id"]]):
        effects: dict[str, list[Row]] = {}
        for effect in tables["effects"].sort_by("position").to_pylist():
            effects.setdefault(effect["section_id"], []).append(effect)
        said = pc.not_equal(tables["sections"]["presence"], Presence.ABSENT.value)
        for section in tables["sections"].filter(said).sort_by("position").to_pylist():
            _print_section(console, section, effects.get(section["section_id"], []))


def _print_section(console: Console, section: Row, effects: list[Row]) -> None:
    heading = Text(section["section_kind"].replace("_", " "), "bold cyan")
    if section["body_system"]:
        heading.append(f" · {section['body_system']}")
    if section["presence"] != Presence.STATED:
        heading.append(f" ({section['presence'].replace('_', ' ')})", "not bold dim")
    console.print(heading)
    if section["heading_raw"]:
        console.print(Text("  " + " ".join(section["heading_raw"].split()), "dim"))
    for effect in effects:
        console.print(_line(effect))


def _line(effect: Row) -> Text:
    line = Text("  - ").append(" ".join(effect["effect_raw"].split()), _COLOURS.get(effect["urgency"], ""))
    details = [effect[name].replace("_", " ") for name in _DETAILS if effect[name]]
    if effect["is_negated"]:
        details.append("denied")
    if effect["placement_confidence"] < 1:
        details.append(f"section inferred, {probability(effect['placement_confidence'])}")
    return line.append(f"  {'; '.join(details)}", "dim") if details else line
