"""What an effect's text says besides names: cues of members, of asides, of whole sentences about the effect.

The cues are the rows of lexicons/term_cues.csv; the shapes of sentences are those of advice to patients, where the
effects stand behind a request ("Call your doctor if you have ...") and the rest is history or counsel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from extractors.lexicons.alternatives import alternatives
from extractors.terms.wordclasses import rows


@dataclass(frozen=True, slots=True)
class Cues:
    """The patterns of lexicons/term_cues.csv, a compiled one for each role."""

    members: re.Pattern[str]
    opening: re.Pattern[str]
    aside: re.Pattern[str]
    cut: re.Pattern[str]
    cut_phrase: re.Pattern[str]  # what ends before the clause does, as where a pain spreads to
    explanation: re.Pattern[str]


# A list up to the end of its "or" member: "the arm, jaw, or shoulder" before ", nausea"; else its first place.
_LISTED: Final = r"(?:[^,;]* (?:or|and) [^,;]*|(?:[^,;]*,)+? ?or [^,;]*|[^,;]*)"


# Nouns of a kind, after which "like" opens examples: "skin problems like redness".
_OF_A_KIND: Final = (
    rf"(?:{'|'.join(rf'(?<={kind} )' for kind in ('problems', 'reactions', 'changes', 'symptoms', 'signs'))})"
)


@cache
def cues() -> Cues:
    """Return the patterns, compiled once."""
    by_role: dict[str, list[str]] = {}
    for row in rows("term_cues"):
        by_role.setdefault(row["role"], []).append(row["cue"])
    either = {role: alternatives(of_role) for role, of_role in by_role.items()}

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return Cues(
        members=compiled(rf",?\s+(?:(?:-|–|as) )?(?:{either['members']}|{_OF_A_KIND}like)(?![\w-])[,:]?\s*"),
        opening=compiled(rf"\s*(?:{either['members']})(?![\w-])[,:]?\s*"),
        aside=compiled(rf"(?:^\s*|,\s*(?:and\s+(?!occasionally|sometimes))?)(?:{either['aside']})\s(?!,)"),
        cut=compiled(rf",?\s+\b(?:{either['cut']})\b|^\s*(?:{either['cut']})\b|\s+or more(?=[.,;]|$)"),
        cut_phrase=compiled(
            rf",?\s+(?:(?:{either['cut_phrase']})\s+[\w-]+(?: (?!(?:and|or|in|of|on|to)\b)[\w-]+){{0,6}}(?: of [\w-]+)?"
            rf"|(?:{either['spread']})\s{_LISTED})"
        ),
        explanation=compiled(rf"\b(?:that|which|who|{either['explanation']})\b"),
    )


SIGNS_OF: Final = re.compile(
    r"(?:(?:other|early|possible)\s+)?(?:signs?|symptoms?)(?:\s+(?:and|or)\s+symptoms)?\s+of\s+"
    r"(?P<parent>.+?)(?:,?\s+(?:like|such as|including|(?:(?:may|might|can|could)\s+)?include)\b[,:]?|:|\s*--)\s*"
    r"|(?:the\s+)?(?:signs?|symptoms?)\s+(?:like|(?:may|can|could|might)\s+include)\s+",
    re.IGNORECASE,
)
SIGNS_PREFIX: Final = re.compile(
    r"(?:(?:other|early|possible)\s+)?(?:signs?|symptoms?)(?:\s+(?:and|or)\s+symptoms)?\s+of\s+(?:or\s+)?",
    re.IGNORECASE,
)
# A sentence ends in a full stop, or where one of advice or of a list begins without it.
SENTENCE: Final = re.compile(
    r"\.\s+(?<=[a-z)]\.\s)(?=[A-Z])"
    r"|(?<=[a-z)])(?<!section) (?=(?:Th(?:ese|is)|Your?|If you|Tell|Contact|Stop|Seek|Get (?:urgent|medical|emergency)"
    r"|Please|Additional side"
    r"|Some (?:side|undesirable|patients|people)|Side effects|Undesirable effects"
    r"|(?:The s|S)(?:igns|ymptoms) (?:may|can|include|of))\b)"
    r"|(?<=[a-z] disorders) (?=[A-Z][a-z])"
    r"|(?<=[a-z)]), (?=you (?:can|should|must) )|(?<=[a-z)]),? and (?=it (?:may|can|could|is|has) )"
    r"|(?<=[a-z)]),? (?:[-–] |as )?(?=these (?:(?:may|could|can) be signs?|side effects are) )"
    r"| [-–] (?=do not |seek |tell |contact )"
)
# Both begin with a look at the first letter, which tells most names from sentences.
BREAKS: Final = (" these ", " - ", " – ", ", you ", " and it ")
"""Without one of these and without a word in capitals behind another no sentence ends within an item."""
TELLING: Final = re.compile(
    r"(?=[b-gilm-vy])(?:this drug may cause (?:you to (?:be |have |get )?)?"
    r"|(?:(?:these|this|such)\b[^.]{0,20}?"
    r"|(?:(?:the|some|further|other) )?(?:signs?|symptoms?|side effects?)[^.]{0,12}?)"
    r" (?:includ(?:ed?|es)|comprise):? (?!taking )"
    r"|(?:may|can|could) (?:cause|lead to|result in) |(?:the )?(?:symptoms|examples) (?:are|(?:may|might|can) be):? "
    r"|(?:very )?(?:rare|infrequent|frequent|common|uncommon)(?:ly)? ?[-–:] "
    r"|(?:(?:sometimes|rarely), )?(?:this|these|it)(?: \w+){0,2} (?:lead|led) to (?!a higher )(?:an? )?"
    r"|(?:(?:blood|urine|lab\w*|liver function) )?tests? (?:results? )?(?:(?:may|can|which|that) )*show(?:s|ing)? "
    r"|(?:(?:it|they|this|these) )?(?:may|can|could|might) be (?:an? )?"
    r"(?:signs?|symptoms?)(?: and symptoms)? of (?:an? )?"
    r"|(?:it|they|this|these) "
    r"|(?:please )?(?:tell|call|get|check|contact|inform|see|consult|seek|stop|talk) .{0,80}?\bif you "
    r"(?:(?:have|get|see|notice|experience|develop) (?:any |an? )?(?:new )?|are |(?=feel ))"
    r"|(?:please )?(?:tell|call|contact) .{0,80}?\bas (?:these|this|they|it) (?:may|can|could) be (?:an? )?"
    r"(?:signs?|symptoms?)(?: and symptoms)? of (?:an? )?"
    r"|(?:if you |you may )?(?:experience|notice|develop|start to (?:get|have|notice)) (?:any |an? )?"
    r"|(?:if you|you may) (?:get|have) (?:any |an? )?"
    r"|signs may be "
    r"|(?:some )?(?:patients|people)(?: \w+){0,3} (?:have (?:also )?)?(?:experienced|reported|developed) (?!that ))",
    re.IGNORECASE,
)
# What is only named as a kind before its name: "a bad skin problem called shingles".
NAMING: Final = re.compile(
    r"[\w, -]{0,60}(?: \([^()]{0,60}\))? (?:problem|form|condition) (?:called|known as) ", re.IGNORECASE
)
# A request without one of the words above before it: "Get help if you have signs of an allergy".
ASKING: Final = re.compile(r".*?\bif you have (?:any )?(?=signs? )", re.IGNORECASE)
HISTORY: Final = re.compile(
    r"(?=[acdfgimprstyI])(?:tell your \w+ if you have ever had "
    r"|(?:tell|call|talk|check|ask)(?: with)? (?:your|the|a) (?!.*\b(?:if you|signs? of) )"
    r"|(?:tell|contact|inform|call|consult|see|seek|get) .{0,60}\bif you [^,.]*\b(?:such|these|above)\b[^:]*$"
    r"|stop (?:using|taking) (?!.*\bif you (?:have|get|notice|develop|experience) (?!(?:any of )?these|such|any side))"
    r"|(?:please )?see (?:also |section )|make sure |do(?:es)? not |you (?:can|must|should) |if you have ever had "
    r"|(?:your|the) (?:doctor|nurse|pharmacist|physician)s? |most (?:cases|of these|minor reactions|patients|people) "
    r"|(?:some|additional|further) (?:undesirable|side) effects (?!includ)"
    r"|it (?:may|might|can|could|is|has) (?!cause|lead|result|be |(?:an? )?(?:signs?|symptoms?)\b)"
    r"|as with [^,]+, please |(?:talk|speak) to (?!.*\bif you )|seek (?:\w+ )?medical (?!.*\bif you )"
    r"|some cases (?:of [^,.]{3,60} )?(?:were|are|have been) (?:fatal|severe|serious|life)"
    r"|follow what you |taking \w+ "
    r"|(?:(?:sometimes|rarely), )?th(?:ese|is)(?: [\w-]+){0,2} "
    r"(?:(?:have|has) been|may be|are|is|can be|usually|generally|normally) (?!(?:an? )?(?:signs?|symptoms?)\b)"
    r"|(?:the )?frequency (?:is )?(?:not known|cannot be)\b"
    r"|if you [^,]*\bthese\b"
    r"|if [^,]+, (?:please |you should |do not |immediately |stop |contact |call|get|go|tell|talk|check|it|see))",
    re.IGNORECASE,
)
