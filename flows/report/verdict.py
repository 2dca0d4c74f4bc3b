"""One verdict for whoever decides whether tonight's data may be used, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flows.report.figures import Figures


class Level(StrEnum):
    """What may be done with a snapshot."""

    USE = "use"
    LOOK_FIRST = "look first"
    DO_NOT_USE = "do not use"


@dataclass(frozen=True)
class Limit:
    """A share of the data, the limits above which it asks for a look or forbids use, and what it means in words."""

    name: str
    words: str
    look: float
    stop: float


# The second limit is where a whole family of leaflets would be misread; the first where single leaflets are.
LIMITS = (
    Limit("quarantined_share", "of the files are in quarantine", 0.01, 0.2),
    Limit("unrecognised_share", "of the text was not understood", 0.01, 0.1),
    Limit("doubtful_share", "of the effects have a doubtful section (confidence below 0.9)", 0.05, 0.3),
)


@dataclass(frozen=True)
class Verdict:
    """The level and the reasons for it, the gravest first."""

    level: Level
    reasons: tuple[str, ...]


def verdict(found: Figures) -> Verdict:
    """Return what may be done with the snapshot behind these figures."""
    if not found.rows.get("effects"):
        return Verdict(Level.DO_NOT_USE, ("The snapshot holds no effects.",))
    is_overruled = bool(found.manifest.get("gate_overruled"))
    gate = [f"{'Published although the gate refused' if is_overruled else 'Refused'}: {why}." for why in found.gate]
    stops, looks = ([], gate) if is_overruled else (gate, [])
    for limit in LIMITS:
        share = getattr(found, limit.name)
        said = f"{share:.2%} {limit.words}"
        if share > limit.stop:
            stops.append(f"{said}; the limit is {limit.stop:.0%}.")
        elif share > limit.look:
            looks.append(f"{said}; above {limit.look:.0%} somebody should look.")
    errors = sum(kind.n for kind in found.issues if kind.severity == "error")
    if errors:
        looks.append(f"{errors:,} issues are errors.")
    if stops:
        return Verdict(Level.DO_NOT_USE, (*stops, *looks))
    if looks:
        return Verdict(Level.LOOK_FIRST, tuple(looks))
    return Verdict(Level.USE, ("Every check passed and every share lies within its limit.",))
