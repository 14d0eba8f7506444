"""Readers of what makes a tool run somewhere: one file a technique, each gives pieces of one text."""
