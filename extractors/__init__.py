"""Bytes of one leaflet in, what the leaflet says out: pure functions, no disk, no orchestration."""

from extractors.compiled import leave_out_unless_used

leave_out_unless_used()
