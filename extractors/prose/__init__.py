"""Running text: which effects a paragraph states, how often, at which dose, in whom, and what it denies."""
