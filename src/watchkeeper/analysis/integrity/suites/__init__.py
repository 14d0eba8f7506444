"""Test suites: what tests a file holds, and which of them a change takes away, skips or empties."""
