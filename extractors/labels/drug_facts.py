"""OTC Drug Facts (21 CFR 201.66): what the consumer may feel, and when to stop and ask a doctor."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.bullets import BULLETS
from extractors.labels.consumer_cues import ConsumerCue, cue_of, is_advice
from extractors.labels.filing import Filer, Filing, elements_of, figure_in, first_sentence, is_list
from extractors.labels.sections import Reading
from extractors.model import Element, ElementKind, Span, collapse, replace
from schemas.vocab import BlockRole, Extraction, SectionKind, Urgency

# The condition that is treated, or the wrong use of the product: no effect of it.
_NO_EFFECT = re.compile(
    r"\b(?:improve|better|worse\w*|lasts?|persists?|more than \d+ (?:days|weeks|hours)|within \d+|new symptoms|"
    r"condition|clears? up|comes? back|returns?|need to use|do not exceed|dosage|dose|directed|avoid)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\s*(?:you (?:(?:may|might|can) )?(?:get|feel|have|experience|develop|notice|become|are)|an?|"
    r"any of the following(?: symptoms| signs)?:?)\s+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s+(?:may |can |might )?"
    r"(?:occurs?|develops?|appears?|happens?|results?|is present|are present|starts?|begins?)\b.*$|"
    r",?\s+(?:especially|mostly|mainly|particularly)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_BULLET = re.compile(rf"[\s{BULLETS}*–—-]+")
_INSIDE_BULLET = re.compile(rf"\s*[{BULLETS}]\s*")


class DrugFacts:
    """Reads a section of Drug Facts whose items may name effects."""

    def __init__(self, filer: Filer, section: int, kind: SectionKind, reading: Reading) -> None:
        self.filer, self.text, self.reading = filer, filer.text, reading
        urgency = Urgency.IMMEDIATE if reading is Reading.STOP_USE else None
        self.base = Filing(section, kind, urgency)
        self.cue: ConsumerCue | None = None

    def read(self, elements: Iterable[Element]) -> None:
        """Read the section's own elements."""
        for element in elements:
            if element.kind is ElementKind.FURNITURE:
                self.filer.draft.element(BlockRole.BOILERPLATE, element, self.base.section)
            elif self._names_effects(element):
                self._effects(element)
            else:
                self._statement(element)

    def _names_effects(self, element: Element) -> bool:
        """Say whether an element lists effects: under "Stop use" and "When using", or where they were announced."""
        words = collapse(first_sentence(self.text, self._body(element)).of(self.text))
        if element.hint in ("highlight", "footnote", "caption") or _NO_EFFECT.search(words) or is_advice(words):
            return False
        if self.reading in (Reading.STOP_USE, Reading.WHEN_USING):
            return not words.endswith(":") and (is_list(_CLOSING.sub("", words)) or bool(_OPENING.match(words)))
        announced = self.cue is not None and self.cue.kind is not None
        return announced and element.kind is ElementKind.LIST_ITEM and is_list(words)

    def _body(self, element: Element) -> Span:
        found = _BULLET.match(self.text, element.start, element.end)
        return Span(found.end(), element.end) if found else element.span

    def _statement(self, element: Element) -> None:
        """Add what names no effect itself; it may announce a list, or tell of effects in a sentence."""
        words = collapse(self._body(element).of(self.text))
        self.cue = cue_of(words) if words.endswith(":") else None
        role = BlockRole.LEAD_IN if self.cue else BlockRole.STATEMENT
        block = self.filer.draft.element(role, element, self.base.section)
        if self.reading is Reading.STOP_USE or self.cue or _NO_EFFECT.search(words) or is_advice(words):
            return
        if self.reading in (Reading.WHEN_USING, Reading.WARNINGS, Reading.BOXED):
            self.filer.prose(self.base, block, element.span)

    def _effects(self, element: Element) -> None:
        """Add the effects of an item, the words around their names left out ("you get …", "… occurs")."""
        block = self.filer.draft.element(BlockRole.LIST_ITEM, element, self.base.section)
        span = first_sentence(self.text, self._body(element))
        if opening := _OPENING.match(self.text, *span):
            span = Span(opening.end(), span.end)
        if closing := _CLOSING.search(self.text, *span):
            span = Span(span.start, closing.start())
        found = [s for part in self._parts(span) for s in elements_of(self.text, part)]
        filing = replace(self.base, urgency=self.cue.urgency) if self.cue and self.cue.urgency else self.base
        kind = Extraction.LIST_ITEM if len(found) == 1 else Extraction.INLINE_LIST
        for effect in found:
            self.filer.add(filing, block, effect, kind, figure_in(self.text, effect))

    def _parts(self, span: Span) -> list[Span]:
        """Return the stretches between bullets that were set inside one line."""
        at, found = span.start, []
        for bullet in _INSIDE_BULLET.finditer(self.text, *span):
            found.append(Span(at, bullet.start()))
            at = bullet.end()
        return [s for s in [*found, Span(at, span.end)] if s.of(self.text).strip()]
