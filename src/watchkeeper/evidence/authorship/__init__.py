"""Authorship: who wrote the change."""
