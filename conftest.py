"""Tests read the sources; that the compiled modules say the same is the matter of tests/test_compiled.py alone."""

import os

from extractors.compiled import PLAIN

os.environ[PLAIN] = "1"
