"""Concepts of open vocabularies for terms and drugs, and what only one audience is told."""
