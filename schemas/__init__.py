"""The only truth about the published tables: names, types, vocabularies, checks."""
