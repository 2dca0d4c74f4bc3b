"""An SmPC's tabulated list that lost its table: however its cells are parted, each says the same."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from extractors.extract import extract
from extractors.model import Leaflet
from schemas.vocab import Audience

ROWS = (
    ("Blood and lymphatic system disorders", "Common", ("Anaemia", "Leukopenia")),
    ("Blood and lymphatic system disorders", "Uncommon", ("Neutropenia",)),
    ("Cardiac disorders", "Very common", ("Palpitations", "Bradycardia")),
    ("Eye disorders", "Not known", ("Dry eye", "Cataract")),
)
LONG = (
    "Nausea",
    "Vomiting",
    "Diarrhoea",
    "Constipation",
    "Dyspepsia",
    "Abdominal distension",
    "Flatulence",
    "Dry mouth",
)
SECONDS = 20.0


def smpc_of(table: str) -> str:
    """Return an SmPC of an invented medicine with such a list in section 4.8."""
    return (
        "SUMMARY OF PRODUCT CHARACTERISTICS\n\n1. NAME OF THE MEDICINAL PRODUCT\n\nZerovane 10 mg tablets\n\n"
        "4. CLINICAL PARTICULARS\n\n4.7 Effects on ability to drive and use machines\n\nNo influence.\n\n"
        f"4.8 Undesirable effects\n\nTabulated list of adverse reactions\n\n{table}\n\n"
        "Reporting of suspected adverse reactions\n\nReporting them is important.\n\n"
        "4.9 Overdose\n\nNo case of overdose has been reported.\n\n"
        "5. PHARMACOLOGICAL PROPERTIES\n\n5.1 Pharmacodynamic properties\n\nWords.\n"
    )


def told(leaflet: Leaflet) -> list[tuple[str, str | None, str]]:
    text = leaflet.document.text
    return [
        (e.body_system or "", e.frequency.category and e.frequency.category.value, e.span.of(text))
        for e in leaflet.effects
        if e.audience is Audience.PROFESSIONAL
    ]


WANTED = [(named, label.lower().replace(" ", "_"), effect) for named, label, effects in ROWS for effect in effects]


def parted_by(sign: str) -> str:
    return "\n".join(sign.join((named, label, ", ".join(effects))) for named, label, effects in ROWS)


def in_rows_of_classes() -> str:
    found: dict[str, list[str]] = {}
    for named, label, effects in ROWS:
        found.setdefault(named, []).append(f"{label}: {', '.join(effects)}")
    return "\n".join(f"{named}: {'; '.join(parts)}" for named, parts in found.items())


@pytest.mark.parametrize("sign", ["\t", " | ", ";", " - ", " – ", "    ", "\n", "\n\n"])
def test_cells_are_told_whatever_parts_them(sign: str) -> None:
    assert told(extract(smpc_of(parted_by(sign)).encode())) == WANTED


@pytest.mark.parametrize("table", [lambda: parted_by(" "), in_rows_of_classes])
@pytest.mark.parametrize("between", ["\n", " "])
def test_rows_are_told_on_lines_and_on_one(table: Callable[[], str], between: str) -> None:
    assert told(extract(smpc_of(table().replace("\n", between)).encode())) == WANTED


def test_a_common_cold_is_no_label_behind_one() -> None:
    table = "Infections and infestations: Common: Common cold, sinusitis; Rare: sepsis"
    assert [(often, words) for _, often, words in told(extract(smpc_of(table).encode()))] == [
        ("common", "Common cold"),
        ("common", "sinusitis"),
        ("rare", "sepsis"),
    ]


def test_a_long_cell_below_its_label_is_a_list() -> None:
    table = f"Gastrointestinal disorders\n\nCommon\n\n{', '.join(LONG)}"
    assert [(often, words) for _, often, words in told(extract(smpc_of(table).encode()))] == [
        ("common", words) for words in LONG
    ]


def test_a_cell_that_its_line_broke_is_one() -> None:
    rows = ("Gout -- -- Very", "common", "Thirst Common -- Very", "rare", "Fatigue -- Rare --")
    table = "\n\n".join(("Metabolism and nutrition disorders", *rows))
    assert [(often, words) for _, often, words in told(extract(smpc_of(table).encode()))] == [
        ("very_common", "Gout"),
        (None, "Thirst"),
        ("rare", "Fatigue"),
    ]


def test_long_rows_are_read_in_time() -> None:
    begun = time.process_time()
    extract(smpc_of(in_rows_of_classes().replace("\n", " ") * 400).encode())
    assert time.process_time() - begun < SECONDS
