"""Bytes of one leaflet in, what the leaflet says out: pure functions, no disk, no orchestration."""
