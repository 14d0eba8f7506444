"""Owners, people and the burden, written for people and programs."""
