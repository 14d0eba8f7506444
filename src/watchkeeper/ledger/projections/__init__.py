"""Read models: tables computed from events, thrown away and rebuilt at will; one file a model."""
