"""The policy file, waivers and people as domain values, every error with its place."""
