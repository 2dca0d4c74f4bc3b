"""Tests read the sources; that the compiled modules say the same is the matter of tests/test_compiled.py alone."""

import os

os.environ["LEAFLETS_PLAIN"] = "1"  # before anything of extractors is imported: `extractors.compiled.PLAIN`
