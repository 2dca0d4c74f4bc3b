"""Leaflets put together from the shapes of side-effect pages."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

ITEMS = [
    "Agitation",
    "black, tarry stools",
    "blurred vision",
    "chest pain or discomfort",
    "chills",
    "convulsions (seizures)",
    "dark urine",
    "dizziness, faintness, or lightheadedness when getting up suddenly from a lying or sitting position",
    "dry mouth",
    "fast, slow, or irregular heartbeat",
    "headache",
    "hives, itching, or skin rash",
    "itching where the gel was applied",
    "joint or muscle pain",
    "loss of appetite",
    "nausea or vomiting",
    "numbness, tingling, burning pain, or weakness in the hands or feet",
    "pain in the lower back or side, spreading to the groin, thigh, or calf of the leg",
    "sore throat",
    "swelling of the face, fingers, feet, or lower legs",
    "trouble sleeping",
    "unusual bleeding or bruising",
    "unusual tiredness or weakness",
    "yellow eyes or skin",
]
REACTIONS = [
    "Anemia",
    "arthralgia (up to 14%)",
    "asthenia/fatigue",
    "bradycardia",
    "diarrhea (including bloody diarrhea)",
    "dyspnea",
    "hepatotoxicity (e.g., jaundice, ALT increased)",
    "hypotension",
    "insomnia",
    "neutropenia",
    "pruritus",
    "tremor",
]
LABELS = {
    "More common": "more_common",
    "Less common": "less_common",
    "Rare": "rare",
    "Incidence not known": "not_known",
}
CLASSES = {
    "Very common (10% or more)": "very_common",
    "Common (1% to 10%)": "common",
    "Uncommon (0.1% to 1%)": "uncommon",
    "Rare (0.01% to 0.1%)": "rare",
    "Frequency not reported": "not_known",
    "Postmarketing reports": "postmarketing",
}
SYSTEMS = ["Cardiovascular", "Dermatologic", "Gastrointestinal", "Hematologic", "Hepatic", "Nervous system", "Renal"]
REFERENCES = [
    '"Product Information. Zelorix (zelotrib)." Harrow Pharmaceuticals, San Marino, CA.',
    'Cerner Multum, Inc. "UK Summary of Product Characteristics." O 0',
    'Doe AB, Roe C "Rash after zelotrib." J Imaginary Med 12 (1999): 181-8',
]
_URGENCY = {
    "Check with your doctor immediately if any of the following side effects occur while taking": "immediate",
    "Check with your doctor as soon as possible if any of the following side effects occur while taking": (
        "as_soon_as_possible"
    ),
}

INTRODUCTION = (
    "Along with its needed effects, {drug} may cause some unwanted effects. Although not all of these side effects may "
    "occur, if they do occur they may need medical attention."
)
OVERDOSE = "Get emergency help immediately if any of the following symptoms of overdose occur while taking {drug}:"
PERSISTENT = (
    "Some side effects of {drug} may occur that usually do not need medical attention. These side effects may go away "
    "during treatment as your body adjusts to the medicine. Also, your health care professional may be able to tell "
    "you about ways to prevent or reduce some of these side effects."
)
BOTHERSOME = (
    "Check with your health care professional if any of the following side effects continue or are bothersome or if "
    "you have any questions about them:"
)
CLOSING = [
    "Always consult your healthcare provider to ensure the information displayed on this page applies to your personal "
    "circumstances.",
    "Some side effects may not be reported. You may report them to the FDA.",
]

Part = tuple[str, str]
Fact = tuple[str, str, str | None, str | None, str | None]
Labelled = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Composed:
    """One leaflet before it takes a form; ``facts`` is what any form of it says."""

    drug: str
    lead_in: str
    immediate: Labelled
    overdose: list[str]
    persistent: Labelled
    professional: list[tuple[str, Labelled]]
    n_references: int

    def facts(self) -> list[Fact]:
        """Return words, section kind, urgency, frequency and body system of each effect, in order."""
        urgent = _URGENCY[self.lead_in]
        facts: list[Fact] = [
            (item, "consumer_immediate", urgent, LABELS[label], None)
            for label, items in self.immediate
            for item in items
        ]
        facts += [(item, "consumer_overdose", "emergency", None, None) for item in self.overdose]
        facts += [
            (item, "consumer_persistent", "routine", LABELS[label], None)
            for label, items in self.persistent
            for item in items
        ]
        for system, lists in self.professional:
            facts += [(item, "professional", None, CLASSES[label], system) for label, items in lists for item in items]
        return facts

    def parts(self) -> list[Part]:
        """Return the leaflet's pieces in page order, each with the element it is on a page."""
        return [*self._consumer(), *self._professional(), *((("p", closing)) for closing in CLOSING)]

    def _consumer(self) -> list[Part]:
        drug = self.drug
        overdose = [("p", OVERDOSE.format(drug=drug)), ("p", "Symptoms of overdose")] if self.overdose else []
        return [
            ("h1", f"{drug.capitalize()} Side Effects"),
            ("h2", "For the Consumer"),
            ("p", f"Applies to {drug}: oral tablet"),
            ("h3", "Side effects requiring immediate medical attention"),
            ("p", INTRODUCTION.format(drug=drug)),
            ("p", f"{self.lead_in} {drug}:"),
            *_labelled(self.immediate),
            *overdose,
            *(("li", item) for item in self.overdose),
            ("h3", "Side effects not requiring immediate medical attention"),
            ("p", PERSISTENT.format(drug=drug)),
            ("p", BOTHERSOME),
            *_labelled(self.persistent),
        ]

    def _professional(self) -> list[Part]:
        parts: list[Part] = [("h2", "For Healthcare Professionals"), ("p", f"Applies to {self.drug}: oral tablet")]
        for system, lists in self.professional:
            parts += [("h3", system), *(("p", f"{label}: {', '.join(items)}[Ref]") for label, items in lists)]
        references = enumerate(REFERENCES[: self.n_references], 1)
        return [*parts, ("h4", "References"), *(("p", f"{n}. {text}") for n, text in references)]


def _labelled(lists: Labelled) -> list[Part]:
    return [part for label, items in lists for part in [("p", label), *(("li", item) for item in items)]]


@st.composite
def composed(draw: st.DrawFn) -> Composed:
    """Draw a leaflet."""

    def lists(labels: dict[str, str], items: list[str], least: int) -> Labelled:
        chosen = [label for label in labels if draw(st.booleans())] or [draw(st.sampled_from(list(labels)))]
        return [(label, draw(_some(items, least))) for label in chosen]

    return Composed(
        drug=draw(st.sampled_from(["zelotrib", "quovadrine", "mirelastat / hydrozelol", "zelotrib topical"])),
        lead_in=draw(st.sampled_from(list(_URGENCY))),
        immediate=lists(LABELS, ITEMS, 1),
        overdose=draw(st.one_of(st.just([]), _some(ITEMS, 2))),
        persistent=lists(LABELS, ITEMS, 1),
        professional=[(system, lists(CLASSES, REACTIONS, 1)) for system in draw(_some(SYSTEMS, 1))],
        n_references=draw(st.integers(1, len(REFERENCES))),
    )


def _some(values: list[str], least: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=5, unique=True)
