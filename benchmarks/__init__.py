"""Learning and measuring: what needs the reviewed corpus, and no part of the pipeline."""
