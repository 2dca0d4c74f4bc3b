"""Leaflets in any number for measuring, made from our own words: drugs, lists and sentences drawn by a seed."""

from __future__ import annotations

import html
from pathlib import Path
from random import Random

_HEADS = ("nal", "tor", "vex", "bri", "cam", "dul", "fer", "gom", "hax", "jun", "kel", "lor")
_MIDDLES = ("a", "e", "i", "o", "u", "ati", "oxi", "ema", "ulo", "ira")
_TAILS = ("pine", "zole", "mide", "statin", "mab", "cillin", "done", "trel", "sin", "vir")
_SIGNS = (
    "pain",
    "swelling",
    "itching",
    "numbness",
    "redness",
    "weakness",
    "cramps",
    "burning",
    "stiffness",
    "tingling",
)
_SITES = ("arms", "legs", "hands", "feet", "face", "back", "neck", "chest", "stomach", "eyes", "joints", "mouth")
_WHOLE = tuple(
    "headache|dizziness|nausea|vomiting|diarrhea|constipation|rash|hives|fever|chills|cough|dry mouth|blurred vision|"
    "trouble sleeping|loss of appetite|weight gain|hair loss|fast heartbeat|confusion|sore throat".split("|")
)
_MEDICAL = tuple(
    "Anemia|Thrombocytopenia|Leukopenia|Hypotension|Tachycardia|Palpitations|Dyspepsia|Hepatitis|Jaundice|Pruritus|"
    "Urticaria|Arthralgia|Myalgia|Insomnia|Somnolence|Tremor|Paresthesia|Dyspnea|Epistaxis|Hyperglycemia".split("|")
)
_SYSTEMS = ("Gastrointestinal", "Nervous system", "Cardiovascular", "Dermatologic", "Hematologic", "Respiratory")
_LABELS = ("More common", "Less common", "Rare", "Incidence not known")
_BANDS = ("Very common (10% or more)", "Common (1% to 10%)", "Uncommon (0.1% to 1%)", "Frequency not reported")
_LEAD_INS = (
    "Check with your doctor immediately if any of the following side effects occur while taking {drug}:",
    "Check with your health care professional if any of the following side effects continue or are bothersome:",
)
_REFERENCE = '1. "Product Information. {brand} ({drug})." Measured Laboratories, Fairtown.'


def write_leaflets(folder: Path, first: int, number: int, kind: str = "txt") -> None:
    """Write the leaflets number ``first`` and following into ``folder``; ``kind`` is txt or html."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first, first + number):
        (folder / f"made-{seed:07d}.{kind}").write_text(page(seed) if kind == "html" else text(seed), encoding="utf-8")


def text(seed: int) -> str:
    """Return the leaflet number ``seed``, flattened: its consumer lists stand at its end."""
    random = Random(seed)
    drug = _drug(random)
    lines = [f"Generic Name: {drug}", f"Applies to {drug}: oral tablet"]
    lines += [lead_in.format(drug=drug) for lead_in in _LEAD_INS]
    lines += [f"Applies to {drug}: compounding powder, oral tablet"]
    for _ in _SYSTEMS:
        lines += _statements(random)
    lines += [_REFERENCE.format(brand=drug.title(), drug=drug)]
    lines += [item for _ in range(4) for item in _items(random)]
    return "\n".join(lines) + "\n"


def page(seed: int) -> str:
    """Return the leaflet number ``seed`` as an HTML page, each list below its label."""
    random = Random(seed)
    drug = _drug(random)
    parts = [f"<h1>{drug.title()} Side Effects</h1><p>Generic Name: {drug}</p><h2>For the Consumer</h2>"]
    for lead_in in _LEAD_INS:
        parts.append(f"<p>{lead_in.format(drug=drug)}</p>")
        for label in _LABELS:
            items = "".join(f"<li>{html.escape(item)}</li>" for item in _items(random))
            parts.append(f"<p><b>{label}</b></p><ul>{items}</ul>")
    parts.append(f"<h2>For Healthcare Professionals</h2><p>Applies to {drug}: oral tablet</p>")
    parts += [f"<h3>{system}</h3>" + "".join(f"<p>{s}</p>" for s in _statements(random)) for system in _SYSTEMS]
    parts.append(f"<h3>References</h3><p>{_REFERENCE.format(brand=drug.title(), drug=drug)}</p>")
    return f"<html><head><title>{drug}</title></head><body>{''.join(parts)}</body></html>"


def _drug(random: Random) -> str:
    return random.choice(_HEADS) + random.choice(_MIDDLES) + random.choice(_HEADS) + random.choice(_TAILS)


def _items(random: Random) -> list[str]:
    made = [f"{random.choice(_SIGNS)} in the {a} or {b}" for a, b in (random.sample(_SITES, 2) for _ in range(3))]
    return sorted({*random.sample(_WHOLE, 6), *made})


def _statements(random: Random) -> list[str]:
    lines = [f"{band}: {', '.join(random.sample(_MEDICAL, 5))}" for band in _BANDS]
    return [*lines[:-1], lines[-1] + "[Ref]"]
