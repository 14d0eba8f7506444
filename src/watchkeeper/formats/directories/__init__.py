"""Reads lists of people and teams that other systems export; one file a source."""
