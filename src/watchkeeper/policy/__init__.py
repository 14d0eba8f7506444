"""Turns findings into a verdict: selection, modes, scopes, floors, waivers."""
