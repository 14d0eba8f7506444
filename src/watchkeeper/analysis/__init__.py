"""Turns parsed values into an answer; one folder a question."""
