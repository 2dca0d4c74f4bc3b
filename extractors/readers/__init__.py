"""One file a format: bytes to a Document of text and the elements that the markup showed."""
