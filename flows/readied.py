"""What every worker needs, loaded once: the server that workers are forked from imports this before the first fork.

Vocabularies and models are loaded by what first asks for them.  So a leaflet is read that asks for most of them.
"""

from __future__ import annotations

# ruff: noqa: E402  the server is declared lean before anything is loaded
from flows.lean import make_lean, publishes_only

publishes_only()

import pandas as pd  # noqa: F401  Arrow imports it sooner or later

from extractors.extract import extract
from extractors.readers import web_page  # noqa: F401  which a text does not ask for
from flows import checks, finishing, inspection, work  # noqa: F401  what a worker runs

_LEAFLET = """\
Zorvamine Side Effects

Generic name: zorvamine

Note: This document contains side effect information about zorvamine.

Along with its needed effects, zorvamine may cause some unwanted effects.

Check with your doctor immediately if any of the following side effects occur while taking zorvamine:

Less common

- Black, tarry stools
- swelling of the face, arms, hands, or feet (edema)

For Healthcare Professionals

Applies to zorvamine: oral tablet

Gastrointestinal

Very common (10% or more): Nausea (12%), vomiting
Frequency not reported: Pancreatitis[Ref]

Hepatitis has been reported in 2% of patients treated with 20 mg daily. Seizures may occur in children.[Ref]

References

1. "Product Information. Zorva (zorvamine)." Exemplar Laboratories, Springfield, IL.
"""

extract(_LEAFLET.encode(), "zorvamine.txt")
make_lean()
