"""Whether words are built like the name of an effect: an adjective alone, or a therapy's success, names none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extractors.prose.effect_words import CUES, is_drug, knowledge, normal, term_counts
from extractors.prose.sharing import LISTED, traits

_SALTS: Final = {"df", "alafenamide", "disoproxil", "fumarate", "sodium", "hydrochloride", "acetate", "sulfate"}
_PREPOSITIONS: Final = {"of", "in", "to", "on", "from", "by", "with", "for"}
_DESCRIBES: Final = re.compile(r"(?:al|ic|ous|ary|ive|ular|oid|able|ible|less|ant|ent)$")


@lru_cache(maxsize=20_000)
def lacks_noun(name: str) -> bool:
    """Say whether a name is an adjective that found no noun to share ("the reactions were cutaneous").

    >>> [lacks_noun(name) for name in ("cutaneous", "renal", "systemic", "renal failure", "drowsiness")]
    [True, True, True, False, False]
    """
    own = traits(name)
    if not own.lacks_head:
        return False
    return knowledge(name) < LISTED or bool(_DESCRIBES.search(normal(name)))


_LESS: Final = re.compile(
    r"(?:[a-z]+ly )?(?:reduc(?:ed|tions?)|decreas(?:ed|es?)|lessen(?:ing)?|improved|fewer) "
    r"(?:(?:in|of) )?(?:the )?(?P<rest>.+)"
)


@lru_cache(maxsize=20_000)
def is_benefit(name: str) -> bool:
    """Say whether a name tells that an illness became less, which is what the drug was given for.

    What lists know as an effect only by itself ("macular edema") is better for being less; what they know as less
    ("decreased appetite") is an effect.

    >>> [is_benefit(name) for name in ("reduction in macular edema", "decreased appetite", "reduced hemoglobin")]
    [True, False, False]
    """
    less = _LESS.fullmatch(normal(name)) if " " in name else None
    if not less or less["rest"] not in term_counts():
        return False
    return not any(
        f"{word} {less['rest']}" in term_counts() for word in ("decreased", "reduced", "decrease in", "loss of")
    )


@lru_cache(maxsize=20_000)
def is_drug_class(name: str) -> bool:
    """Say whether a name is that of a class of drugs ("other opioids"), or of a drug's salt.

    >>> is_drug_class("other opioids"), is_drug_class("dependence on opioids")
    (True, False)
    """
    words = normal(name).split()
    if words[1:] and words[-1] in _SALTS and is_drug(words[0]):
        return True
    known = CUES["drug_class"]
    return bool(words) and (words[-1] in known or f"{words[-1]}s" in known) and not _PREPOSITIONS & set(words)
