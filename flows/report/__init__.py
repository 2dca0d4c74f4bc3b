"""The data-quality report and the evidence pages, made from the published tables alone."""
