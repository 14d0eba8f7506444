"""Turns a command line into one use-case call, and its result into bytes."""
