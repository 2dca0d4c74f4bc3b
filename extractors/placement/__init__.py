"""What flattening lost: where lists belong, how often their effects occur, which body system a statement is of."""
