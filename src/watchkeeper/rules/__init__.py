"""Compares analysed evidence with a limit and yields findings; one file a rule."""
