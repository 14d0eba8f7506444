"""Keeps what happened for ever: events in a chain, people apart from it, read models that can be thrown away."""
