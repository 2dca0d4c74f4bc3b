"""Codes of MedDRA from the ASCII files of a user who holds a licence; nothing of MedDRA is part of this package.

The files are those of a MedDRA release: fields parted by "$", one entry a line.  Needed are ``llt.asc`` (code, name, PT
code, …, currency in field 10), ``pt.asc`` (code, name, …, code of the primary SOC in field 4) and ``soc.asc`` (code,
name).  ``mdhier.asc``, where it is there, says which SOC is primary (field 12) for a PT whose own line leaves it open,
and ``meddra_release.asc`` which release it is (field 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from extractors.concepts.keys import key_of

NEEDED: Final = ("llt.asc", "pt.asc", "soc.asc")
OPTIONAL: Final = ("mdhier.asc", "meddra_release.asc")
_CURRENCY: Final = 9
_HIERARCHY_SOC, _HIERARCHY_IS_PRIMARY = 3, 11


class MeddraCode(NamedTuple):
    """A lowest level term with the preferred term and the primary system organ class above it."""

    llt_code: str
    llt: str
    pt_code: str
    pt: str
    soc_code: str
    soc: str


@dataclass(frozen=True, slots=True)
class Meddra:
    """A release, indexed by the names of its current lowest level terms and preferred terms.

    ``by_name`` has them as they are written (small letters), ``by_key`` normalised; a key that names several preferred
    terms is in neither way sure and has no code.
    """

    by_name: Mapping[str, MeddraCode] = field(default_factory=dict)
    by_key: Mapping[str, MeddraCode | None] = field(default_factory=dict)

    def code_of(self, term: str, concept_label: str | None = None) -> tuple[MeddraCode, str] | None:
        """Return the code that a term has by its own name, or else by the label of its concept, and which it was.

        The second value is "term" or "concept".
        """
        for how, name in (("term", term), ("concept", concept_label)):
            found = name and (self.by_name.get(name.casefold()) or self.by_key.get(key_of(name)))
            if found:
                return found, how
        return None


def read_meddra(files: Mapping[str, Iterable[str]]) -> Meddra:
    """Return the release that the lines of its files hold; ``files`` is by name ("llt.asc").

    Raises ValueError where a file is missing or empty, a line has too few fields, or a code leads nowhere.

    >>> read_meddra({"soc.asc": ["9$Skies$S$"], "pt.asc": ["5$Red sky$$9$"],
    ...     "llt.asc": ["7$Reddened skies$5$$$$$$$Y$"]}).code_of("skies, reddened")[0].pt
    'Red sky'
    """
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise ValueError(f"no MedDRA release: {', '.join(missing)} missing")
    socs = {row[0]: row[1] for row in _fields("soc.asc", files, 2)}
    primary = _primary_socs(files)
    by_name: dict[str, MeddraCode] = {}
    by_key: dict[str, MeddraCode | None] = {}
    pts = {}
    for code, name, _, own_soc in _fields("pt.asc", files, 4):
        soc = own_soc or primary.get(code, "")
        if soc not in socs:
            raise ValueError(f"pt.asc: {code} {name!r} has the system organ class {soc!r}, which soc.asc lacks")
        pts[code] = (name, soc)
        _enter(by_name, by_key, name, MeddraCode(code, name, code, name, soc, socs[soc]))
    for row in _fields("llt.asc", files, _CURRENCY + 1):
        code, name, pt_code = row[:3]
        if row[_CURRENCY] == "N":
            continue
        if pt_code not in pts:
            raise ValueError(f"llt.asc: {code} {name!r} has the preferred term {pt_code!r}, which pt.asc lacks")
        pt, soc = pts[pt_code]
        _enter(by_name, by_key, name, MeddraCode(code, name, pt_code, pt, soc, socs[soc]))
    return Meddra(by_name, by_key)


def release_name(lines: Iterable[str]) -> str | None:
    """Return the number of the release that ``meddra_release.asc`` names ("27.1"), or None.

    >>> release_name(["27.1$English$$$$"])
    '27.1'
    """
    return next((line.split("$")[0].strip() or None for line in lines if line.strip()), None)


def _enter(by_name: dict[str, MeddraCode], by_key: dict[str, MeddraCode | None], name: str, code: MeddraCode) -> None:
    """Enter a name; what came first, the preferred term, stays, and a key that leads to another one leads nowhere."""
    by_name.setdefault(name.casefold(), code)
    known = by_key.setdefault(key_of(name), code)
    if known is not None and known.pt_code != code.pt_code:
        by_key[key_of(name)] = None


def _primary_socs(files: Mapping[str, Iterable[str]]) -> dict[str, str]:
    if "mdhier.asc" not in files:
        return {}
    rows = _fields("mdhier.asc", files, _HIERARCHY_IS_PRIMARY + 1)
    return {row[0]: row[_HIERARCHY_SOC] for row in rows if row[_HIERARCHY_IS_PRIMARY] == "Y"}


def _fields(name: str, files: Mapping[str, Iterable[str]], n_fields: int) -> Iterator[list[str]]:
    number = 0
    for number, line in enumerate(files[name], 1):
        if not line.strip():
            continue
        fields = [part.strip() for part in line.split("$")]
        if len(fields) < n_fields:
            raise ValueError(f"{name}, line {number}: {len(fields)} fields parted by '$', {n_fields} needed")
        yield fields[:n_fields]
    if not number:
        raise ValueError(f"{name} is empty")
