"""Effects in running text: what a paragraph states, how often, at what dose, in whom, and whether it is denied.

A shallow grammar: sentences are cut into clauses at their finite verbs; the verb says on which side the effects stand
("side effects have included A and B", "A and B have been reported in 2% of patients"); that side is read as a
coordination.
What counts as an effect and as a qualifier follows the annotation guidelines of the professional paragraphs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extractors.frequency import Label, parse_label
from extractors.model import Span
from extractors.prose.back_references import doubts_these, group_of_these_patients, refers_back, tells_severity
from extractors.prose.certainty import (
    denies_company,
    is_denied,
    is_mostly,
    is_of_all_effects,
    is_possible,
    is_possible_subject,
    is_told,
)
from extractors.prose.clauses import Clause, Side, clauses, names_after, only_leads, subject_of, tells_of_patients
from extractors.prose.conditions import condition, described, describes_one, on_placebo_alone
from extractors.prose.doubt import doubted, doubted_part
from extractors.prose.effect_words import knowledge, normal
from extractors.prose.hints import may_doubt, may_hold
from extractors.prose.histories import is_one_patient, is_patient, is_the_same
from extractors.prose.listings import distinct, parted
from extractors.prose.no_effects import is_formula
from extractors.prose.parentheses import aside
from extractors.prose.portions import LONGEST_PARAGRAPH, portions
from extractors.prose.qualifiers import adverb, case_count, is_above_limit
from extractors.prose.scopes import (
    NOTHING,
    Scope,
    is_hypothetical,
    of_drug_class,
    subject_scope,
    tail_scopes,
)
from extractors.prose.sentences import Flat, flatten, names_own_drug, sentences, with_own_drug
from extractors.prose.sharing import LISTED
from extractors.prose.silence import is_definition, is_instruction, only_describes, tells_course, tells_nothing
from extractors.prose.statements import Found, Statement, spread, statements
from extractors.prose.stretches import Stretches

__all__ = ["Statement", "prose_effects"]


def prose_effects(
    text: str, start: int, end: int, body_system: str | None = None, drug: str | None = None
) -> list[Statement]:
    """Return the effects that the paragraph ``text[start:end]`` states, in reading order.

    ``body_system`` is the heading above the paragraph: a subject that only repeats it ("Hypersensitivity reactions have
    included urticaria") is no effect.  ``drug`` is the name of the leaflet's own drug, which is no group of patients.

    >>> said = "Renal side effects have rarely included nephritis and (in children) kidney stones."
    >>> [(s.span.of(said), s.frequency.span.of(said)) for s in prose_effects(said, 0, len(said), "Renal")]
    [('nephritis', 'rarely'), ('kidney stones', 'rarely')]
    """
    if end - start > LONGEST_PARAGRAPH:
        parts = portions(text, start, end, LONGEST_PARAGRAPH)
        return [said for part in parts for said in prose_effects(text, part.start, part.end, body_system, drug)]
    paragraph = text[start:end]
    named = drug if drug and names_own_drug(paragraph, drug) else None
    return [statement.moved(start) for statement in _stated(paragraph, body_system, named)]


@lru_cache(maxsize=1_024)
def _stated(paragraph: str, body_system: str | None, drug: str | None) -> tuple[Statement, ...]:
    """Return what a paragraph by itself states; pages repeat whole paragraphs, and each other's."""
    flat = with_own_drug(flatten(paragraph), drug)
    return tuple(_Paragraph(paragraph, flat, body_system).read(0, len(paragraph)))


_CAUSE_OF: Final = re.compile(r"\b(?:related\s+to|due\s+to|secondary\s+to|attributed\s+to|linked\s+to)$")
_THESE_INCLUDE: Final = re.compile(r"\s*(?:these|they|such\s+effects)\s+(?:have\s+)?(?:also\s+)?included?\b")
_PUT_DOWN: Final = re.compile(r"\b(?:caused|complication|manifestation|consequence|sign|symptom)\b")
_LED_TO: Final = re.compile(
    r"\b(?:result(?:s|ed)?\s+in|le(?:ads?|d)\s+to|progress(?:ed)?\s+to"
    r"|(?:present|manifest)(?:s|ed)?\s+(?:as|with)|includes?|included)$"
)
_GENERAL_END: Final = re.compile(r"\b(?:adverse|side)\s+(?:effects|events|reactions|experiences)\s*$")
_MEMBERS: Final = re.compile(r"\s(?:including|such\s+as|as\s+a\s+(?:composite|combination)\s+of)\s")
_ACCOMPANYING: Final = re.compile(
    r"\s*(?:[^;]*?,)?\s*(?P<cue>(?:in\s+(?:conjunction|association)\s+with|along\s+with|together\s+with|accompanied\s+by|characterized\s+by|manifested\s+(?:by|as)|including|such\s+as|followed\s+by|resulting\s+in|leading\s+to|primarily\s+as|mainly\s+as|mostly\s+as|as\s+a\s+(?:composite|combination)\s+of|secondary\s+to|as\s+a\s+result\s+of|due\s+to|with)\s)",
    re.IGNORECASE,
)


class _Paragraph(Stretches):
    """Reads one paragraph; ``out`` holds what was found, ``last`` where the last sentence's effects begin."""

    def __init__(self, text: str, flat: Flat, body_system: str | None) -> None:
        super().__init__(text, flat)
        self.heading = body_system or ""
        self.may_doubt = may_doubt(flat.small)
        self.may_name_class = may_hold("class", flat.small) or may_hold("alike", flat.small)
        self.has_arms = any(arm in flat.small for arm in ("placebo", "comparator", "control", "vehicle"))
        self.label: Label | None = None
        self.out: list[Found] = []
        self.last = 0
        self.pending = self.said_of_formula = NOTHING
        self.patient: Span | None = None
        self._subjects: dict[Span, Span] = {}

    def read(self, start: int, end: int) -> list[Statement]:
        """Return the statements between ``start`` and ``end``."""
        label = parse_label(self.text, start, end)
        self.label = label if label and self.text[start : label.end].rstrip().endswith(":") else None
        at = self.label.end if self.label else start
        for sentence in sentences(self.flat.text, at, end):
            self._sentence(sentence)
        found = sorted(distinct(self.out, self.flat.small), key=lambda f: f.piece.span.start)
        return list(statements(self.text, found, self.label.frequency if self.label else None))

    def _sentence(self, sentence: Span) -> None:
        begun, self.sentence = len(self.out), sentence.start
        parts = [] if self.label else list(clauses(self.flat.small, sentence.start, sentence.end))
        if parts and is_definition(self.flat.small, sentence):
            return
        if not self.label and is_instruction(self.flat.small, sentence):
            parts = parts[1:]
            if not parts:
                return
        if not parts:
            self.out += self._region(sentence, NOTHING, strong=self.label is not None)
        self.pending = NOTHING
        if self.said_of_formula is not NOTHING and _THESE_INCLUDE.match(self.flat.small, sentence.start, sentence.end):
            self.pending = self.said_of_formula
        self.said_of_formula = NOTHING
        for clause in parts:
            self._clause(clause, begun)
        self._doubt(sentence, begun)
        if len(self.out) > begun:
            self.last = begun

    def _doubt(self, sentence: Span, begun: int) -> None:
        """Mark what a sentence puts in doubt: the effects of that part, or of the sentence, or of the one before."""
        if not self.may_doubt or not doubted(self.flat.text[sentence.start : sentence.end]):
            return
        since = begun if len(self.out) > begun else self.last
        if since != begun and is_of_all_effects(sentence.of(self.flat.small)):
            return
        part = doubted_part(self.flat.text, sentence)
        named = [f for f in self.out[since:] if part.start <= f.piece.span.start < part.end]
        chosen = self.out[since:] if not named or doubts_these(self.flat.small, part) else named
        same = since == begun  # what this sentence doubts it does not deny; what the one before denies is no doubt
        self.out[since:] = [f.doubted(same) if f in chosen else f for f in self.out[since:]]

    def _clause(self, clause: Clause, begun: int) -> None:
        if clause.is_relative or tells_nothing(self.flat, clause, self.sentence):
            self._aside_clause(clause, begun)
            if tells_course(self.flat.small, clause):
                self._occurred(clause)
            return
        subject = self._subject(clause)
        if group := group_of_these_patients(self.flat.text, clause, subject, clause.after.end):
            self._refer_back(Scope(population=group), begun)
            return
        before = [] if is_patient(self.flat.small, subject) else self._region(subject, NOTHING, strong=False)
        side = self._side(clause, before)
        named_from = before[0].piece.span.start if before and side is Side.BEFORE else None
        scope = self._clause_scope(clause, side, named_from)
        found = self._after(clause, before, scope) if side is Side.AFTER else self._before(clause, before, scope)
        if not found and clause.before.start == clause.before.end and len(self.out) > begun:
            self._continue(clause, begun)
        elif not found:
            if clause.side is not Side.AFTER:
                self._refer_back(self._said_of_these(clause), begun)
            self.pending = self._of_the_same(clause)
        if not found and self._only_formula(clause):
            self.said_of_formula = Scope(frequency=adverb(self.flat.text, clause.verb.start, clause.after.end))
        self.out += found
        if found and (group := found[-1].scope.population):
            self.patient = group if is_one_patient(self.flat.small, group) else None

    def _occurred(self, clause: Clause) -> None:
        """Take the effects of which a clause tells first that they went ("leukopenia resolved after therapy")."""
        told = {normal(f.piece.name) for f in self.out}
        found = self._region(self._subject(clause), NOTHING, strong=False)
        found = [f for f in found if not is_formula(f.piece.words, self.heading)]
        if not told & {normal(f.piece.name) for f in found} and all(knowledge(f.piece.name) == LISTED for f in found):
            self.out += found

    def _subject(self, clause: Clause) -> Span:
        """Return the subject of a clause; several questions are asked of it."""
        known = self._subjects.get(clause.before)
        if known is None:
            known = self._subjects[clause.before] = subject_of(self.flat.small, clause)
        return known

    def _side(self, clause: Clause, before: list[Found]) -> Side:
        if not before and tells_of_patients(self.flat.small, clause):
            return Side.AFTER
        if clause.side is Side.EITHER:
            if names_after(self.flat.small, clause):
                return Side.AFTER
            named = bool(before) and not self._only_formula(clause)
            return Side.BEFORE if named or self._is_cause_of_these(clause) else Side.AFTER
        return clause.side

    def _is_cause_of_these(self, clause: Clause) -> bool:
        """Say whether a clause gives the cause of what was named before ("these may be related to ...")."""
        small = self.flat.small
        refers = refers_back(small, self._subject(clause)) or clause.before.start == clause.before.end
        return bool(refers and _CAUSE_OF.search(small, clause.verb.start, clause.verb.end))

    def _only_formula(self, clause: Clause) -> bool:
        return all(is_formula(p.words, self.heading) for p in self._pieces(self._subject(clause))[:1])

    def _clause_scope(self, clause: Clause, side: Side, named_from: int | None = None) -> Scope:
        """Return what the verb, its adverbs and the words before the effects say; these begin at ``named_from``."""
        flat = self.flat.text
        subject = self._subject(clause)
        lead = subject if named_from is None else Span(subject.start, max(named_from, subject.start))
        of_verb = subject_scope(flat, clause.verb.start, clause.verb.end)
        often = None if is_above_limit(flat, clause.verb.end) else of_verb.frequency
        often = often or subject_scope(flat, lead.start, lead.end).frequency
        said = subject_scope(flat, clause.before.start, subject.start).over(self._of_subject(side, subject))
        if often is None and clause.before.start < subject.start:
            often = case_count(flat, clause.before.start, subject.start)
            often = often or adverb(flat, clause.before.start, subject.start, adjectives=False)
        possible = is_possible(self.flat.small, clause) or self._of_drug_class(clause.before.start, clause.before.end)
        denied = is_denied(self.flat.small, clause, subject)
        amount = said.dose or of_verb.dose
        possible = possible or (side is Side.AFTER and is_possible_subject(self.flat.small, subject))
        group = said.population
        if group is None and self.patient and is_the_same(self.flat.small, subject):
            group = self.patient
        scope = Scope(often, False, amount, group, denied, possible)
        if self.pending is NOTHING:
            return scope
        is_open = clause.before.start == clause.before.end or _THESE_INCLUDE.match(self.flat.small, clause.before.start)
        return scope.over(self.pending) if is_open else scope

    def _of_drug_class(self, start: int, end: int) -> bool:
        return self.may_name_class and of_drug_class(self.flat.small, start, end)

    def _of_subject(self, side: Side, subject: Span) -> Scope:
        """Return the dose and population of the subject itself, where the effects do not stand there."""
        said = NOTHING if side is Side.BEFORE else subject_scope(self.flat.text, subject.start, subject.end)
        return said if said.frequency is None else said._replace(frequency=None)

    def _before(self, clause: Clause, before: list[Found], scope: Scope) -> list[Found]:
        if self.has_arms and on_placebo_alone(self.flat.small, clause.after):
            return []
        after, rest = parted(self.flat.text, clause.after)
        tails = [self._with_groups(t, after) for t in tail_scopes(self.flat.text, after.start, after.end)]
        if scope.frequency and not any(t.is_figure for t in tails):
            tails = [t._replace(frequency=None) for t in tails]
        if self._of_drug_class(clause.verb.start, clause.after.end):
            tails = [t._replace(is_hypothetical=True) for t in tails]
        company: list[Found] = []
        if scope.is_negated and denies_company(self.flat.small, clause):
            if not is_mostly(self.flat.small, clause):
                company = self._region(after, Scope(is_negated=True), strong=False)
            scope = scope._replace(is_negated=False)
        told = spread(before, tails, scope, "respectively" in self.flat.text[clause.after.start : clause.after.end])
        more = [f for f in self._region(rest, NOTHING, strong=False) if f.scope.frequency] if told and rest else []
        if told or (
            _MEMBERS.search(self.flat.small, clause.after.start, clause.after.end) and self._is_of_effects(clause)
        ):
            told += [*company, *self._accompanying(clause, scope), *more]
        return told

    def _is_of_effects(self, clause: Clause) -> bool:
        """Say whether a subject speaks of effects in general, whose members may follow the verb."""
        return self._only_formula(clause) or bool(
            _GENERAL_END.search(self.flat.small, clause.before.start, clause.before.end)
        )

    def _accompanying(self, clause: Clause, scope: Scope) -> list[Found]:
        """Return what occurred with the effects before the verb ("... in conjunction with joint pain and fever")."""
        flat = self.flat.text
        cue = _ACCOMPANYING.match(flat, clause.after.start, clause.after.end)
        if not cue:
            return []
        found = self._region(Span(cue.start("cue"), clause.after.end), scope, strong=False)
        return found if _MEMBERS.match(flat, cue.start("cue") - 1) else [f for f in found if f.piece.introducer]

    def _with_groups(self, scope: Scope, span: Span) -> Scope:
        """Return the scope with what parentheses in ``span`` say ("in one patient (9.1%)") where it says nothing."""
        for group in self._groups(span):
            said = aside(self.text, group)
            if said.is_figure and not scope.is_figure:
                scope = Scope(said.frequency, True).over(scope)
            elif said.population or said.dose:
                scope = scope.over(Scope(dose=said.dose, population=said.population))
        return scope

    def _after(self, clause: Clause, before: list[Found], scope: Scope) -> list[Found]:
        found = self._region(clause.after, scope, strong=self._is_listing(clause))
        subject = self._subject(clause)
        counted = tail_scopes(self.flat.text, *subject)
        if counted == [NOTHING] and (self._only_formula(clause) or names_after(self.flat.small, clause)):
            counted = [self._with_groups(NOTHING, subject)]
        elif counted[0].is_figure or counted[0].frequency:
            counted = [self._with_groups(c, subject) for c in counted]
        if counted[0].is_figure or counted[0].frequency:
            figures = [Scope(c.frequency, True, c.dose, c.population) for c in counted]
            found = spread(found, figures, NOTHING)
        if found and only_describes(self.flat.small, clause, subject):
            found = [f for f in found if knowledge(f.piece.name) == LISTED]
        if found and only_leads(self.flat.small, clause, subject):
            return found
        own = [f.over(scope._replace(is_negated=False)) for f in before if not is_formula(f.piece.words, self.heading)]
        if own and not found:
            own = spread(own, tail_scopes(self.flat.text, clause.after.start, clause.after.end), NOTHING)
        return own + found

    def _is_listing(self, clause: Clause) -> bool:
        verb = self.flat.text[clause.verb.start : clause.verb.end].casefold()
        if "experienced" in verb or "developed" in verb:
            return True
        return "include" in verb or "reports" in verb or "cases" in verb or self._only_formula(clause)

    def _of_the_same(self, clause: Clause) -> Scope:
        """Return what "side effects may be dose-related (...)" says of the effects that the next verb names."""
        if not self._only_formula(clause):
            return NOTHING
        span = Span(clause.verb.start, clause.after.end)
        stated = [said.dose for said in (aside(self.text, g) for g in self._groups(span)) if said.dose]
        often = (
            adverb(self.flat.text, span.start, span.end)
            or subject_scope(self.flat.text, *self._subject(clause)).frequency
        )
        tail = tail_scopes(self.flat.text, span.start, span.end)[0]
        return Scope(often, dose=stated[0] if stated else tail.dose, population=tail.population)

    def _refer_back(self, said: Scope, begun: int) -> None:
        """Fill what "these effects were dose related" says into the effects named last."""
        since = begun if len(self.out) > begun else self.last
        if said != NOTHING:
            others = said._replace(frequency=None, is_figure=False)
            self.out[since:] = [f.over(others if f.scope.frequency else said) for f in self.out[since:]]

    def _said_of_these(self, clause: Clause) -> Scope:
        if not refers_back(self.flat.small, self._subject(clause)):
            return NOTHING
        often = self._clause_scope(clause, clause.side).frequency
        tail = tail_scopes(self.flat.text, clause.verb.start, clause.after.end)[0].over(Scope(often))
        if tells_severity(self.flat.small, clause):
            tail = tail._replace(frequency=None, is_figure=False)
        return tail._replace(is_negated=False, is_hypothetical=False)

    def _continue(self, clause: Clause, begun: int) -> None:
        """Take what a second verb says of the effects before the first ("... and was associated with high doses").

        Where both verbs say how often, they are two statements: "in 5% of women, and was more likely in smokers"; so
        are a denial and what is not denied: "was not seen in men, but in 5% of women".
        """
        if is_denied(self.flat.small, clause, clause.before):
            return
        verb = subject_scope(self.flat.text, clause.verb.start, clause.verb.end)
        said = self._with_groups(tail_scopes(self.flat.text, clause.after.start, clause.after.end)[0], clause.after)
        said = said.over(Scope(verb.frequency, dose=verb.dose))
        named = self.out[begun:]
        if said != NOTHING and all(f.scope.is_negated for f in named):
            possible = is_possible(self.flat.small, clause)
            self.out += [Found(f.piece, said._replace(is_hypothetical=possible), f.sentence) for f in named]
        elif said.frequency and (said.dose or said.population) and any(f.scope.frequency for f in named):
            self.out += [Found(f.piece, said, f.sentence) for f in named if f.scope.frequency]
        else:
            self.out[begun:] = [f.over(said) for f in named]

    def _aside_clause(self, clause: Clause, begun: int) -> None:
        """Read a relative clause: what it says of the effects before it, and what it says that they led to."""
        flat = self.flat.text
        if len(self.out) > begun:
            said, since = condition(self.flat.small, flat, clause), begun
            if said == NOTHING:
                said = described(self.flat.small, flat, clause)
                since = len(self.out) - 1 if describes_one(self.flat.small, clause) else begun
            self.out[since:] = [f.over(said) for f in self.out[since:]]
        if (
            clause.is_relative
            and clause.side is Side.AFTER
            and _LED_TO.search(self.flat.small, clause.verb.start, clause.verb.end)
        ):
            is_doubted = len(self.out) > begun and self.out[-1].scope.is_hypothetical
            possible = is_possible(self.flat.small, clause) or (is_doubted and not is_told(self.flat.small, clause))
            self.out += self._region(clause.after, Scope(is_hypothetical=possible), strong=False)
            return
        if (
            clause.is_relative
            and is_hypothetical(flat, clause.verb.start, clause.verb.end)
            and _PUT_DOWN.search(flat, clause.verb.start, clause.after.end)
        ):
            group = tail_scopes(flat, clause.after.start, clause.after.end)[0].population
            self.out[begun:] = [
                Found(f.piece, f.scope.over(Scope(population=group))._replace(is_hypothetical=True), f.sentence)
                for f in self.out[begun:]
            ]
