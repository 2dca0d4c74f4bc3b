"""One file a leaflet family: a Document in, its sections, effects and references out."""
