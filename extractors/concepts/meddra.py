"""Codes of MedDRA from the ASCII files of a user who holds a licence; nothing of MedDRA is part of this package.

The files are those of a MedDRA release: fields parted by "$", one entry a line.  Used are ``llt.asc`` (code, name, PT
code, …, currency in field 10), ``pt.asc`` (code, name, …, code of the primary SOC in field 4) and ``soc.asc`` (code,
name).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.concepts.keys import key_of

NEEDED = ("llt.asc", "pt.asc", "soc.asc")
_CURRENCY = 9


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
    """A release, indexed by the normalised names of its current lowest level terms and preferred terms."""

    codes: Mapping[str, MeddraCode] = field(default_factory=dict)

    def code_of(self, term: str, concept_label: str | None = None) -> MeddraCode | None:
        """Return the code that a term has by its own name, or else by the label of its concept."""
        found = self.codes.get(key_of(term))
        return found or (self.codes.get(key_of(concept_label)) if concept_label else None)


def read_meddra(files: Mapping[str, Iterable[str]]) -> Meddra:
    """Return the release that the lines of its files hold; ``files`` is by name ("llt.asc").

    Raises ValueError where a file is missing or a line has too few fields.

    >>> read_meddra({"soc.asc": ["9$Skies$S$"], "pt.asc": ["5$Red sky$$9$"],
    ...     "llt.asc": ["7$Reddened skies$5$$$$$$$Y$"]}).code_of("skies, reddened").pt
    'Red sky'
    """
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise ValueError(f"no MedDRA release: {', '.join(missing)} missing")
    socs = {row[0]: row[1] for row in _fields("soc.asc", files, 2)}
    pts = {code: (name, soc) for code, name, _, soc in _fields("pt.asc", files, 4)}
    codes: dict[str, MeddraCode] = {}
    for row in _fields("llt.asc", files, _CURRENCY + 1):
        llt_code, llt, pt_code = row[:3]
        if row[_CURRENCY] != "N" and pt_code in pts:
            pt, soc_code = pts[pt_code]
            codes.setdefault(key_of(llt), MeddraCode(llt_code, llt, pt_code, pt, soc_code, socs.get(soc_code, "")))
    for pt_code, (pt, soc_code) in pts.items():
        codes[key_of(pt)] = MeddraCode(pt_code, pt, pt_code, pt, soc_code, socs.get(soc_code, ""))
    return Meddra(codes)


def _fields(name: str, files: Mapping[str, Iterable[str]], n_fields: int) -> Iterator[list[str]]:
    for number, line in enumerate(files[name], 1):
        if not line.strip():
            continue
        fields = line.rstrip("\r\n").split("$")
        if len(fields) < n_fields:
            raise ValueError(f"{name}, line {number}: {len(fields)} fields, {n_fields} needed")
        yield fields[:n_fields]
