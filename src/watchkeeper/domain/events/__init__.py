"""Events: what happened, in the past tense, kept for ever; one file a subject."""
