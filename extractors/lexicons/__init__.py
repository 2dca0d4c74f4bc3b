"""What the rules know, as data."""
